"""Rows that are drawn in shards: as close to the counts as rows that are drawn together."""

from __future__ import annotations

import pickle
from itertools import combinations

import numpy as np
import pytest
from small_tables import domain_of, measured, people, rich_book, silent

from lanterne.counting import count_pairs, count_tables
from lanterne.privacy import Budget, Protected
from lanterne.synthesis import planned_rows
from lanterne.synthesis.aggregates import published_counts, rows_listed
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.candidates import Evidence
from lanterne.synthesis.draw import draw_rows
from lanterne.synthesis.engine import Fitting, fit
from lanterne.synthesis.planned_rows import draw_shard, number_of_shards, plan_table
from lanterne.synthesis.protect import FittedTable
from lanterne.synthesis.refine import Goals

ROWS, MOST = 6000, 1000


def goals_of(rng):
    pairs = rng.gamma(0.3, 20, (9, 9))
    pairs = np.triu(pairs) + np.triu(pairs, 1).T
    return Goals(pairs, [(0, 1, 2)], rng.gamma(0.2, 9, 60), [(0, 1, 2, 3)], rng.gamma(0.1, 9, 80))


@pytest.mark.parametrize("shards", [1, 3, 16])
def test_goals_of_shards_are_whole_and_add_up_to_those_of_all(shards):
    goals = goals_of(np.random.default_rng(shards))
    parts = [goals.of_shard(shard, shards, 8) for shard in range(shards)]
    for name in ("pairs", "triple_counts", "table_counts"):
        counts, whole = np.array([getattr(one, name) for one in parts]), getattr(goals, name)
        assert (counts == np.rint(counts)).all()
        assert counts.min() >= 0
        assert np.abs(counts.sum(axis=0) - whole).max() < 1 + 1e-9
        assert np.abs(counts - whole / shards).max() < 1 + 1e-9
    assert all((one.pairs == one.pairs.T).all() for one in parts)


def test_goals_that_are_less_than_one_in_each_shard_are_not_lost():
    """1,000 cells of 0.3 people in each of five shards: z within 5, a false alarm in 10^6 runs."""
    goals = Goals(np.zeros((1, 1)), [], np.full(1000, 1.5))
    parts = [goals.of_shard(shard, 5, 3).triple_counts for shard in range(5)]
    assert abs(np.sum(parts) - 1500) < 5 * np.sqrt(1000 * 0.25)
    for one in parts:
        assert abs(one.sum() - 300) < 5 * np.sqrt(1000 * 0.21)


@pytest.mark.parametrize(("rows", "most", "shards"), [(0, 5, 1), (5, 5, 1), (6, 5, 2), (11, 5, 3)])
def test_no_shard_has_more_rows_than_it_may(rows, most, shards):
    assert number_of_shards(rows, most) == shards


@pytest.fixture(scope="module")
def fitted():
    book = rich_book()
    domain = domain_of(book)
    found = measured(people(domain, 3000, 2), domain.layout, Budget(4.0, 1e-6))
    model = fit(found, domain, None, 1, silent, Fitting(classes=12, first=(150, 0.2, 1.02)))
    return FittedTable(book, found, model, None)


@pytest.fixture(scope="module")
def plan(fitted):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planned_rows, "settings_of_table", lambda *some: {})
        return plan_table(Protected(fitted), rows=ROWS, seed=4, most=MOST).value


def codes_of(plan, shard, monkeypatch):
    """The codes of a shard, before they are texts."""
    seen = []
    real = planned_rows.texts_of
    monkeypatch.setattr(
        planned_rows, "texts_of", lambda codes, *some: seen.append(codes) or real(codes, *some)
    )
    drawn = draw_shard(plan.rows, shard)
    return seen[0], drawn


def distances(codes, goals, layout):
    """Mean distance of one-, two- and three-way tables from the goals, as shares of the rows."""
    gram, rows = count_pairs([codes], layout), len(codes)
    block, scale = layout.block, rows / goals.pairs[layout.block(0), layout.block(0)].sum()
    one = np.abs(np.diag(gram) - np.diag(goals.pairs) * scale).sum() / rows / layout.width
    two = np.mean(
        [
            np.abs(gram[block(i), block(j)] - goals.pairs[block(i), block(j)] * scale).sum() / rows
            for i, j in combinations(range(layout.width), 2)
        ]
    )
    counts = count_tables([codes], layout, goals.triples)
    three = np.abs(counts - goals.triple_counts * scale).sum() / rows / len(goals.triples)
    return np.array([one, two, three])


def test_rows_in_shards_are_as_close_to_the_goals_as_rows_together(fitted, plan, monkeypatch):
    monkeypatch.setattr(planned_rows, "settings_of_table", lambda *some: {})
    whole = plan_table(Protected(fitted), rows=ROWS, seed=4, most=ROWS).value
    together, _ = codes_of(whole, 0, monkeypatch)
    apart = np.concatenate([codes_of(plan, shard, monkeypatch)[0] for shard in range(6)])
    assert apart.shape == together.shape == (ROWS, plan.rows.domain.layout.width)
    layout, goals = plan.rows.domain.layout, plan.rows.terms.goals
    one, two, three = distances(apart, goals, layout)
    of_one, of_two, of_three = distances(together, goals, layout)
    assert one <= of_one + 6 / ROWS  # an answer may be off by one in each shard
    assert two < 1.1 * of_two + 0.005
    assert three < 1.1 * of_three + 0.005


def test_what_is_counted_in_shards_adds_up_to_the_published_counts(plan, fitted, monkeypatch):
    found = [codes_of(plan, shard, monkeypatch) for shard in range(6)]
    codes, domain = np.concatenate([codes for codes, _ in found]), plan.rows.domain
    listed = sum(drawn.listed for _, drawn in found)
    assert (listed == rows_listed(plan.rows.places, codes, domain)).all()
    expected = published_counts(Evidence(domain, fitted.measurements), codes)
    assert plan.listing.counts(listed).equals(expected)
    assert plan.listing.combinations == expected.height == len(listed)


def test_a_shard_is_the_same_whenever_and_wherever_it_is_drawn(plan):
    elsewhere = pickle.loads(pickle.dumps(plan.rows))
    first, again, other = (
        draw_shard(one, shard) for one, shard in ((plan.rows, 3), (elsewhere, 3), (plan.rows, 2))
    )
    assert first.texts.equals(again.texts)
    assert (first.listed == again.listed).all()
    assert not first.texts.equals(other.texts)


def test_a_table_that_is_drawn_whole_has_as_many_rows_as_one_that_is_planned(fitted, monkeypatch):
    monkeypatch.setattr(planned_rows, "settings_of_table", lambda *some: {})
    monkeypatch.setattr("lanterne.synthesis.draw.settings_of_table", lambda *some: {})
    planned = plan_table(Protected(fitted), seed=1).value
    drawn = draw_rows(Protected(fitted), Dial.BALANCED, seed=1).value
    assert planned.rows.rows == len(drawn.synthesis.codes)
    assert planned.rows.shards == 1
