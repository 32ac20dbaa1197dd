"""Verbs on case files: check and sample."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import api
from lanterne.cli.options import CasesPath, CodebookName, FictionalCodebook, Ignore, Json, Subject
from lanterne.cli.output import plural, print_json, print_problems
from lanterne.errors import InputError

if TYPE_CHECKING:
    from lanterne.cases import CheckReport


def check(
    cases: CasesPath,
    codebook: CodebookName,
    subject_id: Subject = None,
    ignore: Ignore = None,
    as_json: Json = False,
) -> None:
    """Check cases against a codebook, and list all that is wrong with them."""
    report = api.check(cases, codebook, subject_id=subject_id, ignore=ignore or ())
    if as_json:
        print_json(
            file=report.path,
            rows=report.rows,
            people=report.people,
            blank=report.blank,
            tables=dict(report.tables),
            problems=[problem.fields() for problem in report.problems],
            more=report.more,
        )
    elif report.ok:
        typer.echo(f"{cases} is in order: {_read(report)}.")
    else:
        print_problems(report.problems)
        typer.echo(f"\n{cases} has {plural(len(report.problems) + report.more, 'problem')}.")
    if not report.ok:
        raise typer.Exit(InputError.exit_code)


def _read(report: CheckReport) -> str:
    """How much has been read, and how many rows were passed over."""
    blank = f", {plural(report.blank, 'blank row')} passed over" if report.blank else ""
    return _counted(report) + blank


def _counted(report: CheckReport) -> str:
    if report.tables:
        return ", ".join(
            f"{rows:,} {name.removesuffix('s') if rows == 1 else name}"
            for name, rows in report.tables.items()
        )
    people = "1 person" if report.people == 1 else f"{report.people:,} people"
    return f"{plural(report.rows - report.blank, 'row')}, {people}"


def sample(
    folder: Annotated[Path, typer.Argument(help="New or empty folder.")],
    victims: Annotated[
        int | None, typer.Option(min=1, help="How many victims.", show_default="20,000, or 17,000")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same cases.")] = 7,
    codebook: FictionalCodebook = "lanterne-cases",
    perpetrators: Annotated[
        int | None,
        typer.Option(
            min=0, help="How many perpetrators of a network.", show_default="2.2 per victim"
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Write fictional cases: realistic, and about nobody."""
    made = api.sample(folder, victims, seed, codebook=codebook, perpetrators=perpetrators)
    cases = made if codebook == "lanterne-network" else made / "victims.csv"
    if as_json:
        print_json(cases=cases, card=made / "DATA-CARD.md")
    else:
        typer.echo(f"Cases      {cases}  (codebook: {codebook})")
        typer.echo(f"Data card  {made / 'DATA-CARD.md'}")
