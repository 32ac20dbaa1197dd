"""What is wrong with cases is said in the language of whoever reads it, without any English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from example_cases import CODEBOOK, GOOD, HEADER
from test_bad_case_files import FILES
from test_bad_networks import CODEBOOK as NETWORK
from test_bad_networks import FOLDERS, PAIR_FILES, PAIRS
from test_bad_networks import write as write_network

from lanterne.cases import check_cases, read
from lanterne.cases.findings import did_you_mean
from lanterne.cases.network import check_network
from lanterne.errors import LanterneError, Place, Problem, UsageError
from lanterne.fictional.network import fictional_network
from lanterne.messages import Message, Parameter
from lanterne.messages.store import english

ENGLISH = re.compile(r"\b(the|of|is|are|and|not|it|this|with|be|was|has|or)\b", re.IGNORECASE)
SAME_IN_ARABIC = re.compile(
    r"CSV|XLSX|ODS|Parquet|PDF|JSON|XML|Excel|UTF-8|KiB|#N/A|--ignore|--subject-id|at_most"
    r"|every = false"
)
"""Names of formats, options and keys."""


def names(parameters: Iterable[Parameter]) -> Iterator[str]:
    """What stands in the gaps as it is in every language."""
    for one in parameters:
        if isinstance(one, str):
            yield one
        elif isinstance(one, tuple):
            yield from names(one)
        elif isinstance(one, Message):
            yield from names(one.parameters.values())


def messages(message: Message) -> Iterator[Message]:
    """A message and those in its gaps."""
    yield message
    for one in message.parameters.values():
        if isinstance(one, Message):
            yield from messages(one)


def assert_is_said(message: Message, texts: dict[str, str]) -> None:
    """Of a message: every code is known, every gap is filled, and no English is left."""
    assert all(one.code in english() for one in messages(message))
    given = sorted(names(message.parameters.values()), key=len, reverse=True)
    for language, text in texts.items():
        assert "{" not in text
        bare = re.sub("[\u2068\u2069]", "", text)
        for name in given:
            bare = bare.replace(name, "")
        if language == "fr":
            assert not ENGLISH.search(bare), bare
        if language == "ar":
            assert not re.search("[A-Za-z]{2}", SAME_IN_ARABIC.sub("", bare)), bare


def assert_all_are_said(problems: Iterable[Problem]) -> None:
    for problem in problems:
        tags = ("en", "fr", "ar")
        assert_is_said(problem.message, {tag: problem.says(tag) for tag in tags})
        advice = problem.advice or problem.message
        if not problem.rule.startswith("rule:"):  # a label of the codebook
            assert_is_said(advice, {tag: problem.advises(tag) for tag in tags})


@pytest.mark.parametrize("kind", FILES)
def test_bad_files(kind: str, tmp_path: Path) -> None:
    content, expected = FILES[kind]
    path = tmp_path / "cases.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    problems = check_cases(path, CODEBOOK).problems
    assert len(problems) == len(expected)
    assert_all_are_said(problems)


@pytest.mark.parametrize("kind", FOLDERS)
def test_bad_networks(kind: str, tmp_path: Path) -> None:
    files, _ = FOLDERS[kind]
    write_network(tmp_path, **files)
    assert_all_are_said(check_network(tmp_path, NETWORK).problems)


@pytest.mark.parametrize("kind", PAIR_FILES)
def test_bad_files_of_pairs(kind: str, tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(PAIRS + PAIR_FILES[kind][0])
    assert_all_are_said(check_network(tmp_path / "pairs.csv", NETWORK).problems)


def test_every_kind_of_file_that_is_no_table_has_a_sentence() -> None:
    assert set(read._OTHERS.values()) <= set(english())


def test_columns_of_ids(tmp_path: Path) -> None:
    path = tmp_path / "cases"
    path.write_text(f"{HEADER},pid\n{GOOD},1\n{GOOD},2\n{GOOD},2\n")
    for given in ({"ignore": ["pid"]}, {"ignore": ["pod"]}, {"subject_id": "nobody"}):
        problems = check_cases(path, CODEBOOK, **given).problems
        assert problems
        assert_all_are_said(problems)


def test_what_cannot_be_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "cases"
    path.write_text(f"{HEADER}\n{GOOD}\n")
    errors: list[LanterneError] = []
    for make in (
        lambda: check_cases(path, CODEBOOK, subject_id="gender"),
        lambda: check_cases(path, NETWORK, subject_id="victim"),
        lambda: check_network(path, CODEBOOK),
        lambda: fictional_network(0),
        lambda: fictional_network(10, -1),
        lambda: fictional_network(10, 7, -1),
        lambda: fictional_network(10, unlinked=-1),
        lambda: fictional_network(100, 7, 3),
        lambda: fictional_network(100, 7, 90_000),
        lambda: fictional_network(100, unlinked=9_000),
    ):
        with pytest.raises(UsageError) as caught:
            make()
        errors.append(caught.value)
    assert len({error.message.code for error in errors}) == len(errors)
    for error in errors:
        assert_is_said(error.message, {tag: error.says(tag) for tag in ("en", "fr", "ar")})


def test_numbers_are_written_as_the_language_writes_them() -> None:
    with pytest.raises(UsageError) as caught:
        fictional_network(100, 7, 90_000)
    assert "got 90,000. Leave the number out for 2.2 per victim." in caught.value.says()
    assert "90\u202f000" in caught.value.says("fr")
    assert "2,2 par victime" in caught.value.says("fr")


def test_a_header_of_one_field_and_of_several() -> None:
    for count, text in ((1, "The header has 1 field."), (2, "The header has 2 fields.")):
        advice = Message("header-fields.row-is-short", {"count": count})
        assert Problem("too-few-fields", advice=advice).advises() == text


def test_a_sheet_is_a_part_of_the_place() -> None:
    place = Place("all.xlsx", 3, "sex", sheet="links")
    assert place.say() == "all.xlsx, sheet links, row 3, column sex"
    assert place.say("fr") == "all.xlsx, feuille links, ligne 3, colonne sex"
    assert Problem("required", place=place).fields()["sheet"] == "links"


def test_a_guess_is_a_message_or_nothing() -> None:
    assert did_you_mean("Gender ", ["gender"]) == Message("did-you-mean", {"name": "gender"})
    assert did_you_mean("x", ["gender"]) is None
