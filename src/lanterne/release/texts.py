"""What a release says in each of its languages: its texts and sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import Template

from lanterne.codebook.model import Text, in_language, language_of
from lanterne.messages import direction
from lanterne.messages.punctuation import comma
from lanterne.messages.store import document, part
from lanterne.messages.typography import END, LEFT_TO_RIGHT


def text_template(name: str, language: str) -> Template:
    """A text of a release with places to fill in."""
    return Template(document(name, language))


def words(language: str) -> Mapping[str, str]:
    """Key → sentence in one language, its gaps open."""
    return part("read-me", language)


def label(text: Text, language: str) -> str:
    """A text of the codebook; one that has to be English keeps its direction in an Arabic line."""
    said = plain(in_language(text, language))
    foreign = said and language_of(text, language) != language
    return f"{LEFT_TO_RIGHT}{said}{END}" if foreign and direction(language) == "rtl" else said


def plain(text: str) -> str:
    """A text of people, of which Markdown takes nothing for a tag or the end of a cell."""
    return text.replace("<", "&lt;").replace("|", "\\|")


def names(given: Iterable[str], language: str) -> str:
    """Names of columns or files, one after the other."""
    return comma(language).join(f"`{name}`" for name in given)
