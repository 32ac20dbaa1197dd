"""Drafts know what a form, or a file with labels, asked: codes become answers by their labels."""

from __future__ import annotations

import pandas as pd
import pyreadstat
import pytest
from mappings import book
from typer.testing import CliRunner

from lanterne import verbs
from lanterne.cli.app import app
from lanterne.codebook import codebook_to_toml
from lanterne.harmonise import Rule, load_mapping
from workbooks import write_xlsx

SURVEY = [
    ["type", "name", "label::Français (fr)"],
    ["text", "q0", "Nom"],
    ["select_one s", "q1", "Sexe"],
    ["integer", "q2", "Âge"],
    ["select_multiple m", "q3", "Moyens de contrôle"],
]
CHOICES = [
    ["list_name", "name", "label::Français (fr)"],
    *(["s", "1", "Homme"], ["s", "2", "Femme"], ["s", "9", "Ne sait pas"]),
    *(["m", "a", "Dette"], ["m", "b", "Violence"]),
]


def column(draft, target):
    return next(one for one in draft.mapping.columns if one.target == target)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "few.toml").write_text(codebook_to_toml(book()), encoding="utf-8")
    write_xlsx(tmp_path / "form.xlsx", {"survey": SURVEY, "choices": CHOICES})
    rows = ["q0,q1,q2,q3", "Awa,2,25,a b", "Bo,1,31,b", "Cy,9,17,"]
    (tmp_path / "export.csv").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path


def test_codes_of_a_form_become_answers_by_its_labels(folder):
    draft = verbs.draft_mapping(folder / "export.csv", book(), form=folder / "form.xlsx")
    sex = column(draft, "sex")
    assert (sex.rule, sex.sources) == (Rule.RECODE, ("q1",))
    assert dict(sex.values) == {"1": "Man", "2": "Woman"}
    assert {answer: str(kind) for answer, kind in sex.missing.items()} == {"9": "unknown"}
    means = column(draft, "means")
    assert (means.sources, means.separators) == (("q3",), (" ",))
    assert dict(means.values) == {"a": "debt", "b": "violence"}
    assert "q0" in draft.mapping.source.leave_out
    # Without the form nobody knows what 1 and 2 are, and nothing is guessed.
    draft = verbs.draft_mapping(folder / "export.csv", book())
    assert column(draft, "sex").rule is Rule.UNDETERMINED


def test_the_command_takes_a_form(folder):
    words = ["harmonise", "draft", folder / "export.csv", "--codebook", folder / "few.toml"]
    words += ["--form", folder / "form.xlsx", "--out", folder / "draft.toml"]
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exit_code == 0, done.output
    assert load_mapping(folder / "draft.toml", book()).column_of("sex").values["2"] == "Woman"
    words[-1] = folder / "other.toml"
    words[6] = folder / "export.csv"
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exit_code == 1
    assert "XLSForm" in done.output
    assert not (folder / "other.toml").exists()


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_labels_of_a_file_are_its_choices(ending, tmp_path):
    cases = pd.DataFrame({"v1": [1.0, 2.0, 1.0], "v2": [25.0, 31.0, 99.0]})
    labels = {"v1": {1: "Homme", 2: "Femme", 3: "Autre"}, "v2": {99: "Ne sait pas"}}
    names = {"v1": "Sexe", "v2": "Âge"}
    path = tmp_path / f"cases.{ending}"
    if ending == "dta":
        pyreadstat.write_dta(cases, path, column_labels=names, variable_value_labels=labels)
    else:
        pyreadstat.write_sav(cases, path, column_labels=names, variable_value_labels=labels)
    draft = verbs.draft_mapping(path, book())
    # "Autre" is a choice of the form, though nobody in the file gave it.
    assert dict(column(draft, "sex").values) == {
        "Homme": "Man",
        "Femme": "Woman",
        "Autre": "Other",
    }
    age = column(draft, "age")
    assert (age.rule, age.sources) == (Rule.BAND, ("v2",))
    assert {answer.casefold() for answer in age.missing} == {"ne sait pas"}
