"""What a template of the toolkit consists of: its head, its paper, its places to fill in."""

from __future__ import annotations

import re

from lanterne.messages import LANGUAGES
from lanterne.toolkit import TEMPLATES
from lanterne.toolkit.templates import PLACE, source

__all__ = ["PLACE", "TEMPLATES", "every_template", "head_of", "paper_of", "places_of", "source"]

LINE = "\n---\n"
"""Between the head, which an organisation deletes, and the paper, which it signs."""


def every_template() -> list[tuple[str, str]]:
    """Each name with each language."""
    return [(name, language) for name in TEMPLATES for language in LANGUAGES]


def head_of(text: str) -> str:
    return text.partition(LINE)[0]


def paper_of(text: str) -> str:
    return text.partition(LINE)[2]


def places_of(text: str) -> list[str]:
    """The places to fill in, in their order."""
    return PLACE.findall(text)


def code_of(place: str) -> str:
    """What a place is called in every language: ``A3``."""
    found = re.match(r"\[\[([A-Z]\d+)", place)
    assert found
    return found[1]
