"""A template as headings, paragraphs, items and tables: what a word processor is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lanterne.toolkit.templates import PLACE

if TYPE_CHECKING:
    from markdown_it.token import Token

# ruff: noqa: PLC0415 - it belongs to an extra

Kind = Literal["text", "strong", "emphasis", "code", "place"]


@dataclass(frozen=True)
class Piece:
    """Some words in one look.

    Attributes:
        text: The words.
        kind: How they stand out; ``place``: they are to be filled in.
    """

    text: str
    kind: Kind = "text"


Words = tuple[Piece, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title."""

    level: int
    words: Words


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or an item of a list."""

    words: Words
    item: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first row is the head, whose cells may all be empty."""

    rows: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True)
class Rule:
    """The line below which the paper itself begins."""


Block = Heading | Paragraph | Table | Rule

_LOOKS: dict[str, Kind] = {"strong_open": "strong", "em_open": "emphasis"}


def blocks_of(markdown: str) -> Iterator[Block]:
    """The blocks of a template, in their order.

    Args:
        markdown: The template; no numbered list, quotation or picture is in it.

    Raises:
        ValueError: Something else is in it, which would be lost.
    """
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    rows: list[list[Words]] = []
    level, item = 0, False
    for token in tokens:
        match token.type:
            case "heading_open":
                level = int(token.tag[1:])
            case "list_item_open" | "list_item_close":
                item = token.nesting == 1
            case "table_open":
                rows = []
            case "tr_open":
                rows.append([])
            case "table_close":
                yield Table(tuple(tuple(row) for row in rows))
                rows = []
            case "hr":
                yield Rule()
            case "inline" if level:
                yield Heading(level, _words(token.children or ()))
                level = 0
            case "inline" if rows:
                rows[-1].append(_words(token.children or ()))
            case "inline":
                yield Paragraph(_words(token.children or ()), item)
            case kind if kind not in _SILENT:
                raise ValueError(f"a template has no {kind}")


_SILENT = {
    *("heading_close", "paragraph_open", "paragraph_close"),
    *("bullet_list_open", "bullet_list_close"),
    *("thead_open", "thead_close", "tbody_open", "tbody_close", "tr_close"),
    *("th_open", "th_close", "td_open", "td_close"),
}


def _words(tokens: Sequence[Token]) -> Words:
    return tuple(_in_places(_looks(tokens)))


def _looks(tokens: Sequence[Token]) -> Iterator[Piece]:
    look: Kind = "text"
    for token in tokens:
        if token.type in _LOOKS:
            look = _LOOKS[token.type]
        elif token.nesting == -1:
            look = "text"
        elif token.type == "softbreak":
            yield Piece(" ", look)
        elif token.type == "code_inline":
            yield Piece(token.content, "code")
        elif token.type == "text":
            yield Piece(token.content, look)
        else:
            raise ValueError(f"a template has no {token.type}")


def _in_places(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same words, with each place to fill in by itself."""
    for piece in pieces:
        end = 0
        for found in PLACE.finditer(piece.text):
            if found.start() > end:
                yield Piece(piece.text[end : found.start()], piece.kind)
            yield Piece(found[0], "place")
            end = found.end()
        if end < len(piece.text):
            yield Piece(piece.text[end:], piece.kind)
