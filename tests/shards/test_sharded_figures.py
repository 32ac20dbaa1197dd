"""What risk and evaluation say of cases in parts is what they say of one file, to the last bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from test_sharded_cases import (
    BOOK,
    Anyhow,
    Exchanged,
    Lost,
    NoCounts,
    ReceiptTwice,
    Twice,
    in_parts,
    rows_of,
    said,
    whole,
)

from lanterne.counting import cells
from lanterne.counting.answered import CaseAnswers, HeldAnswers
from lanterne.errors import LanterneError
from lanterne.evaluation import evaluate_answers, evaluate_frame, propensity, tables
from lanterne.evaluation.codes import CodedTables
from lanterne.evaluation.comparison import compare_tables
from lanterne.evaluation.evaluation import missing_texts
from lanterne.evaluation.released import ReleasedAnswers
from lanterne.risk import assess_cases, source
from lanterne.runners import InProcess
from lanterne.runners.processes import Processes
from made_release import RELEASE, rows_on_disk

K, LENGTH = 3, 3
SPLITS = [("", 1), ("", 2), ("", 7), ("id", 3), ("id", 7)]
"""Which ids are asked for, and how many parts there are."""


@pytest.fixture(scope="module")
def one_file(tmp_path_factory) -> Path:
    """Rows in one file."""
    path = tmp_path_factory.mktemp("figures") / "whole.csv"
    rows_of(80, seed=4).write_csv(path)
    return path


def cut(path: Path, number: int) -> Path:
    """The same rows in a folder of so many parts."""
    folder = path.parent / f"parts-{number}"
    if not folder.exists():
        folder.mkdir()
        rows = pl.read_csv(path, infer_schema=False).fill_null("")
        for place in range(number):
            ends = [rows.height * end // number for end in (place, place + 1)]
            rows[ends[0] : ends[1]].write_parquet(folder / f"part-{place}.parquet")
    return folder


def opened(parts: Path, ids: str, runner):
    """Cases in parts, each as it lies."""
    return in_parts(parts, ids, runner, rows=1000)


def evaluated(cases, rows=None):
    return evaluate_answers(CaseAnswers(cases), rows or HeldAnswers(RELEASE.data), RELEASE)


@pytest.mark.parametrize(("ids", "number"), SPLITS)
def test_an_evaluation_is_that_of_one_file(one_file, ids, number):
    cases = whole(one_file, ids)
    found = evaluated(opened(cut(one_file, number), ids, Anyhow(number, number)))
    assert found == evaluated(cases) == evaluate_frame(cases.frame(), RELEASE)
    assert found.aggregates[0].checked == 8
    assert found.analyses.odds_ratios
    assert found.propensity.pmse > 0
    frame = cases.frame()
    missing = missing_texts(BOOK.table)
    assert found.comparison == compare_tables(CodedTables.of(frame, RELEASE.data, missing))


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize(("ids", "number"), [*SPLITS, ("id, home", 2), ("id, home", 7)])
def test_a_risk_is_that_of_one_file(one_file, monkeypatch, ids, number, held):
    before = assess_cases(whole(one_file, ids), K, LENGTH, ["gender", "country", "labour"])
    assert (before.tables[0].household is None) == ("home" not in ids)
    monkeypatch.setattr(source, "HELD", 1 << 24 if held else 0)
    cases = opened(cut(one_file, number), ids, Anyhow(number, number))
    (found,) = assess_cases(cases, K, LENGTH, ["gender", "country", "labour"]).tables
    if not held:
        assert found.unseen == (("household",) if "home" in ids else ())
        found = replace(found, unseen=(), household=before.tables[0].household)
    assert (found,) == before.tables


@pytest.mark.long  # whoever counts is asked in tests of the counting
def test_several_processes_say_the_same(one_file, tmp_path, monkeypatch):
    """Each pass starts processes anew, so there are few."""
    parts, rows = cut(one_file, 3), rows_on_disk(tmp_path)
    here, there = (opened(parts, "", runner) for runner in (InProcess(), Processes(2)))
    read = ReleasedAnswers(rows, BOOK.table, Processes(2))
    assert evaluated(here, read) == evaluated(here)
    monkeypatch.setattr(source, "HELD", 0)
    assert assess_cases(here, K, 1) == assess_cases(there, K, 1)


@pytest.mark.parametrize("runner", [Twice, Lost])
def test_released_rows_that_count_twice_or_not_at_all_are_no_sum(one_file, tmp_path, runner):
    rows = ReleasedAnswers(rows_on_disk(tmp_path), BOOK.table, runner())
    with pytest.raises(LanterneError, match="counted twice, or not at all"):
        evaluated(whole(one_file, ""), rows)


@pytest.mark.parametrize(
    ("runner", "ids"),
    [(one, ids) for one in (Twice, Lost) for ids in ("", "id")]
    + [(one, "id") for one in (Exchanged, ReceiptTwice, NoCounts)],
)
def test_cases_that_count_twice_or_not_at_all_have_no_figures(one_file, runner, ids):
    cases = opened(cut(one_file, 5), ids, runner())
    with pytest.raises(LanterneError, match="counted twice, or not at all"):
        evaluated(cases)
    with pytest.raises(LanterneError, match="counted twice, or not at all"):
        assess_cases(cases, K, LENGTH)


def test_tables_that_are_counted_apart_come_to_the_same(one_file, monkeypatch):
    cases = opened(cut(one_file, 3), "id", InProcess())
    before = evaluated(cases)
    for name, value in (("ROOM", 3000), ("DENSE", 10), ("TOO_WIDE", 30)):
        monkeypatch.setattr(cells, name, value)
        assert evaluated(cases) == before


def test_of_many_people_some_are_drawn_by_lot(one_file, monkeypatch):
    """The same each time; who is drawn says how many there are, and the rest is as before."""
    cases = opened(cut(one_file, 3), "id", InProcess())
    before = evaluated(cases)
    assert before.drawn is None
    monkeypatch.setattr(propensity.propensity_of_drawn, "__defaults__", (8 * 20,))
    found = evaluated(cases)
    assert found.drawn == 20
    assert found.propensity != before.propensity
    assert replace(found, propensity=before.propensity, drawn=None) == before
    assert evaluated(cases) == found


def test_columns_with_too_many_cells_are_left_out_and_told(one_file, monkeypatch):
    cases = opened(cut(one_file, 3), "id", InProcess())
    before = {one.length: one for one in evaluated(cases).comparison.lengths}
    monkeypatch.setattr(tables, "MOST_CELLS", 60)
    after = {one.length: one for one in evaluated(cases).comparison.lengths}
    assert after[2] == before[2]
    assert 0 < after[3].sets < before[3].sets == after[3].sets_possible
    assert said("id") == ("id", "")
