"""Delimited text (CSV, TSV), a block at a time.

A line without anything in it is passed over.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows, clean_header
from lanterne.files.text_blocks import RecordBlocks
from lanterne.messages import Message

DELIMITERS = ",;\t|"

_END = "\x1f"
"""Written by the reader after the last field of each record, to see records that are ragged."""


@dataclass(frozen=True)
class DelimitedFile:
    """A delimited text file of which the header has been read.

    Attributes:
        path: The file.
        header: The names of the columns, trimmed.
        delimiter: One character.
        first_row: Row of the first record after the header.
    """

    path: Path
    header: tuple[str, ...]
    delimiter: str
    first_row: int

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The records, a block at a time; ragged records are noted and left out.

        Raises:
            InputError: The text cannot be read further: encoding, quotation marks, long line.
        """
        with self.path.open("rb") as stream:
            skip = self.first_row - 1
            blocks = RecordBlocks(stream, findings)
            for block in blocks:
                start = _after_records(block, skip)
                row, skip = blocks.row + skip, 0
                frame = self._parse(block[start:], row, findings)
                self._check_line_feeds(block[start:], row, frame.height, findings)
                blocks.row = row + frame.height
                yield self._whole(frame, row, findings)

    def _parse(self, block: bytes, row: int, findings: Findings) -> pl.DataFrame:
        names = [*map(str, range(len(self.header))), _END]
        schema = dict.fromkeys(names, pl.String)
        if not block:
            return pl.DataFrame(schema=schema)
        marked = block.replace(b"\n", f"{self.delimiter}{_END}\n".encode())
        try:
            return pl.read_csv(
                marked,
                has_header=False,
                separator=self.delimiter,
                schema=schema,
                empty_string_is_null=False,
                extra_columns="ignore",
                missing_columns="insert",
            )
        except pl.exceptions.PolarsError:
            raise _stray_quote(block, self.delimiter, row, findings) from None

    def _check_line_feeds(self, block: bytes, row: int, records: int, findings: Findings) -> None:
        """No answer over several lines holds a line that could be a record of its own.

        A stray quotation mark joins all records up to the next one, and so several people; that
        looks like a long answer, and only the number of fields in its lines tells the two apart.
        """
        if block.count(b"\n") == records:
            return
        joined = []
        open_quotes, place = 0, row
        for line in block.decode().replace("\r", " ").split("\n")[:-1]:
            if open_quotes % 2 and len(_fields(line, self.delimiter)) == len(self.header):
                joined.append(place)
            open_quotes += line.count('"')
            place += 1 - open_quotes % 2
        findings.add("quoted-lines", rows=list(dict.fromkeys(joined)))

    def _whole(self, frame: pl.DataFrame, row: int, findings: Findings) -> Rows:
        """The records with as many fields as the header; the others are noted, blank lines not."""
        numbers = np.arange(row, row + frame.height, dtype=np.int64)
        fields = frame.drop(_END)
        whole = (frame[_END] == _END).fill_null(value=False).to_numpy()
        if whole.all():
            return Rows(fields, numbers)
        ragged, where = frame.filter(pl.Series(~whole)), numbers[~whole]
        blank = ((ragged["0"] == "") & (ragged.to_series(1) == _END)).to_numpy()
        ends = pl.any_horizontal((pl.all() == _END).fill_null(value=False))
        short = ragged.select(ends).to_series().to_numpy()
        wanted = {"count": len(self.header)}
        advice = Message("header-fields.row-is-short", wanted)
        findings.add("too-few-fields", advice=advice, rows=where[short & ~blank])
        advice = Message("header-fields.row-is-long", wanted)
        findings.add("too-many-fields", advice=advice, rows=where[~short])
        return Rows(fields.filter(pl.Series(whole)), numbers[whole])


def open_delimited(path: Path, known: Collection[str], findings: Findings) -> DelimitedFile:
    """Read the header and find the delimiter.

    Args:
        path: The file.
        known: Names of columns; of several possible delimiters the one that gives most of them.
        findings: Receives what is wrong with the header.

    Raises:
        InputError: There is no header to be read.
    """
    with path.open("rb") as stream:
        block = next(iter(RecordBlocks(stream, findings)), b"")
    first_row = 1
    given = block[:5].lower()
    delimiter = ""
    if given.startswith(b"sep=") and given[4:5] in DELIMITERS.encode():
        delimiter, first_row = given[4:5].decode(), 2
    start = _after_records(block, first_row - 1)
    line = block[start : start + _after_records(block[start:], 1)].decode()
    if not line.strip():
        raise findings.fail("empty-file.first-row")
    if any((letter < " " and letter not in "\t\n") or letter == "\x7f" for letter in line):
        raise findings.fail("not-text.whole")
    try:
        splits = {each: _split(line, each) for each in delimiter or DELIMITERS}
    except csv.Error:
        raise findings.fail("not-a-table.header", row=1) from None
    best = max(splits, key=lambda each: (len(set(splits[each]) & set(known)), len(splits[each])))
    return DelimitedFile(path, splits[best], best, first_row + 1)


def _split(line: str, delimiter: str) -> tuple[str, ...]:
    return clean_header(_fields(line, delimiter))


def _fields(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [""])


def _after_records(block: bytes, count: int) -> int:
    """Position after that many records."""
    position = 0
    for _ in range(count):
        end = block.find(b"\n", position) + 1
        while end and block.count(b'"', position, end) % 2:
            end = block.find(b"\n", end) + 1
        position = end or len(block)
    return position


def _stray_quote(block: bytes, delimiter: str, row: int, findings: Findings) -> InputError:
    """The error for a block that breaks the rules of quotation, at the first row that does."""
    at = row
    try:
        for fields in csv.reader(block.decode().split("\n"), delimiter=delimiter, strict=True):
            if any('"' in field for field in fields):
                break
            at += 1
    except csv.Error:
        pass
    return findings.fail("quotation-mark.inside", row=at)
