"""How long a protection takes, from public sizes alone: before anything is read or spent.

Nearly all of it is the fit, whose steps multiply tables of all codes by all codes with the classes
of the model and go through the three-way tables, and the refinement of the rows. The constants are
least squares on ten protections of 300 to 100,000 people, 8 to 80 columns and 88 to 1,010 codes;
of these the estimate is 0.6 to 1.3 times what was measured.
"""

from __future__ import annotations

import numpy as np

from lanterne.codebook.model import Codebook
from lanterne.counting import Layout
from lanterne.synthesis.engine import PROPOSALS, PROPOSALS_PER_ROW, usual_classes
from lanterne.synthesis.plan import triples_bought
from lanterne.synthesis.planned_rows import number_of_shards
from lanterne.synthesis.size import sizes_of
from lanterne.synthesis.worthwhile import triples_worth_it

BASE = 3.0
"""Seconds of starting, reading, rehearsing and writing."""

PRODUCT, CELL, TABLE, CHANGE = 110e-9, 17e-9, 15e-6, 23e-9
"""Seconds by classes × codes², classes × cells of three-way tables, classes × such tables, and
proposed changes × tables that one touches: of one core of a server of 2020."""

REFITS = 3.0
"""Seconds of fitting again to the tables of targets, in those of all other fits."""

CANDIDATE = 4e-9
"""Seconds of counting one person in one table of a target that may be measured."""

ANSWER = 1e-6
"""Seconds of reading, counting, drawing and writing one answer of one person."""


def seconds_needed(codebook: Codebook, people: int) -> float:
    """Seconds of CPU time that a protection takes, within a factor of two on a recent computer.

    Args:
        codebook: Of one table, or of linked ones.
        people: How many there are, as is publicly known.
    """
    sizes = sizes_of(codebook)
    refits = REFITS if sizes.candidates else 0.0
    parts = 1 if codebook.network is not None else number_of_shards(people)
    tables = sum(_of_table(layout, people, refits, parts) for layout in sizes.layouts)
    return BASE + tables + CANDIDATE * people * len(sizes.candidates)


def _of_table(layout: Layout, people: int, refits: float, parts: int) -> float:
    cells = np.array(layout.sizes, np.int64)[triples_worth_it(layout)].prod(axis=1)
    tables = triples_bought(layout, len(cells))
    measured = tables * float(cells.mean()) if len(cells) else 0.0
    fit = usual_classes(layout) * (PRODUCT * layout.total**2 + CELL * measured + TABLE * tables)
    touched = layout.width + 3 * tables / layout.width
    refinement = CHANGE * parts * min(PROPOSALS_PER_ROW * people / parts, PROPOSALS) * touched
    return (1 + refits) * fit + refinement + ANSWER * people * layout.width
