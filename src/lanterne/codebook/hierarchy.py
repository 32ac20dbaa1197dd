"""Hierarchies: wider answers that an answer may be replaced by, level by level.

A country lies in a subregion, and that in a region; an age band in a wider one; a year in a period.
A hierarchy is public, as the list of values is: it is written down before anybody looks at a case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lanterne.codebook.values import Value


@dataclass(frozen=True)
class Level:
    """One step up: every answer of the level below leads to one answer of this level.

    Attributes:
        values: The answers that are new at this level, in the order in which they are shown.
        parents: Answer of the level below → answer of this level. An answer that leads to itself
            stays as it is; nothing else leads to it then.
    """

    values: tuple[Value, ...]
    parents: Mapping[str, str]


@dataclass(frozen=True)
class Hierarchy:
    """The levels above the values of a column, from the narrowest to the widest.

    Attributes:
        levels: At least one; the first is above the column's own values.
    """

    levels: tuple[Level, ...]

    @property
    def values(self) -> tuple[Value, ...]:
        """Every wider answer, from the narrowest level to the widest."""
        return tuple(value for level in self.levels for value in level.values)

    def lifted(self, codes: Sequence[str], steps: int) -> dict[str, str]:
        """Each of a column's values → the answer that it has after so many steps up.

        Args:
            codes: Values of the column.
            steps: From 0, where each value is itself, to the number of levels.
        """
        found = {code: code for code in codes}
        for level in self.levels[:steps]:
            found = {code: level.parents[answer] for code, answer in found.items()}
        return found

    def covered(self, codes: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Each wider answer → the values of the column that it stands for, in their order."""
        found: dict[str, tuple[str, ...]] = {}
        for steps in range(1, len(self.levels) + 1):
            lifted = self.lifted(codes, steps)
            for value in self.levels[steps - 1].values:
                found[value.code] = tuple(code for code in codes if lifted[code] == value.code)
        return found


def restricted(hierarchy: Hierarchy, codes: Sequence[str]) -> Hierarchy | None:
    """The part of a hierarchy above some values; ``None`` when a value is not in its first level.

    Levels below the values are left out: of a hierarchy of countries, a list of subregions takes
    the level of regions.
    """
    starts = (
        place
        for place, level in enumerate(hierarchy.levels)
        if all(code in level.parents for code in codes)
    )
    start = next(starts, None)
    if start is None:
        return None
    below, levels = list(codes), []
    for level in hierarchy.levels[start:]:
        parents = {code: level.parents[code] for code in below}
        reached = set(parents.values())
        values = tuple(value for value in level.values if value.code in reached)
        levels.append(Level(values, parents))
        below = list(dict.fromkeys(parents.values()))
    return Hierarchy(tuple(levels))
