"""Whether a privacy statement is complete and can be true."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lanterne.errors import Problem
from lanterne.messages import Message
from lanterne.privacy import (
    Event,
    SelectionEvent,
    Unit,
    VectorGaussianEvent,
    delta_spent,
    epsilon_from_zcdp,
    epsilon_of_group,
    epsilon_spent,
    events_from_list,
    zcdp,
)
from lanterne.privacy.accountant import bounded_range_delta
from lanterne.privacy.cohorts import promise_of_cohort
from lanterne.privacy.events import merge
from lanterne.privacy.gaussian import gaussian_mu
from lanterne.privacy.units import GROUPS, called, kind_of
from lanterne.release.statement_cohorts import cohort_faults, listed_events
from lanterne.release.statement_fields import (
    FORMS,
    NUMBERS,
    fault,
    is_of_form,
    is_positive,
    is_whole,
    must_give,
    near,
    number,
    number_faults,
    records,
    text_faults,
)

_TEXTS = ("definition", "accountant", "noise", "software")
_TEXTS_OF_EACH = ("unit", "neighbours")


def statement_problems(statement: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What is missing from a privacy statement, or cannot be so.

    Checks ε > 0, 0 < δ < 1, that totals hold at least this release, that bounds are given, that
    the listed mechanisms have the stated ρ, and that their noise, selections included, is enough
    for the stated ε and δ: quickly, and so with some slack (:func:`_least_mu`). The same for the
    promise to each other kind of people; no kind may stand twice, and a household cannot be
    harder to see than one of its victims. The same for the people of each cohort of an edition.
    """
    return tuple(_faults(statement))


def exactly_kept(statement: Mapping[str, Any]) -> tuple[Problem, ...]:
    """As :func:`statement_problems`, of ε alone and by the accountant itself: without its slack.

    Args:
        statement: A statement in which that finds nothing. Takes up to some seconds.
    """
    found = []
    cohorts = (promise_of_cohort(statement, one) for one in statement.get("cohorts", ()))
    of_cohorts = (one for promise in cohorts for one in (promise, *promise["also"]))
    for promise in (statement, *statement.get("also", ()), *of_cohorts):
        events, delta = events_from_list(promise["mechanisms"]), promise["delta"]
        if epsilon_spent(events, delta) > promise["epsilon"] * (1 + _VERSIONS):
            found.append(fault("privacy.costs-more"))
    return (*found, *_losses_too_small(statement))


def _losses_too_small(statement: Mapping[str, Any]) -> Iterator[Problem]:
    """Where somebody whom several organisations know can lose more than is said."""
    charges = {
        events_from_list(one["mechanisms"]) for one in (statement, *statement.get("cohorts", ()))
    }
    for loss in statement.get("unpromised", ()):
        if loss["unit"] != Unit.PERSON:
            continue
        cost = max(epsilon_of_group(one, loss["links"], loss["delta"]) for one in charges)
        if cost > loss["epsilon"] * (1 + _VERSIONS):
            yield fault("privacy.loses-more")


_VERSIONS = 1e-3
"""By how much versions of the accountant may differ."""


def _faults(statement: Mapping[str, Any]) -> Iterator[Problem]:
    yield from text_faults(statement, _TEXTS)
    for name, (_, words) in FORMS.items():
        if not is_of_form(name, statement.get(name)):
            yield must_give(name, words)
    bounds = statement.get("bounds")
    if not isinstance(bounds, dict) or not bounds or not all(map(is_positive, bounds.values())):
        yield must_give("bounds", Message("form.wholes", {"least": 1}))
    for name in ("evaluations", "k_releases", "candidates"):
        if not is_whole(statement.get(name, 0)):
            yield must_give(name, Message("form.whole", {"least": 0}))
    yield from _promise_faults(statement)
    yield from _choice_faults(statement)
    yield from cohort_faults(statement, _kept_by)
    also, losses = (records(statement.get(name, [])) for name in ("also", "unpromised"))
    if also is None or losses is None:
        yield fault("privacy.kinds-no-list")
        return
    for promise in also:
        yield from (one.at(key="also") for one in _promise_faults(promise))
    for loss in losses:
        yield from (one.at(key="unpromised") for one in _loss_faults(loss))
    yield from _kind_faults([statement, *also], losses)


def _promise_faults(promise: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the promise to one kind of people."""
    yield from text_faults(promise, _TEXTS_OF_EACH)
    numbers = {name: number(promise.get(name)) for name in NUMBERS}
    yield from number_faults(numbers)
    if numbers["epsilon_total"] < numbers["epsilon"] or numbers["delta_total"] < numbers["delta"]:
        yield fault("privacy.total-too-small")
    yield from _mechanism_faults(promise.get("mechanisms"), numbers)
    if not is_positive(promise.get("releases")):
        yield must_give("releases", Message("form.whole", {"least": 1}))


def _kept_by(events: tuple[Event, ...], statement: Mapping[str, Any]) -> bool:
    """Whether mechanisms can keep what a statement promises, if that is a promise at all."""
    epsilon, delta = (number(statement.get(name)) for name in ("epsilon", "delta"))
    return not (0 < delta < 1 and epsilon > 0) or _can_keep(events, epsilon, delta)


def _choice_faults(statement: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with a choice among candidates that is said to be paid for."""
    candidates = statement.get("candidates", 0)
    if candidates == 1:
        yield fault("privacy.no-choice")
    mechanisms = records(statement.get("mechanisms")) or []
    if candidates and not any(one.get("mechanism") == "selection" for one in mechanisms):
        yield fault("privacy.nothing-chose")


def _loss_faults(loss: Mapping[str, Any]) -> Iterator[Problem]:
    yield from text_faults(loss, ("unit",))
    yield from number_faults({name: number(loss.get(name)) for name in ("epsilon", "delta")})
    if not is_positive(loss.get("links")):
        yield must_give("links", Message("form.whole", {"least": 1}))


def _kind_faults(
    promises: Sequence[Mapping[str, Any]], losses: Sequence[Mapping[str, Any]]
) -> Iterator[Problem]:
    """Whether each kind of people is known and stands once, and the promises fit each other."""
    units = [str(said.get("unit")) for said in (*promises, *losses)]
    unknown = sorted({unit for unit in units if unit not in set(Unit)})
    if unknown:
        yield fault("privacy.unknown-kind", names=tuple(unknown), known=tuple(map(str, Unit)))
        return
    kinds = list(map(kind_of, units))
    promised = kinds[: len(promises)]
    sizes = [(str(said.get("unit")), said.get("links")) for said in losses]
    promised_to_groups = [group for group in GROUPS if group in promised]
    # Somebody whom several organisations know, under ids that nobody joined, can lose more.
    alone = [kind_of(unit) for unit, size in sizes if unit != Unit.PERSON or size == 1]
    promised_and_not = set(promised) & set(alone)
    if len(set(promised)) < len(promised) or len(set(sizes)) < len(sizes) or promised_and_not:
        yield fault("privacy.kind-twice")
    if Unit.PERSON not in kinds and not promised_to_groups:
        yield fault("privacy.people-not-said")
    rho = {kind: number(said.get("rho")) for kind, said in zip(kinds, promises, strict=False)}
    for group in promised_to_groups:
        if rho[group] < rho.get(Unit.PERSON, 0.0) * (1 - 1e-6):
            yield fault("privacy.group-harder", unit=called(group))


def _mechanism_faults(mechanisms: Any, numbers: Mapping[str, float]) -> Iterator[Problem]:
    events = listed_events(mechanisms)
    if not events:
        yield fault("privacy.no-mechanisms")
        return
    if not near(numbers["rho"], zcdp(events)):
        yield fault("privacy.other-rho")
    delta, epsilon = numbers["delta"], numbers["epsilon"]
    if not (0 < delta < 1 and epsilon > 0):
        return
    if not near(numbers["epsilon_zcdp"], epsilon_from_zcdp(numbers["rho"], delta)):
        yield fault("privacy.other-epsilon-by-rho")
    if not _can_keep(events, epsilon, delta):
        yield fault("privacy.not-enough-noise")


def _can_keep(events: tuple[Event, ...], epsilon: float, delta: float) -> bool:
    """Exactly, where all is one Gaussian and the answer quick; elsewhere as a floor."""
    if all(isinstance(event, VectorGaussianEvent) for event in events):
        return delta_spent(events, epsilon) <= delta * (1 + 1e-6)
    return _least_mu(events) <= gaussian_mu(epsilon, delta) * (1 + _MARGIN) and all(
        bounded_range_delta(event.epsilon, np.array([epsilon]))[0] <= delta
        for event in events
        if isinstance(event, SelectionEvent)
    )


_MARGIN = 0.01
"""By how much the noise may seem too small: mechanisms are compared to Gaussians."""

_MANY = 100
"""Equal selections from which their sum is as good as Gaussian."""


def _least_mu(events: Iterable[Event]) -> float:
    """Least sensitivity of one Gaussian of scale 1 that the Gaussian mechanisms amount to.

    n Gaussian mechanisms are together one of μ = √(Σ Δ²/σ²) (Dong, Roth, Su 2022, arXiv
    1905.02383, Corollary 3.3). Selections are counted by their ρ, as a Gaussian of the same ρ,
    μ² = 2ρ = ε²/4 each. What is far from a Gaussian is left out: a discrete Gaussian of σ < 2, and
    fewer than ``_MANY`` equal selections, such as a single choice among candidates, each of which
    must still keep the promise by itself.

    So this is a floor, quick to compute, and the accountant knows the rest. The slack: it passes
    some statements whose ε is too small, by about 2 % for the plans that protection makes, and by
    as much as what is left out. See ``lanterne.privacy.epsilon_spent`` for the exact cost.
    """
    events = merge(events)
    gaussians = [e for e in events if not isinstance(e, SelectionEvent) and e.sigma >= 2]
    selections = [e for e in events if isinstance(e, SelectionEvent) and e.count >= _MANY]
    return math.sqrt(2 * zcdp([*gaussians, *selections]))
