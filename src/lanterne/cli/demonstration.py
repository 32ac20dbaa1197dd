"""The verb that shows all the others, on fictional cases."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext, redirect_stdout
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from lanterne.cli.cases import check, sample
from lanterne.cli.evaluation import EvaluateOutput, evaluate
from lanterne.cli.language import language, told
from lanterne.cli.options import FictionalCodebook, Json, Quiet
from lanterne.cli.output import print_json
from lanterne.cli.parameters import LongOutput, Output
from lanterne.cli.protection import protect
from lanterne.cli.publication import PublishRequest, publish
from lanterne.cli.releases import verify
from lanterne.errors import UsageError
from lanterne.messages import TAGS, Message, say
from lanterne.verbs import CheckRequest, EvaluateRequest, ProtectRequest
from lanterne.verbs.requests import command_line

SERIES, LICENCE = "fictional-cases", "CC0-1.0"


def demo(
    folder: Annotated[Path, typer.Argument(help=told("help.demo.folder"))] = Path("demo"),
    victims: Annotated[
        int | None,
        typer.Option(
            min=100, help=told("help.demo.victims"), show_default=told("help.demo.victims-default")
        ),
    ] = None,
    codebook: FictionalCodebook = "lanterne-network",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """See every step on fictional cases: sample, check, protect, verify, evaluate, publish."""
    if folder.exists():
        raise UsageError("demonstration.exists", folder=str(folder))
    made, release, report = folder / "cases", folder / "release", folder / "report-SENSITIVE"
    linked, catalogue = codebook == "lanterne-network", folder / "hub" / "releases"
    cases = made if linked else made / "victims.csv"
    many = f" --victims {victims}" if victims is not None else ""
    checked = CheckRequest(cases, codebook)
    protected = ProtectRequest(cases, codebook, out=release, epsilon=4.0, condensed=linked)
    evaluated = EvaluateRequest(cases, release, out=report, language=language())
    shown, protecting = LongOutput(), LongOutput(quiet=quiet or as_json)
    steps: list[tuple[str, Callable[[], None]]] = [
        (
            f"lanterne sample {made} --codebook {codebook}{many}",
            lambda: sample(made, victims, codebook=codebook),
        ),
        (command_line("check", checked), lambda: check(checked, shown)),
        (command_line("protect", protected), lambda: protect(protected, protecting)),
        (f"lanterne verify {release}", lambda: verify(release)),
        (command_line("evaluate", evaluated), lambda: evaluate(evaluated, EvaluateOutput())),
        _publishing(release, catalogue),
    ]
    with redirect_stdout(sys.stderr) if as_json else nullcontext():
        for command, step in steps:
            typer.secho(f"\n$ {command}", bold=True)
            step()
    if as_json:
        print_json(cases=cases, release=release, report=report / "index.html", hub=catalogue.parent)
    else:
        made_of = {"readme": f"{release}/README.md", "codebook": f"{release}/codebook"}
        typer.echo("\n" + told("terminal.demo.release", **made_of))
        command = f"lanterne serve --home {catalogue.parent}"
        typer.echo(told("terminal.demo.browser", command=command))
        if find_spec("django") is None:
            typer.echo(told("hub.not-installed"))


def _publishing(release: Path, catalogue: Path) -> tuple[str, Callable[[], None]]:
    """The command that publishes, its texts cut short, and what it does."""
    asked = PublishRequest(
        str(release),
        catalogue=str(catalogue),
        series=SERIES,
        title=_in_each_language("terminal.demo.title"),
        publisher=told("terminal.demo.publisher"),
        licence=LICENCE,
        exception=_in_each_language("terminal.demo.why"),
    )
    shown = command_line("publish", replace(asked, title=["en=…"], exception=["en=…"]))
    return shown, lambda: publish(asked, Output())


def _in_each_language(code: str) -> list[str]:
    """A text of the store as an option of ``publish`` takes it: ``fr=…``, one for each language."""
    return [f"{tag}={say(Message(code), tag)}" for tag in TAGS]
