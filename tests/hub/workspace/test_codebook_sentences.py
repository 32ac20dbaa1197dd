"""Every sentence in which codebooks are said to be wrong is one that is translated."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override
from told import GAP, Module, is_translated, shapes

import lanterne.codebook
from lanterne.codebook import REASONS, section
from lanterne.codebook.draft import MAX_RARE, MAX_VALUES
from lanterne.codebook.load import parse_codebook
from lanterne.codebook.looks import Look
from lanterne.errors import InputError
from lanterne.hub.sentences import said, said_of_codebook
from lanterne.hub.sentences.every import PARTS

BOOKS = Path(lanterne.codebook.__file__).parent
LANGUAGES = ["fr", "es", "ar"]

KINDS = [section._kind(one) for one in (None, "x", " ", True, 1, 1.5, [], {}, date(2024, 1, 1))]
FEW = {
    "_kind": KINDS,
    "_gives(is_set)": ["gives several answers"],
    "_gives(not is_set)": ["gives one answer"],
    "' and '.join(sorted(words))": [f"the key of {GAP}"],
}
"""Gaps that hold words which a function makes."""

NOT_SAID_HERE = (
    "the codebook cannot be read: xyz.",
    "no column of the file can be used without a person's judgement.",
    "Write the codebook by hand.",
)
"""A codebook is no file of this machine; and why there is no draft is said in other words."""

TOO = (
    "Did you mean xyz?",
    "Known: xyz.",
    "xyz gives one answer, the file gives several answers.",
)
"""What is made elsewhere than where a problem is."""


def sentences() -> Iterator[tuple[str, str]]:
    """Module and sentence, without its place."""
    for path in sorted(BOOKS.glob("*.py")):
        for text in Module(path, FEW).problems:
            if text not in NOT_SAID_HERE:
                yield path.name, text.removeprefix("condensed: ")
    yield from (("", text) for text in TOO)


def test_there_are_many_sentences():
    assert len({text for _module, text in sentences()}) > 220
    assert {module for module, _text in sentences()} >= {"section.py", "reader.py", "check.py"}


def test_what_is_not_said_here_is_still_there():
    every = {text for path in BOOKS.glob("*.py") for text in Module(path, FEW).problems}
    assert every.issuperset(NOT_SAID_HERE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_on_codebooks_is_translated(language):
    known = shapes()
    with override(language):
        assert [one for one in sentences() if not is_translated(one[1], known)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_a_column_is_left_out_is_translated(language):
    reasons = [
        *REASONS.values(),
        *(look.value for look in Look),
        f"it has more than {MAX_RARE} answers that few people give",
        f"it has more than {MAX_VALUES} different answers",
    ]
    with override(language):
        assert [reason for reason in reasons if said(reason) == reason] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kind_of_what_stands_there_is_translated(language):
    assert set(KINDS) == set(PARTS["kind"])
    with override(language):
        for kind in KINDS:
            assert kind not in said(f"must be a text in each language, is {kind}.").split(": ")


def test_all_that_a_name_stands_for_is_said():
    with override("fr"):
        text = said("'boss' is a column of 'ties' and the key of 'bosses'.")
    assert (
        text == "'boss' désigne plusieurs choses\u00a0: une colonne de 'ties', la clé de 'bosses'."
    )


@pytest.mark.parametrize(
    "text",
    [
        "name own",
        "name = own",
        'name = "own',
        "name = [1, 2",
        "name = { a = 1",
        "name = 1\nname = 2",
        "[a]\n[a]",
        "[a",
        "[[a]",
        'a = "\\q"',
        "a = 2024-13-45",
        'a = 1 "b"',
        "= 1",
    ],
)
def test_why_a_file_is_no_toml_is_said_in_the_language_of_the_page(text):
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)
    with pytest.raises(InputError) as caught:
        parse_codebook(text.encode(), "own.toml")
    message = caught.value.problems[0].message
    why = message.removeprefix("the file is not valid TOML: ").removesuffix(".")
    with override("fr"):
        assert why not in said_of_codebook(message)[1]


@pytest.mark.parametrize(
    "place",
    ["tables.t.columns.year of birth.label", "tables.t.columns.x.hierarchy (age bands)[1].values"],
)
def test_a_place_with_blanks_is_taken_off_too(place):
    with override("es"):
        told = said_of_codebook(f"{place}: has no English text.")
    assert told == (place, "no tiene texto en inglés.")


def test_a_table_is_no_place():
    with override("fr"):
        place, text = said_of_codebook(
            "the table 't': 'h' is the column of the household, and something else too."
        )
    assert not place
    assert text.startswith("la table 't'\u00a0: 'h' est la colonne du ménage")


SLOW = (
    "x: y: ",
    "has no ",
    "the column 'x' has no value 'y'. ",
    "a column of a and ",
    "! Z is a column of b and ",
)


@pytest.mark.parametrize("name", SLOW)
def test_a_name_that_was_made_to_take_long_does_not(name):
    """The seconds are those of the process; a hundred such faults would be shown at once."""
    message = f"tables.t.columns.{name * 20_000}.label: has no English text."
    permitted = f"Permitted: x is {name * 100}! Z, or blank."
    with override("fr"):
        said_of_codebook("title: has no English text.")  # the patterns are made once
        start = time.process_time()
        for text in (message, message[:3000], message[-3000:], permitted):
            said_of_codebook(text)
            said(text)
        assert time.process_time() - start < 1
