"""The first course is easier to read than a newspaper, in French and in English.

LIX (C. H. Björnsson, *Läsbarhet*, 1968) is words in a sentence + words of more than six letters in
a hundred. It counts no syllables, so it is computed alike for several languages, by anybody. In 250
newspapers of eleven languages Björnsson found 52 for English and 55 for French, with a standard
deviation of about 6 (*Readability of Newspapers in 11 Languages*, Reading Research Quarterly 18,
1983, doi 10.2307/747382).

A course for people who read for no trade, some of them in a second language, and after what has
happened to them, should be far below: we ask for more than three standard deviations, 25 in English
and 35 in French, of the whole and 45 of each part, and for no sentence of more than 30 words. The
formula says nothing of whether a text is understood: only people who read it can say that.
"""

from __future__ import annotations

import re

import pytest
from course_pages import lesson_of, paragraphs_of, text_of, words_of

from lanterne.messages import LANGUAGES

NEWSPAPER = {"en": 52, "fr": 55}
MOST = {"en": 25, "fr": 35}
MOST_OF_A_PART = 45
LONGEST_SENTENCE = 30
MINUTES, WORDS_A_MINUTE = 80, 150
"""Four readers took 75 to 100. A reader who takes time: adults read about 240 words of English a
minute, and 200 aloud."""

TITLES = ("my-story", "my-story-handout")


def sentences_of(text: str) -> list[list[str]]:
    """The words of each sentence; a heading or an item of a list is one, a colon ends one."""
    return [
        words
        for paragraph in paragraphs_of(text)
        for one in re.split(r"(?<=[.?!:])[\s\u00a0»”\"*)]+", paragraph)
        if (words := words_of(one))
    ]


def lix(text: str) -> float:
    """Björnsson's readability of a text."""
    sentences = sentences_of(text)
    words = [word for one in sentences for word in one]
    long = sum(len(re.sub(r"['’-]", "", word)) > 6 for word in words)
    return len(words) / len(sentences) + 100 * long / len(words)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("language", MOST)
def test_it_is_easier_than_a_newspaper(title, language):
    assert lix(text_of(title, language)) <= MOST[language] < NEWSPAPER[language]
    for part in lesson_of(title, language):
        if len(words_of(part)) > 60:
            assert lix(part) <= MOST_OF_A_PART, part.partition("\n")[0]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("language", MOST)
def test_no_sentence_is_long(title, language):
    long = [" ".join(one) for one in sentences_of(text_of(title, language))]
    assert [one for one in long if len(one.split()) > LONGEST_SENTENCE] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_half_of_the_time_that_is_said_is_enough_to_read_it(language):
    """The other half is for what is to be done: six exercises and ten questions."""
    text = text_of("my-story", language)
    said = re.findall(r"\d+", text.partition("##")[0])
    assert [int(one) for one in said] == [MINUTES, 5, 25]
    words = sum(len(words_of(one)) for one in paragraphs_of(text))
    assert words <= MINUTES * WORDS_A_MINUTE / 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_door_says_how_long_it_takes(language):
    (line,) = re.findall(r"^- .*\(my-story\..*?\d.*$", text_of("README", language), re.M)
    assert re.findall(r"\d+", line) == [str(MINUTES)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_door_says_what_is_measured(language):
    numbers = re.findall(r"LIX.*", text_of("README", language))
    (said,) = [re.findall(r"\d+", one) for one in numbers]
    assert [int(one) for one in said] == [*MOST.values(), *NEWSPAPER.values()]


def test_a_text_of_an_office_would_be_seen():
    """The formula, by hand: 12 words in one sentence, of which 9 have more than six letters."""
    text = (
        "The organisation notwithstanding processes pseudonymised categories of information "
        "concerning beneficiaries for purposes."
    )
    assert lix(text) == pytest.approx(12 + 100 * 9 / 12)
    assert lix(text) > max(NEWSPAPER.values())
