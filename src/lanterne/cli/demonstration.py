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
from lanterne.cli.options import FictionalCodebook, Json, Quiet
from lanterne.cli.output import print_json
from lanterne.cli.protection import protect
from lanterne.cli.publication import publish
from lanterne.cli.releases import evaluate, verify
from lanterne.errors import UsageError

SERIES, PUBLISHER, LICENCE = "fictional-cases", "Nobody: the cases are invented", "CC0-1.0"
TITLE = {
    "en": "Fictional cases",
    "fr": "Cas fictifs",
    "es": "Expedientes ficticios",
    "ar": "حالات خيالية",
}
WHY = {
    "en": "The cases are invented: there is nobody in them whom a release could harm.",
    "fr": "Les cas sont inventés : il n'y a personne à qui une publication pourrait nuire.",
    "es": "Los expedientes son ficticios: nadie puede resultar perjudicado por una publicación.",
    "ar": "الحالات خيالية: لا يوجد فيها شخص يمكن أن يلحق به النشر ضررًا.",
}
"""Why the release is published without having been held to a policy."""


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
            f"--title en=… --publisher {PUBLISHER!r} --licence {LICENCE} --exception en=…",
            lambda: publish(
                release,
                catalogue=catalogue,
                series=SERIES,
                title=[f"{language}={text}" for language, text in TITLE.items()],
                publisher=PUBLISHER,
                licence=LICENCE,
                exception=[f"{language}={text}" for language, text in WHY.items()],
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
        typer.echo(f"\nThe release, fit to publish: {release}/README.md and {release}/codebook")
        typer.echo(f"In the browser: lanterne serve --home {catalogue.parent}")
