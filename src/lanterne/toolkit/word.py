"""A template as a DOCX file, which LibreOffice, Word and Google Docs open.

Headings, lists and tables are what they are called, so that a screen reader leads through them.
A text in Arabic runs from right to left by itself: its section, paragraphs, runs and tables say so.
Office Open XML (ISO/IEC 29500-1) has these as ``w:bidi``, ``w:rtl`` and ``w:bidiVisual``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lanterne.errors import UsageError
from lanterne.messages.languages import direction
from lanterne.toolkit.blocks import Block, Heading, Paragraph, Piece, Rule, Table, Words, blocks_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as WordParagraph
    from docx.text.run import Run

# ruff: noqa: PLC0415 - it belongs to an extra

FONT = "Arial"
"""Everywhere there, and with Arabic letters."""

BOX = "☐"
"""What begins an item that is to be ticked, and stands in the place of a bullet."""

_LATIN = re.compile(r"([A-Za-zÀ-ɏΑ-ω](?:[A-Za-zÀ-ɏΑ-ω0-9 .()/:-]*[A-Za-zÀ-ɏΑ-ω0-9])?)")
"""Words of Latin letters in a text from the right, with the signs between them."""

_NO_TIME = datetime(2026, 1, 1, tzinfo=UTC)
"""Of every file: when it was made says nothing about the template."""

_BELOW_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
_BELOW_BIDI_OF_SECTION = ("w:rtlGutter", "w:docGrid", "w:printerSettings", "w:sectPrChange")
_BELOW_BIDI_VISUAL = ("w:tblW", "w:jc", "w:tblLayout", "w:tblLook")
_BELOW_LANG = ("w:eastAsianLayout", "w:specVanish", "w:oMath")
_BELOW_BORDER = ("w:shd", "w:tabs", "w:bidi", *_BELOW_BIDI)
"""What follows each of them in the order that the standard asks for."""


def as_docx(markdown: str, language: str) -> bytes:
    """A template as the bytes of a DOCX file.

    Args:
        markdown: The template.
        language: Of its text.

    Raises:
        UsageError: What writes such files is not installed.
    """
    try:
        import docx
    except ImportError:
        raise UsageError("toolkit.docx-not-installed") from None
    blocks = list(blocks_of(markdown))
    document = docx.Document()
    _set_up(document, language, _title_of(blocks))
    writer = _Writer(document, language)
    for block in blocks:
        writer.add(block)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _title_of(blocks: Iterable[Block]) -> str:
    heads = (one for one in blocks if isinstance(one, Heading) and one.level == 1)
    return "".join(piece.text for piece in next(heads).words)


def _set_up(document: Document, language: str, title: str) -> None:
    """What holds for the whole file: paper, letters, language, direction, and who made it."""
    from docx.shared import Mm, Pt, RGBColor

    properties = document.core_properties
    properties.title, properties.language = title, language
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = _NO_TIME
    relations = document.part.package.rels
    for name in [one for one, to in relations.items() if to.reltype.endswith("/thumbnail")]:
        del relations[name]  # a picture of something else
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    if direction(language) == "rtl":
        _put(section._sectPr, "w:bidi", _BELOW_BIDI_OF_SECTION)
    sizes = {"Normal": 11, "List Bullet": 11, "Heading 1": 20, "Heading 2": 14, "Heading 3": 12}
    for name, size in sizes.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        heading = name.startswith("Heading")
        if heading:
            style.font.color.rgb = RGBColor(0x1F, 0x3A, 0x4D)
        _of_all_scripts(style.element.get_or_add_rPr(), language, size, bold=heading)
        style.paragraph_format.space_after = Pt(6)


def _of_all_scripts(look: Any, language: str, size: int, *, bold: bool) -> None:
    """The same letters, size and weight where a script is complex, as Arabic is to Word."""
    from docx.oxml.ns import qn

    fonts = look.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    for tag in ("w:szCs", "w:bCs", "w:lang"):
        for old in look.findall(qn(tag)):
            look.remove(old)
    _put(look, "w:szCs", ("w:highlight", "w:u", "w:lang"), {"w:val": str(2 * size)})
    if bold:
        _put(look, "w:bCs", ("w:i", "w:iCs", "w:color", "w:sz", "w:szCs", "w:lang"))
    _put(look, "w:lang", _BELOW_LANG, {"w:val": language, "w:bidi": language})


def _put(
    parent: Any, tag: str, below: tuple[str, ...], values: dict[str, str] | None = None
) -> Any:
    """Put an element where the standard has it: before those that may follow it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element: Any = OxmlElement(tag)
    for name, value in (values or {}).items():
        element.set(qn(name), value)
    if below:
        parent.insert_element_before(element, *below)
    else:
        parent.append(element)
    return element


class _Writer:
    """Adds one block after the other."""

    def __init__(self, document: Document, language: str) -> None:
        self.document = document
        self.from_the_right = direction(language) == "rtl"

    def add(self, block: Block) -> None:
        """Add a block at the end."""
        match block:
            case Heading(level, words):
                self._fill(self.document.add_heading(level=level), words)
            case Paragraph(words, item):
                box = item and words[0].text.startswith(BOX)
                style = "List" if box else "List Bullet" if item else "Normal"
                self._fill(self.document.add_paragraph(style=style), words)
            case Table(rows):
                self._add_table(rows)
            case Rule():
                self._add_rule()

    def _add_table(self, rows: tuple[tuple[Words, ...], ...]) -> None:
        shown = rows if any(rows[0]) else rows[1:]
        table = self.document.add_table(rows=0, cols=len(shown[0]), style="Table Grid")
        if self.from_the_right:
            _put(table._tbl.tblPr, "w:bidiVisual", _BELOW_BIDI_VISUAL)
        for row in shown:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                head = row is rows[0]
                self._fill(cell.paragraphs[0], words, strong=head)
        for line in table.rows:
            _put(line._tr.get_or_add_trPr(), "w:cantSplit", ("w:tblHeader", "w:jc"))
        if shown is rows:
            _put(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", ("w:jc",))
        self.document.add_paragraph()

    def _add_rule(self) -> None:
        paragraph = self.document.add_paragraph()
        border = _put(paragraph._p.get_or_add_pPr(), "w:pBdr", _BELOW_BORDER)
        line = {"w:val": "single", "w:sz": "12", "w:space": "1", "w:color": "1F3A4D"}
        _put(border, "w:bottom", (), line)

    def _fill(self, paragraph: WordParagraph, words: Words, *, strong: bool = False) -> None:
        if self.from_the_right:
            _put(paragraph._p.get_or_add_pPr(), "w:bidi", _BELOW_BIDI)
        for piece in words:
            for text, right in self._parts(piece):
                run = paragraph.add_run(text)
                _look(run, piece, strong=strong)
                if right:
                    run.font.rtl = True

    def _parts(self, piece: Piece) -> Iterator[tuple[str, bool]]:
        """The words, and whether they run from the right: Latin ones do not."""
        if not self.from_the_right:
            yield piece.text, False
            return
        for number, text in enumerate(_LATIN.split(piece.text)):
            if text:
                yield text, number % 2 == 0


def _look(run: Run, piece: Piece, *, strong: bool) -> None:
    """How the words stand out, in every script."""
    from docx.enum.text import WD_COLOR_INDEX

    if strong or piece.kind in {"strong", "place"}:
        run.font.bold = run.font.cs_bold = True
    if piece.kind == "emphasis":
        run.font.italic = run.font.cs_italic = True
    if piece.kind == "code":
        run.font.name = "Courier New"
    if piece.kind == "place":
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
