"""The language that tests make: it has every sentence, and programs read the same in it."""

from __future__ import annotations

import re
import string

import pytest

from lanterne.codebook.words import view_words, words
from lanterne.messages import LANGUAGES, TAGS, Message, say, store
from lanterne.messages.store import document, english, template
from pseudo_language import MARKED, PLAIN, PSEUDO, plain_words, pseudo, speaking_pseudo, unbracketed


@pytest.fixture
def spoken(tmp_path):
    with speaking_pseudo(tmp_path / "pseudo"):
        yield


def test_each_letter_has_another():
    assert len(PLAIN) == len(MARKED) == len(set(MARKED)) == 52
    assert not set(PLAIN) & set(MARKED)


def test_gaps_tags_and_options_stay():
    said = pseudo("Give {n:power} of %(all)s <b>or</b> add --ledger, `code` or ‹a = b›.")
    for kept in ("{n:power}", "%(all)s", "<b>", "</b>", "--ledger", "`code`", "‹a = b›"):
        assert kept in said
    assert said.startswith("⟦Ǵíṽé {n:power} óƒ")
    assert said.endswith("·⟧")


@pytest.mark.usefixtures("spoken")
def test_it_is_a_language_like_others():
    assert PSEUDO in TAGS
    assert say(Message("problems.more-rows", {"count": 1}), PSEUDO).startswith("⟦Ťĥé śáḿé")
    assert say(Message("problems.more-rows", {"count": 2}), PSEUDO).count("ŕóẃś") == 1


@pytest.mark.usefixtures("spoken")
def test_every_sentence_is_in_it_with_its_gaps():
    for entry in english().values():
        said = template(entry, PSEUDO, 2)
        assert gaps(said) == gaps(entry.text)
        if plain_words(re.sub(r"{[^}]*}", "", entry.text)):
            assert not unbracketed(said)


def gaps(text):
    return [part[1:] for part in string.Formatter().parse(text) if part[1] is not None]


@pytest.mark.usefixtures("spoken")
def test_documents_are_in_it():
    assert "## ⟦Ẃĥáť ťĥíś íś" in document("README", PSEUDO)


def test_it_is_gone_afterwards_whatever_happens(tmp_path):
    """With all that was remembered in it, or without it."""
    more, known = Message("problems.more-rows", {"count": 2}), dict(view_words()["same"])
    places = store.PLACES

    def interrupted() -> None:
        with speaking_pseudo(tmp_path / "pseudo"):
            assert say(more, PSEUDO).startswith("⟦")
            assert words()["type_set"][PSEUDO].startswith("⟦")
            assert view_words()["same"] == {**known, PSEUDO: "⟦Śáḿé ·⟧"}
            raise KeyError

    with pytest.raises(KeyError):
        interrupted()
    assert PSEUDO not in LANGUAGES
    assert places == store.PLACES
    assert say(more, PSEUDO).startswith("The same")
    assert PSEUDO not in words()["type_set"]
    assert view_words()["same"] == known
