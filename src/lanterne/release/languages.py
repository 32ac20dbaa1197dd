"""What a release says in each of its languages: the texts and sentences in ``texts/``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Template

from lanterne.codebook.model import Text, in_language, language_of
from lanterne.codebook.page import RIGHT_TO_LEFT
from lanterne.codebook.typography import separated
from lanterne.codebook.words import LANGUAGES

_TEXTS = Path(__file__).parent / "texts"

_LTR, _END = "\u2066", "\u2069"
"""Begin and end of a part from left to right, which readers do not see."""


def text_template(name: str, language: str) -> Template:
    """A text of a release with places to fill in."""
    return Template((_TEXTS / f"{name}.{language}.md").read_text(encoding="utf-8"))


@cache
def words(language: str) -> Mapping[str, str]:
    """Key → sentence in one language: a column of ``texts/words.csv``."""
    lines = (_TEXTS / "words.csv").read_text(encoding="utf-8").splitlines()
    return {row["key"]: row[language] for row in csv.DictReader(lines)}


def label(text: Text, language: str) -> str:
    """A text of the codebook; one that has to be English keeps its direction in an Arabic line."""
    said = plain(in_language(text, language))
    foreign = said and language_of(text, language) != language
    return f"{_LTR}{said}{_END}" if foreign and language in RIGHT_TO_LEFT else said


def plain(text: str) -> str:
    """A text of people, of which Markdown takes nothing for a tag or the end of a cell."""
    return text.replace("<", "&lt;").replace("|", "\\|")


def thousands(number: int, language: str) -> str:
    """A whole number with its thousands set apart: 21,000 or 21 000."""
    return separated(number, language, 0)


def names(given: Iterable[str], language: str) -> str:
    """Names of columns or files, one after the other."""
    return f"{words(language)['comma']} ".join(f"`{name}`" for name in given)


def page_in_languages(titles: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """One page with a part per language, English first, each in its own direction.

    Args:
        titles: Language → the title.
        texts: Language → the paragraphs.
    """
    others = " · ".join(f"[{LANGUAGES[tag]}](#{tag})" for tag in titles if tag != "en")
    first, *rest = (_part(tag, title, texts[tag]) for tag, title in titles.items())
    title, _, paragraphs = first.partition("\n\n")
    return "\n\n---\n\n".join([f"{title}\n\n{others}\n\n{paragraphs}", *rest]) + "\n"


def _part(language: str, title: str, paragraphs: str) -> str:
    """The title and the paragraphs in one language."""
    part = f"# {title}\n\n{paragraphs}"
    if language == "en":
        return part
    direction = ' dir="rtl"' if language in RIGHT_TO_LEFT else ""
    return f'<div id="{language}" lang="{language}"{direction}>\n\n{part}\n\n</div>'
