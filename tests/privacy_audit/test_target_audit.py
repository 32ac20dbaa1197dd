"""Tables of a target: what one person changes, what an attacker sees, and planted faults.

A test here fails by chance at most once in 10,000 runs, the choices once in a million.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import combinations_with_replacement, product
from math import sqrt

import numpy as np
import pytest
from auditing import ASSERTED, differing, distinguish, log_likelihood_ratios
from scipy import stats

from lanterne.counting import Layout, count_pairs, count_tables
from lanterne.privacy import Budget, SelectionEvent, VectorGaussianEvent, delta_spent, noise
from lanterne.synthesis import measure, plan, selection, target_rounds
from lanterne.synthesis.exact_counts import CountedRows
from lanterne.synthesis.households import score_sensitivity
from lanterne.synthesis.measure import measure_pairs, measure_target_tables
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.target_rounds import candidates_of_targets, measure_targets

RUNS, DRAWS, FALSE_ALARM, MANY = 32_000, 2_500, 1e-6, 1e6
LAYOUT = Layout((2, 3, 2, 2, 2))
AIMED_AT = 4
SMALL = Layout((2, 2, 3, 2))
RECORDS = np.array(list(product(*(range(size) for size in SMALL.sizes))), np.uint16)
TABLES = ((0, 1, 3), (0, 1, 2, 3), (1, 2, 3), (0, 2, 3))


def scores_of(rows, monkeypatch, layout=SMALL, tables=TABLES):
    """Scores of the candidates beside expected counts that are no whole numbers."""
    seen = []
    monkeypatch.setattr(
        selection, "select_top_k", lambda scores, k, epsilon: seen.append(scores) or [0]
    )
    expected = np.random.default_rng(1).uniform(0, 3, int(layout.table_offsets(tables)[-1]))
    counts = count_tables([rows], layout, tables)
    selection.select_tables(counts, expected, layout, tables, 1, 0.1, 3.7)
    return seen[0]


def largest_move(coming, score):
    """By how much a score moves at most when so many people come, from tables of one person."""
    largest = 0
    for first in range(len(RECORDS)):
        rows = RECORDS[[first]]
        without = score(rows)
        for others in combinations_with_replacement(range(len(RECORDS)), coming):
            after = score(np.concatenate([rows, RECORDS[list(others)]]))
            largest = max(largest, int(np.abs(after - without).max()))
    return largest


def test_one_person_moves_every_score_by_one_and_no_more(monkeypatch):
    """All tables of one person, and all people who may join them."""
    assert largest_move(1, lambda rows: scores_of(rows, monkeypatch)) == 1


def test_a_household_moves_every_score_by_no_more_than_is_charged(monkeypatch):
    assert largest_move(2, lambda rows: scores_of(rows, monkeypatch)) == score_sensitivity(2) == 2


def squared(rows):
    """Planted: squares in place of absolute values."""
    expected = np.random.default_rng(1).integers(0, 3, int(SMALL.table_offsets(TABLES)[-1]))
    wrong = (count_tables([rows], SMALL, TABLES) - expected) ** 2
    return np.add.reduceat(wrong, SMALL.table_offsets(TABLES)[:-1])


def with_margins(rows):
    """Planted: the misfit of a table of four columns and of its margins, added up."""
    counts = count_tables([rows], SMALL, TABLES)
    wrong = np.add.reduceat(np.abs(counts - 1), SMALL.table_offsets(TABLES)[:-1])
    return wrong + wrong[1]


@pytest.mark.parametrize("planted", [squared, with_margins])
def test_a_score_that_moves_by_more_is_caught(planted):
    assert largest_move(1, planted) > 1


def aimed_plan(monkeypatch, bought, epsilon=4.0):
    monkeypatch.setattr(plan, "tables_bought", lambda candidates: min(bought, len(candidates)))
    chosen = plan.make_plan(LAYOUT, Budget(epsilon, 1e-6), targets=[AIMED_AT])
    assert chosen.target.tables == chosen.target.selections == bought
    return chosen


def neighbours():
    """Forty cases, and the same with one who resembles nobody."""
    others = np.random.default_rng(1).integers(0, 2, (40, 5)).astype(np.uint16)
    others[:, 1:3] = 0
    return others, np.concatenate([others, np.array([[1, 2, 1, 1, 1]], np.uint16)])


def audit(monkeypatch):
    """What an attacker sees in the tables of a target, and the events of these alone."""
    chosen = aimed_plan(monkeypatch, 3)
    scales, (candidates,) = chosen.scales(MANY), chosen.target.candidates

    def measuring(rows):
        before = measure_pairs(count_pairs([neighbours()[0]], LAYOUT), scales)
        counts = count_tables([rows], LAYOUT, candidates)
        measure_target_tables(before, counts, candidates, [0, 2, 4], scales)

    without, with_person = neighbours()
    cells = differing(measuring, without, with_person)
    # The pairs are those of the same people on both sides: what differs is of the tables alone.
    assert len(cells) == 1
    events = (VectorGaussianEvent(scales.target_sigma, 1, 3),)
    found = distinguish(*(log_likelihood_ratios(cells, side, RUNS) for side in (False, True)))
    return found, sqrt(float(events[0].squared_mu())), events


def test_the_tables_of_a_target_tell_no_more_of_a_person_than_they_were_charged(monkeypatch):
    found, claim, events = audit(monkeypatch)
    assert found.excess(cache(lambda epsilon: delta_spent(events, epsilon))) <= 0
    assert found.mu(ASSERTED) <= claim
    assert found.mu() > 0.5 * claim


def test_half_the_noise_on_the_tables_of_a_target_is_caught(monkeypatch):
    """The planted bug: what was charged is right, and what is drawn is not."""

    def half(counts, sigma):
        return noise.discrete_gaussian(counts, sigma / 2)

    monkeypatch.setattr(measure, "discrete_gaussian", half)
    found, claim, events = audit(monkeypatch)
    assert found.mu(ASSERTED) > claim
    assert found.excess(cache(lambda epsilon: delta_spent(events, epsilon))) > 0


def independent_model(people=40.0):
    """Of which every candidate is about as wrong as others."""
    probabilities = np.concatenate([np.full((size, 1), 1 / size) for size in LAYOUT.sizes])
    return LatentClassModel(LAYOUT, np.ones(1), probabilities, people)


def p_value(monkeypatch, spoilt=1.0):
    """Of 2,500 selections by the engine, against the exponential mechanism by its definition."""
    chosen = aimed_plan(monkeypatch, 1)
    monkeypatch.setattr(target_rounds, "ROUNDS", 1)
    rows, model = neighbours()[1], independent_model()
    scales = chosen.scales(MANY)
    before = measure_pairs(count_pairs([rows], LAYOUT), scales)
    targets = candidates_of_targets(CountedRows([rows], LAYOUT), chosen)
    (charged,) = (event for event in chosen.events if isinstance(event, SelectionEvent))
    assert charged.count == 1
    tables = chosen.target.candidates[0]
    misfits = []
    for columns in tables:
        exact = count_tables([rows], LAYOUT, [columns])
        expected = np.rint(model.tables([columns])).astype(np.int64)
        penalty = round(sqrt(2 / np.pi) * float(scales.target_sigma) * len(exact))
        misfits.append(int(np.abs(exact - expected).sum()) - penalty)
    scores = (np.array(misfits) - max(misfits)) * charged.epsilon / 2
    chances = np.exp(scores) / np.exp(scores).sum()

    def select(scores, k, epsilon):
        return noise.select_top_k(scores, k, epsilon * spoilt)

    monkeypatch.setattr(selection, "select_top_k", select)
    monkeypatch.setattr(measure, "discrete_gaussian", lambda counts, sigma: counts)
    seen = Counter(
        measure_targets(before, model, chosen, targets, scales, lambda measured, one: one)[
            0
        ].target_tables
        for _ in range(DRAWS)
    )
    likely = chances * DRAWS > 5
    expected = np.append(chances[likely], chances[~likely].sum()) * DRAWS
    found = np.array([seen[(columns,)] for columns in tables])
    found = np.append(found[likely], found[~likely].sum())
    kept = expected > 1e-3
    assert kept.sum() >= 3
    return stats.chisquare(
        found[kept], expected[kept] * found[kept].sum() / expected[kept].sum()
    ).pvalue


def test_tables_are_chosen_as_the_exponential_mechanism_says_at_what_is_charged(monkeypatch):
    assert p_value(monkeypatch) > FALSE_ALARM


def test_a_selection_with_half_the_scale_is_caught(monkeypatch):
    """The planted bug: Gumbel noise of half of what was charged."""
    assert p_value(monkeypatch, spoilt=2.0) < FALSE_ALARM
