"""What a release says in each of its languages: its texts and sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from string import Template

from lanterne.codebook.model import Text, in_language, language_of
from lanterne.messages import LANGUAGES, direction
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


def page_in_languages(title_in: Callable[[str], str], text_in: Callable[[str], str]) -> str:
    """One page with a part per language, English first, each in its own direction.

    Args:
        title_in: Gives the title in a language.
        text_in: Gives the paragraphs in a language.
    """
    others = " · ".join(f"[{own}](#{tag})" for tag, own in LANGUAGES.items() if tag != "en")
    first, *rest = (_part(tag, title_in(tag), text_in(tag)) for tag in LANGUAGES)
    title, _, paragraphs = first.partition("\n\n")
    return "\n\n---\n\n".join([f"{title}\n\n{others}\n\n{paragraphs}", *rest]) + "\n"


def _part(language: str, title: str, paragraphs: str) -> str:
    """The title and the paragraphs in one language."""
    part = f"# {title}\n\n{paragraphs}"
    if language == "en":
        return part
    turned = ' dir="rtl"' if direction(language) == "rtl" else ""
    return f'<div id="{language}" lang="{language}"{turned}>\n\n{part}\n\n</div>'
