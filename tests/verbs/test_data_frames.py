"""Verbs take a data frame where they take a file of one table, and write it nowhere."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import few_columns
import lanterne
from lanterne.codebook import load_codebook
from lanterne.errors import InputError, UsageError
from lanterne.gate.signature import new_key
from lanterne.verbs import CheckRequest, ProtectRequest

CANARY = "Zyxxandria"
"""Stands in a column that is left out."""


@pytest.fixture(scope="module")
def book():
    return few_columns.cut(load_codebook("lanterne-cases"), few_columns.CASES[:6])


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    cases = lanterne.sample(tmp_path_factory.mktemp("sample") / "cases", 400) / "victims.csv"
    frame = pl.read_csv(cases, infer_schema=False)
    return frame.select(few_columns.CASES[:6]).with_columns(notes=pl.lit(CANARY))


@pytest.fixture(scope="module", params=["polars", "pandas"])
def frame(texts, request):
    """Of pandas as programs make one: numbers with blanks, and cells that are missing."""
    if request.param == "polars":
        return texts
    numbers = {"isForcedLabour": float, "isSexualExploitation": float, "yearOfRegistration": float}
    return texts.to_pandas().astype(numbers)


def opened(folder: Path) -> set[str]:
    """Whatever was made below a folder and is there."""
    return {str(Path(at) / name) for at, _, names in os.walk(folder) for name in names}


@pytest.fixture(scope="module")
def made(frame, book, tmp_path_factory):
    """A release of a frame, its measurements and its ledger."""
    folder = tmp_path_factory.mktemp("made")
    ways = {"ignore": ["notes"], "ledger": folder / "ledger.jsonl"}
    done = lanterne.protect(frame, book, epsilon=4, people=1000, out=folder / "release", **ways)
    return done, ways


def test_a_frame_is_protected_and_what_comes_after(frame, book, made, tmp_path):
    done, ways = made
    assert done.epsilon == 4
    assert lanterne.verify(done.release, ledger=done.ledger).ok
    report = lanterne.check(frame, book, ignore=["notes"])
    assert report.ok
    assert report.rows == 400
    evaluation = lanterne.evaluate(frame, done.release, out=tmp_path / "report", **ways)
    assert evaluation.looks == 1
    assert lanterne.compare(frame, [done.release] * 2, **ways).looks == 3
    assert lanterne.find_risk(frame, book, ignore=["notes"]).looks is None
    assert lanterne.find_risk(frame, book, **ways).looks == 4
    chosen = lanterne.choose(
        frame, done.kept, epsilon=1, dials=["closest", "strict"], out=tmp_path / "chosen", **ways
    )
    assert chosen.ledger == done.ledger
    new_key(tmp_path / "key")
    asked = {"policy": "lenient", "key": tmp_path / "key", "by": "A", **ways}
    assert lanterne.judge(frame, done.release, **asked).looks == 5
    with pytest.raises(UsageError, match="The control group does not consist of other people"):
        lanterne.judge(frame, done.release, **asked, control=frame)
    noted = lanterne.anonymise(
        *(frame, book),
        **ways,
        method="k-anonymous-synthetic",
        k=5,
        length=1,
        out=tmp_path / "k",
        accept_risk="only for this test",
    )
    assert noted.ledger == done.ledger


def test_the_figures_are_those_of_the_file(frame, texts, book, made, tmp_path):
    """Of the same release; as a table they do not depend on how the cases were handed in."""
    done, ways = made
    texts.write_csv(tmp_path / "cases.csv")
    of_file, of_frame = (
        lanterne.evaluate(cases, done.release, **ways).to_dict()
        for cases in (tmp_path / "cases.csv", frame)
    )
    assert of_frame.pop("looks") == of_file.pop("looks") + 1
    for figures in (of_file, of_frame):
        figures.pop("propensity")  # people are drawn by lot
        figures.pop("risk")
    assert of_file == of_frame


def test_nothing_is_written_in_the_clear(texts, book, tmp_path, monkeypatch):
    """Neither where the release is made, nor in the folder for temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.chdir(temporary)
    seen = []

    def look(stage: str, share: float) -> None:
        seen.append(stage)
        for path in opened(tmp_path):
            assert CANARY.encode() not in Path(path).read_bytes()

    frame = texts.to_pandas()
    ways = {"ignore": ["notes"], "ledger": tmp_path / "ledger", "progress": look}
    lanterne.protect(frame, book, epsilon=4, people=1000, out=tmp_path / "release", **ways)
    lanterne.evaluate(frame, tmp_path / "release", **ways)
    look("end", 1.0)
    assert len(set(seen)) > 4
    assert opened(temporary) == set()


def test_a_frame_needs_a_ledger(texts, book, made, tmp_path):
    release, ways = made[0].release, {"ignore": ["notes"]}
    new_key(tmp_path / "key")
    made_of = {"epsilon": 1, "out": tmp_path / "out", **ways}
    k = {"method": "k-anonymised", "quasi_identifiers": ["gender"], "out": tmp_path / "k", **ways}
    key = {"policy": "lenient", "key": tmp_path / "key", "by": "A"}
    calls = [
        lambda: lanterne.protect(texts, book, **made_of),
        lambda: lanterne.anonymise(texts, book, **k),
        lambda: lanterne.choose(texts, made[0].kept, **made_of),
        lambda: lanterne.evaluate(texts, release, **ways),
        lambda: lanterne.compare(texts, [release] * 2, **ways),
        lambda: lanterne.judge(texts, release, **key, **ways),
    ]
    for call in calls:
        with pytest.raises(UsageError) as caught:
            call()
        assert caught.value.message.code == "frame.no-ledger"
    assert not (tmp_path / "out").exists()


def test_what_no_frame_is_handed_in_for(texts, book, made):
    calls = {
        "frame.runner": [
            lambda: lanterne.check(texts, book, runner="processes"),
            lambda: lanterne.evaluate(
                texts, made[0].release, runner="processes", ledger=made[0].ledger
            ),
        ],
        "argument.wrong": [
            lambda: lanterne.check(texts.lazy(), book),
            lambda: lanterne.check(texts["gender"], book),
            lambda: lanterne.check([["gender"], ["Woman"]], book),
            lambda: lanterne.check({"gender": ["Woman"]}, book),
            lambda: lanterne.draft(None),
        ],
    }
    for code, some in calls.items():
        for call in some:
            with pytest.raises(UsageError) as caught:
                call()
            assert caught.value.message.code == code


def test_what_is_wrong_is_placed_in_the_frame(texts, book):
    bad = texts.head(12).drop("notes").with_columns(pl.col("gender").fill_null(""))
    bad[11, "gender"] = CANARY
    (problem,) = lanterne.check(bad, book).problems
    assert str(problem).startswith("data frame, row 12, column gender: ")
    assert problem.placed("fr").startswith("tableau de données, ligne 12, ")
    assert CANARY not in str(problem)
    lists = pd.DataFrame({"gender": [["Woman"]], "ageBand": [{}]})
    assert {(one.code, one.column) for one in lanterne.check(lists, book).problems} == {
        ("frame-cell.kind", "gender"),
        ("frame-cell.kind", "ageBand"),
    }
    with pytest.raises(InputError):
        lanterne.draft(lists)


def test_rows_of_somebody_who_contradicts_themselves_are_numbered_alike(texts, book):
    said = {
        "id": pl.Series([3, None, 3]).fill_null(1),
        "gender": pl.Series(["Woman", "Man", "Man"]),
    }
    frame = texts.clear(3).drop("notes").with_columns(**said)
    (problem,) = lanterne.check(frame, book, subject_id="id").problems
    assert problem.row == 1
    assert problem.parameters["rows"] == ("1", "3")


def test_a_frame_with_the_question_of_a_form_is_refused(texts, book):
    for name in ("lanterne_form", "consent_statistics"):
        frame = texts.with_columns(pl.lit("x").alias(name))
        (problem,) = lanterne.check(frame, book, ignore=["notes", name]).problems
        assert problem.code == "frame-of-form"
        with pytest.raises(InputError):
            lanterne.draft(frame)


def test_a_request_shows_no_case_and_is_made_again(texts, book):
    asked: Any = CheckRequest(texts, book, ignore=["notes"])
    assert CANARY not in repr(asked)
    assert repr(asked).startswith("CheckRequest(cases=<data frame>, ")
    assert asked == replace(asked)
    assert asked != CheckRequest(texts, book, ignore=["notes"])
    assert lanterne.check(replace(asked, ignore=["notes"])).ok
    whole = ProtectRequest(texts, book, epsilon=1, out="o")
    assert CANARY not in repr(whole)


def test_who_was_taken_out_of_a_frame_is_in_nothing_that_follows(texts, book):
    """A request that is used once more reads the frame as it is then."""
    frame = texts.to_pandas()
    request = CheckRequest(frame, book, ignore=["notes"])
    assert lanterne.check(request).rows == len(texts)
    frame.drop(index=frame.index[1:], inplace=True)
    assert lanterne.check(request).rows == 1
    assert lanterne.check(replace(request, ignore=["notes"])).rows == 1
    frame.loc[0, frame.columns[0]] = CANARY
    assert not lanterne.check(request).ok


def test_a_draft_of_a_frame_has_a_name(texts):
    assert lanterne.draft(texts.drop("notes")).codebook.name == "cases"
    assert lanterne.draft(texts.drop("notes"), "mine").codebook.name == "mine"
