"""The verb that shows all the others, on fictional cases."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext, redirect_stdout
from pathlib import Path
from typing import Annotated

import typer

from lanterne.cli.cases import check, sample
from lanterne.cli.options import Json, Quiet
from lanterne.cli.output import print_json
from lanterne.cli.releases import evaluate, protect, verify
from lanterne.errors import UsageError

CODEBOOK = "lanterne-cases"


def demo(
    folder: Annotated[Path, typer.Argument(help="New folder.")] = Path("demo"),
    victims: Annotated[int, typer.Option(min=100, help="How many fictional people.")] = 20_000,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """See the whole road on fictional cases: sample, check, protect, verify, evaluate."""
    if folder.exists():
        raise UsageError(f"{folder} exists already. Choose another folder, or remove it.")
    cases, release, report = folder / "cases", folder / "release", folder / "report-SENSITIVE"
    file = cases / "victims.csv"
    steps: list[tuple[str, Callable[[], None]]] = [
        (f"lanterne sample {cases} --victims {victims}", lambda: sample(cases, victims)),
        (f"lanterne check {file} -c {CODEBOOK}", lambda: check(file, CODEBOOK)),
        (
            f"lanterne protect {file} -c {CODEBOOK} --epsilon 4 --out {release}",
            lambda: protect(file, CODEBOOK, epsilon=4.0, out=release, quiet=quiet or as_json),
        ),
        (f"lanterne verify {release}", lambda: verify(release)),
        (
            f"lanterne evaluate {file} {release} --out {report}",
            lambda: evaluate(file, release, out=report),
        ),
    ]
    with redirect_stdout(sys.stderr) if as_json else nullcontext():
        for command, step in steps:
            typer.secho(f"\n$ {command}", bold=True)
            step()
    if as_json:
        print_json(cases=file, release=release, report=report / "index.html")
    else:
        typer.echo(f"\nThe release, fit to publish: {release}/README.md and {release}/codebook")
