"""The pictures of a promise as HTML: for pages of the hub, and as a page in a release.

Nothing in it has to be run or fetched. The same promise gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.codebook.model import Text, in_language
from lanterne.messages import LANGUAGES, direction
from lanterne.messages.page_templates import page_environment
from lanterne.messages.store import part
from lanterne.messages.typography import unbroken
from lanterne.privacy import PrivacyStatement
from lanterne.release.worlds import Promised, promised

if TYPE_CHECKING:
    from jinja2 import Environment

FILE = "PROMISE.html"
"""Where the page lies in a release."""

_TEMPLATES = Path(__file__).parent / "templates"

STYLE = _TEMPLATES / "worlds.css"
"""How the pictures look, in colours that the page has: accent, soft and paper."""


def worlds_in_html(pictures: Sequence[Promised], language: str, level: int = 3) -> str:
    """The pictures with their words, escaped; a heading stands above them.

    Args:
        pictures: The first is shown, the others unfold.
        language: Of the words.
        level: Of the headings in it.
    """
    template = _environment().get_template("worlds.html")
    return template.render(promised=pictures, words=_words(language), level=level)


def promise_page(statement: PrivacyStatement, title: Text) -> str:
    """One page with a part for each language, English first.

    Args:
        statement: What is promised.
        title: Of the codebook.
    """
    parts = [
        {
            "language": language,
            "own": own,
            "direction": direction(language),
            "words": _words(language),
            "body": worlds_in_html(promised(statement, language), language),
        }
        for language, own in LANGUAGES.items()
    ]
    return (
        _environment()
        .get_template("promise.html")
        .render(
            parts=parts,
            title=in_language(title, "en"),
            languages=" · ".join(LANGUAGES.values()),
            style=_text(STYLE.name).strip(),
        )
    )


def _words(language: str) -> dict[str, str]:
    return {key: unbroken(text, language) for key, text in part("worlds", language).items()}


def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import FunctionLoader  # noqa: PLC0415

    return page_environment(FunctionLoader(_text))
