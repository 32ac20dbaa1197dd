"""The condensed file of the cases, protected as a table of its own."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import polars as pl

from benchmarks.measured import Cost
from benchmarks.methods import Setting, run_method

PEERS = {
    "pac-synth": "pac-synth, default",
    "pac-synth-best": "pac-synth, use_synthetic_counts",
    "pac-synth-pairs": "pac-synth, default, combinations of up to 2",
    "pac-synth-best-pairs": "pac-synth, use_synthetic_counts, combinations of up to 2",
}
SAME_BUT_LINKED = {"lanterne-balanced": "Lanterne on the condensed file alone, balanced"}
LENGTHS = (1, 2, 3)


@dataclass(frozen=True)
class Condensed:
    """A condensed file that a method made of the true one.

    Attributes:
        method: Which.
        cost: What its process took.
        distances: Number of columns → mean distance to the true file; empty when it failed.
        rows: Number of its rows.
        note: The last line that a peer printed, such as how far it came.
    """

    method: str
    cost: Cost
    distances: Mapping[int, float]
    rows: int
    note: str


def installed() -> bool:
    """Whether pac-synth can be run in this environment."""
    return find_spec("pacsynth") is not None


def run_peer(method: str, condensed: pl.DataFrame, setting: Setting) -> Condensed:
    """Protect the true condensed file by itself, and compare."""
    from lanterne.evaluation import compare_frames  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "table.csv")
        condensed.write_csv(table)
        Path(folder, "run").mkdir()
        run = run_method(method, table, setting, Path(folder, "run"))
    if run.released is None:
        print(f"{method}: {run.note}", file=sys.stderr)
        return Condensed(method, run.cost, {}, 0, run.note)
    compared = compare_frames(condensed, run.released, None, LENGTHS)
    distances = {one.length: one.distance_mean for one in compared.lengths}
    note = run.note if method.startswith("pac-synth") else ""
    return Condensed(method, run.cost, distances, run.released.height, note)
