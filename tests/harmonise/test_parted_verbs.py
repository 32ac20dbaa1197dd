"""What may be asked of a partner's files in a folder, of each verb that reads cases."""

from __future__ import annotations

import json
import random
import shutil

import pytest
from mappings import ALL, SEX_AND_AGE, book, text_of

import lanterne
from lanterne.codebook import codebook_to_toml
from lanterne.errors import InputError, UsageError
from program import run_here

HEADER = "No;Nom;Sexe;Âge;Date;Pays;Menaces;Coups;Dettes;Moyens;Accord"


def row(number, chance):
    said = chance.choice(["Oui", "oui", "Non"])
    return (
        f"{number};Secret {number};{chance.choice(['Homme', 'FEMME', ''])};"
        f"{chance.randrange(60)} ans;;;;;;;{said}"
    )


@pytest.fixture
def folder(tmp_path):
    """300 people of a partner in one file and in three, a codebook and a mapping."""
    (tmp_path / "few.toml").write_text(codebook_to_toml(book()), encoding="utf-8")
    rest = tuple(name for name in ALL if name not in {"Sexe", "Âge"})
    (tmp_path / "mapping.toml").write_text(text_of(SEX_AND_AGE, leave_out=rest), encoding="utf-8")
    chance = random.Random(4)
    rows = [row(number, chance) for number in range(300)]
    (tmp_path / "parts").mkdir()
    for name, some in {
        "whole": rows,
        "parts/a": rows[:120],
        "parts/b": rows[120:121],
        "parts/c": rows[121:],
    }.items():
        text = "\n".join([HEADER, *some, ""])
        (tmp_path / f"{name}.csv").write_bytes(text.encode("cp1252"))
    return tmp_path


def asked(folder, **more):
    given = {"codebook": folder / "few.toml", "mapping": folder / "mapping.toml"}
    return given | {"subject_id": "No"} | more


def report_of(report):
    return report.ok, report.rows, report.people, report.blank


def test_every_verb_reads_the_parts_as_one_file(folder):
    whole, parts = folder / "whole.csv", folder / "parts"
    one = lanterne.check(whole, **asked(folder))
    assert one.ok
    for more in ({}, {"runner": "processes"}):
        assert report_of(lanterne.check(parts, **asked(folder, **more))) == report_of(one)
    assert report_of(lanterne.check(whole, **asked(folder, runner="processes"))) == report_of(one)
    made = lanterne.protect(
        parts, **asked(folder, epsilon=8, out=folder / "release", ledger=folder / "l"), keep=True
    )
    assert lanterne.verify(made.release).ok
    manifest = json.loads((made.release / "manifest.json").read_text("utf-8"))
    assert manifest["settings"]["mapping"] == "partner"
    for file in made.release.rglob("*"):
        assert not file.is_file() or b"Secret" not in file.read_bytes()
    by = {"mapping": folder / "mapping.toml", "subject_id": "No"}
    seen = [lanterne.evaluate(path, made.release, **by).to_dict() for path in (whole, parts)]
    assert seen[0] == seen[1]
    risks = [lanterne.find_risk(path, **asked(folder), k=2).to_dict() for path in (whole, parts)]
    assert risks[0] == risks[1]


def test_cases_that_are_made_of_parts_are_checked_as_those_of_one_file(folder):
    by = {"codebook": folder / "few.toml", "mapping": folder / "mapping.toml"}
    one = lanterne.harmonise_file(folder / "whole.csv", **by, out=folder / "one.csv")
    many = lanterne.harmonise_file(folder / "parts", **by, out=folder / "many")
    assert (many.rows, many.without_consent) == (one.rows, one.without_consent)
    found = [
        report_of(lanterne.check(made.cases, folder / "few.toml", subject_id="No"))
        for made in (one, many)
    ]
    assert found[0] == found[1]
    assert found[0][0]


def test_the_program_says_of_parts_what_it_says_of_one_file(folder):
    def said(path, out, *more):
        result = run_here(
            folder, "harmonise", "apply", str(folder / path), "-m", str(folder / "mapping.toml"),
            "-c", str(folder / "few.toml"), "--out", str(folder / out), "--json", *more,
        )  # fmt: skip
        return json.loads(result.stdout)

    one, many = said("whole.csv", "one.csv"), said("parts", "many", "--runner", "processes")
    assert one.pop("cases") != many.pop("cases")
    assert one == many
    assert (folder / "many" / "part-00002.csv").exists()


def test_an_answer_that_nobody_mapped_is_said_by_its_file_and_nothing_is_spent(folder):
    with (folder / "parts" / "b.csv").open("a") as file:
        file.write("1000;x;Autre Chose;4;;;;;;;Oui\n")
    more = {"epsilon": 8, "out": folder / "release", "ledger": folder / "l"}
    with pytest.raises(InputError) as caught:
        lanterne.protect(folder / "parts", **asked(folder, **more))
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.column) == ("answer-not-mapped", 3, "Sexe")
    assert problem.file == str(folder / "parts" / "b.csv")
    assert "Autre" not in str(caught.value)
    assert not (folder / "l").exists()


@pytest.mark.parametrize("more", [{}, {"runner": "processes"}])
def test_decided_pairs_are_of_one_file(folder, more):
    """Under which id joined people stand would depend on the part."""
    path = folder / ("whole.csv" if more else "parts")
    sheet = {"duplicates": folder / "pairs.csv"}
    with pytest.raises(UsageError) as caught:
        lanterne.check(path, **asked(folder, **more, **sheet))
    assert caught.value.message.code == "runner.duplicates"
    by = {"codebook": folder / "few.toml", "mapping": folder / "mapping.toml"}
    with pytest.raises(UsageError) as caught:
        lanterne.harmonise_file(path, **by, **more, **sheet, out=folder / "out")
    assert caught.value.message.code == "runner.duplicates"


@pytest.mark.parametrize("place", ["out", "left_over", "send_back"])
def test_nothing_that_is_made_may_become_a_part(folder, place):
    by = {"codebook": folder / "few.toml", "mapping": folder / "mapping.toml"}
    places = {"out": folder / "out", place: folder / "parts" / "made.xlsx"}
    with pytest.raises(UsageError) as caught:
        lanterne.harmonise_file(folder / "parts", **by, **places)
    assert caught.value.message.code == "runner.out-in-folder"
    assert len([*(folder / "parts").iterdir()]) == 3


def test_a_part_that_is_gone_by_then_leaves_nothing(folder):
    shutil.rmtree(folder / "parts")
    (folder / "parts").mkdir()
    by = {"codebook": folder / "few.toml", "mapping": folder / "mapping.toml"}
    with pytest.raises(InputError, match="no file in this folder"):
        lanterne.harmonise_file(folder / "parts", **by, out=folder / "out")
    assert not (folder / "out").exists()
