"""Files of people drawn like those of Meridia, and which intervals of their releases hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist

import numpy as np
import polars as pl
from course_release import MERIDIA, people

from lanterne.cases import open_cases
from lanterne.codebook import load_codebook
from lanterne.codebook.model import Codebook
from lanterne.inference import DataSets, combine
from lanterne.inference.shares import difference_in
from lanterne.privacy import Account, Budget, Ledger
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.datasets import draw_datasets
from lanterne.synthesis.engine import silent
from lanterne.synthesis.protect import fit_cases

PEOPLE, EPSILON, DELTA = 1_200, 0.35, 1e-6
COLUMNS = ("year", "isForcedLabour")
FORCED = ("isForcedLabour", "1")
GROUPS = (("year", "2025"), ("year", "2024"))

ONE, STACKED, COMBINED = "one", "stacked", "combined"
"""Rows of one data set taken for people; those of all, one below the other; all by the rule."""

Ends = tuple[float, float]


def two_columns() -> Codebook:
    book = load_codebook(MERIDIA / "codebook.toml")
    few = tuple(one for one in book.table.columns if one.name in COLUMNS)
    return replace(book, tables=(replace(book.table, columns=few),))


def everybody() -> pl.DataFrame:
    """The people of Meridia, one row each: here the population that people are drawn from."""
    whole = people().select(pl.exclude("people").repeat_by("people").explode())
    return whole.select(pl.col(COLUMNS).fill_null(""))


def data_sets_of(records: pl.DataFrame, number: int, file: Path) -> DataSets:
    """Protect some people, and draw so many data sets."""
    records.write_csv(file)
    cases = open_cases(file, two_columns(), subject_id="")
    account = Account(Ledger(file.with_suffix(".jsonl")), "coverage")
    fitted = fit_cases(cases, Budget(EPSILON, DELTA), account)
    seed = int(np.random.default_rng().integers(2**31))
    drawn = draw_datasets(fitted, number, Dial.BALANCED, seed, silent).value
    return DataSets.of(drawn, two_columns().table)


def taken_for_people(frame: pl.DataFrame) -> Ends:
    """The interval of somebody who takes rows for people."""
    found, usual = difference_in(frame, FORCED, GROUPS, recorded=True)
    reach = NormalDist().inv_cdf(0.975) * usual**0.5
    return found - reach, found + reach


def by_the_rule(sets: DataSets) -> Ends:
    """The interval that the course teaches; also where the program would refuse it."""
    estimates = [difference_in(frame, FORCED, GROUPS, recorded=True) for frame in sets.frames]
    made = combine(*zip(*estimates, strict=True))
    return made.low, made.high


def held(files: int, number: int, folder: Path) -> Counter[str]:
    """How many intervals of 95 % of each kind hold the difference in the population.

    The share in forced labour in 2025 less that in 2024, each among those of whom it is known.

    Args:
        files: How many times people are drawn and protected.
        number: Data sets of each release.
        folder: For what is written on the way.
    """
    population, counted = everybody(), Counter({ONE: 0, STACKED: 0, COMBINED: 0})
    true, _ = difference_in(population, FORCED, GROUPS, recorded=True)
    for place in range(files):
        records = population.sample(PEOPLE, with_replacement=True)
        sets = data_sets_of(records, number, folder / f"{place}.csv")
        found = {
            ONE: taken_for_people(sets.frames[0]),
            STACKED: taken_for_people(sets.stacked),
            COMBINED: by_the_rule(sets),
        }
        counted.update(name for name, (low, high) in found.items() if low <= true <= high)
    return counted
