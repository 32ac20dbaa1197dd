"""Rare combinations of answers, found without looking at what must be rare anyway.

A combination of answers is *rare* when fewer than k people give it, *unique* when one person does.
It is *minimal* when no part of it is rare (unique). Every rare combination holds a minimal one, so
the minimal ones say everything: at which length a person first stands out, and by which columns.

Sets of columns are taken level by level, as in Apriori (Agrawal & Srikant 1994) and SUDA2 (Manning,
Haglin & Keane 2008). Two people in the same cell of a set S are in the same cell of every part of
S; so a cell holds only people with a rare part, or none. Those with a rare part are left out of S
and of all larger sets: what is rare there is not minimal. Who is left is kept as one bit per person
and set. A set of s columns is counted over the people that are left in all its parts of s − 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from lanterne.risk.counting import CodeArrays, FoundCombinations, add_level
from lanterne.risk.people import CodedPeople

Integers = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Progress = Callable[[float], None]

BITS = 64
"""People in a word of bits."""

MEMORY = 1 << 30
"""Most bytes of bits that one level may keep for the next."""

VISITS = 8 * 10**9
"""Most visits of a person in a set of columns, at one level; sets are sampled beyond. About a
minute and a half."""

SEED = 20260101
"""Seed of the sample of column sets, fixed so that two runs are comparable."""

STRIDE = 64
"""Prefixes that are examined between two reports of progress."""


@dataclass(frozen=True)
class Level:
    """Sets of so many columns.

    Attributes:
        length: Columns in a set.
        sets: Sets that were examined.
        possible: Sets that there are.
        people: Examined set of columns, ascending → people with a minimal rare combination in it;
            sets without any are left out.
    """

    length: int
    sets: int
    possible: int
    people: dict[tuple[int, ...], int] = field(repr=False)


@dataclass(frozen=True)
class Isolation:
    """Who stands out, by what. All arrays have one entry per person.

    Attributes:
        threshold: k: a combination of fewer people is rare.
        levels: What was examined, from one column on.
        visits: Visits of a person in a set of columns: the work that it took.
        unique_at: Length of the shortest unique combination; 0: there is none.
        rare_at: Length of the shortest rare combination; 0: there is none.
        uniques: People × lengths: number of minimal unique combinations.
        unique_members: Lengths × columns: minimal unique combinations of all people that hold an
            answer of the column.
        rare: Number of minimal rare combinations.
        rare_members: People × columns: minimal rare combinations that hold an answer of the column.
    """

    threshold: int
    levels: tuple[Level, ...]
    visits: int
    unique_at: npt.NDArray[np.int8] = field(repr=False)
    rare_at: npt.NDArray[np.int8] = field(repr=False)
    uniques: npt.NDArray[np.int32] = field(repr=False)
    unique_members: Integers = field(repr=False)
    rare: npt.NDArray[np.int32] = field(repr=False)
    rare_members: npt.NDArray[np.int32] = field(repr=False)


def find_rare(
    people: CodedPeople,
    threshold: int,
    length: int,
    progress: Progress = lambda share: None,
    visits: int = VISITS,
    memory: int = MEMORY,
) -> Isolation:
    """Find all minimal rare and minimal unique combinations of answers.

    Where a level would take more than ``visits``, a sample of its sets is examined, and that level
    is the last: everything counted at it is then a lower bound. Where the bits of a level would
    take more than ``memory``, that level is the last.

    Args:
        people: The table; what says nothing makes no combination.
        threshold: k ≥ 2.
        length: Most columns in a combination, at least 1.
        progress: Called with the share of the work that is done.
        visits: Bound of the work of a level.
        memory: Bound of what a level keeps for the next, in bytes.
    """
    search = _Search(people, threshold, min(length, people.width), progress, visits, memory)
    while search.goes_on():
        search.examine()
    return search.found()


class _Search:
    """The state between two levels."""

    def __init__(
        self,
        people: CodedPeople,
        threshold: int,
        length: int,
        progress: Progress,
        visits: int,
        memory: int,
    ) -> None:
        n, width = people.people, people.width
        self._threshold, self._length, self._progress = threshold, length, progress
        self._visits, self._memory = visits, memory
        self._words = -(-n // BITS)
        self._coded = CodeArrays(
            np.ascontiguousarray(people.answers),
            np.array(people.sizes, np.int64),
            _ranks(width, length),
        )
        self._levels: list[Level] = []
        self._ended = False
        self._visited = 0
        everybody = _everybody(n, self._words)
        self._unique_bits, self._rare_bits = everybody, everybody.copy()
        self._tally = FoundCombinations(
            unique_at=np.zeros(n, np.int8),
            uniques=np.zeros((n, length), np.int32),
            unique_members=np.zeros((length, width), np.int64),
            rare_at=np.zeros(n, np.int8),
            rare=np.zeros(n, np.int32),
            rare_members=np.zeros((n, width), np.int32),
        )

    def goes_on(self) -> bool:
        """Whether there is a level left."""
        return len(self._levels) < self._length and not self._ended

    def examine(self) -> None:
        """Examine the sets of one more column than before."""
        size, width = len(self._levels) + 1, len(self._coded.sizes)
        prefixes = np.array(list(combinations(range(width - 1), size - 1)), np.int64)
        chosen = self._affordable(prefixes)
        complete = len(chosen) == len(prefixes)
        last = size == self._length or not complete or not self._fits(size)
        kept = 0 if last else comb(width, size)
        unique_bits, rare_bits = np.zeros((2, kept, self._words), np.uint64)
        on_sets = np.zeros(comb(width, size), np.int64)
        for start in range(0, len(chosen), STRIDE):
            self._progress(self._share(size, start / len(chosen)))
            add_level(
                chosen[start : start + STRIDE],
                self._coded,
                self._threshold,
                (self._unique_bits, self._rare_bits),
                (unique_bits, rare_bits),
                self._tally,
                on_sets,
            )
        self._unique_bits, self._rare_bits = unique_bits, rare_bits
        self._levels.append(self._level(size, chosen, on_sets))
        self._ended = last

    def found(self) -> Isolation:
        """All that was found."""
        self._progress(1.0)
        reached, tally = len(self._levels), self._tally
        return Isolation(
            self._threshold,
            tuple(self._levels),
            self._visited,
            tally.unique_at,
            tally.rare_at,
            tally.uniques[:, :reached],
            tally.unique_members[:reached],
            tally.rare,
            tally.rare_members,
        )

    def _affordable(self, prefixes: Integers) -> Integers:
        """All prefixes of a level, or a sample of them that takes no more than the bound."""
        left = np.bitwise_count(self._unique_bits).sum(axis=1, dtype=np.int64)
        work = left[self._numbers(prefixes)] * self._later(prefixes)
        if work.sum() <= self._visits:
            self._visited += int(work.sum())
            return prefixes
        self._visited += self._visits
        order = np.random.default_rng(SEED).permutation(len(prefixes))
        affordable = max(1, int(np.searchsorted(np.cumsum(work[order]), self._visits, "right")))
        return prefixes[np.sort(order[:affordable])]

    def _numbers(self, sets: Integers) -> Integers:
        """The number of each set of columns among those of its size."""
        numbers: Integers = self._coded.ranks[sets, np.arange(sets.shape[1])].sum(axis=1)
        return numbers

    def _later(self, prefixes: Integers) -> Integers:
        """How many sets each prefix begins: the columns after its last."""
        last = prefixes[:, -1] if prefixes.shape[1] else np.full(len(prefixes), -1)
        return len(self._coded.sizes) - 1 - last

    def _fits(self, size: int) -> bool:
        return 2 * comb(len(self._coded.sizes), size) * self._words * 8 <= self._memory

    def _share(self, size: int, share: float) -> float:
        """Share of the whole work, if a set of any length took as long."""
        sets = [comb(len(self._coded.sizes), each) for each in range(1, self._length + 1)]
        return (sum(sets[: size - 1]) + share * sets[size - 1]) / sum(sets)

    def _level(self, size: int, chosen: Integers, on_sets: Integers) -> Level:
        width = len(self._coded.sizes)
        sets = list(combinations(range(width), size))
        held = on_sets[self._numbers(np.array(sets, np.int64))].tolist()
        people = {columns: many for columns, many in zip(sets, held, strict=True) if many}
        return Level(size, int(self._later(chosen).sum()), comb(width, size), people)


def _ranks(width: int, length: int) -> Integers:
    """Columns × places: what a column at a place adds to the number of its set.

    The set c₀ < c₁ < … has the number Σ C(cᵢ, i + 1) among the sets of its size (Knuth, The Art
    of Computer Programming 4A, 7.2.1.3), whatever the number of columns.
    """
    return np.array([[comb(c, i + 1) for i in range(length)] for c in range(width)], np.int64)


def _everybody(n: int, words: int) -> Bits:
    """One set, that of no column, in which everybody is left."""
    bits = np.zeros((1, words * BITS), np.uint8)
    bits[0, :n] = 1
    return np.packbits(bits, axis=1, bitorder="little").view(np.uint64)
