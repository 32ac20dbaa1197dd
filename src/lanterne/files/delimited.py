"""Delimited text (CSV, TSV), a block at a time.

A line without anything in it is passed over.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from string import whitespace
from typing import BinaryIO

import numpy as np
import polars as pl

from lanterne.errors import InputError
from lanterne.files.handed import HeldText
from lanterne.files.layout import PLAIN, Layout, header_of
from lanterne.files.object_path import ObjectPath
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows
from lanterne.files.standard_input import StandardInput
from lanterne.files.text_blocks import RecordBlocks
from lanterne.messages import Message

DELIMITERS = ",;\t|"

Source = Path | ObjectPath | StandardInput | HeldText
"""Where the bytes of a text come from."""

_END = "\x1f"
"""Written by the reader after the last field of each record, to see records that are ragged."""


@dataclass(frozen=True)
class DelimitedFile:
    """A delimited text file of which the header has been read.

    Attributes:
        source: The file or object, what comes by standard input, or a text in memory.
        header: The names of the columns, trimmed.
        delimiter: One character.
        first_row: Which record is the first after the header, counted from 1.
    """

    source: Source
    header: tuple[str, ...]
    delimiter: str
    first_row: int

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The records, a block at a time; ragged records are noted and left out.

        Raises:
            InputError: The text cannot be read further: encoding, quotation marks, long line.
        """
        with _stream(self.source, findings) as stream:
            skip = self.first_row - 1
            blocks = RecordBlocks(stream, findings, _first_row(self.source))
            for block in blocks:
                start, passed = _after_records(block, skip)
                row, skip = blocks.row + passed, skip - passed
                frame = self._parse(block[start:], row, findings)
                self._check_line_feeds(block[start:], row, frame.height, findings)
                blocks.row = row + frame.height
                yield self._whole(frame, row, findings)

    def _parse(self, block: bytes, row: int, findings: Findings) -> pl.DataFrame:
        names = [*map(str, range(len(self.header))), _END]
        schema = dict.fromkeys(names, pl.String)
        if not block:
            return pl.DataFrame(schema=schema)
        end = f"{self.delimiter}{_END}\n"
        if block.startswith(codecs.BOM_UTF8):
            # It is in a cell: Polars would drop it in the first row of a block, and in no other,
            # so that who is in the rows before would decide what this cell says.
            block = codecs.BOM_UTF8 + block
        try:
            frame = pl.read_csv(
                block.replace(b"\n", end.encode()),
                has_header=False,
                separator=self.delimiter,
                schema=schema,
                empty_string_is_null=False,
                extra_columns="ignore",
                missing_columns="insert",
            )
        except pl.exceptions.PolarsError:
            raise _stray_quote(block, self.delimiter, row, findings) from None
        if block.count(b"\n") == frame.height:
            return frame
        return frame.with_columns(pl.all().str.replace_all(end, "\n", literal=True))

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
            if open_quotes % 2 and len(fields_of(line, self.delimiter)) == len(self.header):
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


def open_delimited(
    source: Path | ObjectPath | StandardInput,
    known: Collection[str],
    findings: Findings,
    layout: Layout = PLAIN,
) -> DelimitedFile:
    """Read the header and find the delimiter.

    Args:
        source: The file or object, or what comes by standard input.
        known: Names of columns; of several possible delimiters the one that gives most of them.
        findings: Receives what is wrong with the header.
        layout: In which rows the header stands.

    Raises:
        InputError: There is no header to be read.
    """
    records = records_of(source, findings)
    first = next(records, "")
    delimiter = _stated_delimiter(first)
    row = 2 if delimiter and layout.header_row == 1 else layout.header_row
    lines = list(islice(chain([first], records), row - 1, row - 1 + layout.header_rows))
    _check_header_lines(lines, layout, findings)
    try:
        splits = {
            each: header_of([fields_of(line, each) for line in lines])
            for each in delimiter or DELIMITERS
        }
    except csv.Error:
        raise findings.fail("not-a-table.header", row=row) from None
    best = max(splits, key=lambda each: (len(set(splits[each]) & set(known)), len(splits[each])))
    return DelimitedFile(source, splits[best], best, row + layout.header_rows)


def _stated_delimiter(line: str) -> str:
    """The delimiter that spreadsheet programs may say before all else."""
    delimiter = line[4:5] if line[:4].lower() == "sep=" else ""
    return delimiter if delimiter and delimiter in DELIMITERS else ""


def _check_header_lines(lines: list[str], layout: Layout, findings: Findings) -> None:
    header = "".join(lines)
    plain = layout.last_header_row == 1
    if plain and not header.strip():
        raise findings.fail("empty-file.first-row")
    if len(lines) < layout.header_rows:
        raise findings.fail("header-row.after-the-end", {"row": layout.last_header_row})
    if not plain and not lines[-1].strip(f'"{DELIMITERS}{whitespace}'):
        raise findings.fail("header-row.blank", row=layout.last_header_row)
    if any((letter < " " and letter not in "\t\n") or letter == "\x7f" for letter in header):
        raise findings.fail("not-text.whole")


def records_of(source: Source, findings: Findings) -> Iterator[str]:
    """The records one by one, each with its line feed: for the first of them.

    Raises:
        InputError: The text cannot be read further.
    """
    with _stream(source, findings) as stream:
        blocks = RecordBlocks(stream, findings, _first_row(source))
        for block in blocks:
            start = 0
            while start < len(block):
                end = _end_of_record(block, start)
                yield block[start:end].decode()
                start, blocks.row = end, blocks.row + 1


def _stream(source: Source, findings: Findings) -> BinaryIO:
    return source.open("rb") if isinstance(source, Path) else source.open(findings)


def _first_row(source: Source) -> int:
    """Of the first record: a frame that was made into text has names of columns, and no header."""
    return 0 if isinstance(source, HeldText) else 1


def fields_of(line: str, delimiter: str) -> list[str]:
    """The fields of a record."""
    return next(csv.reader([line], delimiter=delimiter), [""])


def _after_records(block: bytes, count: int) -> tuple[int, int]:
    """Position after that many records, or after all; and how many that are."""
    position = passed = 0
    while passed < count and position < len(block):
        position, passed = _end_of_record(block, position), passed + 1
    return position, passed


def _end_of_record(block: bytes, start: int) -> int:
    """Position after the record that begins there."""
    end = block.find(b"\n", start) + 1
    while end and block.count(b'"', start, end) % 2:
        end = block.find(b"\n", end) + 1
    return end or len(block)


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
