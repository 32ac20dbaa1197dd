"""The ranges of a column of numbers, with and without somebody whom an attacker looks for.

The attacker knows all other cases and sees every released count of the bins and of the ranges
within them. The best statistic is linear, in the cells that hold the target.
"""

from __future__ import annotations

from functools import cache
from math import sqrt

import polars as pl
import pytest
from auditing import ASSERTED, differing, distinguish, log_likelihood_ratios

from lanterne.cases import encode_frame
from lanterne.codebook import codebook_from_dict
from lanterne.codebook.encode import encode_table
from lanterne.counting import count_pairs
from lanterne.privacy import Budget, Parts, VectorGaussianEvent, delta_spent, noise
from lanterne.synthesis import measure
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.measure import measure_numbers, measure_pairs
from lanterne.synthesis.number_ranges import count_numbers
from lanterne.synthesis.plan import make_plan

RUNS = 1500
"""Releases of each of the two tables; half of them choose the threshold."""

MANY = 1_000_000.0
"""People of whom the ranges are measured as well as they may be."""

BOOK = codebook_from_dict(
    {
        "name": "b",
        "version": "1",
        "title": {"en": "B"},
        "tables": [
            {
                "name": "people",
                "label": {"en": "People"},
                "columns": [
                    {
                        "name": "age",
                        "type": "number",
                        "label": {"en": "Age"},
                        "number": {"from": 0, "to": 99},
                    }
                ],
            }
        ],
    }
)
DOMAIN = Domain.of(BOOK.table, encode_table(BOOK.table))


class Table:
    """The exact counts of one table, computed once: a run is noise and nothing else."""

    def __init__(self, ages):
        codes = encode_frame(pl.DataFrame({"age": ages}), BOOK, DOMAIN.encoding)
        self.gram = count_pairs(DOMAIN.compress([codes]), DOMAIN.layout)
        self.cells = count_numbers([codes], DOMAIN.encoding, DOMAIN.ranges)


def audit(chosen, scale=1):
    """What the attacker tells apart where the ranges get so much of their noise."""
    scales = chosen.scales(MANY)
    others = [str(age) for age in range(20, 60)]

    def measuring(table):
        measured = measure_pairs(table.gram, scales)
        measure_numbers(measured, table.cells, chosen.ranges, scales)

    cells = differing(measuring, Table(others), Table([*others, "97"]))
    assert len(cells) == 1 + len(DOMAIN.ranges[0].levels)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            measure,
            "discrete_gaussian",
            lambda counts, sigma: noise.discrete_gaussian(
                counts, sigma / scale if sigma == scales.range_sigmas[0] else sigma
            ),
        )
        return distinguish(*(log_likelihood_ratios(cells, side, RUNS) for side in (False, True)))


def claimed_mu(events):
    return sqrt(
        sum(
            float(event.squared_mu())
            if isinstance(event, VectorGaussianEvent)
            else event.count / float(event.sigma) ** 2
            for event in events
        )
    )


def curve_of(events):
    return cache(lambda epsilon: delta_spent(events, epsilon))


@pytest.mark.parametrize("epsilon", [1.0, 8.0])
def test_somebody_cannot_be_told_by_a_number_better_than_promised(epsilon):
    """Fails by chance at most once in 10,000 runs. Where there is much to find, it is found.

    At 8 noise is so little that all scales are fixed, and each level is a scalar.
    """
    chosen = make_plan(DOMAIN.layout, Budget(epsilon, 1e-6), None, DOMAIN.ranges)
    assert isinstance(chosen.noise, Parts) == (epsilon < 2)
    found, claim = audit(chosen), claimed_mu(chosen.events)
    print(f"eps {epsilon}: mu >= {found.mu():.3f} of {claim:.3f} claimed")
    assert found.excess(curve_of(chosen.events)) <= 0
    assert found.mu(ASSERTED) <= claim
    assert found.epsilon(1e-6, ASSERTED) <= epsilon
    assert epsilon < 2 or found.mu() > 0.5 * claim


def test_ranges_with_half_their_noise_are_caught():
    """The planted bug: all is charged as promised, but the ranges get half of it."""
    chosen = make_plan(DOMAIN.layout, Budget(8.0, 1e-6), None, DOMAIN.ranges)
    scales = chosen.scales(MANY)
    assert scales.range_sigmas[0] != scales.single_sigmas[0]
    found, claim = audit(chosen, scale=2), claimed_mu(chosen.events)
    print(f"half noise: mu >= {found.mu():.3f} of {claim:.3f} claimed")
    assert found.mu(ASSERTED) > claim
    assert found.excess(curve_of(chosen.events)) > 0
