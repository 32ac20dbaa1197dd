"""How to cite a release, for LaTeX: a BibTeX entry; ``@misc``, which every style knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from lanterne.codebook.model import in_language
from lanterne.release.formats.about import About
from lanterne.release.texts import words

NAME = "citation.bib"
_TEX = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_WITHOUT_ESCAPES = frozenset({"url", "doi"})
"""Fields whose text LaTeX takes as it is."""


def write(about: About, language: str, folder: Path) -> None:
    """Write the entry into a folder."""
    (folder / NAME).write_text(text_of(about, language), encoding="utf-8", newline="\n")


def text_of(about: About, language: str) -> str:
    """The entry of a release."""
    told = about.publication
    return entry(
        f"{about.release.codebook.name}-{about.version}",
        {
            "author": about.publisher or words(language)["unstated.cited"],
            "title": in_language(about.title, language),
            "year": about.issued[:4],
            "howpublished": about.keywords[0].capitalize(),
            "note": f"Version {about.version}. {about.promise_in_short}",
            "doi": told.doi,
            "url": told.page,
        },
    )


def entry(key: str, fields: Mapping[str, str]) -> str:
    """An entry of some fields; those without a text are left out.

    Args:
        key: By which it is cited; what cannot stand in a key becomes a hyphen.
        fields: Name → text, not yet escaped. Capitals of a title are kept, and an author is an
            organisation.
    """
    lines = [f"  {name} = {{{_field(name, text)}}}," for name, text in fields.items() if text]
    plain = re.sub(r"[^A-Za-z0-9-]+", "-", key).strip("-") or "release"
    return "\n".join([f"@misc{{{plain},", *lines, "}", ""])


def _field(name: str, text: str) -> str:
    if name in _WITHOUT_ESCAPES:
        return text.replace("{", "%7B").replace("}", "%7D")
    escaped = "".join(_TEX.get(character, character) for character in text)
    return f"{{{escaped}}}" if name in {"author", "title"} else escaped
