"""A handout as a PDF: two pages that are read aloud by a program as they are by a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lanterne.documentation.source import Source, unmarked
from lanterne.forms.typesetting import typeset
from lanterne.messages import direction
from lanterne.toolkit.blocks import Heading, Paragraph, blocks_of

ENDING = "-handout"
"""Of the names of pages that become a paper."""

TEMPLATE = Path(__file__).parent / "templates" / "handout.typ"


def as_pdf(source: Source) -> bytes:
    """The page as a PDF/UA-1 of A4.

    Args:
        source: A page of headings and paragraphs.

    Raises:
        ImportError: Typst is not installed.
        ValueError: Something else is in it.
    """
    blocks = [*_blocks(source)]
    given = {
        "language": source.language,
        "rtl": direction(source.language) == "rtl",
        "title": "".join(run["text"] for run in blocks[0]["runs"]),
        "blocks": blocks,
    }
    return typeset(TEMPLATE, "handout", given)


def _blocks(source: Source) -> Iterator[dict[str, Any]]:
    for block in blocks_of(unmarked(source.bare)):
        if not isinstance(block, Heading | Paragraph):
            raise ValueError(f"a handout has no {type(block).__name__}")
        level = block.level if isinstance(block, Heading) else 0
        runs = [{"text": one.text, "strong": one.kind == "strong"} for one in block.words]
        yield {"level": level, "runs": runs}
