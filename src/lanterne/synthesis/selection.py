"""Which of many tables are measured: those that the model gets most wrong, selected privately.

By the exponential mechanism. Neighbours: one person (one encoded row) more or less; or, where
:mod:`lanterne.synthesis.households` says who counts, one household.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lanterne.counting import Layout, some_tables
from lanterne.counting.marginals import Columns, Counts
from lanterne.privacy import select_top_k

Floats = npt.NDArray[np.float64]

LARGEST_COUNT = 2.0**40
"""Expected counts are cut here, so that scores cannot overflow and move by one per person."""


def select_tables(
    counts: Counts,
    expected: Floats,
    layout: Layout,
    candidates: Sequence[Columns],
    how_many: int,
    epsilon: float,
    sigma: float,
) -> list[int]:
    """Positions of the candidates that the model gets most wrong, chosen privately.

    Tables of three columns, or of a target with two to four others; of any widths together. Which
    candidates there are must be public, or computed from what was released.

    The score of a table is its L1 distance to the model's counts, rounded to integers, less the
    L1 noise that measuring it would bring, √(2/π)·σ·cells (the score of AIM: McKenna, Mullins,
    Sheldon, Miklau 2022, arXiv 2201.12677, §4). One person moves one cell by one, so every score
    moves by at most one: sensitivity 1 in L∞. One-shot top-k by Gumbel noise equals k exponential
    mechanisms in turn (Durfee and Rogers 2019, arXiv 1905.04273), each of bounded range ε.

    A household changes a table by a vector of L1 norm at most m = max(H, 2), so every score moves
    by at most m. Each selection then has bounded range mε, which is what the plan charges. Proof:
    among the candidates R that are left it chooses y with P[y] = exp(s(y)·ε/2) / Z_R, so that for
    neighbours ln(P[y]/P′[y]) = (s(y) − s′(y))·ε/2 + ln(Z′_R/Z_R). The last term is the same for all
    y, and s(y) − s′(y) is in [−m, m]: all log-likelihood ratios are in one interval of length mε.
    That holds for every R, so whatever was selected before; the penalty and the model's counts
    are the same for both neighbours, being public or computed from what was released.

    Args:
        counts: Exact counts of the candidates, one table after the other.
        expected: The model's, in the same order.
        layout: Sizes of the columns.
        candidates: The tables to choose from.
        how_many: How many to select.
        epsilon: Range ε of each selection for every one that a score moves.
        sigma: Noise scale that a selected table will have.
    """
    starts = layout.table_offsets(candidates)
    # Whatever the model says, what is compared with are whole numbers in a fixed range.
    whole = np.rint(np.clip(np.nan_to_num(expected), 0.0, LARGEST_COUNT)).astype(np.int64)
    misfit = np.add.reduceat(np.abs(counts - whole), starts[:-1])
    penalty = np.rint(np.sqrt(2 / np.pi) * sigma * np.diff(starts)).astype(np.int64)
    return select_top_k(misfit - penalty, how_many, epsilon)


def selected_in(this_round: int, rounds: int, tables: int) -> int:
    """How many of so many tables are selected in a round; in all rounds together, all of them."""
    return tables * (this_round + 1) // rounds - tables * this_round // rounds


def select_left(
    counts: Counts,
    expected: Floats,
    layout: Layout,
    candidates: Sequence[Columns],
    left: Sequence[int],
    how_many: int,
    epsilon: float,
    sigma: float,
) -> list[int]:
    """Positions, among all candidates, of those of which :func:`select_tables` selects among some.

    Args:
        counts: Exact counts of all candidates, one table after the other.
        expected: The model's, of those that are left.
        layout: Sizes of the columns.
        candidates: All of them.
        left: Positions of those that are not measured yet.
        how_many: How many to select, at most.
        epsilon: Range of each selection for every one that a score moves.
        sigma: Noise scale that a selected table will have.
    """
    some = [candidates[index] for index in left]
    exact = some_tables(counts, layout, candidates, left)
    how_many = min(how_many, len(some))
    chosen = select_tables(exact, expected, layout, some, how_many, epsilon, sigma)
    return [left[index] for index in chosen]
