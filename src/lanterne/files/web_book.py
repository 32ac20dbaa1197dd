"""Tables of a web page, such as many systems export and call XLS: each is a sheet.

The first is called ``1``. What a page lays out by tables within tables is not a table of answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import polars as pl

from lanterne.files.lost_cells import LostCell
from lanterne.files.problem_log import Findings
from lanterne.files.text_blocks import KIB, LINE
from lanterne.files.zip_safety import CELLS

LARGEST = 1 << 28
"""Most bytes of a page."""

_BLOCK = LINE
_HEAD = 1 << 12
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)

_OF_PAGES = re.compile(
    r"us-ascii|(?:windows-|cp)\d{3,4}|iso-8859-\d{1,2}|koi8-[ru]|gbk|gb2312|gb18030|big5|shift_jis"
    r"|euc-(?:jp|kr)"
)


@dataclass
class WebTable:
    """A table as it is parsed.

    Attributes:
        rows: Its cells.
        lost: Cells that reach over others.
        width: The longest row.
    """

    rows: list[list[str]] = field(default_factory=list, repr=False)
    lost: list[LostCell] = field(default_factory=list)
    width: int = 0


@dataclass(frozen=True)
class WebBook:
    """A web page with tables, as :class:`lanterne.files.book.Book`.

    Attributes:
        path: The file.
        sheets: ``1``, ``2`` …
        tables: The tables.
    """

    path: Path
    sheets: tuple[str, ...]
    tables: tuple[WebTable, ...] = field(repr=False)

    def cells(self, sheet: str, findings: Findings, rows: int | None = None) -> pl.DataFrame:
        """The texts of a table from its first row on, blank ones too."""
        del findings
        table = self.tables[self.sheets.index(sheet)]
        lines = [row + [""] * (table.width - len(row)) for row in table.rows[:rows]]
        names = {str(place): pl.String for place in range(max(table.width, 1))}
        return pl.DataFrame(lines, schema=names, orient="row")

    def lost_cells(self, sheet: str, findings: Findings) -> tuple[LostCell, ...]:
        """Cells of a table that reach over others."""
        del findings
        return tuple(self.tables[self.sheets.index(sheet)].lost)


def open_web_book(path: Path, findings: Findings) -> WebBook:
    """Read the tables of a web page.

    A page is in the encoding that it states, else in UTF-8: its rows have no say in it.

    Raises:
        InputError: It has no table, is too large, or is in another encoding.
    """
    if path.stat().st_size > LARGEST:
        raise findings.fail("too-large.web", {"size": LARGEST >> 20})
    encoding = _encoding(path)
    if not _is_of_letters(encoding):
        raise findings.fail("encoding.web", {"encoding": encoding.upper()})
    parser = _Tables(findings)
    try:
        with path.open(encoding=encoding) as page:
            while block := page.read(_BLOCK):
                parser.feed(block)
                if len(parser.rawdata) > LINE:  # what is never closed is looked at again and again
                    raise findings.fail("line-too-long", {"size": KIB})
        parser.close()
    except (UnicodeDecodeError, LookupError):
        raise findings.fail("encoding.web", {"encoding": encoding.upper()}) from None
    if parser.depth:
        raise findings.fail("unreadable-file.cut-off")
    if not parser.tables:
        raise findings.fail("not-a-table.web")
    return WebBook(
        path, tuple(str(n) for n, _ in enumerate(parser.tables, start=1)), tuple(parser.tables)
    )


def _encoding(path: Path) -> str:
    with path.open("rb") as page:
        head = page.read(_HEAD)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    stated = _CHARSET.search(head)
    name = stated[1].decode().lower() if stated else "utf-8"
    # As browsers do: what calls itself Latin is what Windows means by it.
    return {
        "utf-8": "utf-8-sig",
        "utf8": "utf-8-sig",
        "iso-8859-1": "cp1252",
        "latin1": "cp1252",
    }.get(name, name)


def _is_of_letters(encoding: str) -> bool:
    """Whether pages are written in it; Python knows others, which are no encodings of pages."""
    return encoding in {"utf-8-sig", "utf-16"} or bool(_OF_PAGES.fullmatch(encoding))


class _Tables(HTMLParser):
    """The tables of a page, as they are parsed; ends of cells and rows may be left out."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[WebTable] = []
        self.depth = 0
        self._cell: list[str] | None = None
        self._wide = 1
        self._covered: dict[int, int] = {}
        self._findings = findings

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag == "table":
            self.depth += 1
            if self.depth > 1:
                raise self._findings.fail("not-a-table.nested-web")
            self.tables.append(WebTable())
            self._covered = {}
        elif self.depth and tag == "tr":
            self._end_cell()
            self.tables[-1].rows.append([])
        elif self.depth and tag in {"td", "th"}:
            self._begin_cell(dict(attrs))
        elif tag in {"br", "p", "div"}:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag in {"td", "th", "tr"} and self.depth:
            self._end_cell()
        elif tag == "table" and self.depth:
            self._end_cell()
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        """Text of an element."""
        if self._cell is not None:
            self._cell.append(data)

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        table = self.tables[-1]
        if not table.rows:
            table.rows.append([])
        row, number = table.rows[-1], len(table.rows)
        while self._covered.get(len(row), 0) >= number:
            row.append("")
        self._wide, high = (_span(attributes.get(name)) for name in ("colspan", "rowspan"))
        if (self._wide, high) != (1, 1):
            table.lost.append(LostCell("merged-cells", number, rows=high))
        if high > 1:
            below = range(len(row), len(row) + self._wide)
            self._covered.update(dict.fromkeys(below, number + high - 1))
        self._cell = []

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        table, text = self.tables[-1], " ".join("".join(self._cell).split())
        self._cell = None
        table.rows[-1] += [text, *[""] * (self._wide - 1)]
        table.width = max(table.width, len(table.rows[-1]))
        if table.width * len(table.rows) > CELLS:
            raise self._findings.fail("too-large.workbook")


def _span(stated: str | None) -> int:
    """How many columns or rows a cell takes; what is no such number is one, as browsers have it."""
    return min(max(int(stated), 1), 1000) if stated and stated.isdecimal() else 1
