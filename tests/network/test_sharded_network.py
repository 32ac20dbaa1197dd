"""Counts of linked tables in parts are those of whole tables, however they are cut."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from parted_network import (
    BOOK,
    LINKS,
    PART_OF,
    PEOPLE,
    UNITS,
    assert_same,
    counting,
    ends_of,
    write_parts,
    write_whole,
    written,
)
from tiny_networks import CODEBOOK, VICTIMS, H, P, V

from any_order import Anyhow, Meanwhile
from lanterne import check, find_risk, protect
from lanterne.cases.network import check_network, open_network
from lanterne.cases.network.shards import check_sharded_network, open_sharded_network
from lanterne.cases.shards.sending import RECEIPT
from lanterne.errors import InputError, LanterneError, UsageError
from lanterne.files.read import open_table
from lanterne.harmonise.form_names import MARK
from lanterne.privacy import Account, Budget, Ledger
from lanterne.runners import InProcess
from lanterne.synthesis.network import fit
from lanterne.synthesis.network.exact import OVER_BOUND
from lanterne.synthesis.network.fit import fit_network
from lanterne.verbs.linked import open_linked
from lanterne.verbs.settings import Opening


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("network")
    tables = written()
    return write_whole(tables, folder / "whole"), write_parts(tables, folder / "parts")


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """Few people, in few parts."""
    return write_parts(written(6, number=16), tmp_path_factory.mktemp("small") / "parts", cuts=2)


@pytest.mark.parametrize("units", UNITS, ids=lambda units: "+".join(map(str, units)))
@pytest.mark.parametrize(("tasks", "rows"), [(1, 1000), (4, 9)])
def test_counts_are_those_of_whole_tables_to_the_bit(folders, units, tasks, rows):
    whole, parts = folders
    count = counting(units)
    expected = open_network(whole, BOOK).add_up(count)
    assert all(np.any(counts) for name, counts in expected.items() if name != OVER_BOUND)
    cases = open_sharded_network(parts, BOOK, Anyhow(tasks, rows), rows=rows)
    assert_same(cases.add_up(count), expected)


def test_who_has_more_links_than_count_is_counted_from_all_links(folders):
    whole, parts = folders
    count = counting((V, H, P), **{V: 1, H: 1})
    expected = open_network(whole, BOOK).add_up(count)
    found = open_sharded_network(parts, BOOK, Anyhow(3, 2), rows=9).add_up(count)
    assert found[OVER_BOUND] == expected[OVER_BOUND] > 5


def test_whole_tables_in_one_folder_may_be_read_in_parts(folders):
    whole, _ = folders
    count = counting((V, H, P))
    cases = open_sharded_network(whole, BOOK, Anyhow(4, 1))
    assert_same(cases.add_up(count), open_network(whole, BOOK).add_up(count))


class Travels(Anyhow):
    """What is done is packed and unpacked, as on its way to another process."""

    def run(self, items, first, *then):
        yield from super().run(*pickle.loads(pickle.dumps((items, first, *then))))


def test_what_is_done_travels(folders):
    whole, parts = folders
    count = counting((H, P))
    found = open_sharded_network(parts, BOOK, Travels(2, 1), rows=20).add_up(count)
    assert_same(found, open_network(whole, BOOK).add_up(count))


def test_without_a_table_of_households(tmp_path):
    tables = {name: rows for name, rows in written(3).items() if name != "households"}
    whole, parts = write_whole(tables, tmp_path / "a"), write_parts(tables, tmp_path / "b")
    for units in ((H,), (V,)):
        count = counting(units)
        found = open_sharded_network(parts, BOOK, Anyhow(5, 2), rows=11).add_up(count)
        assert_same(found, open_network(whole, BOOK).add_up(count))


def test_people_of_whom_nothing_is_recorded_but_links(tmp_path):
    """Where that is legal, keys without a row are people."""
    links = replace(LINKS, references=tuple(replace(r, dangling=True) for r in LINKS.references))
    book = replace(CODEBOOK, tables=(VICTIMS, PEOPLE, links, PART_OF))
    tables = written(4)
    tables["victims"] = tables["victims"].filter(pl.col("victim").str.contains("[02468]$"))
    tables["perpetrators"] = tables["perpetrators"][:9]
    whole, parts = write_whole(tables, tmp_path / "a"), write_parts(tables, tmp_path / "b")
    for units in ((V,), (H,)):
        count = counting(units, book)
        cases = open_sharded_network(parts, book, Anyhow(5, 2), rows=11)
        assert_same(cases.add_up(count), open_network(whole, book).add_up(count))
    report, expected = (
        check_sharded_network(parts, book, Anyhow(3, 1)),
        check_network(whole, book),
    )
    assert (report.ok, report.tables, report.people) == (True, expected.tables, expected.people)


def test_nobody_is_linked(tmp_path):
    tables = written(5)
    tables["links"] = tables["links"][:0]
    book = replace(CODEBOOK, tables=(VICTIMS, PEOPLE, replace(LINKS, optional=True), PART_OF))
    whole, parts = write_whole(tables, tmp_path / "a"), write_parts(tables, tmp_path / "b")
    count = counting((V, P), book)
    found = open_sharded_network(parts, book, Anyhow(2, 1)).add_up(count)
    assert_same(found, open_network(whole, book).add_up(count))
    assert not found["steps"].any()


def test_tables_in_memory_are_those_of_whole_files(folders):
    whole, parts = folders
    expected = open_network(whole, BOOK).tables()
    found = open_sharded_network(parts, BOOK, InProcess(), rows=9).tables()
    for name, frame in expected.frames.items():
        assert frame.equals(found.frames[name]), name


FAULTS = {
    "victims": {
        "victim": {3: "", 10: "V11", 30: "01", 31: "1"},
        "home": {5: "nowhere", 6: "7", 9: "7.0"},
        "place": dict.fromkeys(range(12, 40, 2), "moon"),
        "zone": {1: "y", 2: "x", 4: "y", 7: "x"},
    },
    "perpetrators": {"perpetrator": {4: "p5", 6: ""}, "nation": {3: "mars"}},
    "links": {
        "victim": {0: "", 1: "v999", 2: "01.0", 3: "v998"},
        "perpetrator": {10: "p777", 11: ""},
        "paid": {5: "perhaps"},
    },
    "households": {"home": {1: ""}, "part_of": {4: "far", 0: "h1"}},
}
"""Table, column → row, from 0 → what stands there and must not."""


def with_faults(tables: dict[str, pl.DataFrame], which) -> dict[str, pl.DataFrame]:
    found = dict(tables)
    for name in FAULTS if which == "all" else [which]:
        for column, cells in FAULTS[name].items():
            rows = found[name]
            there = {row: cell for row, cell in cells.items() if row < rows.height}
            series = rows[column].scatter(list(there), list(there.values()))
            found[name] = rows.with_columns(series)
    links = found["links"]
    found["links"] = pl.concat([links, links[20:22]]) if which in {"links", "all"} else links
    return found


@pytest.mark.parametrize(
    ("which", "tasks"), [("all", 1), *((name, 4) for name in ["all", *FAULTS])]
)
def test_problems_are_those_of_whole_tables(tmp_path, which, tasks):
    """Each with its file and row."""
    tables = with_faults(written(2), which)
    whole, parts = write_whole(tables, tmp_path / "a"), write_parts(tables, tmp_path / "b")
    one = check_network(whole, BOOK)
    many = check_sharded_network(parts, BOOK, Anyhow(tasks, 3))

    def in_whole(problem) -> tuple[str, int | None]:
        """The table, and the row in all of it, from the part and the row in it."""
        path = Path(problem.file)
        name = (path.parent.name if path.stem.startswith("part-") else path.stem).lower()
        if problem.row is None or not path.stem.startswith("part-"):
            return name, problem.row
        return name, problem.row + ends_of(tables[name].height, 4)[int(path.stem[5:])]

    told = {(one.rule, one.column, *in_whole(one)) for one in one.problems if one.row}
    assert {(each.rule, each.column, *in_whole(each)) for each in many.problems if each.row} == told
    assert len(told) > 1
    assert (many.rows, many.blank, many.more) == (one.rows, one.blank, one.more)
    with pytest.raises(InputError) as raised:
        open_sharded_network(parts, BOOK, Anyhow(tasks, 4)).add_up(counting((H, P)))
    assert {(each.rule, each.column, each.row) for each in raised.value.problems} == {
        (each.rule, each.column, each.row) for each in many.problems
    }


class Twice(InProcess):
    """Counts the first part again."""

    tasks = 2

    def run(self, items, first, *then):
        yield from super().run([*items, items[0]], first, *then)


def once_more(stage: int, change):
    """A runner in which what a stage gives is changed on the way."""

    class Changed(InProcess):
        tasks = 2

        def run(self, items, first, *then):
            stages = [first, *then]
            real = stages[stage]
            stages[stage] = lambda *given: change(list(real(*given)))
            yield from super().run(items, *stages)

    return Changed()


def doubled(pairs: list) -> Iterator:
    """What is sent comes twice."""
    for key, value in pairs:
        yield key, value
        if key != RECEIPT:
            yield key, value


def lost(pairs: list) -> Iterator:
    """The first value that is sent is lost."""
    sent = [pair for pair in pairs if pair[0] != RECEIPT]
    yield from (pair for pair in pairs if pair not in sent[:1])


def silent(pairs: list) -> Iterator:
    """A worker says nothing."""
    yield from (pair for pair in pairs if pair[0] != RECEIPT)


@pytest.mark.parametrize("change", [doubled, lost, silent])
@pytest.mark.parametrize("stage", range(7))
def test_what_counts_twice_or_not_at_all_is_no_sum(small, stage, change):
    cases = open_sharded_network(small, BOOK, once_more(stage, change))
    with pytest.raises(LanterneError, match="counted twice, or not at all"):
        cases.add_up(counting((H, P)))


def test_a_part_that_is_read_twice_is_no_sum(small):
    with pytest.raises(LanterneError, match="counted twice, or not at all"):
        open_sharded_network(small, BOOK, Twice()).add_up(counting((V,)))


def test_a_file_that_grows_before_it_is_read_is_refused(tmp_path):
    parts = write_parts(written(), tmp_path / "parts")
    cases = open_sharded_network(parts, BOOK, Anyhow(2, 1))
    with (parts / "Links" / "part-1.csv").open("a") as file:
        file.write("v1,p1,,\n")
    with pytest.raises(InputError, match="has changed"):
        cases.add_up(counting((V,)))


def test_a_table_that_is_there_twice_or_not(tmp_path):
    parts = write_parts(written(), tmp_path / "parts")
    (parts / "links.csv").write_text("victim,perpetrator,roles,paid\n")
    for part in (parts / "Victims").iterdir():
        part.unlink()
    (parts / "perpetrators.parquet").unlink()
    with pytest.raises(InputError) as raised:
        open_sharded_network(parts, BOOK, InProcess())
    assert {one.rule for one in raised.value.problems} == {
        "no-files",
        "several-files",
        "missing-table",
    }
    report = check_sharded_network(parts, BOOK, InProcess())
    assert {one.code for one in report.problems} == {one.code for one in raised.value.problems}


def test_headers_are_held_against_their_table(tmp_path):
    parts = write_parts(written(), tmp_path / "parts")
    text = (parts / "Links" / "part-1.csv").read_text()
    (parts / "Links" / "part-1.csv").write_text(text.replace("paid", "payed", 1))
    with pytest.raises(InputError) as raised:
        open_sharded_network(parts, BOOK, InProcess())
    report = check_sharded_network(parts, BOOK, Anyhow(2, 1))
    rules = {(one.rule, Path(one.file).name) for one in raised.value.problems}
    assert rules == {("unknown-column", "part-1.csv"), ("missing-column", "part-1.csv")}
    assert {(one.rule, Path(one.file).name) for one in report.problems} == rules


def test_a_table_without_a_row_is_told_once(tmp_path):
    tables = written()
    tables["victims"] = tables["victims"][:0]
    report = check_sharded_network(write_parts(tables, tmp_path / "b"), BOOK, Anyhow(2, 1))
    assert [one.rule for one in report.problems] == ["no-rows"]


def test_one_file_of_pairs_is_read_whole(tmp_path):
    (tmp_path / "pairs.csv").write_text("victim,perpetrator\n")
    with pytest.raises(UsageError):
        open_sharded_network(tmp_path / "pairs.csv", BOOK, InProcess())


def test_nothing_that_is_open_shows_what_it_holds(folders):
    _, parts = folders
    cases = open_sharded_network(parts, BOOK, InProcess())
    assert repr(cases) == f"ShardedNetwork({str(parts)!r}, codebook='tiny')"
    count = counting((V,), key=123456789)
    assert "123456789" not in repr(count)


@pytest.fixture
def unfitted(monkeypatch):
    """Models are not fitted: what is spent is spent before."""
    monkeypatch.setattr(fit, "_fit", lambda *_told: None)


def test_what_is_measured_in_parts_is_charged_once(folders, tmp_path, unfitted):
    _, parts = folders
    ledger = Ledger(tmp_path / "ledger")
    cases = open_sharded_network(parts, BOOK, Anyhow(3, 1), rows=9)
    promised = {V: Budget(4.0, 1e-6)}
    fitted = fit_network(cases, promised, Account(ledger, "x")).value
    assert ledger.spent().of(V).epsilon == fitted.statement.epsilon == 4.0
    assert ledger.spent().of(V).releases == 1


def test_parts_with_a_fault_cost_nothing(tmp_path, unfitted):
    parts = write_parts(with_faults(written(), "links"), tmp_path / "parts")
    ledger = Ledger(tmp_path / "ledger")
    cases = open_sharded_network(parts, BOOK, Anyhow(3, 1), rows=9)
    with pytest.raises(InputError):
        fit_network(cases, {V: Budget(4.0, 1e-6)}, Account(ledger, "x"))
    assert not ledger.path.exists()


def test_verbs_take_a_folder_of_parts(folders, tmp_path):
    whole, parts = folders
    one, other = (check(folder, BOOK) for folder in (whole, parts))
    assert other.ok
    assert (one.rows, one.people, one.tables) == (other.rows, other.people, other.tables)
    risks = [find_risk(folder, BOOK, k=3) for folder in (whole, parts)]
    assert risks[0].tables == risks[1].tables


def test_a_part_that_came_back_by_a_form_is_refused(tmp_path):
    """What people refused there would be read as if they had agreed."""
    parts = write_parts(written(), tmp_path / "parts")
    file = parts / "Victims" / "part-1.csv"
    rows = pl.read_csv(file, infer_schema=False)
    rows.with_columns(pl.lit("tiny 1").alias(MARK)).write_csv(file)
    with pytest.raises(InputError) as raised:
        open_linked(parts, BOOK, [MARK], Opening(open_table))
    for problems in (raised.value.problems, check(parts, BOOK, ignore=[MARK]).problems):
        assert [one.rule for one in problems] == ["file-of-form"]


def test_tables_of_a_form_are_not_read_in_parts(folders):
    _, parts = folders
    with pytest.raises(UsageError, match="one process"):
        open_linked(parts, BOOK, (), Opening(open_table, lambda _path: []))


@pytest.mark.parametrize("name", ["household", "Housholds", "households_2"])
def test_a_folder_whose_name_is_misspelt_is_no_table_that_is_left_out(tmp_path, name):
    """Families would be protected only as their pieces, without a word."""
    parts = write_parts(written(), tmp_path / "parts")
    (parts / "Households").rename(parts / name)
    assert [one.rule for one in check(parts, BOOK).problems] == ["missing-table"]
    with pytest.raises(InputError, match=r"[Hh]ouseh?olds?"):
        open_sharded_network(parts, BOOK, InProcess())


@pytest.mark.parametrize("name", ["households.parquet", "Households ", "HOUSEHOLDS.csv"])
def test_a_folder_may_be_called_as_programs_call_it(folders, tmp_path, name):
    whole, _ = folders
    parts = write_parts(written(), tmp_path / "parts")
    (parts / "Households").rename(parts / name)
    count = counting((H,))
    assert_same(
        open_sharded_network(parts, BOOK, InProcess()).add_up(count),
        open_network(whole, BOOK).add_up(count),
    )


def test_a_ledger_is_not_taken_for_a_table(tmp_path):
    parts = write_parts(written(), tmp_path / "parts")
    places = {
        "Links/spent.jsonl": "a folder of the parts of a table",
        "households.jsonl": "would be read as a table",
    }
    for place, told in places.items():
        for ledger, out in ((parts / place, tmp_path / "out"), (tmp_path / "l", parts / place)):
            with pytest.raises(UsageError, match=told):
                protect(parts, BOOK, epsilon=4, ledger=ledger, out=out)
    assert not (tmp_path / "l").exists()
    assert check(parts, BOOK).ok


def test_a_damaged_part_is_named(tmp_path):
    parts = write_parts(written(), tmp_path / "parts")
    file = parts / "Victims" / "part-2.parquet"
    damaged = bytearray(file.read_bytes())
    damaged[20:120] = b"\xff" * 100
    file.write_bytes(damaged)
    problems = check(parts, BOOK).problems
    assert {Path(one.file).name for one in problems} == {"part-2.parquet"}


def test_a_change_that_keeps_size_and_second_is_seen(tmp_path):
    parts = write_parts(written(), tmp_path / "parts")
    cases, count = open_sharded_network(parts, BOOK, InProcess()), counting((V,))
    cases.add_up(count)
    file = parts / "Victims" / "part-1.csv"
    before, text = file.stat(), file.read_text()
    lines = text.splitlines()
    file.write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    with pytest.raises(InputError, match="has changed"):
        cases.add_up(count)


CHANGES = {"taken away": Path.unlink, "added": lambda file: shutil.copy(file, f"{file}.more.csv")}


@pytest.mark.parametrize("change", CHANGES)
def test_a_list_of_parts_that_changes_while_they_are_read_is_told(small, tmp_path, change):
    """Else a release would be of whoever was listed at one time or another."""
    parts = Path(shutil.copytree(small, tmp_path / "parts"))
    file = parts / "Victims" / "part-1.csv"
    cases = open_sharded_network(parts, BOOK, Meanwhile(lambda: CHANGES[change](file)))
    with pytest.raises(InputError) as raised:
        cases.add_up(counting((V,)))
    assert [(one.code, one.file) for one in raised.value.problems] == [
        ("file-changed.list", str(parts))
    ]


def test_a_part_that_is_added_before_tables_are_held_is_told(small, tmp_path):
    parts = Path(shutil.copytree(small, tmp_path / "parts"))
    cases = open_sharded_network(parts, BOOK, InProcess())
    cases.tables()
    CHANGES["added"](parts / "Victims" / "part-1.csv")
    with pytest.raises(InputError, match="added or taken away"):
        cases.tables()


def test_a_part_without_any_household_fits_the_others(folders, tmp_path):
    """Programs write a column in which nothing is recorded without a type."""
    tables = written()
    first = tables["victims"].with_columns(home=pl.lit(""))[:20]
    tables["victims"] = pl.concat([first, tables["victims"][20:]])
    whole, parts = write_whole(tables, tmp_path / "whole"), write_parts(tables, tmp_path / "parts")
    for part in (parts / "Victims").glob("part-*"):
        part.unlink()
    first.with_columns(home=pl.lit(None)).write_parquet(parts / "Victims" / "part-0.parquet")
    tables["victims"][20:].write_parquet(parts / "Victims" / "part-1.parquet")
    count = counting((H,))
    assert_same(
        open_sharded_network(parts, BOOK, InProcess()).add_up(count),
        open_network(whole, BOOK).add_up(count),
    )
