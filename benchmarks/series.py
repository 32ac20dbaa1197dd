"""Ten years of a dataset: ``python -m benchmarks series --people 2000 --years 10``.

Every year as many new people come. Compared, all at the same ε for each person over all years:

- a series: each cohort measured for good, and its last edition; beside it a release of each cohort
  by itself, all rows side by side;
- everybody measured anew every year, by exact composition of the ten, and by adding up ten times ε;
- one release of all people in the last year, and nothing in the years before.

Invented cases. The distance is that of two-way tables: total variation, mean over pairs of columns.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from math import sqrt
from pathlib import Path
from statistics import median

import polars as pl

import lanterne
from benchmarks.page import machine, save
from lanterne.evaluation import compare_frames
from lanterne.privacy.gaussian import gaussian_epsilon, gaussian_mu
from lanterne.release.cohorts import COHORT

CODEBOOK, ID = "lanterne-cases", "case"
DELTA = 1e-6
FIRST = 2010
FINAL_AFTER = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a page, and save it when asked."""
    parser = argparse.ArgumentParser("python -m benchmarks series", description=__doc__)
    add = parser.add_argument
    add("--people", type=int, default=2000, help="new ones each year")
    add("--years", type=int, default=10)
    add("--epsilon", type=float, default=4.0)
    add("--repeat", type=int, default=3)
    add("--save", action="store_true", help="write the page to benchmarks/results")
    options = parser.parse_args(arguments)
    runs = [_measured(options, seed) for seed in range(options.repeat)]
    text = "\n".join(_page(options, runs))
    print(text)
    if options.save:
        save(text, f"series-{options.people}")


def _page(options: argparse.Namespace, runs: Sequence[Mapping[str, float]]) -> list[str]:
    people, years, epsilon = options.people, options.years, options.epsilon
    head = f"# {years} years with {people:,} new people each, ε = {epsilon:g} for each person"
    said = f"{time.strftime('%Y-%m-%d')}, {machine()}. {len(runs)} runs, medians (least to most)."
    page = [f"{head}\n\n{said}\n", "| the last edition | distance |", "| --- | ---: |"]
    for name in runs[0]:
        found = sorted(run[name] for run in runs)
        page.append(f"| {name} | {median(found):.4f} ({found[0]:.4f}–{found[-1]:.4f}) |")
    return page


def _measured(options: argparse.Namespace, seed: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        number = options.people * options.years
        lanterne.sample(folder / "cases", victims=number, seed=seed)
        cases = _read(folder / "cases" / "victims.csv")
        cases = cases.with_columns(pl.Series(ID, [f"C{place}" for place in range(number)]))
        total, years = options.epsilon, options.years
        part = gaussian_epsilon(gaussian_mu(total, DELTA) / sqrt(years), DELTA)

        def of_release(epsilon: float) -> float:
            return _distance(cases, _released(cases, epsilon, folder))

        found = _series(cases, options, folder)
        one = cases.head(options.people)
        return {
            **found,
            f"everybody every year, composed exactly (ε = {part:.2f})": of_release(part),
            f"everybody every year, ε added up ({total / years:.2f})": of_release(total / years),
            "one release of all, and none before": of_release(total),
            "one cohort alone, in one release": _distance(one, _released(one, total, folder)),
        }


def _series(cases: pl.DataFrame, options: argparse.Namespace, folder: Path) -> dict[str, float]:
    """Distances of the last edition, and of releases of each cohort by itself."""
    place, years, people = folder / "series", options.years, options.people
    names = [str(FIRST + year) for year in range(years + FINAL_AFTER)]
    lanterne.begin_series(place, CODEBOOK, names, options.epsilon, subject_id=ID)
    for year, name in enumerate(names):
        file = folder / "year.csv"
        cases.head(min(year + 1, years) * people).write_csv(file)
        lanterne.deliver(place, file, int(name))
    alone = [_of_cohort(place, name, folder) for name in names[:years]]
    lanterne.draw_edition(place, out=folder / "edition", cohorts=names[:years])
    edition = lanterne.load(folder / "edition").data
    together = [edition.filter(pl.col(COHORT) == name).drop(COHORT) for name in names[:years]]
    return {
        "a series: its last edition": _distance(cases, edition.drop(COHORT)),
        "a series: releases of its cohorts, side by side": _distance(cases, pl.concat(alone)),
        "one cohort, in the last edition": _of_each(cases, together, people),
        "one cohort of the series, by itself": _of_each(cases, alone, people),
    }


def _of_cohort(series: Path, name: str, folder: Path) -> pl.DataFrame:
    """The rows of a release of one cohort."""
    kept = series / "kept" / f"{name}-final.fitted.npz"
    out = folder / f"release-{name}"
    lanterne.redraw(kept, out=out, ledger=series / "ledgers" / f"{name}.jsonl")
    return lanterne.load(out).data


def _of_each(cases: pl.DataFrame, drawn: Sequence[pl.DataFrame], people: int) -> float:
    """Median of the distances of cohorts."""
    return median(
        _distance(cases.slice(place * people, people), rows) for place, rows in enumerate(drawn)
    )


def _released(cases: pl.DataFrame, epsilon: float, folder: Path) -> pl.DataFrame:
    """The rows of one release of some people."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        cases.write_csv(place / "cases.csv")
        lanterne.protect(
            place / "cases.csv",
            CODEBOOK,
            epsilon=epsilon,
            delta=DELTA,
            out=place / "release",
            ledger=place / "ledger",
            subject_id=ID,
            keep=False,
        )
        return lanterne.load(place / "release").data


def _read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema_length=0).fill_null("")


def _distance(cases: pl.DataFrame, rows: pl.DataFrame) -> float:
    """Mean total variation of two-way tables."""
    (pairs,) = compare_frames(cases.drop(ID), rows, lengths=(2,)).lengths
    return float(pairs.distance_mean)
