"""A question with a column for each answer is drafted as the one question that it is."""

from __future__ import annotations

import itertools
import tomllib
from dataclasses import replace

import pytest

from lanterne.codebook import codebook_from_dict
from lanterne.codebook.model import Missing
from lanterne.files.problem_log import Findings
from lanterne.harmonise import (
    LegalBasis,
    Rule,
    Status,
    Tally,
    draft_mapping,
    load_mapping,
    mapping_to_toml,
    open_harmonised,
    scan_tables,
)
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.harmonise.split_questions import split_questions

BOOK = codebook_from_dict(
    tomllib.loads(
        """
name = "few"
version = "1"
title = { en = "Few" }
[[tables]]
name = "people"
label = { en = "People" }
[[tables.columns]]
name = "means"
type = "set"
label = { en = "Means of control" }
values = ["debt", "threats", "violence"]
[[tables.columns]]
name = "isForcedLabour"
type = "flag"
values = "yes-no"
label = { en = "Forced labour" }
"""
    )
)


def drafted(path):
    (one,) = scan_tables(path, "", None, several=False).tables
    return draft_mapping("few", one.source, one.columns, BOOK)


def write(folder, *lines: str):
    path = folder / "kobo.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("yes", "no"), [("1", "0"), ("1.0", "0.0"), ("True", "False")])
def test_a_set_is_made_of_its_columns(yes, no, tmp_path):
    """Every combination of ticks gives the set of those that are ticked."""
    ticks = [*itertools.product((yes, no), repeat=3)]
    path = write(tmp_path, "means/violence,means/debt,means/threats", *map(",".join, ticks), ",,")
    mapping = drafted(path).mapping
    column = mapping.column_of("means")
    assert column.rule is Rule.SET_FROM_FLAGS
    approved = replace(
        mapping,
        legal=LegalBasis(basis="a law", signed_by="Ada"),
        columns=tuple(replace(one, status=Status.APPROVED) for one in mapping.columns),
    )
    assert not [*mapping_problems(approved, BOOK)]
    tally = Tally()
    file = open_harmonised(path, approved, BOOK, Findings(""))
    made = [row[0] for batch in file.known(Findings(""), tally) for row in batch.frame.rows()]
    names = ("violence", "debt", "threats")
    wanted = [
        ";".join(sorted(n for n, one in zip(names, row, strict=True) if one == yes))
        for row in ticks
    ]
    assert made[: len(wanted)] == wanted
    assert not tally.left_over


def test_a_column_that_holds_all_is_read_and_the_others_are_left_out(tmp_path):
    path = write(tmp_path, "means,means/debt,means/threats", "debt threats,1,1", "debt,1,0")
    mapping = drafted(path).mapping
    assert mapping.column_of("means").sources == ("means",)
    assert mapping.source.leave_out == ("means/debt", "means/threats")
    assert mapping.source.headers == ("means", "means/debt", "means/threats")


def test_what_nobody_ticked_is_not_known_to_be_absent(tmp_path):
    path = write(tmp_path, "abuse/forced_labour,abuse/hunger", "1,0", "0,1")
    column = drafted(path).mapping.column_of("isForcedLabour")
    assert (column.rule, column.sources) == (Rule.RECODE, ("abuse/forced_labour",))
    assert column.values == {"1": "1"}
    assert column.missing == {"0": Missing.NOT_RECORDED}


def test_several_answers_that_mean_one_flag(tmp_path):
    path = write(tmp_path, "abuse/forced_labour,abuse/travail_forcé", "1,0", "0,1")
    column = drafted(path).mapping.column_of("isForcedLabour")
    assert column.rule is Rule.ANY_OF
    assert column.sources == ("abuse/forced_labour", "abuse/travail_forcé")


def test_a_draft_reads_back(tmp_path):
    path = write(tmp_path, "means/debt,means/threats,abuse/forced_labour,abuse/x", "1,0,1,0")
    mapping = drafted(path).mapping
    (tmp_path / "draft.toml").write_text(mapping_to_toml(mapping), encoding="utf-8")
    assert load_mapping(tmp_path / "draft.toml", BOOK) == mapping
    assert "abuse/x" not in mapping.accounted  # a person decides


@pytest.mark.parametrize(
    "columns",
    [
        [("means/debt", ("1", "0"))],  # one column is no list
        [("means/debt", ("1", "0")), ("means/threats", ("1", "2"))],
        [("info/sex", ("Femme",)), ("info/age", ("1", "0"))],
        [("means/debt", ()), ("means/threats", ())],  # nobody answered: nothing shows it
        [("/debt", ("1",)), ("/threats", ("0",))],
    ],
)
def test_other_columns_are_as_they_were(columns):
    given = tuple(SourceColumn(name, answers=answers) for name, answers in columns)
    split = split_questions(given)
    assert (split.columns, split.beside, dict(split.parts)) == (given, (), {})
