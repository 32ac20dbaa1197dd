"""A data frame as the text that a file of it would have: from there on it is read as a file is.

The text is made once, in memory, and is what is handed in: so neighbours of a frame are neighbours
of a file. Each cell is written by its value alone (:mod:`lanterne.files.frame_cells`).
"""

from __future__ import annotations

import csv
import io
import sys
import warnings
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any

import polars as pl

from lanterne.files.delimited import DelimitedFile, fields_of, records_of
from lanterne.files.frame_cells import NARROW, Text, Unfit, texts_of
from lanterne.files.handed import Frame, HeldFrame
from lanterne.files.layout import clean_header
from lanterne.files.problem_log import Findings, shown
from lanterne.messages import Message, say

_FLOATS = ("halffloat", "float16", "float", "float32", "double", "float64")
"""Names of floating-point numbers in Arrow."""

ROWS = 1 << 15
"""Rows that are objects of Python at one time."""

_FAILED = (Exception, pl.exceptions.PanicException)
"""How a library of frames may fail; what Polars calls a panic is no Exception."""

_BELOW: dict[Any, int] = {pl.Float32: NARROW[4], getattr(pl, "Float16", pl.Null): NARROW[2]}


@dataclass(frozen=True)
class _Column:
    """A column of a frame of any library.

    Attributes:
        name: Its name, which may be no text yet.
        position: Its position, counted from 1.
        cells: Its cells from one row to another.
        below: Of narrow floating-point numbers, from where on whole ones are rounded.
    """

    name: Any
    position: int
    cells: Callable[[int, int], Sequence[Any] | pl.Series]
    below: int | None = None

    def told(self, known: Collection[str]) -> str:
        """What it is called in messages: in a frame without names a case may stand for them."""
        return shown(self.name) if self.name.strip() in known else str(self.position)


def open_frame(held: HeldFrame, known: Collection[str], findings: Findings) -> DelimitedFile:
    """A frame that was handed in as a file of delimited text, whose header has been read.

    Args:
        held: The frame.
        known: Names of columns to be expected, which are public.
        findings: Receives what is wrong.

    Raises:
        InputError: It cannot be written as text; with all that is wrong.
    """
    text = held.text(findings, known)
    header = fields_of(next(records_of(text, findings)), ",")
    return DelimitedFile(text, clean_header(header), ",", first_row=2)


def text_of(frame: Frame, findings: Findings, known: Collection[str] = ()) -> bytes:
    """The text of a file that holds a frame: names of columns in the first line, then its rows.

    Args:
        frame: A frame of Polars or pandas, a table of Arrow, or what hands out its columns so. The
            index of pandas is not read.
        findings: Receives what is wrong.
        known: Names of columns to be expected; others are told by their position.

    Raises:
        InputError: The index says something, a name is no text, or cells cannot be written; with
            each column that has such.
    """
    height, columns = _taken_apart(frame, findings)
    _check_names(columns, findings)
    out = io.BytesIO()
    out.write(_header_line(columns))
    for start in range(0, height, ROWS):
        end = min(start + ROWS, height)
        texts = [_texts(column, start, end, known, findings) for column in columns]
        if not findings:
            rows = pl.DataFrame([one.alias(str(place)) for place, one in enumerate(texts)])
            rows.write_csv(out, include_header=False, quote_style="necessary")
    findings.raise_any()
    return out.getvalue()


def _taken_apart(frame: Any, findings: Findings) -> tuple[int, list[_Column]]:
    pandas = sys.modules.get("pandas")  # whoever has such a frame has loaded it
    if pandas is not None and isinstance(frame, pandas.DataFrame):
        _check_index(frame, pandas, findings)
        return len(frame), [_of_pandas(frame, place) for place in range(frame.shape[1])]
    if not isinstance(frame, pl.DataFrame):
        frame = _as_polars(frame)
        if frame is None:
            raise findings.fail("not-a-table.frame")
    return frame.height, list(starmap(_of_polars, enumerate(frame.get_columns(), 1)))


def _as_polars(frame: Any) -> pl.DataFrame | None:
    """The same as a frame of Polars; ``None``: it cannot be."""
    try:
        streams = hasattr(frame, "__arrow_c_stream__")
        return pl.DataFrame(frame) if streams else pl.from_dataframe(frame)
    except _FAILED:  # what is said of it may repeat a cell, and goes with it when this returns
        return None


def _of_polars(position: int, column: pl.Series) -> _Column:
    below = _BELOW.get(column.dtype)
    return _Column(column.name, position, lambda start, end: column[start:end], below)


def _of_pandas(frame: Any, place: int) -> _Column:
    kind = frame.dtypes.iloc[place]
    kind = getattr(getattr(kind, "categories", None), "dtype", kind)
    arrow = getattr(kind, "pyarrow_dtype", None)
    arrow = getattr(arrow, "value_type", arrow)  # of a dictionary, that of its values

    def cells(start: int, end: int) -> Sequence[Any] | pl.Series:
        some = frame.iloc[start:end, place]
        if str(arrow) == "time64[ns]":  # pandas would cut off parts of a millionth of a second
            return pl.Series(some.array.__arrow_array__())
        found: list[Any] = some.tolist()
        return found

    return _Column(frame.columns[place], place + 1, cells, NARROW.get(_bytes_of_float(kind, arrow)))


def _bytes_of_float(kind: Any, arrow: Any) -> int:
    """How many bytes a floating-point number of a column of pandas takes; 0: it has none."""
    if arrow is not None:
        return arrow.bit_width // 8 if str(arrow) in _FLOATS else 0
    return getattr(kind, "itemsize", 0) if getattr(kind, "kind", "") == "f" else 0


def _check_index(frame: Any, pandas: Any, findings: Findings) -> None:
    """An index that may hold ids is refused; one of numbers, as rows that are chosen keep, is told.

    Raises:
        InputError: It has a name or levels, or is of something else than whole numbers.
    """
    index = frame.index
    said = index.nlevels > 1 or index.name is not None or index.dtype.kind not in "iu"
    if said or index.has_duplicates:  # rows that share a number are of one person, or of one file
        if len(frame):
            raise findings.fail("frame-index")
    elif not index.equals(pandas.RangeIndex(len(frame))):
        warnings.warn(say(_left_out(findings.sheet), "en"), stacklevel=2)


def _left_out(table: str | None) -> Message:
    """That an index is not read; of each table, as Python shows the same warning once."""
    if table is None:
        return Message("frame.index-left-out")
    return Message("frame.index-left-out-of-table", {"table": table})


def _check_names(columns: Sequence[_Column], findings: Findings) -> None:
    """Raise InputError unless all names are texts; what is there twice is seen where it is read."""
    for column in columns:
        gaps = {"position": str(column.position)}
        if not isinstance(column.name, str):
            findings.add("frame-name.no-text", gaps)
        elif not _is_written(column.name):
            findings.add("frame-name.no-letters", gaps)
    if not columns:
        findings.add("frame-without-columns")
    findings.raise_any()


def _is_written(name: str) -> bool:
    """Whether it can stand in the header of a file."""
    controls = any((one < " " and one not in "\t\n") or one == "\x7f" for one in name)
    return not controls and _encodes(name)


def _header_line(columns: Sequence[_Column]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([column.name for column in columns])
    return line.getvalue().encode()


def _texts(
    column: _Column, start: int, end: int, known: Collection[str], findings: Findings
) -> pl.Series:
    """The texts of a column's cells; null where one is blank. What is wrong is noted."""
    texts = _texts_or_nothing(column, start, end)
    if isinstance(texts, pl.Series):
        return texts
    if texts is None:
        findings.add("frame-column", column=column.told(known))
        return pl.Series(dtype=pl.String)
    unfit = {place: text for place, text in enumerate(texts) if isinstance(text, Unfit)}
    for place, text in enumerate(texts):
        if isinstance(text, str) and not _encodes(text):
            unfit[place] = Unfit.LETTERS
    for why in Unfit:
        rows = [start + 1 + place for place, found in unfit.items() if found is why]
        if rows:
            findings.add(why.value, rows=rows, column=column.told(known))
    return pl.Series(dtype=pl.String)


def _texts_or_nothing(column: _Column, start: int, end: int) -> pl.Series | list[Text] | None:
    """The texts of a column's cells, those with some that are unfit, or ``None``: none are read.

    What a library says of a cell that it cannot read repeats a piece of it. It ends here.
    """
    try:
        cells = column.cells(start, end)
        if isinstance(cells, pl.Series):
            if cells.dtype == pl.String:
                return cells.cast(pl.Binary).cast(pl.String)  # in UTF-8, or not at all
            if _is_finer(cells):
                return None
            cells = cells.to_list()
        texts = texts_of(cells, column.below)
    except _FAILED:  # of any library that makes frames
        return None
    if any(isinstance(text, Unfit) for text in texts):
        return texts
    try:
        return pl.Series(texts, dtype=pl.String, strict=True)
    except UnicodeEncodeError:
        return texts


def _is_finer(cells: pl.Series) -> bool:
    """Whether there are times in parts of a millionth of a second, which Python would cut off."""
    kind = cells.dtype
    if kind == pl.Time or (isinstance(kind, pl.Datetime) and kind.time_unit == "ns"):
        return bool((cells.dt.nanosecond() % 1000 != 0).any())
    return False


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
