"""A release as an RO-Crate 1.1 with how it was made: the metadata file, to lie beside its files.

RO-Crate (1.1, 2020-10-30) describes a folder and what is in it in schema.org's words; how it came
about is a ``CreateAction`` of the program that did it ("Provenance of entities"). Who did it is an
organisation and never a person.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lanterne.codebook.model import in_language
from lanterne.release.formats.about import About, licence_address
from lanterne.release.formats.caveats import made
from lanterne.release.formats.offered import offered
from lanterne.release.manifest import json_text

NAME = "ro-crate-metadata.json"
_VERSION = "https://w3id.org/ro/crate/1.1"


def write(about: About, language: str, folder: Path) -> None:
    """Write the metadata into a folder."""
    text = json_text(document(about, language))
    (folder / NAME).write_text(text, encoding="utf-8", newline="\n")


def document(about: About, language: str) -> dict[str, Any]:
    """The metadata of a release, in a language."""
    files = [*offered(about, language)]
    software = str(about.release.manifest["software"])
    return {
        "@context": f"{_VERSION}/context",
        "@graph": [
            {
                "@id": NAME,
                "@type": "CreativeWork",
                "conformsTo": {"@id": _VERSION},
                "about": {"@id": "./"},
            },
            _root(about, language, [file.address for file, _ in files]),
            *(
                {
                    "@id": file.address,
                    "@type": "File",
                    "name": text,
                    "encodingFormat": file.media_type,
                    "contentSize": str(file.size),
                    "sha256": file.sha256,
                }
                for file, text in files
            ),
            {"@id": "#software", "@type": "SoftwareApplication", "name": software},
            {
                "@id": "#protection",
                "@type": "CreateAction",
                "name": about.promise_in_short,
                "description": made(about, language),
                "endTime": about.created,
                "instrument": {"@id": "#software"},
                "result": {"@id": "./"},
                **({"agent": {"@id": "#publisher"}} if about.publisher else {}),
            },
            *_others(about),
        ],
    }


def _root(about: About, language: str, files: list[str]) -> dict[str, Any]:
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": in_language(about.title, language),
        "description": in_language(about.description, language),
        "identifier": about.identifier,
        "datePublished": about.issued,
        "version": about.version,
        "keywords": ", ".join(about.keywords),
        **({"publisher": {"@id": "#publisher"}} if about.publisher else {}),
        **({"license": {"@id": licence_address(about.licence)}} if about.licence else {}),
        "hasPart": [{"@id": file} for file in files],
        "mentions": {"@id": "#protection"},
    }


def _others(about: About) -> list[dict[str, Any]]:
    """The publisher and the licence, as far as there are any."""
    others = []
    if about.publisher:
        contact = {"url": about.publication.contact} if about.publication.contact else {}
        others.append(
            {"@id": "#publisher", "@type": "Organization", "name": about.publisher, **contact}
        )
    if about.licence:
        where = licence_address(about.licence)
        others.append({"@id": where, "@type": "CreativeWork", "name": about.licence})
    return others
