"""Equivalence classes of people who are counted wherever they are read.

Equal rows are brought together by a keyed hash of what they hold, some of all hashes at a time; the
key is new each time. Two different rows have one hash of 128 bits by a chance of less than 10⁻¹⁹
among a thousand million people.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import shake_256

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.counting.answered import Tally
from lanterne.counting.cells import (
    CountCells,
    Keys,
    Occupied,
    codes_of,
    counted_together,
    most_cells,
)
from lanterne.counting.coding import Coding
from lanterne.risk.classes import ClassRisk, DiversityOf, assess_classes, class_risk
from lanterne.risk.counted_search import MOST_CELLS, Counted
from lanterne.risk.people import CodedPeople

HASHES = 1 << 23
"""Most hashes that are brought together at a time."""

HELD = 1 << 24
"""Most answers of different rows, rows × columns, that are held."""

KEY = 32
"""Bytes of the key of the hash."""

WORD = 8
"""Bytes of half a hash."""


@dataclass(frozen=True)
class CountHashes:
    """Counts rows by a hash of them; the sum is an :class:`~lanterne.counting.cells.Occupied`.

    A hash is the sum of a secret number for each answer, modulo 2⁶⁴, twice.

    Attributes:
        coding: The codes of the columns that make a row.
        key: Of the secret numbers.
        rest: Only hashes with this rest are counted.
        of: Number of rests.
    """

    coding: Coding
    key: bytes = field(repr=False)
    rest: int = 0
    of: int = 1

    def begin(self) -> Tally:
        """Counts of no rows."""
        return _Hashes(self)

    @cached_property
    def numbers(self) -> Sequence[npt.NDArray[np.uint64]]:
        """Per column, two secret numbers for each code."""
        found = []
        for j, size in enumerate(self.coding.sizes):
            drawn = shake_256(self.key + j.to_bytes(4)).digest(2 * WORD * size)
            found.append(np.frombuffer(drawn, "<u8").astype(np.uint64).reshape(size, 2))
        return found


class _Hashes:
    def __init__(self, asked: CountHashes) -> None:
        self._asked = asked
        self.sum = Occupied(_named(np.zeros((0, 2), np.uint64)), np.zeros(0, np.int64))

    def add(self, rows: pl.DataFrame) -> None:
        asked = self._asked
        hashes = np.zeros((rows.height, 2), np.uint64)
        for numbers, codes in zip(asked.numbers, asked.coding.codes(rows).T, strict=True):
            hashes += numbers[codes]
        mine = hashes[:, 0] % np.uint64(asked.of) == asked.rest
        self.sum += Occupied.of(_named(hashes[mine]))


def _named(hashes: npt.NDArray[np.uint64]) -> Keys:
    return np.ascontiguousarray(hashes).view(f"V{2 * WORD}").ravel()


def assess_counted(people: Counted, columns: Sequence[int], threshold: int) -> ClassRisk:
    """k, ℓ and sizes of the classes over some columns, given by position; see ``assess_classes``.

    Where too many rows differ to be held, ℓ is told of no column, or only of those of which it can
    be counted.
    """
    header = tuple(people.coding.header[j] for j in columns)
    within = people.only(header)
    sizes, numbers = class_sizes(within)
    others = [j for j in range(len(people.coding.header)) if j not in columns]
    if not others:
        if int(numbers.sum()) * len(header) <= HELD:
            return assess_classes(*_different(people, tuple(columns)), columns, threshold)
        return class_risk(header, (sizes, numbers), threshold, ())
    diversity = tuple(_diversities(people, tuple(columns), others))
    return class_risk(header, (sizes, numbers), threshold, diversity)


def class_sizes(people: Counted) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The sizes of classes that occur, ascending, and how many classes have each."""
    rests = -(-people.people // HASHES)
    key = secrets.token_bytes(KEY)
    found: dict[int, int] = {}
    for rest in range(rests):
        asked = CountHashes(people.coding, key, rest, rests)
        (classes,) = people.answered.add_up(asked)
        for size, number in zip(*np.unique(classes.counts, return_counts=True), strict=True):
            found[int(size)] = found.get(int(size), 0) + int(number)
    return np.array(sorted(found)), np.array([found[size] for size in sorted(found)])


def _different(
    people: Counted, columns: tuple[int, ...]
) -> tuple[CodedPeople, npt.NDArray[np.int64]]:
    """The different rows of some columns, and how many people have each."""
    asked = CountCells(people.coding, (columns,))
    (counts,) = people.answered.add_up(asked)
    (rows,) = asked.cells(counts)
    return _coded(people, columns, rows), rows.counts


def _diversities(
    people: Counted, columns: tuple[int, ...], others: Sequence[int]
) -> Iterator[DiversityOf]:
    """ℓ of each other column of which it can be counted."""
    tables = {tuple(sorted((*columns, j))): j for j in others}
    sizes = people.coding.sizes
    countable = [one for one in tables if most_cells(sizes, one, people.people) <= MOST_CELLS]
    for group in counted_together(countable, sizes, people.people):
        asked = CountCells(people.coding, group)
        (counts,) = people.answered.add_up(asked)
        for table, rows in zip(group, asked.cells(counts), strict=True):
            coded = _coded(people, table, rows)
            own = [place for place, j in enumerate(table) if j != tables[table]]
            yield from assess_classes(coded, rows.counts, own, 2).diversity


def _coded(people: Counted, columns: tuple[int, ...], rows: Occupied) -> CodedPeople:
    coding = people.coding
    return CodedPeople(
        tuple(coding.header[j] for j in columns),
        tuple(coding.texts[j] for j in columns),
        tuple(coding.silent[j] for j in columns),
        codes_of(rows.keys, columns, coding.sizes).astype(np.int32),
    )
