"""What is wrong with a codebook is said in the language of whoever reads it."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
from mistaken_codebooks import problems

from lanterne.codebook import REASONS, load_codebook, parse_codebook, section
from lanterne.codebook.advice import nearest
from lanterne.codebook.looks import Look
from lanterne.codebook.toml_reasons import why_no_toml
from lanterne.errors import InputError, UsageError, problem_as_json, problem_from_json
from lanterne.messages import say
from lanterne.messages.store import english
from said_everywhere import assert_said_everywhere

KINDS = (None, "x", " ", True, 1, 1.5, [], {}, date(2024, 1, 1))
NO_TOML = [
    "name own",
    "name = own",
    'name = "own',
    "name = [1, 2",
    "name = { a = 1",
    "name = 1\nname = 2",
    "[a]\n[a]",
    "a = { b = 1 }\n[a.c]",
    "a = { b = 1, b = 2 }",
    "[a",
    "[[a]",
    'a = "\\q"',
    'a = "\\uD800"',
    'a = "\x01"',
    "a = 2024-13-45",
    "a = 2024-02-31",
    'a = 1 "b"',
    "= 1",
    "[!]",
    "a = 'x",
    "a = { b = 1 }\na.c = 2",
    "[a.b]\n[a]\nb.c = 1",
    "# \x00",
    'a = "\\uZZZZ"',
]


@pytest.mark.parametrize("text", NO_TOML)
def test_why_a_file_is_no_toml_is_said_in_every_language(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as raised:
        tomllib.loads(text)
    (problem,) = problems(text)
    assert_said_everywhere([problem])
    words = str(raised.value).partition(" (at ")[0]
    assert problem.says() == f"the file is not valid TOML: {words}."
    assert words not in problem.says("fr")


def test_words_that_the_library_never_said_stay_as_they_are() -> None:
    assert say(why_no_toml("Something else entirely"), "fr") == "Something else entirely"


def test_the_kind_of_what_stands_there_is_said_in_every_language() -> None:
    kinds = [section._kind(one) for one in KINDS]
    assert {kind.code for kind in kinds} == {one for one in english() if one.startswith("kind.")}
    assert_said_everywhere(kinds)


def test_why_a_column_is_left_out_is_said_in_every_language() -> None:
    assert_said_everywhere([*REASONS.values(), *(look.value for look in Look)])


def test_all_that_a_name_stands_for_is_said() -> None:
    text = (Path(__file__).parent / "test_network_codebooks.py").read_text("utf-8")
    good = text.partition('GOOD = """')[2].partition('"""')[0]
    (problem,) = problems(good.replace('name = "paid"', 'name = "boss"', 1))
    nbsp = "\u00a0"
    assert problem.says("fr") == (
        f"'boss' désigne plusieurs choses{nbsp}: une colonne de 'ties', la clé de 'bosses'."
    )


def test_a_place_stays_as_it_stands_in_the_file() -> None:
    (problem,) = problems(
        'name = "b"\nversion = "1"\ntitle = { en = "B" }\nlanguages = ["en", "en"]\n'
        '[[tables]]\nname = "t"\nlabel = { en = "T" }\n'
        '[[tables.columns]]\nname = "year of birth"\ntype = "flag"\nlabel = { fr = "A" }\n'
    )[:1]
    assert problem.place.key == "tables.t.columns.year of birth.label"
    assert problem.says("es") == f"{problem.place.key}: no tiene texto en inglés."


def test_there_is_no_codebook_of_that_name() -> None:
    with pytest.raises(UsageError, match="Known: ") as raised:
        load_codebook("no-such-codebook-at-all")
    assert_said_everywhere([raised.value])
    assert "codebook" not in raised.value.says("es").replace("'no-such-codebook-at-all'", "")


def test_the_nearest_of_many_words_is_named_and_else_a_few() -> None:
    assert nearest("sexx", ["sex", "age"]) == nearest("SEX", ["sex"])
    assert say(nearest("q", ["sex", "age"]) or pytest.fail("none")) == "Known: sex, age."
    assert nearest("q", map(str, range(10, 31))) is None
    assert nearest("q", []) is None


def test_what_was_found_survives_being_kept() -> None:
    with pytest.raises(InputError) as raised:
        parse_codebook(b"languages = 3\n[[tables]]\nlabel = 1\n", "own.toml")
    assert len(raised.value.problems) > 3
    for problem in raised.value.problems:
        kept = problem_from_json(json.loads(json.dumps(problem_as_json(problem))))
        assert kept.paragraph("ar") == problem.paragraph("ar")
