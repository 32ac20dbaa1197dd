"""People from a case file: rows of one person become one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from lanterne.cases.identifiers import find_alike
from lanterne.cases.records import ROW, RecordReader, RowCounts
from lanterne.cases.subjects import HOUSEHOLD, SUBJECT, join_subjects
from lanterne.cases.vocabulary import Vocabulary
from lanterne.files.problem_log import Findings

BATCH = 1 << 17
"""People in a batch when rows had to be joined."""

Who = Callable[[pl.Series], pl.Series]
"""Ids of people, one for each row as the file has them in one spelling → by what each person counts
(String), null for whoever does not. Of one id it depends on that id alone. Blank ids stay blank."""


class WhoAndWhere(Protocol):
    """Says who counts, as :data:`Who`, and in which household."""

    def __call__(self, ids: pl.Series) -> pl.Series:
        """By what each person counts."""

    def home(self, people: pl.Series, households: pl.Series) -> pl.Series:
        """The households of people who count.

        Args:
            people: What :meth:`__call__` gave of their rows; none is null.
            households: As their rows have them, in one spelling; blank for who lives alone.

        Returns:
            The household of each row (String), of one person always the same; blank for who lives
            alone.
        """


@dataclass(frozen=True)
class PeopleReader:
    """Reads the people in a file.

    Attributes:
        records: Reads its rows, with the ids ``SUBJECT`` and ``HOUSEHOLD`` beside the answers.
        subject_id: Column of subject ids; ``None`` when each row is a person.
        household: Column of households; ``None`` when nobody asks who lives together.
        who: Says who counts, where not everybody does, and may say in which household.
    """

    records: RecordReader
    subject_id: str | None
    household: str | None
    who: Who | WhoAndWhere | None = None

    @property
    def vocabularies(self) -> Mapping[str, Vocabulary]:
        """Name of each column that is read → its vocabulary."""
        return self.records.vocabularies

    def batches(self, findings: Findings, tally: RowCounts) -> Iterator[pl.DataFrame]:
        """Answers of people: codes (UInt16) or texts of sets, and ``ROW`` of their first row.

        With households also ``HOUSEHOLD``: the id in one spelling, empty for who lives alone. A
        cell that is not an answer is null.

        With a subject id the whole table is in memory before the first batch is given.

        Raises:
            InputError: The file cannot be read to its end.
        """
        parts = self.records.batches(findings, tally)
        if self.household is not None:
            parts = _with_households(parts, self.household, findings)
        if self.subject_id is None:
            for answers in parts:
                tally.people += answers.height
                yield answers
            return
        read = list(parts)
        if not read:
            return
        households = {} if self.household is None else {HOUSEHOLD: self.household}
        rows = pl.concat(read)
        if self.who is not None:
            rows = _who_count(rows, self.who)
        people = join_subjects(rows, self.vocabularies, findings, households)
        tally.people = people.height
        yield from people.iter_slices(BATCH)


def _who_count(rows: pl.DataFrame, who: Who | WhoAndWhere) -> pl.DataFrame:
    """The rows of those who count, by what and in which household they do."""
    rows = rows.with_columns(who(rows[SUBJECT]).alias(SUBJECT)).drop_nulls(SUBJECT)
    home = getattr(who, "home", None)
    if home is None or HOUSEHOLD not in rows.columns:
        return rows
    return rows.with_columns(home(rows[SUBJECT], rows[HOUSEHOLD]).alias(HOUSEHOLD))


def _with_households(
    parts: Iterator[pl.DataFrame], column: str, findings: Findings
) -> Iterator[pl.DataFrame]:
    """The same rows; at their end, households with ids that are nearly the same are found."""
    seen = []
    for answers in parts:
        seen.append(answers.select(HOUSEHOLD, ROW).unique(HOUSEHOLD, keep="first"))
        yield answers
    if seen:
        households = pl.concat(seen).sort(ROW)
        find_alike(households[HOUSEHOLD], households[ROW], findings, column)
