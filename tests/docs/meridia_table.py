"""The table of *Reading a release*, and the numbers of its text, in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl
from course_pages import text_of
from course_release import MERIDIA

TITLE = "reading-a-release"

Answers = tuple[tuple[str, str], ...]
"""Columns with their answers."""

Line = list[float]
"""An estimate, and the ends of its interval."""


def number(text: str) -> float:
    """A number as a language writes it: 1,999 or 1 999 or 1999; 7.4 or 7,4."""
    text = re.sub(r"(?<=\d)[,.\s](?=\d{3}(?!\d))", "", text)
    return float(text.replace(",", "."))


def numbers_of(text: str) -> list[float]:
    return [number(one) for one in re.findall(r"\d+(?:[.,\u202f]\d+)*", text)]


def lines_of(language: str) -> dict[Answers, Line]:
    """Answers → the estimate and the ends of its interval, as the table of a page has them."""
    found = {}
    for line in re.findall(r"^\| `.*$", text_of(TITLE, language), re.M):
        columns, answers, *counts = [one.strip() for one in line.strip("|").split(" | ")]
        key = zip(re.findall("`(.+?)`", columns), re.findall("`(.+?)`", answers), strict=True)
        found[tuple(key)] = [one for cell in counts for one in numbers_of(cell)]
    return found


def sum_of(lines: Mapping[Answers, Line], *keys: Answers) -> Line:
    """The sum of some counts with its interval, as lesson 3 says: ends are added to ends."""
    return [sum(place) for place in zip(*(lines[one] for one in keys), strict=True)]


def listed(counts: pl.DataFrame) -> dict[Answers, Line]:
    """The same of all that a release lists, in whole people."""
    return {
        answers_of(line): [
            round(float(line[name])) for name in ("estimate", "estimate_low", "estimate_high")
        ]
        for line in counts.iter_rows(named=True)
    }


def answers_of(line: Mapping[str, str]) -> Answers:
    """The answers of one published count."""
    places = range(1, int(line["length"]) + 1)
    return tuple((line[f"column_{place}"], line[f"value_{place}"]) for place in places)


def counts_of_the_page() -> pl.DataFrame:
    """The published counts of the release that the page prints, as texts."""
    return pl.read_csv(MERIDIA / "counts.csv", infer_schema=False)
