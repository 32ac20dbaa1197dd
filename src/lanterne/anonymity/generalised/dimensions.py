"""Quasi-identifiers as dimensions: the steps by which each may say less, and what a step costs.

Columns that follow from each other are one dimension, so that no output can contradict a
dependency: first the parent goes up its hierarchy, then it is blank and those that follow from it
go up theirs. The cost of a cell is Iyengar's loss metric (LM): a wider answer that stands for m of
the M values of its column costs (m - 1)/(M - 1), a blank costs 1 (Iyengar 2002, section 3; for one
column it is the normalised certainty penalty of Xu et al. 2006, but for the one subtracted). What
says nothing in the cases costs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.codebook.boxes import split_cell
from lanterne.codebook.model import Column, Table

Cell = tuple[str, ...]
"""One text per column of a dimension."""

_BLANK = -1
_State = Mapping[str, int]
"""Column → steps up its hierarchy, or blank."""


@dataclass(frozen=True)
class Dimension:
    """Quasi-identifiers that are recoded together, usually one.

    Attributes:
        sources: Their names.
        cells: The texts that each code stands for.
        steps: Levels × codes in the cases → code after the recoding; level 0 changes nothing, and
            each level differs from the one below.
        loss: Levels × codes in the cases → weighted loss at that level.
        blank: Codes in the cases → weighted loss when all columns become blank.
        weight: Sum of the weights of the columns: the loss when all of them become blank.
    """

    sources: tuple[str, ...]
    cells: tuple[Cell, ...]
    steps: npt.NDArray[np.int32]
    loss: npt.NDArray[np.float64]
    blank: npt.NDArray[np.float64]
    weight: float

    @property
    def top(self) -> int:
        """The last level."""
        return len(self.steps) - 1


def closed(table: Table, names: Collection[str]) -> tuple[str, ...]:
    """The columns with all that dependencies and rules tie to them, in the table's order.

    Who knows a person's age knows whether they are of age: neither hides the other. Nor does a
    wider age hide anybody where a rule says that a small child has no intimate partner, and the
    partner stands beside it as it was recorded: who looks for a small child passes that row over,
    and fewer than k are left. As quasi-identifiers, these columns are the same in all rows of a
    class, so that rules take out all of them or none.
    """
    ties = [
        *({dependency.child, dependency.parent} for dependency in table.dependencies),
        *({condition.column for condition in rule.forbid} for rule in table.rules),
    ]
    found = set(names)
    while more := set().union(*(tie for tie in ties if tie & found)) - found:
        found |= more
    return tuple(name for name in table.names if name in found)


def read_dimensions(
    rows: pl.DataFrame,
    table: Table,
    names: Sequence[str],
    weights: Mapping[str, float],
    blankable: Collection[str],
) -> tuple[tuple[Dimension, ...], npt.NDArray[np.int32]]:
    """The dimensions of some quasi-identifiers, and the codes of the rows.

    Args:
        rows: Texts.
        table: Their codebook.
        names: The quasi-identifiers, closed under dependencies and rules.
        weights: Importance of each.
        blankable: Those that may become blank.

    Returns:
        The dimensions, and their codes: dimensions × rows.
    """
    dimensions, codes = [], []
    parents = {dependency.child: dependency.parent for dependency in table.dependencies}
    for root in (name for name in names if name not in parents):
        family = list(_family(table, root))
        states = list(_chain(table, root, frozenset(blankable)))
        distinct = rows.select(family).unique(maintain_order=True)
        base = sorted(distinct.iter_rows())
        dimension = _dimension(
            [table.column(name) for name in family],
            base,
            states,
            [weights[name] for name in family],
        )
        number = pl.DataFrame(base, schema=family, orient="row").with_row_index("\x1fcode")
        joined = rows.select(family).join(number, on=family, how="left", maintain_order="left")
        codes.append(joined["\x1fcode"].cast(pl.Int32).to_numpy())
        dimensions.append(dimension)
    return tuple(dimensions), np.stack(codes)


def _family(table: Table, root: str) -> Iterator[str]:
    """A column, then all that follow from it."""
    yield root
    for dependency in table.dependencies:
        if dependency.parent == root:
            yield from _family(table, dependency.child)


def _chain(table: Table, root: str, blankable: frozenset[str]) -> Iterator[_State]:
    """Up the hierarchy of a column; then it is blank, and what follows from it goes up."""
    hierarchy = table.column(root).hierarchy
    at_rest = dict.fromkeys(_family(table, root), 0)
    for steps in range(len(hierarchy.levels) + 1 if hierarchy else 1):
        yield {**at_rest, root: steps}
    if root not in blankable:
        return
    children = [item.child for item in table.dependencies if item.parent == root]
    chains = [list(_chain(table, child, blankable)) for child in children]
    for place in range(max((len(chain) for chain in chains), default=1)):
        state: dict[str, int] = {root: _BLANK}
        for chain in chains:
            state |= chain[min(place, len(chain) - 1)]
        yield state


def _dimension(
    columns: Sequence[Column],
    base: Sequence[Cell],
    states: Sequence[_State],
    weights: Sequence[float],
) -> Dimension:
    """Number the cells and what becomes of them; a level that changes nothing is left out."""
    numbers = {cell: code for code, cell in enumerate(base)}
    steps: list[list[int]] = []
    losses: list[list[float]] = []
    for state in states:
        recodings = [_Recoding.of(column, state[column.name]) for column in columns]
        images = [tuple(map(_Recoding.image, recodings, cell)) for cell in base]
        step = [numbers.setdefault(image, len(numbers)) for image in images]
        if not steps or step != steps[-1]:
            steps.append(step)
            losses.append([_weighted(recodings, cell, weights) for cell in base])
    blank = [_Recoding.of(column, _BLANK) for column in columns]
    return Dimension(
        tuple(column.name for column in columns),
        tuple(numbers),
        np.array(steps, np.int32),
        np.array(losses, np.float64),
        np.array([_weighted(blank, cell, weights) for cell in base], np.float64),
        sum(weights),
    )


@dataclass(frozen=True)
class _Recoding:
    """What becomes of one column at one level.

    Attributes:
        column: The column.
        lifted: Answer → wider answer; ``None``: all become blank.
        sizes: Wider answer → how many values it stands for.
    """

    column: Column
    lifted: Mapping[str, str] | None
    sizes: Mapping[str, int]

    @classmethod
    def of(cls, column: Column, steps: int) -> _Recoding:
        """The recoding by so many steps up the hierarchy, or to blank."""
        if steps == _BLANK:
            return cls(column, None, {})
        lifted = column.hierarchy.lifted(column.codes, steps) if column.hierarchy else {}
        return cls(column, lifted, Counter(lifted.values()))

    def image(self, text: str) -> str:
        """What a cell says afterwards."""
        return "" if self.lifted is None else self.lifted.get(text, text)

    def loss(self, text: str) -> float:
        """Iyengar's loss of a cell."""
        if not split_cell(self.column, text):
            return 0.0
        if self.lifted is None:
            return 1.0
        size = self.sizes.get(self.image(text), 1)
        return (size - 1) / max(len(self.column.codes) - 1, 1)


def _weighted(recodings: Sequence[_Recoding], cell: Cell, weights: Sequence[float]) -> float:
    """Loss of the cells of a row in the columns of one dimension."""
    parts = zip(recodings, cell, weights, strict=True)
    return sum(weight * recoding.loss(text) for recoding, text, weight in parts)
