"""Verify a release: one command, for ever, by every later version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lanterne.errors import InputError, Problem, UsageError
from lanterne.release.contents import content_problems
from lanterne.release.folder import MANIFEST, files_below
from lanterne.release.guarantee import FILE as GUARANTEE
from lanterne.release.guarantee import guarantee_problems, kept_problems
from lanterne.release.integrity import files_problems, format_problem, read_manifest
from lanterne.release.layout import CODEBOOK, Layout
from lanterne.release.load import has_guarantee, read_guarantee, read_json, read_layout
from lanterne.release.metadata import guarantee_summary, layout_format, numbers, privacy_summary
from lanterne.release.promise import FILE as PRIVACY
from lanterne.release.promise import statement_problems
from lanterne.release.publishable import check_publishable
from lanterne.release.tables import coded_file, read_aggregates, read_data

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
    unkept = tuple(_promise_problems(folder, manifest))
    yield from unkept
    try:
        layout = read_layout(folder)
    except _UNREADABLE:
        if not (unkept and has_guarantee(folder)):  # without a promise there is no layout
            path = f"codebook/{CODEBOOK}.json"
            yield Problem("codebook", "The codebook cannot be read.", file=path)
        return
    unsafe = [problem for book in layout.codebooks.values() for problem in check_publishable(book)]
    yield from unsafe
    if unsafe:  # the name of a table may lead out of the folder
        return
    yield from _strangers(folder, layout)
    rows, problems = _rows(folder, layout)
    counts, more = _counts(folder, layout)
    yield from (*problems, *more)
    if rows is not None:
        yield from content_problems(layout, rows, counts)
        yield from _manifest_problems(manifest, layout, rows, counts)
        if layout.method is not None and not unkept:
            (file,) = layout.data
            statement = read_guarantee(folder)
            yield from kept_problems(rows[file.name], file.table, statement, file.path("csv"))


def _promise_problems(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the one promise that a release makes."""
    by_k = has_guarantee(folder)
    name = GUARANTEE if by_k else PRIVACY
    rule, what = ("guarantee", "guarantee") if by_k else ("privacy", "privacy statement")
    if by_k and (folder / PRIVACY).exists():
        text = "A release by a k-method promises no differential privacy."
        yield Problem("privacy", text, "Take the file out.", PRIVACY)
    try:
        statement = read_json(folder / name)
    except (OSError, ValueError):
        yield Problem(rule, f"The {what} cannot be read.", file=name)
        return
    problems = guarantee_problems(statement) if by_k else statement_problems(statement)
    yield from problems
    summary = guarantee_summary if by_k else privacy_summary
    if not problems and manifest.get(rule) != summary(statement):
        text = f"The manifest and the {what} do not promise the same."
        yield Problem(rule, text, file=name)


def _strangers(folder: Path, layout: Layout) -> Iterator[Problem]:
    """Data that a release of this codebook has no place for, though the manifest lists it."""
    for path in files_below(folder):
        if path.startswith(("data/", "aggregates/")) and path not in layout.paths:
            text = "A release of this codebook has no such file."
            yield Problem("file-extra", text, "Take it out of the folder.", path)


def _rows(
    folder: Path, layout: Layout
) -> tuple[Mapping[str, pl.DataFrame] | None, tuple[Problem, ...]]:
    """The tables, coded, when all can be read, and where CSV and Parquet are not the same."""
    found: dict[str, dict[str, pl.DataFrame]] = {"csv": {}, "parquet": {}}
    for suffix, frames in found.items():
        for file in layout.data:
            path = file.path(suffix)
            try:
                texts = read_data(folder / path)
                if texts.collect_schema().names() != list(file.header):
                    text = "The columns are not those of the codebook, in its order."
                    return None, (Problem("header", text, file=path),)
                frames[file.name] = coded_file(texts, file, frames)
            except (OSError, pl.exceptions.PolarsError):
                return None, (Problem("unreadable", "The rows cannot be read.", file=path),)
    text = "The CSV and the Parquet file do not hold the same rows."
    return found["csv"], tuple(
        Problem("files-differ", text, file=file.path("parquet"))
        for file in layout.data
        if not found["csv"][file.name].equals(found["parquet"][file.name])
    )


def _counts(folder: Path, layout: Layout) -> tuple[Mapping[str, pl.DataFrame], tuple[Problem, ...]]:
    """The counts that can be read, and which cannot."""
    counts, problems = {}, []
    for file in layout.counts:
        try:
            counts[file.name] = read_aggregates(folder / file.path)
        except (OSError, pl.exceptions.PolarsError):
            text = "The published counts cannot be read."
            problems.append(Problem("unreadable", text, file=file.path))
    return counts, tuple(problems)


def _manifest_problems(
    manifest: Mapping[str, Any],
    layout: Layout,
    rows: Mapping[str, pl.DataFrame],
    counts: Mapping[str, pl.DataFrame],
) -> Iterator[Problem]:
    """Where the manifest says another codebook, format or number than the files do."""
    codebook = layout.codebook
    if manifest.get("codebook") != {"name": codebook.name, "version": codebook.version}:
        yield Problem("manifest", "The manifest names another codebook.", file=MANIFEST)
    if manifest.get("format") != layout_format(layout):
        yield Problem("manifest", "The manifest gives another format.", file=MANIFEST)
    if len(counts) < len(layout.counts):
        return
    for name, number in numbers(layout, rows, counts).items():
        if manifest.get(name) != number:
            text = f"The manifest gives another number of {name.replace('_', ' ')}."
            yield Problem("manifest", text, file=MANIFEST)
