"""The command line as a whole: which verbs there are, and in which order they are listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from lanterne.cli import (
    agreement,
    cases,
    choice,
    codebooks,
    collect,
    demonstration,
    deposits,
    documentation,
    duplicates,
    evaluation,
    exports,
    forms,
    gate,
    harmonise,
    hub,
    hub_admin,
    hub_audit,
    hub_demo,
    hub_keys,
    ledgers,
    protection,
    publication,
    releases,
    risk,
    series,
    showcase,
    stories,
    toolkit,
    trends,
)
from lanterne.cli.errors import telling_errors
from lanterne.cli.language import speak, told
from lanterne.cli.methods import by_method
from lanterne.cli.parameters import Output, command
from lanterne.cli.plain import PlainCommand, PlainGroup
from lanterne.cli.usage import UsageProblem
from lanterne.messages import TAGS, Message, Parameter
from lanterne.verbs import (
    AnonymiseRequest,
    BeginRequest,
    CheckRequest,
    ChooseRequest,
    CompareRequest,
    DeliverRequest,
    DepositRequest,
    EditionRequest,
    EvaluateRequest,
    ExportRequest,
    HarmoniseRequest,
    JudgeRequest,
    ProtectRequest,
    RedrawRequest,
    RiskRequest,
)

app = typer.Typer(
    cls=PlainGroup,
    name="lanterne",
    help=told("help.verb.lanterne"),
    epilog=told("help.verb.exit-codes"),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
codebook = typer.Typer(cls=PlainGroup, no_args_is_help=True, help=told("help.verb.codebook"))
collecting = typer.Typer(cls=PlainGroup, no_args_is_help=True, help=told("help.verb.collect"))
harmonising = typer.Typer(cls=PlainGroup, no_args_is_help=True, help=told("help.verb.harmonise"))
over_years = typer.Typer(cls=PlainGroup, no_args_is_help=True, help=told("help.verb.series"))
audit = typer.Typer(cls=PlainGroup, no_args_is_help=True, help=told("help.verb.audit"))
hub_verbs = typer.Typer(cls=PlainGroup, no_args_is_help=True, help=told("help.verb.hub"))

COMMANDS = {
    "check": command(CheckRequest),
    "risk": command(RiskRequest),
    "protect": command(ProtectRequest, AnonymiseRequest, choose=by_method),
    "export": command(ExportRequest, output=Output),
    "deposit": command(DepositRequest, output=deposits.DepositOutput),
    "redraw": command(RedrawRequest),
    "series-begin": command(BeginRequest, output=Output),
    "series-deliver": command(DeliverRequest),
    "series-edition": command(EditionRequest),
    "choose": command(ChooseRequest),
    "evaluate": command(
        CompareRequest,
        EvaluateRequest,
        output=evaluation.EvaluateOutput,
        without=frozenset({"release"}),
        required=frozenset({"releases"}),
        choose=evaluation.one_or_several,
    ),
    "gate": command(JudgeRequest, output=gate.GateOutput),
    "harmonise-apply": command(HarmoniseRequest),
}
"""Verb → what makes a command of its function: the options are the fields of its requests."""

_VERBS: tuple[Callable[..., None], ...] = (
    demonstration.demo,
    cases.sample,
    forms.form,
    COMMANDS["check"](cases.check),
    COMMANDS["risk"](risk.risk),
    COMMANDS["protect"](protection.protect),
    releases.verify,
    COMMANDS["export"](exports.export),
    COMMANDS["redraw"](releases.redraw),
    COMMANDS["choose"](choice.choose),
    COMMANDS["evaluate"](evaluation.evaluate),
    COMMANDS["gate"](gate.gate),
    gate.policy,
    gate.key,
    ledgers.ledger,
    command(publication.PublishRequest, output=Output)(publication.publish),
    command(stories.StoryRequest, output=Output)(stories.story),
    publication.withdraw,
    COMMANDS["deposit"](deposits.deposit),
    command(showcase.ShowcaseRequest)(showcase.showcase),
    command(toolkit.ToolkitRequest, output=Output)(toolkit.toolkit),
    command(documentation.DocsRequest, output=Output)(documentation.docs),
    hub.serve,
)
_CODEBOOK_VERBS: Mapping[str, Callable[..., None]] = {
    "list": codebooks.list_codebooks,
    "show": codebooks.show,
    "draft": codebooks.draft,
    "validate": codebooks.validate,
}
_COLLECT_VERBS: Mapping[str, Callable[..., None]] = {
    "key": collect.key,
    "open": collect.open_files,
}
_SERIES_VERBS: Mapping[str, Callable[..., None]] = {
    "begin": COMMANDS["series-begin"](series.begin),
    "extend": series.extend,
    "deliver": COMMANDS["series-deliver"](series.deliver),
    "edition": COMMANDS["series-edition"](series.edition),
    "show": series.show,
    "trend": trends.trend,
    "join": series.join,
    "withdraw": series.withdraw,
    "leave": series.leave,
    "check-note": series.check_note,
}
_HARMONISE_VERBS: Mapping[str, Callable[..., None]] = {
    "draft": harmonise.draft,
    "check": harmonise.check,
    "apply": COMMANDS["harmonise-apply"](harmonise.apply),
    "diff": harmonise.diff,
    "duplicates": duplicates.duplicates,
    "vignettes": agreement.vignettes,
    "agreement": agreement.agreement,
    "list": harmonise.list_mappings,
    "copy": harmonise.copy,
    "test": harmonise.try_out,
}
_HUB_VERBS: Mapping[str, Callable[..., None]] = {
    "demo": hub_demo.demo,
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


def _add(to: typer.Typer, name: str, verb: Callable[..., None], group: str = "") -> None:
    """Make a command of a function: what it does is said in the language of the terminal."""
    code = f"help.verb.{group}-{name}" if group else f"help.verb.{name}"
    to.command(name, cls=PlainCommand, help=told(code))(telling_errors(verb))


for _verb in _VERBS:
    _add(app, _verb.__name__, _verb)
app.add_typer(codebook, name="codebook")
for _name, _verb in _CODEBOOK_VERBS.items():
    _add(codebook, _name, _verb, "codebook")
app.add_typer(collecting, name="collect")
for _name, _verb in _COLLECT_VERBS.items():
    _add(collecting, _name, _verb, "collect")
app.add_typer(harmonising, name="harmonise")
for _name, _verb in _HARMONISE_VERBS.items():
    _add(harmonising, _name, _verb, "harmonise")
app.add_typer(over_years, name="series")
for _name, _verb in _SERIES_VERBS.items():
    _add(over_years, _name, _verb, "series")
app.add_typer(hub_verbs, name="hub")
for _name, _verb in _HUB_VERBS.items():
    _add(hub_verbs, _name, _verb, "hub")
hub_verbs.add_typer(audit, name="audit")
for _name, _verb in _AUDIT_VERBS.items():
    _add(audit, _name, _verb, "audit")


def _print_version(wanted: bool) -> None:
    if wanted:
        from lanterne import __version__  # noqa: PLC0415

        typer.echo(f"lanterne {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help=told("help.option.version")
        ),
    ] = False,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="LANGUAGE",
            help=told("help.option.language"),
            show_default=told("help.default.language"),
        ),
    ] = None,
) -> None:
    """Protect case records on trafficking in persons: cases in, a protected release out."""
    if language is not None:
        if language not in TAGS:
            gaps: dict[str, Parameter] = {"language": language, "languages": tuple(TAGS)}
            raise UsageProblem(Message("language.no-words", gaps))
        speak(language)
