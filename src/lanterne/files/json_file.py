"""Records in JSON as a table, a batch of rows at a time.

An object within an object is a group of columns, named ``group/name``; a list of texts is one
answer with several members. Systems leave out what nobody answered: a name that an object does not
have is blank, and a column that is expected and that no object has is there and blank, so that it
does not hang on one person whether a file can be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lanterne.files.json_stream import FIRST_ROW, JsonObjects
from lanterne.files.layout import GROUP, clean_header
from lanterne.files.problem_log import Findings, shown
from lanterne.files.rows import COLUMNS, Rows

CELLS = 1 << 20
"""Most cells of a batch."""

MEMBERS = ";"
"""Between the members of a list."""

_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class JsonFile:
    """A file of JSON objects whose names have been read.

    Attributes:
        path: The file.
        header: The names of the columns, trimmed: those of all objects as they first occur, then
            those that were expected.
        names: As they stand in the file.
    """

    path: Path
    header: tuple[str, ...]
    names: tuple[str, ...]

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows as texts; lists of objects are noted and blank.

        Raises:
            InputError: The file cannot be read further.
        """
        at_once = max(1, CELLS // max(len(self.names), 1))
        objects, first = JsonObjects(self.path, findings), FIRST_ROW
        given = map(_flat, objects)
        while batch := list(islice(given, at_once)):
            cells = [self._column(name, batch, first, findings) for name in self.names]
            frame = pl.DataFrame([cell.alias(str(place)) for place, cell in enumerate(cells)])
            yield Rows(frame, np.arange(first, first + len(batch), dtype=np.int64))
            first += len(batch)

    def _column(
        self, name: str, batch: Sequence[Mapping[str, Any]], first: int, findings: Findings
    ) -> pl.Series:
        values = [each.get(name) for each in batch]
        with suppress(TypeError, UnicodeEncodeError):  # nothing but texts and blanks, as in most
            return pl.Series(values, dtype=pl.String).fill_null("")
        texts = [value if value.__class__ is str else _text(value) for value in values]
        try:
            cells = pl.Series(texts, dtype=pl.String)
        except UnicodeEncodeError:
            halves = [_has_half_letter(text) for text in texts]
            self._note("json.half-letter", name, halves, first, findings)
            cells = pl.Series(
                [text and text.encode("ascii", "ignore").decode() for text in texts],
                dtype=pl.String,
            )
        if cells.has_nulls():
            self._note("json.table-inside", name, cells.is_null(), first, findings)
        return cells.fill_null("")

    def _note(
        self, code: str, name: str, where: Iterable[bool], first: int, findings: Findings
    ) -> None:
        rows = [row for row, wrong in enumerate(where, start=first) if wrong]
        findings.add(code, rows=rows, column=shown(name))


def open_json(path: Path, known: Collection[str], findings: Findings) -> JsonFile:
    """Read all names of a file of JSON objects.

    Args:
        path: The file.
        known: Names of columns to be expected: those that no object has are blank.
        findings: Receives what is wrong.

    Raises:
        InputError: The file is no array of objects, or one of them cannot be read.
    """
    names: dict[str, None] = {}
    objects = JsonObjects(path, findings)
    for given in objects:
        found = _flat(given)
        if given and not found:
            raise findings.fail("json.name-twice", row=objects.row - 1)
        if not found.keys() <= names.keys():
            names.update(dict.fromkeys(found))
        if len(names) > COLUMNS:
            raise findings.fail("too-many-columns", {"most": COLUMNS})
    if any(map(_has_half_letter, names)):
        raise findings.fail("json.half-letter")
    spelt = {_alike(name) for name in names}
    names.update(dict.fromkeys(name for name in known if _alike(name) not in spelt))
    return JsonFile(path, clean_header(names), tuple(names))


def _flat(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The names and values of an object, and those of objects within it as of groups."""
    if dict not in set(map(type, given.values())):
        return given
    pairs = list(_pairs(given, ""))
    made = dict(pairs)
    return made if len(made) == len(pairs) else {}


def _pairs(given: Mapping[str, Any], group: str) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        if isinstance(value, dict) and value:
            yield from _pairs(value, f"{group}{name}{GROUP}")
        else:
            yield f"{group}{name}", value


def _text(value: Any) -> str | None:
    """A value as all files write it; ``None``: it is a table."""
    return _joined(value) if isinstance(value, list) else _scalar(value)


def _scalar(value: Any) -> str:
    """A single value: null, NaN and an empty object are blank."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 2**53
        return "" if isnan(value) else str(int(value)) if whole else repr(value)
    return value if isinstance(value, str) else ""


def _joined(members: list[Any]) -> str | None:
    """The members of a list; ``None``: they are no single texts."""
    texts = [_scalar(member) for member in members]
    if any(isinstance(member, dict | list) for member in members) or any(
        MEMBERS in text for text in texts
    ):
        return None
    return MEMBERS.join(text for text in texts if text)


def _has_half_letter(text: str | None) -> bool:
    """Whether a text holds what no file can: JSON writes letters in two halves, and one is gone."""
    return text is not None and not text.isascii() and bool(_HALF.search(text))


def _alike(name: str) -> str:
    """A name without what does not tell two columns apart: capitals, accents, blanks around."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold().strip()
