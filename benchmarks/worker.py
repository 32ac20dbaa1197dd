"""One peer in a process of its own, from a CSV file to a CSV file.

python -m benchmarks.worker METHOD IN.csv OUT.csv EPSILON DELTA
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl

from benchmarks.coding import code_table
from benchmarks.tables import read_texts

Peer = Callable[[pl.DataFrame, float, float], pl.DataFrame]


def peer(name: str) -> Peer:
    """Return the function of a peer; only its own library is loaded."""
    if name.startswith("pac-synth"):
        return _pac_synth(name)
    if name.startswith("aim"):
        return _aim(name)
    if name == "mst":
        from benchmarks.mst import mst  # noqa: PLC0415

        return lambda frame, epsilon, delta: mst(code_table(frame), epsilon, delta)
    from benchmarks.independent import independent  # noqa: PLC0415

    return lambda frame, epsilon, delta: independent(code_table(frame), epsilon, delta)


def _pac_synth(name: str) -> Peer:
    from benchmarks.pacsynth import longest_affordable, pac_synth  # noqa: PLC0415

    def run(frame: pl.DataFrame, epsilon: float, delta: float) -> pl.DataFrame:
        length = 2 if name.endswith("-pairs") else longest_affordable(frame)
        print(f"combinations of up to {length}", file=sys.stderr)
        return pac_synth(frame, epsilon, delta, length, "-best" in name)

    return run


def _aim(name: str) -> Peer:
    from benchmarks.aim import aim  # noqa: PLC0415

    degree = 2 if name.endswith("pairs") else 3
    return lambda frame, epsilon, delta: aim(code_table(frame), epsilon, delta, degree)


def main(name: str, source: Path, target: Path, epsilon: float, delta: float) -> None:
    """Read a table, run a peer on it, write what it made."""
    peer(name)(read_texts(source), epsilon, delta).write_csv(target)


if __name__ == "__main__":
    _, name, source, target, epsilon, delta = sys.argv
    main(name, Path(source), Path(target), float(epsilon), float(delta))
