"""How many victims perpetrators have is found again when some of their links did not count."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.synthesis.network import thinning
from lanterne.synthesis.network.thinning import before_thinning

PEOPLE = np.array([30_000.0, 3_000, 1_300, 700, 350, 140, 70, 20])


def thinned(people, kept):
    """Every subset of links of everybody, one by one, with its chance."""
    seen = np.zeros(len(people))
    for number, many in enumerate(people, start=1):
        for counted in product((False, True), repeat=number):
            m = sum(counted)
            if m:
                seen[m - 1] += many * kept**m * (1 - kept) ** (number - m)
    return seen


@pytest.mark.parametrize("kept", [0.95, 0.8, 0.5])
def test_people_are_found_again_without_noise(kept):
    seen = thinned(PEOPLE, kept)
    found = before_thinning(seen, kept)
    assert found.sum() == pytest.approx(PEOPLE.sum(), rel=0.01)
    plain = seen / seen.sum() * PEOPLE.sum()
    assert np.abs(found - PEOPLE).sum() < 0.35 * np.abs(plain - PEOPLE).sum()


def test_the_law_is_that_of_every_subset():
    law = thinning._binomial(6, 0.7)
    for m, n in product(range(1, 7), repeat=2):
        assert law[m - 1, n - 1] == pytest.approx(comb(n, m) * 0.7**m * 0.3 ** max(n - m, 0))


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=12), st.floats(0.05, 0.99))
@settings(max_examples=100)
def test_links_that_counted_are_as_many_as_there_were(people, kept):
    """What is estimated explains as many links as were seen, and nobody is negative."""
    seen = np.array(people, float)
    found = before_thinning(seen, kept)
    assert (found >= 0).all()
    assert np.isfinite(found).all()
    assert (thinning._binomial(len(seen), kept) @ found).sum() == pytest.approx(
        seen.sum(), rel=1e-6
    )


def test_where_all_links_count_nothing_changes():
    assert np.array_equal(before_thinning(PEOPLE, 1.0), PEOPLE)
    assert not before_thinning(np.zeros(5), 0.5).any()


def test_where_there_is_no_link_there_is_nobody():
    """Noisy counts of a handful of victims may leave no link to draw."""
    assert not before_thinning(PEOPLE, 0.0).any()


def test_a_thousand_numbers_are_no_problem():
    people = 1e4 * np.arange(1.0, 1001) ** -3
    found = before_thinning(people, 0.8)
    assert np.isfinite(found).all()
    assert found.sum() > people.sum()
