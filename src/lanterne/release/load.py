"""Read a release: for evaluation, dashboards, and anybody who wants to use the data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lanterne.anonymity.result import Guarantee
from lanterne.anonymity.statement import KStatement
from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook import codebook_from_dict
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.notebook import table_of
from lanterne.privacy import PrivacyStatement
from lanterne.release.cohorts import read_cohorts
from lanterne.release.contents import network_tables
from lanterne.release.folder import folder_of_release
from lanterne.release.frames import ReleasedFrames
from lanterne.release.integrity import files_problems, format_problem, read_manifest
from lanterne.release.k_statement_check import FILE as GUARANTEE
from lanterne.release.layout import (
    CODEBOOK,
    CONDENSED,
    COUNTS,
    DATASETS,
    NOISE,
    ORIGINAL,
    Layout,
    anonymous_layout,
    data_path,
    parts_on_disk,
    release_layout,
)
from lanterne.release.manifest_values import read_cuts, read_worth
from lanterne.release.statement_fields import FILE as PRIVACY
from lanterne.release.tables import AGGREGATES, read_aggregates, read_data
from lanterne.release.together import read_together
from lanterne.synthesis.cohort_source import CohortSource
from lanterne.synthesis.network.cut import Cut
from lanterne.synthesis.worth import Worth


@dataclass(frozen=True)
class Release:
    """A release in memory. Everything in it is public.

    Attributes:
        path: Its folder.
        codebook: What the columns mean.
        rows: Table → its released rows as texts; the empty text where nothing is recorded. The
            tables of a network have their keys; ``condensed`` is there when it was written. There
            are none where the release was loaded without them.
        counts: File of counts → published counts, with the columns of
            ``ProtectedTable.aggregates``: ``aggregates`` for one table; for a network those of
            victims and of perpetrators, over the views of ``lanterne.codebook.views``, named as
            the codebook names these tables. A k-method publishes none.
        statement: What was promised to the people in the cases; ``None``: a k-method made the
            release, which promises no differential privacy.
        manifest: What the folder holds and how it was made.
        layout: Its tables and counts, and where they lie.
        k_statement: What a k-method promises; ``None``: none made the release.
        original: Of generalised rows, the codebook of the cases, with its hierarchies; else
            ``None``.
    """

    path: Path
    codebook: Codebook
    rows: Mapping[str, pl.DataFrame]
    counts: Mapping[str, pl.DataFrame]
    statement: PrivacyStatement | None
    manifest: Mapping[str, Any]
    layout: Layout
    k_statement: KStatement | None = None
    original: Codebook | None = None

    def __repr__(self) -> str:
        """What it is, in a line."""
        parts = [repr(self.path.name), f"codebook={self.codebook.name!r}"]
        if self.guarantee is not None:
            parts.append(f"k={self.guarantee.k}")
        if self.statement is not None:
            parts.append(f"epsilon={self.statement.epsilon:g}, delta={self.statement.delta:g}")
        return f"Release({', '.join(parts)})"

    def _repr_html_(self) -> str:
        """What a notebook shows: what it is, what it holds, and what is promised."""
        book, told = self.codebook, self.statement
        k = None if self.guarantee is None else self.guarantee.k
        held = {f"{name}: rows": f"{rows.height:,}" for name, rows in self.rows.items()}
        held |= {f"{name}: counts": f"{some.height:,}" for name, some in self.counts.items()}
        fields = {"release": self.path.name, "codebook": f"{book.name} {book.version}", **held}
        promise = {} if told is None else told.in_short
        return table_of("Release", {**fields, **promise, "k": k})

    @property
    def guarantee(self) -> Guarantee | None:
        """What a k-method guarantees; ``None``: none made the release."""
        return None if self.k_statement is None else self.k_statement.guarantee

    @property
    def of_cases(self) -> Codebook:
        """The codebook that the cases keep, which may be narrower than the release's own."""
        return self.original or self.codebook

    @property
    def data(self) -> pl.DataFrame:
        """The rows of the only table; raises UsageError when there are several."""
        return self.rows[self._only_table()]

    @property
    def aggregates(self) -> pl.DataFrame:
        """The published counts of the only table: no rows where a k-method publishes none.

        Raises:
            UsageError: There are several tables.
        """
        self._only_table()
        return self.counts.get(COUNTS, pl.DataFrame(schema=AGGREGATES))

    @property
    def tables(self) -> NetworkTables | None:
        """Victims, perpetrators and links; ``None`` when there is one table."""
        network = self.codebook.network
        return None if network is None else network_tables(network, self.rows)

    @property
    def frames(self) -> ReleasedFrames:
        """The rows of each table of the codebook by its name; none of a release without rows."""
        names = (table.name for table in self.codebook.tables)
        return ReleasedFrames({name: self.rows[name] for name in names if name in self.rows})

    @property
    def condensed(self) -> pl.DataFrame | None:
        """The network as one row per victim; ``None`` when it was not written so."""
        return None if self.codebook.network is None else self.rows.get(CONDENSED)

    @property
    def worth(self) -> Mapping[str, Worth]:
        """Table → the errors to expect; none where the release does not say."""
        return read_worth(self.manifest)

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """What the bounds of linked tables probably left out, as far as the release says."""
        return read_cuts(self.manifest)

    @property
    def cohorts(self) -> tuple[CohortSource, ...]:
        """Of an edition of a series, where the people of each cohort come from."""
        return read_cohorts(self.manifest)

    def _only_table(self) -> str:
        if self.codebook.network is not None:
            raise UsageError("release.several-tables")
        return self.codebook.table.name


def load_release(path: Path | str, *, rows: bool = True) -> Release:
    """Read a release whose files are all there and unchanged.

    The content is taken as it stands; ``verify_release`` checks it against the codebook.

    Args:
        path: Its folder.
        rows: Whether its rows are read too: as texts they take sixteen times the memory that they
            take coded, as ``people_of`` gives them.

    Raises:
        UsageError: ``path`` is not a folder.
        InputError: It is not a release, or a file is missing, extra or changed.
    """
    folder = folder_of_release(path)
    manifest, problems = read_manifest(folder)
    problems += format_problem(manifest) if manifest else ()
    problems = problems or files_problems(folder, manifest)
    if problems:
        raise InputError(problems)
    return _load(folder, manifest, rows=rows)


def _load(folder: Path, manifest: Mapping[str, Any], *, rows: bool) -> Release:
    try:
        layout = read_layout(folder)
        private = layout.method is None
        (
            read_worth(manifest),
            read_cuts(manifest),
            read_cohorts(manifest),
            read_together(manifest),
        )  # what cannot be read is said now
        return Release(
            folder,
            layout.codebook,
            {file.name: rows_on_disk(folder, file.name) for file in layout.data if rows},
            {file.name: read_aggregates(folder / file.path) for file in layout.counts},
            PrivacyStatement.from_dict(read_json(folder / PRIVACY)) if private else None,
            manifest,
            layout,
            None if private else read_guarantee(folder),
            layout.original,
        )
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        raise InputError([Problem("unreadable.release", place=Place(str(folder)))]) from error


def rows_on_disk(folder: Path, table: str) -> pl.DataFrame:
    """The rows of a table of a release as texts; the empty text where nothing is recorded."""
    return scan_rows(folder, table).with_columns(pl.all().fill_null("")).collect()


def scan_rows(folder: Path, table: str) -> pl.LazyFrame:
    """The rows of a table of a release as texts, not yet read."""
    parts = parts_on_disk(folder, table)
    if parts:
        return pl.scan_parquet(parts, glob=False)
    return read_data(folder / data_path(table, "parquet"))


def read_layout(folder: Path) -> Layout:
    """The tables and counts of a release, from its codebooks and its promise.

    Raises:
        InputError, OSError, ValueError, KeyError, TypeError: A codebook or the guarantee of a
            k-method cannot be read, or is none for a release.
    """
    codebook = _codebook(folder, CODEBOOK)
    if has_guarantee(folder):
        guarantee = read_guarantee(folder).guarantee
        return anonymous_layout(codebook, guarantee, _codebook_if_any(folder, ORIGINAL))
    datasets = len(list((folder / DATASETS).glob("*.csv"))) - 1 if (folder / NOISE).exists() else 0
    condensed, cohorts = _codebook_if_any(folder, CONDENSED), bool(_said(folder).get("cohorts"))
    # Of linked tables, what lies in such a folder is a stranger there.
    parts = [] if codebook.network else parts_on_disk(folder, codebook.table.name)
    return release_layout(codebook, condensed, datasets, cohorts=cohorts, parts=len(parts))


def _codebook_if_any(folder: Path, name: str) -> Codebook | None:
    return _codebook(folder, name) if (folder / "codebook" / f"{name}.json").exists() else None


def _codebook(folder: Path, name: str) -> Codebook:
    return codebook_from_dict(read_json(folder / "codebook" / f"{name}.json"))


def has_guarantee(folder: Path) -> bool:
    """Whether the release promises what k-methods do, and so no differential privacy."""
    return (folder / GUARANTEE).exists()


def read_guarantee(folder: Path) -> KStatement:
    """What a k-method promises; raises OSError or ValueError when it cannot be read."""
    return KStatement.from_dict(read_json(folder / GUARANTEE))


def named_entry(folder: Path) -> str:
    """SHA-256 of the entry of a ledger that a release names; empty: it names none."""
    return str(_said(folder).get("ledger") or "")


def _said(folder: Path) -> Mapping[str, Any]:
    """The promise of a release; nothing where it cannot be read, which others say."""
    try:
        return read_json(folder / (GUARANTEE if has_guarantee(folder) else PRIVACY))
    except (OSError, ValueError):
        return {}


def read_json(path: Path) -> dict[str, Any]:
    """An object from a JSON file; raises ValueError when it is anything else."""
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        raise ValueError(f"{path.name} must hold a JSON object")
    return value
