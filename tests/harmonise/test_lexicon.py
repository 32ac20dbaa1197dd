"""What texts speak of: entries are found whole, the longest first, in any spelling."""

import pytest

from lanterne.harmonise.answer_words import alternatives, answer_ideas, says_yes, silence_of
from lanterne.harmonise.lexicon import PASSED_OVER, read_words, spoken


@pytest.mark.parametrize(
    ("text", "ideas"),
    [
        ("Pays d'exploitation", {"country", "exploitation"}),
        ("paisExplotacion", {"country", "exploitation"}),
        ("بلد الاستغلال", {"country", "exploitation"}),
        ("meansOfControlThreats", {"control", "threat"}),
        ("¿Cuántos años tiene?", {"age"}),
        ("Who recruited the victim?", {"recruiter"}),
        ("How was the person recruited?", {"way", "recruit"}),
        ("النوع", {"gender"}),
        ("نوع الاستغلال", {"type", "exploitation"}),
    ],
)
def test_headers_speak_of_ideas(text: str, ideas: set[str]) -> None:
    assert spoken(text).ideas == ideas


def test_the_longer_entry_hides_the_shorter() -> None:
    assert spoken("violencia sexual").ideas == {"sexual_abuse"}
    assert spoken("violencia").ideas == {"abuse"}


def test_a_text_of_words_that_say_nothing_keeps_them() -> None:
    said = spoken("victim person")
    assert not said.ideas
    assert said.words == {"victim", "person"}


def test_small_words_tell_languages_apart() -> None:
    label = spoken("Type of Exploitation")
    assert spoken("typeOfExploitation").says_the_same(label)
    assert spoken("type_exploitation").says_the_same(label)
    assert not spoken("Type d'exploitation").says_the_same(label)
    assert not spoken("Type of sexual exploitation").says_the_same(label)


def _ideas_beside_another(entry: str) -> frozenset[str]:
    """Those of an entry in a longer header, or of one that counts as a whole header alone."""
    whole = entry.startswith("=")
    return spoken(entry[1:] if whole else f"{entry.replace('*', '')} zzz").ideas


@pytest.mark.parametrize("name", ["concepts.toml", "answers.toml"])
def test_every_entry_speaks_of_its_section(name: str) -> None:
    """An entry that is never found, since another hides it, would be a word without use."""
    ideas_of = answer_ideas if name == "answers.toml" else _ideas_beside_another
    lost = [
        (section, word)
        for section, languages in read_words(name).items()
        if section != PASSED_OVER
        for words in languages.values()
        for word in words
        if section not in ideas_of(word)
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "ideas"),
    [
        ("Femme", {"woman"}),
        ("2 - Femme", {"woman"}),
        ("Ami(e)", {"friend"}),
        ("TransgenderFeminine", {"transgender"}),
        ("Transgender girl", {"transgender", "woman"}),
        ("Jeune majeur", set()),
        ("", set()),
    ],
)
def test_answers_speak_of_ideas_only_where_every_word_is_known(text: str, ideas: set[str]) -> None:
    assert answer_ideas(text) == ideas


def test_words_for_nothing_known_and_yes_and_no_are_apart() -> None:
    assert silence_of(" N/A ") == "not_applicable"
    assert silence_of("لا أعرف") == "unknown"
    assert silence_of("Femme") is None
    assert says_yes("Sí") is True
    assert says_yes("لا") is False
    assert says_yes("quizás") is None


def test_alternatives_are_parted() -> None:
    assert alternatives("Mari / Conjoint") == ("Mari", "Conjoint")
    assert alternatives("Mari") == ()
