"""Which tables of a target may be measured: by sizes alone, and what they do to a plan."""

from __future__ import annotations

import time
from itertools import combinations
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import domain_of, plain_book, rich_book
from targeted import aimed

from lanterne.counting import Layout
from lanterne.privacy import Budget, GaussianEvent, SelectionEvent, VectorGaussianEvent, zcdp
from lanterne.synthesis import target_tables
from lanterne.synthesis.plan import NO_TARGET, make_plan
from lanterne.synthesis.target_tables import BOUGHT, LARGEST, candidate_tables

SIZES = st.lists(st.integers(2, 30), min_size=1, max_size=9).map(tuple)
WIDE = Layout((2, 3, 4, 5, 6, 7, 2, 3, 4, 12, 20, 2))


@given(SIZES, st.data(), st.booleans())
@settings(deadline=None)
def test_every_small_table_of_the_target_is_a_candidate_and_nothing_else(sizes, data, without):
    target = data.draw(st.integers(0, len(sizes) - 1))
    found = candidate_tables(Layout(sizes), [target], target, without_triples=without)
    expected = {
        columns
        for width in range(4 if without else 3, 6)
        for columns in combinations(range(len(sizes)), width)
        if target in columns and prod(sizes[column] for column in columns) <= LARGEST
    }
    assert set(found) == expected
    assert len(found) == len(expected)
    order = [(len(one), prod(sizes[column] for column in one)) for one in found]
    assert order == sorted(order)


def test_room_for_candidates_is_shared_by_targets_and_goes_to_the_smallest_first(monkeypatch):
    layout = Layout((2, 3, 4, 5, 6))
    monkeypatch.setattr(target_tables, "CANDIDATES", 6)
    target_tables._candidates.cache_clear()
    two = [candidate_tables(layout, [0, 4], one, without_triples=False) for one in (0, 4)]
    assert two[0] == ((0, 1, 2), (0, 1, 3), (0, 1, 4))
    assert two[1] == ((0, 1, 4), (0, 2, 4), (0, 3, 4))
    monkeypatch.setattr(target_tables, "CELLS", 60)
    target_tables._candidates.cache_clear()
    assert candidate_tables(layout, [0], 0, without_triples=False) == ((0, 1, 2), (0, 1, 3))
    target_tables._candidates.cache_clear()


def test_a_table_of_120_columns_is_enumerated_within_seconds():
    begun = time.process_time()
    found = candidate_tables(Layout((3,) * 120), [5], 5, without_triples=False)
    assert len(found) == target_tables.CANDIDATES
    assert all(5 in one for one in found)
    assert time.process_time() - begun < 3


@given(
    SIZES,
    st.floats(0.05, 20),
    st.floats(-50, 1e7),
    st.sampled_from([None, 1, 3]),
    st.sets(st.integers(0, 8), min_size=1, max_size=3),
)
@settings(max_examples=40, deadline=None)
def test_what_is_drawn_costs_no_more_than_was_charged(sizes, epsilon, people, bound, targets):
    """Whatever the noisy number of people is, zero and below too."""
    layout = Layout(sizes)
    chosen = sorted({target % layout.width for target in targets})
    plan = make_plan(layout, Budget(epsilon, 1e-6), bound, targets=chosen)
    scales = plan.scales(people)
    sigmas = [*scales.single_sigmas, *scales.pair_sigmas.values()]
    sigmas += [scales.triple_sigma] * plan.triples if scales.triple_sigma else []
    sigmas += [scales.target_sigma] * plan.target.tables if scales.target_sigma else []
    drawn = plan.drawn(map(float, sigmas))
    assert plan.epsilon <= epsilon
    assert zcdp(drawn) <= zcdp(plan.events) * (1 + 1e-12)
    if plan.number_sigma is None:
        gaussians = [event for event in drawn if isinstance(event, GaussianEvent)]
        assert drawn == plan.events
        assert sum(event.count for event in gaussians) == len(sigmas)
        assert {event.sigma for event in gaussians} == set(sigmas)
        return
    spent = sum(e.squared_mu() for e in drawn if isinstance(e, VectorGaussianEvent))
    assert spent <= plan.noise.event.squared_mu()


@pytest.mark.parametrize("epsilon", [0.5, 4.0, 60.0])
def test_without_a_target_the_plan_is_the_same(epsilon):
    """The defaults and an empty list of targets; and nothing of the plan is about targets."""
    plan = make_plan(WIDE, Budget(epsilon, 1e-6))
    assert plan == make_plan(WIDE, Budget(epsilon, 1e-6), targets=())
    assert plan.target == NO_TARGET
    assert plan.scales(1e6).target_sigma == 0
    assert not [event for event in plan.events if isinstance(event, SelectionEvent)]


@pytest.mark.parametrize(("epsilon", "people"), [(1.0, 30_000), (4.0, 1e6)])
def test_a_target_takes_from_three_way_tables_and_hardly_from_others(epsilon, people):
    """Scales of one and two columns grow by the share of the selections, two percent of ρ."""
    budget = Budget(epsilon, 1e-6)
    plain, aimed_at = make_plan(WIDE, budget), make_plan(WIDE, budget, targets=[0])
    before, after = plain.scales(people), aimed_at.scales(people)
    for pair, sigma in before.pair_sigmas.items():
        assert 1 <= after.pair_sigmas[pair] / sigma < 1.02
    assert after.triple_sigma > before.triple_sigma > 0
    assert 0 < after.target_sigma < after.triple_sigma
    assert aimed_at.target.tables == BOUGHT
    (selections,) = (event for event in aimed_at.events if isinstance(event, SelectionEvent))
    assert selections.count == BOUGHT


def test_of_few_people_nothing_is_measured_and_of_few_columns_nothing_is_selected():
    assert make_plan(WIDE, Budget(1.0, 1e-6), targets=[0]).scales(100).target_sigma == 0
    few = make_plan(Layout((3, 4, 5, 6)), Budget(1.0, 1e-6), targets=[3])
    assert few.target.candidates == (((0, 1, 2, 3),),)
    assert few.target.tables == 1
    assert few.target.selections == 0
    assert few.scales(1e6).target_sigma > 0
    for sizes in ((7,), (2, 3), (200, 300, 400)):
        assert make_plan(Layout(sizes), Budget(1.0, 1e-6), targets=[0]).target.tables == 0


def test_a_target_is_every_model_column_that_stands_for_it():
    assert domain_of(plain_book(2, 3, 4)).targets == ()
    assert domain_of(aimed(plain_book(2, 3, 4), "c2", "c0")).targets == (0, 2)
    book = rich_book()
    for column in book.table.columns:
        domain = domain_of(aimed(book, column.name))
        columns = domain.encoding.columns
        assert domain.targets == tuple(
            place for place, one in enumerate(columns) if column.name in one.sources
        )
        assert domain.targets
