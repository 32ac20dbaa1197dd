"""The model by enumeration, the gradient by finite differences, the fit on counts without noise."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from small_tables import (
    counts_of,
    domain_of,
    measured,
    people,
    plain_book,
    rich_book,
    silent,
    three_way,
)

from lanterne.counting import Layout
from lanterne.privacy import Budget
from lanterne.synthesis import engine
from lanterne.synthesis.fit import _Problem, fit_model
from lanterne.synthesis.initial_model import anchored_start
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.targets import targets_of


def random_model(sizes, classes, rng, number=100.0):
    layout = Layout(sizes)
    blocks = [rng.dirichlet(np.ones(size), classes).T for size in sizes]
    return LatentClassModel(layout, rng.dirichlet(np.ones(classes)), np.concatenate(blocks), number)


def joint(model):
    """Expected counts of every record, by enumeration."""
    layout = model.layout
    full = np.zeros(layout.sizes)
    for record in product(*(range(size) for size in layout.sizes)):
        rows = [layout.offsets[j] + code for j, code in enumerate(record)]
        full[record] = model.people * (model.weights * model.probabilities[rows].prod(axis=0)).sum()
    return full


@pytest.mark.parametrize("sizes", [(3,), (2, 3), (2, 1, 4), (3, 2, 2, 3)])
def test_expected_counts_are_those_of_the_enumerated_distribution(sizes):
    model = random_model(sizes, 5, np.random.default_rng(1))
    full, layout, axes = joint(model), model.layout, set(range(len(sizes)))
    assert full.sum() == pytest.approx(model.people)
    pairs = model.pairs()
    np.testing.assert_allclose(pairs, pairs.T)
    for i in axes:
        block = pairs[layout.block(i), layout.block(i)]
        expected = np.diag(full.sum(axis=tuple(axes - {i})))
        np.testing.assert_allclose(block, expected, atol=1e-10)
    for i, j in combinations(axes, 2):
        expected = full.sum(axis=tuple(axes - {i, j}))
        np.testing.assert_allclose(pairs[layout.block(i), layout.block(j)], expected)
    for triple in combinations(axes, 3):
        expected = full.sum(axis=tuple(axes - set(triple)))
        np.testing.assert_allclose(three_way(model, triple), expected, rtol=1e-5)


@pytest.mark.parametrize(
    "tables",
    [
        [(1, 2, 3), (0, 1, 2), (0, 2, 3)],
        [(2, 3), (0, 2, 3), (0, 1, 2, 3), (1, 2, 3), (0, 1), (0, 1, 3)],
        [(0, 3)],
        [],
    ],
)
def test_tables_together_are_those_alone_in_whatever_order(tables):
    model = random_model((3, 2, 2, 3), 5, np.random.default_rng(2))
    full = joint(model)
    alone = [full.sum(axis=tuple({*range(4)} - {*some})).ravel() for some in tables]
    found = model.tables(tables)
    np.testing.assert_allclose(found, np.concatenate([np.zeros(0), *alone]), rtol=1e-5)


def test_a_model_of_the_wrong_shape_is_refused():
    with pytest.raises(ValueError, match="shape"):
        LatentClassModel(Layout((2, 2)), np.ones(3) / 3, np.ones((4, 2)) / 2, 10.0)


def half_chi_square(targets, logits, mixing):
    """The objective in double precision, cell by cell from the model."""
    return 0.5 * sum(misfits(targets, logits, mixing))


def worst(parts, problem):
    """χ² per cell of the order that fits worst; nothing is a target."""
    return max(part / cells for part, cells in zip(parts, problem.cells[:3], strict=True))


def misfits(targets, logits, mixing):
    """χ² of one-, two- and three-way tables."""
    weights = np.exp(mixing) / np.exp(mixing).sum()
    layout = targets.layout
    blocks = [np.exp(logits[layout.block(j)]) for j in range(layout.width)]
    chances = np.concatenate([block / block.sum(axis=0) for block in blocks])
    model = LatentClassModel(layout, weights, chances, targets.people)
    expected = model.pairs()
    upper = np.triu((expected - targets.pairs) ** 2 * targets.pair_precision, 1).sum()
    alone = ((np.diag(expected) - targets.singles) ** 2 * targets.single_precision).sum()
    three = 0.0
    starts = layout.table_offsets(targets.triples)
    for place, triple in enumerate(targets.triples):
        seen = targets.triple_counts[starts[place] : starts[place + 1]]
        parts = [chances[layout.block(column)] for column in triple]
        table = targets.people * np.einsum("k,ak,bk,ck->abc", weights, *parts)
        i, j, k = (targets.supported[layout.block(column)] for column in triple)
        fitted = i[:, None, None] & j[None, :, None] & k[None, None, :]
        wrong = (table.ravel() - seen)[fitted.ravel()]
        three += targets.triple_precision[place] * (wrong**2).sum()
    return alone, upper, three


@pytest.mark.parametrize("with_triples", [False, True])
@pytest.mark.parametrize("unsupported", [[], [3, 7]])
def test_the_gradient_is_that_of_finite_differences(with_triples, unsupported):
    domain = domain_of(plain_book(2, 3, 4, 2))
    measurements = measured(people(domain, 300, seed=2), domain.layout)
    targets = targets_of(measurements, measurements.residuals, domain)
    targets.supported[:] = True
    targets.supported[unsupported] = False
    if not with_triples:
        targets = type(targets)(**{**vars(targets), "triples": (), "triple_counts": np.zeros(0)})
    rng = np.random.default_rng(3)
    logits, mixing = rng.normal(size=(domain.layout.total, 3)), rng.normal(size=3)
    blocks = [np.exp(logits[domain.layout.block(j)]) for j in range(4)]
    chances = np.concatenate([block / block.sum(axis=0) for block in blocks]).astype(np.float32)
    weights = (np.exp(mixing) / np.exp(mixing).sum()).astype(np.float32)
    problem = _Problem(targets)
    of_orders, gradient, mixing_gradient = problem.gradient(chances, weights)
    value = half_chi_square(targets, logits, mixing)
    parts = misfits(targets, logits, mixing)
    assert sum(parts) == pytest.approx(2 * value, rel=1e-9)
    each = [part / cells for part, cells in zip(parts, problem.cells[:3], strict=True)]
    assert of_orders[:3] == pytest.approx(each, rel=1e-4)
    step, largest = 1e-5, float(np.abs(gradient).max())
    most = float(np.abs(mixing_gradient).max())
    for place in np.ndindex(logits.shape):
        moved = np.zeros_like(logits)
        moved[place] = step
        slope = half_chi_square(targets, logits + moved, mixing)
        slope = (slope - half_chi_square(targets, logits - moved, mixing)) / (2 * step)
        assert gradient[place] == pytest.approx(slope, abs=1e-3 * largest)
    for k in range(3):
        moved = step * np.eye(3)[k]
        slope = half_chi_square(targets, logits, mixing + moved)
        slope = (slope - half_chi_square(targets, logits, mixing - moved)) / (2 * step)
        assert mixing_gradient[k] == pytest.approx(slope, abs=1e-3 * most)


def distance(expected, counts):
    return np.abs(expected - counts).sum() / (2 * counts.sum())


def test_the_fit_finds_margins_without_noise():
    domain = domain_of(plain_book(3, 4, 2, 5, 3))
    layout, codes = domain.layout, people(domain, 2000, seed=4)
    measurements = measured(codes, layout, Budget(100.0, 1e-6), exact=True)
    targets = targets_of(measurements, measurements.residuals, domain)
    start = anchored_start(targets, 60, seed=1)
    model, chi_square = fit_model(
        targets, start, steps=600, pace=0.2, stop=0.0, tick=lambda s: None
    )
    assert chi_square < 1.0
    assert model.people == pytest.approx(2000)
    pairs = model.pairs()
    for columns, counts in counts_of(layout, codes).items():
        if len(columns) == 1:
            found, first = np.diag(pairs)[layout.block(columns[0])], 0.003
        elif len(columns) == 2:
            found, first = pairs[layout.block(columns[0]), layout.block(columns[1])], 0.006
        else:
            found, first = three_way(model, columns), 0.012
        assert distance(found, counts) < first


def test_the_order_of_a_start_in_memory_changes_nothing():
    """A step changes the logits in place: of a copy, nothing would be left."""
    domain = domain_of(plain_book(3, 4, 2))
    measurements = measured(people(domain, 2000, seed=4), domain.layout)
    targets = targets_of(measurements, measurements.residuals, domain)
    start = anchored_start(targets, 20, seed=1)
    found = []
    for order in "CF":
        probabilities = np.asarray(start.probabilities, order=order)
        one = LatentClassModel(start.layout, start.weights, probabilities, start.people)
        model, _ = fit_model(targets, one, steps=40, pace=0.2, stop=0.0, tick=lambda s: None)
        found.append(model.probabilities)
    assert np.array_equal(*found)
    assert np.abs(found[0] - start.probabilities).max() > 0.01


def test_the_fit_stops_when_only_noise_is_left():
    domain = domain_of(plain_book(3, 4, 2, 5, 3))
    measurements = measured(people(domain, 2000, seed=5), domain.layout, Budget(4.0, 1e-6))
    targets = targets_of(measurements, measurements.residuals, domain)
    shares = []
    start = anchored_start(targets, 60, seed=1)
    model, chi_square = fit_model(targets, start, steps=600, pace=0.2, stop=1.1, tick=shares.append)
    assert chi_square < 1.1 * 1.05
    assert shares[-1] < 1.0
    parts = misfits(targets, np.log(model.probabilities), np.log(model.weights))
    assert chi_square == pytest.approx(worst(parts, _Problem(targets)), rel=1e-3)


def test_the_fit_is_repeatable_by_seed_and_gives_a_distribution():
    domain = domain_of(rich_book())
    measurements = measured(people(domain, 200, seed=6), domain.layout)
    one, two = (engine.fit(measurements, domain, None, 3, silent) for _ in range(2))
    assert (one.probabilities == two.probabilities).all()
    assert (one.weights == two.weights).all()
    sums = np.add.reduceat(one.probabilities, domain.layout.offsets[:-1], axis=0)
    np.testing.assert_allclose(sums, 1.0)
    assert one.weights.sum() == pytest.approx(1.0)
    assert (one.probabilities >= 0).all()
    other = engine.fit(measurements, domain, None, 4, silent)
    assert (other.probabilities != one.probabilities).any()


def test_what_a_rule_forbids_is_fitted_to_nothing():
    domain = domain_of(rich_book())
    model = engine.fit(
        measured(people(domain, 2000, seed=7), domain.layout), domain, None, 3, silent
    )
    assert model.pairs()[domain.forbidden_pairs].sum() / 2 < 0.03 * model.people
