"""A release as the metadata of a DOI: DataCite 4.5, as its REST API takes ``attributes``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lanterne.release.formats.about import About, licence_address
from lanterne.release.formats.caveats import paragraphs
from lanterne.release.manifest import json_text

NAME = "datacite.json"
_NOT_STATED = ":unav"
"""Standard value for what is not known (DataCite 4.5, appendix 3)."""


def write(about: About, language: str, folder: Path) -> None:
    """Write the metadata into a folder, in all languages at once."""
    text = json_text(document(about, language))
    (folder / NAME).write_text(text, encoding="utf-8", newline="\n")


def document(about: About, language: str) -> dict[str, Any]:
    """The metadata of a release; its DOI is there where it has one.

    Args:
        about: The release.
        language: Main language of the record; titles and descriptions are there in all.
    """
    publisher = about.publisher or _NOT_STATED
    titles = [{"title": text, "lang": tag} for tag, text in about.title.items()]
    titles.sort(key=lambda one: one["lang"] != language)
    promised = "\n\n".join(paragraphs(about.promise(language)))
    return {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        **_names(about),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": about.keywords[0]},
        "creators": [{"name": publisher, "nameType": "Organizational"}],
        "titles": titles,
        "publisher": {"name": publisher},
        "publicationYear": about.issued[:4],
        "subjects": [{"subject": word, "lang": "en"} for word in about.keywords],
        "dates": [
            {"date": about.created[:10], "dateType": "Created"},
            {"date": about.issued, "dateType": "Issued"},
        ],
        "language": language,
        "version": about.version,
        "rightsList": _rights(about),
        "descriptions": [
            *(
                {"description": text, "descriptionType": "Abstract", "lang": tag}
                for tag, text in about.description.items()
            ),
            {"description": promised, "descriptionType": "Methods", "lang": language},
            {"description": about.promise_in_short, "descriptionType": "Other", "lang": "en"},
        ],
        "sizes": [f"{sum(about.rows.values())} rows"],
        "formats": sorted({file.media_type for file in about.files}),
        "relatedIdentifiers": _related(about),
    }


def _names(about: About) -> dict[str, Any]:
    """Its DOI and its page, as far as it has them."""
    told = about.publication
    doi = {"doi": told.doi, "identifiers": [{"identifier": told.doi, "identifierType": "DOI"}]}
    return {**(doi if told.doi else {}), **({"url": told.page} if told.page else {})}


def _rights(about: About) -> list[dict[str, str]]:
    if not about.licence:
        return []
    return [
        {
            "rights": about.licence,
            "rightsUri": licence_address(about.licence),
            "rightsIdentifier": about.licence,
            "rightsIdentifierScheme": "SPDX",
            "schemeUri": "https://spdx.org/licenses/",
        }
    ]


def _related(about: About) -> list[dict[str, str]]:
    told = about.publication
    related = (("IsNewVersionOf", told.replaces), ("IsVersionOf", told.series))
    return [
        {"relatedIdentifier": where, "relatedIdentifierType": "URL", "relationType": how}
        for how, where in related
        if where
    ]
