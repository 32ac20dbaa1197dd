"""The tables of a release for CSV on the Web: a group of annotated tables (W3C, 2015-12-17).

The file names the CSV files by their paths in the release, so it is to lie beside them, or by their
addresses where these are known. A table in parts has no CSV and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lanterne.codebook.model import Column, Missing, Text, in_language
from lanterne.codebook.number import plain_number
from lanterne.errors import UsageError
from lanterne.release.formats.about import About, licence_address
from lanterne.release.formats.counts_table import count_labels
from lanterne.release.layout import CountsFile, DataFile
from lanterne.release.manifest import json_text
from lanterne.release.tables import AGGREGATES
from lanterne.release.texts import words

NAME = "csv-metadata.json"


def write(about: About, language: str, folder: Path) -> None:
    """Write the metadata into a folder.

    Raises:
        UsageError: The release holds no CSV at all.
    """
    text = json_text(document(about, language))
    (folder / NAME).write_text(text, encoding="utf-8", newline="\n")


def document(about: About, language: str) -> dict[str, Any]:
    """The group of tables.

    Args:
        about: The release.
        language: Of what stands there once; labels are there in all languages.

    Raises:
        UsageError: The release holds no CSV at all.
    """
    tables = [*_tables(about, language)]
    if not tables:
        raise UsageError("export.no-csv")
    licence = {"dc:license": {"@id": licence_address(about.licence)}} if about.licence else {}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "@type": "TableGroup",
        "dc:title": in_language(about.title, language),
        "dc:description": in_language(about.description, language),
        "dc:publisher": about.publisher or words(language)["unstated.cited"],
        "dc:issued": about.issued,
        "dc:identifier": about.identifier,
        "dc:provenance": about.promise_in_short,
        **licence,
        "dialect": {"delimiter": ",", "encoding": "utf-8", "lineTerminators": ["\n"]},
        "tables": tables,
    }


def _tables(about: About, language: str) -> Iterator[dict[str, Any]]:
    where = {file.path: file.address for file in about.files}
    for file in (*about.layout.data, *about.layout.datasets):
        if not file.parts:
            yield {"url": where[file.path("csv")], "tableSchema": _schema(file, where)}
    for counts in about.layout.counts:
        columns = _counts_columns(counts, about, language)
        yield {"url": where[counts.path], "tableSchema": {"columns": columns}}


def _schema(file: DataFile, where: dict[str, str]) -> dict[str, Any]:
    columns: list[dict[str, Any]] = [
        {"name": column_name(key), "titles": key, "datatype": "string", "required": True}
        for key in file.keys
    ]
    schema: dict[str, Any] = {
        "columns": [*columns, *(_column(column) for column in file.table.columns)]
    }
    if file.keys:
        schema["primaryKey"] = [column_name(key) for key in file.keys]
    if file.references:
        schema["foreignKeys"] = [
            {
                "columnReference": column_name(column),
                "reference": {
                    "resource": where[f"{file.folder}/{table}.csv"],
                    "columnReference": column_name(key),
                },
            }
            for column, (table, key) in file.references.items()
        ]
    return schema


def column_name(header: str) -> str:
    """A name as CSVW wants it: a piece of an address template, without a sign at the beginning."""
    escaped = re.sub(rb"[^A-Za-z0-9_]", lambda sign: b"%%%02X" % ord(sign[0]), header.encode())
    plain = escaped.decode()
    return f"c{plain}" if plain.startswith("_") else plain


def _column(column: Column) -> dict[str, Any]:
    missing = [texts[0] for texts in column.missing.values() if texts and texts[0]]
    described: dict[str, Any] = {
        "name": column_name(column.name),
        "titles": column.name,
        "dc:title": _values(column.label),
        "null": ["", *missing],
        "datatype": _datatype(column),
        "required": column.required,
    }
    if column.definition:
        described["dc:description"] = _values(column.definition)
    if column.traits.several:
        described["separator"] = column.separator
    kinds = [
        f"{texts[0]} = {kind}"
        for kind, texts in column.missing.items()
        if kind is not Missing.NOT_RECORDED and texts
    ]
    if kinds:
        described["rdfs:comment"] = "; ".join(kinds)
    return described


def _values(text: Text) -> list[dict[str, str]]:
    return [{"@language": tag, "@value": words_} for tag, words_ in text.items() if words_]


def _datatype(column: Column) -> str | dict[str, Any]:
    if column.numbers is None:
        return "string"
    ends = {
        "minimum": plain_number(column.numbers.first),
        "maximum": plain_number(column.numbers.last),
    }
    return {"base": "integer" if column.numbers.whole else "decimal", **ends}


_KINDS = {"String": "string", "Int64": "integer", "Float64": "number"}


def _counts_columns(counts: CountsFile, about: About, language: str) -> list[dict[str, Any]]:
    labels = count_labels(about.release.counts[counts.name], language)
    return [
        {
            "name": name,
            "titles": name,
            "dc:title": label,
            "datatype": _KINDS[str(AGGREGATES[name])],
        }
        for name, label in labels.items()
    ]
