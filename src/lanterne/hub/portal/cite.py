"""How to cite a release, for programs that keep references: Citation File Format, BibTeX."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse

from lanterne.codebook.model import in_language
from lanterne.hub.portal.api import to_be_saved
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.lookup import edition_or_404, for_people
from lanterne.release.formats.bibtex import entry

_KINDS = {"cff": "application/yaml", "bib": "application/x-bibtex"}


@for_people
def citation_file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """View: the file, to be saved."""
    if kind not in _KINDS:
        raise Http404
    edition = edition_or_404(name)
    text = cff(edition) if kind == "cff" else bibtex(edition)
    response = HttpResponse(text, content_type=f"{_KINDS[kind]}; charset=utf-8")
    return to_be_saved(response, f"{edition.name}.{kind}")


def cff(edition: Edition) -> str:
    """The citation as a Citation File Format 1.2.0 file."""
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        "message: If you use these data, please cite them as below, with their edition.",
        f"title: {_quoted(in_language(edition.title, 'en'))}",
        f"version: {_quoted(_version(edition))}",
        f"date-released: {edition.date}",
        "authors:",
        f"  - name: {_quoted(edition.publisher or 'Publisher not stated')}",
        "identifiers:",
        "  - type: other",
        f"    value: {_quoted(f'sha256:{edition.mark}')}",
        "    description: SHA-256 of the list of checksums of the release",
    ]
    lines += [f"license: {_quoted(edition.licence)}"] if edition.licence else []
    return "\n".join([*lines, ""])


def bibtex(edition: Edition) -> str:
    """The citation as a BibTeX entry; ``@misc``, which every program knows."""
    note = f"{_version(edition)}, published {edition.date}, SHA-256 {edition.mark}"
    return entry(
        edition.name,
        {
            "author": edition.publisher or "Publisher not stated",
            "title": in_language(edition.title, "en"),
            "year": edition.date[:4],
            "howpublished": "Data set",
            "note": note,
        },
    )


def _version(edition: Edition) -> str:
    number = edition.standing.number if edition.standing else None
    return edition.date if number is None else f"Edition {number}"


def _quoted(text: str) -> str:
    """A text as YAML reads it whatever is in it: JSON is YAML."""
    return json.dumps(text, ensure_ascii=False)
