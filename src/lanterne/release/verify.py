"""Verify a release: one command, for ever, by every later version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lanterne.codebook.model import Table
from lanterne.errors import InputError, Problem, UsageError
from lanterne.release.counts import counts_problems
from lanterne.release.folder import MANIFEST, files_below
from lanterne.release.integrity import files_problems, format_problem, read_manifest
from lanterne.release.load import read_codebook, read_json
from lanterne.release.metadata import privacy_summary
from lanterne.release.promise import FILE as PRIVACY
from lanterne.release.promise import statement_problems
from lanterne.release.publishable import check_publishable
from lanterne.release.rules import data_problems
from lanterne.release.tables import coded, read_aggregates, read_data

_CODEBOOK = "codebook/codebook.json"
_COUNTS = "aggregates/aggregates.csv"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, InputError)


@dataclass(frozen=True)
class VerifyReport:
    """What was found in a release.

    Attributes:
        path: The folder.
        files: Every file in it, as sorted POSIX paths.
        problems: What is wrong; none when the release is whole and keeps its codebook.
    """

    path: Path
    files: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_release(path: Path | str) -> VerifyReport:
    """Check a release: every byte, every value, every rule, every count, and the statement.

    A release in a format newer than this version knows is reported as such and not looked at
    further. Checksums show accidents; somebody who changes files and checksums together is only
    found by comparing ``SHA256SUMS`` with a copy from elsewhere.

    Raises:
        UsageError: ``path`` is not a folder.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder. Give the folder of a release.")
    manifest, problems = read_manifest(folder)
    problems = problems or format_problem(manifest)
    if not problems:
        problems = files_problems(folder, manifest)
        if all(problem.rule != "file-odd" for problem in problems):  # a pipe would wait for ever
            problems += tuple(_content_problems(folder, manifest))
    return VerifyReport(folder, files_below(folder), problems)


def _content_problems(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _promise_problems(folder, manifest)
    try:
        codebook = read_codebook(folder)
        table = codebook.table
    except _UNREADABLE:
        yield Problem("codebook", "The codebook cannot be read.", file=_CODEBOOK)
        return
    unsafe = check_publishable(codebook)
    yield from unsafe
    if unsafe:  # the name of the table may lead out of the folder
        return
    if manifest.get("codebook") != {"name": codebook.name, "version": codebook.version}:
        yield Problem("manifest", "The manifest names another codebook.", file=MANIFEST)
    rows, problems = _rows(folder, table)
    yield from problems
    if rows is not None:
        yield from _row_problems(rows, table, manifest)
        yield from _count_problems(folder, rows, table, manifest)


def _promise_problems(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        statement = read_json(folder / PRIVACY)
    except (OSError, ValueError):
        yield Problem("privacy", "The privacy statement cannot be read.", file=PRIVACY)
        return
    problems = statement_problems(statement)
    yield from problems
    if not problems and manifest.get("privacy") != privacy_summary(statement):
        text = "The manifest and the privacy statement do not promise the same."
        yield Problem("privacy", text, file=PRIVACY)


def _rows(folder: Path, table: Table) -> tuple[pl.DataFrame | None, tuple[Problem, ...]]:
    """The rows, coded, when the CSV and the Parquet file hold the same ones."""
    frames: list[pl.DataFrame] = []
    for file in (_data(table, "csv"), _data(table, "parquet")):
        try:
            texts = read_data(folder / file)
            if texts.collect_schema().names() != list(table.names):
                text = "The columns are not those of the codebook, in its order."
                return None, (Problem("header", text, file=file),)
            frames.append(coded(texts, table))
        except (OSError, pl.exceptions.PolarsError):
            return None, (Problem("unreadable", "The rows cannot be read.", file=file),)
    if not frames[0].equals(frames[1]):
        text = "The CSV and the Parquet file do not hold the same rows."
        return frames[0], (Problem("files-differ", text, file=_data(table, "parquet")),)
    return frames[0], ()


def _data(table: Table, suffix: str) -> str:
    return f"data/{table.name}.{suffix}"


def _row_problems(
    rows: pl.DataFrame, table: Table, manifest: Mapping[str, Any]
) -> Iterator[Problem]:
    yield from data_problems(rows, table, _data(table, "csv"))
    if manifest.get("synthetic_rows") != {table.name: rows.height}:
        yield Problem("manifest", "The manifest gives another number of rows.", file=MANIFEST)


def _count_problems(
    folder: Path, rows: pl.DataFrame, table: Table, manifest: Mapping[str, Any]
) -> Iterator[Problem]:
    try:
        counts = read_aggregates(folder / _COUNTS)
    except (OSError, pl.exceptions.PolarsError):
        yield Problem("unreadable", "The published counts cannot be read.", file=_COUNTS)
        return
    yield from counts_problems(counts, rows, table, _COUNTS)
    if manifest.get("published_counts") != counts.height:
        yield Problem("manifest", "The manifest gives another number of counts.", file=MANIFEST)
