"""Rows of linked tables on their way to places, where all that is somebody's is together."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.records import ROW
from lanterne.cases.shards.receipts import Receipt
from lanterne.cases.shards.sending import (
    RECEIPT,
    Places,
    by_place,
    contents,
    named,
    packed,
    unpacked,
)
from lanterne.files.problem_log import Findings
from lanterne.runners.runner import Pair

_PLACES = 1 << 40
"""More than there are places of a kind."""


class Kind(IntEnum):
    """Whose rows are together at a place; the last is where a part of a file is read."""

    VICTIMS = 0
    PERPETRATORS = 1
    HOUSEHOLDS = 2
    RINGS = 3
    PARTS = 4


@dataclass(frozen=True)
class There:
    """What came to a place; sensitive.

    Attributes:
        frames: By what they are.
        sound: Whether nothing was wrong in all that these rows came from. Where something was, only
            what else is wrong is looked for.
    """

    frames: Mapping[str, pl.DataFrame] = field(repr=False)
    sound: bool


@dataclass
class Outgoing:
    """What one worker says of one place, and sends on from it; sensitive.

    Attributes:
        places: Where ids go.
        receipt: Of all of it.
        sound: As of :class:`There`, with what was found here.
    """

    places: Places
    receipt: Receipt
    sound: bool = True

    def by_id(self, kind: Kind, what: str, rows: pl.DataFrame, column: str) -> Iterator[Pair]:
        """Rows by the place of an id in them; blank ones, with ``ROW``, are dealt out."""
        if rows.height:
            yield from self.by_place(kind, what, rows, self.places.of(rows, column))

    def by_place(
        self, kind: Kind, what: str, rows: pl.DataFrame, places: npt.NDArray[np.int64]
    ) -> Iterator[Pair]:
        """Rows by the places where they go."""
        for place, part in by_place(rows, places):
            yield from self.to(kind, what, part, place)

    def to(self, kind: Kind, what: str, rows: pl.DataFrame, place: int) -> Iterator[Pair]:
        """Rows that all go to one place, under a name of their own."""
        if rows.height:
            content = pickle.dumps((what, self.sound, packed(rows)), protocol=5)
            yield int(kind) * _PLACES + place, named(content, self.receipt)


Work = Callable[[int, There, Outgoing], Iterator[Pair]]
"""What is done at a place, which is numbered, with what is there; gives what is sent on."""


@dataclass(frozen=True)
class AtPlaces:
    """A later stage: work at places of some kinds. What is elsewhere waits for a later stage.

    Attributes:
        places: Where ids go.
        work: Kind of place → what is done there.
    """

    places: Places
    work: Mapping[Kind, Work]

    def __call__(self, key: int, values: Sequence[bytes]) -> Iterator[Pair]:
        """What is sent on, and a receipt."""
        kind, place = divmod(key, _PLACES)
        if kind not in self.work:
            yield from ((key, value) for value in values)
            return
        out = Outgoing(self.places, Receipt())
        there = _together(values, out.receipt)
        out.sound = there.sound
        yield from self.work[Kind(kind)](place, there, out)
        yield RECEIPT, out.receipt.packed()


def _together(values: Sequence[bytes], receipt: Receipt) -> There:
    """What came from all sides, each kind in the order of the files."""
    found: dict[str, list[pl.DataFrame]] = {}
    everything = True
    for content in contents(values, receipt):
        what, sound, rows = pickle.loads(content)
        found.setdefault(what, []).append(unpacked(rows))
        everything &= sound
    frames = {what: pl.concat(parts) for what, parts in found.items()}
    in_order = {
        what: rows.sort(ROW) if ROW in rows.columns else rows for what, rows in frames.items()
    }
    return There(in_order, everything)


def found_in(table: str, receipt: Receipt) -> Findings:
    """Receives what is wrong in a table at a place."""
    findings = Findings("")
    receipt.of_tables.append((table, findings))
    return findings
