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
from course_release import PROTECT, people, true_count, write_meridia
from lanterne_reader import Release
from meridia_table import TITLE, lines_of, numbers_of

from lanterne.messages import LANGUAGES
from lanterne.privacy import certainty
from once import made_once

OSTIA = (("citizenship", "Ostia"),)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = made_once(tmp_path_factory, "meridia", write_meridia)
    return lanterne_reader.open_release(folder / "release")


def known(release: Release, name: str) -> float:
    """Of how many people a column has an answer, by its counts."""
    return sum(release.count({name: answer}).estimate for answer in "01")


def registered(release: Release) -> float:
    return sum(release.count(year=year).estimate for year in ("2024", "2025"))


def apart(release: Release, one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether the first is larger, and their intervals do not meet."""
    return release.count(one).low > release.count(other).high


def says(release: Release, text: str, page: str = "README.md") -> bool:
    words = (release.path / page).read_text("utf-8")
    return text in re.sub(r"\s+", " ", words)


def forced(release: Release) -> float:
    return release.count(isForcedLabour="1").estimate


def is_half(release: Release) -> bool:
    """The wrong way gives nearly half; of those of whom something is known it is far from it."""
    assert 0.44 < forced(release) / registered(release) < 0.50
    return 0.44 < forced(release) / known(release, "isForcedLabour") < 0.50


def is_most_of_some(release: Release) -> bool:
    """Of two thirds at most, and of hardly anybody from one country: the headline says so."""
    assert 0.60 < known(release, "isForcedLabour") / registered(release) < 0.68
    for answer in "01":
        from_ostia = release.count(citizenship="Ostia", isForcedLabour=answer)
        assert (from_ostia.estimate or 0) < 60, "one in a hundred is listed by chance"
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
    from_norland = sum(
        release.count(citizenship="Norland", papersTaken=answer).estimate for answer in "01"
    )
    assert from_norland > 0.9 * known(release, "papersTaken"), "as the mended headline says"
    return known(release, "papersTaken") / registered(release) > 0.9


VERDICTS: dict[str, Callable[[Release], bool]] = {
    "half": is_half,
    "some": is_most_of_some,
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


def test_rows_may_hold_what_no_record_holds_and_no_count_says(release):
    """Of 2024 nobody's answer is recorded to whether they were recruited online."""
    asked = {"year": "2024", "foundOnline": "0"}
    assert true_count(asked) == 0
    assert (release.count(asked).estimate or 0) < 60, "one in a hundred is listed by chance"
    assert true_count({"citizenship": "Vesta"}) == 10
    assert "\n4700 records\n" in text_of(TITLE, "en")
    assert people()["people"].sum() == 4700
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
    sure, odds = 100 * certainty(2), math.ceil(10 * math.exp(2)) / 10
    bound = [math.ceil(10 * sure) / 10, 100, 1, 1, odds, 1]
    said = numbers_of(re.sub("<!--.*?-->", "", part))
    assert said == [2, 50, 100, *bound, math.ceil(sure), 1, 1e6]
    assert says(release, f"at no more than {math.ceil(sure)} in 100", "PRIVACY.md")
    assert says(release, "ε = 2 and δ = 1e-06")
    (named,) = (one for one in text_of(TITLE, language).split("\n\n") if "limit-may-fail" in one)
    assert numbers_of(re.sub("<!--.*?-->", "", named)) == [2, 1e-6]
    assert f"$ {PROTECT}\n" in text_of(TITLE, language)


def test_a_release_in_which_it_is_otherwise_would_be_seen(release, monkeypatch):
    """Everybody without an answer is taken for a "no"."""
    rows = release.rows().with_columns(pl.col("isForcedLabour").replace("", "0"))
    monkeypatch.setattr(Release, "rows", lambda *_: rows)
    assert not is_most_of_some(release)


def test_the_files_of_the_course_are_linked():
    links = re.findall(r"\]\((meridia/[^)]+)\)", text_of(TITLE, "en"))
    assert sorted({*links}) == ["meridia/codebook.toml", "meridia/counts.csv", "meridia/people.csv"]
    assert all((Path(__file__).parents[2] / "docs" / "learn" / one).is_file() for one in links)
