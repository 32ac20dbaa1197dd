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
from lanterne.cli.language import language, told
from lanterne.cli.output import Line, entry, print_labelled, print_summary
from lanterne.errors import InputError, annotate
from lanterne.messages import Message, say
from lanterne.messages.languages import apart
from lanterne.messages.numbers import number, percent
from lanterne.messages.punctuation import colon
from lanterne.verbs.settings import Progress

if TYPE_CHECKING:
    from lanterne.privacy.promises import GroupLoss, UnitPromise
    from lanterne.privacy.statement import PrivacyStatement
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
        "notes": list(_notes(made, "en")),
    }


def _promise_as_values(promise: Promise) -> dict[str, Any]:
    names = ("unit", "epsilon", "delta", "epsilon_total", "delta_total")
    return {name: getattr(promise, name) for name in names}


def print_made(made: verbs.Protection) -> None:
    """The same for a person."""
    print_summary(_lines(made, language()))


def _lines(made: verbs.Protection, spoken: str) -> Iterator[Line]:
    """What was made, promised, spent and kept."""
    statement = made.statement
    promises: list[Promise] = [statement, *statement.also]
    linked = len(made.tables) > 1
    yield from _sizes(made)
    for place, promise in enumerate(promises):
        yield "promise", promised(promise) if place else verified(promised(promise))
    for unit, losses in groupby(statement.unpromised, lambda loss: loss.unit):
        yield "no-promise", _loss(unit, list(losses))
    if not linked:
        yield "unit", whose(made.subject_id, made.household)
    for text in _worth(made.worth, spoken):
        yield "worth", text
    yield "ledger", str(made.ledger)
    if made.new_ledger:
        yield "ledger", Message("terminal.protect.new-ledger")
    for promise in promises:
        kind = WHO[promise.unit] if linked else "all"
        yield "spent", Message(f"terminal.protect.spent.{kind}", {"amount": in_all(promise)})
    if made.kept:
        gaps = {"kept": str(made.kept), "command": "lanterne redraw"}
        yield "kept", Message("terminal.protect.kept", gaps)
    for text in _notes(made, spoken):
        yield "note", text
    yield "read", str(made.release / "README.md")


def _sizes(made: verbs.Protection) -> Iterator[Line]:
    counts = Message("count.counts", {"count": made.counts})
    if len(made.tables) <= 1:
        yield "release", release_line(made.release, made.rows, counts)
        return
    tables = tuple(
        Message("count.of-table", {"count": rows, "table": table})
        for table, rows in made.tables.items()
    )
    yield "release", str(made.release)
    yield "holds", Message("terminal.protect.tables", {"tables": tables, "counts": counts})


def release_line(release: Path, rows: int, counts: Message) -> Message:
    """Where a release is, and how large."""
    size = Message("count.rows", {"count": rows})
    return Message(
        "terminal.protect.release", {"release": str(release), "rows": size, "counts": counts}
    )


WHO = {
    "person": "person",
    "row": "person",  # the line on the unit says that each row was taken to be one
    "victim": "victim",
    "perpetrator": "perpetrator",
    "household": "household",
}
"""Unit → whom a promise is made to."""


def promised(promise: Promise) -> Message:
    """ε and δ of one release, and for whom."""
    gaps = {"amount": amount(promise.epsilon, promise.delta)}
    return Message(f"terminal.protect.promise.{WHO[promise.unit]}", gaps)


def verified(promise: Message) -> Message:
    """The same, of a release that was verified."""
    return Message("terminal.protect.verified", {"promise": promise})


def in_all(promise: Promise) -> Message:
    """ε and δ of all releases until now."""
    return amount(promise.epsilon_total, promise.delta_total)


def amount(epsilon: float, delta: float) -> Message:
    """ε and δ."""
    return Message("terminal.amount", {"epsilon": epsilon, "delta": delta})


def _loss(unit: str, losses: Sequence[GroupLoss]) -> Message:
    """What people without a promise can lose; ε is rounded up, for it is a limit."""
    of = {"household": "members", "person": "organisations"}.get(unit, "links")
    each = tuple(
        Message(
            f"terminal.protect.loss-of-{of}",
            {"epsilon": math.ceil(loss.epsilon * 100) / 100, "count": loss.links},
        )
        for loss in losses
    )
    return Message(f"terminal.protect.loss.{unit}", {"each": each, "delta": losses[0].delta})


def whose(subject_id: str | None, household: str | None = None) -> Message:
    """Whose each row of the cases was taken to be: by which column, if there is one."""
    if household is not None:
        return Message("terminal.protect.unit.household", {"column": household})
    if subject_id is None:
        return Message("terminal.protect.unit.row")
    return Message("terminal.protect.unit.person", {"column": subject_id})


def _worth(worth: Mapping[str, Worth], spoken: str) -> Iterator[str]:
    """What each table is worth: the verdict with its errors."""
    from lanterne.release.worth_words import advice, errors, verdict  # noqa: PLC0415 - loads Polars

    for table, one in worth.items():
        named = f"{apart(table, spoken)}{colon(spoken)} " if len(worth) > 1 else ""
        yield f"{named}{verdict(one, spoken)}. {errors(one, spoken)} {advice(one, spoken)}"


def print_expected(expected: Sequence[Mapping[str, Worth]]) -> None:
    """What a release will be worth, before anything is spent: on standard error."""
    spoken = language()
    typer.echo(told("terminal.protect.expected.title"), err=True)
    print_labelled(
        (
            (number(one.people, spoken), _expected(one, table if len(of_each) > 1 else "", spoken))
            for of_each in expected
            for table, one in of_each.items()
        ),
        err=True,
    )


def _expected(worth: Worth, table: str, spoken: str) -> Message:
    from lanterne.release.worth_words import count_of, verdict  # noqa: PLC0415

    gaps = {
        "verdict": verdict(worth, spoken),
        "count": count_of(worth.count, spoken),
        "share": percent(worth.share, spoken),
        "distance": percent(worth.distance, spoken),
    }
    if table:
        return Message("terminal.protect.expected.of-table", {**gaps, "table": table})
    return Message("terminal.protect.expected.of-one", gaps)


def print_needs(people: int, needs: verbs.Needs) -> None:
    """What the protection of so many people takes of the machine: on standard error."""
    memory = max(math.ceil(needs.memory / 1e8) / 10, 0.1)
    text = told(
        "terminal.protect.needs",
        count=people,
        memory=number(memory, language(), 1),
        time=_about(needs.seconds),
    )
    typer.echo(entry(told("terminal.label.needs"), text), err=True)


def _about(seconds: float) -> Message:
    """Rounded up, as coarsely as it is known."""
    if seconds <= 50:
        return Message("count.seconds", {"count": math.ceil(seconds / 10) * 10})
    return Message("count.minutes", {"count": math.ceil(seconds / 60)})


def _notes(made: verbs.Protection, spoken: str) -> Iterator[str]:
    """What the person should know of this release; from protected and public numbers alone."""
    if made.new_ledger:
        command = "lanterne ledger CASES --cap-epsilon NUMBER"
        yield say(Message("terminal.protect.note.no-cap", {"command": command}), spoken)
    if made.statement.k_releases:
        count = {"count": made.statement.k_releases}
        yield say(Message("terminal.protect.note.k-releases", count), spoken)
    if made.rows < FEW:
        yield say(Message("terminal.protect.note.few", {"few": FEW}), spoken)
    yield from _cuts(made, spoken)
    if made.delta_advice is not None:
        yield say(Message("terminal.protect.note.delta", {"advice": made.delta_advice}), spoken)


def _cuts(made: verbs.Protection, spoken: str) -> Iterator[str]:
    """What the bounds of linked tables probably left out."""
    if not made.cuts:
        return
    from lanterne.release.worth_words import cuts_in_words  # noqa: PLC0415 - loads Polars

    network = verbs.load(made.release, rows=False).codebook.network
    yield from cuts_in_words(made.cuts, network, spoken)


def check_made(release: Path, progress: Progress) -> None:
    """Read a release that was just made as everybody else will.

    Raises:
        InputError: It is not whole.
    """
    progress("verify", 0.0)
    problems = verbs.verify(release).problems
    if problems:
        raise InputError(problems)


@contextmanager
def saying_it_is_made(release: Path) -> Iterator[None]:
    """Note on whatever is raised that the release is there and paid for."""
    try:
        yield
    except BaseException as error:
        gaps = {"release": str(release), "command": f"lanterne verify {release}"}
        annotate(error, Message("terminal.made.charged", gaps))
        raise
