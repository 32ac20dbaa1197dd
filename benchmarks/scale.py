"""Cost against the number of rows: ``python -m benchmarks.scale --rows 1000000 10000000``.

Fictional cases are written to a temporary folder, then protected by the command, in a process of
its own, as a person would, and the release is verified by another. Cost should grow in proportion
to the rows, memory should not.

    python -m benchmarks.scale --format parts --runner one processes spark --save

Parts are Parquet files of a million cases. Each is drawn, with replacement, from the same million
fictional people: what reading, counting and drawing cost does not depend on who they are.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from benchmarks.measured import Cost, run_measured
from benchmarks.methods import protect_command, verify_command
from benchmarks.page import machine, save, versions
from benchmarks.tables import SEED

CODEBOOK = "lanterne-cases"
HEAD = (
    "| rows | runner | file MB | CPU s | wall s | memory MB | together MB | CPU s a million "
    "| verify: CPU s | memory MB |\n"
    "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)
RUNNERS = {
    "one": [],
    "processes": ["--runner", "processes"],
    "spark": ["--runner", "spark", "--master", "local[2]"],
}
"""Who reads parts → what is typed for it."""

PART = 1_000_000
"""Most cases of a part."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Protect tables of growing size, print what it costs, and save it when asked."""
    options = _options(arguments)
    lines = [HEAD]
    for rows in sorted(options.rows):
        for line in _lines(rows, options):
            lines.append(line)
            print(line, file=sys.stderr, flush=True)
    page = _page(lines, options)
    print(page)
    if options.save:
        save(page, f"scale-{options.format}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.scale", description=__doc__)
    add = parser.add_argument
    add("--rows", nargs="+", type=int, default=[100_000, 1_000_000, 10_000_000])
    add("--format", choices=("csv", "parquet", "parts"), default="csv")
    add("--runner", nargs="+", choices=RUNNERS, default=["one"], help="who reads the parts")
    add("--epsilon", type=float, default=4.0)
    add("--dial", default="balanced")
    add("--limit", type=float, default=7200.0, help="seconds of CPU time for each table")
    add("--folder", type=Path, help="where the temporary files go")
    add("--save", action="store_true", help="write the page to benchmarks/results")
    return parser.parse_args(arguments)


def _lines(rows: int, options: argparse.Namespace) -> Iterator[str]:
    """One line for each runner, on the same cases."""
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        cases = write_cases(Path(folder), rows, options.format)
        files = [*cases.iterdir()] if cases.is_dir() else [cases]
        size = sum(file.stat().st_size for file in files)
        for runner in options.runner:
            release = Path(folder, f"release-{runner}")
            command = protect_command(cases, CODEBOOK, options.epsilon, options.dial, release)
            if cases.is_dir():
                command += ["--subject-id", "", "--ledger", f"{release}.jsonl", *RUNNERS[runner]]
            log = Path(folder, "log.txt")
            cost = _told(command, options.limit, log)
            check = None if cost.code else _told(verify_command(release), options.limit, log)
            yield f"{_cells(rows, runner, size, cost)} {_verified(check)}"


def _told(command: list[str], limit: float, log: Path) -> Cost:
    """What a command cost; why it failed, if it did, goes to the terminal."""
    cost = run_measured(command, limit, log)
    if cost.code:
        print(log.read_text(errors="replace")[-2000:], file=sys.stderr)
    return cost


def write_cases(folder: Path, rows: int, form: str) -> Path:
    """Write fictional cases, as CSV or as Parquet, or in parts; the file or folder."""
    from lanterne.fictional import write_fictional_cases  # noqa: PLC0415

    made = min(rows, PART) if form == "parts" else rows
    written = write_fictional_cases(folder / "fictional", made, SEED) / "victims.csv"
    cases = folder / f"cases.{form}"
    if form == "parts":
        cases.mkdir()
        people = pl.read_csv(written, infer_schema=False)
        for number, first in enumerate(range(0, rows, PART)):
            some = people.sample(min(PART, rows - first), with_replacement=True, seed=number)
            some.write_parquet(cases / f"part-{number:05}.parquet")
        return cases
    if form == "csv":
        shutil.move(written, cases)
    else:
        pl.scan_csv(written, infer_schema=False).sink_parquet(cases)
        written.unlink()
    return cases


def _cells(rows: int, runner: str, size: int, cost: Cost) -> str:
    start = f"| {rows:,} | {runner} | {size / 1e6:.0f} | {cost.cpu:.1f}"
    if cost.code:
        why = "did not finish" if cost.out_of_time else f"failed with code {cost.code}"
        return f"{start} | {why} | – | – | – | – |"
    per_million = cost.cpu / rows * 1e6
    return (
        f"{start} | {cost.wall:.1f} | {cost.memory / 1e6:.0f} "
        f"| {cost.together / 1e6:.0f} | {per_million:.1f} |"
    )


def _verified(cost: Cost | None) -> str:
    if cost is None:
        return "– | – |"
    if cost.code:
        return f"failed with code {cost.code} | – |"
    return f"{cost.cpu:.1f} | {cost.memory / 1e6:.0f} |"


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
