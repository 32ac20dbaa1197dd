"""Exact counts of the people who count: what the noise is added to. All of it is sensitive.

They are asked for twice or more, as what is counted next depends on what was measured before. The
same people count each time: where households are protected, the key that decides who of a household
counts is drawn once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from lanterne.cases.case_records import Batch, CaseRecords
from lanterne.counting import Layout, count_pairs, count_tables
from lanterne.counting.marginals import Codes, Columns, Counts
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.households import KEY_BYTES, counted_people
from lanterne.synthesis.number_ranges import NumberCounts


class ExactCounts(Protocol):
    """Exact counts of people."""

    @property
    def pairs(self) -> Counts:
        """All one- and two-way counts, T × T, as :func:`lanterne.counting.count_pairs` has them."""

    @property
    def numbers(self) -> tuple[Counts, ...]:
        """Of each column of numbers, people with each number."""

    def tables(self, tables: Sequence[Columns]) -> Counts:
        """Counts of wider tables, as :func:`lanterne.counting.count_tables` has them."""


@dataclass(frozen=True)
class CountedRows:
    """Counts of rows that are there: invented ones, or those of an experiment.

    Attributes:
        batches: Arrays of codes of the domain.
        layout: Sizes of the columns.
        numbers: Of each column of numbers, rows with each number.
    """

    batches: Sequence[Codes]
    layout: Layout
    numbers: tuple[Counts, ...] = ()

    @cached_property
    def pairs(self) -> Counts:
        """All one- and two-way counts."""
        return count_pairs(self.batches, self.layout)

    def tables(self, tables: Sequence[Columns]) -> Counts:
        """Counts of wider tables."""
        return count_tables(self.batches, self.layout, tables)


@dataclass(frozen=True)
class CountedPeople:
    """Counts of the people in cases, added up over wherever they are read.

    Attributes:
        cases: The open cases.
        domain: The domain of their codes.
        bound: Most people that count of one household; ``None``: everybody counts.
    """

    cases: CaseRecords
    domain: Domain
    bound: int | None = None
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(KEY_BYTES), repr=False)

    @property
    def pairs(self) -> Counts:
        """All one- and two-way counts; raises what reading the cases raises."""
        return self._narrow[0]

    @property
    def numbers(self) -> tuple[Counts, ...]:
        """Of each column of numbers, people with each number; raises as :attr:`pairs`."""
        return tuple(self._narrow[1:])

    def read_through(self) -> None:
        """Read the cases to their end: what is wrong with them is known before anything is spent.

        Raises:
            InputError: All that is wrong.
        """
        _ = self._narrow

    def tables(self, tables: Sequence[Columns]) -> Counts:
        """Counts of wider tables; raises as :attr:`pairs`."""
        (counts,) = self.cases.add_up(self.counting(tuple(tables)))
        return counts

    def counting(self, wider: tuple[Columns, ...] | None = None) -> CountPeople:
        """What is counted of each part of the people; always of the same ones."""
        return CountPeople(self.domain, self.bound, self._key, wider)

    @cached_property
    def _narrow(self) -> Sequence[Counts]:
        return self.cases.add_up(self.counting())


@dataclass(frozen=True)
class CountPeople:
    """What is counted of some people, in integers: they add up over any parts of the people.

    Neighbours and sensitivity: as :mod:`lanterne.synthesis.protect` says of rows, and
    :mod:`lanterne.synthesis.households` of households, as long as no household is in two parts.

    Attributes:
        domain: The domain of the codes.
        bound: Most people that count of one household; ``None``: everybody counts.
        key: Decides who of a household counts.
        wider: Tables that are counted; ``None``: all pairs, and numbers.
    """

    domain: Domain
    bound: int | None
    key: bytes = field(repr=False)
    wider: tuple[Columns, ...] | None = None

    def __call__(self, batches: Iterable[Batch]) -> Sequence[Counts]:
        """Flat counts of ``wider``; or all pairs, T × T, and those of each column of numbers."""
        people, layout = self.people(batches), self.domain.layout
        if self.wider is not None:
            return [count_tables(self.domain.compress(people), layout, self.wider)]
        numbers = NumberCounts(self.domain.encoding, self.domain.ranges)
        pairs = count_pairs(self.domain.compress(numbers.noting(people)), layout)
        return [pairs, *numbers.counts]

    def people(self, batches: Iterable[Batch]) -> Iterator[Codes]:
        """Codes of those who count, rows × ``domain.encoding.width``."""
        if self.bound is None:
            yield from (codes for codes, _ in batches)
        else:
            yield counted_people(batches, self.domain.encoding.width, self.bound, self.key)
