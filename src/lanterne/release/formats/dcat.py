"""A release and a catalogue as DCAT 3, by the profile DCAT-AP 3, in JSON-LD and Turtle.

DCAT 3 (W3C Recommendation of 2024-08-22) says what data sets, their distributions and series are;
DCAT-AP 3.0.1 (SEMIC) which of it European portals want, and CKAN takes. Every node has its type, as
the shapes of DCAT-AP ask. Lists of the EU Publications Office give languages and kinds of files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lanterne.codebook.model import Text
from lanterne.errors import UsageError
from lanterne.release.formats.about import (
    NOWHERE,
    About,
    Publication,
    ReleasedFile,
    licence_address,
)
from lanterne.release.formats.offered import offered
from lanterne.release.formats.rdf import CONTEXT, Node, node, reference, texts, turtle, typed
from lanterne.release.load import Release
from lanterne.release.manifest import json_text
from lanterne.release.texts import words

__all__ = ["Catalogue", "Edition", "Series", "catalogue", "dataset", "turtle", "write"]

NAMES = "dcat.jsonld", "dcat.ttl"

_EU = "http://publications.europa.eu/resource/authority"
_LANGUAGES = {"en": "ENG", "fr": "FRA", "es": "SPA", "ar": "ARA"}
_FILE_TYPES = {"csv": "CSV", "json": "JSON", "html": "HTML"}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
_JUSTICE: Text = {"en": "Justice, legal system and public safety"}


@dataclass(frozen=True)
class Edition:
    """A release and how it is published.

    Attributes:
        release: Loaded; its rows are not needed.
        publication: Its page and files must be absolute addresses.
    """

    release: Release
    publication: Publication


@dataclass(frozen=True)
class Series:
    """A dataset of which there are several editions over time.

    Attributes:
        page: Absolute address of its page, which names it.
        title: Language → text.
        editions: The first edition first; each names ``page`` as its ``series``.
        description: Language → text; empty: the title.
        publisher: Who publishes it; empty: nobody says.
    """

    page: str
    title: Text
    editions: Sequence[Edition]
    description: Text = field(default_factory=dict)
    publisher: str = ""


@dataclass(frozen=True)
class Catalogue:
    """Everything that somebody publishes.

    Attributes:
        page: Absolute address of its page, which names it.
        title, description: Language → text.
        publisher: Who publishes it.
        editions: Releases that are of no series.
        series: Datasets with their editions.
    """

    page: str
    title: Text
    description: Text
    publisher: str
    editions: Sequence[Edition] = ()
    series: Sequence[Series] = ()


def dataset(release: Release, publication: Publication = NOWHERE) -> dict[str, Any]:
    """A release as a ``dcat:Dataset`` with its distributions: a JSON-LD document.

    Args:
        release: Loaded; its rows are not needed.
        publication: Its page and files must be absolute addresses.

    Raises:
        UsageError: There is no address of the page or of the files.
    """
    return {"@context": CONTEXT, **_dataset(About(release, publication))}


def catalogue(whole: Catalogue) -> dict[str, Any]:
    """A catalogue with its series and datasets: one JSON-LD document, with an ``@graph``.

    Raises:
        UsageError: There is no address of the page or of the files of one.
    """
    series = [_series(one) for one in whole.series]
    among = [edition for one in whole.series for edition in one.editions]
    pages = {one.publication.page for one in among}
    sets = [
        _dataset(About(one.release, one.publication), pages) for one in (*among, *whole.editions)
    ]
    itself = node(
        f"{whole.page}#catalogue",
        "dcat:Catalog",
        {
            "dct:title": texts(whole.title),
            "dct:description": texts(whole.description),
            "dct:publisher": _agent(whole.publisher),
            "foaf:homepage": reference(whole.page, "foaf:Document"),
            "dct:language": _languages(),
            # Editions name their series: a harvester would take it for data without a file.
            "dcat:dataset": [reference(one["@id"]) for one in sets],
        },
    )
    return {"@context": CONTEXT, "@graph": [itself, *series, *sets]}


def write(about: About, language: str, folder: Path) -> None:
    """Write a release as JSON-LD and as Turtle, in all languages at once.

    Raises:
        UsageError: There is no address of the page or of the files.
    """
    document = {"@context": CONTEXT, **_dataset(about)}
    for name, text in zip(NAMES, (json_text(document), turtle(document)), strict=True):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _series(series: Series) -> Node:
    issued = sorted(About(one.release, one.publication).issued for one in series.editions)
    return node(
        _name_of_series(series.page),
        "dcat:DatasetSeries",
        {
            "dct:title": texts(series.title),
            "dct:description": texts(series.description or series.title),
            "dct:publisher": _agent(series.publisher),
            "dcat:landingPage": reference(series.page, "foaf:Document"),
            **({"dct:issued": typed(issued[0], "xsd:date")} if issued else {}),
            **({"dct:modified": typed(issued[-1], "xsd:date")} if issued else {}),
        },
    )


def _name_of_series(page: str) -> str:
    return f"{page}#series"


def _name_of_dataset(page: str) -> str:
    return f"{page}#dataset"


def _dataset(about: About, pages: frozenset[str] | set[str] = frozenset()) -> Node:
    """A dataset.

    Args:
        about: The release.
        pages: Those of editions in the same document, which may be referred to.
    """
    told = about.publication
    if not told.page or not told.files:
        raise UsageError("export.needs-address", kinds=("dcat",))
    said: dict[str, Any] = {
        "dct:title": texts(about.title),
        "dct:description": texts(about.description),
        "dct:identifier": about.identifier,
        "dct:publisher": _agent(about.publisher),
        "dct:issued": typed(about.issued, "xsd:date"),
        "dct:created": typed(about.created, "xsd:dateTime"),
        "dcat:version": about.version,
        "dct:language": _languages(),
        "dcat:keyword": [{"@language": "en", "@value": word} for word in about.keywords],
        "dct:accessRights": reference(f"{_EU}/access-right/PUBLIC", "dct:RightsStatement"),
        "dcat:landingPage": reference(told.page, "foaf:Document"),
        "dct:provenance": node(
            "",
            "dct:ProvenanceStatement",
            {"rdfs:label": texts({tag: about.promise(tag) for tag in _LANGUAGES})},
        ),
        "dcat:distribution": [
            _distribution(about, file, index) for index, file in enumerate(_files(about))
        ],
    }
    if about.release.codebook.of_trafficking:
        said["dcat:theme"] = node(
            f"{_EU}/data-theme/JUST", "skos:Concept", {"skos:prefLabel": texts(_JUSTICE)}
        )
    if told.contact:
        where = "vcard:hasEmail" if told.contact.startswith("mailto:") else "vcard:hasURL"
        said["dcat:contactPoint"] = node("", "vcard:Kind", {where: reference(told.contact)})
    if told.series:
        said["dcat:inSeries"] = reference(_name_of_series(told.series))
    if told.replaces in pages:
        said["dcat:prev"] = reference(_name_of_dataset(told.replaces))
    return node(_name_of_dataset(told.page), "dcat:Dataset", said)


def _files(about: About) -> Iterator[tuple[ReleasedFile, Text]]:
    """The files, each with its line in every language."""
    each = [dict(offered(about, tag)) for tag in _LANGUAGES]
    for file in each[0]:
        yield file, {tag: one[file] for tag, one in zip(_LANGUAGES, each, strict=True)}


def _distribution(about: About, offer: tuple[ReleasedFile, Text], index: int) -> Node:
    file, label = offer
    said: dict[str, Any] = {
        "dct:title": texts(label),
        "dcat:accessURL": reference(about.publication.page, "rdfs:Resource"),
        "dcat:downloadURL": reference(file.address, "rdfs:Resource"),
        "dcat:mediaType": reference(f"{_MEDIA_TYPES}/{file.media_type}", "dct:MediaType"),
        "dcat:byteSize": typed(str(file.size), "xsd:nonNegativeInteger"),
        "spdx:checksum": node(
            "",
            "spdx:Checksum",
            {
                "spdx:algorithm": reference(
                    "http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"
                ),
                "spdx:checksumValue": typed(file.sha256, "xsd:hexBinary"),
            },
        ),
    }
    if file.ending in _FILE_TYPES:
        kind = f"{_EU}/file-type/{_FILE_TYPES[file.ending]}"
        said["dct:format"] = reference(kind, "dct:MediaTypeOrExtent")
    if about.licence:
        said["dct:license"] = reference(licence_address(about.licence), "dct:LicenseDocument")
    return node(f"{about.publication.page}#file-{index + 1}", "dcat:Distribution", said)


def _agent(name: str) -> Node:
    unstated = {tag: words(tag)["unstated.cited"] for tag in _LANGUAGES}
    return node("", "foaf:Agent", {"foaf:name": name or texts(unstated)})


def _languages() -> list[Node]:
    return [
        reference(f"{_EU}/language/{code}", "dct:LinguisticSystem") for code in _LANGUAGES.values()
    ]
