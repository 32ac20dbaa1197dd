"""The texts that an XLSX file keeps once and names in many cells: how long each of them is.

Readers write a text out in every cell that names it, so a small file may become more than the
memory holds.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable
from xml.parsers import expat

TEXTS = 1 << 24
"""Most texts that a workbook may share: a million rows may have 16 columns without two alike."""


class TooMuchTextError(Exception):
    """More text than a reader can hold, for cells share it."""


class SharedTexts:
    """Lengths of the shared texts, in their order; of those that are not there, 0."""

    def __init__(self) -> None:
        self._lengths = array("L")
        self._length = -1
        self._parser = parser_of_elements(self._start, self._end, self._text)

    def see(self, block: bytes) -> None:
        """The next part of the file; nothing at its end."""
        self._parser.Parse(block, not block)

    def __bool__(self) -> bool:
        return bool(self._lengths)

    def written_out(self, numbers: list[bytes]) -> int:
        """Characters in cells that name these texts."""
        counted = ((int(number), times) for number, times in Counter(numbers).items())
        return sum(self.length(number) * times for number, times in counted)

    def length(self, number: int) -> int:
        """Characters of one text."""
        return self._lengths[number] if 0 <= number < len(self._lengths) else 0

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if local_name(name) == "si":
            self._length = 0

    def _text(self, text: str) -> None:
        if self._length >= 0:
            self._length += len(text)

    def _end(self, name: str) -> None:
        if local_name(name) == "si":
            self._lengths.append(max(self._length, 0))
            self._length = -1
            if len(self._lengths) > TEXTS:
                raise TooMuchTextError


def parser_of_elements(
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> expat.XMLParserType:
    """A parser of the parts of a workbook: namespaces are named, and there is no DOCTYPE.

    Args:
        start: Given each element's name and attributes.
        end: Given the name of each that ends.
        text: Given the text in them, in pieces.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    return parser


def local_name(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


def _no_doctype(*_: object) -> None:
    raise ValueError("no spreadsheet has one; entities in it may grow without end")
