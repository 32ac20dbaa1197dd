"""The mechanism that chooses among candidates by how close their counts are to the cases'.

Neighbours: one person (one encoded row) more or less; or, where
:mod:`lanterne.synthesis.households` says who counts, one household. The candidates are the same for
both neighbours: they were drawn from what had been released before.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lanterne.counting import Layout
from lanterne.counting.marginals import Counts
from lanterne.privacy import SelectionEvent, select_top_k
from lanterne.synthesis.plan import share_for_each


def misfit(exact: Counts, released: Counts) -> int:
    """How far counts are apart: Σ |exact − released| over all cells of all one- and two-way tables.

    Whole numbers, compared as they stand: nothing is divided by the number of people in the cases,
    which is not public.

    Sensitivity: with t tables (:func:`tables`), adding or removing one person changes the misfit
    by at most t. Proof: a person is in exactly one cell of each table, so one term of each table's
    sum moves, by at most 1 (the triangle inequality), and ``released`` does not move at all. A
    household changes a table by a vector of L1 norm at most m = max(H, 2), and so the misfit by at
    most m·t. Both are attained, as where the released counts are 0. So minus the mean over tables,
    −misfit / t, is a score of sensitivity 1, or m; it is kept whole by not dividing.

    Args:
        exact: T × T, as ``count_pairs`` gives it, of the people who count.
        released: The same of the rows of a candidate.
    """
    # One-way counts stand on the diagonal, each two-way table once above it.
    return int(np.triu(np.abs(exact - released)).sum())


def tables(layout: Layout) -> int:
    """How many one- and two-way tables there are of d columns: d(d + 1)/2."""
    return layout.width * (layout.width + 1) // 2


def choose_closest(
    exact: Counts, candidates: Sequence[Counts], layout: Layout, moved: int, epsilon: float
) -> int:
    """Position of one candidate, chosen privately: the closer, the likelier.

    Mechanism: the exponential mechanism (McSherry and Talwar 2007) with the scores −misfit, by
    Gumbel noise: P[y] ∝ exp(−misfit(y) · ε / (2·moved·t)).

    Cost: ``SelectionEvent(epsilon)``, and so pure ε-differential privacy. Proof: for neighbours
    ln(P[y]/P′[y]) is (misfit′(y) − misfit(y)) · ε / (2·moved·t), which by :func:`misfit` lies in
    [−ε/2, ε/2], plus one constant for all y: an interval of length ε, the bounded range of Dong,
    Durfee, Rogers 2020, arXiv 1909.13830. Both P and P′ sum to 1, so that 0 is in the interval, and
    no ratio exceeds e^ε. Where households are protected this holds for each key that decides who
    counts; the key is drawn independently of the cases, so what holds for each holds on average.

    ``select_top_k`` is given ε / (moved·t), its range for every one that a score moves.

    Args:
        exact: T × T counts of the people who count.
        candidates: The counts of each candidate's rows; at least two.
        layout: Sizes of the columns.
        moved: Most by which one unit moves the count of a table, in L1: 1 for a person,
            ``score_sensitivity(H)`` for a household.
        epsilon: ε of the choice, above 0.
    """
    scores = np.array([-misfit(exact, released) for released in candidates], np.int64)
    (chosen,) = select_top_k(scores, 1, share_for_each(moved * tables(layout), epsilon))
    return chosen


def cost_of_choice(epsilon: float) -> SelectionEvent:
    """One choice by :func:`choose_closest`, as the accountant sees it."""
    return SelectionEvent(epsilon)
