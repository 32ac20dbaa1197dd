"""Whether what a statement says of the cohorts of an edition is complete, and can be true."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any

from lanterne.errors import Problem, UsageError
from lanterne.privacy import (
    CohortPromise,
    Event,
    SelectionEvent,
    events_from_list,
    years_of_cohort,
    zcdp,
)
from lanterne.release.statement_fields import (
    FORMS,
    fault,
    is_of_form,
    is_positive,
    must_give,
    near,
    number,
    records,
    text_faults,
)

STAGES = frozenset({"provisional", "final"})
"""Stages of the measurements of a cohort."""

_SAME = 1e-9
"""By how much a scale may differ from the fraction that it was."""

KeptBy = Callable[[tuple[Event, ...], Mapping[str, Any]], bool]
"""Whether mechanisms can keep what a statement promises."""


def cohort_faults(statement: Mapping[str, Any], kept_by: KeptBy) -> Iterator[Problem]:
    """What is wrong with the cohorts of an edition, each of which must be kept the promise.

    Args:
        statement: The privacy statement.
        kept_by: Says whether mechanisms keep it.
    """
    cohorts = records(statement.get("cohorts", []))
    if cohorts is None or any(not _is_whole(one, statement) for one in cohorts):
        yield fault("privacy.cohorts-no-list")
        return
    for one in cohorts:
        found = list(_faults(one, statement, kept_by))
        yield from (problem.at(key="cohorts") for problem in found)
    if _share_a_year([str(one["cohort"]) for one in cohorts]):
        yield fault("privacy.cohort-twice")
    if cohorts and not _is_the_dearest(statement, cohorts):
        yield fault("privacy.not-the-dearest")


_FIELDS = {one.name for one in fields(CohortPromise)}

_ALSO = "also"
"""The field that names further kinds of people; one table has none."""


def _is_whole(one: Mapping[str, Any], statement: Mapping[str, Any]) -> bool:
    """Whether a cohort gives everything, of each kind of people that is promised something."""
    also, promised = one.get(_ALSO, []), statement.get(_ALSO, [])
    lists = isinstance(also, list | tuple) and isinstance(promised, list | tuple)
    return {*one, _ALSO} == _FIELDS and lists and len(also) == len(promised)


def _faults(
    one: Mapping[str, Any], statement: Mapping[str, Any], kept_by: KeptBy
) -> Iterator[Problem]:
    """What is wrong with one cohort."""
    yield from text_faults(one, ("cohort", "stage"))
    if not isinstance(one["stage"], str) or one["stage"] not in STAGES:
        yield fault("privacy.no-stage")
    if not is_of_form("ledger", one["ledger"]):
        yield must_give("ledger", FORMS["ledger"][1])
    events = listed_events(one["mechanisms"])
    if not events:
        yield fault("privacy.no-mechanisms")
    elif not kept_by(events, statement):
        yield fault("privacy.not-enough-noise")
    for promise, mechanisms in zip(_also(statement), one.get(_ALSO, ()), strict=True):
        events_of_kind = listed_events(mechanisms)
        if not events_of_kind or not kept_by(events_of_kind, promise):
            yield fault("privacy.not-enough-noise")
    if not _are_of(one["scales"], events):
        yield fault("privacy.other-scales")


def _are_of(scales: object, events: Sequence[Event]) -> bool:
    """Whether scales of noise, and how many tables have each, are among the mechanisms."""
    if not isinstance(scales, list | tuple) or not scales or not all(map(_is_scale, scales)):
        return False
    listed = [event for event in events if not isinstance(event, SelectionEvent)]
    return all(
        sum(tables for other, tables in scales if _alike(other, sigma))
        <= sum(one.count for one in listed if _alike(float(one.sigma), sigma))
        for sigma, _ in scales
    )


def _is_scale(scale: object) -> bool:
    """Whether it is a scale of noise with a number of tables."""
    if not isinstance(scale, list | tuple) or len(scale) != 2:
        return False
    return number(scale[0]) > 0 and is_positive(scale[1])


def _alike(one: float, other: float) -> bool:
    return abs(one / other - 1) <= _SAME


def _share_a_year(names: Sequence[str]) -> bool:
    """Whether two cohorts have a name or a year in common; whoever is in it could be in both."""
    spans = sorted(span for span in map(years_of_cohort, names) if span)
    return len({*names}) < len(names) or any(one[1] >= other[0] for one, other in pairwise(spans))


def _is_the_dearest(statement: Mapping[str, Any], cohorts: Sequence[Mapping[str, Any]]) -> bool:
    """Whether what stands above is what one cohort says, and none costs more."""
    own = statement.get("ledger"), listed_events(statement.get("mechanisms"))
    if all((one["ledger"], listed_events(one["mechanisms"])) != own for one in cohorts):
        return False
    listed = [(statement, [one["mechanisms"] for one in cohorts])]
    for place, promise in enumerate(_also(statement)):
        listed.append((promise, [one[_ALSO][place] for one in cohorts]))
    return all(_is_of_the_dearest(promise, mechanisms) for promise, mechanisms in listed)


def _is_of_the_dearest(promise: Mapping[str, Any], mechanisms: Sequence[Any]) -> bool:
    """Whether a promise lists the mechanisms of a cohort, and none of the cohorts costs more."""
    events = [listed_events(one) for one in mechanisms]
    dearest = near(max(map(zcdp, events)), number(promise.get("rho")))
    return dearest and listed_events(promise.get("mechanisms")) in events


def _also(statement: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The promises to further kinds of people; none that is no promise."""
    return [one if isinstance(one, Mapping) else {} for one in statement.get(_ALSO, ())]


def listed_events(mechanisms: Any) -> tuple[Event, ...]:
    """The listed mechanisms; none: what is listed are none."""
    try:
        return tuple(events_from_list(mechanisms))
    except (KeyError, ValueError, TypeError, UsageError, ZeroDivisionError):
        return ()
