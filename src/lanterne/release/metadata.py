"""What machines read about a release: Data Package, citation and manifest.

Everything here is computed from the codebook, which is public, and from protected values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

import polars as pl

from lanterne.anonymity.result import Method
from lanterne.codebook.model import Codebook, Column, Missing, Table, in_language
from lanterne.release.layout import DataFile, Layout
from lanterne.release.tables import AGGREGATES
from lanterne.synthesis.network.cut import Cut
from lanterne.synthesis.worth import Worth

FORMAT = 3
"""Newest version of the format of a release folder; a reader refuses what is newer than it knows.

1 is one table, 2 a network, 3 one table by a k-method.
"""

_PROFILES = "https://datapackage.org/profiles/2.0"


def software() -> str:
    """Name and version of this software, as releases and records state it."""
    return f"lanterne {version('lanterne')}"


@dataclass(frozen=True)
class Imprint:
    """Who publishes a release, when, and on what terms.

    Attributes:
        created: Moment of making, UTC.
        software: Name and version of the software.
        publisher: Organisation that publishes; ``None`` when not stated.
        licence: SPDX identifier of the licence of the data; ``None`` when none was chosen.
    """

    created: datetime
    software: str
    publisher: str | None = None
    licence: str | None = None

    @property
    def moment(self) -> str:
        """The moment of making, such as ``2026-11-25T12:00:00Z``."""
        return self.created.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def date(self) -> str:
        """The day of making, such as ``2026-11-25``."""
        return self.moment[:10]


def json_text(value: Mapping[str, Any]) -> str:
    """JSON for people and machines: indented, UTF-8, no NaN."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def layout_format(layout: Layout) -> int:
    """The format of a release: the oldest that can hold its tables and its promise."""
    if layout.method is not None:
        return 3
    return 1 if layout.network is None else 2


def data_package(
    layout: Layout, imprint: Imprint, hashes: Mapping[str, tuple[int, str]]
) -> dict[str, Any]:
    """The descriptor of the folder as a Data Package 2.0 with Table Schemas 2.0.

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
    return package


def _size(
    hashes: Mapping[str, tuple[int, str]], resource: Mapping[str, Any]
) -> dict[str, int | str]:
    """Size and checksum of a file; the size of a Parquet file is not said.

    Frictionless reads the rows of Parquet, and not its bytes: it finds every size wrong. The
    manifest has it.
    """
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
        for suffix, ending in (("csv", ""), ("parquet", "-parquet")):
            schema = data_schema(file, ending)
            title = _title(rows, file.table, layout)
            yield _resource(f"{file.name}{ending}", file.path(suffix), title, schema)
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


def _resource(name: str, path: str, title: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": _slug(name),
        "path": path,
        "title": title,
        "type": "table",
        "format": path.rpartition(".")[2],
    }
    if path.endswith(".csv"):
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


def citation(codebook: Codebook, imprint: Imprint) -> str:
    """How to cite the release, as a Citation File Format 1.2.0 file."""
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        "message: If you use these data, please cite them as below, with their version.",
        f"title: {json.dumps(in_language(codebook.title, 'en'), ensure_ascii=False)}",
        f"version: {json.dumps(imprint.date)}",
        f"date-released: {imprint.date}",
        "authors:",
        f"  - name: {json.dumps(imprint.publisher or 'Publisher not stated', ensure_ascii=False)}",
    ]
    lines += [f"license: {json.dumps(imprint.licence)}"] if imprint.licence else []
    return "\n".join([*lines, ""])


def manifest(
    layout: Layout,
    imprint: Imprint,
    said: Mapping[str, Any],
    hashes: Mapping[str, tuple[int, str]],
) -> dict[str, Any]:
    """What the folder holds and how it was made.

    Args:
        layout: The tables and counts.
        imprint: Who and when.
        said: How many rows and counts there are, what is promised, and the settings.
        hashes: Path → bytes and SHA-256 of every file but the manifest and the checksums.
    """
    return {
        "format": layout_format(layout),
        "software": imprint.software,
        "created": imprint.moment,
        "publisher": imprint.publisher,
        "licence": imprint.licence,
        "codebook": {"name": layout.codebook.name, "version": layout.codebook.version},
        **said,
        "files": [
            {"path": path, "bytes": hashes[path][0], "sha256": hashes[path][1]}
            for path in sorted(hashes)
        ],
    }


def numbers(
    layout: Layout, rows: Mapping[str, pl.DataFrame], counts: Mapping[str, pl.DataFrame]
) -> dict[str, Any]:
    """How many rows each table has, and how many counts are published, as the manifest says it."""
    sizes = {file.name: rows[file.name].height for file in layout.data}
    if layout.method is not None:
        return {"rows": sizes}
    published = {file.name: counts[file.name].height for file in layout.counts}
    return {
        "synthetic_rows": sizes,
        "published_counts": sum(published.values()) if layout.network is None else published,
    }


def privacy_summary(statement: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the privacy statement that the manifest repeats."""
    names = ("definition", "unit", "epsilon", "delta")
    also = [{name: promise[name] for name in names[1:]} for promise in statement.get("also") or ()]
    return {name: statement[name] for name in names} | ({"also": also} if also else {})


def worth_summary(worth: Mapping[str, Worth], cuts: Iterable[Cut]) -> dict[str, Any]:
    """What the release is worth, and what bounds cut, as the manifest says it."""
    said = {"worth": {name: one.to_dict() for name, one in worth.items()}} if worth else {}
    listed = [cut.to_dict() for cut in cuts]
    return {**said, **({"cuts": listed} if listed else {})}


def guarantee_summary(statement: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the statement of a k-method that the manifest repeats."""
    names = ("kind", "method", "k", "length", "quasi_identifiers")
    return {name: statement[name] for name in names}
