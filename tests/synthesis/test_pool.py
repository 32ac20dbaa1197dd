"""Measurements of several groups, put together: against least squares, and against the truth."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy import stats
from small_tables import counts_of, domain_of, measured, people, plain_book
from test_residuals import least_squares, marginal, random_tables

from lanterne.privacy import Budget
from lanterne.synthesis.aggregates import count_of_all, published_counts
from lanterne.synthesis.candidates import Evidence
from lanterne.synthesis.pool import pooled
from lanterne.synthesis.residuals import estimate_residuals, sum_residuals


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sums_are_those_of_least_squares_over_all_groups(seed):
    """Of three groups that were measured by other tables, with other noise."""
    rng, sizes = np.random.default_rng(seed), (2, 3, 2)
    groups = [list(random_tables(sizes, rng)) for _ in range(3)]
    groups[1] = [table for table in groups[1] if len(table[0]) < 3]  # has no triple
    together = sum_residuals([estimate_residuals(sizes, tables) for tables in groups])
    assert not together.covers((0, 1, 2))
    solved = [least_squares(sizes, tables) for tables in groups]
    for length in (0, 1, 2):
        for columns in combinations(range(3), length):
            sums = marginal(sizes, columns) if columns else np.ones((1, 12))
            expected = sum(sums @ solution for solution, _ in solved)
            np.testing.assert_allclose(together.table(columns).ravel(), expected, atol=1e-8)
            variance = sum(np.diag(sums @ covariance @ sums.T) for _, covariance in solved)
            np.testing.assert_allclose(together.variance(columns), variance, rtol=1e-8)


def test_they_are_better_than_estimates_from_sums_of_tables():
    """Where groups differ in what they know well, no weights suit their sums."""
    sizes = (2, 3)
    one = [((0,), np.zeros(2), 9.0), ((0, 1), np.zeros((2, 3)), 1.0)]
    other = [((0,), np.zeros(2), 1.0), ((0, 1), np.zeros((2, 3)), 9.0)]
    best = sum_residuals([estimate_residuals(sizes, tables) for tables in (one, other)])
    mixed = [(c, x, 1 / (1 / p + 1 / q)) for (c, x, p), (_, _, q) in zip(one, other, strict=True)]
    assert best.variance((0,)) < 0.95 * estimate_residuals(sizes, mixed).variance((0,))


def exact_groups(triples=slice(None)):
    domain = domain_of(plain_book(3, 3, 4))
    codes = [people(domain, number, seed) for seed, number in enumerate((40, 70, 25))]
    return domain, codes, [measured(rows, domain.layout, exact=True) for rows in codes]


def test_counts_of_all_are_sums_and_noise_adds_up():
    domain, codes, groups = exact_groups()
    groups[1] = replace(groups[1], single_sigmas=3 * groups[1].single_sigmas)
    groups[2] = replace(groups[2], triples=(), triple_counts=np.zeros(0, np.int64))
    together = pooled(groups)
    whole = counts_of(domain.layout, np.concatenate(codes))
    assert {columns for columns, _, _ in together.tables()} == {
        columns for columns in whole if len(columns) < 3
    }, "a table that one group lacks has no sum"
    for columns, counts, precision in together.tables():
        assert (counts == whole[columns]).all()
        found = [{c: p for c, _, p in one.tables()}[columns] for one in groups]
        assert precision == pytest.approx(1 / sum(1 / p for p in found))
    rest = pooled(groups[:2])
    assert (rest.triple_counts == groups[0].triple_counts + groups[1].triple_counts).all()


def test_a_pair_that_one_group_lacks_has_no_sum():
    domain, _, groups = exact_groups()
    groups = [replace(one, triples=(), triple_counts=np.zeros(0, np.int64)) for one in groups]
    sigmas = groups[0].pair_sigmas.copy()
    sigmas[0, 1] = sigmas[1, 0] = 0.0
    together = pooled([replace(groups[0], pair_sigmas=sigmas), *groups[1:]])
    assert list(together.measured_pairs()) == [(0, 2), (1, 2)]
    block = domain.layout.block(0), domain.layout.block(1)
    assert not together.pairs[block].any()


RUNS = 40
FALSE_ALARM = 1e-4


def test_intervals_of_counts_of_all_cover_as_often_as_they_say():
    """Of single answers, of which all are listed. Cells of one run depend on each other, so the
    share of each run is one draw; a false alarm once in 10,000 times, by the t distribution."""
    domain = domain_of(plain_book(3, 4, 3))
    codes = [people(domain, number, seed) for seed, number in enumerate((300, 500, 200))]
    truth = counts_of(domain.layout, np.concatenate(codes))
    shares = {"count": [], "estimate": []}
    for _ in range(RUNS):
        groups = [measured(rows, domain.layout, Budget(1.0, 1e-6)) for rows in codes]
        frame = published_counts(Evidence(domain, pooled(groups)), np.concatenate(codes))
        for name, found in shares.items():
            inside = [
                low <= truth[int(column[1]),][int(value[1])] <= high
                for column, value, length, low, high in frame.select(
                    "column_1", "value_1", "length", f"{name}_low", f"{name}_high"
                ).iter_rows()
                if length == 1
            ]
            found.append(np.mean(inside))
    for name, found in shares.items():
        below = stats.ttest_1samp(found, 0.95, alternative="less").pvalue
        assert below > FALSE_ALARM, (name, np.mean(found))
        assert np.mean(found) < 0.995, "nor are they needlessly wide"


def test_each_group_has_its_number_of_people_and_an_empty_one_may_have_nobody():
    domain = domain_of(plain_book(3, 3))
    codes = [people(domain, number, 3) for number in (200, 0)]
    inside = []
    for _ in range(RUNS):
        groups = [measured(rows, domain.layout, Budget(1.0, 1e-6)) for rows in codes]
        frame = count_of_all(groups, [200, 1])
        inside += [
            low <= number <= high
            for number, low, high in zip(
                (200, 0), frame["estimate_low"], frame["estimate_high"], strict=True
            )
        ]
    assert stats.binomtest(sum(inside), len(inside), 0.95, alternative="less").pvalue > FALSE_ALARM
    assert frame["synthetic"].to_list() == [200, 1]
