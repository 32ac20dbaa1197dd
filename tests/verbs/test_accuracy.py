"""The accuracy that is said before a release is that of the counts in it."""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

import lanterne
from lanterne import verbs
from lanterne.cases import open_cases
from lanterne.codebook import Codebook, load_codebook
from lanterne.codebook.model import ColumnType
from lanterne.errors import UsageError
from lanterne.privacy import Account, Budget, Ledger
from lanterne.synthesis.draw import draw_table
from lanterne.synthesis.protect import fit_cases
from small_codebooks import book, column


def book_of(columns: dict[str, str]) -> Codebook:
    """A codebook of one table: column → the letters of its answers."""
    told = {
        name: column(name, ColumnType.CATEGORY, tuple(letters)) for name, letters in columns.items()
    }
    return book(*told.values())


SMALL = {"colour": "rgb", "size": "sl", "left": "1"}

WIDE = {f"c{number}": "abc" for number in range(18)}
"""With more three-way tables than are measured: which, depends on the cases."""

ROUNDED = 0.01
"""Estimates are published with two decimals."""

Answers = frozenset[tuple[str, str]]
"""Column and answer, of those that are counted together."""

RELEASES = 40
MISSES = 10
"""Of 40 intervals that hold 19 times in 20, 10 or more miss in 2 of 100,000 runs of this test; of
intervals a sixth as wide, more than 999 times in 1,000, even where this column is only half as far
off as the column that is said to be farthest."""


def write(folder: Path, columns: dict[str, str], people: int = 300) -> Path:
    chance = random.Random(5)
    path = folder / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(columns)
        for _ in range(people):
            lines.writerow([chance.choice(["", *letters]) for letters in columns.values()])
    return path


@pytest.fixture(scope="module")
def errors(tmp_path_factory) -> list[float]:
    """How far off one published count is, in each of many releases."""
    folder = tmp_path_factory.mktemp("accuracy")
    cases = write(folder, SMALL)
    truth = pl.read_csv(cases, infer_schema=False).filter(pl.col("colour") == "r").height
    opened, account = open_cases(cases, book_of(SMALL)), Account(Ledger(folder / "ledger"), "test")
    found = []
    for _ in range(RELEASES):
        drawn = draw_table(fit_cases(opened, Budget(1, 1e-6), account)).value
        row = drawn.aggregates.filter(length=1, value_1="r")
        found.append(abs(row["estimate"][0] - truth))
    return found


def test_counts_come_out_within_what_was_said(errors):
    said = verbs.accuracy(book_of(SMALL), epsilon=1).widths[1].most
    assert sum(error > said for error in errors) < MISSES
    assert sum(error > said / 6 for error in errors) >= MISSES


def uncut(counts: pl.DataFrame) -> Iterator[tuple[Answers, float]]:
    """Answers → half the width of their interval, of the estimates that were published as they are.

    Upper ends are plain; lower ends of what was selected lie lower. An estimate that was cut is
    that of one of its parents, or 0, and farther from its upper end the more was cut. So half a
    width is the same in each release that measures the same tables, whatever the noise: that it is
    no wider than was said is no matter of chance.
    """
    estimates: dict[Answers, float] = {}
    for row in counts.sort("length").iter_rows(named=True):
        places = range(1, row["length"] + 1)
        answers = frozenset((row[f"column_{at}"], row[f"value_{at}"]) for at in places)
        estimates[answers] = row["estimate"]
        parents = [estimates.get(answers - {one}, math.inf) for one in answers if len(answers) > 1]
        if 0 < row["estimate"] < min(parents, default=math.inf):
            yield answers, row["estimate_high"] - row["estimate"]


@pytest.mark.parametrize("columns", [SMALL, WIDE], ids=["small", "wide"])
def test_published_intervals_are_as_wide_as_was_said_and_no_wider(columns, tmp_path):
    cases, described = write(tmp_path, columns, 3000), book_of(columns)
    lanterne.protect(cases, described, epsilon=4, out=tmp_path / "release", keep=False)
    counts = verbs.load(tmp_path / "release").counts["aggregates"]
    said = verbs.accuracy(described, epsilon=4, people=3000)
    for length, width in said.widths.items():
        widths = [half for answers, half in uncut(counts) if len(answers) == length]
        assert len(widths) > 10 if columns is WIDE else widths
        assert max(widths) <= width.most + ROUNDED
        assert max(widths) >= width.most * (0.5 if columns is WIDE else 0.9)


@pytest.mark.parametrize("answers", [1, 2, 3])
def test_the_budget_is_enough_and_no_larger_than_needed(answers):
    book = load_codebook("gvpsd-2022")
    found = verbs.budget_for(book, 40, answers=answers)
    assert found.widths[answers].usual <= 40
    less = float(f"{found.epsilon - 10.0 ** (-1 if found.epsilon >= 1 else -2):.2g}")
    assert verbs.accuracy(book, epsilon=less).widths[answers].usual > 40


def test_a_household_costs_more_and_victims_come_first():
    book = load_codebook("lanterne-network")
    of_victims = verbs.budget_for(book, 40, unit="victim")
    of_households = verbs.budget_for(book, 40, unit="household")
    assert of_households.epsilon > of_victims.epsilon
    assert next(iter(of_victims.tables)) == "victims"
    assert of_victims.tables["perpetrators"][1].usual > 0


@pytest.mark.parametrize(
    ("within", "said"),
    [
        *((value, "must be a number of people above 0") for value in (0, -1)),
        (float("nan"), "not a finite number"),
        (1e-6, "cannot be accurate to within"),
    ],
)
def test_what_no_budget_gives_is_refused(within, said):
    with pytest.raises(UsageError, match=said):
        verbs.budget_for("gvpsd-2022", within)


def test_a_household_that_nobody_describes_is_refused():
    with pytest.raises(UsageError, match="live together"):
        verbs.accuracy("gvpsd-2022", epsilon=1, unit="household")
    said = verbs.accuracy("gvpsd-2022", epsilon=1, unit="household", household="home")
    assert said.widths[1].most > verbs.accuracy("gvpsd-2022", epsilon=1).widths[1].most
