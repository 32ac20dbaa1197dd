"""Cost against the number of rows: ``python -m benchmarks.scale --rows 1000000 10000000``.

Fictional cases are written to a temporary folder, then protected by the command, in a process of
its own, as a person would. Cost should grow in proportion to the rows, memory should not.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from benchmarks.measured import Cost, run_measured
from benchmarks.methods import protect_command
from benchmarks.page import machine, save, versions
from benchmarks.tables import SEED

CODEBOOK = "lanterne-cases"
HEAD = "| rows | file MB | CPU s | wall s | memory MB | CPU s per million rows |"
RULE = "| ---: | ---: | ---: | ---: | ---: | ---: |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Protect tables of growing size, print what it costs, and save it when asked."""
    options = _options(arguments)
    lines = [HEAD, RULE]
    for rows in sorted(options.rows):
        lines.append(_line(rows, options))
        print(lines[-1], file=sys.stderr, flush=True)
    page = _page(lines, options)
    print(page)
    if options.save:
        save(page, f"scale-{options.format}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.scale", description=__doc__)
    add = parser.add_argument
    add("--rows", nargs="+", type=int, default=[100_000, 1_000_000, 10_000_000])
    add("--format", choices=("csv", "parquet"), default="csv")
    add("--epsilon", type=float, default=4.0)
    add("--dial", default="balanced")
    add("--limit", type=float, default=7200.0, help="seconds of CPU time for each table")
    add("--folder", type=Path, help="where the temporary files go")
    add("--save", action="store_true", help="write the page to benchmarks/results")
    return parser.parse_args(arguments)


def _line(rows: int, options: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        cases = write_cases(Path(folder), rows, options.format)
        release = Path(folder, "release")
        command = protect_command(cases, CODEBOOK, options.epsilon, options.dial, release)
        log = Path(folder, "log.txt")
        cost = run_measured(command, options.limit, log)
        if cost.code:
            print(log.read_text(errors="replace")[-2000:], file=sys.stderr)
        return _cells(rows, cases.stat().st_size, cost)


def write_cases(folder: Path, rows: int, form: str) -> Path:
    """Write fictional cases batch by batch, as CSV or as Parquet, and return the file."""
    from lanterne.fictional import write_fictional_cases  # noqa: PLC0415

    written = write_fictional_cases(folder / "fictional", rows, SEED) / "victims.csv"
    cases = folder / f"cases.{form}"
    if form == "csv":
        shutil.move(written, cases)
    else:
        pl.scan_csv(written, infer_schema=False).sink_parquet(cases)
        written.unlink()
    return cases


def _cells(rows: int, size: int, cost: Cost) -> str:
    if cost.code:
        why = "did not finish" if cost.out_of_time else f"failed with code {cost.code}"
        return f"| {rows:,} | {size / 1e6:.0f} | {cost.cpu:.1f} | {why} | – | – |"
    per_million = cost.cpu / rows * 1e6
    return (
        f"| {rows:,} | {size / 1e6:.0f} | {cost.cpu:.1f} | {cost.wall:.1f} "
        f"| {cost.memory / 1e6:.0f} | {per_million:.1f} |"
    )


def _page(lines: Sequence[str], options: argparse.Namespace) -> str:
    numbers = versions()
    return (
        f"# Cost of `lanterne protect` by number of rows\n\n"
        f"Fictional cases as {options.format}, ε = {options.epsilon:g}, dial {options.dial}; "
        f"{time.strftime('%Y-%m-%d')}; {machine()}; lanterne {numbers['lanterne']}, "
        f"polars {numbers['polars']}; one run each.\n\n" + "\n".join(lines) + "\n"
    )


if __name__ == "__main__":
    main()
