"""The text of a story: Markdown without HTML, numbers that are asked for, and figures.

    Of these people {count gender = "woman"} were women, {share gender = "woman"} of them.

    ```figure
    column = "gender"
    by = "year"
    ```

What a text may not hold is found when it is read, with the line in which it stands, and nothing is
shown of a text in which anything is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from lanterne.catalogue.fields import is_plain
from lanterne.errors import Place, Problem
from lanterne.web_addresses import is_page

NUMBER = "counted_number"
"""Type of a token that asks for a number; its ``content`` is what stands between the braces."""

FIGURE = "figure"
"""What a fenced block says after its fence if it asks for a figure."""

FIRST_HEADING, LAST_HEADING = 2, 4
"""Levels of headings in a text: the title is the first."""

_ASKED = re.compile(r"\{((?:count|share)\b[^{}\n]*)\}")
_TYPED = re.compile(r"\d[\d.,\u202f\u00a0٫٬]*")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Parsed:
    """A text that was read.

    Attributes:
        tokens: What it is made of, as markdown-it has it.
        problems: What it may not hold, or holds and cannot mean.
        typed: Lines with a number that somebody typed, which nothing here supports.
    """

    tokens: Sequence[Token]
    problems: tuple[Problem, ...]
    typed: tuple[int, ...]


def parsed(text: str, first: int = 1) -> Parsed:
    """Read a text.

    Args:
        text: Markdown.
        first: The line of its file in which it begins.
    """
    tokens = _parser().parse(text)
    problems = [*_hidden_signs(text, first), *_of_blocks(tokens, first), *_headings(tokens, first)]
    typed = {row for token in tokens for row in _typed_in(token, first)}
    ordered = sorted(dict.fromkeys(problems), key=lambda one: one.row or 0)
    return Parsed(tokens, tuple(ordered), tuple(sorted(typed)))


def html_of(tokens: Sequence[Token]) -> str:
    """What a page holds of some tokens, of which none is a figure; numbers stand there already."""
    parser = _parser()
    return str(parser.renderer.render(list(tokens), parser.options, {}))


def is_figure(token: Token) -> bool:
    """Whether a figure is asked for here."""
    return token.type == "fence" and token.info.strip() == FIGURE


def row_of(token: Token, first: int) -> int:
    """The line in which a block begins."""
    return first + (token.map[0] if token.map else 0)


def inline_with_rows(token: Token, first: int) -> Iterator[tuple[Token, int]]:
    """What stands in a block of words, each part with its line."""
    row = row_of(token, first)
    for child in token.children or ():
        yield child, row
        row += child.type in {"softbreak", "hardbreak"}


@cache
def _parser() -> MarkdownIt:
    """HTML is told from words, so that it is found; it would be shown as words all the same."""
    parser = MarkdownIt("commonmark", {"html": True})
    parser.validateLink = _is_link  # type: ignore[method-assign]
    parser.inline.ruler.before("link", NUMBER, _number)
    parser.add_render_rule("html_block", _as_words)
    parser.add_render_rule("html_inline", _as_words)
    parser.add_render_rule(NUMBER, _given)
    return parser


def _is_link(url: str) -> bool:
    """Every link is one, so that one that leads nowhere good is found, and not shown as words."""
    return bool(url)


def _number(state: StateInline, silent: bool) -> bool:
    """Rule: braces with a word for a number in them."""
    found = _ASKED.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push(NUMBER, "", 0).content = found[1]
    state.pos = found.end()
    return True


def _as_words(_renderer: object, tokens: Sequence[Token], at: int, *_more: object) -> str:
    return escape(tokens[at].content)


def _given(_renderer: object, tokens: Sequence[Token], at: int, *_more: object) -> str:
    """The number that was found, as HTML; without one, what was asked."""
    html = tokens[at].meta.get("html")
    return str(html) if html else escape(f"{{{tokens[at].content}}}")


def _hidden_signs(text: str, first: int) -> Iterator[Problem]:
    for place, line in enumerate(text.split("\n")):
        if not is_plain(line):
            yield Problem("story-text.hidden-sign", place=Place(row=first + place))


def _of_blocks(tokens: Sequence[Token], first: int) -> Iterator[Problem]:
    for token in tokens:
        place = Place(row=row_of(token, first))
        if token.type == "html_block":
            yield Problem("story-text.html", place=place)
        elif is_figure(token):
            if token.level:
                yield Problem("story-figure.inside", place=place)
        elif token.type in {"fence", "code_block"}:
            yield Problem("story-text.code", place=place)
        yield from _of_words(token, first)


def _of_words(token: Token, first: int) -> Iterator[Problem]:
    in_link = False
    for child, row in inline_with_rows(token, first):
        place = Place(row=row)
        if child.type == "html_inline":
            yield Problem("story-text.html", place=place)
        elif child.type == "image":
            yield Problem("story-text.image", place=place)
        elif child.type == "link_open":
            in_link = True
            if not is_page(str(child.attrs.get("href", ""))):
                yield Problem("story-text.link", place=place)
            child.attrs["rel"] = "noreferrer"
        elif child.type == "link_close":
            in_link = False
        elif child.type == NUMBER and in_link:
            yield Problem("story-number.in-link", place=place)
        elif child.type == "text" and ("{" in child.content or "}" in child.content):
            yield Problem("story-text.brace", place=place)


def _headings(tokens: Sequence[Token], first: int) -> Iterator[Problem]:
    """Headings step down one by one; each of them is one level lower on the page."""
    before = FIRST_HEADING - 1
    for token in tokens:
        if token.type not in {"heading_open", "heading_close"}:
            continue
        level = int(token.tag[1])
        if token.type == "heading_open":
            place = Place(row=row_of(token, first))
            if level < FIRST_HEADING:
                yield Problem("story-text.second-title", place=place)
            elif level > min(before + 1, LAST_HEADING):
                yield Problem("story-text.heading", place=place)
            before = level
        token.tag = f"h{level + 1}"


def _typed_in(token: Token, first: int) -> Iterator[int]:
    for child, row in inline_with_rows(token, first):
        if child.type in {"text", "code_inline"} and has_typed_number(child.content):
            yield row


def has_typed_number(text: str) -> bool:
    """Whether a number stands in words that is no year: by figures, not by words for them."""
    found = (one.rstrip(".,") for one in _TYPED.findall(text))
    return any(not _YEAR.fullmatch(one) for one in found)
