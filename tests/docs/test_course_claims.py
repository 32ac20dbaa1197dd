"""Courses and templates say nothing of privacy, accuracy and law that has no source and no test."""

from __future__ import annotations

import ast
import math
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from course_pages import LEARN, TITLES, claims_of, text_of
from toolkit_pages import TEMPLATES
from toolkit_pages import source as template

from lanterne.messages import LANGUAGES
from lanterne.messages.store import part
from lanterne.privacy import UP_TO, Strength, certainty

ROOT = Path(__file__).parents[2]

CLAIMS: dict[str, dict[str, Any]] = tomllib.loads((LEARN / "claims.toml").read_text("utf-8"))

TEXTS = [text_of(title, "en") for title in TITLES] + [template(name, "en") for name in TEMPLATES]
"""Of English: the marks of other languages are the same."""

MARKED = {name for text in TEXTS for name in claims_of(text)}

PROMISES = re.compile(
    r"\b(nobody (can|could|learns?)|no one|never|cannot (be|learn|find)|protect|guarantee|the law\b"
    r"|anonym|limit\b|withdr[ae]w|epsilon|delta|intervals? (hold|contain)|by chance|copies)",
    re.IGNORECASE,
)
"""Words of a statement about privacy, accuracy or law."""


IN_WORDS = {
    "en": ("one", "four", "six"),
    "fr": ("un", "quatre", "six"),
    "es": ("uno", "cuatro", "seis"),
    "ar": ("واحد", "أربعة", "ستة"),
}
"""1, 4 and 6."""


def grades(language: str) -> list[str]:
    """What the program calls promises, the strongest first: ``strong``."""
    adjective = 1 if language == "en" else -1
    return [one.split()[adjective] for one in part("statement.strength", language).values()]


@cache
def functions_of(path: Path) -> set[str]:
    """Names of all functions of a module."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def exists(test: str) -> bool:
    """Whether there is a test of that name: ``tests/docs/test_pages.py::test_links``."""
    path, _, name = test.partition("::")
    where = ROOT / path
    return name.startswith("test_") and where.is_file() and name in functions_of(where)


@cache
def words_of_page(page: str) -> str:
    """A page as its words one after the other, however they are set."""
    return plain((ROOT / page).read_text("utf-8"))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("*", ""))


def unmarked(text: str) -> list[str]:
    """Paragraphs that sound like a promise, with no mark; of lessons, not of their exercises."""
    text = re.sub(r"<details.*?</details>|^```.*?^```$", "", text, flags=re.M | re.S)
    parts = re.split(r"\n\s*\n|\n(?=- )", text)
    told = [
        one
        for one in parts
        if not one.startswith(("#", "**Aim.**", "**Do.**", "**Check.**", "<!-- ", "[", "|", "```"))
        and not re.match(r"- [a-d]\)|- \[", one)
    ]
    return [one for one in told if PROMISES.search(stated(one)) and "<!-- claim: " not in one]


def stated(paragraph: str) -> str:
    """A paragraph without what somebody asks, or says in an exercise."""
    return re.sub(r'"[^"]*"|[^.?!:]*\?', "", paragraph)


@pytest.mark.parametrize("name", CLAIMS)
def test_every_statement_has_a_source_or_a_test_that_is_there(name):
    claim = CLAIMS[name]
    assert claim["statement"].endswith(".")
    rests_on = [claim.get(kind, []) for kind in ("tests", "sources", "laws")]
    assert any(rests_on)
    assert {*claim} <= {"statement", "tests", "sources", "laws"}
    assert [one for one in claim.get("tests", []) if not exists(one)] == []
    for source in claim.get("sources", []):
        assert plain(source["says"]) in words_of_page(source["page"]), source
    for law in claim.get("laws", []):
        assert {*law} == {"name", "says", "where"}


def test_what_is_listed_is_said_and_what_is_said_is_listed():
    assert {*CLAIMS} == MARKED


@pytest.mark.parametrize("title", [one for one in TITLES if one != "README"])
def test_what_sounds_like_a_promise_is_marked(title):
    """Of English: the marks of other languages are the same."""
    assert unmarked(text_of(title, "en")) == []


def test_a_promise_without_a_mark_and_a_test_that_is_gone_are_seen():
    said = "Nobody can ever find you.\n"
    assert unmarked(said) == [said]
    assert unmarked(f"{said} <!-- claim: no-names -->") == []
    assert exists("tests/docs/test_course_claims.py::test_what_sounds_like_a_promise_is_marked")
    assert not exists("tests/docs/test_course_claims.py::test_that_nobody_wrote")
    assert not exists("tests/docs/no_such_file.py::test_links")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_first_course_says_of_odds_is_what_the_program_computes(language):
    """Rounded up, so that nobody is told of more protection than there is."""
    text = text_of("my-story", language)
    (part,) = (one for one in text.split("\n\n") if "<!-- claim: odds -->" in one)
    said = [float(one.replace(",", ".")) for one in re.findall(r"\d+(?:[.,]\d+)?", part)]
    expected = [50, 100]
    for epsilon in (1, 4):
        expected += [epsilon, math.ceil(100 * certainty(epsilon)), 100]
    assert said == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_first_course_calls_strong_and_weak_is_so_called(language):
    """By the words of the program, in this order, and with the odds of 1 and of 4."""
    (said,) = (one for one in text_of("my-story", language).split("\n\n") if "grades" in one)
    numbers = [float(one) for one in re.findall(r"\d+", said)]
    most = [*UP_TO.values()]
    sure = [math.ceil(100 * certainty(epsilon)) for epsilon in (1, 4)]
    assert numbers == [*most, most[-1], most[0], 1, 50, 100, sure[0], 100, 4, sure[1]]
    places = [said.index(word) for word in grades(language)]
    assert places == sorted(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handout_says_the_same_in_words(language):
    """A voice has no digits: so 1, 6, 1, 4 and 1 are words, in this order."""
    handout = text_of("my-story-handout", language)
    (told,) = re.findall(r"two-limits -->(.*?)<!-- claim: grades", handout, re.S)
    one, four, six = IN_WORDS[language]
    found = re.findall(rf"(?<![\w'])(?:{one}|{four}|{six})(?!\w)", told)
    assert found == [one, six, one, four, one]
    assert (UP_TO[Strength.STRONG], UP_TO[Strength.LIMITED]) == (1, 6)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_last_course_says_of_odds_is_what_the_program_computes(language):
    text = text_of("why-it-is-private", language)
    (part,) = (one for one in text.split("\n\n") if "claim: odds-of-half" in one)
    said = [float(one.replace(",", ".")) for one in re.findall(r"\d+(?:[.,]\d+)?", part)]
    exact = 100 * certainty(0.5)
    odds = math.ceil(100 * math.exp(0.5)) / 100
    assert said == [1, 50, 100, math.ceil(exact), 100, round(exact, 1), 1, 1, 0.5, odds, 1]
