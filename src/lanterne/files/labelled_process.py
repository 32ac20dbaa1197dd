"""Reads a file of Stata or SPSS for another process, and says what it found by standard output.

The library that knows these files is written in C, and a damaged one can end the process that reads
it: so that is not the process that has cases, ledgers and a person in front of it.

The first line is JSON, what the columns are; then come batches of rows, each as its length in eight
bytes and an Arrow stream; a length of zero says that all rows were given.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Any, BinaryIO

import polars as pl
import pyreadstat

from lanterne.files.texts import as_text

MEMORY = 1 << 32
"""Most bytes of memory, where the system can hold a process to it: damage may ask for any."""

Labels = Mapping[float | str, str]
"""Value as the file keeps it → what it means."""


def main(path: str, kind: str, rows: int, out: BinaryIO) -> None:
    """Say what the columns are, and give the rows.

    Args:
        path: The file.
        kind: ``Stata`` or ``SPSS``.
        rows: Rows of a batch; none are given where it is 0.
        out: Receives all.
    """
    read = pyreadstat.read_dta if kind == "Stata" else pyreadstat.read_sav
    _, meta = read(path, output_format="dict", metadataonly=True, user_missing=True)
    out.write(json.dumps(_columns(meta)).encode() + b"\n")
    first = 0
    while rows:
        cells, meta = read(
            path, output_format="dict", user_missing=True, row_offset=first, row_limit=rows
        )
        frame = texts_of(cells, meta)
        packed = io.BytesIO()
        frame.write_ipc_stream(packed)
        out.write(packed.tell().to_bytes(8, "big") + packed.getbuffer())
        first += frame.height
        if frame.height < rows:
            break
    out.write(bytes(8))


def _columns(meta: Any) -> dict[str, Any]:
    """What of :class:`lanterne.files.labelled.LabelledFile` is said of columns."""
    names = meta.column_names
    labels = [meta.variable_value_labels.get(name, {}) for name in names]
    missing = [_is_missing(name, meta) for name in names]
    return {
        "header": names,
        "questions": [label or "" for label in meta.column_labels],
        "answers": [list(dict.fromkeys(each.values())) for each in labels],
        "missing": [
            [label for value, label in known.items() if is_missing(value)]
            for known, is_missing in zip(labels, missing, strict=True)
        ],
        "height": -1 if meta.number_rows is None else meta.number_rows,
        "width": sum(meta.variable_storage_width.values()),
    }


def _is_missing(name: str, meta: Any) -> Callable[[float | str], bool]:
    """Whether a column calls a value missing: by ranges in SPSS, by letters in Stata."""
    ranges = meta.missing_ranges.get(name, ())
    text = meta.readstat_variable_types[name] == "string"

    def missing(value: float | str) -> bool:
        if isinstance(value, str) != text:
            return True  # a letter in a column of numbers
        return any(each["lo"] <= value <= each["hi"] for each in ranges)

    return missing


def texts_of(cells: Mapping[str, Sequence[Any]], meta: Any) -> pl.DataFrame:
    """The columns of a batch as texts."""
    return pl.DataFrame(
        [
            _column(
                values,
                meta.readstat_variable_types[name],
                {
                    **{letter: f".{letter}" for letter in meta.missing_user_values.get(name, ())},
                    **meta.variable_value_labels.get(name, {}),
                },
            ).alias(str(place))
            for place, (name, values) in enumerate(cells.items())
        ]
    )


def _column(values: Sequence[Any], kind: str, labels: Labels) -> pl.Series:
    if kind == "string":
        texts = pl.Series(values, dtype=pl.String).fill_null("")
        return texts.replace({str(value): label for value, label in labels.items()})
    letters = [value for value in labels if isinstance(value, str)]
    if letters:
        known = [labels.get(value) if isinstance(value, str) else None for value in values]
        said = pl.Series(known, dtype=pl.String)
        numbers = [None if isinstance(value, str) else value for value in values]
        return pl.select(pl.coalesce(said, _numbers(numbers, kind, labels))).to_series()
    return _numbers(values, kind, labels)


def _numbers(values: Sequence[Any], kind: str, labels: Labels) -> pl.Series:
    """Numbers and times as texts, or as their labels."""
    texts = _plain(values, kind)
    named = {value: label for value, label in labels.items() if not isinstance(value, str)}
    return texts.replace(
        _plain(list(named), kind), pl.Series(list(named.values()), dtype=pl.String)
    )


def _plain(values: Sequence[Any], kind: str) -> pl.Series:
    first = next((value for value in values if value is not None), None)
    number = pl.Float32 if kind == "float" else pl.Float64
    cells = pl.Series(values, dtype=None if isinstance(first, date | time) else number)
    return pl.select(as_text(cells, cells.dtype)).to_series()


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 -- not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _limit_memory()
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.stdout.buffer)
