"""Talks keep to their time, show few words, and each slide has what is said."""

from __future__ import annotations

import math
import re

import pytest
from course_pages import TALKS, text_of, words_of

from lanterne.documentation.slides import Slide, slides_of
from lanterne.documentation.source import sources
from lanterne.messages import LANGUAGES
from lanterne.privacy import certainty

SAY = {"en": "Say.", "fr": "À dire.", "es": "Para decir.", "ar": "للقول."}

MOST_WORDS = 40
"""On one slide, in its items and its table: what is read while somebody speaks."""

WORDS_A_MINUTE = 150

EVERY = [(talk, language) for talk in TALKS for language in LANGUAGES]


def slides(talk: str, language: str) -> list[Slide]:
    given = sources()
    return [*slides_of(given.of(f"learn/{talk}", language), given)]


@pytest.mark.parametrize(("talk", "language"), EVERY)
def test_each_slide_shows_few_words_and_has_notes(talk, language):
    for slide in slides(talk, language):
        assert slide.shown or slide.figure, slide.title
        assert len(words_of(f"{slide.title} {slide.shown}")) <= MOST_WORDS, slide.title
        assert slide.said.startswith(f"**{SAY[language]}** "), slide.title


@pytest.mark.parametrize(("talk", "language"), EVERY)
def test_half_of_its_time_is_enough_to_say_it(talk, language):
    """The other half is for the room: questions, silence, an interpreter."""
    minutes = int(talk.removeprefix("talk-"))
    assert str(minutes) in text_of(talk, language).partition("##")[0]
    said = sum(len(words_of(slide.said)) for slide in slides(talk, language))
    assert minutes * WORDS_A_MINUTE / 6 <= said <= minutes * WORDS_A_MINUTE / 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_limits_that_are_shown_are_what_the_program_computes(language):
    """Rounded up, so that nobody is told of more protection than there is."""
    (shown,) = (one.shown for one in slides("talk-20", language) if "ε |" in one.shown[:5])
    rows = [re.findall(r"\d+", line) for line in shown.splitlines()[2:]]
    expected = [(e, 50, 100, math.ceil(100 * certainty(e)), 100) for e in (1, 2, 4)]
    assert [tuple(map(int, row)) for row in rows] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_odds_that_are_shown_are_what_the_program_computes(language):
    _, shown = (one.shown for one in slides("talk-60", language) if "ε |" in one.shown[:5])
    rows = [numbers_of(line) for line in shown.splitlines()[2:]]
    expected = [[e, 1, 1, math.ceil(10 * math.exp(e)) / 10, 1] for e in (1, 2, 4)]
    assert rows == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_of_meridia_are_those_of_its_release(language):
    """Years and Vesta, with their intervals; and of those in forced labour the two counts."""
    release = [numbers_of(line) for line in text_of("reading-a-release", "en").splitlines()[:45]]
    for talk in (one for one in slides("talk-60", language) if "95" in one.shown):
        for line in talk.shown.splitlines()[2:]:
            assert numbers_of(line) in [row[-len(numbers_of(line)) :] for row in release]
    (said,) = (one.said for one in slides("talk-60", language) if "47" in one.shown)
    yes, no, share, of_all = numbers_of(said)[-4:]
    assert (yes, no) == (round(2186, -1), round(821, -1))
    assert (share, of_all) == (round(100 * yes / (yes + no)), round(100 * yes / (2003 + 2695)))


def numbers_of(text: str) -> list[float]:
    """Numbers, however a language groups their digits and marks their decimals."""
    plain = re.sub(r"(?<=\d)[,\u00a0\u202f ](?=\d{3}\b)", "", text)
    return [float(one.replace(",", ".")) for one in re.findall(r"\d+(?:[.,]\d+)?", plain)]
