"""What *Reading a release* says of the release of Meridia is so, in a release that is made anew."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from statistics import NormalDist

import lanterne_reader
import polars as pl
import pytest
from course_pages import lesson_of, noted, text_of
from course_release import PROTECT, true_count, write_meridia
from lanterne_reader import Release

from lanterne.messages import LANGUAGES
from lanterne.privacy import certainty
from once import made_once

TITLE = "reading-a-release"

OSTIA = (("citizenship", "Ostia"),)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = made_once(tmp_path_factory, "meridia", write_meridia)
    return lanterne_reader.open_release(folder / "release")


def number(text: str) -> float:
    """A number as a language writes it: 1,999 or 1 999 or 1999; 7.4 or 7,4."""
    text = re.sub(r"(?<=\d)[,.\s](?=\d{3}\b)", "", text)
    return float(text.replace(",", "."))


def numbers_of(text: str) -> list[float]:
    return [number(one) for one in re.findall(r"\d+(?:[.,\u202f]\d+)*", text)]


def lines_of(language: str) -> dict[tuple[tuple[str, str], ...], list[float]]:
    """Answers → the estimate and the ends of its interval, as the table of a page has them."""
    found = {}
    for line in re.findall(r"^\| `.*$", text_of(TITLE, language), re.M):
        columns, answers, *counts = [one.strip() for one in line.strip("|").split(" | ")]
        key = zip(re.findall("`(.+?)`", columns), re.findall("`(.+?)`", answers), strict=True)
        found[tuple(key)] = [one for cell in counts for one in numbers_of(cell)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_is_that_of_a_release_of_these_records(language):
    """Intervals hold the true number as often as they say: of 18, all or nearly all."""
    lines = lines_of(language)
    assert len(lines) == 18
    assert lines == lines_of("en")
    held = [low <= true_count(dict(key)) <= high for key, (_, low, high) in lines.items()]
    assert sum(held) >= 16
    for key, (estimate, low, high) in lines.items():
        assert low <= estimate <= high, key
        assert abs(estimate - true_count(dict(key))) < 2.5 * (high - estimate), key


def test_intervals_of_another_release_are_as_wide(release):
    compared = 0
    for key, (estimate, _, high) in lines_of("en").items():
        made = release.count(dict(key))
        if min(made.estimate, estimate) > 2 * (high - estimate):  # nearer to 0, both are cut
            compared += 1
            assert abs((made.high - made.estimate) - (high - estimate)) <= 2, key
        assert abs(made.estimate - true_count(dict(key))) < 3 * (made.high - made.estimate), key
    assert compared > 6


def known(release: Release, name: str) -> float:
    """Of how many people a column has an answer, by its counts."""
    return sum(release.count({name: answer}).estimate for answer in "01")


def registered(release: Release) -> float:
    return sum(release.count(year=year).estimate for year in ("2024", "2025"))


def apart(release: Release, one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether the first is larger, and their intervals do not meet."""
    return release.count(one).low > release.count(other).high


def says(release: Release, text: str) -> bool:
    read_me = (release.path / "README.md").read_text("utf-8")
    return text in re.sub(r"\s+", " ", read_me)


def forced(release: Release) -> float:
    return release.count(isForcedLabour="1").estimate


def is_half(release: Release) -> bool:
    """The wrong way gives nearly half; of those of whom something is known it is far from it."""
    assert 0.44 < forced(release) / registered(release) < 0.50
    return 0.44 < forced(release) / known(release, "isForcedLabour") < 0.50


def is_seven_in_ten(release: Release) -> bool:
    share = release.share({"isForcedLabour": "1"})
    assert {*share.columns} == {"isForcedLabour", "isSexualExploitation"}
    by_counts = forced(release) / known(release, "isForcedLabour")
    return 0.68 < share.share < 0.77 and abs(share.share - by_counts) < 0.03


def is_nobody_of_vesta(release: Release) -> bool:
    """A zero that could be sixteen is no zero; only a count that must be 0 would say nobody."""
    return release.count(citizenship="Vesta").high == 0


def is_ostia(release: Release) -> bool:
    made, (_, low, high) = release.count(citizenship="Ostia"), lines_of("en")[OSTIA]
    return made.low > 0 and low < made.high and high > made.low


def is_up(release: Release) -> bool:
    """The centres registered a third more; a release says nothing of how many are trafficked."""
    rise = release.count(year="2025").estimate / release.count(year="2024").estimate
    assert 1.28 < rise < 1.40
    return not says(release, "**Nothing about how common trafficking is.**")


def is_moving_online(release: Release) -> bool:
    """There would be a "no" in 2024 where there is no "yes", had it been asked."""
    answers = (release.count(year="2024", foundOnline=answer).estimate or 0 for answer in "01")
    return sum(answers) > release.count(year="2024").estimate / 2


def is_more_women(release: Release) -> bool:
    return apart(release, {"year": "2025", "gender": "Woman"}, {"year": "2025", "gender": "Man"})


def is_nine_in_ten(release: Release) -> bool:
    """Of those of whom it is known, and these are a quarter."""
    share = release.share({"papersTaken": "1"})
    assert 0.85 < share.share < 0.95
    return known(release, "papersTaken") / registered(release) > 0.9


VERDICTS: dict[str, Callable[[Release], bool]] = {
    "half": is_half,
    "seven": is_seven_in_ten,
    "vesta": is_nobody_of_vesta,
    "ostia": is_ostia,
    "third": is_up,
    "online": is_moving_online,
    "women": is_more_women,
    "papers": is_nine_in_ten,
}


@pytest.mark.parametrize("name", VERDICTS)
def test_a_headline_is_as_right_as_the_page_says(name, release):
    marks = dict(one.split() for one in noted("headline", text_of(TITLE, "en")))
    assert VERDICTS[name](release) == (marks[name] == "right")


WORDS = {
    "en": ("Right.", "Wrong."),
    "fr": ("Juste.", "Faux."),
    "es": ("Correcto.", "Incorrecto."),
    "ar": ("صحيح.", "خطأ."),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_eight_and_the_answers_agree_with_the_marks(language):
    marks = [one.split() for one in noted("headline", text_of(TITLE, language))]
    assert [name for name, _ in marks] == [*VERDICTS]
    right, wrong = WORDS[language]
    (lesson,) = (one for one in lesson_of(TITLE, language) if "<!-- headline:" in one)
    said = re.findall(rf"^\d\. \*\*({right}|{wrong})\*\*", lesson, re.M)
    assert said == [right if verdict == "right" else wrong for _, verdict in marks]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sums_and_shares_of_the_answers_are_right(language):
    """Of lesson 3, from the numbers of the page."""
    lines = {key: count for key, (count, *_) in lines_of(language).items()}
    yes, no = (lines[("isForcedLabour", answer),] for answer in "10")
    taken, kept = (lines[("papersTaken", answer),] for answer in "10")
    everybody = sum(lines[("year", year),] for year in ("2024", "2025"))
    (lesson,) = (one for one in lesson_of(TITLE, language) if "<!-- exercise: reading-3" in one)
    answer = lesson.partition("<details")[2]
    first, second = numbers_of(answer.split("\n\n")[1]), numbers_of(answer.split("\n\n")[2])
    shares = [round(100 * yes / (yes + no)), round(100 * yes / everybody)]
    assert first == [yes, no, yes + no, yes, yes + no, shares[0], yes, everybody, shares[1]]
    asked = taken + kept
    shares = [round(100 * asked / everybody), round(100 * taken / asked)]
    assert second == [taken, kept, asked, *shares, shares[1]]
    (note,) = (one for one in text_of(TITLE, language).split("\n\n") if "add-noisy" in one)
    by_gender = [lines[("gender", answer),] for answer in ("Woman", "Man")]
    by_year = [lines[("year", answer),] for answer in ("2024", "2025")]
    sums = [*by_year, everybody, *by_gender, sum(by_gender)]
    assert numbers_of(note) == sums
    online = [lines[("foundOnline", answer),] for answer in "10"]
    (mended,) = re.findall(r"^6\. \*\*.*", text_of(TITLE, language), re.M)
    assert numbers_of(mended)[-2:] == [online[0], sum(online)]


def test_rows_may_hold_what_no_record_holds_and_no_count_says(release):
    """Of people from Ostia no kind of exploitation is recorded."""
    asked = {"citizenship": "Ostia", "isForcedLabour": "1"}
    assert true_count(asked) == 0
    assert (release.count(asked).estimate or 0) < 60, "one in a hundred is listed by chance"
    assert true_count({"citizenship": "Vesta"}) == 10
    assert {*release.rows().columns} == {*release.table.columns}


@pytest.mark.parametrize("ratio", [1, 1.5, 3, 20])
@pytest.mark.parametrize("correlation", [-1, 0, 0.9])
def test_intervals_of_equal_numbers_seldom_do_not_meet(ratio, correlation):
    """However wide they are, and whatever their noises have in common: in 5 of 100 at most."""
    reach = NormalDist().inv_cdf(0.975)
    spread = math.sqrt(1 + ratio**2 - 2 * correlation * ratio)
    missed = 2 * (1 - NormalDist().cdf(reach * (1 + ratio) / spread))
    assert missed <= 0.05 + 1e-12


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_promised_is_what_was_spent(language, release):
    """Rounded up, so that nobody is told of more protection than there is."""
    (part,) = (one for one in text_of(TITLE, language).split("\n\n") if "odds-of-meridia" in one)
    odds = math.ceil(10 * math.exp(2)) / 10
    assert numbers_of(re.sub("<!--.*?-->", "", part)) == [
        2,
        50,
        100,
        math.ceil(100 * certainty(2)),
        100,
        1,
        1,
        odds,
        1,
    ]
    assert says(release, "ε = 2 and δ = 1e-06")
    assert f"$ {PROTECT}\n" in text_of(TITLE, language)


def test_a_release_in_which_it_is_otherwise_would_be_seen(release, monkeypatch):
    """Everybody who was not asked is taken for a "no"."""
    rows = release.rows().with_columns(pl.col("isForcedLabour").replace("", "0"))
    monkeypatch.setattr(Release, "rows", lambda *_: rows)
    assert not is_seven_in_ten(release)


def test_the_files_of_the_course_are_linked():
    links = re.findall(r"\]\((meridia/[^)]+)\)", text_of(TITLE, "en"))
    assert sorted(links) == ["meridia/codebook.toml", "meridia/people.csv"]
    assert all((Path(__file__).parents[2] / "docs" / "learn" / one).is_file() for one in links)
