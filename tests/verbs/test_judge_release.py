"""From folders to a signed record: copies in a release, other cases, and nothing that leaks."""

from __future__ import annotations

import inspect
import json
import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import lanterne.synthesis.draw
from attacked_once import attacked_once
from few_columns import cut
from lanterne import verbs
from lanterne.cases import open_cases
from lanterne.cases.network import open_network
from lanterne.codebook import load_codebook
from lanterne.errors import InputError, UsageError
from lanterne.gate import (
    NetworkCandidate,
    TableCandidate,
    decide,
    judge_release,
    load_policy,
    new_key,
    read_record,
    reasons_in_words,
)
from lanterne.gate.record import Decision, Examined
from lanterne.privacy import Ledger

BOOK = "lanterne-cases"
PEOPLE = 2_000


FEW = (
    "yearOfRegistration",
    "dataSource",
    "gender",
    "ageBand",
    "majorityStatus",
    "isForcedLabour",
    "isSexualExploitation",
    "recruiterRelation",
)
"""Columns of case records, where what is asked does not depend on how many there are."""


def sample_few(folder, **more):
    """Fictional cases of a few columns."""
    verbs.sample(folder, **more)
    rows = pl.read_csv(folder / "victims.csv", infer_schema=False)
    rows.select(FEW).write_csv(folder / "victims.csv")


@pytest.fixture(scope="module", autouse=True)
def _attacked() -> Iterator[None]:
    with attacked_once():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Cases, a release of them, a key; nobody has judged anything yet."""
    folder = tmp_path_factory.mktemp("judged")
    verbs.sample(folder / "cases", victims=PEOPLE)
    verbs.protect(folder / "cases" / "victims.csv", BOOK, epsilon=4, out=folder / "release")
    new_key(folder / "officer.key")
    return folder


@pytest.fixture(scope="module")
def made_few(tmp_path_factory):
    """The same of a few columns, and one that passes: at ε = 4 some honest ones are refused."""
    for _ in range(10):
        folder = tmp_path_factory.mktemp("few")
        sample_few(folder / "cases", victims=PEOPLE)
        cases = folder / "cases" / "victims.csv"
        verbs.protect(cases, cut(load_codebook(BOOK), FEW), epsilon=4, out=folder / "release")
        new_key(folder / "officer.key")
        tried = shutil.copytree(folder, tmp_path_factory.mktemp("tried"), dirs_exist_ok=True)
        if judge(Path(tried)).allowed:
            return folder
    raise AssertionError("ten honest releases of ten were refused")


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def few(made_few, tmp_path):
    shutil.copytree(made_few, tmp_path, dirs_exist_ok=True)
    return tmp_path


def judge(folder, release="release", policy="usual", **more):
    given = {"cases": folder / "cases" / "victims.csv", "by": "Ada Example", **more}
    return verbs.judge(
        given.pop("cases"), folder / release, policy=policy, key=folder / "officer.key", **given
    )


def floats(value: Any) -> Iterator[str]:
    """All figures of JSON that are written with six digits or more."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from floats(one)
    elif isinstance(value, float) and len(repr(value)) >= 7:
        yield repr(value)


def test_an_honest_release_passes_and_is_recorded_beside_its_folder(folder):
    before = {path: path.read_bytes() for path in (folder / "release").rglob("*") if path.is_file()}
    looks = Ledger(folder / "cases" / verbs.LEDGER).looks()
    gated = judge(folder)
    assert gated.allowed
    assert gated.record == folder / "release.gate.json"
    assert verbs.verify_record(folder / "release").allows
    assert verbs.verify(folder / "release").ok
    assert {path: path.read_bytes() for path in before} == before
    assert gated.looks == looks + 1
    assert gated.decision.charged is True
    assert Ledger(folder / "cases" / verbs.LEDGER).entries()[-1].kind == "evaluation"


@pytest.mark.long  # test_gate_planted plants them in the rows that the gate is given
def test_a_release_that_copies_one_row_in_a_hundred_is_refused_at_every_level(folder, monkeypatch):
    """Planted in the drawing itself: the folder is whole and its counts agree with its rows."""
    cases = open_cases(folder / "cases" / "victims.csv", load_codebook(BOOK))
    honest = lanterne.synthesis.draw.synthesise

    def copying(measurements, model, domain, *rest):
        drawn = honest(measurements, model, domain, *rest)
        real = np.concatenate([*domain.compress(cases.batches())])
        codes = drawn.codes.copy()
        copies = len(codes) // 100
        codes[:copies] = real[np.random.default_rng(1).permutation(len(real))[:copies]]
        return replace(drawn, codes=codes)

    monkeypatch.setattr(lanterne.synthesis.draw, "synthesise", copying)
    verbs.redraw(folder / "release.fitted.npz", out=folder / "copied")
    assert verbs.verify(folder / "copied").ok
    for level in ("strict", "usual", "lenient"):
        gated = judge(folder, "copied", level)
        assert not gated.allowed
        assert any(reason.name.startswith("attack.") for reason in gated.judgement.reasons)
    results = [str(one.result) for one in read_record(folder / "copied.gate.json")]
    assert results == ["refused"] * 3
    assert not verbs.verify_record(folder / "copied").allows


def test_a_named_person_may_override_with_a_reason(few):
    refused = judge(few, policy="strict")
    assert not refused.allowed
    assert refused.decision.why == ""
    overridden = judge(few, policy="strict", override="ordered by a court")
    assert overridden.allowed
    assert not overridden.judgement.passed
    assert overridden.decision.why == "ordered by a court"
    report = verbs.verify_record(few / "release")
    assert report.allows
    assert [str(one.result) for one in report.decisions] == ["refused", "overridden"]
    for by in ("", " "):
        with pytest.raises(UsageError, match="name is blank"):
            judge(few, by=by)


def test_what_somebody_else_decides_meanwhile_stays_in_the_record(few, monkeypatch):
    honest = TableCandidate.examine

    def slowly(candidate):
        monkeypatch.setattr(TableCandidate, "examine", honest)
        assert not judge(few, policy="strict", by="Somebody Else").allowed
        return honest(candidate)

    monkeypatch.setattr(TableCandidate, "examine", slowly)
    judge(few)
    decisions = read_record(few / "release.gate.json")
    assert [str(one.result) for one in decisions] == ["refused", "passed"]
    assert verbs.verify_record(few / "release").ok


def test_an_override_that_is_not_needed_is_not_recorded(few):
    gated = judge(few, override="to be sure")
    assert str(gated.decision.result) == "passed"
    assert gated.decision.why == ""
    assert "note.unneeded" in {note.name for note in gated.judgement.notes}


def test_no_byte_of_a_record_comes_from_the_cases_but_whether_it_passes(folder):
    """Figures that were found, answers of the cases, their number, their path: none is there."""
    gated = judge(folder, policy="strict")
    judge(folder)
    record = gated.record.read_bytes()
    figures = set(floats(json.loads(json.dumps(gated.to_dict()))))
    assert len(figures) > 50
    rows = pl.read_csv(folder / "cases" / "victims.csv", infer_schema=False)
    answers = {text for name in rows.columns for text in rows[name].drop_nulls() if len(text) > 3}
    assert len(answers) > 50
    said = {one.what for one in reasons_in_words(gated.judgement)}
    for canary in {*figures, *answers, *said, str(rows.height), "victims.csv", *rows.columns}:
        text = canary.encode()
        # Digits of a year stand in dates and checksums; they are no answer there.
        if not canary.isdigit():
            assert text not in record, canary
    values = json.loads(record)["decisions"][0]
    assert str(rows.height) not in {str(value) for value in values.values()}
    assert set(values) == set(Decision.__dataclass_fields__)


def test_what_decides_is_told_one_bit_of_the_cases():
    """By type: the record is made from a truth value of the cases; the rest is public."""
    kinds = {name: one.annotation for name, one in inspect.signature(decide).parameters.items()}
    assert kinds == {
        "before": "Sequence[Decision]",
        "examined": "Examined",
        "policy": "Policy",
        "release": "Path",
        "manifest": "str",
        "key": "Path",
        "by": "str",
        "override": "str | None",
    }
    assert {one.name: one.type for one in fields(Examined)} == {
        "passed": "bool",
        "detectable": "Mapping[int, float | None] | None",
        "charged": "bool | None",
    }


def test_other_cases_are_an_error_in_words_and_leave_no_record(few):
    sample_few(few / "others", victims=PEOPLE, seed=77)
    others = few / "others" / "victims.csv"
    Ledger(few / "others" / verbs.LEDGER).create(None)
    with pytest.raises(UsageError, match="not in their ledger"):
        judge(few, cases=others)
    # Even where somebody hides the ledger: the counts are not those of these people.
    wrong = pl.read_csv(others, infer_schema=False).with_columns(gender=pl.lit("Man"))
    (few / "hidden").mkdir()
    wrong.write_csv(few / "hidden" / "victims.csv")
    with pytest.raises(UsageError, match="made from these cases"):
        judge(few, cases=few / "hidden" / "victims.csv")
    wrong.drop("gender").write_csv(few / "hidden" / "fewer.csv")
    with pytest.raises(InputError, match="gender"):
        judge(few, cases=few / "hidden" / "fewer.csv")
    assert not (few / "release.gate.json").exists()


def test_what_is_wrong_with_the_call_is_said_before_anybody_looks(few):
    ledger = (few / "cases" / verbs.LEDGER).read_bytes()
    (few / "bad.toml").write_text('name = "mine"\n')
    (few / "release.gate.json").write_text("forged")
    with pytest.raises(InputError, match="record-changed"):
        judge(few)
    (few / "release.gate.json").unlink()
    with pytest.raises(InputError, match="missing-key"):
        judge(few, policy=few / "bad.toml")
    with pytest.raises(UsageError, match="no policy"):
        judge(few, policy="usuel")
    with pytest.raises(UsageError, match="no ledger"):
        judge(few, ledger=few / "none.jsonl")
    (few / "officer.key").chmod(0o644)
    with pytest.raises(UsageError, match="chmod 600"):
        judge(few)
    (few / "officer.key").unlink()
    with pytest.raises(UsageError, match="--new"):
        judge(few)
    assert (few / "cases" / verbs.LEDGER).read_bytes() == ledger
    assert not (few / "release.gate.json").exists()


def test_a_release_that_is_not_whole_is_not_judged(few):
    with (few / "release" / "README.md").open("a") as file:
        file.write("more\n")
    with pytest.raises(InputError, match="file-changed"):
        judge(few)


def test_a_record_of_a_release_that_was_made_anew_is_in_the_way(few):
    judge(few)
    shutil.rmtree(few / "release")
    verbs.redraw(few / "release.fitted.npz", out=few / "release")
    with pytest.raises(InputError, match="record-release"):
        judge(few)


def test_no_record_is_written_into_a_release(few):
    """A release within a release: what lies there makes the outer one look forged."""
    shutil.copytree(few / "release", few / "release" / "inner")
    with pytest.raises(UsageError, match="lies inside the release"):
        judge(few, Path("release") / "inner")


def test_cases_that_were_left_out_and_an_earlier_release_are_used(few):
    sample_few(few / "left-out", victims=500, seed=31)
    verbs.redraw(few / "release.fitted.npz", out=few / "before")
    gated = judge(few, control=few / "left-out" / "victims.csv", earlier=[few / "before"])
    assert gated.examination.attacks.control == "left-out"
    assert gated.examination.attacks.result("differencing") is not None
    assert "note.control" not in {note.name for note in gated.judgement.notes}


def test_what_the_ledger_holds_today_counts(few):
    """The statement of a release is of its day; its people have been in another one since."""
    cases = few / "cases" / "victims.csv"
    assert "note.earlier" not in {note.name for note in judge(few).judgement.notes}
    verbs.protect(cases, cut(load_codebook(BOOK), FEW), epsilon=7, out=few / "second")
    gated = judge(few)
    (reason,) = gated.judgement.reasons
    assert (reason.name, reason.figures["value"]) == ("promise.total", 11)
    (note,) = (one for one in gated.judgement.notes if one.name == "note.earlier")
    assert note.figures == {"others": 1, "given": 0}
    beside = judge(few, earlier=[few / "second"])
    assert "note.earlier" not in {one.name for one in beside.judgement.notes}


@pytest.mark.long
def test_linked_tables_are_judged_and_copies_of_them_refused(tmp_path):
    verbs.sample(tmp_path / "net", victims=400, codebook="lanterne-network")
    verbs.protect(tmp_path / "net", "lanterne-network", epsilon=4, out=tmp_path / "linked")
    new_key(tmp_path / "officer.key")
    gated = judge(tmp_path, "linked", "lenient", cases=tmp_path / "net")
    # Victims of one ring are alike, so that of so few an inference beats chance now and then.
    assert {one.attack for one in gated.judgement.reasons} <= {"inference"}
    assert gated.examination.attacks.result("membership-of-perpetrators") is not None
    with pytest.raises(UsageError, match="subject id"):
        judge(tmp_path, "linked", cases=tmp_path / "net", subject_id="victim")
    book = load_codebook("lanterne-network")
    cases = open_network(tmp_path / "net", book).tables()
    copied = NetworkCandidate(cases, cases, book, gated.examination.pledge).examine(draws=100)
    for level in ("strict", "usual", "lenient"):
        named = {one.attack for one in judge_release(copied, load_policy(level)).reasons}
        assert "stranded-copies" in named


QUASI = ("yearOfRegistration", "gender", "ageBand", "citizenship")
METHODS = {
    "k-anonymous-synthetic": {"k": 10, "length": 2},
    "k-anonymised": {"k": 10, "quasi_identifiers": QUASI},
}


@pytest.mark.parametrize(
    "method", [pytest.param("k-anonymous-synthetic", marks=pytest.mark.long), "k-anonymised"]
)
def test_a_release_by_a_k_method_is_judged_from_its_folder(folder, method):
    cases = folder / "cases" / "victims.csv"
    asked = METHODS[method]
    verbs.anonymise(
        cases, BOOK, method=method, out=folder / "k", accept_risk="for a test of both", **asked
    )
    gated = judge(folder, "k", "lenient")
    risks = [one for one in gated.judgement.reasons if not one.name.startswith("use.")]
    assert not risks
    assert gated.examination.pledge.guarantee.k == 10
    assert "promise.k" in {one.name for one in judge(folder, "k", "strict").judgement.reasons}
    assert verbs.verify_record(folder / "k").ok
    verbs.sample(folder / "others", victims=PEOPLE, seed=77)
    other = pl.read_csv(folder / "others" / "victims.csv", infer_schema=False)
    (folder / "hidden").mkdir()
    other.with_columns(gender=pl.lit("Man")).write_csv(folder / "hidden" / "victims.csv")
    with pytest.raises(UsageError, match="made from these cases"):
        judge(folder, "k", cases=folder / "hidden" / "victims.csv")
