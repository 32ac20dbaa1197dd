"""Read a release: for evaluation, dashboards, and anybody who wants to use the data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook import codebook_from_dict
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError, Problem, UsageError
from lanterne.privacy import PrivacyStatement
from lanterne.release.contents import network_tables
from lanterne.release.integrity import files_problems, format_problem, read_manifest
from lanterne.release.layout import CONDENSED, Layout, release_layout
from lanterne.release.tables import read_aggregates, read_data


@dataclass(frozen=True)
class Release:
    """A release in memory. Everything in it is public.

    Attributes:
        path: Its folder.
        codebook: What the columns mean.
        rows: Table → its synthetic rows as texts; the empty text where nothing is recorded. The
            tables of a network have their keys; ``condensed`` is there when it was written.
        counts: File of counts → published counts, with the columns of
            ``ProtectedTable.aggregates``: ``aggregates`` for one table, and ``victims`` and
            ``perpetrators`` for a network, over the views of ``lanterne.codebook.views``.
        statement: What was promised to the people in the cases.
        manifest: What the folder holds and how it was made.
    """

    path: Path
    codebook: Codebook
    rows: Mapping[str, pl.DataFrame]
    counts: Mapping[str, pl.DataFrame]
    statement: PrivacyStatement
    manifest: Mapping[str, Any]

    @property
    def data(self) -> pl.DataFrame:
        """The rows of the only table; raises UsageError when there are several."""
        return self.rows[self._only_table()]

    @property
    def aggregates(self) -> pl.DataFrame:
        """The published counts of the only table; raises UsageError when there are several."""
        self._only_table()
        return self.counts["aggregates"]

    @property
    def tables(self) -> NetworkTables | None:
        """Victims, perpetrators and links; ``None`` when there is one table."""
        network = self.codebook.network
        return None if network is None else network_tables(network, self.rows)

    @property
    def condensed(self) -> pl.DataFrame | None:
        """The network as one row per victim; ``None`` when it was not written so."""
        return None if self.codebook.network is None else self.rows.get(CONDENSED)

    def _only_table(self) -> str:
        if self.codebook.network is not None:
            raise UsageError("The release holds several tables. Take them from tables and counts.")
        return self.codebook.table.name


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
        layout = read_layout(folder)
        return Release(
            folder,
            layout.codebook,
            {file.name: _texts(folder / file.path("parquet")) for file in layout.data},
            {file.name: read_aggregates(folder / file.path) for file in layout.counts},
            PrivacyStatement.from_dict(read_json(folder / "privacy.json")),
            manifest,
        )
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        problem = Problem("unreadable", "A file of the release cannot be read.", file=str(folder))
        raise InputError([problem]) from error


def _texts(path: Path) -> pl.DataFrame:
    return read_data(path).with_columns(pl.all().fill_null("")).collect()


def read_layout(folder: Path) -> Layout:
    """The tables and counts of a release, from its codebook and that of its condensed file.

    Raises:
        InputError, OSError, ValueError: A codebook cannot be read, or is none for a release.
    """
    main, condensed = (folder / "codebook" / f"{name}.json" for name in ("codebook", CONDENSED))
    return release_layout(
        codebook_from_dict(read_json(main)),
        codebook_from_dict(read_json(condensed)) if condensed.exists() else None,
    )


def read_json(path: Path) -> dict[str, Any]:
    """An object from a JSON file; raises ValueError when it is anything else."""
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        raise ValueError(f"{path.name} must hold a JSON object")
    return value
