"""A release as Croissant 1.1 with its RAI vocabulary, which is schema.org's ``Dataset`` as well.

Croissant (MLCommons, specification 1.1 of 2026-01-29, and RAI 1.0) is JSON-LD on top of
schema.org: programs for machine learning read the records by it, and search engines for data sets
read what schema.org has. Names and descriptions are in one language, as these want.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lanterne.codebook.model import Column, in_language
from lanterne.messages import TAGS
from lanterne.release.formats.about import NOWHERE, About, Publication, licence_address
from lanterne.release.formats.caveats import biases, limitations, made, paragraphs
from lanterne.release.formats.counts_table import count_labels
from lanterne.release.formats.offered import offered
from lanterne.release.formats.short_texts import of_characters
from lanterne.release.layout import CountsFile, DataFile
from lanterne.release.load import Release
from lanterne.release.manifest import json_text
from lanterne.release.tables import AGGREGATES
from lanterne.release.texts import words

NAME = "croissant.json"
CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
_RAI = "http://mlcommons.org/croissant/RAI/1.0"
_PARQUET = "application/x-parquet"
"""As the specification has it, from before there was a registered name."""

_DESCRIPTION = 5_000
"""Characters of a description that Google Dataset Search reads."""

_TERMS = (
    "arrayShape citeAs column conformsTo:dct containedIn equivalentProperty extract field "
    "fileProperty fileObject fileSet format includes isArray isLiveDataset jsonPath key md5 "
    "parentField path recordSet references regex repeated replace samplingRate separator source "
    "subField transform"
)
_CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "name": {"@container": "@language"},
    "description": {"@container": "@language"},
    **{
        term: f"{prefix or 'cr'}:{term}"
        for term, _, prefix in (one.partition(":") for one in _TERMS.split())
    },
}
"""The context of the specification ("Namespaces"), without its language."""


def dataset(
    release: Release, publication: Publication = NOWHERE, language: str = "en"
) -> dict[str, Any]:
    """A release as a JSON-LD document, to be put into a page or beside the data.

    Args:
        release: Loaded; its rows are not needed.
        publication: Where and as what it is published.
        language: Of names and descriptions: ``en``, ``fr``, ``es`` or ``ar``.
    """
    return document(About(release, publication), language)


def write(about: About, language: str, folder: Path) -> None:
    """Write the document into a folder."""
    text = json_text(document(about, language))
    (folder / NAME).write_text(text, encoding="utf-8", newline="\n")


def document(about: About, language: str) -> dict[str, Any]:
    """The document of a release in a language."""
    said = words(language)
    described = in_language(about.description, language)
    return {
        "@context": {"@language": language, **dict(sorted(_CONTEXT.items()))},
        "@type": "sc:Dataset",
        "@id": about.identifier,
        "name": in_language(about.title, language),
        "alternateName": [
            {"@language": other, "@value": text}
            for other, text in about.title.items()
            if text != in_language(about.title, language)
        ],
        "description": of_characters(f"{described}\n\n{made(about, language)}", _DESCRIPTION),
        "conformsTo": [CONFORMS_TO, _RAI],
        "identifier": about.identifier,
        **({"url": about.publication.page} if about.publication.page else {}),
        **_terms(about, language),
        "dateCreated": about.created,
        "datePublished": about.issued,
        "version": version(about.version),
        "inLanguage": list(TAGS),
        "keywords": list(about.keywords),
        "isAccessibleForFree": True,
        "isLiveDataset": False,
        "citeAs": about.citation(language),
        "measurementTechnique": about.promise_in_short,
        "rai:dataCollection": made(about, language),
        "rai:dataCollectionMissingData": said["export.blank"],
        "rai:dataBiases": list(biases(about, language)),
        "rai:dataLimitations": list(limitations(about, language)),
        "rai:personalSensitiveInformation": list(paragraphs(about.promise(language))),
        "distribution": list(_distribution(about, language)),
        "recordSet": list(_record_sets(about, language)),
    }


def version(said: str) -> str:
    """A version in three numbers (semver.org), as the specification recommends: day or edition."""
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", said)
    if day:
        return ".".join(str(int(number)) for number in day.groups())
    return f"{said}.0.0" if re.fullmatch(r"0|[1-9]\d*", said) else said


def _terms(about: About, language: str) -> dict[str, Any]:
    """Who publishes it, on what terms, and whom to ask."""
    terms: dict[str, Any] = {}
    if about.licence:
        terms["license"] = licence_address(about.licence)
    if about.publisher:
        organisation: dict[str, Any] = {"@type": "sc:Organization", "name": about.publisher}
        contact = about.publication.contact
        if contact:
            kind = "email" if contact.startswith("mailto:") else "url"
            organisation["contactPoint"] = {
                "@type": "sc:ContactPoint",
                kind: contact.removeprefix("mailto:"),
            }
        terms |= {"creator": organisation, "publisher": organisation}
    if about.publication.series:
        terms["isPartOf"] = {"@type": "sc:Dataset", "@id": about.publication.series} | {
            "name": in_language(about.title, language),
            "description": in_language(about.description, language),
        }
    return terms


def _distribution(about: About, language: str) -> Iterator[dict[str, Any]]:
    for file, text in offered(about, language):
        yield {
            "@type": "cr:FileObject",
            "@id": file.path,
            "name": file.path,
            "description": text,
            "contentUrl": file.address,
            "encodingFormat": _PARQUET if file.ending == "parquet" else file.media_type,
            "contentSize": f"{file.size} B",
            "sha256": file.sha256,
        }
    for table in about.layout.data:
        if table.parts:
            yield {
                "@type": "cr:FileSet",
                "@id": table.name,
                "name": table.name,
                "description": in_language(table.table.label, language),
                "encodingFormat": _PARQUET,
                "includes": f"{table.folder}/{table.name}/*.parquet",
            }


def _record_sets(about: About, language: str) -> Iterator[dict[str, Any]]:
    for file in about.layout.data:
        yield _rows(file, language)
        for column in file.table.columns:
            if column.numbers is None:
                yield _answers(file, column, language)
    for counts in about.layout.counts:
        yield _counts(counts, about, language)


def _rows(file: DataFile, language: str) -> dict[str, Any]:
    own = _id(f"rows-{file.name}")
    keys = [{"@id": f"{own}/{_id(file.key)}"}] if file.key else []
    return {
        "@type": "cr:RecordSet",
        "@id": own,
        "name": own,
        "description": in_language(file.table.label, language),
        **({"key": keys} if keys else {}),
        "field": [
            *(_key(own, file, name, language) for name in file.keys),
            *(_field(own, file, column, language) for column in file.table.columns),
        ],
    }


def _id(name: str) -> str:
    """A name as a piece of an address: letters, digits and hyphens, whatever it is made of."""
    return re.sub(r"[^A-Za-z0-9_-]", lambda found: f"-u{ord(found[0]):04x}-", name)


def _source(file: DataFile, column: str) -> dict[str, Any]:
    kind, name = ("fileSet", file.name) if file.parts else ("fileObject", file.path("parquet"))
    return {kind: {"@id": name}, "extract": {"column": column}}


def _key(own: str, file: DataFile, name: str, language: str) -> dict[str, Any]:
    field = {
        "@type": "cr:Field",
        "@id": f"{own}/{_id(name)}",
        "name": name,
        "description": words(language)["export.key"],
        "dataType": "sc:Text",
        "source": _source(file, name),
    }
    if name in file.references:
        table, key = file.references[name]
        field["references"] = {"field": {"@id": f"{_id(f'rows-{table}')}/{_id(key)}"}}
    return field


def _field(own: str, file: DataFile, column: Column, language: str) -> dict[str, Any]:
    label = in_language(column.label, language)
    definition = in_language(column.definition, language)
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{own}/{_id(column.name)}",
        "name": column.name,
        "description": f"{label}. {definition}" if definition else label,
        "dataType": "sc:Float" if column.numbers is not None else "sc:Text",
        "source": _source(file, column.name),
    }
    if column.traits.several:
        field["source"]["transform"] = {"separator": column.separator}
        field |= {"isArray": True, "arrayShape": "-1"}
    return field


def _answers(file: DataFile, column: Column, language: str) -> dict[str, Any]:
    """The list of answers of a column."""
    own = _id(f"answers-{file.name}-{column.name}")
    return {
        "@type": "cr:RecordSet",
        "@id": own,
        "name": own,
        "description": in_language(column.label, language),
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{own}/code"},
        "field": [
            {"@type": "cr:Field", "@id": f"{own}/{name}", "name": name, "dataType": kind}
            for name, kind in (("code", "sc:Text"), ("label", "sc:Text"))
        ],
        "data": [
            {f"{own}/code": value.code, f"{own}/label": in_language(value.label, language)}
            for value in column.values
        ],
    }


def _counts(counts: CountsFile, about: About, language: str) -> dict[str, Any]:
    own = _id(f"counts-{counts.name}")
    kinds = {"String": "sc:Text", "Int64": "sc:Integer", "Float64": "sc:Float"}
    labels = count_labels(about.release.counts[counts.name], language)
    return {
        "@type": "cr:RecordSet",
        "@id": own,
        "name": own,
        "description": in_language(counts.view.label, language),
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{own}/{name}",
                "name": name,
                "description": label,
                "dataType": kinds[str(AGGREGATES[name])],
                "source": {
                    "fileObject": {"@id": counts.path},
                    "extract": {"column": name},
                },
            }
            for name, label in labels.items()
        ],
    }
