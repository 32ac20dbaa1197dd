"""A case file that is open: codes for the synthesiser, texts for the evaluation.

How many people there are is itself sensitive. It is counted while reading, shown by no
representation, and published only with noise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from lanterne.cases.case_records import Batch, Counting, Sum, with_households
from lanterne.cases.checked import checked
from lanterne.cases.encode import Codes
from lanterne.cases.network.locations import OpenParts
from lanterne.cases.network.open import check_network
from lanterne.cases.open_people import open_people
from lanterne.cases.people import PeopleReader, Who
from lanterne.cases.records import RowCounts
from lanterne.cases.report import CheckReport
from lanterne.cases.subjects import HOUSEHOLD
from lanterne.codebook.encode import encode_table
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Codebook, Table
from lanterne.errors import InputError, UsageError
from lanterne.files.file_fingerprint import changed, stamp
from lanterne.files.handed import Handed, HandedTables, HeldFrame, handed, one_table
from lanterne.files.problem_log import Findings
from lanterne.files.read import OpenTable, open_table

KEPT = 1 << 28
"""Most bytes of codes and households that are kept for the next pass."""


class Cases:
    """Case records in a file, one row per person once they are read.

    The file must not change between two passes: its size, its time of change and its number of
    people are compared. Made by :func:`open_cases`.

    Attributes:
        path: The file, or a data frame.
        codebook: What its columns mean.
        encoding: How its answers become codes.
    """

    def __init__(
        self, path: Handed, codebook: Codebook, reader: PeopleReader, opened: tuple[int, ...]
    ) -> None:
        self.path = path
        self.codebook = codebook
        self.encoding: Encoding = encode_table(codebook.table)
        self._reader = reader
        self._stamp = opened
        self._count: int | None = None
        self._kept: list[Batch] | None = None

    @property
    def subject_id(self) -> str | None:
        """Column that says which rows are one person; ``None``: each row is taken to be one."""
        return self._reader.subject_id

    @property
    def household(self) -> str | None:
        """Column that says which people live together; ``None``: nobody asks."""
        return self._reader.household

    @property
    def organisations(self) -> int:
        """One: the file is that of one organisation."""
        return 1

    def __repr__(self) -> str:
        """The file and the codebook; no number of people."""
        return f"Cases({str(self.path)!r}, codebook={self.codebook.name!r})"

    def batches(self) -> Iterator[Codes]:
        """Codes of all people, a batch at a time, checked while they are read.

        Nothing more is given once something is wrong; the rest of the file is then only checked.
        What was given before must be thrown away when this raises. The codes of a small table are
        kept, so that the next pass is free: they must not be written to.

        Returns:
            Arrays of shape (rows, ``encoding.width``), uint16, C order: the model columns, and
            behind them the exact numbers of columns of numbers.

        Raises:
            InputError: All that is wrong in the file, after it has been read to its end; or that
                the file has changed since it was opened.
        """
        for codes, _ in self._batches():
            yield codes

    def batches_with_households(self) -> Iterator[tuple[Codes, pl.Series]]:
        """As :meth:`batches`, each with the households of its people.

        Returns:
            Pairs of the array of codes and, of the same length, the ids of households in one
            spelling (String, without nulls): the empty text for who lives alone.

        Raises:
            InputError: As :meth:`batches`.
            ValueError: The cases were opened without a column of households.
        """
        return with_households(self._batches())

    def add_up(self, count: Counting[Sum]) -> Sequence[Sum]:
        """Exact counts of all people; raises as :meth:`batches`. Sensitive."""
        return count(self._batches())

    def _batches(self) -> Iterator[Batch]:
        """What was kept, or what is read now and kept where there is room."""
        if self._kept is not None:
            yield from self._kept
            return
        kept: list[Batch] = []
        room = KEPT
        for answers, codes in self._people_and_codes():
            households = answers[HOUSEHOLD] if self.household else None
            room -= codes.nbytes
            room -= 0 if households is None else int(households.estimated_size())
            if room >= 0:
                kept.append((codes, households))
            else:
                kept.clear()
            yield codes, households
        self._kept = kept if room >= 0 else None

    def frame(self) -> pl.DataFrame:
        """The answers of all people as the codebook lists them, in its order, numbers as bins.

        Where nobody counts there are columns and no rows.

        Raises:
            InputError: As :meth:`batches`.
        """
        books = self._reader.vocabularies.items()
        parts = [
            pl.DataFrame([book.write(answers[name]) for name, book in books])
            for answers, _ in self._people_and_codes()
        ]
        return (
            pl.concat(parts)
            if parts
            else pl.DataFrame(schema={name: pl.String for name, _ in books})
        )

    def _people_and_codes(self) -> Iterator[tuple[pl.DataFrame, Codes]]:
        """Answers and codes of people, as long as nothing is wrong."""
        findings, tally = Findings(str(self.path)), RowCounts()
        self._check_unchanged()
        yield from _checked(self._reader, self.codebook.table, self.encoding, findings, tally)
        _check_rows(tally, findings)
        findings.raise_any()
        self._check_unchanged()
        if self._count not in {None, tally.people}:
            raise changed(self.path)
        self._count = tally.people

    def _check_unchanged(self) -> None:
        if stamp(self.path) != self._stamp:
            raise changed(self.path)


def open_cases(
    path: str | Path | HeldFrame,
    codebook: Codebook,
    subject_id: str | None = None,
    ignore: Collection[str] = (),
    household: str | None = None,
    open_as: OpenTable = open_table,
    who: Who | None = None,
) -> Cases:
    """Open a case file; only its header is read, but the whole of a workbook.

    Args:
        path: A file of one of the kinds that are read; ``-`` for text by standard input; or a data
            frame that was handed in.
        codebook: What its columns mean; it has one table.
        subject_id: Column that says which rows belong to the same person; ``None``: as the
            codebook says; the empty text: each row is a person, whatever the codebook says.
        ignore: Columns of the file that are left out.
        household: Column that says which people live together, blank for who lives alone;
            ``None``: as the codebook says; the empty text: nobody asks.
        open_as: How the file is opened, where it is not as the codebook says.
        who: Says who counts; ``None``: everybody. Others are neither joined nor counted.

    Raises:
        InputError: The file cannot be read, or its header does not fit the codebook.
        UsageError: The subject id or the household is a column that would be released, or both
            are one column.
        ValueError: There are no ids, of whom somebody is to say who counts.

    Where nobody says which rows are one person, no column that looks like an id may be left out:
    reading the cases raises that.
    """
    given, findings = handed(path), Findings(str(path))
    opened = stamp(given)
    reader = open_people(given, codebook.table, (subject_id, household), ignore, findings, open_as)
    findings.raise_any()
    if who is not None:
        if reader.subject_id is None:
            raise ValueError("without ids nobody is told apart from others")
        reader = replace(reader, who=who)
    return Cases(given, codebook, reader, opened)


def check_cases(
    path: str | HandedTables,
    codebook: Codebook,
    subject_id: str | None = None,
    ignore: Collection[str] = (),
    household: str | None = None,
    open_as: OpenTable = open_table,
    open_parts: OpenParts | None = None,
) -> CheckReport:
    """Read cases to their end and report everything that is wrong.

    The arguments are those of :func:`open_cases`; where the codebook describes a network, those
    of :func:`lanterne.cases.network.open_network`.

    Raises:
        UsageError: The subject id is a column that would be released, the codebook says by keys
            which rows are one person, and who lives together, or frames of several tables are
            handed in for one.
    """
    if codebook.network is not None:
        if subject_id:
            raise UsageError("cases.linked-by-keys")
        if household:
            raise UsageError("protect.household-of-linked")
        return check_network(path, codebook, ignore, open_parts, open_as)
    given, findings, tally = one_table(handed(path)), Findings(str(path)), RowCounts()
    try:
        reader = open_people(
            given, codebook.table, (subject_id, household), ignore, findings, open_as
        )
        if findings:  # a header that does not fit: the cells can be checked, the rules cannot
            _read_on(reader.batches(findings, tally))
        else:
            encoding = encode_table(codebook.table)
            _read_on(_checked(reader, codebook.table, encoding, findings, tally))
        _check_rows(tally, findings)
    except InputError:
        pass  # it is among the findings
    return CheckReport(
        Path(str(path)),
        tally.rows,
        tally.people,
        findings.problems,
        findings.more,
        blank=tally.blank,
    )


def _read_on(batches: Iterator[object]) -> None:
    """Read to the end, for what is found on the way."""
    for _ in batches:
        pass


def _checked(
    reader: PeopleReader, table: Table, encoding: Encoding, findings: Findings, tally: RowCounts
) -> Iterator[tuple[pl.DataFrame, Codes]]:
    """Answers and codes of people as long as nothing is wrong; then the rest is only checked."""
    people = reader.batches(findings, tally)
    return checked(people, table, reader.vocabularies, encoding, findings)


def _check_rows(tally: RowCounts, findings: Findings) -> None:
    if tally.rows == tally.blank and not findings:
        findings.add("no-rows.whole")
