"""What noisy tables say before any model: against brute force, and against noise alone."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import domain_of, plain_book

from lanterne.counting import Layout, count_pairs
from lanterne.synthesis import first_estimates, fit
from lanterne.synthesis.first_estimates import (
    first_pairs,
    first_singles,
    mean_counts,
    nearest_counts,
)
from lanterne.synthesis.initial_model import anchored_start
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.targets import targets_of

SEEDS = st.integers(0, 2**31 - 1)


@given(SEEDS, st.integers(1, 40), st.floats(1, 1e5), st.floats(1e-3, 10))
@settings(max_examples=200)
def test_mean_counts_are_counts_of_the_people_in_the_order_of_the_noisy_ones(
    seed, answers, people, noise
):
    rng = np.random.default_rng(seed)
    noisy = rng.dirichlet(np.full(answers, 0.3)) * people + rng.normal(0, noise * people, answers)
    counts = mean_counts(noisy, people, noise * people)
    assert (counts >= 0).all()
    assert counts.sum() == pytest.approx(people)
    assert (np.diff(counts[np.argsort(noisy)]) >= -1e-6 * people).all()


def test_a_mean_count_is_the_mean_of_what_is_possible():
    """Against sampling: of two answers, the possible ones are a line, and their mean is known."""
    rng = np.random.default_rng(1)
    people, deviation = 100.0, 40.0
    noisy = np.array([120.0, 5.0])
    first = rng.uniform(0, people, 400_000)
    weights = np.exp(
        -0.5 * (((noisy[0] - first) / deviation) ** 2)
        - 0.5 * (((noisy[1] - people + first) / deviation) ** 2)
    )
    exact = float((first * weights).sum() / weights.sum())
    # Each count is taken by itself but for its sum: close to the mean of the two together.
    assert mean_counts(noisy, people, deviation)[0] == pytest.approx(exact, rel=0.12)


def noisy_measurements(codes, layout, sigma, pair_sigma, rng):
    """Tables with Gaussian noise, as a release would have them."""
    gram = count_pairs([codes], layout).astype(float)
    noise = rng.normal(0, pair_sigma, gram.shape)
    noise = np.triu(noise, 1) + np.triu(noise, 1).T
    apart = layout.column_of[:, None] != layout.column_of[None, :]
    pairs = np.where(apart, np.rint(gram + noise), 0).astype(np.int64)
    singles = np.rint(np.diag(gram) + rng.normal(0, sigma, layout.total)).astype(np.int64)
    sigmas = np.full((layout.width, layout.width), pair_sigma)
    np.fill_diagonal(sigmas, 0.0)
    return Measurements(layout, singles, np.full(layout.width, sigma), pairs, sigmas)


def codes_of(people, sizes, rng, *, alike=False):
    columns = [rng.choice(size, people, p=rng.dirichlet(np.full(size, 2.0))) for size in sizes]
    if alike:
        columns[1] = columns[0] % sizes[1]
    return np.stack(columns, axis=1).astype(np.uint16)


def dependence(pairs, layout, people):
    """Mean total variation of the pairs from the product of their own margins."""
    found = []
    for i, j in combinations(range(layout.width), 2):
        table = pairs[layout.block(i), layout.block(j)] / people
        product = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(table.sum(), 1e-9)
        found.append(float(np.abs(table - product).sum() / 2))
    return found


SIZES = (2, 3, 4, 3, 5, 2)


def estimated(people, pair_sigma, *, alike, seed=1):
    rng = np.random.default_rng(seed)
    domain = domain_of(plain_book(*SIZES))
    layout = domain.layout
    codes = codes_of(people, layout.sizes, rng, alike=alike)
    measured = noisy_measurements(codes, layout, 3.0, pair_sigma, rng)
    targets = targets_of(measured, measured.residuals, domain)
    singles = first_singles(targets)
    return dependence(first_pairs(targets, singles), layout, people), measured, layout


def test_noise_alone_makes_no_dependence():
    """600 people in columns that have nothing to do with each other, and noise like the counts."""
    found, measured, layout = estimated(600, 30.0, alike=False)
    believed = dependence(measured.pairs.astype(float), layout, 600)
    assert np.mean(believed) > 0.1
    assert np.mean(found) < 0.02


def test_a_start_that_believes_the_noise_is_caught(monkeypatch):
    """The planted bug: every surplus is taken as it is measured."""
    tables = first_estimates._tables

    def believed(*given):
        return (table._replace(dependence=1e9) for table in tables(*given))

    monkeypatch.setattr(first_estimates, "_tables", believed)
    found, _, _ = estimated(600, 30.0, alike=False)
    assert np.mean(found) > 0.1


def test_a_dependence_above_the_noise_is_kept_and_others_are_not_made_of_it():
    found, _, _ = estimated(5_000, 30.0, alike=True)
    assert found[0] > 0.2
    assert max(found[1:]) < 0.05


def test_without_noise_the_measured_pairs_stand():
    found, measured, layout = estimated(5_000, 0.5, alike=True)
    assert found == pytest.approx(dependence(measured.pairs.astype(float), layout, 5_000), abs=0.01)


def draws_that_keep_the_first_model(draws):
    """Of 300 people in columns that have nothing to do with each other, measured with much noise.

    Whether the fit leaves the first model as it is.
    """
    domain = domain_of(plain_book(*SIZES))
    kept = 0
    for seed in range(draws):
        rng = np.random.default_rng(seed)
        codes = codes_of(300, domain.layout.sizes, rng)
        measured = noisy_measurements(codes, domain.layout, 20.0, 80.0, rng)
        targets = targets_of(measured, measured.residuals, domain)
        start = anchored_start(targets, 60, seed)
        model, _ = fit.fit_model(
            targets, start, steps=400, pace=0.2, stop=1.02, tick=lambda share: None
        )
        kept += np.abs(model.probabilities - start.probabilities).max() < 1e-5
    return kept


def test_a_first_model_that_fits_as_well_as_chance_allows_stays():
    """χ² of pairs is too high by chance in 3 of 100 draws: more than 6 of 40 in 1 of 2,000 runs."""
    assert draws_that_keep_the_first_model(40) >= 34


def test_a_fit_that_knows_no_chance_is_caught(monkeypatch):
    """The planted bug: χ² of noise alone is taken to be one, and not about one."""
    monkeypatch.setattr(fit, "DOUBT", 0.0)
    assert draws_that_keep_the_first_model(40) < 34


@given(SEEDS, st.floats(0.1, 100))
@settings(max_examples=50)
def test_first_singles_lie_between_the_nearest_and_the_mean_counts(seed, sigma):
    rng = np.random.default_rng(seed)
    domain = domain_of(plain_book(*SIZES))
    layout = domain.layout
    codes = codes_of(300, layout.sizes, rng)
    measured = noisy_measurements(codes, layout, sigma, 10 * sigma, rng)
    targets = targets_of(measured, measured.residuals, domain)
    singles = first_singles(targets)
    for column in range(layout.width):
        block = layout.block(column)
        people = targets.people
        assert singles[block].sum() == pytest.approx(people)
        deviation = targets.single_precision[block][0] ** -0.5
        near = nearest_counts(
            targets.singles[block][:, None],
            np.array([people]),
            Layout((layout.sizes[column],)),
        )[:, 0]
        mean = mean_counts(targets.singles[block], people, deviation)
        low, high = np.minimum(near, mean), np.maximum(near, mean)
        assert (singles[block] >= low - 1e-6 * people).all()
        assert (singles[block] <= high + 1e-6 * people).all()
