"""Rows of a file as answers, with the ids that say whom they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from lanterne.cases.identifiers import looks_like_id, one_spelling, seen_values
from lanterne.cases.left_out import as_subject
from lanterne.cases.vocabulary import Vocabulary
from lanterne.files.problem_log import Findings, shown
from lanterne.files.rows import Rows, TableFile

ROW = "\x1frow"
"""Name of the column of row numbers beside the answers; no file can have it."""


@dataclass(repr=False)
class RowCounts:
    """What one pass over a file has counted; sensitive.

    Attributes:
        rows: Rows read.
        people: People that they are about.
        blank: Rows of these that say nothing and name nobody: nobody is counted for them.
    """

    rows: int = 0
    people: int = 0
    blank: int = 0


@dataclass(frozen=True)
class RecordReader:
    """Reads the rows of a file.

    Attributes:
        file: The file.
        vocabularies: Name of each column to be read → its vocabulary; those of ``file`` only.
        identifiers: Name of each column of ids in ``file`` → its name beside the answers.
        left_out: Columns that are left out, and may not be ids of people: nobody has said whether
            rows are people.
    """

    file: TableFile
    vocabularies: Mapping[str, Vocabulary]
    identifiers: Mapping[str, str]
    left_out: tuple[str, ...] = ()

    def batches(self, findings: Findings, tally: RowCounts) -> Iterator[pl.DataFrame]:
        """Answers: codes (UInt16) or texts of sets; ids in one spelling; ``ROW`` in the file.

        A cell that is not an answer is null. A row without any answer and without an id is passed
        over: spreadsheets leave such rows below a table.

        Raises:
            InputError: The file cannot be read to its end.
        """
        place = self._place()
        seen: dict[str, list[pl.Series]] = {name: [] for name in self.left_out}
        try:
            for rows in self.file.batches(findings):
                tally.rows += rows.frame.height
                for name, parts in seen.items():
                    parts.append(seen_values(rows.frame[place[name]]))
                written = self._written_rows(rows)
                tally.blank += rows.frame.height - written.frame.height
                yield self._answers(written, findings)
        except OSError:
            raise findings.fail("unreadable-file.to-its-end") from None
        for name, parts in seen.items():
            if parts and looks_like_id(pl.concat(parts), tally.rows - tally.blank):
                _say_ignored_id(name, findings)

    def nothing(self) -> pl.DataFrame:
        """The answers of a file without rows."""
        return no_answers(self.vocabularies, self.identifiers.values())

    def _place(self) -> dict[str, str]:
        """Name of each column of the file → its name in the frames."""
        return {name: str(i) for i, name in enumerate(self.file.header)}

    def _answers(self, rows: Rows, findings: Findings) -> pl.DataFrame:
        place = self._place()
        columns = [
            vocabulary.read(rows.frame[place[name]], rows.numbers, findings).alias(name)
            for name, vocabulary in self.vocabularies.items()
        ]
        columns.append(pl.Series(ROW, rows.numbers.astype(np.int64)))
        for name, beside in self.identifiers.items():
            columns.append(one_spelling(rows.frame[place[name]]).alias(beside))
        return pl.DataFrame(columns)

    def _written_rows(self, rows: Rows) -> Rows:
        """Without rows in which no column that is read has a text."""
        place = self._place()
        names = [place[name] for name in (*self.vocabularies, *self.identifiers)]
        if not names:  # nothing of the file is known
            return rows
        texts = [pl.col(name).str.strip_chars() != "" for name in names]
        written = rows.frame.select(pl.any_horizontal(*texts, pl.lit(value=False))).to_series()
        if written.all():
            return rows
        return Rows(rows.frame.filter(written), rows.numbers[written.to_numpy()])


def no_answers(vocabularies: Mapping[str, Vocabulary], ids: Iterable[str]) -> pl.DataFrame:
    """Answers of nobody, in the columns of :meth:`RecordReader.batches`.

    Args:
        vocabularies: Name of each column → its vocabulary.
        ids: Names of the columns of ids beside them.
    """
    kinds = {name: pl.String if book.is_set else pl.UInt16 for name, book in vocabularies.items()}
    return pl.DataFrame(schema={**kinds, ROW: pl.Int64, **dict.fromkeys(ids, pl.String)})


def _say_ignored_id(name: str, findings: Findings) -> None:
    """The promise would be made to rows, without a word, where people were meant.

    That this is said depends on the cases, as it does for all that makes a file unfit: nothing is
    measured or published then.
    """
    findings.add("ignored-id.of-file", {"subject": as_subject(shown(name))}, column=shown(name))
