"""Answers as published counts have them: what each code of a model column says, and sums of codes.

An answer is a value of a published column. Where a model column stands for several published
ones, the answer is the set of its codes that hold the value, and counts are sums over the set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt

from lanterne.synthesis.domain import Domain

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Answer = tuple[str, str]

LENGTH = 3
"""Longest combination of answers."""


@dataclass(frozen=True)
class Items:
    """Answers, alone or together, that one model column can give.

    Attributes:
        answers: Per item, its (published column, value) pairs, at most ``LENGTH``.
        member: Items × size; 1.0 where a code gives the item.
        lengths: Number of answers of each item.
    """

    answers: tuple[tuple[Answer, ...], ...]
    member: Floats
    lengths: Integers

    @property
    def cells(self) -> Floats:
        """How many codes give each item."""
        total: Floats = self.member.sum(axis=1)
        return total

    @cached_property
    def codes(self) -> Integers | None:
        """The code that gives each item; ``None``: several codes give one of them."""
        alone = bool((self.member.sum(axis=1) == 1).all())
        return self.member.argmax(axis=1) if alone else None

    @cached_property
    def columns(self) -> tuple[tuple[tuple[str, ...], ...], Integers]:
        """The published columns that items are about, and which of these each item is about."""
        about = [tuple(name for name, _ in answers) for answers in self.answers]
        kinds = {names: place for place, names in enumerate(dict.fromkeys(about))}
        return tuple(kinds), np.array([kinds[names] for names in about], np.int64)


def items_of(domain: Domain, column: int) -> Items:
    """What can be said by one model column: single answers, and joint ones of composite columns."""
    source = domain.encoding.columns[column]
    cells = [source.cells[code] for code in domain.kept[column]]
    found: dict[tuple[Answer, ...], list[int]] = {}
    for code, texts in enumerate(cells):
        said = [
            (name, text)
            for name, text in zip(source.sources, texts, strict=True)
            if text not in domain.silent[name]
        ]
        for length in range(1, min(len(said), LENGTH) + 1):
            for answers in combinations(said, length):
                found.setdefault(answers, []).append(code)
    member = np.zeros((len(found), len(cells)))
    for row, members in enumerate(found.values()):
        member[row, members] = 1.0
    lengths = np.array([len(answers) for answers in found], np.int64)
    return Items(tuple(found), member, lengths)


def all_items(domain: Domain) -> tuple[Items, ...]:
    """What each model column can say."""
    return tuple(items_of(domain, column) for column in range(domain.layout.width))


def open_mesh(places: Sequence[Integers]) -> tuple[Integers, ...]:
    """What ``np.ix_`` gives back, for positions alone: it is asked for thousands of tables."""
    axes = range(len(places))
    return tuple(
        one.reshape([-1 if other == axis else 1 for other in axes])
        for axis, one in zip(axes, places, strict=True)
    )


def project(table: Floats, parts: Sequence[Items]) -> Floats:
    """Sum the cells of a table, one axis per model column, into items along every axis."""
    codes = [part.codes for part in parts]
    some = [one for one in codes if one is not None]
    if len(some) == len(parts):
        return table[open_mesh(some)]
    for axis, part in enumerate(parts):
        table = np.moveaxis(np.tensordot(part.member, table, axes=(1, axis)), 0, axis)
    return table
