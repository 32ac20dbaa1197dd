"""The verb that spends: protect, and what it says of what it has made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lanterne import api
from lanterne.cli.amounts import bounds, epsilons
from lanterne.cli.options import (
    LINKED,
    CasesPath,
    CodebookName,
    Condensed,
    Dial,
    DialOption,
    Ignore,
    Json,
    Licence,
    NewRelease,
    Publisher,
    Quiet,
    Subject,
    UnitOption,
)
from lanterne.cli.output import entry, plural, print_json
from lanterne.cli.progress import PROTECTING, PROTECTING_LINKED, show_progress
from lanterne.errors import InputError

if TYPE_CHECKING:
    from lanterne.privacy.statement import GroupLoss, PrivacyStatement, UnitPromise

    Promise = PrivacyStatement | UnitPromise

LEDGER = "What is spent and kept"

FEW = 100
"""Estimated people below which the noise hides nearly everything."""


def protect(
    cases: CasesPath,
    codebook: CodebookName,
    *,
    epsilon: Annotated[
        str,
        typer.Option(
            metavar="NUMBER",
            help="ε: what this release may cost each person: 1 to 10 is usual. Or one for each "
            "unit: victim=4,perpetrator=8.",
        ),
    ],
    out: NewRelease,
    delta: Annotated[
        float | None,
        typer.Option(
            help="δ: chance that the promise fails.", show_default="from --people, at most 1e-6"
        ),
    ] = None,
    people: Annotated[
        int,
        typer.Option(
            min=1,
            metavar="NUMBER",
            help="Order of magnitude of the people, as is publicly known; never the count.",
        ),
    ] = api.EXPECTED_PEOPLE,
    dial: Dial = DialOption.BALANCED,
    unit: Annotated[
        UnitOption | None,
        typer.Option(
            metavar="UNIT",
            help="Who is protected: victim, perpetrator or household of linked tables; person, row "
            "or household of one table.",
            show_default="victim, or person",
            rich_help_panel=LINKED,
        ),
    ] = None,
    bound: Annotated[
        str | None,
        typer.Option(
            metavar="UNIT=NUMBER",
            help="Links of a victim or perpetrator, or members of a household, that count: "
            "victim=8,perpetrator=10.",
            show_default="as the codebook says",
            rich_help_panel=LINKED,
        ),
    ] = None,
    household: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="Column of one table that says who lives together, for --unit household.",
            show_default="as the codebook says",
            rich_help_panel=LINKED,
        ),
    ] = None,
    condensed: Condensed = False,
    ledger: Annotated[
        Path | None,
        typer.Option(
            help=f"File that records what is spent; {api.LEDGER} beside the case file, or in the "
            "folder of tables, by default.",
            rich_help_panel=LEDGER,
        ),
    ] = None,
    population: Annotated[
        str | None,
        typer.Option(help="Whose data it is, in words, for the ledger.", rich_help_panel=LEDGER),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option(
            help="Keep the measurements, to draw again at no cost.", rich_help_panel=LEDGER
        ),
    ] = True,
    accept_draft: Annotated[
        bool,
        typer.Option(
            "--accept-draft",
            help="Use a codebook that nobody has reviewed: only when the values in the file are "
            "already public.",
        ),
    ] = False,
    subject_id: Subject = None,
    ignore: Ignore = None,
    publisher: Publisher = None,
    licence: Licence = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a safe release from cases. This spends privacy budget."""
    from lanterne.codebook import load_codebook  # noqa: PLC0415 - loads Polars

    amounts, counted, book = epsilons(epsilon), bounds(bound), load_codebook(codebook)
    steps = PROTECTING if book.network is None else PROTECTING_LINKED
    with show_progress(steps, quiet or as_json) as progress:
        made = api.protect(
            cases,
            book,
            epsilon=amounts,
            out=out,
            delta=delta,
            unit=unit,
            bounds=counted,
            people=people,
            dial=dial.value,
            subject_id=subject_id,
            household=household,
            ignore=ignore or (),
            condensed=condensed,
            ledger=ledger,
            population=population,
            keep=keep,
            accept_draft=accept_draft,
            publisher=publisher,
            licence=licence,
            progress=progress,
        )
        with _saying_it_is_made(made):
            progress("verify", 0.0)
            problems = api.verify(made.release).problems
            if problems:
                raise InputError(problems)
    with _saying_it_is_made(made):
        if as_json:
            print_json(**_as_values(made))
        else:
            _print_made(made)


@contextmanager
def _saying_it_is_made(made: api.Protection) -> Iterator[None]:
    """Note on whatever is raised that the release is there and paid for."""
    try:
        yield
    except BaseException as error:
        error.add_note(
            f"The budget WAS charged, and {made.release} is made. To check that it is whole: "
            f"lanterne verify {made.release}"
        )
        raise


def _as_values(made: api.Protection) -> dict[str, Any]:
    statement = made.statement
    return {
        "release": made.release,
        "kept": made.kept,
        "ledger": made.ledger,
        **_promise_as_values(statement),
        "also": [_promise_as_values(promise) for promise in statement.also],
        "unpromised": [asdict(loss) for loss in statement.unpromised],
        "rows": made.rows,
        "tables": dict(made.tables),
        "counts": made.counts,
        "new_ledger": made.new_ledger,
        "subject_id": made.subject_id,
        "household": made.household,
        "delta_advice": made.delta_advice,
        "verified": True,
        "notes": _notes(made),
    }


def _promise_as_values(promise: Promise) -> dict[str, Any]:
    names = ("unit", "epsilon", "delta", "epsilon_total", "delta_total")
    return {name: getattr(promise, name) for name in names}


def _print_made(made: api.Protection) -> None:
    for label, text in _lines(made):
        typer.echo(entry(label, text))


def _lines(made: api.Protection) -> Iterator[tuple[str, str]]:
    """What was made, promised, spent and kept: labels and texts."""
    statement = made.statement
    promises: list[Promise] = [statement, *statement.also]
    linked = len(made.tables) > 1
    if linked:
        sizes = ", ".join(f"{rows:,} {table}" for table, rows in made.tables.items())
        yield "Release", f"{made.release}"
        yield "Holds", f"{sizes}; {made.counts:,} counts"
    else:
        yield "Release", f"{made.release}  ({plural(made.rows, 'row')}, {made.counts:,} counts)"
    for place, promise in enumerate(promises):
        verified = "" if place else "; verified"
        yield "Promise", f"{_amount(promise)} for each {_WHO[promise.unit]}{verified}"
    for unit, losses in groupby(statement.unpromised, lambda loss: loss.unit):
        yield "No promise", _loss(unit, list(losses))
    if not linked:
        yield "Unit", _unit(made)
    yield "Ledger", f"{made.ledger}"
    if made.new_ledger:
        yield "Ledger", "a NEW ledger was started, without a cap"
    for promise in promises:
        each = f" by each {_WHO[promise.unit]}" if linked else ""
        total, delta = promise.epsilon_total, promise.delta_total
        yield "Spent", f"ε = {total:g}, δ = {delta:g} in all so far{each}"
    if made.kept:
        yield "Kept", f"{made.kept}, to draw again at no cost: lanterne redraw"
    for note in _notes(made):
        yield "Note", note
    yield "Read", f"{made.release / 'README.md'}"


_WHO = {
    "person": "person",
    "row": "person",  # the line on the unit says that each row was taken to be one
    "victim": "victim",
    "perpetrator": "perpetrator",
    "household": "household",
}


def _amount(promise: Promise) -> str:
    return f"ε = {promise.epsilon:g}, δ = {promise.delta:g}"


def _loss(unit: str, losses: Sequence[GroupLoss]) -> str:
    """What people without a promise can lose; ε is rounded up, for it is a limit."""
    of = "member" if unit == "household" else "link"
    each = "; ".join(
        f"one with {plural(loss.links, of)} can lose ε = {math.ceil(loss.epsilon * 100) / 100:g}"
        for loss in losses
    )
    return f"to {unit}s: {each}, at δ = {losses[0].delta:g}"


def _unit(made: api.Protection) -> str:
    if made.household is not None:
        return f"a household, joined by {made.household}"
    if made.subject_id is None:
        return "each row is one person (no subject id)"
    return f"a person, joined by {made.subject_id}"


def _notes(made: api.Protection) -> list[str]:
    """What the person should know of this release; from protected numbers alone."""
    notes = []
    if made.rows < FEW:
        notes.append(
            f"This release is about fewer than {FEW} people. The noise hides nearly all there is "
            "to say of so few: it is worth very little."
        )
    if made.delta_advice is not None:
        notes.append(
            "δ should be below one in ten times the number of people: next time say "
            f"--delta {made.delta_advice:g}."
        )
    return notes
