"""Rows beside their own counts: how far each setting of the dial bends them.

    python -m benchmarks agreement --victims 20000 --epsilon 1 4 --draws 3
    python -m benchmarks agreement cases.csv other.csv --save

Each table is measured so many times at each ε, with new noise, and rows are drawn from the same
measurements at each setting. The page says how far rows are from the table, how many of their
pairs nobody gave, and how many one-way counts of rows lie in the plain interval of 95 % that the
measurements give for the same count. A codebook is drafted from a file, so its values are taken as
public.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import NormalDist

import numpy as np
import polars as pl

from benchmarks.page import machine, save, spread, versions
from benchmarks.tables import SEED, Subject, public_codebook, read_texts
from lanterne.cases import Cases, decode, open_cases
from lanterne.codebook import load_codebook
from lanterne.counting import count_pairs
from lanterne.evaluation import compare_frames
from lanterne.fictional import write_fictional_cases
from lanterne.privacy import Account, Budget, Ledger
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.draw import DrawnRows, draw_rows
from lanterne.synthesis.noise_quantiles import discrete_gaussian_reach
from lanterne.synthesis.protect import fit_cases

DIALS = (Dial.CLOSEST, Dial.BALANCED)
SETS = 200
"""Sets of three columns that are compared: a fixed sample."""

COLUMNS = {
    "distance_1": ("distance 1", 5, 1),
    "distance_2": ("distance 2", 4, 1),
    "distance_3": ("distance 3", 4, 1),
    "count_held": ("in the interval of the count %", 1, 100),
    "estimate_held": ("in that of the estimate %", 1, 100),
    "invented_mass_2": ("invented mass 2 %", 3, 100),
    "invented_2": ("invented 2 %", 1, 100),
    "missing_2": ("missing 2 %", 1, 100),
    "cpu": ("CPU s", 1, 1),
}
EXPLANATION = (
    "Distance: total variation, mean over sets of so many columns, blank an answer. In the "
    "interval: answers whose number of rows lies in the plain interval of 95 % of the noisy "
    "one-way count, or of the best one-way estimate, which is narrower (to the whole person, and "
    "none below zero); all answers of the codebook, listed or not. Invented, missing: pairs of "
    "answers that only the rows, only the table has; mass: share of the rows in them. CPU: "
    "reading, measuring and fitting, and drawing once. In brackets: least to greatest."
)
Figures = dict[str, float]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and draw as often as asked, and print a page."""
    options = _options(arguments)
    head = ["table", "ε", "dial", *(title for title, _, _ in COLUMNS.values())]
    lines = [head, ["---"] * 3 + ["---:"] * len(COLUMNS)]
    with tempfile.TemporaryDirectory() as folder:
        for place, (title, cases) in enumerate(_tables(options, Path(folder))):
            for epsilon in options.epsilon:
                print(f"{title}, ε = {epsilon:g} …", file=sys.stderr, flush=True)
                ledgers = Path(folder, f"{place}-{epsilon:g}")
                lines += _lines(title, epsilon, _measured(cases, epsilon, options.draws, ledgers))
                print(_page(lines, options.draws), flush=True)
    if options.save:
        save(_page(lines, options.draws), "agreement")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks agreement", description=__doc__)
    add = parser.add_argument
    add("files", nargs="*", type=Path, help="CSV files whose values may be public")
    add("--victims", type=int, default=0, help="also fictional cases, so many")
    add("--epsilon", type=float, nargs="+", default=[1.0, 4.0])
    add("--draws", type=int, default=3)
    add("--save", action="store_true", help="write the page to benchmarks/results")
    return parser.parse_args(arguments)


def _tables(options: argparse.Namespace, folder: Path) -> Iterator[tuple[str, Cases]]:
    """What each table is called, and the table."""
    if options.victims:
        written = write_fictional_cases(folder / "fictional", options.victims, SEED)
        cases = open_cases(written / "victims.csv", load_codebook("lanterne-cases"), subject_id="")
        yield f"fictional cases, {options.victims:,}", cases
    for file in options.files:
        frame = read_texts(file)
        codebook, ignored = public_codebook(frame, file.stem)
        cases = open_cases(file, codebook, subject_id="", ignore=ignored)
        yield f"{file.stem}, {frame.height:,} × {frame.width}", cases


def _measured(cases: Cases, epsilon: float, draws: int, ledgers: Path) -> dict[Dial, list[Figures]]:
    ledgers.mkdir()
    real = cases.frame()
    delta = Subject("", "", real).delta
    found: dict[Dial, list[Figures]] = {dial: [] for dial in DIALS}
    for number in range(draws):
        begun = time.process_time()
        ledger = Ledger(ledgers / f"{number}.jsonl")
        fitted = fit_cases(cases, Budget(epsilon, delta), Account(ledger, "agreement"))
        fitting = time.process_time() - begun
        for dial in DIALS:
            begun = time.process_time()
            drawn = draw_rows(fitted, dial)
            cost = fitting + time.process_time() - begun
            figures = _errors(real, _texts(drawn.value))
            found[dial].append({"cpu": cost} | figures | _held(drawn.value))
    return found


def _errors(real: pl.DataFrame, rows: pl.DataFrame) -> Figures:
    compared = compare_frames(real, rows, None, (1, 2, 3), SETS)
    figures = {f"distance_{one.length}": one.distance_mean for one in compared.lengths}
    two = compared.lengths[1]
    return figures | {
        "invented_2": two.fabricated_share,
        "invented_mass_2": two.fabricated_mass,
        "missing_2": two.suppressed_share,
    }


def _texts(drawn: DrawnRows) -> pl.DataFrame:
    domain = drawn.domain
    return decode(domain.expand(drawn.synthesis.codes), domain.encoding, domain.separators)


def _held(drawn: DrawnRows) -> Figures:
    """Shares of the answers whose number of rows lies in the intervals of their one-way counts."""
    domain, evidence = drawn.domain, drawn.synthesis.evidence
    layout = domain.layout
    rows = np.diag(count_pairs([drawn.synthesis.codes], layout))[domain.informative]
    sigmas = np.array(evidence.measurements.single_sigmas, float)[layout.column_of]
    reach = discrete_gaussian_reach(sigmas, 0.95)[domain.informative]
    count = evidence.measurements.singles[domain.informative]
    columns = [(column,) for column in range(layout.width)]
    tables = [evidence.measurements.residuals.table(column) for column in columns]
    estimate = np.concatenate(tables)[domain.informative]
    errors = np.sqrt([evidence.measurements.residuals.variance(column) for column in columns])
    spread = NormalDist().inv_cdf(0.975) * errors[layout.column_of][domain.informative]
    return {
        "count_held": _share_within(rows, count - reach, count + reach),
        "estimate_held": _share_within(
            rows, np.floor(estimate - spread), np.ceil(estimate + spread)
        ),
    }


def _share_within(rows: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    return float(((rows >= np.maximum(low, 0)) & (rows <= np.maximum(high, 0))).mean())


def _lines(title: str, epsilon: float, found: dict[Dial, list[Figures]]) -> Iterator[list[str]]:
    for dial, runs in found.items():
        cells = [
            spread([run[key] * factor for run in runs], digits)
            for key, (_, digits, factor) in COLUMNS.items()
        ]
        yield [title, f"{epsilon:g}", dial.value, *cells]


def _page(lines: list[list[str]], draws: int) -> str:
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    stands = ", ".join(f"{name} {number}" for name, number in versions().items())
    return (
        "# Rows beside their own counts\n\n"
        f"{time.strftime('%Y-%m-%d')}; {machine()}; {stands}; δ = 1 / (n ln n); median of {draws}."
        f"\n\n{EXPLANATION}\n\n{table}\n"
    )


if __name__ == "__main__":
    main()
