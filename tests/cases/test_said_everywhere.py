"""What is wrong with cases is said in the language of whoever reads it, without any English."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_cases import CODEBOOK, GOOD, HEADER
from test_bad_case_files import FILES
from test_bad_networks import CODEBOOK as NETWORK
from test_bad_networks import FOLDERS, PAIR_FILES, PAIRS
from test_bad_networks import write as write_network

from lanterne.cases import check_cases
from lanterne.cases.network import check_network
from lanterne.errors import LanterneError, Place, Problem, UsageError
from lanterne.fictional.network import fictional_network
from lanterne.files import kinds
from lanterne.messages import Message
from lanterne.messages.did_you_mean import did_you_mean
from lanterne.messages.store import english
from said_everywhere import assert_said_everywhere


@pytest.mark.parametrize("kind", FILES)
def test_bad_files(kind: str, tmp_path: Path) -> None:
    content, expected = FILES[kind]
    path = tmp_path / "cases.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    problems = check_cases(path, CODEBOOK).problems
    assert len(problems) == len(expected)
    assert_said_everywhere(problems)


@pytest.mark.parametrize("kind", FOLDERS)
def test_bad_networks(kind: str, tmp_path: Path) -> None:
    files, _ = FOLDERS[kind]
    write_network(tmp_path, **files)
    assert_said_everywhere(check_network(tmp_path, NETWORK).problems)


@pytest.mark.parametrize("kind", PAIR_FILES)
def test_bad_files_of_pairs(kind: str, tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(PAIRS + PAIR_FILES[kind][0])
    assert_said_everywhere(check_network(tmp_path / "pairs.csv", NETWORK).problems)


def test_every_kind_of_file_that_is_no_table_has_a_sentence() -> None:
    assert {*kinds._OTHERS.values(), *kinds._PACKED.values()} <= set(english())


def test_columns_of_ids(tmp_path: Path) -> None:
    path = tmp_path / "cases"
    path.write_text(f"{HEADER},pid\n{GOOD},1\n{GOOD},2\n{GOOD},2\n")
    for given in ({"ignore": ["pid"]}, {"ignore": ["pod"]}, {"subject_id": "nobody"}):
        problems = check_cases(path, CODEBOOK, **given).problems
        assert problems
        assert_said_everywhere(problems)


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
    assert_said_everywhere(errors)


def test_numbers_are_written_as_the_language_writes_them() -> None:
    with pytest.raises(UsageError) as caught:
        fictional_network(100, 7, 90_000)
    assert (
        "got 90,000. Leave the number of perpetrators out for 2.2 per victim."
        in caught.value.says()
    )
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
