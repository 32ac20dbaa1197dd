"""Which answers may stand together in a published combination: those that are known to occur."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, combinations_with_replacement

import numpy as np
import numpy.typing as npt

from lanterne.synthesis.domain import Domain
from lanterne.synthesis.items import Items, project

Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]


class Parents:
    """Answers, alone and in pairs, of which the measurements say that somebody gives them.

    All answers of all columns are numbered; a pair stands in a square table of flags. A combination
    is tested only where all its answers, and of three all its pairs, are known to occur. A pair
    whose table was never measured counts as known where its answers are.
    """

    def __init__(self, domain: Domain, items: Sequence[Items]) -> None:
        self._items = items
        answers: dict[tuple[str, str], int] = {}
        self._numbers = [_numbered(part, answers) for part in items]
        self._known = np.ones((len(answers), len(answers)), bool)
        self._looked_up: dict[tuple[int, int], Flags] = {}
        for i, j in combinations(range(len(items)), 2):
            block = domain.layout.block(i), domain.layout.block(j)
            if domain.forbidden_pairs[block].any():
                allowed = (~domain.forbidden_pairs[block]).astype(np.float64)
                possible = project(allowed, (items[i], items[j])) > 0
                single = np.ix_(items[i].lengths == 1, items[j].lengths == 1)
                self._set((i, j), possible[single])

    def keep_answers(self, occur: Sequence[Flags]) -> None:
        """Say which answers occur.

        Args:
            occur: Per model column, a flag for each item of one answer, in their order.
        """
        alone = np.zeros(len(self._known), bool)
        for numbers, part, flags in zip(self._numbers, self._items, occur, strict=True):
            alone[numbers[part.lengths == 1, 0]] = flags
        self._known &= np.logical_and.outer(alone, alone)
        self._looked_up.clear()

    def keep_pairs(self, columns: tuple[int, ...], occur: Flags) -> None:
        """Say which pairs of answers occur, of those of one or of two model columns.

        Args:
            columns: One or two model columns.
            occur: For each item, or each two items, whether they are two answers that occur.
        """
        if len(columns) == 2:
            i, j = columns
            single = np.ix_(self._items[i].lengths == 1, self._items[j].lengths == 1)
            self._set((i, j), occur[single])
            return
        (column,) = columns
        two = self._items[column].lengths == 2
        if not two.any():
            return
        first, second = self._numbers[column][two, :2].T
        self._known[first, second] &= occur[two]
        self._known[second, first] &= occur[two]
        self._looked_up.clear()

    def _set(self, pair: tuple[int, int], flags: Flags) -> None:
        first, second = (self._numbers[c][self._items[c].lengths == 1, 0] for c in pair)
        self._known[np.ix_(first, second)] &= flags
        self._known[np.ix_(second, first)] &= flags.T
        self._looked_up.clear()

    def of(self, columns: tuple[int, ...]) -> Flags:
        """Whether the parts of each combination of items are known to occur.

        Args:
            columns: Model columns.

        Returns:
            One axis per model column.
        """
        width = len(columns)
        known = np.ones([len(self._numbers[column]) for column in columns], bool)
        for x, y in combinations_with_replacement(range(width), 2):
            shape = [known.shape[axis] if axis in (x, y) else 1 for axis in range(width)]
            known &= self._together(columns[x], columns[y]).reshape(shape)
        return known

    def _together(self, first: int, second: int) -> Flags:
        """Whether every answer of an item is known beside every one of another, or of itself.

        Two columns stand in many tables, so it is looked up once until more is known.
        """
        if (first, second) not in self._looked_up:
            flags: Flags = np.array(True)
            for one in self._numbers[first].T:
                for other in self._numbers[second].T:
                    row = one if first == second else one[:, None]
                    flags = flags & self._known[row, other]
            self._looked_up[first, second] = flags
        return self._looked_up[first, second]


def _numbered(part: Items, answers: dict[tuple[str, str], int]) -> Integers:
    """Items × most answers of one: their numbers; the first stands again where there are fewer."""
    most = int(part.lengths.max(initial=1))
    numbers = np.zeros((len(part.answers), most), np.int64)
    for row, said in enumerate(part.answers):
        own = [answers.setdefault(one, len(answers)) for one in said]
        numbers[row] = own + own[:1] * (most - len(own))
    return numbers
