"""Reads the text of a PDF that Typst made: every glyph by the table of its font, page by page."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_MARK = re.compile(rb"\(|<([0-9A-Fa-f]+)>|/(\w+) [\d.]+ Tf|\b(ET)\b")
_IN_STRING = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)|([()])|[^\\()]+", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Pdf:
    """What a PDF says.

    Attributes:
        pages: The lines of each page, glyphs from left to right as they stand on paper.
        fonts: Names of its fonts.
        unknown: Glyphs that show that a letter is missing.
        catalogue: What is said of the whole document, as it stands in the file.
    """

    pages: list[list[str]]
    fonts: set[str]
    unknown: int
    catalogue: str

    @property
    def text(self) -> str:
        """All of it, without blanks: lines are broken anywhere."""
        return bare("".join(line for page in self.pages for line in page))

    @property
    def from_right(self) -> str:
        """All of it, each run of letters read from the right."""
        return bare("".join(line[::-1] for page in self.pages for line in page))


def bare(text: str) -> str:
    """A text without blanks, and without signs that readers do not see."""
    return re.sub("[\\s\u200e\u200f\u2066-\u2069]+", "", text)


def assert_is_tagged(data: bytes, language: str) -> None:
    """Every letter has a meaning, and it is a PDF/UA-1 in a language, with no moment in it."""
    shown = read_pdf(data)
    assert shown.unknown == 0
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"/Marked true" in data
    assert f"/Lang({language})" in shown.catalogue
    assert b"/Title" in data
    assert b"/CreationDate" not in data


def read_pdf(data: bytes) -> Pdf:
    """What a PDF says."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(data)}
    unknown = 0
    pages = []
    for body in objects.values():
        if b"/Type/Page/" not in body:
            continue
        fonts = _fonts(objects, body)
        lines, letters, font = [], "", ""
        for part in _parts(_stream(objects[_reference(b"Contents", body)])):
            if part == "":
                lines.append(letters)
                letters = ""
            elif isinstance(part, str):
                font = part
            else:
                glyphs = [int.from_bytes(part[at : at + 2]) for at in range(0, len(part), 2)]
                unknown += glyphs.count(0)
                letters += "".join(fonts[font].get(one, "") for one in glyphs)
        pages.append(lines)
    names = {name.decode() for name in re.findall(rb"/BaseFont/\w+\+([\w-]+)/", data)}
    return Pdf(pages, names, unknown, str(objects[max(objects)], "latin-1"))


def _parts(stream: bytes) -> Iterator[str | bytes]:
    """The names of fonts, the glyphs that are shown in them, and empty texts where a line ends."""
    place = 0
    while found := _MARK.search(stream, place):
        place = found.end()
        if found[1]:
            yield bytes.fromhex(found[1].decode())
        elif found[2]:
            yield found[2].decode()
        elif found[3]:
            yield ""
        else:
            text, place = _string(stream, place)
            yield text


def _string(stream: bytes, place: int) -> tuple[bytes, int]:
    """A string between brackets, in which others may stand, and where it ends."""
    text, depth = b"", 1
    while True:
        found = _IN_STRING.match(stream, place)
        assert found
        place = found.end()
        depth += {b"(": 1, b")": -1}.get(found[2], 0)
        if depth == 0:
            return text, place
        sign = found[1]
        if sign is None:
            text += found[0]
        else:
            text += bytes([int(sign, 8)]) if sign.isdigit() else _ESCAPES.get(sign, sign)


def _reference(key: bytes, body: bytes) -> int:
    found = re.search(rb"/%s (\d+) 0 R" % key, body)
    assert found
    return int(found[1])


def _stream(body: bytes) -> bytes:
    return zlib.decompressobj().decompress(body.split(b"stream\n", 1)[1])


def _fonts(objects: dict[int, bytes], page: bytes) -> dict[str, dict[int, str]]:
    """Name of a font on a page → its glyphs → their letters."""
    named = re.findall(rb"/(f\d+) (\d+) 0 R", objects[_reference(b"Resources", page)])
    return {
        name.decode(): _letters(_stream(objects[_reference(b"ToUnicode", objects[int(place)])]))
        for name, place in named
    }


def _letters(table: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table)
    return {int(one, 16): str(bytes.fromhex(text.decode()), "utf-16-be") for one, text in pairs}
