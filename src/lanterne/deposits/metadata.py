"""A release as the metadata of a deposit, by the names that Zenodo documents.

developers.zenodo.org, "Deposit metadata", in the state of 2026-04-10; held against what the site
itself reads (zenodo-rdm, ``legacy/deserializers``, 2026-08-20). Two of its ways are not ours to
change: a creator is always a person there, and a data set without a licence becomes CC0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from html import escape
from typing import Any

from lanterne.codebook.model import in_language
from lanterne.release.formats.about import About
from lanterne.release.formats.caveats import biases, made, paragraphs, worth
from lanterne.release.texts import words

LANGUAGES = {"en": "eng", "fr": "fra", "es": "spa", "ar": "ara"}
"""Language → its name in ISO 639-3, which the site wants."""

EXACTLY = ("upload_type", "access_right", "publication_date", "version")
"""What the site must say back as it was sent; titles it may clean of odd signs."""

AT_ALL = ("title", "description", "creators", "license")
"""What must not be missing from what it says back: a draft is kept without what it did not take."""


def metadata(about: About, language: str, communities: Collection[str] = ()) -> dict[str, Any]:
    """What the site is told of a release.

    Args:
        about: The release, which states its publisher and licence.
        language: Of title and description.
        communities: Identifiers of communities of the site that may want it.
    """
    place = about.publication.page
    related = [{"identifier": place, "relation": "isIdenticalTo", "resource_type": "dataset"}]
    return {
        "upload_type": "dataset",
        "publication_date": about.issued,
        "title": in_language(about.title, language),
        "creators": [{"name": about.publisher}],
        "description": "\n".join(_description(about, language)),
        "access_right": "open",
        "license": about.licence,
        "keywords": list(about.keywords),
        "notes": _paragraph(about.promise_in_short),
        "version": about.version,
        "language": LANGUAGES[language],
        **({"related_identifiers": related} if place else {}),
        **({"communities": [{"identifier": one} for one in communities]} if communities else {}),
    }


def not_taken(sent: Mapping[str, Any], kept: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of what the site did not keep of the metadata that it was sent."""
    changed = (name for name in EXACTLY if kept.get(name) != sent[name])
    return (*changed, *(name for name in AT_ALL if not kept.get(name)))


def _description(about: About, language: str) -> Iterator[str]:
    """What it is, what is promised, and what not to conclude; HTML, of few tags."""
    said = words(language)
    yield _paragraph(in_language(about.description, language))
    yield _paragraph(made(about, language))
    if about.publication.contact:
        yield _paragraph(said["export.contact"].format(contact=about.publication.contact))
    yield _heading(said["promise.title" if about.release.statement else "guarantee.title"])
    yield from map(_paragraph, paragraphs(about.promise(language)))
    yield _heading(said["deposit.limits"])
    yield from map(_paragraph, biases(about, language))
    yield from map(_paragraph, worth(about, language))


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"


def _heading(text: str) -> str:
    return f"<p><strong>{escape(text, quote=False)}</strong></p>"
