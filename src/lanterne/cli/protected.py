"""What is said of a differentially private release that was just made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from lanterne import verbs
from lanterne.cli.output import entry, plural

if TYPE_CHECKING:
    from lanterne.privacy.statement import GroupLoss, PrivacyStatement, UnitPromise
    from lanterne.synthesis.worth import Worth

    Promise = PrivacyStatement | UnitPromise

FEW = 100
"""Estimated people below which the noise hides nearly everything."""


def as_values(made: verbs.Protection) -> dict[str, Any]:
    """What was made, promised, spent and kept, for JSON."""
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
        "worth": {table: one.to_dict() for table, one in made.worth.items()},
        "verified": True,
        "notes": _notes(made),
    }


def _promise_as_values(promise: Promise) -> dict[str, Any]:
    names = ("unit", "epsilon", "delta", "epsilon_total", "delta_total")
    return {name: getattr(promise, name) for name in names}


def print_made(made: verbs.Protection) -> None:
    """The same for a person."""
    for label, text in _lines(made):
        typer.echo(entry(label, text))


def _lines(made: verbs.Protection) -> Iterator[tuple[str, str]]:
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
        yield "Promise", f"{amount(promise)} for each {WHO[promise.unit]}{verified}"
    for unit, losses in groupby(statement.unpromised, lambda loss: loss.unit):
        yield "No promise", _loss(unit, list(losses))
    if not linked:
        yield "Unit", _unit(made)
    for text in _worth(made.worth):
        yield "Worth", text
    yield "Ledger", f"{made.ledger}"
    if made.new_ledger:
        yield "Ledger", "a NEW ledger was started, without a cap"
    for promise in promises:
        each = f" by each {WHO[promise.unit]}" if linked else ""
        total, delta = promise.epsilon_total, promise.delta_total
        yield "Spent", f"ε = {total:g}, δ = {delta:g} in all so far{each}"
    if made.kept:
        yield "Kept", f"{made.kept}, to draw again at no cost: lanterne redraw"
    for note in _notes(made):
        yield "Note", note
    yield "Read", f"{made.release / 'README.md'}"


WHO = {
    "person": "person",
    "row": "person",  # the line on the unit says that each row was taken to be one
    "victim": "victim",
    "perpetrator": "perpetrator",
    "household": "household",
}
"""Unit → whom a promise is made to."""


def amount(promise: Promise) -> str:
    """ε and δ of one release."""
    return f"ε = {promise.epsilon:g}, δ = {promise.delta:g}"


def _loss(unit: str, losses: Sequence[GroupLoss]) -> str:
    """What people without a promise can lose; ε is rounded up, for it is a limit."""
    of = "member" if unit == "household" else "link"
    each = ", ".join(
        f"ε = {math.ceil(loss.epsilon * 100) / 100:g} with {plural(loss.links, of)}"
        for loss in losses
    )
    return f"to {unit}s: up to {each}, at δ = {losses[0].delta:g}"


def _unit(made: verbs.Protection) -> str:
    if made.household is not None:
        return f"a household, joined by {made.household}"
    if made.subject_id is None:
        return "each row is one person (no subject id)"
    return f"a person, joined by {made.subject_id}"


def _worth(worth: Mapping[str, Worth]) -> Iterator[str]:
    """What each table is worth: the verdict with its errors."""
    from lanterne.release.worth_words import advice, errors, verdict  # noqa: PLC0415 - loads Polars

    for table, one in worth.items():
        whose = f"{table}: " if len(worth) > 1 else ""
        yield f"{whose}{verdict(one)}. {errors(one)} {advice(one)}"


def print_expected(expected: Sequence[Mapping[str, Worth]]) -> None:
    """What a release will be worth, before anything is spent: on standard error."""
    from lanterne.release.worth_words import count_of, share_of, verdict  # noqa: PLC0415

    typer.echo(
        "Expected from the noise alone, before a case is read or anything is spent:", err=True
    )
    for of_each in expected:
        for table, one in of_each.items():
            whose = f" ({table})" if len(of_each) > 1 else ""
            count, share = count_of(one.count, "en"), share_of(one.share, "en")
            text = (
                f"{verdict(one)}{whose}; an estimate is off by {count} ({share}), for two columns "
                f"{share_of(one.distance, 'en')} of the rows would have to change"
            )
            typer.echo(entry(f"{one.people:,}", text), err=True)


def print_needs(people: int, needs: verbs.Needs) -> None:
    """What the protection of so many people takes of the machine: on standard error."""
    memory = max(math.ceil(needs.memory / 1e8) / 10, 0.1)
    text = (
        f"{people:,} people take about {memory:.1f} GB of memory and {_about(needs.seconds)}; "
        "several times as long on an old computer."
    )
    typer.echo(entry("Needs", text), err=True)


def _about(seconds: float) -> str:
    """Rounded up, as coarsely as it is known."""
    if seconds <= 50:
        return f"{math.ceil(seconds / 10) * 10} seconds"
    return plural(math.ceil(seconds / 60), "minute")


def _notes(made: verbs.Protection) -> list[str]:
    """What the person should know of this release; from protected and public numbers alone."""
    notes = []
    if made.new_ledger:
        notes.append(
            "Nobody had set a cap before this first release, so nothing limits what may be spent "
            "on these people, now or later. Of other people, decide first: lanterne ledger CASES "
            "--cap-epsilon NUMBER, or --no-cap and why."
        )
    if made.statement.k_releases:
        number = plural(made.statement.k_releases, "release")
        notes.append(
            f"The ledger also holds {number} of these people by k-methods, outside of ε. Whoever "
            "compares them with this one may learn more than ε says."
        )
    if made.rows < FEW:
        notes.append(
            f"This release is about fewer than {FEW} people. The noise hides nearly all there is "
            "to say of so few: it is worth very little."
        )
    notes += made.cuts
    if made.delta_advice is not None:
        notes.append(
            "δ should be below one in ten times the number of people: next time say "
            f"--delta {made.delta_advice:g}."
        )
    return notes


@contextmanager
def saying_it_is_made(release: Path) -> Iterator[None]:
    """Note on whatever is raised that the release is there and paid for."""
    try:
        yield
    except BaseException as error:
        error.add_note(
            f"The budget WAS charged, and {release} is made. To check that it is whole: "
            f"lanterne verify {release}"
        )
        raise
