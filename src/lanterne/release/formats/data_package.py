"""A release as a Data Package 2.0, with Table Schemas 2.0 of its rows and counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from lanterne.anonymity.result import Method
from lanterne.codebook.model import Column, Missing, Table, in_language
from lanterne.codebook.number import NumberRange, plain_number
from lanterne.release.imprint import Imprint
from lanterne.release.layout import SCHEMA, DataFile, Layout
from lanterne.release.manifest import json_text
from lanterne.release.tables import AGGREGATES

_PROFILES = "https://datapackage.org/profiles/2.0"


def text_of(layout: Layout, imprint: Imprint, hashes: Mapping[str, tuple[int, str]]) -> str:
    """The descriptor of the folder, as JSON.

    Args:
        layout: The tables and counts.
        imprint: Who and when.
        hashes: Path → bytes and SHA-256 of each file of data.
    """
    codebook = layout.codebook
    package: dict[str, Any] = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": f"{_slug(codebook.name)}-{imprint.date}",
        "title": in_language(codebook.title, "en"),
        "description": in_language(codebook.description, "en"),
        "version": imprint.date,
        "created": imprint.moment,
        **_promised(layout),
        "resources": [resource | _size(hashes, resource) for resource in _resources(layout)],
    }
    if imprint.publisher:
        package["contributors"] = [{"title": imprint.publisher, "roles": ["publisher"]}]
    if imprint.licence:
        package["licenses"] = [{"name": imprint.licence}]
    return json_text(package)


def _size(
    hashes: Mapping[str, tuple[int, str]], resource: Mapping[str, Any]
) -> dict[str, int | str]:
    """Size and checksum of a file; the size of a Parquet file is not said.

    Frictionless reads the rows of Parquet, and not its bytes: it finds every size wrong. The
    manifest has it. Of a table in parts it has the checksums as well: there is room for one here.
    """
    if isinstance(resource["path"], list):
        return {}
    size, _ = hashes[resource["path"]]
    said: dict[str, int | str] = {} if resource["format"] == "parquet" else {"bytes": size}
    return said | {"hash": _hash(hashes, resource)}


def _promised(layout: Layout) -> dict[str, Any]:
    """Keywords of the package, and the file with its promise."""
    said = _PROMISES[layout.method]
    about = ["human trafficking"] if layout.codebook.of_trafficking else []
    return {**said, "keywords": [*said["keywords"], *about]}


_PROMISES: Mapping[Method | None, Mapping[str, Any]] = {
    None: {
        "keywords": ["synthetic data", "differential privacy"],
        "privacy": "privacy.json",
    },
    Method.K_ANONYMOUS_SYNTHETIC: {
        "keywords": ["synthetic data", "k-anonymity"],
        "guarantee": "guarantee.json",
    },
    Method.K_ANONYMISED: {
        "keywords": ["generalised data", "k-anonymity"],
        "guarantee": "guarantee.json",
    },
}
"""Method → keywords of the package, and the file with its promise."""


def _resources(layout: Layout) -> Iterator[dict[str, Any]]:
    """Each file of data; the counts of a network are named apart from its tables."""
    rows = "Generalised rows" if layout.method is Method.K_ANONYMISED else "Synthetic rows"
    for file in layout.data:
        if file.parts:
            title = _title(rows, file.table, layout)
            yield _resource(file.name, file.paths, title, data_schema(file))
            continue
        for suffix, ending in (("csv", ""), ("parquet", "-parquet")):
            schema = data_schema(file, ending)
            title = _title(rows, file.table, layout)
            yield _resource(f"{file.name}{ending}", file.path(suffix), title, schema)
    for file in layout.datasets:
        for suffix, ending in (("csv", ""), ("parquet", "-parquet")):
            title = f"Data set {file.name} for inference, to be used with all others"
            yield _resource(f"dataset-{file.name}{ending}", file.path(suffix), title, SCHEMA)
    for counts in layout.counts:
        name = counts.name if layout.network is None else f"{counts.name}-aggregates"
        title = _title("Published counts", counts.view, layout)
        yield _resource(name, counts.path, title, counts_schema())


def _title(what: str, table: Table, layout: Layout) -> str:
    """What a file holds; of several tables each is named."""
    return what if layout.network is None else f"{what}: {in_language(table.label, 'en')}"


def _hash(hashes: Mapping[str, tuple[int, str]], resource: Mapping[str, Any]) -> str:
    return f"sha256:{hashes[resource['path']][1]}"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower())


def _resource(
    name: str, path: str | Sequence[str], title: str, schema: Mapping[str, Any] | str
) -> dict[str, Any]:
    """A table, in one file or in several that follow each other."""
    ending = (path if isinstance(path, str) else path[0]).rpartition(".")[2]
    resource: dict[str, Any] = {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": _slug(name),
        "path": path if isinstance(path, str) else list(path),
        "title": title,
        "type": "table",
        "format": ending,
    }
    if ending == "csv":
        resource |= {
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {
                "$schema": f"{_PROFILES}/tabledialect.json",
                "delimiter": ",",
                "lineTerminator": "\n",
                "quoteChar": '"',
                "doubleQuote": True,
                "header": True,
            },
        }
    else:
        resource["mediatype"] = "application/vnd.apache.parquet"
    return resource | {"schema": schema}


def data_schema(file: DataFile, ending: str = "") -> dict[str, Any]:
    """The columns of the rows as a Table Schema: categories, labels, kinds of missingness, keys.

    Args:
        file: The table.
        ending: What the names of the resources that it refers to end with.
    """
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [
            *(_key_field(name, unique=name == file.key) for name in file.keys),
            *(_field(column) for column in file.table.columns),
        ],
    }
    if file.keys:
        schema["primaryKey"] = list(file.keys)
    if file.references:
        schema["foreignKeys"] = [
            {
                "fields": [column],
                "reference": {"resource": _slug(f"{table}{ending}"), "fields": [key]},
            }
            for column, (table, key) in file.references.items()
        ]
    return schema


def _key_field(name: str, *, unique: bool) -> dict[str, Any]:
    constraints = {"required": True} | ({"unique": True} if unique else {})
    text = "Key, numbered afresh for this release; it carries nothing."
    return {"name": name, "description": text, "type": "string", "constraints": constraints}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "title": in_language(column.label, "en"),
        "description": in_language(column.definition, "en"),
        "type": "string",
        "missingValues": _missing_values(column),
    }
    if column.required:
        field["constraints"] = {"required": True}
    if column.numbers is not None:
        return field | _of_numbers(column.numbers, field.get("constraints", {}))
    categories = [
        {"value": value.code, "label": in_language(value.label, "en")} for value in column.values
    ]
    if column.traits.several:
        return field | {
            "type": "list",
            "itemType": "string",
            "delimiter": column.separator,
            "itemCategories": categories,
        }
    return field | {"categories": categories, "categoriesOrdered": column.traits.ordered}


def _of_numbers(numbers: NumberRange, constraints: dict[str, Any]) -> dict[str, Any]:
    """The kind of number, its ends, and its unit where there is one."""
    ends = {"minimum": plain_number(numbers.first), "maximum": plain_number(numbers.last)}
    unit = in_language(numbers.unit, "en")
    return {
        "type": "integer" if numbers.whole else "number",
        "constraints": constraints | ends,
    } | ({"unit": unit} if unit else {})


def _missing_values(column: Column) -> list[dict[str, str]]:
    words = {kind: kind.value.replace("_", " ") for kind in Missing}
    missing = {texts[0]: words[kind] for kind, texts in column.missing.items() if texts}
    return [
        {"value": text, "label": label}
        for text, label in ({"": words[Missing.NOT_RECORDED]} | missing).items()
    ]


_COUNT_FIELDS = {
    "length": "Number of answers in the combination, 1 to 3.",
    "column_1": "Column of the first answer.",
    "value_1": "First answer.",
    "column_2": "Column of the second answer; empty when there is none.",
    "value_2": "Second answer; empty when there is none.",
    "column_3": "Column of the third answer; empty when there is none.",
    "value_3": "Third answer; empty when there is none.",
    "method": "measured: the combination itself was counted, with noise.",
    "count": "People with these answers: the noisy count, or 0 where that is below 0.",
    "count_low": "Lower bound of the count: 95 % of such intervals hold the true number.",
    "count_high": "Upper bound of the count: 95 % of such intervals hold the true number.",
    "noisy_count": "The noisy count itself, to be added up: unbiased for single answers; it may be "
    "below 0.",
    "estimate": "People with these answers: the best estimate from all counts together.",
    "estimate_low": "Lower bound of the estimate: 95 % of such intervals hold the true number.",
    "estimate_high": "Upper bound of the estimate: 95 % of such intervals hold the true number.",
    "synthetic": "Rows of the synthetic data with these answers.",
}


def counts_schema() -> dict[str, Any]:
    """The columns of the published counts as a Table Schema."""
    kinds = {pl.String(): "string", pl.Int64(): "integer", pl.Float64(): "number"}
    return {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [
            {"name": name, "description": _COUNT_FIELDS[name], "type": kinds[kind]}
            for name, kind in AGGREGATES.items()
        ],
        "missingValues": [""],
    }
