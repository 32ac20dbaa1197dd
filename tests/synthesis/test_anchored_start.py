"""Where the fit begins, the mean of several models, and tables that were not measured."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import domain_of, measured, people, plain_book, rich_book, silent, three_way

from lanterne.counting import Layout
from lanterne.synthesis import engine
from lanterne.synthesis.estimates import combine
from lanterne.synthesis.first_estimates import nearest_counts
from lanterne.synthesis.initial_model import anchored_start
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.targets import targets_of

SIZES = st.lists(st.integers(1, 6), min_size=1, max_size=4).map(tuple)
SEEDS = st.integers(0, 2**31 - 1)


def nearest(counts, number):
    """The nearest point with no part below zero and this sum, by bisection of what is taken off:
    the condition of Karush, Kuhn and Tucker for a projection onto a simplex."""
    low, high = counts.min() - number, counts.max()
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if np.maximum(counts - middle, 0).sum() > number else (low, middle)
        )
    return np.maximum(counts - high, 0)


@given(SIZES, st.integers(1, 4), st.floats(0.5, 1_000), st.floats(0, 300), SEEDS)
@settings(max_examples=100)
def test_noisy_counts_become_the_nearest_counts_of_people(sizes, sets, number, noise, seed):
    layout, rng = Layout(sizes), np.random.default_rng(seed)
    numbers = number * rng.uniform(0.5, 2, sets)
    counts = np.concatenate([rng.dirichlet(np.ones(size), sets).T * numbers for size in sizes])
    noisy = counts + rng.normal(0, noise, counts.shape)
    before = noisy.copy()
    whole = nearest_counts(noisy, numbers, layout)
    assert np.array_equal(noisy, before)
    for column in range(layout.width):
        block = layout.block(column)
        for one in range(sets):
            expected = nearest(noisy[block, one], numbers[one])
            np.testing.assert_allclose(whole[block, one], expected, atol=1e-6 * number + 1e-9)
            # Nothing else that is as many people is nearer.
            other = rng.dirichlet(np.ones(layout.sizes[column])) * numbers[one]
            away = ((noisy[block, one] - other) ** 2).sum()
            assert ((noisy[block, one] - whole[block, one]) ** 2).sum() <= away * (1 + 1e-9) + 1e-9


def test_counts_of_people_stay_as_they_are():
    layout = Layout((3, 2))
    counts = np.array([[5.0], [0.0], [2.0], [6.0], [1.0]])
    np.testing.assert_allclose(nearest_counts(counts, np.array([7.0]), layout), counts, atol=1e-12)


def test_the_noise_of_many_empty_cells_is_not_taken_for_people():
    """200 answers of which one is given: cut at zero alone, most people would be elsewhere."""
    rng = np.random.default_rng(1)
    counts = np.zeros((200, 1))
    counts[7] = 100
    noisy = counts + rng.normal(0, 10, counts.shape)
    whole = nearest_counts(noisy, np.array([100.0]), Layout((200,)))[:, 0]
    cut = np.maximum(noisy[:, 0], 0)
    assert whole.sum() == pytest.approx(100)
    assert whole[7] / whole.sum() > 0.7
    assert cut[7] / cut.sum() < 0.2


@pytest.mark.parametrize("classes", [1, 7, 60])
@pytest.mark.parametrize("book", [rich_book(), plain_book(2, 5), plain_book(4)])
def test_a_start_is_a_model(book, classes):
    domain = domain_of(book)
    some = measured(people(domain, 300, 1), domain.layout)
    start = anchored_start(targets_of(some, some.residuals, domain), classes, 1)
    layout = domain.layout
    assert start.classes == classes
    assert start.weights.sum() == pytest.approx(1)
    assert (start.weights > 0).all()
    assert (start.probabilities >= 0).all()
    sums = np.add.reduceat(start.probabilities, layout.offsets[:-1], axis=0)
    np.testing.assert_allclose(sums, 1.0)


def test_a_start_knows_what_the_pairs_say():
    """Two columns that always agree do so in most classes, and a random model could not know."""
    domain = domain_of(plain_book(4, 4))
    one = np.random.default_rng(1).integers(1, 4, 600)
    some = measured(np.stack([one, one], axis=1).astype(np.uint16), domain.layout, exact=True)
    start = anchored_start(targets_of(some, some.residuals, domain), 40, 1)
    block = start.pairs()[:4, 4:] / start.people
    assert np.trace(block) > 0.5
    assert block[0].sum() < 0.05


def random_model(layout, classes, rng, number):
    blocks = [rng.dirichlet(np.ones(size), classes).T for size in layout.sizes]
    return LatentClassModel(layout, rng.dirichlet(np.ones(classes)), np.concatenate(blocks), number)


@given(SIZES, st.lists(st.integers(1, 5), min_size=1, max_size=4), SEEDS)
@settings(max_examples=60)
def test_the_mean_of_models_has_the_mean_of_their_counts(sizes, classes, seed):
    layout, rng = Layout(sizes), np.random.default_rng(seed)
    models = [random_model(layout, k, rng, 80.0) for k in classes]
    mean = LatentClassModel.mean(models)
    assert mean.people == pytest.approx(80)
    assert mean.weights.sum() == pytest.approx(1)
    assert mean.classes == sum(classes)
    np.testing.assert_allclose(mean.pairs(), np.mean([m.pairs() for m in models], axis=0))
    for triple in combinations(range(layout.width), 3):
        expected = np.mean([three_way(m, triple) for m in models], axis=0)
        np.testing.assert_allclose(three_way(mean, triple), expected, rtol=1e-4, atol=1e-5)


def test_the_mean_of_one_model_is_itself():
    one = random_model(Layout((2, 3)), 4, np.random.default_rng(1), 33.0)
    mean = LatentClassModel.mean([one])
    assert np.array_equal(mean.weights, one.weights)
    assert np.array_equal(mean.probabilities, one.probabilities)
    assert mean.people == one.people


def without(measurements: Measurements, left_out) -> Measurements:
    """The same measurements, as if some two-way tables had not been planned."""
    layout = measurements.layout
    pairs, sigmas = measurements.pairs.copy(), measurements.pair_sigmas.copy()
    for i, j in left_out:
        pairs[layout.block(i), layout.block(j)] = 0
        pairs[layout.block(j), layout.block(i)] = 0
        sigmas[i, j] = sigmas[j, i] = 0.0
    return Measurements(layout, measurements.singles, measurements.single_sigmas, pairs, sigmas)


@given(SEEDS)
@settings(max_examples=15)
def test_tables_that_were_not_measured_are_not_listed(seed):
    domain = domain_of(plain_book(2, 3, 2, 4))
    everything = list(combinations(range(4), 2))
    rng = np.random.default_rng(seed)
    left_out = [pair for pair in everything if rng.random() < 0.5]
    some = without(measured(people(domain, 200, 1), domain.layout, exact=True), left_out)
    assert list(some.measured_pairs()) == [pair for pair in everything if pair not in left_out]
    listed = {columns for columns, _, _ in some.tables()}
    assert listed == {(i,) for i in range(4)} | {p for p in everything if p not in left_out}


def test_a_table_that_was_not_measured_is_estimated_by_the_model_alone():
    """Its cells are no counts of zero, and what was measured stays as good."""
    domain = domain_of(plain_book(3, 3, 3))
    layout, codes = domain.layout, people(domain, 400, 1)
    some = without(measured(codes, layout, exact=True), [(0, 1)])
    residuals = some.residuals
    assert [pair for pair in combinations(range(3), 2) if not residuals.covers(pair)] == [(0, 1)]
    exact = np.zeros((3, 3))
    np.add.at(exact, (codes[:, 0], codes[:, 2]), 1)
    np.testing.assert_allclose(residuals.table((0, 2)), exact, atol=1e-6)
    model = random_model(layout, 4, np.random.default_rng(1), 400.0)
    estimates = combine(residuals, model, ())
    blank = layout.block(0), layout.block(1)
    np.testing.assert_allclose(estimates.pairs[blank], model.pairs()[blank])
    assert not estimates.pair_deviations[blank].any()
    assert estimates.pair_deviations[layout.block(0), layout.block(2)].all()


def test_the_fit_does_not_look_at_a_table_that_was_not_measured():
    domain = domain_of(plain_book(3, 3, 3))
    codes = people(domain, 400, 2)
    some = without(measured(codes, domain.layout, exact=True), [(0, 1)])
    other = without(some, [(0, 1)])
    other.pairs[domain.layout.block(0), domain.layout.block(1)] = 9_999
    fitting = engine.Fitting(classes=20, first=(80, 0.2, 0.5))
    one, two = (engine.fit(each, domain, None, 1, silent, fitting) for each in (some, other))
    assert np.array_equal(one.probabilities, two.probabilities)
    pairs = one.pairs()
    exact = np.zeros((3, 3))
    np.add.at(exact, (codes[:, 0], codes[:, 2]), 1)
    table = pairs[domain.layout.block(0), domain.layout.block(2)]
    assert np.abs(table - exact).sum() < 0.1 * len(codes)
