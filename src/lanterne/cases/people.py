"""People from a case file: texts become answers, rows of one person become one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from lanterne.cases.findings import Findings
from lanterne.cases.rows import Rows, TableFile
from lanterne.cases.subjects import ROW, SUBJECT, join_subjects
from lanterne.cases.vocabulary import Vocabulary

BATCH = 1 << 17
"""People in a batch when rows had to be joined."""


@dataclass(repr=False)
class Tally:
    """What one pass over a file has counted; sensitive.

    Attributes:
        rows: Rows read.
        people: People that they are about.
    """

    rows: int = 0
    people: int = 0


@dataclass(frozen=True)
class PeopleReader:
    """Reads the people in a file.

    Attributes:
        file: The file.
        vocabularies: Name of each column to be read → its vocabulary; those of ``file`` only.
        subject_id: Column of subject ids; ``None`` when each row is a person.
    """

    file: TableFile
    vocabularies: Mapping[str, Vocabulary]
    subject_id: str | None

    def batches(self, findings: Findings, tally: Tally) -> Iterator[pl.DataFrame]:
        """Answers of people: codes (UInt16) or texts of sets, and ``ROW`` of their first row.

        A cell that is not an answer is null.

        With a subject id the whole table is in memory before the first batch is given.

        Raises:
            InputError: The file cannot be read to its end.
        """
        parts = self._rows(findings, tally)
        if self.subject_id is None:
            for answers in parts:
                tally.people += answers.height
                yield answers
            return
        read = list(parts)
        if not read:
            return
        people = join_subjects(pl.concat(read), self.vocabularies, findings)
        tally.people = people.height
        yield from people.iter_slices(BATCH)

    def _rows(self, findings: Findings, tally: Tally) -> Iterator[pl.DataFrame]:
        try:
            for rows in self.file.batches(findings):
                tally.rows += rows.frame.height
                yield self._answers(rows, findings)
        except OSError:
            message = "The file cannot be read to its end."
            raise findings.fail("unreadable-file", message) from None

    def _answers(self, rows: Rows, findings: Findings) -> pl.DataFrame:
        place = {name: str(i) for i, name in enumerate(self.file.header)}
        columns = [
            vocabulary.read(rows.frame[place[name]], rows.numbers, findings).alias(name)
            for name, vocabulary in self.vocabularies.items()
        ]
        columns.append(pl.Series(ROW, rows.numbers.astype(np.int64)))
        if self.subject_id is not None:
            ids = rows.frame[place[self.subject_id]].str.strip_chars()
            columns.append(ids.alias(SUBJECT))
        return pl.DataFrame(columns)
