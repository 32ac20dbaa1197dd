"""Cells are fitted where one-way estimates support their answers; elsewhere the model stands."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import MANY, domain_of, measured, people, plain_book, rich_book, silent, three_way

from lanterne.counting import count_pairs
from lanterne.privacy import Budget
from lanterne.synthesis import engine, support
from lanterne.synthesis.estimates import combine
from lanterne.synthesis.fit import _Problem
from lanterne.synthesis.measure import measure_pairs
from lanterne.synthesis.plan import make_plan
from lanterne.synthesis.support import supported_answers
from lanterne.synthesis.targets import CERTAIN, targets_of

SEEDS = st.integers(0, 2**31)


def sparse_people(sizes, number, seed, decline=0.3):
    """Independent answers that get rarer and rarer, so that most of a list has nobody."""
    rng = np.random.default_rng(seed)
    answers = [np.minimum(rng.geometric(decline, number) - 1, size - 1) for size in sizes]
    return np.stack(answers, axis=1).astype(np.uint16)


def some_measurements(seed):
    domain = domain_of(rich_book())
    return domain, measured(people(domain, 120, seed), domain.layout, Budget(1.0, 1e-6))


def obviously_supported(residuals, layout):
    """Answer by answer: its best one-way estimate is more than two of its errors above zero."""
    found = []
    for column, size in enumerate(layout.sizes):
        for code in range(size):
            estimate = residuals.table((column,))[code]
            found.append(estimate > 2 * residuals.variance((column,)) ** 0.5)
    return np.array(found)


@given(SEEDS)
@settings(max_examples=4, deadline=None)
def test_an_answer_is_supported_two_errors_above_zero(seed):
    domain, some = some_measurements(seed)
    supported = supported_answers(some.residuals, domain.layout)
    assert (supported == obviously_supported(some.residuals, domain.layout)).all()


@given(SEEDS)
@settings(max_examples=4, deadline=None)
def test_only_cells_of_supported_answers_are_fitted_and_counted(seed):
    domain, some = some_measurements(seed)
    layout, targets = domain.layout, targets_of(some, some.residuals, domain)
    supported = obviously_supported(some.residuals, layout)
    best = 1 / float(some.pair_sigmas[some.pair_sigmas > 0].min()) ** 2
    pairs = triples = 0
    for one, two in combinations(range(layout.total), 2):
        i, j = layout.column_of[[one, two]]
        expected = 1 / some.pair_sigmas[i, j] ** 2 if i != j else 0.0
        expected *= supported[one] and supported[two]
        if domain.forbidden_pairs[one, two]:
            expected = CERTAIN * best
        assert targets.pair_precision[one, two] == pytest.approx(expected)
        assert targets.pair_precision[two, one] == targets.pair_precision[one, two]
        pairs += expected > 0
    for triple in some.triples:
        blocks = (range(layout.offsets[c], layout.offsets[c + 1]) for c in triple)
        triples += sum(all(supported[list(places)]) for places in product(*blocks))
    assert _Problem(targets).cells == (layout.total, max(pairs, 1), max(triples, 1), 1)


def test_where_an_answer_is_not_supported_the_model_stands():
    domain = domain_of(plain_book(12, 9, 4))
    layout, codes = domain.layout, sparse_people((12, 9, 4), 400, seed=1)
    some = measured(codes, layout, Budget(1.0, 1e-6))
    model = engine.fit(some, domain, None, 1, silent, engine.Fitting(classes=20))
    estimates = combine(some.residuals, model, some.triples)
    supported = obviously_supported(some.residuals, layout)
    expected = model.pairs()
    other = layout.column_of[:, None] != layout.column_of[None, :]
    alone = other & ~(supported[:, None] & supported[None, :])
    assert alone.any()
    np.testing.assert_allclose(estimates.pairs[alone], expected[alone])
    both = other & ~alone
    assert not np.isclose(estimates.pairs[both], expected[both]).all()
    (triple,) = some.triples
    table = estimates.triple_counts.reshape(layout.sizes)
    for places in product(*(range(size) for size in layout.sizes)):
        answers = [layout.offsets[c] + code for c, code in enumerate(places)]
        if not supported[answers].all():
            assert table[places] == pytest.approx(three_way(model, triple)[places])


def distance_of_pairs(codes, layout, epsilon, monkeypatch, at_least):
    monkeypatch.setattr(support, "SUPPORTED_FROM", at_least)
    domain = domain_of(plain_book(*layout.sizes))
    exact = count_pairs([codes], layout)
    some = measure_pairs(exact, make_plan(layout, Budget(epsilon, 1e-6)).scales(MANY))
    model = engine.fit(some, domain, None, 1, silent, engine.Fitting(classes=60))
    pairs = combine(some.residuals, model, ()).pairs
    other = layout.column_of[:, None] != layout.column_of[None, :]
    return np.abs(pairs - exact)[other].sum() / (2 * exact[other].sum())


def test_long_lists_of_which_few_answers_occur_are_fitted_better_for_it(monkeypatch):
    """Three lists of 40 values, 400 people. Of 40 measurements each, distances were 0.302 ± 0.022
    without and 0.207 ± 0.028 with: means of five fail to differ by a tenth once in 100,000 runs.
    """
    layout = domain_of(plain_book(40, 40, 40)).layout
    codes = sparse_people(layout.sizes, 400, seed=2)
    without, within = (
        np.mean([distance_of_pairs(codes, layout, 4.0, monkeypatch, least) for _ in range(5)])
        for least in (-np.inf, 2.0)
    )
    assert without > 1.1 * within
