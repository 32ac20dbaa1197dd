"""Verbs on case files: check and sample."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lanterne import api
from lanterne.cli.options import CasesFile, CodebookName, Ignore, Json, Subject
from lanterne.cli.output import as_fields, plural, print_json, print_problems
from lanterne.errors import InputError


def check(
    cases: CasesFile,
    codebook: CodebookName,
    subject_id: Subject = None,
    ignore: Ignore = None,
    as_json: Json = False,
) -> None:
    """Check a case file against a codebook, and list all that is wrong with it."""
    report = api.check(cases, codebook, subject_id=subject_id, ignore=ignore or ())
    if as_json:
        print_json(
            file=report.path,
            rows=report.rows,
            people=report.people,
            problems=[as_fields(problem) for problem in report.problems],
            more=report.more,
        )
    elif report.ok:
        people = "1 person" if report.people == 1 else f"{report.people:,} people"
        typer.echo(f"{cases} is in order: {plural(report.rows, 'row')}, {people}.")
    else:
        print_problems(report.problems)
        typer.echo(f"\n{cases} has {plural(len(report.problems) + report.more, 'problem')}.")
    if not report.ok:
        raise typer.Exit(InputError.exit_code)


def sample(
    folder: Annotated[Path, typer.Argument(help="New or empty folder.")],
    victims: Annotated[int, typer.Option(min=1, help="How many people.")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same cases.")] = 7,
    as_json: Json = False,
) -> None:
    """Write fictional cases: realistic, and about nobody."""
    made = api.sample(folder, victims, seed)
    if as_json:
        print_json(cases=made / "victims.csv", card=made / "DATA-CARD.md")
    else:
        typer.echo(f"Cases      {made / 'victims.csv'}  (codebook: lanterne-cases)")
        typer.echo(f"Data card  {made / 'DATA-CARD.md'}")
