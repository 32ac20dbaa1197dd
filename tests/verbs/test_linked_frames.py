"""Verbs take linked tables as data frames, by the names of the tables, and hand them out so."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import few_columns
import lanterne
from few_starts import few_starts
from lanterne.cases.network import check_network, open_network
from lanterne.codebook import load_codebook
from lanterne.errors import InputError, UsageError
from lanterne.files.handed import HeldTables
from lanterne.gate.signature import new_key
from lanterne.verbs import CheckRequest
from lanterne.verbs.handed_in import only_files

CANARY = "Zyxxandria"
"""Stands in a column that is left out, or where no answer should."""

NUMBERS = ("victim", "perpetrator")
"""Columns of keys that are whole numbers."""


@pytest.fixture(scope="module")
def book():
    whole = load_codebook("lanterne-network")
    return replace(few_columns.cut(whole, few_columns.NETWORK), condensed=None)


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """Table → its cells as texts, with keys that are numbers, and a column that is left out."""
    folder = lanterne.sample(
        tmp_path_factory.mktemp("sample") / "net", 250, codebook="lanterne-network"
    )
    keys = {*NUMBERS, "household", "part_of", *few_columns.NETWORK}
    tables = {}
    for path in folder.glob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        frame = frame.select(name for name in frame.columns if name in keys)
        numbers = (pl.col(name).str.extract(r"0*(\d+)", 1) for name in NUMBERS if name in frame)
        tables[path.stem] = frame.with_columns(numbers).with_columns(notes=pl.lit(CANARY))
    return {name: tables[name] for name in ("victims", "perpetrators", "links", "households")}


@pytest.fixture(scope="module")
def folder(texts, tmp_path_factory):
    """The same in files."""
    place = tmp_path_factory.mktemp("files")
    for name, frame in texts.items():
        frame.write_csv(place / f"{name}.csv")
    return place


def of_pandas(texts, *tables):
    """As programs make them: the keys of one table are whole, and of another have a point."""
    kinds = {"victims": {"victim": int}, "links": {"victim": float, "perpetrator": "category"}}
    return {
        name: frame.to_pandas().astype(kinds.get(name, {})) if name in tables else frame
        for name, frame in texts.items()
    }


@pytest.fixture(scope="module", params=["polars", "pandas", "both"])
def frames(texts, request):
    tables = {"polars": (), "pandas": tuple(texts), "both": ("links", "households")}
    return of_pandas(texts, *tables[request.param])


@pytest.fixture(scope="module")
def made(texts, book, tmp_path_factory):
    """A release of frames of both libraries, and how it was made."""
    place = tmp_path_factory.mktemp("made")
    ways = {"ignore": ["notes"], "ledger": place / "ledger.jsonl"}
    frames = of_pandas(texts, "victims", "links")
    with few_starts():
        done = lanterne.protect(frames, book, epsilon=8, people=500, out=place / "release", **ways)
    return done, frames, ways


def test_the_tables_are_those_of_the_files(frames, folder, book):
    """Keys that are whole in one frame and have a point in another are the same."""
    of_files = open_network(folder, book, ["notes"])
    of_frames = open_network(HeldTables(frames), book, ["notes"])
    for name, table in of_files.tables().frames.items():
        assert table.equals(of_frames.tables().frames[name])
    assert CANARY not in repr(of_frames) + repr(of_frames.tables())
    report = lanterne.check(frames, book, ignore=["notes"])
    assert report.ok
    assert report.tables == lanterne.check(folder, book, ignore=["notes"]).tables


def test_frames_are_protected_and_what_comes_after(made, book, tmp_path):
    done, frames, ways = made
    assert lanterne.verify(done.release, ledger=done.ledger).ok
    assert lanterne.evaluate(frames, done.release, **ways).looks == 1
    assert lanterne.find_risk(frames, book, k=5, length=1, **ways).looks == 2
    new_key(tmp_path / "key")
    asked = {"policy": "lenient", "key": tmp_path / "key", "by": "A", **ways}
    assert lanterne.judge(frames, done.release, **asked).looks == 3
    with pytest.raises(UsageError, match="The control group does not consist of other people"):
        lanterne.judge(frames, done.release, **asked, control=frames)


def test_a_release_comes_out_as_frames(made):
    done, *_ = made
    release = lanterne.load(done.release)
    frames = release.frames
    assert {name: frame.height for name, frame in frames.items()} == dict(done.tables)
    assert list(frames) == ["victims", "perpetrators", "links"]
    assert frames["links"]["victim"].is_in(frames["victims"]["victim"].implode()).all()
    alone = {**frames, "victims": frames["victims"].with_columns(household=pl.lit(""))}
    assert lanterne.check(alone, release.codebook).ok
    assert lanterne.check({k: v.to_pandas() for k, v in alone.items()}, release.codebook).ok
    assert repr(frames).startswith(f"ReleasedFrames(victims {frames['victims'].height} × ")
    assert len(repr(frames)) < 120
    shown = frames._repr_html_()
    assert shown.startswith("<table><caption>ReleasedFrames</caption>")
    assert f"<td>{frames['links'].height:,}</td>" in shown
    assert "victim, perpetrator, " in shown
    assert repr(release.tables) == "NetworkTables(victims, perpetrators, links)"


def test_of_an_evaluation_a_notebook_shows_no_number(made):
    done, frames, ways = made
    shown = lanterne.evaluate(frames, done.release, **ways)._repr_html_()
    assert "SENSITIVE" in shown
    assert shown.count("<td>") == 1


def test_nothing_is_written_in_the_clear(texts, book, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.chdir(temporary)
    seen = []

    def look(stage: str, share: float) -> None:
        seen.append(stage)
        for path in tmp_path.rglob("*"):
            assert path.is_dir() or CANARY.encode() not in path.read_bytes()

    ways = {"ignore": ["notes"], "ledger": tmp_path / "ledger", "people": 500}
    with few_starts():
        lanterne.protect(
            of_pandas(texts, "links"), book, epsilon=8, out=tmp_path / "o", progress=look, **ways
        )
    look("end", 1.0)
    assert len(set(seen)) > 3
    assert list(temporary.iterdir()) == []


def test_a_request_shows_no_case_and_nothing_of_it_is_pickled(texts, book):
    asked: Any = CheckRequest(texts, book, ignore=["notes"])
    assert repr(asked).startswith("CheckRequest(cases=<data frames>, ")
    assert asked == replace(asked)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(asked.cases)


def test_who_was_taken_out_of_a_frame_is_in_nothing_that_follows(texts, book):
    """Also where a frame took the place of another, as those of Polars do, which never change."""
    links = texts["links"].to_pandas()
    frames = {**texts, "links": links}
    request: Any = CheckRequest(frames, book, ignore=["notes"])
    before = lanterne.check(request).tables
    gone = texts["victims"]["victim"][0]
    frames["victims"] = texts["victims"].filter(pl.col("victim") != gone)
    report = lanterne.check(request)
    assert report.tables["victims"] == before["victims"] - 1
    assert not report.ok  # their links are still there
    links.drop(index=links.index[links["victim"] == gone], inplace=True)
    links.index = range(len(links))
    again = lanterne.check(replace(request, ignore=["notes"]))
    assert again.tables["victims"] == before["victims"] - 1
    assert again.tables["links"] == before["links"] - sum(texts["links"]["victim"] == gone)
    frames["links"] = "links.csv"
    with pytest.raises(UsageError, match="cases must be"):
        lanterne.check(request)


def test_all_that_is_wrong_is_told_at_once_with_table_and_row(texts, book):
    """And no cell: neither in the problems, nor in what hangs on what is raised."""
    bad = of_pandas(texts, *texts)
    bad["victims"].loc[4, "gender"] = CANARY
    bad["links"] = bad["links"].astype(object)
    bad["links"].loc[2, "victim"] = CANARY
    bad["links"].loc[6, "IP_PayMoney"] = CANARY
    bad["households"] = bad["households"].assign(
        part_of=[[CANARY]] + [""] * (len(bad["households"]) - 1)
    )
    del bad["perpetrators"]
    problems = lanterne.check(bad, book, ignore=["notes"]).problems
    assert {(one.rule, one.place.sheet, one.row, one.column) for one in problems} >= {
        ("missing-table", None, None, None),
        ("value-not-listed", "victims", 5, "gender"),
        ("dangling-key", "links", 3, "victim"),
        ("value-not-listed", "links", 7, "IP_PayMoney"),
        ("frame-cell", "households", 1, "part_of"),
    }
    (placed,) = (one.placed("fr") for one in problems if one.column == "gender")
    assert placed.startswith("tableau de données victims, ligne 5, colonne gender")
    with pytest.raises(InputError) as caught:
        open_network(HeldTables(bad), book, ["notes"]).tables()
    everything = str(problems) + str(caught.value) + "".join(p.says("ar") for p in problems)
    assert CANARY not in everything
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_an_index_that_may_hold_ids_is_refused_in_any_table(texts, book):
    named = {name: frame.to_pandas() for name, frame in texts.items()}
    named["victims"] = named["victims"].set_index("victim")
    named["links"].index = [1] * len(named["links"])
    problems = lanterne.check(named, book, ignore=["notes"]).problems
    assert {one.place.sheet for one in problems if one.rule == "frame-index"} == {
        *("victims", "links")
    }


def test_an_index_that_is_left_out_is_told_of_each_table(texts, book):
    """Under one text Python would tell it of the first alone."""
    chosen = {name: frame.to_pandas()[::-1] for name, frame in texts.items()}
    with pytest.warns(UserWarning, match="index of the data frame") as told:
        assert lanterne.check(chosen, book, ignore=["notes"]).ok
    assert [str(one.message) for one in told] == [
        f"The index of the data frame {name} is not read. In messages its first row is row 1."
        for name in ("victims", "perpetrators", "links", "households")
    ]


def test_a_frame_with_the_question_of_a_form_is_refused(texts, book):
    for name in ("lanterne_form", "consent_statistics"):
        frames = {**texts, "links": texts["links"].with_columns(pl.lit("x").alias(name))}
        (problem,) = lanterne.check(frames, book, ignore=["notes", name]).problems
        assert (problem.code, problem.place.sheet) == ("frame-of-form", "links")


def test_one_frame_is_a_row_per_victim_and_perpetrator(texts, book):
    victims, perpetrators, links, _ = (frame.drop("notes") for frame in texts.values())
    pairs = links.join(victims, on="victim", how="full", coalesce=True)
    pairs = pairs.join(perpetrators, on="perpetrator", how="left")
    assert lanterne.check(pairs.to_pandas(), book).tables["victims"] == texts["victims"].height
    (problem,) = lanterne.check(texts["victims"].drop("notes"), book).problems
    assert (problem.code, problem.rule) == ("frame-of-one-table", "one-table-of-several")


def test_what_linked_frames_are_not_handed_in_for(texts, book, made, tmp_path):
    ways = {"ledger": tmp_path / "ledger"}
    cases = load_codebook("lanterne-cases")
    release = made[0].release
    groups = dict(iter(texts["victims"].to_pandas().assign(name=CANARY).groupby("name")))
    calls = {
        "frame.no-such-table": [
            lambda: lanterne.check({**texts, **groups}, book),
            lambda: lanterne.check({**texts, "Victims": texts["victims"].clone()}, book),
        ],
        "frame.twice": [lambda: lanterne.check({**texts, "households": texts["links"]}, book)],
        "frame.tables-of-one": [
            lambda: lanterne.check(texts, cases),
            lambda: lanterne.find_risk({"victims": texts["victims"]}, cases),
            lambda: lanterne.protect(texts, cases, epsilon=1, out=tmp_path / "o", **ways),
            lambda: lanterne.anonymise(
                *(texts, cases), method="k-anonymous-synthetic", k=5, out=tmp_path / "k", **ways
            ),
        ],
        "frame.no-ledger": [
            lambda: lanterne.protect(texts, book, epsilon=1, out=tmp_path / "o"),
            lambda: lanterne.evaluate(texts, release),
        ],
        "frame.mapping-of-linked": [
            lambda: open_network(HeldTables(texts), book, open_parts=lambda _: []),
            lambda: check_network(HeldTables(texts), book, open_parts=lambda _: []),
        ],
        "frame.of-series": [lambda: only_files(HeldTables(texts))],
        "frame.runner": [
            lambda: lanterne.check(texts, book, runner="processes"),
            lambda: lanterne.protect(
                texts, book, epsilon=1, out=tmp_path / "o", runner="processes", **ways
            ),
        ],
        "argument.wrong": [
            lambda: lanterne.check({}, book),
            lambda: lanterne.check({"victims": texts["victims"].lazy()}, book),
            lambda: lanterne.check({1: texts["victims"]}, book),
            lambda: lanterne.check({**texts, "links": Path("links.csv")}, book),
            lambda: lanterne.draft(texts),
            lambda: lanterne.choose(
                texts, [tmp_path], epsilon=1, dials=["strict"], out=tmp_path / "o", **ways
            ),
        ],
    }
    for code, some in calls.items():
        for call in some:
            with pytest.raises(UsageError) as caught:
                call()
            assert caught.value.message.code == code
            assert CANARY not in str(caught.value)
    assert not ways["ledger"].exists()
    assert not (tmp_path / "o").exists()


def test_an_optional_table_may_be_left_out_and_no_other(texts, book):
    ways: Any = {"ignore": ["notes", "household", "part_of"]}
    for name in texts:
        found = lanterne.check({k: v for k, v in texts.items() if k != name}, book, **ways)
        missing = [one for one in found.problems if one.code == "missing-table.frame"]
        assert bool(missing) == (name != "households")
