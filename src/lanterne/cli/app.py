"""The command line as a whole: which verbs there are, and in which order they are listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from lanterne.cli import (
    cases,
    choice,
    codebooks,
    demonstration,
    gate,
    hub,
    hub_admin,
    hub_audit,
    hub_keys,
    ledgers,
    protection,
    publication,
    releases,
    risk,
)
from lanterne.cli.errors import telling_errors
from lanterne.cli.language import speak
from lanterne.cli.options import Language

app = typer.Typer(
    name="lanterne",
    help="Protect case records on human trafficking: cases in, a safe release out.",
    epilog="Exit codes: 0 done, 1 a check failed, 2 usage, 3 refused by policy or budget.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
codebook = typer.Typer(no_args_is_help=True, help="What columns mean: list, show, draft, validate.")
audit = typer.Typer(no_args_is_help=True, help="The audit log of a hub: is it whole?")

hub_verbs = typer.Typer(no_args_is_help=True, help="For whoever runs a hub on a server.")

_VERBS: tuple[Callable[..., None], ...] = (
    demonstration.demo,
    cases.sample,
    cases.check,
    risk.risk,
    protection.protect,
    releases.verify,
    releases.redraw,
    choice.choose,
    releases.evaluate,
    gate.gate,
    gate.policy,
    gate.key,
    ledgers.ledger,
    publication.publish,
    publication.withdraw,
    hub.serve,
)
_CODEBOOK_VERBS: Mapping[str, Callable[..., None]] = {
    "list": codebooks.list_codebooks,
    "show": codebooks.show,
    "draft": codebooks.draft,
    "validate": codebooks.validate,
}
_HUB_VERBS: Mapping[str, Callable[..., None]] = {
    "new": hub_admin.new,
    "organisation": hub_admin.organisation,
    "rescue": hub_admin.rescue,
    "doctor": hub_admin.doctor,
    "passphrase": hub_keys.passphrase,
    "rotate-key": hub_keys.rotate_key,
    "shred": hub_keys.shred,
}
_AUDIT_VERBS: Mapping[str, Callable[..., None]] = {
    "verify": hub_audit.verify,
    "checkpoint": hub_audit.checkpoint,
}
for verb in _VERBS:
    app.command()(telling_errors(verb))
app.add_typer(codebook, name="codebook")
for name, verb in _CODEBOOK_VERBS.items():
    codebook.command(name)(telling_errors(verb))
app.add_typer(hub_verbs, name="hub")
for name, verb in _HUB_VERBS.items():
    hub_verbs.command(name)(telling_errors(verb))
hub_verbs.add_typer(audit, name="audit")
for name, verb in _AUDIT_VERBS.items():
    audit.command(name)(telling_errors(verb))


def _print_version(wanted: bool) -> None:
    if wanted:
        from lanterne import __version__  # noqa: PLC0415

        typer.echo(f"lanterne {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
    language: Annotated[
        Language | None,
        typer.Option(
            metavar="LANGUAGE",
            help="Language of what is shown here: en, fr, es or ar.",
            show_default="what LANTERNE_LANGUAGE says, or en",
        ),
    ] = None,
) -> None:
    """Protect case records on human trafficking: cases in, a safe release out."""
    if language is not None:
        speak(language.value)
