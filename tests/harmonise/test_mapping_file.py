"""Every fault of a mapping is said by its place, all at once."""

from __future__ import annotations

import pytest
from mappings import book, text_of

from lanterne.errors import InputError
from lanterne.harmonise import Rule, load_mapping, named_codebook

SEX = '[[columns]]\ntarget = "sex"\nrule = "recode"\nsources = ["Sexe"]\nvalues = { "H" = "Man" }\n'


def problems(tmp_path, text):
    (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_mapping(tmp_path / "mapping.toml", book())
    assert all(problem.file and str(tmp_path) in problem.file for problem in caught.value.problems)
    return {problem.code for problem in caught.value.problems}


def test_a_mapping_is_read(tmp_path):
    (tmp_path / "mapping.toml").write_text(text_of(SEX), encoding="utf-8")
    mapping = load_mapping(tmp_path / "mapping.toml", book())
    assert mapping.columns[0].rule is Rule.RECODE
    assert mapping.columns[0].values == {"H": "Man"}
    assert mapping.legal.stated
    assert named_codebook(tmp_path / "mapping.toml") == "few"


def column(**changes):
    parts = {"target": '"sex"', "rule": '"recode"', "sources": '["Sexe"]'} | changes
    return "[[columns]]\n" + "".join(f"{key} = {value}\n" for key, value in parts.items() if value)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (column(target='"gender"'), "mapping-unknown-target"),
        (column() + column(), "mapping-target-twice"),
        (column(rule='"magic"'), "mapping-word"),
        (column(rule='"python"'), "mapping-word"),
        (column(values='{ "H" = "Men" }'), "mapping-unknown-answer"),
        (column(values='{ "H" = "Man", "h" = "Woman" }'), "mapping-answer-twice"),
        (column(values='{ "H" = "Man" }', missing='{ "h" = "unknown" }'), "mapping-answer-twice"),
        (column(missing='{ "H" = "suppressed" }'), "mapping-kind"),
        (column(unmapped='"perhaps"'), "mapping-kind"),
        (column(sources='["Gender"]'), "mapping-vanished-column"),
        (column(sources='["Nom"]'), "mapping-left-out-and-read"),
        (column(sources=""), "mapping-rule.no-source"),
        (column(sources='["Sexe", "Pays"]'), "mapping-rule.one-source"),
        (column(rule='"constant"'), "mapping-rule.reads-nothing"),
        (column(rule='"constant"', sources=""), "mapping-rule.no-value"),
        (column(rule='"constant"', sources="", value='"Martian"'), "mapping-unknown-answer"),
        (column(rule='"any_of"'), "mapping-rule.other-type"),
        (column(rule='"band"'), "mapping-rule.no-bands"),
        (column(members='{ "Sexe" = "debt" }'), "mapping-rule.members"),
        (column(dates='"guess"'), "mapping-word"),
        (column(algorithm='"import os"'), "unknown-key.key"),
        (column(sources="7"), "wrong-type.list"),
    ],
)
def test_a_fault_of_a_column(columns, code, tmp_path):
    assert code in problems(tmp_path, text_of(columns))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("format = 1", "format = 9", "mapping-format"),
        ('codebook_digest = "', 'codebook_digest = "0', "mapping-of-other-codebook"),
        ('"Dettes", ', '"Dettes", "Dettes", ', "mapping-header-twice"),
        ('system = "Excel"', "header_row = 0", "mapping-header-row"),
        ('name = "partner"\n', "", "missing-key.key"),
        ("[source]", "[source", "bad-toml.syntax"),
    ],
)
def test_a_fault_of_the_rest(old, new, code, tmp_path):
    text = text_of(SEX)
    assert old in text
    assert code in problems(tmp_path, text.replace(old, new))


def test_all_faults_are_said_at_once(tmp_path):
    found = problems(tmp_path, text_of(column(target='"gender"') + column(sources='["Gender"]')))
    assert {"mapping-unknown-target", "mapping-vanished-column"} <= found


def test_there_may_be_no_file(tmp_path):
    with pytest.raises(InputError) as caught:
        load_mapping(tmp_path / "none.toml", book())
    assert caught.value.problems[0].code == "unreadable-file.mapping"
