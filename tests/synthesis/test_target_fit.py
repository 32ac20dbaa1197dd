"""Tables of a target in model, fit, estimates and refinement: fast against obvious."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_tables import domain_of, measured, people, plain_book
from targeted import drawn_alike, looked_up, parity_rows

from lanterne.counting import Layout, count_pairs, count_tables
from lanterne.synthesis.admission import admission_of
from lanterne.synthesis.attest import Attested
from lanterne.synthesis.estimates import combine
from lanterne.synthesis.fit import _Problem
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.refine import Goals, refine_rows
from lanterne.synthesis.targets import targets_of

SIZES = (2, 3, 4, 2, 3)
TABLES = ((0, 1, 4), (1, 2, 3, 4), (0, 1, 2, 3, 4), (0, 2, 3))


def random_model(sizes, classes, seed, number=100.0):
    rng = np.random.default_rng(seed)
    blocks = [rng.dirichlet(np.ones(size), classes).T for size in sizes]
    weights = rng.dirichlet(np.ones(classes))
    return LatentClassModel(Layout(sizes), weights, np.concatenate(blocks), number)


def by_einsum(probabilities, weights, layout, columns):
    """One table of a mixture, by the definition."""
    parts = [probabilities[layout.block(column)] for column in columns]
    axes = "abcde"[: len(columns)]
    return np.einsum(",".join(["k", *(f"{a}k" for a in axes)]) + f"->{axes}", weights, *parts)


def test_expected_counts_are_those_of_the_definition():
    model = random_model(SIZES, 7, 1)
    flat = model.tables(TABLES)
    starts = model.layout.table_offsets(TABLES)
    for place, columns in enumerate(TABLES):
        table = by_einsum(model.probabilities, model.weights, model.layout, columns)
        np.testing.assert_allclose(
            flat[starts[place] : starts[place + 1]], model.people * table.ravel(), rtol=1e-4
        )


def aimed_targets(unsupported):
    """What a model is fitted to: tables of a target, of which some answers are not supported."""
    domain = domain_of(plain_book(*SIZES))
    codes = people(domain, 400, seed=2)
    some = measured(codes, domain.layout)
    noise = np.random.default_rng(3).normal(0, 5, int(domain.layout.table_offsets(TABLES)[-1]))
    counts = count_tables([codes], domain.layout, TABLES) + np.rint(noise).astype(np.int64)
    some = replace(some, target_tables=TABLES, target_counts=counts, target_sigma=5.0)
    targets = targets_of(some, some.residuals, domain)
    supported = np.ones(domain.layout.total, bool)
    supported[list(unsupported)] = False
    return replace(targets, supported=supported)


def chi_square_of_tables(targets, probabilities, weights):
    """Of the supported cells of the tables of targets, cell by cell; and how many there are."""
    layout, total, cells = targets.layout, 0.0, 0
    starts = layout.table_offsets(targets.tables)
    for place, columns in enumerate(targets.tables):
        expected = targets.people * by_einsum(probabilities, weights, layout, columns)
        noisy = targets.table_counts[starts[place] : starts[place + 1]].reshape(expected.shape)
        fitted = np.ones(expected.shape, bool)
        for axis, column in enumerate(columns):
            flags = targets.supported[layout.block(column)]
            fitted &= flags.reshape([-1 if other == axis else 1 for other in range(len(columns))])
        total += targets.table_precision[place] * ((expected - noisy) ** 2)[fitted].sum()
        cells += int(fitted.sum())
    return total, cells


@pytest.mark.parametrize("unsupported", [(), (1, 4, 8)])
def test_the_gradient_is_that_of_finite_differences(unsupported):
    """Of χ² with the tables less χ² without them: of what the tables add."""
    targets = aimed_targets(unsupported)
    none = replace(targets, tables=(), table_counts=np.zeros(0), table_precision=np.zeros(0))
    model = random_model(SIZES, 5, 4)
    layout = model.layout
    starts, column_of = layout.offsets[:-1], layout.column_of
    logits, mixing = np.log(model.probabilities), np.log(model.weights)

    def chances(logits, mixing):
        shares = np.exp(logits)
        shares = shares / np.add.reduceat(shares, starts, axis=0)[column_of]
        return shares, np.exp(mixing) / np.exp(mixing).sum()

    def gradients(of):
        probabilities, weights = chances(logits, mixing)
        single = probabilities.astype(np.float32), weights.astype(np.float32)
        return _Problem(of).gradient(*single)[1:]

    def half_chi(logits, mixing):
        return chi_square_of_tables(targets, *chances(logits, mixing))[0] / 2

    found = [
        with_ - without for with_, without in zip(gradients(targets), gradients(none), strict=True)
    ]
    step, rng = 1e-5, np.random.default_rng(5)
    for where, gradient in zip((logits, mixing), found, strict=True):
        largest = float(np.abs(gradient).max())
        for place in map(
            tuple, np.argwhere(np.ones(where.shape))[rng.permutation(where.size)[:12]]
        ):
            values = []
            for sign in (1, -1):
                moved = where.copy()
                moved[place] += sign * step
                values.append(half_chi(*((moved, mixing) if where is logits else (logits, moved))))
            slope = (values[0] - values[1]) / (2 * step)
            assert gradient[place] == pytest.approx(slope, abs=2e-3 * largest)


def test_the_fit_stops_when_the_tables_of_targets_fit_too():
    """χ² is that of the order that fits worst; here it is theirs."""
    targets = aimed_targets((1,))
    model = random_model(SIZES, 5, 6)
    single = model.probabilities.astype(np.float32), model.weights.astype(np.float32)
    precise = replace(targets, table_precision=targets.table_precision * 1000)
    chi, cells = chi_square_of_tables(precise, model.probabilities, model.weights)
    found = _Problem(precise).gradient(*single)[0]
    assert max(found) == found[-1] == pytest.approx(chi / cells, rel=1e-3)
    with_tables = max(_Problem(targets).gradient(*single)[0])
    none = replace(targets, tables=(), table_counts=np.zeros(0), table_precision=np.zeros(0))
    assert with_tables >= max(_Problem(none).gradient(*single)[0])


def test_estimates_of_the_tables_lie_between_model_and_measurement():
    domain = domain_of(plain_book(*SIZES))
    codes = people(domain, 400, seed=2)
    exact = measured(codes, domain.layout, exact=True)
    counts = count_tables([codes], domain.layout, TABLES)
    some = replace(exact, target_tables=TABLES, target_counts=counts, target_sigma=1e-3)
    model = random_model(SIZES, 5, 4, number=400.0)
    estimates = combine(some.residuals, model, some.triples, TABLES)
    assert estimates.tables == TABLES
    # Without noise the unbiased estimate is the count, and it is much nearer than the model is.
    away = np.abs(estimates.table_counts - counts).sum()
    assert away < 0.3 * np.abs(model.tables(TABLES) - counts).sum()


def everything_admitted(domain):
    layout = domain.layout
    pairs = np.ones((layout.total, layout.total), bool)
    starts = np.full((layout.width,) * 3, -1)
    return admission_of(Attested(layout, pairs, starts, np.zeros(1, np.uint8)), domain)


def test_refinement_alone_brings_a_parity_back():
    """Rows with the right counts of pairs, of which the label tells nothing; the table does."""
    domain = domain_of(plain_book(3, 3, 3, 3, 3))
    layout, table = domain.layout, [(0, 1, 2, 4)]
    real = parity_rows(3000, 5, of=3, flipped=0.05, seed=1)
    rng = np.random.default_rng(2)
    rows = np.stack([rng.permutation(real[:, column]) for column in range(5)], axis=1)
    goals = Goals(
        count_pairs([real], layout).astype(float),
        (),
        np.zeros(0),
        table,
        count_tables([real], layout, table).astype(float),
    )
    assert drawn_alike(rows, real, 3) < 0.55
    refine_rows(rows, goals, layout, everything_admitted(domain), 40 * len(rows), 3)
    assert looked_up(rows, real, 3) > 0.94
    reached = np.abs(count_tables([rows], layout, table) - goals.table_counts).sum()
    assert reached < 0.02 * len(rows)
