"""Slides of a talk as a PDF, and the same with what is said, on paper for whoever speaks.

A talk is a page. Each part of it is a slide: first what is shown, then a mark, then what is said.

    ## Two worlds                      the title of a slide
    - few words                        items, paragraphs and tables that are shown
    <!-- figure: worlds -->            a picture, with its words
    <!-- notes -->
    **Say.** What the speaker says.
    <!-- slides: talk-20 -->           in place of a part: all slides of another talk
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lanterne.documentation.figures import EPSILONS, context_of
from lanterne.documentation.source import Place, Source, Sources, unmarked
from lanterne.forms.typesetting import typeset
from lanterne.messages import direction
from lanterne.toolkit.blocks import Heading, Paragraph, Table, Words, blocks_of

BEGINNING = "talk-"
"""Of the names of pages that become slides."""

TEMPLATE = Path(__file__).parent / "templates" / "slides.typ"

SHOWN_EPSILON = 1
"""Of the picture of two worlds; a page shows others as well."""

_PARTS = re.compile(r"^(?=## )|<!-- slides: ([a-z0-9-]+) -->\n", re.M)
_NOTES = "<!-- notes -->"
_FIGURE = re.compile(r"<!-- figure: ([a-z]+) -->")


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes:
        title: Its heading.
        shown: Markdown of what is on it, without marks.
        figure: Name of its picture; may be empty.
        said: Markdown of what is said, without marks.
    """

    title: str
    shown: str
    figure: str
    said: str


def is_talk(source: Source) -> bool:
    """Whether a page becomes slides."""
    return Place(source.name).name.startswith(BEGINNING)


def title_of(source: Source) -> str:
    """What the talk is called."""
    return source.bare.strip().partition("\n")[0].removeprefix("# ")


def slides_of(source: Source, given: Sources) -> Iterator[Slide]:
    """All slides of a talk, those of another among them.

    Args:
        source: The talk.
        given: All pages, of which another talk may be one.

    Raises:
        ValueError: A slide has no notes, or another talk is not there.
    """
    _, *parts = _PARTS.split(source.bare)
    for other, part in zip(parts[::2], parts[1::2], strict=True):
        if other:
            yield from slides_of(_another(source, other, given), given)
        if part.strip():
            yield _slide(part)


def _another(source: Source, name: str, given: Sources) -> Source:
    found = given.in_languages(str(Place(source.name).with_name(name))).get(source.language)
    if found is None:
        raise ValueError(f"no talk {name} in {source.language}")
    return found


def _slide(part: str) -> Slide:
    shown, mark, said = part.partition(_NOTES)
    if not mark:
        raise ValueError(f"no notes: {part[:40]}")
    title, _, shown = shown.removeprefix("## ").partition("\n")
    figures = _FIGURE.findall(shown)
    return Slide(title, unmarked(shown), figures[0] if figures else "", unmarked(said))


def as_slides(source: Source, given: Sources) -> bytes:
    """The slides for a screen, as a PDF/UA-1.

    Raises:
        ImportError: Typst is not installed.
        ValueError: Something else than titles, paragraphs, items and tables is on a slide.
    """
    return _typeset(source, given, notes=False)


def as_notes(source: Source, given: Sources) -> bytes:
    """What is shown and what is said, on A4, as a PDF/UA-1; raises what :func:`as_slides` does."""
    return _typeset(source, given, notes=True)


def _typeset(source: Source, given: Sources, *, notes: bool) -> bytes:
    asked = {"rtl": direction(source.language) == "rtl", "notes": notes}
    return typeset(TEMPLATE, "talk", {**told(source, given), **asked})


def told(source: Source, given: Sources) -> dict[str, Any]:
    """A talk as texts and numbers, which templates show; raises what :func:`as_slides` does."""
    return {
        "language": source.language,
        "title": title_of(source),
        "slides": [_told(one, source.language) for one in slides_of(source, given)],
    }


def _told(slide: Slide, language: str) -> dict[str, Any]:
    return {
        "title": slide.title,
        "shown": [*_blocks(slide.shown)],
        "figure": _figure(slide.figure, language) if slide.figure else None,
        "said": [*_blocks(slide.said)],
    }


def _blocks(markdown: str) -> Iterator[dict[str, Any]]:
    for block in blocks_of(markdown):
        match block:
            case Paragraph(words, item):
                yield {"kind": "item" if item else "paragraph", "runs": _runs(words)}
            case Table(rows):
                yield {"kind": "table", "rows": [[*map(_runs, row)] for row in rows]}
            case Heading() | _:
                raise ValueError(f"a slide has no {type(block).__name__}")


def _runs(words: Words) -> list[dict[str, Any]]:
    return [{"text": one.text, "kind": one.kind} for one in words]


def _figure(name: str, language: str) -> dict[str, Any]:
    context = context_of(name, language)
    if name == "noise":
        said = context["said"]
        head = [said[key] for key in ("people", "low", "high")]
        rows = [[one.people, one.low, one.high] for one in context["rows"]]
        return {"rows": [*_cells([head, *rows])], "pictures": []}
    pair = context["panels"][EPSILONS.index(SHOWN_EPSILON)].pairs[1]
    pictures = [{"filled": one.filled, "said": one.said} for one in (pair.before, pair.after)]
    return {"rows": [], "pictures": pictures}


def _cells(rows: Sequence[Sequence[str]]) -> Iterator[list[list[dict[str, str]]]]:
    for row in rows:
        yield [[{"text": text, "kind": "text"}] for text in row]
