"""Files of standards and public editions are known by their columns, and a person approves them."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lanterne import verbs
from lanterne.cli.app import app
from lanterne.codebook import codebook_to_toml, load_codebook
from lanterne.harmonise import LegalBasis, Rule, builtin_mappings
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.draft_mapping import draft_mapping
from lanterne.harmonise.known_formats import known_format
from lanterne.harmonise.mapping import Source
from lanterne.harmonise.source_columns import SourceColumn

NAMES = [name for name in builtin_mappings() if not name.endswith("/lanterne-network")]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_known_by_its_columns_in_any_order(name: str):
    mapping, codebook = verbs.open_mapping(name)
    headers = list(mapping.source.headers)
    random.Random(1).shuffle(headers)
    columns = [SourceColumn(header) for header in headers]
    draft = draft_mapping("ours", Source(sheet="x"), columns, codebook)
    assert draft.known == name.partition("/")[0]
    made = draft.mapping
    assert (made.name, made.version, made.source.sheet) == ("ours", "1", "x")
    assert made.source.headers == tuple(headers)
    assert not [*mapping_problems(made, codebook)]
    needed = {column.name for column in codebook.table.columns if column.required}
    for one, shipped in zip(made.columns, mapping.columns, strict=True):
        if shipped.rule is Rule.IMPOSSIBLE and one.target in needed:
            assert one.rule is Rule.UNDETERMINED  # every case must fill it
            continue
        assert replace(one, status=shipped.status, by=shipped.by) == shipped
        assert one.decided is (one.rule is Rule.IMPOSSIBLE)
    # A person says who consents, or signs a basis.
    assert made.legal == LegalBasis(mapping.legal.consent)
    asked = "draft-asks.consent-given" if mapping.legal.consent else "draft-asks.consent"
    assert [one.question.code for one in draft.asked] == [asked]


@pytest.mark.parametrize("name", NAMES)
def test_another_column_or_one_less_is_another_file(name: str):
    mapping, codebook = verbs.open_mapping(name)
    headers = mapping.source.headers
    for others in (headers[1:], (*headers, "Notes"), (*headers[1:], f"{headers[0]} 2"), ()):
        assert known_format(others, codebook) is None


def test_a_codebook_of_that_name_that_somebody_changed_has_no_such_files():
    mapping, codebook = verbs.open_mapping("ctdc-global-2024/lanterne-cases")
    columns = codebook.table.columns[1:]
    changed = replace(codebook, tables=(replace(codebook.table, columns=columns, rules=()),))
    assert known_format(mapping.source.headers, changed) is None


def test_the_terminal_says_what_it_is(tmp_path: Path):
    file, out, book = tmp_path / "f.csv", tmp_path / "draft.toml", tmp_path / "own.toml"
    names = load_codebook("ctdc-global-2026").table.names
    file.write_text(",".join(names) + "\n" + "2020" + "," * (len(names) - 1) + "\n", "utf-8")
    words = ["harmonise", "draft", str(file), "--codebook", "lanterne-cases", "--out", str(out)]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0
    assert "These are the columns of ctdc-global-2026." in " ".join(told.output.split())
    book.write_text(codebook_to_toml(load_codebook("lanterne-cases")), "utf-8")
    drafted, _ = verbs.open_mapping(out, book)
    shipped, _ = verbs.open_mapping("ctdc-global-2026/lanterne-cases")
    asked = {"dataSource"}  # which every case must fill
    rules = {one.target: one.rule for one in shipped.columns if one.target not in asked}
    assert rules.items() <= {one.target: one.rule for one in drafted.columns}.items()
    assert drafted.column_of("dataSource").rule is Rule.UNDETERMINED
