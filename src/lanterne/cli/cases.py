"""Verbs on case files: check and sample."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import verbs
from lanterne.cli.intake_sample import sample_intake
from lanterne.cli.language import told
from lanterne.cli.options import Json
from lanterne.cli.output import print_json, print_problems, print_summary
from lanterne.cli.parameters import LongOutput
from lanterne.cli.progress import show_progress
from lanterne.errors import InputError, UsageError
from lanterne.messages import Message
from lanterne.verbs.road import CHECKING

if TYPE_CHECKING:
    from lanterne.cases import CheckReport


def check(request: verbs.CheckRequest, output: LongOutput) -> None:
    """Check cases against a codebook, and list all that is wrong with them."""
    cases = str(request.cases)
    with show_progress(CHECKING, output.silent) as progress:
        report = verbs.check(request, progress=progress)
    if output.as_json:
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
        typer.echo(told("terminal.in-order", cases=cases, what=_read(report)))
    else:
        print_problems(report.problems)
        count = len(report.problems) + report.more
        typer.echo("\n" + told("terminal.has-problems", place=cases, count=count))
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
    folder: Annotated[Path, typer.Argument(help=told("help.sample.folder"))],
    victims: Annotated[
        int | None,
        typer.Option(
            min=1,
            help=told("help.sample.victims"),
            show_default=told("help.sample.victims-default"),
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help=told("help.sample.seed"))] = 7,
    codebook: Annotated[
        str | None,
        typer.Option(
            "--codebook",
            "-c",
            help=told("help.option.fictional-codebook"),
            show_default="lanterne-cases",
        ),
    ] = None,
    perpetrators: Annotated[
        int | None,
        typer.Option(
            min=0,
            help=told("help.sample.perpetrators"),
            show_default=told("help.sample.perpetrators-default"),
        ),
    ] = None,
    *,
    intake: Annotated[bool, typer.Option("--intake", help=told("help.sample.intake"))] = False,
    as_json: Json = False,
) -> None:
    """Write fictional cases: realistic, and about nobody."""
    if intake:
        if perpetrators is not None:
            raise UsageError("sample-intake.perpetrators")
        sample_intake(folder, victims, seed, codebook, as_json=as_json)
        return
    codebook = codebook or "lanterne-cases"
    made = verbs.sample(folder, victims, seed, codebook=codebook, perpetrators=perpetrators)
    cases = made if codebook == "lanterne-network" else made / "victims.csv"
    if as_json:
        print_json(cases=cases, card=made / "DATA-CARD.md")
    else:
        gaps = {"cases": str(cases), "codebook": codebook}
        lines = [("cases", Message("terminal.sample.cases", gaps))]
        print_summary([*lines, ("data-card", str(made / "DATA-CARD.md"))])
