"""What every case must answer and a mapping answers for nobody: said once, and never made up."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lanterne import verbs
from lanterne.cli.app import app
from lanterne.codebook import load_codebook
from lanterne.errors import InputError
from lanterne.files import text_blocks
from lanterne.harmonise import (
    Rule,
    builtin_mappings,
    mapping_to_toml,
    never_answered,
    what_to_do,
)
from lanterne.messages import say

SILENT = ["ctdc-global-2021", "ctdc-global-2024", "ctdc-global-2026", "gvpsd-2022"]
"""Files that do not say which kind of service a record comes from."""


def file_of(folder: Path, name: str, *genders: str) -> Path:
    """A file in the columns of a public one."""
    columns = load_codebook(name).table.names
    years = {"yearOfRegistration": "2020", "yearRegister": "2019"}
    rows = [",".join(({"gender": one} | years).get(c, "") for c in columns) for one in genders]
    path = folder / "file.csv"
    path.write_text("\n".join([",".join(columns), *rows, ""]), "utf-8")
    return path


def said_by(*words: str) -> str:
    result = CliRunner().invoke(app, [*words])
    return " ".join(result.output.split())


def test_which_mappings_that_ship_leave_what_every_case_must_have():
    found = {name: never_answered(*verbs.open_mapping(name)) for name in builtin_mappings()}
    assert {name: columns for name, columns in found.items() if columns} == {
        f"{name}/lanterne-cases": ("dataSource",) for name in SILENT
    }


@pytest.mark.parametrize("name", SILENT)
def test_the_file_is_refused_by_one_problem_and_goes_by_either_way_that_it_names(name, tmp_path):
    gender = next(iter(load_codebook(name).table.column("gender").codes))
    path, shipped = file_of(tmp_path, name, *[gender] * 30), f"{name}/lanterne-cases"
    report = verbs.check(path, "lanterne-cases", mapping=shipped)
    (problem,) = report.problems  # and not one for each row
    assert (problem.code, problem.column, problem.row) == (
        "required.of-mapping",
        "dataSource",
        None,
    )
    assert problem.rule == "required"
    assert f"--codebook {name}, without a mapping" in say(problem.advice, "en")
    assert report.more == 0
    assert verbs.check(path, name).ok
    mapping, codebook = verbs.open_mapping(shipped)
    own = tmp_path / "own.toml"
    known = replace(mapping.column_of("dataSource"), rule=Rule.CONSTANT, value="Shelter")
    columns = [known if one.target == "dataSource" else one for one in mapping.columns]
    own.write_text(mapping_to_toml(replace(mapping, columns=tuple(columns))), "utf-8")
    assert verbs.check(path, codebook, mapping=own).ok


def test_other_problems_are_said_with_it_and_rows_with_no_answer_where_some_have_one(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(text_blocks, "BLOCK", 1 << 10)
    path = file_of(tmp_path, "ctdc-global-2024", "Woman", "qqq", *["Man"] * 200, "qqq")
    report = verbs.check(path, "lanterne-cases", mapping="ctdc-global-2024/lanterne-cases")
    assert [(one.code, one.row) for one in report.problems] == [
        ("required.of-mapping", None),
        ("answer-not-mapped", 3),
        ("answer-not-mapped", 204),
    ]
    with pytest.raises(InputError) as error:
        verbs.protect(
            path,
            "lanterne-cases",
            epsilon=4,
            out=tmp_path / "release",
            mapping="ctdc-global-2024/lanterne-cases",
        )
    assert "required.of-mapping" in {one.code for one in error.value.problems}
    assert not (tmp_path / "release").exists()
    name = "ctdc-k-anonymised-2021"  # it asks, and a row may have no answer
    report = verbs.check(
        file_of(tmp_path, name, "Female", "Male"),
        "lanterne-cases",
        mapping=f"{name}/lanterne-cases",
    )
    assert [(one.code, one.row) for one in report.problems] == [("required", 2), ("required", 3)]
    path = file_of(tmp_path, name, *["Female"] * 300)  # in several batches
    assert verbs.check(path, "lanterne-cases", mapping=f"{name}/lanterne-cases").more == 290


def test_the_terminal_says_it_where_cases_are_made_and_where_a_mapping_is_checked(tmp_path):
    path, shipped = file_of(tmp_path, "gvpsd-2022", "Male"), "gvpsd-2022/lanterne-cases"
    words = ["harmonise", "apply", str(path), "--mapping", shipped, "--out"]
    text = said_by(*words, str(tmp_path / "ours.csv"))
    told = "The mapping gives nobody an answer in dataSource, and every case must have one"
    assert told in text
    assert "--codebook gvpsd-2022, without a mapping" in text
    assert not verbs.check(tmp_path / "ours.csv", "lanterne-cases").ok
    made = json.loads(said_by(*words, str(tmp_path / "more.csv"), "--json"))
    assert made["unanswered"] == ["dataSource"]
    assert told in said_by("harmonise", "check", shipped)
    assert json.loads(said_by("harmonise", "check", shipped, "--json"))["unanswered"] == [
        "dataSource"
    ]
    assert "nobody an answer" not in said_by("harmonise", "check", "htcds-2.0/lanterne-cases")


def test_a_constant_that_says_nothing_answers_nobody():
    mapping, codebook = verbs.open_mapping("ctdc-global-2024/lanterne-cases")
    needed = "forcedMarriage"
    columns = [replace(one, required=one.name == needed) for one in codebook.table.columns]
    codebook = replace(codebook, tables=(replace(codebook.table, columns=tuple(columns)),))
    for value, found in (("NotAsked", (needed,)), ("1", ())):
        constant = replace(mapping.column_of(needed), rule=Rule.CONSTANT, value=value)
        others = [one for one in mapping.columns if one.target != needed]
        changed = replace(mapping, columns=(*others, constant))
        assert never_answered(changed, codebook) == found
    left_out = replace(mapping, columns=tuple(others))
    assert never_answered(left_out, codebook) == (needed,)


def test_of_a_file_that_no_codebook_ships_for_the_advice_names_none():
    mapping, _ = verbs.open_mapping("ctdc-global-2024/lanterne-cases")
    assert what_to_do(mapping).code == "unanswered-advice.own-codebook"
    more = replace(mapping.source, headers=(*mapping.source.headers, "Notes"))
    for other in (replace(mapping, name="ngo"), replace(mapping, source=more)):
        assert what_to_do(other).code == "unanswered-advice.any"
