"""Verbs on case files: check and sample."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import verbs
from lanterne.cli.language import told
from lanterne.cli.options import CasesPath, CodebookName, FictionalCodebook, Ignore, Json, Subject
from lanterne.cli.output import print_json, print_problems, print_summary
from lanterne.errors import InputError
from lanterne.messages import Message

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
    report = verbs.check(cases, codebook, subject_id=subject_id, ignore=ignore or ())
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
        typer.echo(told("terminal.in-order", cases=str(cases), what=_read(report)))
    else:
        print_problems(report.problems)
        count = len(report.problems) + report.more
        typer.echo("\n" + told("terminal.has-problems", place=str(cases), count=count))
    if not report.ok:
        raise typer.Exit(InputError.exit_code)


def _read(report: CheckReport) -> tuple[Message, ...]:
    """How much has been read, and how many rows were passed over."""
    blank = [Message("count.blank-rows", {"count": report.blank})] if report.blank else []
    return (*_counted(report), *blank)


def _counted(report: CheckReport) -> tuple[Message, ...]:
    if report.tables:
        return tuple(
            Message("count.of-table", {"count": rows, "table": _named(name, rows)})
            for name, rows in report.tables.items()
        )
    rows, people = report.rows - report.blank, report.people
    return Message("count.rows", {"count": rows}), Message("count.people", {"count": people})


def _named(table: str, rows: int) -> str:
    return table.removesuffix("s") if rows == 1 else table


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
    made = verbs.sample(folder, victims, seed, codebook=codebook, perpetrators=perpetrators)
    cases = made if codebook == "lanterne-network" else made / "victims.csv"
    if as_json:
        print_json(cases=cases, card=made / "DATA-CARD.md")
    else:
        gaps = {"cases": str(cases), "codebook": codebook}
        lines = [("cases", Message("terminal.sample.cases", gaps))]
        print_summary([*lines, ("data-card", str(made / "DATA-CARD.md"))])
