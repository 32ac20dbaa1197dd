"""The verbs of a dataset over the years."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import verbs
from lanterne.cli.asking import ask, check_nothing_left
from lanterne.cli.language import here, told
from lanterne.cli.options import Json
from lanterne.cli.output import print_json, print_labelled, wrapped
from lanterne.cli.parameters import LongOutput, Output
from lanterne.cli.progress import show_progress
from lanterne.messages import Message
from lanterne.name_lists import names
from lanterne.verbs.road import DRAWING_EDITION, PROTECTING

if TYPE_CHECKING:
    from lanterne.series.deliver import Measured
    from lanterne.series.standing import CohortStanding

MORE = 10
"""Cohorts that may come: what they will do to a total over all of them is said beforehand."""

SeriesFolder = Annotated[Path, typer.Argument(metavar="SERIES", help=told("help.series.folder"))]


def begin(request: verbs.BeginRequest, output: Output) -> None:
    """Begin a dataset over the years."""
    series = verbs.begin_series(request)
    plan = series.plan
    if output.as_json:
        cohorts_there = [str(one) for one in plan.cohorts]
        print_json(series=series.folder, cohorts=cohorts_there, **vars(plan.budget))
        return
    budget = {"epsilon": plan.budget.epsilon, "years": plan.final_after}
    typer.echo(wrapped(told("terminal.series.begun", folder=str(series.folder), **budget)))
    for unit in plan.units:
        if unit.traits.cohorts > 1:
            several = {"cohorts": unit.traits.cohorts, "epsilon": plan.budget.epsilon}
            typer.echo("\n" + wrapped(told(f"terminal.series.{unit}s", **several)))
    typer.echo("\n" + wrapped(told("terminal.series.key", file=str(series.key))))


def extend(
    folder: SeriesFolder,
    cohorts: Annotated[str, typer.Option(metavar="YEARS", help=told("help.option.series-cohorts"))],
) -> None:
    """Add cohorts of later years."""
    series = verbs.extend_series(folder, names(cohorts))
    there = tuple(str(one) for one in series.plan.cohorts)
    typer.echo(wrapped(told("terminal.series.cohorts", cohorts=there)))


def deliver(request: verbs.DeliverRequest, output: LongOutput) -> None:
    """Hand in the cases of a year."""
    with show_progress(PROTECTING, output.silent) as progress:
        made = verbs.deliver(request, progress=progress)
    if output.as_json:
        measured = [
            {
                "cohort": str(one.due.cohort),
                "stage": one.due.stage,
                "kept": one.kept,
                "ledger": one.ledger,
            }
            for one in made.measured
        ]
        absent = {"absent": list(made.absent)} if made.absent else {}
        print_json(year=made.year, cohort=str(made.cohort), measured=measured, **absent)
        return
    typer.echo(
        wrapped(told("terminal.series.delivered", year=str(made.year), cohort=str(made.cohort)))
    )
    if made.absent:
        typer.echo("\n" + wrapped(told("terminal.series.absent", organisations=made.absent)))
    for one in made.measured:
        _print_measured(one)


def _print_measured(one: Measured) -> None:
    said = told(f"terminal.series.measured-{one.due.stage}", cohort=str(one.due.cohort))
    typer.echo("\n" + wrapped(said))
    release = f"release-{one.due.cohort}-{one.due.stage}"
    words = ["lanterne", "redraw", str(one.kept), "--ledger", str(one.ledger), "--out", release]
    typer.echo(f"  {shlex.join(words)}")


def edition(request: verbs.EditionRequest, output: LongOutput) -> None:
    """Draw all cohorts that were measured as one release."""
    with show_progress(DRAWING_EDITION, output.silent) as progress:
        made = verbs.draw_edition(request, progress=progress)
    if output.as_json:
        print_json(release=made.release, ledgers=made.ledgers, cohorts=made.stages)
        return
    kinds = {
        stage: tuple(name for name, used in made.stages.items() if used == stage) or "–"
        for stage in ("final", "provisional")
    }
    typer.echo(wrapped(told("terminal.series.edition", folder=str(made.release), **kinds)))
    typer.echo("\n" + wrapped(told("terminal.series.verify-edition")))
    words = ["lanterne", "verify", str(made.release), "--ledger", str(made.ledgers)]
    typer.echo(f"  {shlex.join(words)}")


def show(folder: SeriesFolder, as_json: Json = False) -> None:
    """How each cohort stands."""
    from lanterne.series.standing import noise_of_total  # noqa: PLC0415 - loads the accountant

    standings = verbs.series_standing(folder)
    counts = (1, len(standings), len(standings) + MORE)
    several = standings[0].in_sequence
    noise = {str(count): noise_of_total(count, several) for count in counts}
    if as_json:
        print_json(cohorts=[_as_values(one) for one in standings], noise_of_total=noise)
        return
    print_labelled([(str(one.cohort), _says(one)) for one in standings])
    alone, now, later = (round(noise[str(count)], 2) for count in counts)
    cohorts = {"cohorts": len(standings), "more": MORE}
    said = told("terminal.series.noise", alone=alone, now=now, later=later, **cohorts)
    typer.echo("\n" + wrapped(said))


def _as_values(one: CohortStanding) -> dict[str, object]:
    begun, kept = list(one.begun), list(one.kept)
    spent = {"epsilon": one.epsilon, "begun": begun, "kept": kept}
    return {"cohort": str(one.cohort), **spent, "final_in": one.final_in}


def _says(one: CohortStanding) -> str:
    return " ".join(map(here, _parts(one)))


def _parts(one: CohortStanding) -> Iterator[Message]:
    if not one.begun:
        yield Message("terminal.series.unmeasured")
    else:
        yield Message("terminal.series.spent", {"epsilon": one.epsilon})
    for stage in one.begun:
        kept = "kept" if stage in one.kept else "lost"
        yield Message(f"terminal.series.{stage}-{kept}")
    if "final" not in one.begun:
        yield Message("terminal.series.final-in", {"year": str(one.final_in)})


def join(folder: SeriesFolder) -> None:
    """Say that two ids are one person; they are asked for."""
    ids = [ask(Message("ask.series-id")), ask(Message("ask.series-id-of-same"))]
    check_nothing_left()
    _print_said(verbs.join_people(folder, ids), "terminal.series.joined")


def withdraw(
    folder: SeriesFolder,
    note: Annotated[
        Path | None, typer.Option(metavar="FILE", help=told("help.series.note"))
    ] = None,
) -> None:
    """Take a person out of what is measured from now on; the id is asked for."""
    _check_note_file(note)
    one = ask(Message("ask.series-id"))
    check_nothing_left()
    known = verbs.withdraw_people(folder, [one])
    _print_said(known, "terminal.series.withdrawn")
    if note is not None and any(known):
        _print_note(note, verbs.confirm_withdrawal(folder, one, note))


def leave(
    folder: SeriesFolder,
    code: Annotated[str, typer.Argument(metavar="CODE", help=told("help.series.code"))],
    note: Annotated[
        Path | None, typer.Option(metavar="FILE", help=told("help.series.note-of-partner"))
    ] = None,
) -> None:
    """Take an organisation out of what is measured from now on."""
    _check_note_file(note)
    verbs.leave_series(folder, code)
    typer.echo(wrapped(told("terminal.series.left", code=code)))
    if note is not None:
        _print_note(note, verbs.confirm_leaving(folder, code, note))


def _check_note_file(note: Path | None) -> None:
    """Raise before anything is written where a note could not be."""
    if note is not None:
        from lanterne.release import check_destination  # noqa: PLC0415 - loads Polars

        check_destination(note)


def _print_note(note: Path, key: str) -> None:
    """Where a note is, and by which key it was signed."""
    typer.echo("\n" + wrapped(told("terminal.series.note", file=str(note))))
    typer.echo(f"  {key}")


def check_note(
    note: Annotated[Path, typer.Argument(metavar="NOTE", help=told("help.series.note-given"))],
    public_key: Annotated[
        str | None, typer.Option(metavar="KEY", help=told("help.series.public-key"))
    ] = None,
) -> None:
    """Check a note of a withdrawal."""
    key = verbs.check_withdrawal_note(note, public_key)
    typer.echo(wrapped(told("terminal.series.note-holds")))
    typer.echo(f"  {key}")
    if public_key is None:
        typer.echo("\n" + wrapped(told("terminal.series.whose-key")))


def _print_said(known: Sequence[bool], said: str) -> None:
    if any(known):
        typer.echo(wrapped(told(said)))
    for place, there in enumerate(known, start=1):
        if not there:
            typer.echo(wrapped(told("terminal.series.unknown", place=str(place))))
