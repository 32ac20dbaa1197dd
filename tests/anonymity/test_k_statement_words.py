"""Every language says the same of a k-method: the same sentences, with the same gaps."""

import itertools
from string import Formatter

import pytest

from lanterne.anonymity import Guarantee, KStatement, Method, k_release, k_statement
from lanterne.errors import UsageError
from lanterne.privacy import Entry, Spent, Unit
from stored import in_languages

WORDS = in_languages("k-statement")

LANGUAGES = ("en", "fr", "es", "ar")
PROMISES = [
    *(Guarantee(Method.K_ANONYMOUS_SYNTHETIC, 10, length) for length in (1, 2, 3, None)),
    *(
        Guarantee(Method.K_ANONYMISED, 10, None, ("age", "home"), diversity, closeness, sensitive)
        for diversity, closeness in itertools.product((None, 3), (None, 0.25))
        for sensitive in [("work",) if diversity or closeness else ()]
    ),
]


def said_of(guarantee, releases=0, others=0, evaluations=0, unit="row"):
    return KStatement(
        guarantee, 10, releases, others + 1, evaluations, "2026-11-25", "0" * 64, "lanterne 0", unit
    )


def gaps(sentence):
    return sorted(name for _, name, _, _ in Formatter().parse(sentence) if name)


def test_each_sentence_is_there_in_each_language_with_the_same_gaps():
    assert tuple(WORDS) == LANGUAGES
    for name, sentence in WORDS["en"].items():
        for language in LANGUAGES:
            assert set(gaps(WORDS[language][name])) == set(gaps(sentence)), (language, name)
    assert len({tuple(words) for words in WORDS.values()}) == 1


def test_each_sentence_is_used():
    used = {
        name
        for said in PROMISES
        for counts in ((0, 0, 0), (1, 2, 3))
        for name, sentence in WORDS["en"].items()
        if sentence.split("{")[0].rstrip() in said_of(said, *counts).in_words("en")
    }
    assert used == set(WORDS["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_open_or_unsaid(language):
    for said in PROMISES:
        words = said_of(said, 1, 2, 3).in_words(language)
        assert "{" not in words
        assert "None" not in words.replace("None was made", "")
        assert words.count("\n- ") + 1 >= 3
        assert words.startswith(said_of(said).promise_in_words(language))
        for name in (*said.quasi_identifiers, *said.sensitive):
            assert f"`{name}`" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_rows_were_taken_for_people_is_said(language):
    """k rows may be of fewer than k people, unless a subject id says whose they are."""
    several = WORDS[language]["several"].format(k=10)
    for said in PROMISES:
        assert several in said_of(said, unit="row").in_words(language)
        assert several not in said_of(said, unit="person").in_words(language)


def test_a_language_without_words_is_refused():
    with pytest.raises(UsageError, match="choose from en, fr, es, ar"):
        said_of(PROMISES[0]).in_words("de")


def test_a_statement_needs_the_entry_of_its_own_release():
    guarantee = PROMISES[0]
    release = k_release(guarantee, "nobody", "r")
    entry = Entry.after(None, "k-release", release.details())
    table = type("Table", (), {"guarantee": guarantee, "settings": {"rows_rounded_to": 20}})()
    spent = Spent(1, 2.0, 1e-6, (), k_releases=1)
    assert k_statement(table, entry, spent, "lanterne 0", Unit.ROW).rows_rounded_to == 20
    for wrong in (
        Entry.after(None, "spend", release.details()),
        Entry.after(None, "k-release", release.details() | {"k": 9}),
        Entry.after(None, "k-release", release.details() | {"length": "rows"}),
    ):
        with pytest.raises(ValueError, match="not about this table"):
            k_statement(table, wrong, spent, "lanterne 0", Unit.ROW)
