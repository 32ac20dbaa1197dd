"""One peer in a process of its own, from a CSV file to a CSV file.

python -m benchmarks.worker METHOD IN.csv OUT.csv EPSILON DELTA
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

import polars as pl

from benchmarks.coding import CodedTable, code_table
from benchmarks.tables import read_texts

Peer = Callable[[pl.DataFrame, float, float], pl.DataFrame]
CodedPeer = Callable[[CodedTable, float, float], pl.DataFrame]

CODED: dict[str, tuple[str, dict[str, int]]] = {
    "independent": ("independent", {}),
    "mst": ("mst", {}),
    "aim": ("aim", {"degree": 3}),
    "aim-pairs": ("aim", {"degree": 2}),
    "mixture": ("mixture", {}),
}
"""Peers of coded tables: the function, in a module of its name, and what it is asked for."""


def peer(name: str) -> Peer:
    """Return the function of a peer; only its own library is loaded."""
    if name.startswith("pac-synth"):
        return _pac_synth(name)
    method = coded_peer(name)
    return lambda frame, epsilon, delta: method(code_table(frame), epsilon, delta)


def coded_peer(name: str) -> CodedPeer:
    """The same of a peer of ``CODED``, for a table whose lists of answers are known."""
    function, asked = CODED[name]
    return partial(getattr(import_module(f"benchmarks.{function}"), function), **asked)


def _pac_synth(name: str) -> Peer:
    from benchmarks.pacsynth import longest_affordable, pac_synth  # noqa: PLC0415

    def run(frame: pl.DataFrame, epsilon: float, delta: float) -> pl.DataFrame:
        length = 2 if name.endswith("-pairs") else longest_affordable(frame)
        print(f"combinations of up to {length}", file=sys.stderr)
        return pac_synth(frame, epsilon, delta, length, "-best" in name)

    return run


def main(name: str, source: Path, target: Path, epsilon: float, delta: float) -> None:
    """Read a table, run a peer on it, write what it made."""
    peer(name)(read_texts(source), epsilon, delta).write_csv(target)


if __name__ == "__main__":
    _, name, source, target, epsilon, delta = sys.argv
    main(name, Path(source), Path(target), float(epsilon), float(delta))
