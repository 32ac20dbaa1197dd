"""The files in which somebody writes a story: one for each language, beside one another.

``children.md`` is English, ``children.fr.md`` French. Each begins with a heading, which is its
title, and a paragraph, which is its summary; both are plain words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lanterne.catalogue.fields import LARGEST
from lanterne.catalogue.file_names import LONGEST_SLUG, SLUG
from lanterne.catalogue.story import LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_TITLE
from lanterne.disk import reason
from lanterne.errors import InputError, Place, Problem
from lanterne.hub.portal.stories.markdown import Parsed, has_typed_number, parsed
from lanterne.messages import TAGS

_PLAIN = frozenset({"text", "softbreak"})
"""What a title and a summary are made of: they stand in lists, where nothing explains a number."""


@dataclass(frozen=True)
class Source:
    """What stands in one file.

    Attributes:
        file: As the person gave it.
        language: Of its text.
        story: What the story is called.
        title, summary: Its first heading and paragraph.
        text: What follows, as Markdown.
        first: The line in which that begins.
        parsed: The same, read.
        typed: Lines with a number that somebody typed, in all of the file.
        problems: What is wrong with title, summary and length.
    """

    file: str
    language: str
    story: str
    title: str
    summary: str
    text: str
    first: int
    parsed: Parsed
    typed: tuple[int, ...]
    problems: tuple[Problem, ...]


def read_sources(files: Sequence[str]) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """Read the files of one story.

    Returns:
        Those that can be read, and what is wrong with the others, or with all of them together.
    """
    found: list[Source] = []
    problems: list[Problem] = []
    for file in files:
        try:
            found.append(_source(file))
        except InputError as error:
            problems += error.problems
    problems += _together(found)
    return tuple(found), tuple(problems)


def _together(found: Sequence[Source]) -> Iterator[Problem]:
    """Whether they are one story, in each language once."""
    known: set[str] = set()
    for one in found:
        if one.story != found[0].story:
            yield Problem("story-file.other", {"story": found[0].story}, Place(one.file))
        elif one.language in known:
            yield Problem("story-file.twice", {"language": one.language}, Place(one.file))
        known.add(one.language)


def _source(file: str) -> Source:
    story, language = _named(file)
    text = _read(file)
    tokens = MarkdownIt("commonmark").parse(text)
    title, rest = _title(tokens)
    summary, end = _summary(tokens[rest:])
    first = max(end, _end(tokens[0]) if rest else 0)
    body = "\n".join(text.split("\n")[first:]).strip("\n")
    first += _blank_lines(text, first) + 1
    read = parsed(body, first)
    problems = [
        *_about("title", title, LONGEST_TITLE, tokens[:1]),
        *_about("summary", summary, LONGEST_SUMMARY, tokens[rest : rest + 1]),
        *_about_text(body, first),
    ]
    above = [
        _row(at)
        for at, said in ((tokens[:1], title), (tokens[rest:], summary))
        if said and has_typed_number(said)
    ]
    return Source(
        file,
        language,
        story,
        title or "",
        summary or "",
        body,
        first,
        read,
        (*above, *read.typed),
        tuple(problems),
    )


def _named(file: str) -> tuple[str, str]:
    """The name of the story and the language of the text.

    Raises:
        InputError: The file is called otherwise.
    """
    name = Path(file).name
    stem = name.removesuffix(".md")
    story, _dot, language = stem.partition(".")
    language = language or "en"
    fits = SLUG.fullmatch(story) and len(story) <= LONGEST_SLUG and name != stem
    if not fits:
        raise InputError([Problem("story-file.name", {"most": LONGEST_SLUG}, Place(file))])
    if language not in TAGS:
        raise InputError([Problem("story-file.language", {"languages": tuple(TAGS)}, Place(file))])
    return story, language


def _read(file: str) -> str:
    """The text of a file, its lines ended alike.

    Raises:
        InputError: It cannot be read, or is too large.
    """
    try:
        with Path(file).open("rb") as opened:
            data = opened.read(LARGEST + 1)
        if len(data) > LARGEST:
            gaps = {"most": LONGEST_TEXT, "found": len(data)}
            raise InputError([Problem("story-text.too-long", gaps, Place(file))])
        text = data.decode("utf-8-sig")
    except OSError as error:
        why = {"why": reason(error)}
        raise InputError([Problem("edition-unreadable.file", why, Place(file))]) from error
    except UnicodeDecodeError as error:
        raise InputError([Problem("story-file.not-utf-8", place=Place(file))]) from error
    return text.replace("\r\n", "\n").expandtabs(4)


def _title(tokens: Sequence[Token]) -> tuple[str | None, int]:
    """The first heading, if the file begins with it, and how many tokens it takes."""
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return _plain(tokens[1]), 3
    return "", 0


def _summary(tokens: Sequence[Token]) -> tuple[str | None, int]:
    """The paragraph that follows, and the line after it."""
    if tokens and tokens[0].type == "paragraph_open":
        return _plain(tokens[1]), _end(tokens[0])
    return "", 0


def _plain(token: Token) -> str | None:
    """What words say in one line; ``None``: they are more than words."""
    children = token.children or []
    if any(one.type not in _PLAIN for one in children) or "{" in token.content:
        return None
    return " ".join(one.content for one in children if one.content)


def _row(at: Sequence[Token]) -> int:
    """The line of the first of some tokens; 1 where there is none."""
    return at[0].map[0] + 1 if at and at[0].map else 1


def _end(token: Token) -> int:
    return token.map[1] if token.map else 0


def _blank_lines(text: str, first: int) -> int:
    """How many lines with nothing in them follow."""
    lines = text.split("\n")[first:]
    return next((place for place, line in enumerate(lines) if line.strip()), 0)


def _about(what: str, text: str | None, most: int, at: Sequence[Token]) -> Iterator[Problem]:
    place = Place(row=_row(at))
    if text is None:
        yield Problem(f"story-{what}.not-plain", place=place)
    elif not text.strip():
        yield Problem(f"story-{what}.missing", place=place)
    elif len(text) > most:
        yield Problem(f"story-{what}.too-long", {"most": most, "found": len(text)}, place)


def _about_text(body: str, first: int) -> Iterator[Problem]:
    if not body.strip():
        yield Problem("story-text.missing")
    elif len(body) > LONGEST_TEXT:
        gaps = {"most": LONGEST_TEXT, "found": len(body)}
        yield Problem("story-text.too-long", gaps, Place(row=first))
