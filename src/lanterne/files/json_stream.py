"""The objects of a JSON file, one by one: an array of them, or one after the other.

Memory depends neither on how many there are nor on how they are laid out.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.files.text_blocks import KIB, LINE

BLOCK = 1 << 20
"""Bytes read at once."""

FIRST_ROW = 2
"""Row of the first object, as if the names of columns stood in row 1."""

_BETWEEN = re.compile(r"[\s,]*")
"""Between two objects; a comma too many is no reason to refuse what is clear."""


class TwiceError(ValueError):
    """A name occurs twice in an object: two readers might take two different answers."""


class JsonObjects:
    """The objects of a file.

    Attributes:
        row: Row of the next object.
    """

    def __init__(self, path: Path, findings: Findings) -> None:
        self.row = FIRST_ROW
        self._path = path
        self._findings = findings
        self._decoder = json.JSONDecoder(object_pairs_hook=_without_twins, parse_int=str)
        self._array: bool | None = None
        self._closed = False

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Each object: whole numbers as texts, others as floats; ``row`` is the next one's.

        Raises:
            InputError: The file is no array of objects, or one of them cannot be read.
        """
        text = ""
        for block in self._blocks():
            text, at = text + block, 0
            while (at := self._next(text, at)) < len(text):
                found = self._object(text, at)
                if found is None:
                    break
                given, at = found
                self.row += 1
                yield given
            text = text[at:]
            if len(text) > LINE:
                raise self._fail("json.too-long", {"size": KIB})
        if text or (self._array and not self._closed):
            raise self._fail("json.damaged")

    def _next(self, text: str, start: int) -> int:
        """Where the next object begins; the length of the text where none does."""
        at = _after(text, start)
        if self._array is None and at < len(text):
            self._array = text[at] == "["
            at = _after(text, at + self._array)
        if self._array and not self._closed and text[at : at + 1] == "]":
            self._closed = True
            at = _after(text, at + 1)
        if at < len(text) and (self._closed or text[at] != "{"):
            raise self._fail("json.no-object")
        return at

    def _object(self, text: str, at: int) -> tuple[dict[str, Any], int] | None:
        """An object and where it ends; ``None``: it does not end in this text."""
        try:
            given, end = self._decoder.raw_decode(text, at)
        except TwiceError:
            raise self._fail("json.name-twice") from None
        except RecursionError:
            raise self._fail("json.too-deep") from None
        except json.JSONDecodeError:
            return None
        return given, end

    def _blocks(self) -> Iterator[str]:
        """The text; in UTF-8, or in UTF-16 with a byte order mark: no row has a say in it."""
        with self._path.open("rb") as stream:
            block = stream.read(BLOCK)
            wide = block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            encoding = "utf-16" if wide else "utf-8-sig"
            decoder = codecs.getincrementaldecoder(encoding)()
            try:
                while block:
                    yield decoder.decode(block)
                    block = stream.read(BLOCK)
                yield decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                raise self._fail("encoding", {"encoding": "UTF-16" if wide else "UTF-8"}) from None

    def _fail(self, code: str, gaps: dict[str, str | int] | None = None) -> InputError:
        return self._findings.fail(code, gaps, row=self.row)


def _after(text: str, at: int) -> int:
    """Position after what stands between two objects."""
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise TwiceError
    return made
