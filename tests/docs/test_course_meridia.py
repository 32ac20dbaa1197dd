"""The table of *Reading a release*, what is worked out from it, and a release that is made anew."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import combinations, pairwise

import lanterne_reader
import polars as pl
import pytest
from course_pages import lesson_of, text_of
from course_release import people, true_count, write_meridia
from lanterne_reader import Release
from meridia_table import (
    TITLE,
    Answers,
    Line,
    answers_of,
    counts_of_the_page,
    lines_of,
    listed,
    numbers_of,
)

from lanterne.messages import LANGUAGES
from once import made_once

WHOLE = (("year", "gender"), ("citizenship", "papersTaken"), ("year", "foundOnline"))
"""Pairs of columns of which the table holds every count that is listed."""

SURELY_LISTED = 100
"""People who give a pair of answers that is practically always listed, as lesson 4 says."""

SMALL = 30
"""Lesson 7, 5 in 100: numbers that are not looked for in the table."""

NO_COUNTS = {47, 50, 72.2, 73, 73.2, 88.1, 89, 90, 95, 100, 244, 1700, 2000, 2024, 2025, 1e6}
"""Shares, promises, sizes, years, and what is rounded; the other tests look at shares."""

DATE = r"\d{4}-\d\d-\d\d"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = made_once(tmp_path_factory, "meridia", write_meridia)
    return lanterne_reader.open_release(folder / "release")


def count_of(language: str, **answers: str) -> float:
    """The count of a line of the table."""
    return lines_of(language)[tuple(answers.items())][0]


def lesson_with(mark: str, language: str) -> str:
    (lesson,) = (one for one in lesson_of(TITLE, language) if mark in one)
    return lesson


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_is_that_of_a_release_of_these_records(language):
    """Intervals hold the true number as often as they say: of 24, all or nearly all."""
    lines = lines_of(language)
    assert len(lines) == 24
    assert lines == {
        key: counts for key, counts in listed(counts_of_the_page()).items() if key in lines
    }
    held = [low <= true_count(dict(key)) <= high for key, (_, low, high) in lines.items()]
    assert sum(held) >= 22
    assert all(low <= estimate <= high for estimate, low, high in lines.values())


def rows_with(key: Answers) -> int:
    """How many rows of the release that the page prints give these answers."""
    (rows,) = (
        int(line["synthetic"])
        for line in counts_of_the_page().iter_rows(named=True)
        if answers_of(line) == key
    )
    return rows


def test_of_some_columns_the_table_holds_all_that_is_listed():
    """Exercises ask what is missing there."""
    counts = listed(counts_of_the_page())
    pairs = {key: tuple(column for column, _ in key) for key in counts}
    assert {*lines_of("en")} == {one for one in counts if len(one) == 1 or pairs[one] in WHOLE}
    for answer in "01":
        assert (("year", "2024"), ("foundOnline", answer)) not in counts
    assert f"[all {len(counts)} counts](meridia/counts.csv)" in text_of(TITLE, "en")
    online = [(("foundOnline", "0"),), (("year", "2025"), ("foundOnline", "0"))]
    assert rows_with(online[0]) - rows_with(online[1]) == 7, "of 2024, as lesson 4 says"


def test_intervals_of_the_whole_list_hold_too():
    counts = listed(counts_of_the_page())
    held = [low <= true_count(dict(key)) <= high for key, (_, low, high) in counts.items()]
    assert sum(held) > 0.9 * len(held)


def test_intervals_of_another_release_are_as_wide(release):
    """Those of pairs are wider where the count was cut to that of one of its answers."""
    compared = 0
    for key, (_, low, high) in lines_of("en").items():
        made = release.count(dict(key))
        wider = (made.high - made.low) - (high - low)
        if min(made.low, low) > 0:  # those that reach 0 are cut there
            compared += 1
            assert -3 <= wider <= (3 if len(key) == 1 else high - low), key
        assert abs(made.estimate - true_count(dict(key))) < 1.5 * (high - low), key
    assert compared > 20


def missing(counts: Collection[Answers], least: int) -> set[Answers]:
    """Pairs of answers that so many people of the records give, and that are not listed."""
    found: set[Answers] = set()
    for pair in combinations(people().drop("people").columns, 2):
        given = people().drop_nulls(pair).group_by(pair).agg(pl.col("people").sum())
        found |= {
            tuple(zip(pair, answers, strict=True))
            for *answers, number in given.iter_rows()
            if number >= least
        }
    return found - {*counts}


def test_a_pair_that_many_people_give_is_listed(release):
    for counts in (listed(counts_of_the_page()), listed(release.counts())):
        assert missing(counts, SURELY_LISTED) == set()
        one = (("citizenship", "Norland"), ("papersTaken", "0"))
        assert missing({*counts} - {one}, SURELY_LISTED) == {one}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sums_and_shares_of_the_answers_are_right(language):
    """Of lesson 3, from the numbers of the page."""
    answer = lesson_with("<!-- exercise: reading-3", language).partition("<details")[2]
    first, second, third = map(numbers_of, answer.split("\n\n")[1:4])
    everybody = sum(count_of(language, year=year) for year in ("2024", "2025"))
    yes, no = (count_of(language, isForcedLabour=one) for one in "10")
    shares = [round(100 * yes / (yes + no)), round(100 * yes / everybody)]
    assert first == [yes, no, yes + no, yes, yes + no, shares[0], yes, everybody, shares[1]]
    other = [count_of(language, isSexualExploitation=one) for one in "10"]
    ends = [round(100 * one, 1) for one in ends_of_share(lines_of(language), "isForcedLabour")]
    assert second == [*other, sum(other), shares[0], *ends]
    yes, no = (count_of(language, papersTaken=one) for one in "10")
    shares = [round(100 * yes / (yes + no)), round(100 * (yes + no) / everybody)]
    from_norland = [count_of(language, citizenship="Norland", papersTaken=one) for one in "10"]
    assert third[:6] == [yes, no, yes + no, yes, yes + no, shares[0]]
    assert third[6:10] == [yes + no, everybody, shares[1], shares[0]]
    assert third[10:] == [*from_norland, sum(from_norland)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_sums_are_right(language):
    (note,) = (one for one in text_of(TITLE, language).split("\n\n") if "own-noise" in one)
    by_year = [count_of(language, year=one) for one in ("2024", "2025")]
    by_gender = [count_of(language, gender=one) for one in ("Woman", "Man")]
    of_2025 = [count_of(language, year="2025", gender=one) for one in ("Woman", "Man")]
    sums = [*by_year, sum(by_year), *by_gender, sum(by_gender)]
    assert numbers_of(note) == [*sums, 2025, *of_2025, sum(of_2025), 2025, by_year[1], sum(by_year)]
    online = [count_of(language, year="2025", foundOnline=one) for one in "10"]
    (mended,) = re.findall(r"^6\. \*\*.*", text_of(TITLE, language), re.M)
    assert numbers_of(mended)[-2:] == [online[0], sum(online)]
    assert 0.5 < online[0] / sum(online) < 0.55
    compared = lesson_with("<!-- exercise: reading-5", language).partition("<details")[2]
    assert {*online, sum(online)} < {*numbers_of(compared)}


def summed(lines: dict[Answers, Line]) -> set[float]:
    """Sums of two counts that differ by the answer to one column."""
    return {
        lines[one][0] + lines[other][0]
        for one, other in combinations(lines, 2)
        if len(one) == len(other) == len({*one} & {*other}) + 1
    }


def unexplained(text: str, lines: dict[Answers, Line]) -> set[float]:
    """Numbers of the lessons that are neither in the table nor worked out from it."""
    lessons = text.partition("<!-- question:")[0]
    parts = [one for one in lessons.split("\n\n") if not one.startswith("|")]
    said = {one for part in parts for one in numbers_of(re.sub(DATE, "", part))}
    in_table = {one for line in lines.values() for one in line}
    return {one for one in said if one > SMALL} - in_table - summed(lines) - NO_COUNTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_lessons_is_in_the_table_or_was_worked_out(language):
    text, lines = text_of(TITLE, language), lines_of(language)
    assert unexplained(text, lines) == set()
    assert unexplained(f"1,234\n\n{text}", lines) == {1234}


def ends_of_share(lines: dict[Answers, Line], column: str) -> tuple[float, float]:
    """The share of "yes", with both counts at those ends of their intervals that move it most."""
    (_, least, most), (_, fewest, largest) = (lines[(column, one),] for one in "10")
    return least / (least + largest), most / (most + fewest)


def test_what_the_lessons_conclude_holds_in_a_release_made_anew(release):
    lines = listed(release.counts())
    share = release.share({"isForcedLabour": "1"}).share
    low, high = ends_of_share(lines, "isForcedLabour")
    assert (high - low) / 2 < 0.01
    assert abs(share - (low + high) / 2) < 0.03
    known = [
        sum(lines[(column, one),][0] for one in "10")
        for column in ("isForcedLabour", "isSexualExploitation")
    ]
    assert abs(known[0] - known[1]) < 100
    countries = ("Meridia", "Ostia", "Norland", "Vesta")
    ends = [lines[("citizenship", one),] for one in countries]
    assert all(one[1] > other[2] for one, other in pairwise(ends))
    of_2025 = [lines[("year", "2025"), ("foundOnline", one)][0] for one in "10"]
    assert sum(of_2025) > 0.95 * lines[("year", "2025"),][0]
    assert 0.5 < of_2025[0] / sum(of_2025) < 0.56
