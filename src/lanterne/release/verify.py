"""Verify a release: one command, for ever, by every later version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.messages import Message
from lanterne.release.cohorts import cohorts_problems
from lanterne.release.contents import content_problems, parted_problems
from lanterne.release.datasets import noise_problems
from lanterne.release.folder import MANIFEST, files_below, folder_of_release
from lanterne.release.held import Held, held_by
from lanterne.release.integrity import files_problems, format_problem, read_manifest
from lanterne.release.interval_widths import widths_problems
from lanterne.release.k_statement_check import FILE as GUARANTEE
from lanterne.release.k_statement_check import guarantee_problems, kept_problems
from lanterne.release.layout import CODEBOOK, DATASETS, DataFile, Layout
from lanterne.release.load import (
    has_guarantee,
    read_guarantee,
    read_json,
    read_layout,
)
from lanterne.release.manifest import guarantee_summary, layout_format, numbers, privacy_summary
from lanterne.release.manifest_values import read_cuts, read_worth
from lanterne.release.pages_check import pages_problems
from lanterne.release.partners_check import partners_problems
from lanterne.release.parts import read_parts
from lanterne.release.publishable import check_publishable
from lanterne.release.rows_check import data_problems
from lanterne.release.statement_check import exactly_kept, statement_problems
from lanterne.release.statement_fields import FILE as PRIVACY
from lanterne.release.tables import coded_file, read_aggregates, read_data
from lanterne.release.together import together_problems

_MANIFEST = Place(MANIFEST)

_OF_DATA = ("data/", "aggregates/", f"{DATASETS}/")

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, InputError)


@dataclass(frozen=True)
class VerifyReport:
    """What was found in a release.

    Attributes:
        path: The folder.
        files: Every file in it, as sorted POSIX paths.
        problems: What is wrong; none when the release is whole and keeps its codebook.
        unchecked: What could not be looked at: of an earlier format, say.
        ledger: The ledger that its promise was held against; ``None``: none.
    """

    path: Path
    files: tuple[str, ...]
    problems: tuple[Problem, ...]
    unchecked: tuple[Message, ...] = ()
    ledger: Path | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_release(
    path: Path | str, *, ledger: Path | None = None, exact: bool = False
) -> VerifyReport:
    """Check a release: every byte, every value, every rule, every count, and the statement.

    The statement is held against its own mechanisms, the pages, the widths of the published
    intervals, and against the ledger where there is one. A release in a format newer than this
    version knows is reported as such and not looked at further. Checksums show accidents; whoever
    changes files, checksums and manifest together, and everything that follows from one another,
    is found by a ledger, a signed record, or a copy of ``SHA256SUMS`` from elsewhere alone.

    Args:
        path: The folder.
        ledger: The ledger of the people in it; of an edition of a series, the folder of those of
            its cohorts.
        exact: Whether ε is recomputed from the mechanisms exactly, which may take some seconds;
            else to about 2 %.

    Raises:
        UsageError: ``path`` is not a folder, or there is no such ledger.
    """
    folder = folder_of_release(path)
    if ledger is not None and not ledger.exists():
        raise UsageError("ledger.not-there", ledger=str(ledger))
    unchecked: tuple[Message, ...] = ()
    manifest, problems = read_manifest(folder)
    problems = problems or format_problem(manifest)
    if not problems:
        problems = files_problems(folder, manifest)
        if all(problem.rule != "file-odd" for problem in problems):  # a pipe would wait for ever
            problems += tuple(_content_problems(folder, manifest))
        if not problems:
            problems, unchecked = _held(folder, manifest, ledger, exact)
    return VerifyReport(folder, files_below(folder), problems, unchecked, ledger)


def _held(folder: Path, manifest: Mapping[str, Any], ledger: Path | None, exact: bool) -> Held:
    """The promise of a release that is whole against all else that tells of it."""
    if has_guarantee(folder):
        return held_by(read_json(folder / GUARANTEE), ledger, None)
    statement = read_json(folder / PRIVACY)
    layout = read_layout(folder)
    counts, _ = _counts(folder, layout)
    pages, silent = pages_problems(folder, statement)
    cohorts = tuple(cohorts_problems(layout, statement, manifest))
    found = [*pages, *cohorts, *partners_problems(statement, manifest)]
    if not cohorts:  # else it is not known of whom a count is
        found += widths_problems(layout, counts, statement)
    found += exactly_kept(statement) if exact else ()
    against, unchecked = held_by(statement, ledger, statement)
    silent_pages = tuple(Message("verify.page-silent", {"page": name}) for name in silent)
    return (*found, *against), (*silent_pages, *unchecked)


def _content_problems(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    unkept = tuple(_promise_problems(folder, manifest))
    yield from unkept
    try:
        layout = read_layout(folder)
    except _UNREADABLE:
        if not (unkept and has_guarantee(folder)):  # without a promise there is no layout
            yield Problem("codebook.unreadable", place=Place(f"codebook/{CODEBOOK}.json"))
        return
    unsafe = [problem for book in layout.codebooks.values() for problem in check_publishable(book)]
    yield from unsafe
    if unsafe:  # the name of a table may lead out of the folder
        return
    yield from _strangers(folder, layout)
    counts, more = _counts(folder, layout)
    yield from (*more, *noise_problems(folder, layout))
    yield from _of_datasets(folder, layout)
    if layout.in_parts:
        yield from _of_parts(folder, layout, counts, manifest)
        return
    rows, problems = _rows(folder, layout.data)
    yield from problems
    if rows is not None:
        yield from content_problems(layout, rows, counts)
        sizes = {name: (frame.height,) for name, frame in rows.items()}
        yield from _manifest_problems(manifest, layout, sizes, counts)
        if layout.method is not None and not unkept:
            (file,) = layout.data
            statement = read_guarantee(folder)
            yield from kept_problems(rows[file.name], file.table, statement, file.path("csv"))


def _promise_problems(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the one promise that a release makes."""
    by_k = has_guarantee(folder)
    name = GUARANTEE if by_k else PRIVACY
    rule = "guarantee" if by_k else "privacy"
    if by_k and (folder / PRIVACY).exists():
        yield Problem("privacy.of-k-method", place=Place(PRIVACY))
    try:
        statement = read_json(folder / name)
    except (OSError, ValueError):
        yield Problem(f"{rule}.unreadable", place=Place(name))
        return
    problems = guarantee_problems(statement) if by_k else statement_problems(statement)
    yield from problems
    summary = guarantee_summary if by_k else privacy_summary
    if not problems and manifest.get(rule) != summary(statement):
        yield Problem(f"{rule}.not-of-manifest", place=Place(name))


def _strangers(folder: Path, layout: Layout) -> Iterator[Problem]:
    """Data that a release of this codebook has no place for, though the manifest lists it."""
    for path in files_below(folder):
        if path.startswith(_OF_DATA) and path not in layout.paths:
            yield Problem("file-extra.codebook", place=Place(path))


def _of_parts(
    folder: Path,
    layout: Layout,
    counts: Mapping[str, pl.DataFrame],
    manifest: Mapping[str, Any],
) -> Iterator[Problem]:
    """What is wrong with a table in parts, its counts, and what the manifest says of them."""
    (file,) = layout.data
    rows, problems = read_parts(folder, file)
    yield from problems
    if rows is not None:
        yield from parted_problems(layout, rows, counts)
        yield from _manifest_problems(manifest, layout, {file.name: rows.sizes}, counts)


def _of_datasets(folder: Path, layout: Layout) -> Iterator[Problem]:
    """What is wrong with the data sets for inference, one after the other."""
    for file in layout.datasets:
        rows, problems = _rows(folder, (file,))
        yield from problems
        if rows is not None:
            yield from data_problems(rows[file.name], file.table, file.path("csv"))


def _rows(
    folder: Path, files: Sequence[DataFile]
) -> tuple[Mapping[str, pl.DataFrame] | None, tuple[Problem, ...]]:
    """The tables, coded, when all can be read, and where CSV and Parquet are not the same."""
    found: dict[str, dict[str, pl.DataFrame]] = {"csv": {}, "parquet": {}}
    for suffix, frames in found.items():
        for file in files:
            path = file.path(suffix)
            try:
                texts = read_data(folder / path)
                if texts.collect_schema().names() != list(file.header):
                    return None, (Problem("header.not-of-codebook", place=Place(path)),)
                frames[file.name] = coded_file(texts, file, frames)
            except (OSError, pl.exceptions.PolarsError):
                return None, (Problem("unreadable.rows", place=Place(path)),)
    return found["csv"], tuple(
        Problem("files-differ.rows", place=Place(file.path("parquet")))
        for file in files
        if not found["csv"][file.name].equals(found["parquet"][file.name])
    )


def _counts(folder: Path, layout: Layout) -> tuple[Mapping[str, pl.DataFrame], tuple[Problem, ...]]:
    """The counts that can be read, and which cannot."""
    counts, problems = {}, []
    for file in layout.counts:
        try:
            counts[file.name] = read_aggregates(folder / file.path)
        except (OSError, pl.exceptions.PolarsError):
            problems.append(Problem("unreadable.counts", place=Place(file.path)))
    return counts, tuple(problems)


def _worth_problems(manifest: Mapping[str, Any], layout: Layout) -> Iterator[Problem]:
    """Where what the manifest says of the errors to expect contradicts itself or the tables."""
    try:
        worth, _ = read_worth(manifest), read_cuts(manifest)
    except ValueError:
        yield Problem("worth.cannot-be", place=_MANIFEST)
        return
    if set(worth) - {table.name for table in layout.codebook.tables}:
        yield Problem("worth.no-such-table", place=_MANIFEST)


def _manifest_problems(
    manifest: Mapping[str, Any],
    layout: Layout,
    rows: Mapping[str, Sequence[int]],
    counts: Mapping[str, pl.DataFrame],
) -> Iterator[Problem]:
    """Where the manifest says another codebook, format or number than the files do."""
    codebook = layout.codebook
    if manifest.get("codebook") != {"name": codebook.name, "version": codebook.version}:
        yield Problem("manifest.other-codebook", place=_MANIFEST)
    if manifest.get("format") != layout_format(layout, joint=bool(manifest.get("partners"))):
        yield Problem("manifest.other-format", place=_MANIFEST)
    yield from _worth_problems(manifest, layout)
    yield from together_problems(manifest, layout, counts)
    if len(counts) < len(layout.counts):
        return
    for name, number in numbers(layout, rows, counts).items():
        if manifest.get(name) != number:
            yield Problem(f"manifest.{name.replace('_', '-')}", place=_MANIFEST)
