"""Combinations of answers that too few of the real records hold, found exhaustively.

It counts in another way than what makes the output: each answer of the output has a bitmap of the
real records that hold it, and a combination is held by the records in the intersection of its
bitmaps. Nothing is sampled.

A *combination* is a set of answers in different columns of one row. Every text but the empty one
is an answer, those of typed missingness too: "refused" may single a person out. The text of a
``set`` is one answer; whatever holds of it holds of each of its members.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.compiled import compiled

REMEMBERED = 1 << 25
"""Combinations of answers of some columns up to which each is looked up once: a byte each."""

Words = npt.NDArray[np.uint64]


def find_violations(
    released: pl.DataFrame, real: pl.DataFrame, k: int, length: int | None
) -> dict[int, int]:
    """Where the output holds a combination that fewer than k real records hold.

    Args:
        released: The output, texts.
        real: The cases, texts; the same columns in any order.
        k: Fewest real records, at least 1.
        length: Longest combination that is looked at; ``None``: each row as a whole.

    Returns:
        Number of answers → rows × sets of columns where such a combination stands; without the
        lengths at which there is none. Of whole rows: number of answers in the row → rows.

    Raises:
        ValueError: The tables do not have the same columns.
    """
    if sorted(released.columns) != sorted(real.columns):
        raise ValueError("released and real must have the same columns")
    if not released.height or not released.width:
        return {}
    evidence = _Evidence.of(released, real, k)
    if length is None:
        return dict(_bad_rows(evidence))
    found = {size: _bad_places(evidence, size) for size in range(1, min(length, real.width) + 1)}
    return {size: places for size, places in found.items() if places}


class _Evidence(NamedTuple):
    """The distinct rows of the output, and which real records hold each of their answers.

    Attributes:
        codes: Columns × distinct rows. 0: blank; else the bitmap of the answer.
        weights: How many rows of the output each distinct row stands for.
        first: Per column, its first bitmap.
        sizes: Per column, how many bitmaps it has.
        bitmaps: Bitmaps × words; bit r says whether real record r holds the answer. All answers
            of a column that fewer than k records hold share its last one, which is of nobody.
        k: Fewest real records.
    """

    codes: npt.NDArray[np.int32]
    weights: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    bitmaps: Words
    k: int

    @classmethod
    def of(cls, released: pl.DataFrame, real: pl.DataFrame, k: int) -> _Evidence:
        """Number the answers of the output and find the records that hold them."""
        codes, first, sizes = [], [], []
        nobody = np.zeros(_words(real.height), np.uint64)
        bitmaps = [nobody]
        for name in released.columns:
            theirs = real[name].cast(pl.String).fill_null("")
            ours = released[name].cast(pl.String).fill_null("")
            counts = dict(theirs.value_counts().iter_rows())
            answers = sorted(set(ours.unique()) - {""})
            known = [text for text in answers if counts.get(text, 0) >= k]
            number = {text: len(bitmaps) + place for place, text in enumerate(known)}
            first.append(len(bitmaps))
            sizes.append(len(known) + 1)
            bitmaps += [*(_bitmap(theirs == text) for text in known), nobody]
            numbers = [0, *(number.get(text, len(bitmaps) - 1) for text in answers)]
            codes.append(ours.replace_strict(["", *answers], numbers, return_dtype=pl.Int32))
        names = [str(place) for place in range(len(codes))]
        distinct = pl.DataFrame(codes, schema=names).group_by(names).len("weight")
        return cls(
            np.ascontiguousarray(distinct.select(names).to_numpy().T),
            distinct["weight"].cast(pl.Int64).to_numpy(),
            np.array(first, np.int64),
            np.array(sizes, np.int64),
            np.stack(bitmaps),
            k,
        )


def _words(records: int) -> int:
    return max(-(-records // 64), 1)


def _bitmap(holds: pl.Series) -> Words:
    """One bit per record, in words of 64."""
    packed = np.zeros(8 * _words(len(holds)), np.uint8)
    bits = np.packbits(holds.to_numpy(), bitorder="little")
    packed[: len(bits)] = bits
    return packed.view(np.uint64)


def _bad_rows(evidence: _Evidence) -> Counter[int]:
    """Number of answers → rows of so many answers that fewer than k records hold as a whole."""
    bad = _rows_without_support(evidence)
    found: Counter[int] = Counter()
    for row in np.flatnonzero(bad):
        found[int(np.count_nonzero(evidence.codes[:, row]))] += int(evidence.weights[row])
    return found


def _bad_places(evidence: _Evidence, size: int) -> int:
    """Rows × sets of ``size`` columns whose answers fewer than k records hold together."""
    places = 0
    state = np.zeros(REMEMBERED, np.int8)
    for columns in combinations(range(len(evidence.codes)), size - 1):
        codes = evidence.codes[list(columns)]
        rows = np.flatnonzero((codes != 0).all(axis=0))
        cells = np.zeros(len(rows), np.int64)
        for place, column in enumerate(columns):
            cells *= evidence.sizes[column]
            cells += codes[place, rows] - evidence.first[column]
        places += _bad_places_beside(evidence, np.array(columns, np.int64), rows, cells, state)
    return places


@compiled()
def _bad_places_beside(evidence, columns, rows, cells, state):  # type: ignore[no-untyped-def]
    """Rows × later columns where fewer than k records hold the answers to all of ``columns`` too.

    ``cells`` numbers the answers of ``rows`` to ``columns``. ``state`` is room to remember of
    each combination whether it was found to be held (1) or not (2).
    """
    codes, weights, first, sizes, _bitmaps, _k = evidence
    places = 0
    answers = np.empty(columns.size + 1, np.int64)
    combinations_before = 1.0  # there may be more than an integer holds
    for column in columns:
        combinations_before *= sizes[column]
    after = columns[-1] + 1 if columns.size else 0
    for last in range(after, codes.shape[0]):
        size = sizes[last]
        remembers = combinations_before * size <= state.size
        if remembers:
            state[: int(combinations_before) * size] = 0
        for place in range(rows.size):
            row = rows[place]
            code = codes[last, row]
            if code == 0:
                continue
            cell = cells[place] * size + code - first[last]
            known = state[cell] if remembers else 0
            if known == 0:
                for other in range(columns.size):
                    answers[other] = codes[columns[other], row]
                answers[columns.size] = code
                known = 1 if _is_held(evidence, answers, answers.size) else 2
                if remembers:
                    state[cell] = known
            if known == 2:
                places += weights[row]
    return places


@compiled()
def _rows_without_support(evidence):  # type: ignore[no-untyped-def]
    """Per row of the output, whether fewer than k records hold all its answers."""
    codes = evidence.codes
    width, rows = codes.shape
    bad = np.zeros(rows, np.bool_)
    answers = np.empty(width, np.int64)
    for row in range(rows):
        number = 0
        for column in range(width):
            if codes[column, row] != 0:
                answers[number] = codes[column, row]
                number += 1
        if number > 0:
            bad[row] = not _is_held(evidence, answers, number)
    return bad


@compiled()
def _is_held(evidence, answers, number):  # type: ignore[no-untyped-def]
    """Whether at least k records hold all of the first ``number`` answers."""
    bitmaps, k = evidence.bitmaps, evidence.k
    records = 0
    for word in range(bitmaps.shape[1]):
        together = bitmaps[answers[0], word]
        for place in range(1, number):
            together &= bitmaps[answers[place], word]
        while together != 0:
            together &= together - np.uint64(1)
            records += 1
            if records >= k:
                return True
    return False
