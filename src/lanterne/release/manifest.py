"""The manifest: what a release holds, and how it was made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from lanterne.release.imprint import Imprint
from lanterne.release.layout import Layout
from lanterne.synthesis.network.cut import Cut
from lanterne.synthesis.worth import Worth

FORMAT = 7
"""Newest version of the format of a release folder; a reader refuses what is newer than it knows.

1 is one table, 2 a network, 3 one table by a k-method, 4 one table with data sets for inference, 5
an edition of a series, 6 cases of several organisations, 7 one table whose rows are in parts.
"""


def json_text(value: Mapping[str, Any]) -> str:
    """JSON for people and machines: indented, UTF-8, no NaN."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def layout_format(layout: Layout, *, joint: bool) -> int:
    """The format of a release: the oldest that can hold its tables and its promise.

    Args:
        layout: Of the release.
        joint: Whether its cases are those of several organisations.
    """
    if layout.in_parts:
        return 7
    if joint:
        return 6
    if layout.method is not None:
        return 3
    if layout.cohorts:
        return 5
    if layout.datasets:
        return 4
    return 1 if layout.network is None else 2


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
        said: How many rows and counts there are, what is promised, the settings, and of whom the
            cases are, where they are of several organisations.
        hashes: Path → bytes and SHA-256 of every file but the manifest and the checksums.
    """
    return {
        "format": layout_format(layout, joint=bool(said.get("partners"))),
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
    layout: Layout, rows: Mapping[str, Sequence[int]], counts: Mapping[str, pl.DataFrame]
) -> dict[str, Any]:
    """How many rows each table has, and how many counts are published, as the manifest says it.

    Args:
        layout: The tables and counts.
        rows: Table → its rows, those of each of its files where it is in parts.
        counts: File of counts → the counts.
    """
    sizes = {file.name: sum(rows[file.name]) for file in layout.data}
    if layout.method is not None:
        return {"rows": sizes}
    published = {file.name: counts[file.name].height for file in layout.counts}
    sets = {"datasets": len(layout.datasets)} if layout.datasets else {}
    parts = {file.name: list(rows[file.name]) for file in layout.data if file.parts}
    return {
        "synthetic_rows": sizes,
        **({"rows_of_parts": parts} if parts else {}),
        "published_counts": sum(published.values()) if layout.network is None else published,
        **sets,
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
