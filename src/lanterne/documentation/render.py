"""Markdown becomes the body of a page: links lead to pages, headings and tables can be reached."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lanterne.documentation.python_reference import with_functions
from lanterne.documentation.source import Place, Source, Sources

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_COMMENT = re.compile(r"\s*<!--\s*(.*?)\s*-->", re.S)
_FIGURE = re.compile(r"figure: ([a-z-]+)")
_HUMP = re.compile(r"(?<=[a-z]{3})(?=[A-Z])|(?<=[A-Za-z]_)(?=[a-z])")
"""Where the name of a column may be broken: ``isForced|Labour``, ``estimate_|low``."""
_NO_PART_OF_A_NAME = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Section:
    """What stands below one heading, before the next.

    Attributes:
        level: Of the heading; 1 is the title.
        anchor: Its name in addresses.
        heading: What it says.
        words: Everything below it, without marks.
    """

    level: int
    anchor: str
    heading: str
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Body:
    """A page without its frame.

    Attributes:
        html: The text.
        sections: Its parts, the first of which is the title with what stands below it.
    """

    html: str
    sections: Sequence[Section]

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.sections[0].heading


@dataclass(frozen=True)
class Renderer:
    """Makes bodies of pages.

    Attributes:
        sources: All pages and files, among which links lead.
        figure: Gives the HTML of a figure, by its name and in a language.
    """

    sources: Sources
    figure: Callable[[str, str], str]

    def body(self, source: Source, at: Place | None = None) -> Body:
        """The body of a page.

        Args:
            source: The page.
            at: Where it will stand, if not at its own address.
        """
        parser = _parser()
        text = with_functions(source.bare)
        tokens = parser.parse(text)
        sections = _named(tokens)
        for token in tokens:
            if token.type == "html_block":
                token.content = self._plain_html(token.content, source.language)
            for child in token.children or ():
                if child.type == "html_inline":
                    child.content = self._plain_html(child.content, source.language)
                elif child.type == "image":
                    place = self._leads_to(str(child.attrs["src"]), source)
                    child.attrs["src"] = _from(at or source.address, place or "")
            if token.children:
                token.children = [*self._led(token.children, source, at or source.address)]
        return Body(parser.renderer.render(tokens, parser.options, {}), sections)

    def _plain_html(self, content: str, language: str) -> str:
        """HTML without notes to programs; where one asks for a figure, there is the figure."""

        def noted(found: re.Match[str]) -> str:
            asked = _FIGURE.fullmatch(found[1])
            return self.figure(asked[1], language) if asked else ""

        return _COMMENT.sub(noted, content).replace(" markdown>", ">")

    def _led(self, tokens: Sequence[Token], source: Source, at: Place) -> Iterator[Token]:
        """The tokens with links that lead somewhere on the site; others are words alone."""
        leading = True
        for token in tokens:
            if token.type == "link_open":
                place = self._leads_to(str(token.attrs["href"]), source)
                leading = place is not None
                if place is not None:
                    token.attrs["href"] = _from(at, place)
            if leading or token.type not in {"link_open", "link_close"}:
                yield token

    def _leads_to(self, link: str, source: Source) -> str | None:
        """The address on the site, or elsewhere on the web; ``None``: only a clone has it."""
        if urlsplit(link).scheme:
            return link
        path, mark, anchor = link.partition("#")
        if not path:
            return f"{source.address}{mark}{anchor}"
        place = Place(posixpath.normpath(source.at.parent / path))
        address = self.sources.address_of(place)
        return None if address is None else f"{address}{mark}{anchor}"


def _from(at: Place, place: str) -> str:
    """A place on the site as a page that stands somewhere links to it."""
    if urlsplit(place).scheme:
        return place
    path, mark, anchor = place.partition("#")
    there = "" if path == str(at) and mark else posixpath.relpath(path, at.parent)
    return f"{there}{mark}{anchor}"


def _named(tokens: Sequence[Token]) -> list[Section]:
    """The sections of a page; their headings, code and tables are given what they need."""
    sections: list[Section] = []
    names: dict[str, int] = {}
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = _words(tokens[number + 1])
            name = _NO_PART_OF_A_NAME.sub("", heading.lower()).replace(" ", "-")
            names[name] = names.get(name, -1) + 1
            anchor = f"{name}-{names[name]}" if names[name] else name
            token.attrs["id"] = anchor
            sections.append(Section(int(token.tag[1:]), anchor, heading))
        elif token.type == "table_open":
            token.meta["named"] = sections[-1].anchor
        elif token.type in {"th_open", "td_open"} and "right" in str(token.attrs.pop("style", "")):
            token.attrs["class"] = "number"
        elif token.type == "inline" and tokens[number - 1].type != "heading_open":
            sections[-1].words.append(_words(token))
        elif token.type == "fence":
            sections[-1].words.append(token.content)
    return sections


def _words(token: Token) -> str:
    told = {"text", "code_inline", "softbreak"}
    found = [child for child in token.children or () if child.type in told]
    return "".join(child.content or " " for child in found).strip()


def _parser() -> MarkdownIt:
    """What reads Markdown, with code and wide tables that the keyboard reaches and moves."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - for pages alone

    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.add_render_rule("code_inline", _name)
    parser.add_render_rule("fence", _code)
    parser.add_render_rule("code_block", _code)
    parser.add_render_rule("table_open", _table)
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


def _name(_: object, tokens: Sequence[Token], number: int, *__: object) -> str:
    """Code in a sentence or a cell, which breaks between the words of a name if it must."""
    return f"<code>{_HUMP.sub('<wbr>', escape(tokens[number].content))}</code>"


def _code(_: object, tokens: Sequence[Token], number: int, *__: object) -> str:
    return f'<pre tabindex="0"><code>{escape(tokens[number].content)}</code></pre>\n'


def _table(_: object, tokens: Sequence[Token], number: int, *__: object) -> str:
    named = escape(tokens[number].meta["named"])
    return f'<div class="scroll" tabindex="0" role="group" aria-labelledby="{named}"><table>\n'
