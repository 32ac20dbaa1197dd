"""Data sets for inference: the noise that is added again, and how often intervals hold."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom, norm
from small_tables import domain_of, measured, people, plain_book, rich_book, silent

from lanterne.inference import About, combine
from lanterne.inference.shares import difference_in
from lanterne.privacy import Budget, Protected
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.datasets import draw_datasets, noised_again
from lanterne.synthesis.deviations import deviations_of
from lanterne.synthesis.engine import Fitting, fit
from lanterne.synthesis.number_ranges import RangeCounts
from lanterne.synthesis.protect import FittedTable

SMALL = Fitting(classes=12, first=(150, 0.2, 1.02))


def fitted_of(book, codes, epsilon=4.0):
    """A fitted table of some people, with real noise."""
    domain = domain_of(book)
    found = measured(codes, domain.layout, Budget(epsilon, 1e-6))
    model = fit(found, domain, None, 1, silent, SMALL)
    return FittedTable(book, found, model, None), domain


def test_noise_is_added_to_every_measured_cell_with_its_own_scale():
    """Variances of 300 draws of some hundred cells: z within 5, a false alarm in 10^5 runs."""
    book = plain_book(3, 4, 2)
    domain = domain_of(book)
    before = measured(people(domain, 500, 1), domain.layout, Budget(1.0, 1e-6))
    rng = np.random.default_rng(3)
    draws = [noised_again(before, rng) for _ in range(300)]
    layout, columns = domain.layout, domain.layout.column_of
    pair = [(draw.pairs - before.pairs)[np.triu_indices(layout.total, 1)] for draw in draws]
    sigmas = before.pair_sigmas[np.ix_(columns, columns)][np.triu_indices(layout.total, 1)]
    single = [draw.singles - before.singles for draw in draws]
    triple = [draw.triple_counts - before.triple_counts for draw in draws]
    noises = (
        (pair, sigmas),
        (single, before.single_sigmas[columns]),
        (triple, np.full(before.triple_counts.shape, before.triple_sigma)),
    )
    for found, expected in noises:
        here = np.stack(found).astype(float)
        assert (here[:, expected == 0] == 0).all()
        scaled = here[:, expected > 0] / expected[expected > 0]
        many = scaled.size
        assert many > 2_000
        assert abs((scaled**2).mean() - 1) < 5 * np.sqrt(2 / many)
        assert abs(scaled.mean()) < 5 / np.sqrt(many)
    assert all((draw.pairs == draw.pairs.T).all() for draw in draws)
    assert list(draws[0].sigmas) == list(before.sigmas)
    correlation = np.corrcoef(np.stack(pair)[:, sigmas > 0].ravel()[:-1],
                              np.stack(pair)[:, sigmas > 0].ravel()[1:])[0, 1]  # fmt: skip
    assert abs(correlation) < 0.05


def test_ranges_of_numbers_get_their_noise_once_more_as_well():
    """Variance of 20,000 cells: z within 5, a false alarm in 10^6 runs."""
    domain = domain_of(plain_book(3, 4))
    ranges = RangeCounts((np.full(400, 3), np.full(600, 5)), 7.0), RangeCounts()
    before = replace(
        measured(people(domain, 500, 1), domain.layout, Budget(1.0, 1e-6)), ranges=ranges
    )
    rng = np.random.default_rng(3)
    found = []
    for _ in range(20):
        numbers, nothing = noised_again(before, rng).ranges
        assert numbers.sigma == 7.0
        assert nothing == RangeCounts()
        found += [one - two for one, two in zip(numbers.levels, ranges[0].levels, strict=True)]
    cells = np.concatenate(found) / 7.0
    assert abs((cells**2).mean() - 1) < 5 * np.sqrt(2 / cells.size)
    assert abs(cells.mean()) < 5 / np.sqrt(cells.size)


def test_data_sets_repeat_themselves_by_seed_and_differ_from_each_other():
    fitted, _ = fitted_of(rich_book(), people(domain_of(rich_book()), 300, 2))
    told = []

    def tell(stage, share):
        told.append((stage, share))

    one, two, other = (
        draw_datasets(Protected(fitted), 3, Dial.BALANCED, seed, tell).value for seed in (5, 5, 6)
    )
    assert all(a.equals(b) for a, b in zip(one.frames, two.frames, strict=True))
    assert not any(a.equals(b) for a, b in zip(one.frames, other.frames, strict=True))
    assert not one.frames[0].equals(one.frames[1])
    assert one.frames[0].columns == list(rich_book().table.names)
    shares = [share for _, share in told[: len(told) // 3]]
    assert {stage for stage, _ in told} == {"datasets"}
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


def answers_or_all_others(table):
    """Counts of one answer or of all others, to each column in turn; blanks are no answer."""
    for axis in range(table.ndim):
        answers = np.delete(table, 0, axis)
        table = np.concatenate([answers, table.sum(axis, keepdims=True) - answers], axis)
    return table


def test_deviations_are_those_of_the_best_estimates_of_answers_and_of_all_others():
    """Against the spread of the estimates themselves, over 400 times of noise.

    Some hundred counts have nearly the same spread: the largest that is seen is within five errors.
    """
    book = plain_book(3, 4, 2)
    domain = domain_of(book)
    before = measured(people(domain, 500, 1), domain.layout, Budget(1.0, 1e-6))
    found = deviations_of(before, domain)
    rng = np.random.default_rng(4)
    draws = [noised_again(before, rng).residuals for _ in range(400)]
    assert len(found) == 7
    for columns in ((0,), (1, 2), (0, 1, 2)):
        counts = [answers_or_all_others(draw.table(columns)) for draw in draws]
        expected = found[frozenset(f"c{column}" for column in columns)]
        assert np.std(counts, axis=0).max() == pytest.approx(expected, rel=5 / np.sqrt(2 * 400))


def test_columns_that_share_a_model_column_have_their_noise_and_split_sets_have_none():
    book = rich_book()
    domain = domain_of(book)
    found = deviations_of(measured(people(domain, 200, 1), domain.layout), domain)
    names = set(book.table.names) - {"sector"}  # its answers stand in model columns of their own
    assert {name for some in found for name in some} == names
    assert all(1 <= len(some) <= 3 for some in found)
    assert {frozenset({one, two}) for one in names for two in names} <= set(found)
    assert all(deviation > 0 for deviation in found.values())


FILES, PEOPLE, SETS, ALARM = 80, 600, 5, 1e-4
LEAST = binom.ppf(ALARM, FILES, 0.92)
"""Fewer hold once in 10^4 runs where 92 in 100 do, which is what is asked of them."""


@cache
def asked_in_files():
    """Of each file the share of one group less that of another, without noise and by data set."""
    book = plain_book(3, 3)
    domain = domain_of(book)
    pool = people(domain, 20_000, 8)
    asked = {"outcome": ("c1", "v1"), "groups": (("c0", "v1"), ("c0", "v2")), "recorded": False}
    rng = np.random.default_rng(11)
    found = []
    for number in range(FILES):
        codes = pool[rng.choice(len(pool), PEOPLE, replace=False)]
        exact = pl.DataFrame({f"c{j}": [("", "v1", "v2")[k] for k in codes[:, j]] for j in (0, 1)})
        fitted, _ = fitted_of(book, codes, epsilon=0.3)
        sets = draw_datasets(Protected(fitted), SETS, Dial.BALANCED, number, silent).value
        several = [difference_in(frame, **asked) for frame in sets.frames]
        found.append((difference_in(exact, **asked)[0], *map(list, zip(*several, strict=True))))
    return found


def by_the_rule(estimates, variances):
    found = combine(estimates, variances, About.RECORDS)
    return found.low, found.high


def without_what_is_between(estimates, variances):
    """The usual interval of the first data set: b is left out."""
    reach = norm.ppf(0.975) * np.sqrt(variances[0])
    return estimates[0] - reach, estimates[0] + reach


def held(rule):
    """Files of which the interval holds for the people in them."""
    found = [(truth, *rule(*several)) for truth, *several in asked_in_files()]
    return sum(low <= truth <= high for truth, low, high in found)


def test_intervals_hold_for_the_people_in_the_file():
    """80 files measured, and 400 data sets: fewer would not tell 92 from 50 in 100."""
    assert held(by_the_rule) >= LEAST


def test_intervals_without_the_noise_between_data_sets_are_found_out():
    assert held(without_what_is_between) < LEAST
