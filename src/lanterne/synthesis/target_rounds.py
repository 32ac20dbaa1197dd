"""Measuring the tables of targets: in rounds, those of each target that the model gets most wrong.

The exact counts of all candidates are taken in one pass. They go to the selection and to the noise,
and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lanterne.counting.marginals import Columns, Counts
from lanterne.synthesis.exact_counts import ExactCounts
from lanterne.synthesis.measure import Measurements, measure_target_tables
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.plan import Plan
from lanterne.synthesis.scales import Scales
from lanterne.synthesis.selection import select_left, selected_in
from lanterne.synthesis.target_tables import ROUNDS

Refit = Callable[[Measurements, LatentClassModel], LatentClassModel]
"""Fits the model again to more measurements."""


@dataclass(frozen=True)
class TargetCandidates:
    """The candidates of one target, with their exact counts. Sensitive.

    Attributes:
        tables: Their columns.
        counts: Exact counts, one table after the other.
        bought: How many are measured, at most.
    """

    tables: tuple[Columns, ...]
    counts: Counts
    bought: int


def candidates_of_targets(exact: ExactCounts, plan: Plan) -> list[TargetCandidates]:
    """Of each target; counted in one pass over the people."""
    target, layout = plan.target, plan.layout
    counts = exact.tables([one for some in target.candidates for one in some])
    ends = np.cumsum([layout.table_offsets(some)[-1] for some in target.candidates])
    of_each = zip(target.candidates, np.split(counts, ends[:-1]), target.bought, strict=True)
    return [TargetCandidates(*one) for one in of_each]


def measure_targets(
    measurements: Measurements,
    model: LatentClassModel,
    plan: Plan,
    targets: Sequence[TargetCandidates],
    scales: Scales,
    refit: Refit,
) -> tuple[Measurements, LatentClassModel]:
    """Select and measure the tables of every target, and fit the model again, round by round.

    Privacy: how many at most are selected of each target, and in which order, is fixed by the
    codebook; how many it becomes follows from what was released before, as what is measured already
    is no candidate. Each selection is one of
    :func:`~lanterne.synthesis.selection.select_tables`, each table one of
    :func:`measure_target_tables`; all were charged.

    Args:
        measurements: What was measured before.
        model: Fitted to it.
        plan: What was charged.
        targets: The candidates of each.
        scales: The noise of each table.
        refit: Fits the model to what is measured after each round.
    """
    epsilon, sigma = plan.target.selection_epsilon, float(scales.target_sigma)
    for this_round in range(ROUNDS):
        before = len(measurements.target_tables)
        for target in targets:
            measured = {*measurements.triples, *measurements.target_tables}
            left = [place for place, one in enumerate(target.tables) if one not in measured]
            how_many = min(selected_in(this_round, ROUNDS, target.bought), len(left))
            if not how_many:
                continue
            chosen = left[:how_many]
            if target.bought < len(target.tables):
                expected = model.tables([target.tables[place] for place in left])
                chosen = select_left(
                    target.counts,
                    expected,
                    plan.layout,
                    target.tables,
                    left,
                    how_many,
                    epsilon,
                    sigma,
                )
            measurements = measure_target_tables(
                measurements, target.counts, target.tables, chosen, scales
            )
        if len(measurements.target_tables) > before:
            model = refit(measurements, model)
    return measurements, model
