"""Reads the store: code → English, and English → its translation."""

from __future__ import annotations

import gettext
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Any

from lanterne.messages.languages import direction
from lanterne.messages.typography import isolated

DOMAIN = "django"
"""Name of the catalogues: Django, which renders the pages of the hub from them, looks for this."""

_HERE = resources.files("lanterne.messages")

PLACES: Sequence[Traversable] = (_HERE,)
"""Folders with translations, ``locale/`` and ``documents/``; the first that has one is read."""


@dataclass(frozen=True)
class Entry:
    """The English of one code.

    Attributes:
        text: What is said.
        hint: What to do about it; may be empty.
        one: What is said where ``count`` is 1; empty: the same.
        context: What the text stands for, where another language needs other words for the same
            English elsewhere.
    """

    text: str
    hint: str = ""
    one: str = ""
    context: str = ""


@cache
def english() -> Mapping[str, Entry]:
    """Code → its English, of all files in ``english/``.

    A table of the files with a ``text`` is one code, and so is a text that stands alone; any other
    table is a part of a code, and dots join the parts.
    """
    found: dict[str, Entry] = {}
    for path in sorted(_HERE.joinpath("english").iterdir(), key=lambda one: one.name):
        if path.name.endswith(".toml"):
            found.update(_entries("", tomllib.loads(path.read_text("utf-8"))))
    return found


@cache
def part(name: str, language: str) -> Mapping[str, str]:
    """All texts whose code begins with a name and a dot, in a language, their gaps open.

    Returns:
        The rest of the code → its text: what a page is made of.
    """
    start = f"{name}."
    return {
        code.removeprefix(start): template(entry, language)
        for code, entry in english().items()
        if code.startswith(start)
    }


def translated(text: str, language: str) -> str:
    """An English text of the store in another language; as it is where there is no translation."""
    return template(Entry(text), language)


def template(entry: Entry, language: str, count: int | None = None) -> str:
    """What is said, in a language, its gaps open; in English where it has no translation.

    Args:
        entry: Its English.
        language: Of the text.
        count: The number that decides between singular and plural, where the entry has both.
    """
    if not entry.text:  # the empty text is the head of a catalogue
        return ""
    if entry.one and count is not None:
        plain = entry.one if count == 1 else entry.text
        found = _catalogue(language).ngettext(entry.one, entry.text, count)
    else:
        plain = entry.text
        found = _translation(_catalogue(language), plain, entry.context)
    return isolated(found) if found != plain and direction(language) == "rtl" else found


def _translation(catalogue: gettext.NullTranslations, text: str, context: str) -> str:
    return catalogue.pgettext(context, text) if context else catalogue.gettext(text)


def document(name: str, language: str) -> str:
    """A long text, with places to fill in; in English where it has no translation."""
    for tag in (language, "en"):
        path = _first("documents", tag, f"{name}.md")
        if path is not None:
            return path.read_text("utf-8")
    raise KeyError(f"there is no document {name}")


def _first(*path: str) -> Traversable | None:
    """The file of that path in the first place that has it."""
    found = (place.joinpath(*path) for place in PLACES)
    return next((one for one in found if one.is_file()), None)


def _entries(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    for key, value in table.items():
        code = f"{prefix}{key}"
        if isinstance(value, str):
            yield code, Entry(value)
        elif "text" in value:
            yield code, Entry(**value)
        else:
            yield from _entries(f"{code}.", value)


def catalogue_bytes(language: str) -> bytes:
    """The compiled catalogue of a language; nothing where there is none, as for English."""
    path = _first("locale", language, "LC_MESSAGES", f"{DOMAIN}.mo")
    return b"" if path is None else path.read_bytes()


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    content = catalogue_bytes(language)
    return gettext.GNUTranslations(BytesIO(content)) if content else gettext.NullTranslations()
