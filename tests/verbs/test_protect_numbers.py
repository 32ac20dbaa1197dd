"""A column of numbers on the whole road: protected, verified, evaluated, judged by its risk."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from lanterne import verbs
from lanterne.cases import open_cases
from lanterne.codebook import load_codebook
from lanterne.errors import UsageError
from lanterne.evaluation import evaluate_release
from lanterne.release import load_release, people_of, verify_release
from lanterne.release.rows_check import data_problems
from lanterne.release.tables import coded
from lanterne.verbs.requests import AnonymiseRequest, ProtectRequest, RiskRequest

BOOK = """
name = "numbers"
version = "1.0"
title = { en = "Numbers" }
[[tables]]
name = "people"
label = { en = "People" }
[[tables.columns]]
name = "age"
type = "number"
number = { from = 0, to = 99, bins = [0, 18, 30, 45, 60], unit = { en = "years" } }
label = { en = "Age" }
[[tables.columns]]
name = "weeks"
type = "number"
number = { from = 0, to = 50, step = 0.5 }
missing = { unknown = ["Unknown"] }
label = { en = "Weeks" }
[[tables.columns]]
name = "adult"
type = "flag"
values = "yes-no"
label = { en = "Adult" }
[[tables.dependencies]]
child = "adult"
parent = "age"
mapping = { "0--17" = "0", "18--29" = "1", "30--44" = "1", "45--59" = "1", "60--99" = "1" }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("numbers")
    (folder / "book.toml").write_text(BOOK, encoding="utf-8")
    rng = np.random.default_rng(1)
    ages = np.clip(rng.gamma(6, 5, 1500), 0, 99).astype(int)
    weeks = np.clip(np.round(rng.exponential(6, 1500) * 2) / 2, 0, 50)
    rows = []
    for place, (age, week) in enumerate(zip(ages, weeks, strict=True)):
        written = "Unknown" if place % 30 == 0 else str(week).replace(".", ",")
        rows.append(f"{'' if place % 40 == 0 else age};{written};")
    (folder / "cases.csv").write_text("age;weeks;adult\n" + "\n".join(rows) + "\n")
    verbs.protect(
        ProtectRequest(
            cases=folder / "cases.csv",
            codebook=folder / "book.toml",
            out=folder / "release",
            ledger=folder / "ledger.jsonl",
            epsilon=4.0,
            subject_id="",
        )
    )
    return folder


def test_a_release_holds_numbers_within_their_range_and_step_and_is_verified(folder):
    assert not verify_release(folder / "release", exact=True).problems
    data = load_release(folder / "release").data
    ages = data.filter(pl.col("age") != "")["age"].cast(pl.Int64)
    assert 0 <= ages.min() <= ages.max() <= 99
    assert ages.n_unique() > 30
    weeks = data.filter(~pl.col("weeks").is_in(["", "Unknown"]))["weeks"].cast(pl.Float64)
    assert ((weeks * 2) % 1 == 0).all()
    assert 0.5 in weeks.to_list()
    assert "Unknown" in data["weeks"].to_list()
    followed = data.filter(pl.col("age") != "")
    assert (
        followed["adult"] == (followed["age"].cast(pl.Int64) >= 18).cast(pl.Int8).cast(pl.String)
    ).all()


def test_a_number_that_the_codebook_does_not_have_is_found(folder):
    table = load_codebook(folder / "book.toml").table
    good = pl.DataFrame({"age": ["17", ""], "weeks": ["0.5", "Unknown"], "adult": ["0", "1"]})
    assert not data_problems(coded(good.lazy(), table), table, "people.csv")
    for change in ({"age": ["100", ""]}, {"age": ["0--17", ""]}, {"weeks": ["0.25", ""]}):
        bad = good.with_columns(pl.Series(name, cells) for name, cells in change.items())
        found = data_problems(coded(bad.lazy(), table), table, "people.csv")
        assert "value-not-listed" in {problem.rule for problem in found}
    bad = good.with_columns(adult=pl.Series(["1", "1"]))
    found = data_problems(coded(bad.lazy(), table), table, "people.csv")
    assert [problem.rule for problem in found] == ["dependency-broken"]


def test_programs_read_that_they_are_numbers(folder):
    package = json.loads((folder / "release" / "datapackage.json").read_text())
    fields = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    assert fields["age"]["type"] == "integer"
    assert fields["age"]["constraints"] == {"minimum": 0, "maximum": 99}
    assert fields["age"]["unit"] == "years"
    assert fields["weeks"]["type"] == "number"
    assert fields["weeks"]["constraints"] == {"minimum": 0, "maximum": 50}
    assert {"value": "Unknown", "label": "unknown"} in fields["weeks"]["missingValues"]
    assert "categories" not in fields["age"]


def test_what_is_shown_and_compared_are_bins_in_their_order(folder):
    release = load_release(folder / "release")
    (people,) = people_of(release)
    assert people.rows["age"].dtype.categories.to_list() == [
        *("", "0--17", "18--29", "30--44", "45--59", "60--99")
    ]
    cases = open_cases(folder / "cases.csv", load_codebook(folder / "book.toml"), "")
    found = evaluate_release(cases, release)
    assert found.comparison is not None
    assert set(cases.frame()["age"].unique()) <= {"", *release.codebook.table.column("age").codes}


def test_risk_sees_bins_and_k_methods_say_that_they_cannot(folder, tmp_path):
    risk = verbs.find_risk(
        RiskRequest(cases=folder / "cases.csv", codebook=folder / "book.toml", subject_id="")
    )
    (table,) = risk.tables
    answers = {value.value for value in table.values if value.column == "age"}
    assert answers <= set(load_codebook(folder / "book.toml").table.column("age").codes)
    with pytest.raises(UsageError, match="age, weeks"):
        verbs.anonymise(
            AnonymiseRequest(
                cases=folder / "cases.csv",
                codebook=folder / "book.toml",
                out=tmp_path / "k",
                ledger=tmp_path / "ledger.jsonl",
                method="k-anonymous-synthetic",
                k=5,
                subject_id="",
            )
        )
