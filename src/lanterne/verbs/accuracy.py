"""The verbs that choose a budget: what accuracy costs, and what a budget gives. No case is read."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import ceil, floor, log10
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.verbs.arguments import checked
from lanterne.verbs.requests import EXPECTED_PEOPLE
from lanterne.verbs.settings import check_households_alone, codebook_of
from lanterne.verbs.terms import Terms, members_that_count, network_budgets, table_terms

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.synthesis.accuracy import Widths

MOST_ANSWERS = 3
"""Most answers together that are counted in a release."""

TRIES = 8
"""Budgets that are tried, at most, to find one."""


@dataclass(frozen=True)
class Accuracy:
    """How close the published counts of a release will come, for a budget.

    Attributes:
        epsilon: ε of the unit to which the promise is made first.
        delta: δ.
        tables: Who is counted, by the name of their table → answers together → how far off the
            counts may be, 19 times in 20. Victims come before perpetrators.
    """

    epsilon: float
    delta: float
    tables: Mapping[str, Widths]

    @property
    def widths(self) -> Widths:
        """Of the only table, or of victims."""
        return next(iter(self.tables.values()))


@checked
def accuracy(
    codebook: str | Path | Codebook,
    *,
    epsilon: float | Mapping[str, float],
    delta: float | None = None,
    unit: str | None = None,
    bounds: Mapping[str, int] | None = None,
    people: int = EXPECTED_PEOPLE,
    household: str | None = None,
    longest: int = MOST_ANSWERS,
) -> Accuracy:
    """How close the published counts of a release will come, before anything is read or spent.

    The arguments are those of :func:`protect`. Where it depends on the cases which three-way counts
    are published, what is said holds whichever they are. Of linked tables, counts are those of the
    people and links that count under the bounds.

    Args:
        people: About how many there are: δ follows from it, and of one table how the noise is
            shared out, which for few people favours each column alone.
        longest: Most answers together that are looked at, 1 to 3.

    Raises:
        UsageError: An argument is wrong.
        InputError: The codebook has problems.
    """
    from lanterne.privacy import default_delta
    from lanterne.synthesis.accuracy import widths_of_network, widths_of_table
    from lanterne.synthesis.network.bounds import bounds_of

    book = codebook_of(codebook)
    budget_delta = default_delta(people) if delta is None else delta
    terms = Terms(epsilon, budget_delta, unit, bounds or {})
    if book.network is not None:
        check_households_alone(household)
        budgets = network_budgets(terms, book.network)
        of_each = bounds_of(book.network, list(budgets), terms.bounds)
        tables = widths_of_network(book, budgets, of_each, longest)
        return Accuracy(next(iter(budgets.values())).epsilon, budget_delta, tables)
    wanted = table_terms(terms, household)
    bound = members_that_count(book, wanted)
    widths = widths_of_table(book, wanted.budget, bound, people, longest)
    return Accuracy(wanted.budget.epsilon, budget_delta, {book.table.name: widths})


@checked
def budget_for(
    codebook: str | Path | Codebook,
    within: float,
    *,
    answers: int = 1,
    delta: float | None = None,
    unit: str | None = None,
    bounds: Mapping[str, int] | None = None,
    people: int = EXPECTED_PEOPLE,
    household: str | None = None,
) -> Accuracy:
    """The smallest ε, of two digits, with which counts come close enough; and what else it gives.

    Args:
        codebook: As for :func:`protect`, as are the arguments that are not explained here.
        within: How far off counts may be, 19 times in 20, in people: of half of the columns, or of
            half of their pairs or threes.
        answers: Of how many answers together, 1 to 3.

    Raises:
        UsageError: An argument is wrong, or no ε is large enough.
        InputError: The codebook has problems.
    """
    if not 0 < within < float("inf"):
        raise UsageError("accuracy.within", within=within)
    if answers not in range(1, MOST_ANSWERS + 1):
        raise UsageError("accuracy.answers", most=MOST_ANSWERS, answers=answers)
    tried = partial(
        accuracy,
        codebook_of(codebook),
        delta=delta,
        unit=unit,
        bounds=bounds,
        people=people,
        household=household,
    )
    epsilon = _smallest(lambda one: tried(epsilon=one, longest=answers), within, answers)
    return tried(epsilon=epsilon)


def _smallest(tried: Callable[[float], Accuracy], within: float, answers: int) -> float:
    """The smallest ε of two digits that is enough.

    Noise is nearly in proportion to that of one Gaussian: its μ gives each next guess.
    """
    from lanterne.privacy.budget import LARGEST_EPSILON, SMALLEST_EPSILON
    from lanterne.privacy.gaussian import gaussian_mu

    enough, short = None, 0.0
    guess = 4.0
    for _ in range(TRIES):
        found = tried(guess)
        if answers not in found.widths:
            raise UsageError("accuracy.not-published", answers=answers)
        off = found.widths[answers].usual
        if off <= within:
            enough = guess if enough is None else min(enough, guess)
        else:
            short = max(short, guess)
        mu = gaussian_mu(guess, found.delta) * off / within
        following = _epsilon_with(mu, found.delta, gaussian_mu)
        if enough is not None and following >= enough:
            following = _digit_below(enough)
        if following <= short:
            following = _digit_above(short)
        if following == enough or not SMALLEST_EPSILON <= following <= LARGEST_EPSILON:
            break
        guess = following
    if enough is None:
        raise UsageError("accuracy.not-possible", answers=answers, within=within)
    return enough


def _epsilon_with(mu: float, delta: float, mu_of: Callable[[float, float], float]) -> float:
    """The ε, rounded up to two digits, at which one Gaussian of μ is private."""
    from lanterne.privacy.budget import LARGEST_EPSILON, SMALLEST_EPSILON

    low, high = SMALLEST_EPSILON, LARGEST_EPSILON
    for _ in range(40):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if mu_of(middle, delta) >= mu else (middle, high)
    return _up(high)


def _up(epsilon: float) -> float:
    unit = _unit(epsilon)
    return float(f"{ceil(epsilon / unit - 1e-9) * unit:.2g}")


def _unit(epsilon: float) -> float:
    """What the second digit stands for."""
    return 10.0 ** (floor(log10(epsilon)) - 1)


def _digit_above(epsilon: float) -> float:
    return float(f"{epsilon + _unit(epsilon):.2g}")


def _digit_below(epsilon: float) -> float:
    return float(f"{epsilon - _unit(epsilon * 0.9999):.2g}")
