"""How much memory a protection takes, from public sizes alone: before anything is read or spent.

The model, its estimates and what may be written are tables of all codes by all codes, so it is
the square of the number of codes that counts. The constants were measured on tables of 300 to
5,000 codes; they are rounded up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from lanterne.codebook.encode import encode_table
from lanterne.codebook.encode_views import encode_victim_view
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Codebook
from lanterne.codebook.views import UNSAID, link_view, perpetrator_view
from lanterne.counting import Layout
from lanterne.counting.marginals import Columns
from lanterne.synthesis.attest import LARGEST_ROWS, LARGEST_TRIPLES
from lanterne.synthesis.domain import target_columns
from lanterne.synthesis.plan import target_plan
from lanterne.synthesis.planned_rows import ROWS_OF_A_PART

BASE = 500 * 2**20
"""Bytes of the program and its libraries, and of what few codes take."""

MATRICES = 12
"""Tables of all codes by all codes that are in memory together, each of 8 bytes a cell."""

PER_CELL = 48
"""Bytes of one answer of one person: coded, drawn, as a text, and written. Of one table no more
people are held at once than there are in a part of it."""

THREE_ANSWERS = 8 * LARGEST_ROWS + LARGEST_TRIPLES // 8
"""Bytes at most of which three answers may stand together, whatever the table."""

CANDIDATE = 50
"""Bytes of one cell of a table of a target that may be measured: its count, and what a selection
makes of it and of what is expected, where there is one target."""


def memory_needed(codebook: Codebook, people: int) -> int:
    """Bytes that a protection takes at most, about.

    Args:
        codebook: Of one table, or of linked ones.
        people: How many there are, as is publicly known.
    """
    sizes = sizes_of(codebook)
    layouts = sizes.layouts
    tables = sum(MATRICES * 8 * layout.total**2 + _three_answers(layout) for layout in layouts)
    candidates = CANDIDATE * int(layouts[0].table_offsets(sizes.candidates)[-1])
    width = sum(layout.width for layout in layouts)
    held = people if codebook.network is not None else min(people, ROWS_OF_A_PART)
    return BASE + tables + candidates + PER_CELL * held * width


def _three_answers(layout: Layout) -> int:
    """Three bits for each three codes, in rows, and one in a table."""
    return min(layout.total**3 // 6 * 4 // 8, THREE_ANSWERS)


@dataclass(frozen=True)
class Sizes:
    """Public sizes of what a protection holds.

    Attributes:
        layouts: Sizes of the model columns of each table that is measured.
        candidates: Tables of all targets that may be measured, of a codebook of one table.
    """

    layouts: tuple[Layout, ...]
    candidates: tuple[Columns, ...]


def sizes_of(codebook: Codebook) -> Sizes:
    """The sizes, from the codebook alone."""
    encodings = list(_encodings(codebook))
    layouts = tuple(
        Layout(tuple(int(np.count_nonzero(one.possible)) for one in encoding.columns))
        for encoding in encodings
    )
    if codebook.network is not None:
        return Sizes(layouts, ())
    targets = tuple(target_columns(codebook.table, encodings[0]))
    candidates = target_plan(layouts[0], targets).candidates
    return Sizes(layouts, tuple(chain.from_iterable(candidates)))


def _encodings(codebook: Codebook) -> Iterator[Encoding]:
    network = codebook.network
    if network is None:
        yield encode_table(codebook.table)
        return
    yield encode_victim_view(network)
    for view in (link_view(network), perpetrator_view(network, UNSAID)):
        yield encode_table(view)
