"""Households that an attacker looks for: the measured tables with all of a household, or without.

The attacker knows every other case and sees all released counts. The household has more people
than count, and all are alike and resemble nobody: the neighbour that changes the most. The best
statistic is linear, as in the audit of persons, in the cells that hold the household.
"""

from __future__ import annotations

import sys
from functools import cache
from itertools import combinations
from math import sqrt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lanterne.counting import Layout, count_pairs, count_tables
from lanterne.privacy import Budget, GaussianEvent, delta_spent, zcdp
from lanterne.synthesis.households import who_counts
from lanterne.synthesis.measure import measure_pairs, measure_triples
from lanterne.synthesis.plan import make_plan

sys.path.append(str(Path(__file__).parents[1] / "privacy_audit"))

from auditing import ASSERTED, differing, distinguish, log_likelihood_ratios
from small_tables import MANY

RUNS = 800
"""Releases of each of the two tables; half of them choose the threshold."""

HERE = Layout((2, 3, 2))
TRIPLES = list(combinations(range(HERE.width), 3))
ALIKE = np.array([1, 2, 1], np.uint16)
BOUND, MEMBERS = 3, 9


class Table:
    """The exact counts of one table, computed once: a run is noise and nothing else."""

    def __init__(self, codes):
        self.gram = count_pairs([codes], HERE)
        self.counts = count_tables([codes], HERE, TRIPLES)


def neighbours(who):
    """Forty people in tens, and the same with the household; of each those who count."""
    others = np.random.default_rng(1).integers(0, 2, (40, 3)).astype(np.uint16)
    others[:, 1:] = 0
    homes = [str(person // 10) for person in range(40)]
    together = np.concatenate([others, *[ALIKE[None]] * MEMBERS])
    for codes, names in ((others, homes), (together, [*homes, *["target"] * MEMBERS])):
        yield Table(codes[who(codes, pl.Series(names), BOUND, b"key")])


def audit(chosen, who=who_counts):
    """What the attacker tells apart."""
    scales = chosen.scales(MANY)

    def measuring(table):
        measurements = measure_pairs(table.gram, scales)
        measure_triples(measurements, table.counts, TRIPLES, range(len(TRIPLES)), scales)

    cells = differing(measuring, *neighbours(who))
    return distinguish(*(log_likelihood_ratios(cells, side, RUNS) for side in (False, True)))


def plan_for_households(epsilon):
    chosen = make_plan(HERE, Budget(epsilon, 1e-6), BOUND)
    assert chosen.all_triples
    assert not any(isinstance(event, GaussianEvent) for event in chosen.events)
    return chosen


def curve_of(events):
    return cache(lambda epsilon: delta_spent(events, epsilon))


def claimed_mu(events):
    return sqrt(2 * zcdp(events))


@pytest.mark.parametrize("epsilon", [1.0, 6.0])
def test_a_household_cannot_be_told_better_than_promised(epsilon):
    """Fails by chance at most once in 10,000 runs. Where there is much to find, it is found."""
    chosen = plan_for_households(epsilon)
    found = audit(chosen)
    claim = claimed_mu(chosen.events)
    print(f"eps {epsilon}: mu >= {found.mu():.3f} of {claim:.3f} claimed")
    assert found.excess(curve_of(chosen.events)) <= 0
    assert found.mu(ASSERTED) <= claim
    assert found.epsilon(1e-6, ASSERTED) <= epsilon
    assert epsilon < 2 or found.mu() > 0.5 * claim


def test_a_bound_that_is_forgotten_is_caught():
    chosen = plan_for_households(6.0)
    found = audit(chosen, lambda codes, *_: np.ones(len(codes), bool))
    assert found.mu(ASSERTED) > claimed_mu(chosen.events)
    assert found.excess(curve_of(chosen.events)) > 0


def test_a_sensitivity_of_one_where_it_is_that_of_a_household_is_caught():
    """The planted bug: households are promised what was calibrated for one person."""
    chosen = make_plan(HERE, Budget(6.0, 1e-6))
    found = audit(chosen)
    assert found.mu(ASSERTED) > claimed_mu(chosen.events)
    assert found.excess(curve_of(chosen.events)) > 0
