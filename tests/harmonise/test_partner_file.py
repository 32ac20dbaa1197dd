"""The partner's file whose cost is measured: all of its rules are used, in every kind of file."""

from __future__ import annotations

import pytest
from benchmarks.partner_file import COLUMNS, partner_mapping, partner_rows, write_partner_file

import lanterne
from lanterne.codebook import load_codebook
from lanterne.harmonise import mapping_to_toml

CODEBOOK = load_codebook("lanterne-cases")
ROWS = 400


def made_of(folder, form):
    file, mapping = folder / f"partner.{form}", folder / "mapping.toml"
    write_partner_file(file, CODEBOOK, ROWS)
    mapping.write_text(mapping_to_toml(partner_mapping(CODEBOOK)), encoding="utf-8")
    out = folder / f"{form}-cases.csv"
    return lanterne.harmonise_file(file, mapping=mapping, codebook=CODEBOOK.name, out=out)


@pytest.fixture(scope="module")
def of_text(tmp_path_factory):
    return made_of(tmp_path_factory.mktemp("text"), "csv")


def test_all_of_it_is_mapped_but_names_that_mean_two_countries(of_text):
    assert of_text.rows == ROWS
    assert 0 < of_text.without_consent < ROWS / 5
    assert {one.column for one in of_text.left_over} <= {"Q citizenship", "Q countryOfExploitation"}
    (header,) = {tuple(part.columns) for part in partner_rows(CODEBOOK, ROWS)}
    assert len(header) == COLUMNS


def test_no_column_of_the_cases_is_blank_for_everybody(of_text):
    lines = [line.split(",") for line in of_text.cases.read_text("utf-8").splitlines()]
    for place, name in enumerate(lines[0]):
        assert {line[place] for line in lines[1:]} - {""}, name


@pytest.mark.parametrize("form", ["json", "xlsx"])
def test_the_kind_of_file_changes_nothing(form, of_text, tmp_path):
    made = made_of(tmp_path, form)
    assert made.cases.read_bytes() == of_text.cases.read_bytes()
    assert made.left_over == of_text.left_over
