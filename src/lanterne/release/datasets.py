"""The data sets for inference of a release: how they are written, read and verified.

``datasets/01.csv`` and ``01.parquet`` up to the last are rows like those in ``data/``. Beside them
stand ``noise.csv``, which says how much noise is in the counts of each combination of columns that
was measured, ``combine.R``, the rule by which estimates on the data sets become one, and
``schema.json``, which says once for all of them what their columns mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import resources
from math import inf
from pathlib import Path

import polars as pl

from lanterne.errors import InputError, Place, Problem
from lanterne.release.formats.data_package import data_schema
from lanterne.release.layout import NOISE, RULE, SCHEMA, Layout
from lanterne.release.load import Release, read_layout
from lanterne.release.manifest import json_text
from lanterne.release.tables import read_data, write_data
from lanterne.synthesis.deviations import Deviations
from lanterne.synthesis.result import Datasets

_NAMES = ["column_1", "column_2", "column_3"]
_NOISE: dict[str, pl.DataType] = {**dict.fromkeys(_NAMES, pl.String()), "deviation": pl.Float64()}
"""Columns of ``noise.csv``: one to three columns, and a standard deviation in people."""


def write_datasets(
    layout: Layout, frames: Sequence[pl.DataFrame], deviations: Deviations, folder: Path
) -> None:
    """Write the data sets, and what is needed to combine them; nothing where there are none.

    Args:
        layout: Says where they lie.
        frames: The rows of each, coded and in order.
        deviations: Of the counts that were measured.
        folder: The folder of the release.
    """
    if not frames:
        return
    (folder / NOISE).parent.mkdir()
    for file, frame in zip(layout.datasets, frames, strict=True):
        write_data(frame, (folder / file.path("csv")).with_suffix(""))
    rows = [
        (*names, *[""] * (len(_NAMES) - len(names)), deviation)
        for names, deviation in sorted((sorted(some), one) for some, one in deviations.items())
    ]
    table = pl.DataFrame(rows, _NOISE, orient="row")
    table.write_csv(folder / NOISE, float_precision=3, line_terminator="\n")
    rule = resources.files("lanterne.release").joinpath("combine.R").read_text("utf-8")
    for path, text in ((RULE, rule), (SCHEMA, json_text(data_schema(layout.datasets[0])))):
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


def read_noise(path: Path) -> Deviations:
    """How much noise is in counts, as a release has it.

    Raises:
        OSError, pl.exceptions.PolarsError, ValueError: It cannot be read, or is something else.
    """
    table = pl.read_csv(path, schema=_NOISE, glob=False).with_columns(pl.col(_NAMES).fill_null(""))
    found = {
        frozenset(filter(None, names)): float(deviation) for *names, deviation in table.iter_rows()
    }
    whole = all(names and 0 < one < inf for names, one in found.items())
    if len(found) < table.height or not whole:
        raise ValueError("each line needs columns of its own and a finite deviation above zero")
    return found


def noise_problems(folder: Path, layout: Layout) -> Iterator[Problem]:
    """Where the noise of the data sets cannot be read, or is of columns that are not there."""
    if not layout.datasets:
        return
    try:
        noise = read_noise(folder / NOISE)
    except (OSError, ValueError, TypeError, pl.exceptions.PolarsError):
        yield Problem("unreadable.noise", place=Place(NOISE))
        return
    if not set().union(*noise) <= set(layout.datasets[0].header):
        yield Problem("noise-of-other-columns", place=Place(NOISE))


def load_datasets(release: Release) -> Datasets | None:
    """The data sets of a release that was loaded; ``None`` where it has none.

    Raises:
        InputError: One is unreadable.
    """
    folder, layout = release.path, read_layout(release.path)
    if not layout.datasets:
        return None
    try:
        frames = tuple(
            read_data(folder / file.path("parquet")).with_columns(pl.all().fill_null("")).collect()
            for file in layout.datasets
        )
        return Datasets(frames, read_noise(folder / NOISE))
    except (OSError, ValueError, TypeError, pl.exceptions.PolarsError) as error:
        raise InputError([Problem("unreadable.release", place=Place(str(folder)))]) from error
