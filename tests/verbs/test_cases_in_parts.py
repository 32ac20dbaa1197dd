"""A folder whose files are one table, for the verbs that take cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import lanterne
from lanterne.codebook import load_codebook as codebook_of
from lanterne.errors import InputError, UsageError
from lanterne.fictional import write_fictional_network
from lanterne.harmonise.form_names import CONSENT
from lanterne.release import load_release
from lanterne.verbs import parts as parts_of
from parted_files import fictional_parts

CODEBOOK = "lanterne-cases"
EACH = {"codebook": CODEBOOK, "subject_id": ""}


@pytest.fixture(scope="module")
def parts(tmp_path_factory) -> Path:
    """A folder with two files, one of each kind that clusters write."""
    return fictional_parts(tmp_path_factory.mktemp("cases"))


def test_a_folder_is_protected_and_evaluated_as_one_table(parts, tmp_path):
    for runner in (None, "processes"):
        report = lanterne.check(parts, **EACH, runner=runner)
        assert report.ok
        assert (report.people, report.path) == (300, parts)
    ledger = tmp_path / "ledger.jsonl"
    made = lanterne.protect(
        parts, **EACH, epsilon=4, out=tmp_path / "out", ledger=ledger, runner="processes"
    )
    assert 250 < made.rows < 350
    assert ledger.exists()
    assert sorted(path.name for path in parts.iterdir()) == ["part-0.parquet", "part-1.csv"]
    assert lanterne.verify(tmp_path / "out").ok
    assert load_release(tmp_path / "out").data.height == made.rows
    found = lanterne.find_risk(parts, **EACH, k=5, length=2)
    whole = parts.parent / "whole" / "victims.csv"
    assert found == lanterne.find_risk(whole, **EACH, k=5, length=2)
    assert found == lanterne.find_risk(parts, **EACH, k=5, length=2, runner="processes")
    here, there = (
        lanterne.evaluate(parts, tmp_path / "out", subject_id="", ledger=ledger, runner=runner)
        for runner in (None, "processes")
    )
    assert (here.looks, there.looks) == (1, 2)
    assert here == replace(there, looks=1)


PAYING = {
    "protect": {"epsilon": 1},
    "anonymise": {"method": "k-anonymised", "k": 5, "quasi_identifiers": ["gender"]},
}


@pytest.mark.parametrize("verb", PAYING)
@pytest.mark.parametrize("within", [None, "ledger.jsonl", "deep/ledger.jsonl", "_ledger.jsonl"])
def test_a_ledger_in_the_folder_is_refused_before_anything_is_spent(parts, tmp_path, verb, within):
    ledger = None if within is None else parts / within
    asked = {**EACH, **PAYING[verb], "out": tmp_path / "out", "ledger": ledger}
    with pytest.raises(UsageError, match=r"is a folder.*--ledger FILE"):
        getattr(lanterne, verb)(parts, **asked)
    asked |= {"out": parts / "out", "ledger": tmp_path / "ledger.jsonl"}
    with pytest.raises(UsageError, match=r"--out FOLDER"):
        getattr(lanterne, verb)(parts, **asked)
    assert len(list(parts.iterdir())) == 2
    assert not list(tmp_path.iterdir())


def test_a_choice_is_not_paid_from_a_ledger_in_the_folder(parts, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    lanterne.protect(parts, **EACH, epsilon=4, out=tmp_path / "out", ledger=ledger)
    kept, paid = [tmp_path / "out.fitted.npz"], ledger.read_bytes()
    asked = {"epsilon": 0.1, "dials": ["closest", "balanced"], "out": tmp_path / "chosen"}
    with pytest.raises(UsageError, match=r"is a folder"):
        lanterne.choose(parts, kept, **asked, subject_id="", ledger=parts / "_ledger.jsonl")
    assert ledger.read_bytes() == paid
    made = lanterne.choose(parts, kept, **asked, subject_id="", ledger=ledger)
    assert made.rows > 250


def test_who_reads_in_parts_must_be_able_to(parts, tmp_path):
    with pytest.raises(UsageError, match="no runner dask"):
        lanterne.check(parts, **EACH, runner="dask")
    with pytest.raises(UsageError, match="goes with --runner spark"):
        lanterne.check(parts, **EACH, runner="processes", master="yarn")
    with pytest.raises(UsageError, match="Standard input is read in one process"):
        lanterne.check("-", **EACH, runner="processes")
    write_fictional_network(tmp_path / "network", 30, 5)
    with pytest.raises(UsageError, match="Linked tables are held in one process"):
        lanterne.find_risk(tmp_path / "network", "lanterne-network", runner="processes")
    with pytest.raises(UsageError, match="goes with --runner spark"):
        lanterne.evaluate(parts, tmp_path, runner="processes", master="yarn")
    with pytest.raises(UsageError, match="Standard input is read in one process"):
        lanterne.find_risk("-", **EACH, runner="processes")
    with pytest.raises(UsageError, match="Which ids are one person is looked up"):
        parts_of.check_parts(parts, codebook_of(CODEBOOK), tmp_path / "pairs.csv")


@pytest.mark.parametrize("address", ["gs://KEY:SECRET@bucket/cases", "hdfs://host:9000/cases"])
def test_an_address_is_no_name_of_a_file_and_is_not_repeated(address, tmp_path):
    for runner in (None, "spark"):
        with pytest.raises(UsageError, match="Mount the bucket or the file system") as raised:
            lanterne.check(address, **EACH, runner=runner)
        assert "SECRET" not in str(raised.value)
        with pytest.raises(UsageError, match=f"and {address[:2]}"):
            lanterne.protect(address, **EACH, epsilon=1, out=tmp_path / "out", runner=runner)
    assert not list(tmp_path.iterdir())


def test_files_that_came_back_by_a_form_are_told(parts, tmp_path):
    folder = tmp_path / "parts"
    folder.mkdir()
    rows = pl.read_csv(parts / "part-1.csv", infer_schema=False)
    rows.write_csv(folder / "part-0.csv")
    asked = rows.with_columns(pl.lit("yes").alias(CONSENT))
    asked.write_csv(folder / "part-1.csv")
    (problem, *_) = lanterne.check(folder, **EACH, ignore=[CONSENT]).problems
    assert (Path(problem.file).name, problem.rule) == ("part-1.csv", "form-without-mark")
    with pytest.raises(InputError, match="form"):
        lanterne.protect(
            folder, **EACH, ignore=[CONSENT], epsilon=1, out=tmp_path / "o", ledger=tmp_path / "l"
        )
