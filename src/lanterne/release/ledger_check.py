"""Whether a release promises what its ledger was charged: the one witness outside of the folder."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from lanterne.errors import Place, Problem, UsageError
from lanterne.privacy import (
    K_RELEASE,
    Entry,
    Event,
    GaussianEvent,
    VectorGaussianEvent,
    events_from_list,
)
from lanterne.privacy.events import SMALLEST_VECTOR_SIGMA, SMOOTHING, merge
from lanterne.privacy.parts import PARTS
from lanterne.privacy.spending import decimal
from lanterne.privacy.stages import charged_for_stages
from lanterne.release.statement_fields import FILE

SPEND = "spend"


def entry_named(entries: Sequence[Entry], digest: str) -> Entry | None:
    """The entry of a ledger that a release names; ``None``: this ledger does not know it."""
    return next(
        (one for one in entries if one.digest == digest and one.kind in {SPEND, K_RELEASE}), None
    )


def charged_problems(
    statement: Mapping[str, Any], entry: Entry, entries: Sequence[Entry]
) -> Iterator[Problem]:
    """Where a privacy statement promises something else than was charged.

    Who is protected, ε, δ, and what the mechanisms cost are compared, of each kind of people. A
    release that was chosen among several was charged for the choice, and before that for what the
    candidates were drawn from: its statement must cover all of these entries. What is measured in
    stages may be planned anew for each of them: an entry of a stage names all mechanisms then.

    Args:
        statement: The privacy statement.
        entry: The entry that it names.
        entries: All entries of the ledger.
    """
    said = [_terms(one, "mechanisms") for one in (statement, *statement.get("also", ()))]
    if statement.get("candidates"):
        named = [entry_named(entries, digest) for digest in statement.get("measured", ())]
        spent = [_together([*(one.details for one in named if one), entry.details])]
    else:
        spent = [_terms(one, "events") for one in (entry.details, *entry.details.get("also", ()))]
    planned: list[list[object]] = [[*some] for some in charged_for_stages(entries, entry)]
    for place, code in enumerate(_OTHER):
        stated, *charged = ([one[place] for one in side] for side in (said, spent))
        if code == NOISE:
            charged += planned
        if stated not in charged and not (code == NOISE and _one_pays_for(stated, charged)):
            yield Problem(code, place=Place(FILE))


def _one_pays_for(said: Sequence[object], charges: Sequence[Sequence[object]]) -> bool:
    """Whether one of several charges, as its stages were planned, pays for the listed noise."""
    return any(_all_paid_for(said, spent) for spent in charges)


def _all_paid_for(said: Sequence[object], spent: Sequence[object]) -> bool:
    """Whether the listed noise costs what was charged and no more, of each kind of people.

    Of one table all vectors are charged together, in parts, before it is known how these will be
    shared out (:mod:`lanterne.privacy.parts`); all else must be the same.
    """
    return len(said) == len(spent) and all(map(_paid_for, said, spent))


def _paid_for(listed: object, charged: object) -> bool:
    if not isinstance(listed, tuple) or not isinstance(charged, tuple):
        return False
    tables, others = _vectors_apart(listed)
    parts, fixed = _vectors_apart(charged)
    if others != fixed or any(event.count % PARTS for event in parts):
        return False
    if {one.squared_sensitivity for one in tables} != {one.squared_sensitivity for one in parts}:
        return False
    cost, paid = (sum(event.squared_mu() for event in one) for one in (tables, parts))
    least = any(event.sigma == SMALLEST_VECTOR_SIGMA for event in tables)
    return _is_spent(cost, paid, least=least)


def is_noise_of(scales: Sequence[Sequence[Any]], events: Sequence[Event]) -> bool:
    """Whether tables with noise of these scales are what a stage was begun for.

    They cost no more than its mechanisms, and nearly as much: see :func:`_paid_for`.

    Args:
        scales: Each scale of noise, and how many tables have it.
        events: The mechanisms that the entry of the stage names.
    """
    vectors, others = _vectors_apart(events)
    smoothed = SMOOTHING**2 if vectors else 0
    scalars = (one for one in others if isinstance(one, GaussianEvent))
    paid = float(sum(one.squared_mu() / one.squared_sensitivity for one in vectors))
    paid += sum(float(one.count * one.sensitivity**2 / one.sigma**2) for one in scalars)
    cost = sum(tables / max(sigma**2 - smoothed, TINY) for sigma, tables in scales)
    least = any(sigma <= float(SMALLEST_VECTOR_SIGMA) for sigma, _ in scales)
    return _is_spent(cost, paid * (1 + ROUNDED), least=least)


def _is_spent(cost: float | Fraction, paid: float | Fraction, *, least: bool) -> bool:
    """Whether noise costs no more than was paid, and nearly as much.

    Args:
        cost, paid: As Σ 1/σ², of tables.
        least: Whether a table has the least noise that there is: what was paid is then too much.
    """
    return cost <= paid and (cost >= NEARLY * paid or least)


def _vectors_apart(events: Sequence[Event]) -> tuple[list[VectorGaussianEvent], list[Event]]:
    """The vectors, and all else."""
    vectors = [event for event in events if isinstance(event, VectorGaussianEvent)]
    return vectors, [event for event in events if not isinstance(event, VectorGaussianEvent)]


def names_what_was_measured(statement: Mapping[str, Any]) -> bool:
    """Whether a statement names all that was charged for it; early ones of a choice do not."""
    return not statement.get("candidates") or bool(statement.get("measured"))


def _together(charges: Sequence[Mapping[str, Any]]) -> tuple[object, ...]:
    """The terms of a choice and of what it was made from; the choice, the last, has no δ."""
    try:
        events = (event for one in charges for event in events_from_list(one["events"]))
        return (
            charges[-1]["unit"],
            float(sum(decimal(one["epsilon"]) for one in charges)),
            float(sum(decimal(one["delta"]) for one in charges[:-1])),
            merge(events),
        )
    except (KeyError, ValueError, TypeError, UsageError):
        return None, None, None, None


NOISE = "privacy-ledger.other-noise"

TINY = 1e-9
"""Noise that no vector can have costs more than anything that was charged."""

ROUNDED = 1e-6
"""Scales are written as numbers, and not as the fractions that they were."""

NEARLY = 0.8
"""So much of what was charged is spent at least, but where no table can have less noise."""

_OTHER = (
    "privacy-ledger.other-people",
    "privacy-ledger.other-epsilon",
    "privacy-ledger.other-delta",
    NOISE,
)
"""What is said where the terms of a promise differ, in their order."""


def totals_problems(statement: Mapping[str, Any], spent: float, day: str) -> Iterator[Problem]:
    """Whether the total that is stated is at least what had been spent up to that entry.

    Args:
        statement: The privacy statement.
        spent: Σε of the ledger up to the entry, for those who are protected first of all.
        day: Day of the entry.
    """
    less = statement["epsilon_total"] < spent and not math.isclose(
        statement["epsilon_total"], spent, rel_tol=1e-9
    )
    if less or statement["as_of"] < day:
        yield Problem("privacy-ledger.smaller-total", place=Place(FILE))


def _terms(promise: Mapping[str, Any], key: str) -> tuple[object, ...]:
    """What is compared of one promise."""
    try:
        mechanisms = merge(events_from_list(promise[key]))
        return promise["unit"], float(promise["epsilon"]), float(promise["delta"]), mechanisms
    except (KeyError, ValueError, TypeError, UsageError):
        return None, None, None, None
