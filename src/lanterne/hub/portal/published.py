"""Published counts, sorted by the columns that they are of, so that a few are found among many."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lanterne.hub.portal.unpublished import Unpublished
from lanterne.release import People
from lanterne.release.counts_check import LONGEST

Answers = tuple[str, ...]


class PublishedCount(NamedTuple):
    """A published count: the estimate, and the ends of its interval."""

    estimate: float
    low: float
    high: float

    @property
    def few(self) -> bool:
        """Whether there are too few to say: the interval reaches 0, and perhaps there is nobody."""
        return self.low <= 0


class PublishedCounts:
    """The published counts of some people: texts as numbers, 16 bytes and three bounds each."""

    def __init__(self, people: People) -> None:
        counts, self._together = people.counts, people.together
        self._apart = frozenset(one.name for one in people.table.columns if one.split)
        columns, self._columns = _numbered(counts, "column")
        values, self._texts = _numbered(counts, "value")
        self._place_of = {text: place for place, text in enumerate(self._texts)}
        within = columns.argsort(axis=1)  # unused places first, then columns by their names
        key = self._key(np.take_along_axis(columns, within, axis=1))
        order = key.argsort(kind="stable")
        self._keys = key[order]
        self._values = np.take_along_axis(values, within, axis=1)[order]
        first = np.unique(self._keys, return_index=True)[1]
        sets = np.take_along_axis(columns, within, axis=1)[order][first].tolist()
        self._sets = {frozenset(self._columns[one] for one in some if one) for some in sets}
        bounds = counts.select("estimate", "estimate_low", "estimate_high").to_numpy()
        self._bounds = np.ascontiguousarray(bounds[order])

    def __len__(self) -> int:
        return len(self._keys)

    def of(self, by: Sequence[str], where: Mapping[str, str]) -> dict[Answers, PublishedCount]:
        """Answers → their published count.

        Args:
            by: The columns of the answers.
            where: Other columns → the answer that all counts have there.
        """
        names = sorted([*by, *where])
        if not 0 < len(names) <= LONGEST or not set(names) <= set(self._columns):
            return {}
        first, end = np.searchsorted(self._keys, self._keys_around(names))
        found = np.arange(first, end)
        at = {name: LONGEST - len(names) + place for place, name in enumerate(names)}
        for name, answer in where.items():
            found = found[self._values[found, at[name]] == self._place_of.get(answer, -1)]
        answers = self._values[found][:, [at[name] for name in by]].tolist()
        return {
            tuple(self._texts[text] for text in texts): PublishedCount(*bounds)
            for texts, bounds in zip(answers, self._bounds[found].tolist(), strict=True)
        }

    def has(self, columns: Iterable[str]) -> bool:
        """Whether these columns were counted together, or some answers to them."""
        names = frozenset(columns)
        return names in self._sets or (
            self._together is not None and names in self._together.columns
        )

    def may_have(self, columns: Collection[str]) -> bool:
        """Whether counts of these columns together may have been published."""
        if not len(self) or not 0 < len(columns) <= LONGEST:
            return False
        return len(columns) == 1 or self._together is None or self.has(columns)

    def why_not(
        self, by: Sequence[str], where: Mapping[str, str]
    ) -> Callable[[Answers], Unpublished]:
        """Why the count of some answers is not published, if it is not.

        Args:
            by: The columns of the answers.
            where: Other columns → the answer that all counts have there.
        """
        together, names = self._together, [*by, *where]
        if not names or not len(self):
            return lambda _: Unpublished.NONE
        known = self._of_all(names)

        def why(answers: Answers) -> Unpublished:
            if "" in answers:
                return Unpublished.BLANK
            if known is not None or together is None:
                return known or Unpublished.NOT_SAID
            asked = [*zip(by, answers, strict=True), *where.items()]
            return Unpublished.FEW if together.has(asked) else Unpublished.NOT_MEASURED

        return why

    def _of_all(self, names: Sequence[str]) -> Unpublished | None:
        """Why the count of any answers to some columns is not; ``None``: it depends on these.

        Of an earlier release: where counts of the same columns were published, all were counted,
        but for sets of many values, whose members are counted each for itself.
        """
        if len(names) > LONGEST:
            return Unpublished.NOT_MEASURED
        if self._together is None:
            one_table = frozenset(names) in self._sets and self._apart.isdisjoint(names)
            return Unpublished.FEW if len(names) == 1 or one_table else None
        whole = self._together.has((name, "") for name in names)
        return Unpublished.FEW if whole else None

    def _keys_around(self, names: Sequence[str]) -> NDArray[np.int64]:
        """The key of some columns, and the next."""
        places = [0] * (LONGEST - len(names)) + [self._columns.index(name) for name in names]
        key = self._key(np.array([places]))
        return np.concatenate([key, key + 1])

    def _key(self, columns: NDArray[np.integer]) -> NDArray[np.int64]:
        """One number for the columns of each row."""
        key = np.zeros(len(columns), dtype=np.int64)
        for place in range(LONGEST):
            key = key * len(self._columns) + columns[:, place]
        return key


def _numbered(counts: pl.DataFrame, part: str) -> tuple[NDArray[np.integer], list[str]]:
    """The texts of a part of all places as numbers, and the texts, sorted, the unused one first."""
    places = [counts[f"{part}_{place}"] for place in range(1, LONGEST + 1)]
    texts = sorted({"", *pl.concat(places).unique()})
    kind = pl.Enum(texts)
    return np.column_stack([one.cast(kind).to_physical().to_numpy() for one in places]), texts
