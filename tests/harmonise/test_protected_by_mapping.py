"""From a partner's file to a release by its mapping, and what the release says of it."""

from __future__ import annotations

import json
import random

import pytest
from mappings import ALL, SEX_AND_AGE, book, text_of, write

import lanterne
from lanterne.codebook import codebook_to_toml
from lanterne.errors import InputError, UsageError
from lanterne.harmonise import identity_of, load_mapping


@pytest.fixture
def folder(tmp_path):
    """300 people of a partner, a codebook and a mapping."""
    (tmp_path / "few.toml").write_text(codebook_to_toml(book()), encoding="utf-8")
    rest = tuple(name for name in ALL if name not in {"Sexe", "Âge"})
    (tmp_path / "mapping.toml").write_text(text_of(SEX_AND_AGE, leave_out=rest), encoding="utf-8")
    chosen = random.Random(4)
    rows = [
        f"{i};Secret {i};{chosen.choice(['Homme', 'FEMME', ''])};{chosen.randrange(60)} ans;"
        f";;;;;;{chosen.choice(['Oui', 'oui', 'Non'])}"
        for i in range(300)
    ]
    write(tmp_path, *rows, encoding="cp1252")
    return tmp_path


def asked(folder, **more):
    given = {"codebook": folder / "few.toml", "mapping": folder / "mapping.toml"}
    return given | {"subject_id": "No"} | more


def test_a_release_says_by_which_mapping_its_cases_came_about(folder):
    path = folder / "partner.csv"
    assert lanterne.check(path, **asked(folder)).ok
    made = lanterne.protect(path, **asked(folder, epsilon=8, out=folder / "release"))
    settings = json.loads((made.release / "manifest.json").read_text("utf-8"))["settings"]
    mapping = identity_of(load_mapping(folder / "mapping.toml", book()))
    names = ("mapping", "mapping_version", "mapping_sha256")
    assert tuple(settings[name] for name in names) == mapping
    assert lanterne.verify(made.release).ok
    # What is drawn again at no cost says so too.
    again = lanterne.redraw(made.kept, out=folder / "again")
    settings = json.loads((again / "manifest.json").read_text("utf-8"))["settings"]
    assert tuple(settings[name] for name in names) == mapping
    found = lanterne.evaluate(path, made.release, mapping=folder / "mapping.toml", subject_id="No")
    assert found is not None
    for file in made.release.rglob("*"):
        assert not file.is_file() or b"Secret" not in file.read_bytes()


def test_cases_that_were_made_before_say_by_which_mapping(folder):
    mapping, cases = folder / "mapping.toml", folder / "cases.csv"
    given = {"codebook": folder / "few.toml", "mapping": mapping}
    lanterne.harmonise_file(folder / "partner.csv", **given, out=cases)
    more = {"codebook": folder / "few.toml", "subject_id": "No", "epsilon": 8}
    made = lanterne.protect(cases, **more, harmonised_by=mapping, out=folder / "release")
    settings = json.loads((made.release / "manifest.json").read_text("utf-8"))["settings"]
    assert settings["mapping_sha256"] == identity_of(load_mapping(mapping, book()))[2]
    page = (made.release / "DEFINITIONS.md").read_text("utf-8")
    assert "Sexe" in page
    assert "Femme" not in page  # which answer became which stays in the mapping
    assert lanterne.verify(made.release).ok
    with pytest.raises(UsageError, match="either --mapping"):
        lanterne.protect(
            cases, **more, mapping=mapping, harmonised_by=mapping, out=folder / "other"
        )


def test_without_consent_or_a_basis_nothing_is_spent(folder):
    text = (folder / "mapping.toml").read_text("utf-8").replace('given = ["Oui"]', "")
    (folder / "mapping.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"\[legal\]"):
        lanterne.protect(folder / "partner.csv", **asked(folder, epsilon=8, out=folder / "release"))
    assert not (folder / "lanterne-ledger.jsonl").exists()


def test_an_answer_that_nobody_mapped_is_said_by_its_row_and_nothing_is_spent(folder):
    write(folder, "1;x;Homme;4;;;;;;;Oui", "2;x;Autre Chose;4;;;;;;;Oui")
    with pytest.raises(InputError) as caught:
        lanterne.protect(folder / "partner.csv", **asked(folder, epsilon=8, out=folder / "release"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.column) == ("answer-not-mapped", 3, "Sexe")
    assert "Autre" not in str(caught.value)
    assert not (folder / "lanterne-ledger.jsonl").exists()


def test_a_column_that_is_new_or_gone_is_said_by_a_check(folder):
    write(folder, "1;x;Homme;4;;;;;;;Oui", header="No;Nom;Sexe;Age;Neu;Pays;Menaces;;;;Accord")
    report = lanterne.check(folder / "partner.csv", **asked(folder))
    rules = {problem.rule for problem in report.problems}
    assert not report.ok
    assert {"harmonise-new-column", "unnamed-column"} <= rules


def test_linked_tables_have_no_mapping_yet(folder):
    with pytest.raises(InputError, match="linked"):
        lanterne.check(folder / "partner.csv", "lanterne-network", mapping=folder / "mapping.toml")
