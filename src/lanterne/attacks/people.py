"""The people who are attacked, those who are not in the data, and the released rows, in codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.attacks.result import ControlGroup
from lanterne.errors import UsageError
from lanterne.evaluation.codes import CodedTables

Codes = npt.NDArray[np.uint16]
Rows = npt.NDArray[np.int64]
_Rows = TypeVar("_Rows", Codes, Rows)

FEWEST_RELEASED = 2
"""A release of fewer rows has no two halves."""


@dataclass(frozen=True)
class Lookup:
    """People, and the rows that they are looked for in; codes, rows × columns."""

    targets: Codes = field(repr=False)
    rows: Codes = field(repr=False)


@dataclass(frozen=True)
class People:
    """Three tables of codes that mean the same in each; rows × columns.

    Attributes:
        header: Names of the columns.
        silent: Per column, how many of its codes, from 0, say nothing about a person.
        original: The people in the data.
        control: People who are not in it, or who stand for them.
        released: The rows that are attacked, in random order: the first of several that fit
            equally well is then any of them.
        published: All released rows, in the same order.
        group: Who the control group is.
        peers: People in the data, and at most as many others of them as rows are attacked; where
            no control group was left out.
    """

    header: tuple[str, ...]
    silent: tuple[int, ...]
    original: Codes = field(repr=False)
    control: Codes = field(repr=False)
    released: Codes = field(repr=False)
    published: Codes = field(repr=False)
    group: ControlGroup
    peers: Lookup | None = None

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.header)

    def by_chance(self, *, noise: bool) -> tuple[Lookup, ...]:
        """Lookups that find what rows tell of people whom they were not made from.

        Args:
            noise: Whether noise was put into what the rows were drawn from: then rows may be harder
                to guess than people are, and what people tell of each other counts too.
        """
        control = Lookup(self.control, self.released)
        return (control, self.peers) if noise and self.peers is not None else (control,)

    def sample(self, targets: int, rng: np.random.Generator) -> People:
        """The same with at most so many people of each group, drawn at random."""
        peers = self.peers
        return replace(
            self,
            original=some(self.original, targets, rng),
            control=some(self.control, targets, rng),
            peers=peers and replace(peers, targets=some(peers.targets, targets, rng)),
        )


def code_people(
    original: pl.DataFrame,
    released: pl.DataFrame,
    control: pl.DataFrame | None,
    missing: Mapping[str, frozenset[str]],
    rng: np.random.Generator,
) -> People:
    """Code the tables; without a control group, half of the released rows stands for one.

    A released row that was drawn from a model is a person like those of the cases, as far as the
    model goes, and was not in the data. So when people in the cases are found in one half of a
    release more often than rows of the other half are, the release knows more of them than of
    people like them. Where the model is poor, its rows resemble each other more than they resemble
    the cases, and less is found: a control group that was left out is the better one.

    Where noise is large and people are few, rows are more unlike each other than people are: people
    are easy to guess from any rows, those of others as well, and drawn rows are not. So of a
    release that promises differential privacy, attacks that guess are held against what one half
    of the people tells of the other, too. That costs them power: people who came together tell much
    of each other, and rows that were made from real ones by changing many answers are then found
    less often than against a control group.

    Args:
        original: The people in the data, one row each.
        released: The released rows, of the same columns in any order.
        control: People like them who are not in the data; ``None``: none was left out.
        missing: Column → texts that, like blank, say nothing about a person.
        rng: Where the order of the released rows comes from.

    Raises:
        UsageError: The tables do not have the same columns, or are too small.
    """
    if released.height < FEWEST_RELEASED:
        raise UsageError("attack.no-rows")
    if control is not None and not control.height:
        raise UsageError("attack.no-control")
    given = [original, released] if control is None else [original, released, control]
    tables, (people, rows, *rest) = code_alike(given, missing)
    rows = rng.permutation(rows)
    if rest:
        group = ControlGroup.LEFT_OUT
        return People(tables.header, tables.silent, people, rest[0], rows, rows, group)
    half = len(rows) // 2
    others, attacked, group = rows[:half], rows[half:], ControlGroup.RELEASE
    targets, known = np.array_split(rng.permutation(people), 2)
    peers = Lookup(targets, known[: len(attacked)]) if len(known) else None
    return People(tables.header, tables.silent, people, others, attacked, rows, group, peers)


def code_alike(
    frames: Sequence[pl.DataFrame], missing: Mapping[str, frozenset[str]]
) -> tuple[CodedTables, list[Codes]]:
    """Code tables of the same columns so that codes mean the same in each; rows × columns.

    Args:
        frames: The cases, the release and, where there is one, the control group.
        missing: Column → texts that, like blank, say nothing.

    Returns:
        What the codes mean, and the codes of each table.

    Raises:
        UsageError: The tables do not have the same columns, the cases are empty, or a column has
            too many answers.
    """
    cases, *others = frames
    different = set().union(*(set(cases.columns) ^ set(frame.columns) for frame in others))
    if different:
        raise UsageError("attack.other-columns", columns=tuple(sorted(different)))
    texts = pl.col(cases.columns).cast(pl.String).fill_null("")
    tables = CodedTables.of(cases, pl.concat([frame.select(texts) for frame in others]), missing)
    pairs = zip(tables.header, tables.texts, strict=True)
    most = np.iinfo(np.uint16).max
    wide = tuple(name for name, answers in pairs if len(answers) > most)
    if wide:
        raise UsageError("attack.too-many-answers", most=most, columns=wide)
    codes = np.ascontiguousarray(tables.codes.T.astype(np.uint16))
    return tables, np.split(codes, np.cumsum([frame.height for frame in frames])[:-1])


def some(rows: _Rows, most: int, rng: np.random.Generator) -> _Rows:
    """At most so many rows, drawn at random, in their order."""
    if len(rows) <= most:
        return rows
    return rows[np.sort(rng.choice(len(rows), most, replace=False))]
