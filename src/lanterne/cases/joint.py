"""The cases of several organisations as if they were those of one.

Ids of two organisations are never one by chance: before each stands whose it is. Whoever is known
to several organisations under ids that somebody joined counts once, with the answers of the first
organisation that has them; whoever is known under ids that nobody joined is several people.

Neighbours are all files with and without all rows of one person in all of them. What enters a
count of the others' rows does not depend on that person: each file is read by itself, and who is
left out of it is decided, of one person, by the rows of that person alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import polars as pl

from lanterne.cases.case_records import Counting, Sum
from lanterne.cases.cases import Cases
from lanterne.cases.encode import Codes
from lanterne.cases.people import Who
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError, Problem

BETWEEN = "/"
"""Between the code of an organisation and an id of its own. No code holds it."""

Batch = TypeVar("Batch")


@dataclass(frozen=True)
class OrganisationCases:
    """The cases of one organisation.

    Attributes:
        code: What stands before its ids.
        opened: Opens its file, of those who count.
    """

    code: str
    opened: Callable[[Who], Cases]


@dataclass
class _Counted:
    """Who of a file counts, once it was read for the first time."""

    people: frozenset[str] = frozenset()
    before: Sequence[_Counted] = field(default=(), repr=False)

    @property
    def elsewhere(self) -> frozenset[str]:
        """Those who count in a file before this one."""
        return frozenset().union(*(one.people for one in self.before))


class JointCases:
    """Cases of several organisations, one row per person once they are read.

    Args:
        parts: Of each organisation, one at least, with different codes, in the order in which they
            count somebody whom several know.
        who: Says of marked ids who counts, and as whom.
        ever: How many organisations handed in cases that are or were counted with these, where
            they were more.

    Raises:
        InputError: Headers do not fit the codebook: of all files, not of the first alone.
    """

    def __init__(self, parts: Sequence[OrganisationCases], who: Who, ever: int = 0) -> None:
        counted: list[_Counted] = []
        opened: list[Cases] = []
        problems: list[Problem] = []
        for part in parts:
            counted.append(_Counted(before=tuple(counted)))
            try:
                opened.append(part.opened(_who_counts(part.code, who, counted[-1])))
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        self._parts = tuple(opened)
        self._ever = max(ever, len(opened))

    @property
    def codebook(self) -> Codebook:
        """What the columns mean, the same for all."""
        return self._parts[0].codebook

    @property
    def encoding(self) -> Encoding:
        """How answers become codes."""
        return self._parts[0].encoding

    @property
    def subject_id(self) -> str | None:
        """Column that says which rows are one person."""
        return self._parts[0].subject_id

    @property
    def household(self) -> str | None:
        """Nobody asks who lives together: households of two organisations are not compared."""
        return None

    @property
    def organisations(self) -> int:
        """How many organisations' files these are, or were at an earlier measurement."""
        return self._ever

    def __repr__(self) -> str:
        """How many files and which codebook; no number of people."""
        return f"JointCases({len(self._parts)} files, codebook={self.codebook.name!r})"

    def batches(self) -> Iterator[Codes]:
        """As :meth:`lanterne.cases.Cases.batches`, file after file.

        Raises:
            InputError: All that is wrong in all files, after each was read to its end.
        """
        return self._each(lambda cases: cases.batches())

    def add_up(self, count: Counting[Sum]) -> Sequence[Sum]:
        """Exact counts of all people; raises as :meth:`batches`. Sensitive."""
        return count((codes, None) for codes in self.batches())

    def batches_with_households(self) -> Iterator[tuple[Codes, pl.Series]]:
        """There are none; raises ValueError."""
        raise ValueError("nobody asks who lives together in the files of several organisations")

    def frame(self) -> pl.DataFrame:
        """The answers of all people as the codebook lists them; raises as :meth:`batches`."""
        return pl.concat(self._each(lambda cases: iter([cases.frame()])))

    def _each(self, read: Callable[[Cases], Iterator[Batch]]) -> Iterator[Batch]:
        """What is read of each file; once something is wrong, the others are only checked."""
        problems: list[Problem] = []
        for cases in self._parts:
            try:
                for batch in read(cases):
                    if not problems:
                        yield batch
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)


def marked(code: str, ids: pl.Series) -> pl.Series:
    """Ids of an organisation with whose they are before them; blank ones stay blank.

    Args:
        code: Of the organisation; empty: nothing stands before ids.
        ids: In one spelling.
    """
    if not code:
        return ids
    return ids.to_frame("id").select(
        pl.when(pl.col("id") == "")
        .then(pl.col("id"))
        .otherwise(pl.lit(f"{code}{BETWEEN}") + pl.col("id"))
        .alias("id")
    )["id"]


def _who_counts(code: str, who: Who, counted: _Counted) -> Who:
    """Says of the ids of one file who counts in it, and notes it for the files behind it."""

    def told(ids: pl.Series) -> pl.Series:
        people = who(marked(code, ids))
        here = people.set(people.is_in(list(counted.elsewhere)).fill_null(False), None)
        counted.people = frozenset(here.drop_nulls()) - {""}
        return here

    return told
