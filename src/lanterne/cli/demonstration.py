"""The verb that shows all the others, on fictional cases."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext, redirect_stdout
from pathlib import Path
from typing import Annotated

import typer

from lanterne.cli.cases import check, sample
from lanterne.cli.language import told
from lanterne.cli.options import FictionalCodebook, Json, Language, Quiet
from lanterne.cli.output import print_json
from lanterne.cli.protection import protect
from lanterne.cli.publication import publish
from lanterne.cli.releases import evaluate, verify
from lanterne.errors import UsageError
from lanterne.messages import Message, say

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
    """See the whole road on fictional cases: sample, check, protect, verify, evaluate, publish."""
    if folder.exists():
        raise UsageError("demonstration.exists", folder=str(folder))
    linked = codebook == "lanterne-network"
    made, release, report = folder / "cases", folder / "release", folder / "report-SENSITIVE"
    catalogue = folder / "hub" / "releases"
    cases = made if linked else made / "victims.csv"
    condensed = " --condensed" if linked else ""
    many = f" --victims {victims}" if victims is not None else ""
    publisher = told("terminal.demo.publisher")
    steps: list[tuple[str, Callable[[], None]]] = [
        (
            f"lanterne sample {made} --codebook {codebook}{many}",
            lambda: sample(made, victims, codebook=codebook),
        ),
        (f"lanterne check {cases} -c {codebook}", lambda: check(cases, codebook)),
        (
            f"lanterne protect {cases} -c {codebook} --epsilon 4 --out {release}{condensed}",
            lambda: protect(
                cases, codebook, epsilon="4", out=release, condensed=linked, quiet=quiet or as_json
            ),
        ),
        (f"lanterne verify {release}", lambda: verify(release)),
        (
            f"lanterne evaluate {cases} {release} --out {report}",
            lambda: evaluate(cases, [release], out=report),
        ),
        (
            f"lanterne publish {release} --catalogue {catalogue} --series {SERIES} "
            f"--title en=… --publisher {publisher!r} --licence {LICENCE} --exception en=…",
            lambda: publish(
                release,
                catalogue=catalogue,
                series=SERIES,
                title=_in_each_language("terminal.demo.title"),
                publisher=publisher,
                licence=LICENCE,
                exception=_in_each_language("terminal.demo.why"),
            ),
        ),
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


def _in_each_language(code: str) -> list[str]:
    """A text of the store as an option of ``publish`` takes it: ``fr=…``, one for each language."""
    return [f"{tag}={say(Message(code), tag)}" for tag in Language]
