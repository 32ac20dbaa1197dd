"""What users of a release must know, in words, where a format has a place for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lanterne.release.formats.about import About
from lanterne.release.texts import words
from lanterne.release.worth_words import advice, cuts_in_words, errors


def made(about: About, language: str) -> str:
    """From what a release was made, and how."""
    said = words(language)
    guarantee = about.release.guarantee
    sentence = said[f"export.made-by.{guarantee.method if guarantee else 'differential-privacy'}"]
    return f"{sentence} {said['export.blank']}"


def biases(about: About, language: str) -> Iterator[str]:
    """Who is not in it."""
    about_whom = "trafficking" if about.release.codebook.of_trafficking else "people"
    yield plain_text(words(language)[f"known_only.{about_whom}"])


def limitations(about: About, language: str) -> Iterator[str]:
    """How a blank is to be read, and what its numbers are worth."""
    yield words(language)["export.blank"]
    yield from worth(about, language)


def worth(about: About, language: str) -> Iterator[str]:
    """What its numbers are worth."""
    release = about.release
    for one in release.worth.values():
        yield f"{advice(one, language)} {errors(one, language)}"
    yield from map(plain_text, cuts_in_words(release.cuts, release.codebook.network, language))
    guarantee = release.guarantee
    if guarantee is not None:
        yield words(language)[f"{guarantee.method}.small"].format(k=guarantee.k)


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text, without marks of Markdown."""
    yield from filter(None, map(plain_text, text.split("\n\n")))


def plain_text(text: str) -> str:
    """A paragraph without marks of Markdown: emphasis, code, and the bullet before it."""
    bare = re.sub(r"\*\*|`", "", text)
    return re.sub(r"^- ", "", bare, flags=re.MULTILINE).strip()
