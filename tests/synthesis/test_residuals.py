"""The closed form against generalised least squares with the whole design matrix."""

from __future__ import annotations

from itertools import combinations
from math import prod

import numpy as np
import pytest
from small_tables import MANY, counts_of, domain_of, layout, measured, people, plain_book

from lanterne.counting import Layout, count_pairs
from lanterne.privacy import Budget
from lanterne.synthesis.measure import measure_pairs
from lanterne.synthesis.plan import make_plan
from lanterne.synthesis.residuals import estimate_residuals, precisions_of, variance_of_sums
from lanterne.synthesis.worthwhile import LARGEST_TRIPLE, worthwhile_triples

SIZES = [(3,), (2, 3), (3, 2, 2), (2, 1, 3), (2, 3, 2, 2)]


def marginal(sizes, columns):
    """The matrix that sums the full table of counts into one table."""
    cells = np.indices(sizes).reshape(len(sizes), -1)
    flat = np.ravel_multi_index(
        [cells[column] for column in columns], [sizes[column] for column in columns]
    )
    matrix = np.zeros((prod(sizes[column] for column in columns), prod(sizes)))
    matrix[flat, np.arange(prod(sizes))] = 1.0
    return matrix


def random_tables(sizes, rng, triples=True):
    """Tables of one to three columns with counts and a precision of their own each."""
    for length in range(1, min(len(sizes), 3 if triples else 2) + 1):
        for columns in combinations(range(len(sizes)), length):
            counts = rng.normal(20, 30, [sizes[column] for column in columns])
            yield columns, counts, rng.uniform(0.1, 4.0)


def least_squares(sizes, tables):
    """Weighted least squares for the full table, and the covariance of the solution."""
    design = np.concatenate([marginal(sizes, c) * np.sqrt(p) for c, _, p in tables])
    seen = np.concatenate([counts.ravel() * np.sqrt(p) for _, counts, p in tables])
    solution = np.linalg.lstsq(design, seen, rcond=1e-10)[0]
    return solution, np.linalg.pinv(design.T @ design, rcond=1e-10)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("seed", [1, 2])
def test_estimates_and_variances_are_those_of_generalised_least_squares(sizes, seed):
    tables = list(random_tables(sizes, np.random.default_rng(seed)))
    residuals = estimate_residuals(sizes, tables)
    solution, covariance = least_squares(sizes, tables)
    for columns, counts, precision in tables:
        sums = marginal(sizes, columns)
        expected = (sums @ solution).reshape(counts.shape)
        np.testing.assert_allclose(residuals.table(columns), expected, atol=1e-8)
        variances = np.diag(sums @ covariance @ sums.T)
        np.testing.assert_allclose(residuals.variance(columns), variances, rtol=1e-8)
        assert residuals.variance(columns) <= 1 / precision * (1 + 1e-12)


@pytest.mark.parametrize("sizes", SIZES)
def test_variances_of_sums_over_cells_are_those_of_generalised_least_squares(sizes):
    rng = np.random.default_rng(3)
    tables = list(random_tables(sizes, rng))
    residuals = estimate_residuals(sizes, tables)
    covariance = least_squares(sizes, tables)[1]
    for columns, _, _ in tables:
        chosen = [rng.integers(0, 2, sizes[column]).astype(float) for column in columns]
        inside = chosen[0]
        for flags in chosen[1:]:
            inside = np.multiply.outer(inside, flags)
        row = inside.ravel() @ marginal(sizes, columns)
        formula = variance_of_sums(
            residuals, columns, [np.array([flags.sum()]) for flags in chosen]
        )
        np.testing.assert_allclose(formula.item(), row @ covariance @ row, rtol=1e-7, atol=1e-10)


def test_missing_three_way_tables_are_left_out_alike():
    sizes = (2, 3, 2, 2)
    rng = np.random.default_rng(4)
    tables = [t for t in random_tables(sizes, rng) if len(t[0]) < 3 or t[0] == (0, 1, 3)]
    residuals = estimate_residuals(sizes, tables)
    solution, covariance = least_squares(sizes, tables)
    assert residuals.covers((0, 1, 3))
    assert not residuals.covers((0, 1, 2))
    for columns, counts, _ in tables:
        sums = marginal(sizes, columns)
        expected = (sums @ solution).reshape(counts.shape)
        np.testing.assert_allclose(residuals.table(columns), expected, atol=1e-8)
        variances = np.diag(sums @ covariance @ sums.T)
        np.testing.assert_allclose(residuals.variance(columns), variances, rtol=1e-8)


def test_counts_without_noise_come_back_as_they_are():
    """The estimate is linear in the counts, so with noise of mean zero it is unbiased."""
    domain = domain_of(plain_book(3, 4, 2, 3))
    codes = people(domain, 200, seed=1)
    residuals = estimate_residuals(
        domain.layout.sizes, measured(codes, domain.layout, exact=True).tables()
    )
    for columns, counts in counts_of(domain.layout, codes).items():
        np.testing.assert_allclose(residuals.table(columns), counts, atol=1e-8)


def test_estimates_of_released_counts_agree_on_every_shared_margin():
    domain = domain_of(plain_book(3, 4, 2, 3))
    codes = people(domain, 200, seed=1)
    residuals = estimate_residuals(domain.layout.sizes, measured(codes, domain.layout).tables())
    for triple in combinations(range(4), 3):
        for axis in range(3):
            pair = tuple(column for place, column in enumerate(triple) if place != axis)
            margin = residuals.table(triple).sum(axis=axis)
            np.testing.assert_allclose(margin, residuals.table(pair), atol=1e-8)
    for i, j in combinations(range(4), 2):
        np.testing.assert_allclose(
            residuals.table((i, j)).sum(axis=1), residuals.table((i,)), atol=1e-8
        )
    total = float(residuals.table(()))
    assert total == pytest.approx(float(residuals.table((2,)).sum()))


def test_repeated_releases_scatter_around_the_truth_with_the_stated_variance():
    """Chance of a false alarm: below 1e-6 a cell for the mean, and for the variance over all."""
    here, rounds = layout(2, 3, 2), 400
    codes = np.random.default_rng(5).integers(0, 2, (50, 3)).astype(np.uint16)
    plan = make_plan(here, Budget(2.0, 1e-6))
    gram = count_pairs([codes], here)
    errors = []
    for _ in range(rounds):
        residuals = estimate_residuals(here.sizes, measure_pairs(gram, plan.scales(MANY)).tables())
        errors.append(residuals.table((0, 1)) - gram[here.block(0), here.block(1)])
    scatter = np.array(errors) / np.sqrt(residuals.variance((0, 1)))
    assert np.abs(scatter.mean(axis=0)).max() < 5.2 / np.sqrt(rounds)
    # The cells are correlated: as if there were one a round, not six.
    assert abs((scatter**2).mean() - 1) < 5.2 * np.sqrt(2 / rounds)


@pytest.mark.parametrize("sizes", SIZES)
def test_precisions_are_known_before_anything_is_measured(sizes):
    tables = list(random_tables(sizes, np.random.default_rng(5)))
    of_each = {}
    for columns, _, precision in tables:
        of_each.setdefault(len(columns), []).append((columns, precision))
    groups = [
        (np.array([one for one, _ in some]), np.array([own for _, own in some]))
        for some in of_each.values()
    ]
    expected = estimate_residuals(sizes, tables).precisions
    assert precisions_of(sizes, groups) == pytest.approx(dict(expected))


def test_worthwhile_triples_are_all_that_are_small_enough():
    sizes = (2, 30, 3, 40, 16, 60)
    expected = [
        (i, j, k)
        for i, j, k in combinations(range(len(sizes)), 3)
        if sizes[i] * sizes[j] * sizes[k] <= LARGEST_TRIPLE
    ]
    assert 0 < len(expected) < 20
    assert list(worthwhile_triples(Layout(sizes))) == expected
    assert list(worthwhile_triples(Layout((2, 3)))) == []
