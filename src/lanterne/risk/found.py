"""What was found of all people together: what is told of them is made of it. Sensitive."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.risk.people import CodedPeople
from lanterne.risk.search import Isolation, Level
from lanterne.risk.suda import suda_scores

Integers = npt.NDArray[np.int64]


class PersonTally(NamedTuple):
    """What was found of each person; see :class:`~lanterne.risk.search.Isolation`.

    Attributes:
        unique_at: Length of the shortest unique combination; 0: none.
        uniques: People × lengths: minimal unique combinations.
        rare_at: Length of the shortest rare combination; 0: none.
        rare: Number of minimal rare combinations.
        rare_members: People × columns: those that hold the column.
    """

    unique_at: npt.NDArray[np.int8]
    uniques: npt.NDArray[np.int32]
    rare_at: npt.NDArray[np.int8]
    rare: npt.NDArray[np.int32]
    rare_members: npt.NDArray[np.int32]


@dataclass(frozen=True)
class Standing:
    """How many people stand out, by what; it adds up over any parts of the people.

    Attributes:
        shortest: People by the lengths of their shortest unique and shortest rare combination.
        holding: Per column, people with a minimal rare combination that holds it.
        without: Per column, people with one that does not.
        isolated: Per column, people with one that holds it, by their answer.
        uniques: Minimal unique combinations, by length.
        owners: People with one, by length.
        scores: SUDA score above 0 → people.
    """

    shortest: Integers = field(repr=False)
    holding: Integers = field(repr=False)
    without: Integers = field(repr=False)
    isolated: tuple[Integers, ...] = field(repr=False)
    uniques: Integers = field(repr=False)
    owners: Integers = field(repr=False)
    scores: Counter[float] = field(repr=False)

    def __add__(self, other: Standing) -> Standing:
        """Of the people of both."""
        return Standing(
            self.shortest + other.shortest,
            self.holding + other.holding,
            self.without + other.without,
            tuple(one + two for one, two in zip(self.isolated, other.isolated, strict=True)),
            self.uniques + other.uniques,
            self.owners + other.owners,
            self.scores + other.scores,
        )


@dataclass(frozen=True)
class Found:
    """What was found of all people.

    Attributes:
        threshold: k: a combination of fewer people is rare.
        levels: What was examined, from one column on.
        visits: Visits of a person in a set of columns: the work that it took.
        standing: How many people stand out.
        unique_members: Lengths × columns: minimal unique combinations that hold the column.
        holders: Per column, people by their answer, first those who say nothing.
    """

    threshold: int
    levels: tuple[Level, ...]
    visits: int
    standing: Standing
    unique_members: Integers = field(repr=False)
    holders: tuple[Integers, ...] = field(repr=False)


def standing_of(
    answers: npt.NDArray[np.int32], sizes: tuple[int, ...], tally: PersonTally
) -> Standing:
    """What was found of some people, added up.

    Args:
        answers: Columns × people; 0 says nothing.
        sizes: Number of codes of each column.
        tally: What was found of each.
    """
    lengths = tally.uniques.shape[1]
    shortest = np.zeros((lengths + 1, lengths + 1), np.int64)
    np.add.at(shortest, (tally.unique_at, tally.rare_at), 1)
    scores = suda_scores(tally.uniques, len(sizes))
    values, people = np.unique(scores[scores > 0], return_counts=True)
    held = tally.rare_members > 0
    return Standing(
        shortest=shortest,
        holding=held.sum(axis=0, dtype=np.int64),
        without=(tally.rare[:, None] > tally.rare_members).sum(axis=0, dtype=np.int64),
        isolated=tuple(
            np.bincount(column[held[:, j]], minlength=size).astype(np.int64)
            for j, (column, size) in enumerate(zip(answers, sizes, strict=True))
        ),
        uniques=tally.uniques.sum(axis=0, dtype=np.int64),
        owners=(tally.uniques > 0).sum(axis=0, dtype=np.int64),
        scores=Counter(dict(zip(values.tolist(), people.tolist(), strict=True))),
    )


def found_in(people: CodedPeople, isolation: Isolation) -> Found:
    """What was found of people who are all in memory."""
    one = isolation
    tally = PersonTally(one.unique_at, one.uniques, one.rare_at, one.rare, one.rare_members)
    return Found(
        one.threshold,
        one.levels,
        one.visits,
        standing_of(people.answers, people.sizes, tally),
        one.unique_members,
        tuple(
            np.bincount(column, minlength=size).astype(np.int64)
            for column, size in zip(people.answers, people.sizes, strict=True)
        ),
    )
