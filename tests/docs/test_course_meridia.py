"""The table of *Reading a release*, what is worked out from it, and a release that is made anew."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from itertools import combinations, pairwise
from statistics import NormalDist

import lanterne_reader
import numpy as np
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
    sum_of,
)

from lanterne.messages import LANGUAGES
from once import made_once

WHOLE = (
    ("year", "gender"),
    ("citizenship", "isForcedLabour"),
    ("citizenship", "papersTaken"),
    ("year", "foundOnline"),
)
"""Pairs of columns of which the table holds every count that is listed."""

SURELY_LISTED = 100
"""People who give a pair of answers that is practically always listed, as lesson 4 says."""

SMALL = 30
"""Lesson 7, 5 in 100: numbers that are not looked for in the table."""

NO_COUNTS = {
    *(47, 64, 72.2, 73, 73.2, 88.5, 90, 91.3),
    *(50, 88.1, 89, 95, 100, 1e6),
    *(244, 2024, 2025, 2026),
    *(107, 200, 1266, 1273, 1700, 2000, 2663, 2992),
}
"""Shares; promises; sizes; years; rounded; rows; a noisy count; what is left: other tests look."""

NOISY = 2663
"""The noisy count of 2025 in the list, far from what stands under "about"."""

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
    """Intervals hold the true number as often as they say: of 28, all or nearly all."""
    lines = lines_of(language)
    assert len(lines) == 28
    assert lines == {
        key: counts for key, counts in listed(counts_of_the_page()).items() if key in lines
    }
    held = [low <= true_count(dict(key)) <= high for key, (_, low, high) in lines.items()]
    assert sum(held) >= 25
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
    assert f"[the whole list, {len(counts)} counts](meridia/counts.csv)" in text_of(TITLE, "en")
    online = [(("foundOnline", "0"),), (("year", "2025"), ("foundOnline", "0"))]
    assert rows_with(online[0]) - rows_with(online[1]) == 7, "of 2024 or blank, as lesson 4 says"


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


def key_of(**answers: str) -> Answers:
    return tuple(answers.items())


def known_of(lines: dict[Answers, Line], **among: str) -> Line:
    """Of how many people the table says whether they were in forced labour."""
    return sum_of(lines, *(key_of(**among, isForcedLabour=one) for one in "10"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sums_and_shares_of_the_answers_are_right(language):
    """Of lesson 3, from the numbers of the page."""
    lines = lines_of(language)
    answer = lesson_with("<!-- exercise: reading-3", language).partition("<details")[2]
    first, second, third, fourth = map(numbers_of, answer.split("\n\n")[1:5])
    everybody = sum(count_of(language, year=year) for year in ("2024", "2025"))
    yes, known = count_of(language, isForcedLabour="1"), known_of(lines)
    no, share = known[0] - yes, round(100 * yes / known[0])
    assert first[:8] == [yes, no, *known, known[0], everybody, round(100 * known[0] / everybody)]
    assert first[8:] == [yes, known[0], share, yes, everybody, round(100 * yes / everybody)]
    other = [count_of(language, isSexualExploitation=one) for one in "10"]
    (_, least, most), (_, fewest, largest) = (lines[("isForcedLabour", one),] for one in "10")
    low, high = in_percent(lines, "isForcedLabour")
    ends = [least, least, largest, low, most, most, fewest, high]
    assert second == [*other, sum(other), share, *ends]
    expected: list[float] = []
    for country in ("Meridia", "Norland"):
        counts = [count_of(language, citizenship=country, isForcedLabour=one) for one in "10"]
        expected += [*counts, sum(counts)]
    from_ostia = count_of(language, citizenship="Ostia")
    both = expected[2] + expected[5]
    of_both = [known_of(lines, citizenship=one) for one in ("Meridia", "Norland")]
    most_left = known[2] - sum(one[1] for one in of_both)
    assert known[1] - sum(one[2] for one in of_both) <= 0, "perhaps nobody is left"
    assert third == [*expected, both, known[0], from_ostia, most_left, from_ostia, share]
    assert both > 0.98 * known[0], "nearly all are from these two countries"
    yes, no = (count_of(language, papersTaken=one) for one in "10")
    shares = [round(100 * yes / (yes + no)), round(100 * (yes + no) / everybody)]
    from_norland = [count_of(language, citizenship="Norland", papersTaken=one) for one in "10"]
    assert fourth[:6] == [yes, no, yes + no, yes, yes + no, shares[0]]
    assert fourth[6:11] == [*in_percent(lines, "papersTaken"), yes + no, everybody, shares[1]]
    assert fourth[11:] == [shares[0], *from_norland, sum(from_norland)]


def in_percent(lines: dict[Answers, Line], column: str) -> list[float]:
    return [round(100 * one, 1) for one in ends_of_share(lines, column)]


def test_hardly_anybody_of_a_country_has_an_answer():
    """Neither of its answers is listed, as lesson 3 and the second headline say."""
    counts, known = listed(counts_of_the_page()), known_of(lines_of("en"))
    of_ostia = [key_of(citizenship="Ostia", isForcedLabour=one) for one in "10"]
    assert not {*of_ostia} & {*counts}
    assert sum(true_count(dict(one)) for one in of_ostia) == 0
    (headline,) = re.findall(r"^2\. \*[^*].*", text_of(TITLE, "en"), re.M)
    assert f"{100 * known[0] / 4698:.0f} %" in headline


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_headline_is_rounded_as_the_page_teaches(language):
    """To a whole point that lies inside the interval which its answer gives."""
    text = text_of(TITLE, language)
    (headline,) = re.findall(r"^2\. \*[^*].*", text, re.M)
    (answer,) = re.findall(r"^2\. \*\*.*", text, re.M)
    share = numbers_of(headline)[1]
    low, high = in_percent(lines_of(language), "isForcedLabour")
    assert low < share < high
    assert numbers_of(answer)[1:4] == [share, low, high]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sum_has_the_interval_that_the_page_teaches(language):
    (rule,) = (one for one in text_of(TITLE, language).split("\n\n") if "ends-add" in one)
    years = [key_of(year=one) for one in ("2024", "2025")]
    assert numbers_of(rule) == sum_of(lines_of(language), *years)


@pytest.mark.parametrize("yes", [30, 1_000])
@pytest.mark.parametrize("no", [30, 1_000])
@pytest.mark.parametrize("correlation", [-1, -0.5, 0, 0.9, 1])
def test_ends_of_a_share_are_not_too_near(yes, no, correlation):
    """Whatever errors have in common; 40,000 pairs of counts with a deviation of 8."""
    rng = np.random.default_rng(7)
    first, second = rng.normal(0, 8, (2, 40_000))
    both = yes + first, no + correlation * first + math.sqrt(1 - correlation**2) * second
    reach = 8 * NormalDist().inv_cdf(0.975)
    least, most = (
        (both[0] + way * reach) / (both[0] + way * reach + both[1] - way * reach) for way in (-1, 1)
    )
    share = yes / (yes + no)
    assert np.mean((least <= share) & (share <= most)) > 0.945


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_sums_are_right(language):
    parts = text_of(TITLE, language).split("\n\n")
    (place,) = (number for number, one in enumerate(parts) if "own-noise" in one)
    by_year = [count_of(language, year=one) for one in ("2024", "2025")]
    by_gender = [count_of(language, gender=one) for one in ("Woman", "Man")]
    of_2025 = [count_of(language, year="2025", gender=one) for one in ("Woman", "Man")]
    sums = [*by_year, sum(by_year), *by_gender, sum(by_gender)]
    told = numbers_of(parts[place - 1])
    assert told == [*sums, 2025, *of_2025, sum(of_2025), 2025, by_year[1], sum(by_year)]
    forced = count_of(language, isForcedLabour="0")
    papers = count_of(language, papersTaken="0")
    assert numbers_of(parts[place]) == [NOISY, 2025, by_year[1], 2025, forced, papers]
    assert forced == count_of(language, isSexualExploitation="1")
    assert papers == count_of(language, citizenship="Norland", papersTaken="0")
    online = [count_of(language, year="2025", foundOnline=one) for one in "10"]
    (mended,) = re.findall(r"^6\. \*\*.*", text_of(TITLE, language), re.M)
    assert numbers_of(mended)[-2:] == [online[0], sum(online)]
    assert 0.5 < online[0] / sum(online) < 0.55
    compared = lesson_with("<!-- exercise: reading-5", language).partition("<details")[2]
    assert {*online, sum(online)} < {*numbers_of(compared)}


def test_a_number_about_may_lie_outside_of_where_its_noisy_count_is():
    """As the page tells of 2025."""
    (line,) = counts_of_the_page().filter(value_1="2025", length="1").iter_rows(named=True)
    assert float(line["noisy_count"]) == NOISY < float(line["estimate_low"])


def test_an_interval_may_reach_zero_though_its_number_is_further_from_it():
    """As that of Vesta: by the reach of the others, ± 14, it would begin above."""
    lines = lines_of("en")
    (people, low, high), *others = (
        lines[key_of(citizenship=one)] for one in ("Vesta", "Meridia", "Norland", "Ostia")
    )
    assert {round((end - begin) / 2) for _, begin, end in others} == {14} == {round(high - people)}
    assert low == 0 < people - 14 == 1


def test_the_rows_that_the_page_counts_are_in_its_list():
    (asked,) = (one for one in text_of(TITLE, "en").split("\n\n") if "`synthetic`" in one)
    online = [key_of(foundOnline="0"), key_of(year="2025", foundOnline="0")]
    assert numbers_of(re.sub("<!--.*?-->", "", asked))[:2] == [rows_with(one) for one in online]


def summed(lines: dict[Answers, Line]) -> set[float]:
    """Sums of two counts that differ by the answer to one column, and of their ends."""
    return {
        end
        for one, other in combinations(lines, 2)
        if len(one) == len(other) == len({*one} & {*other}) + 1
        for end in sum_of(lines, one, other)
    }


def unexplained(text: str, lines: dict[Answers, Line]) -> set[float]:
    """Numbers of the lessons that are neither in the table nor worked out from it."""
    lessons = re.sub(r"^```.*?^```$", "", text.partition("<!-- question:")[0], flags=re.M | re.S)
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
