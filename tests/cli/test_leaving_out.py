"""The advice on a column that the codebook does not know can be typed as it stands."""

from __future__ import annotations

import csv
import re
import shlex

import pytest
from lanterne_process import BOOK, HEADER, rows, run

from lanterne.cli.language import VARIABLE
from lanterne.messages import TAGS

NAMES = ["notes, others", "it's", 'the "old" one', '"quoted", twice', "a $HOME; b", "plain"]
UNSEEN = {"too long": "x" * 61, "with a sign that nobody sees": "a\u200bb"}


def write(folder, *extra):
    with (folder / "cases.csv").open("w", encoding="utf-8", newline="") as file:
        to = csv.writer(file)
        to.writerow([*HEADER.split(","), *extra])
        for number, row in enumerate(rows(30)):
            to.writerow([*row.split(","), *(f"text {number}" for _ in extra)])
    return ["check", "cases.csv", "-c", BOOK]


def advised(text):
    """What to type to leave columns out, without the signs that readers do not see."""
    plain = re.sub("[\u2066-\u2069]", "", text)
    found = [re.search(r"--ignore .*?'(?=\.)", line) for line in plain.splitlines()]
    return [word for one in found if one for word in shlex.split(one[0])]


@pytest.mark.parametrize("language", TAGS)
@pytest.mark.parametrize("columns", [NAMES[:2], NAMES[2:4], NAMES[4:]], ids=repr)
def test_columns_are_left_out_as_the_advice_says(tmp_path, monkeypatch, language, columns):
    monkeypatch.setenv(VARIABLE, language)
    check = write(tmp_path, *columns)
    refused = run(tmp_path, *check, code=1).stdout
    assert refused.count("[unknown-column]") == 2
    options = advised(refused)
    assert options[::2] == ["--ignore", "--ignore"]
    run(tmp_path, *check, *options)
    one = run(tmp_path, *check, *options[:2], code=1).stdout
    assert one.count("[unknown-column]") == 1


@pytest.mark.parametrize("name", NAMES)
def test_an_id_is_named_as_the_advice_says(tmp_path, name):
    check = write(tmp_path, name)
    refused = run(tmp_path, *check, code=1).stdout
    option = re.search(r"--subject-id (.*?)\. To leave", refused)
    answer = run(tmp_path, *check, "--subject-id", *shlex.split(option[1])).stdout
    assert "30 people" in answer


def test_several_are_left_out_by_one_option(tmp_path):
    check = write(tmp_path, "plain", "notes, others", "it's")
    run(tmp_path, *check, "--ignore", 'plain, "notes, others", it\'s')


@pytest.mark.parametrize("name", UNSEEN.values(), ids=UNSEEN)
def test_no_option_is_shown_for_a_name_that_is_not(tmp_path, name):
    refused = run(tmp_path, *write(tmp_path, name), code=1).stdout
    assert "give --ignore its whole name" in refused
    run(tmp_path, "check", "cases.csv", "-c", BOOK, "--ignore", name)
