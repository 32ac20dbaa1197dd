"""k-anonymous synthetic rows: accuracy, cost and violations of the promise.

    python -m benchmarks.anonymity --victims 20000
    python -m benchmarks.anonymity cases.csv --codebook gvpsd-2022 --repeat 5

Each run is a process of its own, from a CSV file to a CSV file, imports, reading and the check
included. Without a seed: the spread between the runs is the noise. Figures on a table of real
cases are as sensitive as the cases: nothing is saved.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.measured import run_measured
from benchmarks.page import machine
from benchmarks.tables import SEED, read_texts

HEAD = (
    "| length | run | CPU s | memory MB | rows | two-way | three-way | violations by length 1 to 4 "
    "| of whole rows |"
)
RULE = "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | ---: |"
LONGEST, NARROW = 4, 20
"""Longest combinations that are counted, of tables of up to so many columns; of others one less."""


@dataclass(frozen=True)
class Run:
    """One table made, and what came of it.

    Attributes:
        cpu: Seconds.
        memory: Greatest resident size, bytes.
        rows: Rows made for each real one.
        distances: Mean total variation over pairs and over triples of columns.
        violations: Rows × sets of columns that fewer than k records hold, by length.
        whole: Rows that fewer than k records hold as a whole.
    """

    cpu: float
    memory: int
    rows: float
    distances: tuple[float, float]
    violations: tuple[int, ...]
    whole: int

    @property
    def cells(self) -> str:
        """As cells of the table."""
        return (
            f"{self.cpu:.1f} | {self.memory / 1e6:.0f} | {self.rows:.4f} "
            f"| {self.distances[0]:.4f} | {self.distances[1]:.4f} "
            f"| {' '.join(map(str, self.violations))} | {self.whole} |"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Make a table at each length, as often as asked, and print what came of it."""
    options = _options(arguments)
    if options.into:
        _make(options)
        return
    print(f"k = {options.k}; {machine()}\n\n{HEAD}\n{RULE}")
    with tempfile.TemporaryDirectory() as folder:
        if options.file is None:
            from lanterne.fictional import write_fictional_cases  # noqa: PLC0415

            written = write_fictional_cases(Path(folder, "fictional"), options.victims, SEED)
            options.file = written / "victims.csv"
        for length in options.lengths:
            runs = []
            for number in range(options.repeat):
                runs.append(_run(options, length, Path(folder)))
                print(f"| {length} | {number + 1} | {runs[-1].cells}", flush=True)
            two, three = (median(run.distances[place] for run in runs) for place in (0, 1))
            cpu = median(run.cpu for run in runs)
            print(f"| {length} | median | {cpu:.1f} | | | {two:.4f} | {three:.4f} | | |")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.anonymity", description=__doc__)
    add = parser.add_argument
    add("file", nargs="?", type=Path, help="a CSV file; by default, fictional cases")
    add("--codebook", default="lanterne-cases")
    add("--victims", type=int, default=20_000)
    add("--k", type=int, default=10)
    add("--lengths", nargs="+", default=["3", "rows"])
    add("--repeat", type=int, default=3)
    add("--limit", type=float, default=600.0, help="seconds of CPU time for each run")
    add("--into", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace, length: str, folder: Path) -> Run:
    from lanterne.anonymity import find_violations  # noqa: PLC0415
    from lanterne.evaluation import compare_frames  # noqa: PLC0415

    into, log = folder / "rows.csv", folder / "log.txt"
    command = [sys.executable, "-m", "benchmarks.anonymity", str(options.file)]
    command += ["--codebook", options.codebook, "--k", str(options.k)]
    command += ["--lengths", length, "--into", str(into)]
    cost = run_measured(command, options.limit, log)
    if cost.code:
        sys.exit(log.read_text(errors="replace")[-2000:])
    real, made = read_texts(options.file), read_texts(into)
    compared = compare_frames(real, made, lengths=(2, 3))
    longest = LONGEST if real.width <= NARROW else LONGEST - 1
    found = find_violations(made, real, options.k, longest)
    return Run(
        cost.cpu,
        cost.memory,
        made.height / real.height,
        (compared.lengths[0].distance_mean, compared.lengths[1].distance_mean),
        tuple(found.get(size, 0) for size in range(1, longest + 1)),
        sum(find_violations(made, real, options.k, None).values()),
    )


def _make(options: argparse.Namespace) -> None:
    """In a process of its own: from the case file to the rows."""
    from lanterne.anonymity.synthetic import make_k_synthetic  # noqa: PLC0415
    from lanterne.cases import open_cases  # noqa: PLC0415
    from lanterne.codebook import load_codebook  # noqa: PLC0415

    codebook = load_codebook(options.codebook)
    real = open_cases(options.file, codebook, subject_id="").frame()
    (length,) = options.lengths
    table = make_k_synthetic(real, codebook, options.k, None if length == "rows" else int(length))
    table.value.data.write_csv(options.into)


if __name__ == "__main__":
    main()
