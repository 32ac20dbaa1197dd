"""How to cite a release, for Zotero, EndNote and others: a RIS record.

Tags as the RIS format of 2011 has them: two letters, two spaces, a hyphen and a space; lines end
with a carriage return and a line feed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lanterne.codebook.model import in_language
from lanterne.release.formats.about import About
from lanterne.release.texts import words

NAME = "citation.ris"


def write(about: About, language: str, folder: Path) -> None:
    """Write the record into a folder."""
    (folder / NAME).write_text(text_of(about, language), encoding="utf-8", newline="")


def text_of(about: About, language: str) -> str:
    """The record of a release."""
    lines = (
        f"{tag}  - {' '.join(text.split())}".rstrip(" ") for tag, text in _lines(about, language)
    )
    return "\r\n".join([*lines, "ER  - ", ""])


def _lines(about: About, language: str) -> Iterator[tuple[str, str]]:
    told, publisher = about.publication, about.publisher or words(language)["unstated.cited"]
    yield "TY", "DATA"
    yield "AU", publisher
    yield "TI", in_language(about.title, language)
    yield "PY", about.issued[:4]
    yield "DA", about.issued.replace("-", "/")
    yield "PB", publisher
    yield "ET", about.version
    yield "LA", language
    for word in about.keywords:
        yield "KW", word
    yield "AB", in_language(about.description, language)
    yield "N1", about.promise_in_short
    if told.doi:
        yield "DO", told.doi
    yield "UR", told.page or about.identifier
    if about.licence:
        yield "C1", about.licence
