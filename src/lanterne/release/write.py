"""Write a release: the folder that is published.

Only a protected table or a protected network is taken, and nothing else is read: no case file, no
path to one, no exact count. What is not protected cannot get in, by type and by check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from lanterne.codebook import codebook_page, codebook_to_dict
from lanterne.errors import InputError, Problem, UsageError
from lanterne.messages import LANGUAGES
from lanterne.privacy import PrivacyStatement, Protected
from lanterne.release.cohorts import cohorts_summary
from lanterne.release.contents import Contents, contents_of
from lanterne.release.coverage_page import FILE as COVERAGE
from lanterne.release.coverage_page import TABLE as COVERAGE_TABLE
from lanterne.release.coverage_page import coverage_page, coverage_table
from lanterne.release.datasets import write_datasets
from lanterne.release.definitions_page import FILE as DEFINITIONS
from lanterne.release.definitions_page import definitions_page
from lanterne.release.folder import (
    CHECKSUMS,
    MANIFEST,
    checksum_lines,
    files_below,
    new_folder,
    sha256,
)
from lanterne.release.formats import FORMATS
from lanterne.release.imprint import Imprint, software
from lanterne.release.layout import Layout
from lanterne.release.manifest import json_text, manifest, numbers, privacy_summary, worth_summary
from lanterne.release.pages import privacy_page, read_me
from lanterne.release.publishable import check_publishable
from lanterne.release.statement_check import statement_problems
from lanterne.release.statement_fields import FILE as PRIVACY
from lanterne.release.tables import write_aggregates, write_data
from lanterne.release.together import together_summary
from lanterne.release.worlds_page import FILE as PROMISE
from lanterne.release.worlds_page import promise_page
from lanterne.runners import InProcess, Runner
from lanterne.synthesis.network.result import ProtectedNetwork
from lanterne.synthesis.result import PlannedTable, ProtectedTable

_LICENCE = re.compile(r"[A-Za-z0-9.+-]+")

HERE = InProcess()
"""Parts are drawn one after the other."""


def silent(stage: str, share: float) -> None:
    """Tell nobody."""


def write_release(
    protected: Protected[ProtectedTable] | Protected[PlannedTable] | Protected[ProtectedNetwork],
    out: Path,
    *,
    created: datetime | None = None,
    publisher: str | None = None,
    licence: str | None = None,
    condensed: bool = False,
    runner: Runner = HERE,
    progress: Callable[[str, float], None] = silent,
) -> Path:
    """Write what was protected, one table or a network, as a folder that anybody may have.

    The folder is made under a hidden name, synced and renamed: ``out`` is whole or does not
    exist. The same tables, moment, publisher and licence give the same bytes, whatever the runner.
    A table that was planned is drawn part by part, with one part in memory in each process.

    Args:
        protected: What ``draw_table``, ``plan_table`` or ``draw_network`` gave back.
        out: The folder to make; must not exist.
        created: Moment of making, with a time zone; now when ``None``.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data, such as ``CC-BY-4.0``. It is the
            publisher's to choose: without it the release says that none was chosen.
        condensed: Also write the network as one row per victim, in the shape of the codebook that
            its ``condensed`` names; ``check_condensed`` says beforehand whether that can be done.
        runner: Where the parts of a planned table are drawn; all its machines must reach ``out``.
        progress: Told how far the drawing of a planned table is: the name of the stage, and 0 to 1.

    Returns:
        ``out``.

    Raises:
        TypeError: ``protected`` is not what protection gave back.
        UsageError: ``out`` exists or cannot be made, or an argument is wrong.
        InputError: A table breaks its own codebook, a key or a link is wrong, counts are not those
            of the tables, or the statement is not whole; nothing is written.
        LanterneError: The disk is full or failed; nothing is left behind.
    """
    if not isinstance(protected, Protected) or not isinstance(
        protected.value, ProtectedTable | PlannedTable | ProtectedNetwork
    ):
        raise TypeError(
            "write_release must be given Protected[ProtectedTable], Protected[PlannedTable] or "
            "Protected[ProtectedNetwork]"
        )
    out, imprint = Path(out), imprint_of(created, publisher, licence)
    unsafe = check_publishable(protected.value.codebook)
    if unsafe:
        raise InputError(unsafe)
    if isinstance(protected.value, PlannedTable):
        from lanterne.release.drawn_parts import draw_parts  # noqa: PLC0415 - loads the engine

        _check(protected.value.statement)
        with new_folder(out) as folder:
            contents = draw_parts(protected.value, folder, runner, progress)
            _check(contents.statement, *contents.problems())
            _write_all(contents, imprint, folder)
        return out
    contents = contents_of(protected.value, condensed=condensed)
    _check(contents.statement, *contents.problems())
    with new_folder(out) as folder:
        _write_all(contents, imprint, folder)
    return out


def _check(statement: PrivacyStatement, *others: Problem) -> None:
    """Raise InputError where the statement is not whole, or where there are other problems."""
    problems = [*statement_problems(statement.to_dict()), *others]
    if problems:
        raise InputError(problems)


def _write_all(contents: Contents, imprint: Imprint, folder: Path) -> None:
    """Everything but parts, which are there already."""
    layout, statement = contents.layout, contents.statement.to_dict()
    said = {
        **numbers(layout, contents.sizes, contents.counts),
        "privacy": privacy_summary(statement),
        "settings": dict(contents.settings),
        **worth_summary(contents.worth, contents.cuts),
        **cohorts_summary(contents.cohorts),
        **together_summary(contents.together),
        **({"partners": [one.name for one in contents.partners]} if contents.partners else {}),
    }
    pages = {
        PRIVACY: json_text(statement),
        "PRIVACY.md": privacy_page(contents),
        PROMISE: promise_page(contents.statement, layout.codebook.title),
        "README.md": read_me(contents, imprint),
    }
    if contents.definitions is not None:
        pages[DEFINITIONS] = definitions_page(contents.definitions, layout.codebook)
    if contents.partners:
        pages[COVERAGE] = coverage_page(contents.partners, layout.codebook)
        pages[COVERAGE_TABLE] = coverage_table(contents.partners, layout.codebook)
    write_tables(layout, contents.rows, contents.counts, folder)
    write_datasets(layout, contents.datasets, contents.deviations, folder)
    write_pages(layout, pages, folder)
    write_lists(layout, imprint, said, folder)


def check_imprint(publisher: str | None, licence: str | None) -> None:
    """Raise UsageError unless a release can bear this publisher and this licence.

    To be called before the privacy budget is spent, like ``check_destination``.
    """
    if licence is not None and not _LICENCE.fullmatch(licence):
        raise UsageError("imprint.licence")
    if publisher is not None and not publisher.isprintable():
        raise UsageError("imprint.publisher")


def imprint_of(created: datetime | None, publisher: str | None, licence: str | None) -> Imprint:
    """Who publishes a release, when, and on what terms; raises UsageError when that cannot be."""
    moment = created or datetime.now(UTC)
    if moment.tzinfo is None:
        raise UsageError("imprint.time-zone")
    check_imprint(publisher, licence)
    return Imprint(moment.astimezone(UTC), software(), publisher or None, licence)


def write_tables(
    layout: Layout,
    rows: Mapping[str, pl.DataFrame],
    counts: Mapping[str, pl.DataFrame],
    folder: Path,
) -> None:
    """The rows, coded and in order, and the published counts."""
    for name in ("data", *(["aggregates"] if layout.counts else []), "codebook"):
        (folder / name).mkdir(exist_ok=True)  # parts are there before all else
    for name, frame in rows.items():
        write_data(frame, folder / "data" / name)
    for file in layout.counts:
        write_aggregates(counts[file.name], folder / file.path)


def write_pages(layout: Layout, pages: Mapping[str, str], folder: Path) -> None:
    """Everything that people read, and the codebooks and the promise for machines.

    Args:
        layout: Says which codebooks there are.
        pages: Path → text of the promise and of the README.
        folder: Where to.
    """
    for name, codebook in layout.codebooks.items():
        _write(folder, f"codebook/{name}.json", json_text(codebook_to_dict(codebook)))
        for language in LANGUAGES:
            _write(folder, f"codebook/{name}.{language}.html", codebook_page(codebook, language))
    for path, text in pages.items():
        _write(folder, path, text)


def write_lists(layout: Layout, imprint: Imprint, said: Mapping[str, Any], folder: Path) -> None:
    """What the folder is and holds, for machines; each list names every file written before it.

    Args:
        layout: The tables and counts.
        imprint: Who and when.
        said: What the manifest says of rows, promise and settings.
        folder: The folder, with all else in it.
    """
    entries = _entries(folder, files_below(folder))
    for one in FORMATS:
        _write(folder, one.path, one.text_of(layout, imprint, entries))
    entries |= _entries(folder, [one.path for one in FORMATS])
    _write(folder, MANIFEST, json_text(manifest(layout, imprint, said, entries)))
    entries |= _entries(folder, [MANIFEST])
    _write(folder, CHECKSUMS, checksum_lines({path: sum_ for path, (_, sum_) in entries.items()}))


def _write(folder: Path, path: str, text: str) -> None:
    (folder / path).write_text(text, encoding="utf-8", newline="\n")


def _entries(folder: Path, paths: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Path → bytes and SHA-256 of some files."""
    return {path: ((folder / path).stat().st_size, sha256(folder / path)) for path in paths}
