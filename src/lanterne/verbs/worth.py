"""The verb that says what a release will be worth, before it is made. No case is read."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.verbs.arguments import checked
from lanterne.verbs.requests import EXPECTED_PEOPLE
from lanterne.verbs.settings import codebook_of
from lanterne.verbs.terms import Terms, members_that_count, network_budgets, table_terms

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.synthesis.worth import Worth

SIZES = (300, 3_000, 30_000)
"""Numbers of people for which it is said where nobody says how many there are."""


@checked
def expected_worth(
    codebook: str | Path | Codebook,
    *,
    epsilon: float | Mapping[str, float],
    delta: float | None = None,
    unit: str | None = None,
    bounds: Mapping[str, int] | None = None,
    people: int = EXPECTED_PEOPLE,
    sizes: Sequence[int] = SIZES,
    household: str | None = None,
) -> tuple[Mapping[str, Worth], ...]:
    """The errors to expect of a release, before anything is read or spent.

    The arguments are those of :func:`protect`.

    Args:
        sizes: How many people, in turn: of linked tables victims, and as many links and
            perpetrators.

    Returns:
        For each of ``sizes``: table → what its numbers will be worth. Victims come first.

    Raises:
        UsageError: An argument is wrong.
        InputError: The codebook has problems.
    """
    from lanterne.privacy import default_delta
    from lanterne.synthesis.accuracy import worth_of_network, worth_of_table
    from lanterne.synthesis.network.bounds import bounds_of

    book = codebook_of(codebook)
    terms = Terms(epsilon, default_delta(people) if delta is None else delta, unit, bounds or {})
    if book.network is not None:
        budgets = network_budgets(terms, book.network)
        of_each = bounds_of(book.network, list(budgets), terms.bounds)
        return worth_of_network(book, budgets, of_each, sizes)
    wanted = table_terms(terms, household)
    bound = members_that_count(book, wanted)
    found = worth_of_table(book, wanted.budget, bound, sizes)
    return tuple({book.table.name: one} for one in found)
