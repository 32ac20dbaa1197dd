"""Read a release: for evaluation, dashboards, and anybody who wants to use the data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lanterne.codebook import codebook_from_dict
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError, Problem, UsageError
from lanterne.privacy import PrivacyStatement
from lanterne.release.integrity import files_problems, format_problem, read_manifest
from lanterne.release.tables import read_aggregates, read_data


@dataclass(frozen=True)
class Release:
    """A release in memory. Everything in it is public.

    Attributes:
        path: Its folder.
        codebook: What the columns mean.
        data: The synthetic rows as texts; the empty text where nothing is recorded.
        aggregates: Published counts, with the columns of ``ProtectedTable.aggregates``.
        statement: What was promised to the people in the cases.
        manifest: What the folder holds and how it was made.
    """

    path: Path
    codebook: Codebook
    data: pl.DataFrame
    aggregates: pl.DataFrame
    statement: PrivacyStatement
    manifest: Mapping[str, Any]


def load_release(path: Path | str) -> Release:
    """Read a release whose files are all there and unchanged.

    The content is taken as it stands; ``verify_release`` checks it against the codebook.

    Raises:
        UsageError: ``path`` is not a folder.
        InputError: It is not a release, or a file is missing, extra or changed.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder. Give the folder of a release.")
    manifest, problems = read_manifest(folder)
    problems += format_problem(manifest) if manifest else ()
    problems = problems or files_problems(folder, manifest)
    if problems:
        raise InputError(problems)
    return _load(folder, manifest)


def _load(folder: Path, manifest: Mapping[str, Any]) -> Release:
    try:
        codebook = read_codebook(folder)
        data = read_data(folder / "data" / f"{codebook.table.name}.parquet").collect()
        return Release(
            folder,
            codebook,
            data.with_columns(pl.all().fill_null("")),
            read_aggregates(folder / "aggregates" / "aggregates.csv"),
            PrivacyStatement.from_dict(read_json(folder / "privacy.json")),
            manifest,
        )
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        problem = Problem("unreadable", "A file of the release cannot be read.", file=str(folder))
        raise InputError([problem]) from error


def read_codebook(folder: Path) -> Codebook:
    """The codebook of a release."""
    return codebook_from_dict(read_json(folder / "codebook" / "codebook.json"))


def read_json(path: Path) -> dict[str, Any]:
    """An object from a JSON file; raises ValueError when it is anything else."""
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        raise ValueError(f"{path.name} must hold a JSON object")
    return value
