"""What a search looks in, as a script: a browser lets no page read another file of a disk."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from lanterne.documentation.render import Body
from lanterne.documentation.source import Source

VARIABLE = "pages_in_"
"""Begins the name of the variable that a script sets, before its language."""

Entry = tuple[str, str, str, str]
"""Address, title of the page, heading of the part or nothing, and words."""


def index_script(language: str, pages: Iterable[tuple[Source, Body]]) -> str:
    """A script that sets a list of all parts of all pages in a language.

    Args:
        language: Of the pages.
        pages: Each with its body.
    """
    entries = [entry for source, body in pages for entry in _entries(source, body)]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return f'"use strict";\nvar {VARIABLE}{language} = {text};\n'


def _entries(source: Source, body: Body) -> Iterator[Entry]:
    for number, section in enumerate(body.sections):
        where = f"{source.address}#{section.anchor}" if number else f"{source.address}"
        words = re.sub(r"\s+", " ", " ".join(section.words))
        yield where, body.title, section.heading if number else "", words
