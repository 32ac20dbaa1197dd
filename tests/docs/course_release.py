"""What courses read of Meridia, a country that does not exist: a release, made anew; a sheet."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl

from program import run_here

MERIDIA = Path(__file__).parents[2] / "docs" / "learn" / "meridia"

HARBOUR = MERIDIA.with_name("harbour")
"""The sheet of a third centre of Meridia, and how it is mapped."""

PROTECT = "lanterne protect cases.csv --codebook codebook.toml --epsilon 2 --out release"
"""As the pages show it."""

REDRAW = "lanterne redraw release.fitted.npz --out several --datasets 20"
"""As the course for statisticians shows it."""

TO_STATA = "lanterne export several --as stata --out stata"
"""As the same course shows it."""


def people() -> pl.DataFrame:
    """One line for each kind of people, with how many they are."""
    table = pl.read_csv(MERIDIA / "people.csv", infer_schema=False)
    return table.with_columns(pl.col("people").cast(int))


def true_count(answers: dict[str, str]) -> int:
    """How many people of the records give these answers: no reader of a release can know it."""
    given = [pl.col(name).fill_null("") == answer for name, answer in answers.items()]
    return int(people().filter(given)["people"].sum())


def write_files(folder: Path) -> None:
    """The codebook and the list of people, as a reader saves them in a folder."""
    for name in ("codebook.toml", "people.csv"):
        shutil.copy(MERIDIA / name, folder / name)


def write_meridia(folder: Path) -> None:
    """The codebook, the list of people, their records and the release, in a folder."""
    write_files(folder)
    cases = people().select(pl.exclude("people").repeat_by("people").explode())
    cases.write_csv(folder / "cases.csv")
    _run(PROTECT, folder)


def write_several(folder: Path) -> None:
    """The same, a release of it that carries data sets, and its files for Stata."""
    write_meridia(folder)
    _run(REDRAW, folder)
    _run(TO_STATA, folder)


def _run(line: str, folder: Path) -> None:
    done = run_here(folder, *line.split()[1:])
    assert done.returncode == 0, done.stderr


def write_harbour(folder: Path) -> None:
    """The sheet of the Harbour Centre, its mapping, and the codebook of Meridia."""
    for path in (*HARBOUR.iterdir(), MERIDIA / "codebook.toml"):
        shutil.copy(path, folder / path.name)
