"""A case file that is open: codes for the synthesiser, texts for the evaluation.

How many people there are is itself sensitive. It is counted while reading, shown by no
representation, and published only with noise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.check import check_header, check_records
from lanterne.cases.encode import IMPOSSIBLE, Codes, to_codes, vocabularies_of
from lanterne.cases.findings import Findings
from lanterne.cases.people import PeopleReader, Tally
from lanterne.cases.read import open_table
from lanterne.cases.subjects import ROW
from lanterne.codebook.encode import encode_table
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Codebook, Table
from lanterne.errors import InputError, Problem, UsageError

KEPT = 1 << 28
"""Most bytes of codes that are kept for the next pass."""


class Cases:
    """Case records in a file, one row per person once they are read.

    The file must not change between two passes: its size, its time of change and its number of
    people are compared. Made by :func:`open_cases`.

    Attributes:
        path: The file.
        codebook: What its columns mean.
        encoding: How its answers become codes.
    """

    def __init__(
        self, path: Path, codebook: Codebook, reader: PeopleReader, stamp: tuple[int, ...]
    ) -> None:
        self.path = path
        self.codebook = codebook
        self.encoding: Encoding = encode_table(codebook.table)
        self._reader = reader
        self._stamp = stamp
        self._count: int | None = None
        self._kept: list[Codes] | None = None

    @property
    def subject_id(self) -> str | None:
        """Column that says which rows are one person; ``None``: each row is taken to be one."""
        return self._reader.subject_id

    def __repr__(self) -> str:
        """The file and the codebook; no number of people."""
        return f"Cases({str(self.path)!r}, codebook={self.codebook.name!r})"

    def batches(self) -> Iterator[Codes]:
        """Codes of all people, a batch at a time, checked while they are read.

        Nothing more is given once something is wrong; the rest of the file is then only checked.
        What was given before must be thrown away when this raises. The codes of a small table are
        kept, so that the next pass is free: they must not be written to.

        Returns:
            Arrays of shape (rows, model columns), uint16, C order.

        Raises:
            InputError: All that is wrong in the file, after it has been read to its end; or that
                the file has changed since it was opened.
        """
        if self._kept is not None:
            yield from self._kept
            return
        kept: list[Codes] = []
        room = KEPT
        for _, codes in self._people_and_codes():
            room -= codes.nbytes
            if room >= 0:
                kept.append(codes)
            else:
                kept.clear()
            yield codes
        self._kept = kept if room >= 0 else None

    def frame(self) -> pl.DataFrame:
        """The texts of all people in memory, released columns only, in the codebook's order.

        Raises:
            InputError: As :meth:`batches`.
        """
        books = self._reader.vocabularies.items()
        return pl.concat(
            pl.DataFrame([book.write(answers[name]) for name, book in books])
            for answers, _ in self._people_and_codes()
        )

    def _people_and_codes(self) -> Iterator[tuple[pl.DataFrame, Codes]]:
        """Answers and codes of people, as long as nothing is wrong."""
        findings, tally = Findings(str(self.path)), Tally()
        self._check_unchanged()
        yield from _checked(self._reader, self.codebook.table, self.encoding, findings, tally)
        _check_rows(tally, findings)
        findings.raise_any()
        self._check_unchanged()
        if self._count not in {None, tally.people}:
            raise self._changed()
        self._count = tally.people

    def _check_unchanged(self) -> None:
        if _stamp(self.path) != self._stamp:
            raise self._changed()

    def _changed(self) -> InputError:
        message = "The file has changed since it was opened."
        hint = "Work on a copy that nobody writes to."
        return InputError([Problem("file-changed", message, hint, str(self.path))])


@dataclass(frozen=True)
class CheckReport:
    """What is wrong in a case file. Sensitive: it says how many people there are.

    Attributes:
        path: The file.
        rows: Rows read below the header.
        people: People that they are about.
        problems: The problems, in the order of the file, then the counts of those not listed.
        more: How many problems are not listed with their row.
    """

    path: Path
    rows: int = field(repr=False)
    people: int = field(repr=False)
    problems: tuple[Problem, ...]
    more: int

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def open_cases(
    path: str | Path,
    codebook: Codebook,
    subject_id: str | None = None,
    ignore: Collection[str] = (),
) -> Cases:
    """Open a case file; only its header is read, but the whole of a workbook.

    Args:
        path: A delimited text, XLSX, ODS or Parquet file.
        codebook: What its columns mean; it has one table.
        subject_id: Column that says which rows belong to the same person; ``None``: as the
            codebook says; the empty text: each row is a person, whatever the codebook says.
        ignore: Columns of the file that are left out.

    Raises:
        InputError: The file cannot be read, or its header does not fit the codebook.
        UsageError: The subject id is a column that would be released.

    Where nobody says which rows are one person, no column that looks like an id may be left out:
    reading the cases raises that.
    """
    path, findings = Path(path), Findings(str(path))
    stamp = _stamp(path)
    reader = _open(path, codebook.table, subject_id, ignore, findings)
    findings.raise_any()
    return Cases(path, codebook, reader, stamp)


def check_cases(
    path: str | Path,
    codebook: Codebook,
    subject_id: str | None = None,
    ignore: Collection[str] = (),
) -> CheckReport:
    """Read a case file to its end and report everything that is wrong.

    The arguments are those of :func:`open_cases`.

    Raises:
        UsageError: The subject id is a column that would be released.
    """
    path, findings, tally = Path(path), Findings(str(path)), Tally()
    try:
        reader = _open(path, codebook.table, subject_id, ignore, findings)
        if findings:  # a header that does not fit: the cells can be checked, the rules cannot
            _read_on(reader.batches(findings, tally))
        else:
            encoding = encode_table(codebook.table)
            _read_on(_checked(reader, codebook.table, encoding, findings, tally))
        _check_rows(tally, findings)
    except InputError:
        pass  # it is among the findings
    return CheckReport(path, tally.rows, tally.people, findings.problems, findings.more)


def _open(
    path: Path,
    table: Table,
    subject_id: str | None,
    ignore: Collection[str],
    findings: Findings,
) -> PeopleReader:
    subject = table.subject_id if subject_id is None else (subject_id or None)
    if subject in table.names:
        raise UsageError(
            f"The subject id cannot be {subject}: that column would be released. "
            "Name a column that is not in the codebook's list."
        )
    known = [*table.names, *([subject] if subject else [])]
    file = open_table(path, table.name, known, findings)
    check_header(file.header, table, subject, ignore, findings)
    there = {
        name: book for name, book in vocabularies_of(table).items() if file.header.count(name) == 1
    }
    nobody_said = subject is None and subject_id is None
    left_out = tuple(name for name in file.header if name in ignore) if nobody_said else ()
    return PeopleReader(file, there, subject if subject in file.header else None, left_out)


def _read_on(batches: Iterator[object]) -> None:
    """Read to the end, for what is found on the way."""
    for _ in batches:
        pass


def _checked(
    reader: PeopleReader, table: Table, encoding: Encoding, findings: Findings, tally: Tally
) -> Iterator[tuple[pl.DataFrame, Codes]]:
    """Answers and codes of people as long as nothing is wrong; then the rest is only checked."""
    for people in reader.batches(findings, tally):
        answers = check_records(people.drop_nulls(), table, reader.vocabularies, findings)
        if findings:
            continue
        codes = to_codes(answers, reader.vocabularies, encoding)
        _find_impossible(codes, answers, findings)
        if len(codes) and not findings:
            yield answers, codes.astype(np.uint16)


def _find_impossible(
    codes: npt.NDArray[np.int32], answers: pl.DataFrame, findings: Findings
) -> None:
    """Nothing is left that has no code: a second look, after the rules."""
    bad = (codes == IMPOSSIBLE).any(axis=1)
    message = "The codebook does not allow the answers of this row together."
    findings.add("impossible", message, rows=answers[ROW].to_numpy()[bad])


def _check_rows(tally: Tally, findings: Findings) -> None:
    if not tally.rows and not findings:
        findings.add("no-rows", "There is a header and no case below it.", "Add the cases.")


def _stamp(path: Path) -> tuple[int, ...]:
    """What tells that a file has changed; zeros when it is gone."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0, 0)
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
