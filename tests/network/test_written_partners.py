"""A partner's linked tables in parts become parts of cases: rows, sheets and report as of whole."""

from __future__ import annotations

import shutil
import stat
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from parted_network import BOOK, ends_of
from parted_partners import (
    FILES,
    LINKS,
    MAPPING,
    PEOPLE,
    VICTIMS,
    kept,
    mapping_of,
    opener,
    write_parts,
    write_whole,
)

import lanterne
from any_order import Anyhow, Meanwhile
from lanterne.errors import InputError, LanterneError, UsageError
from lanterne.harmonise import (
    Destinations,
    Status,
    apply,
    linked_parts,
    mapping_to_toml,
    write_linked_cases,
    write_parted_tables,
)
from lanterne.runners import InProcess
from lanterne.runners.processes import Processes

STRANGE = {
    VICTIMS: {"Lieu": dict.fromkeys(range(0, 60, 3), "Brest")},
    PEOPLE: {"Pays": dict.fromkeys(range(10, 60, 3), "mars")},
    LINKS: {"Payé": dict.fromkeys(range(20, 60), "=1+1"), "Rôles": {30: "r;x", 31: "x"}},
}


def strange(files):
    """Some cells hold what nobody mapped, also of who does not count."""
    found = dict(files)
    for name, columns in STRANGE.items():
        for column, cells in columns.items():
            rows = found.get(name)
            if rows is None:
                continue
            there = {row: cell for row, cell in cells.items() if row < rows.height}
            found[name] = rows.with_columns(rows[column].scatter(list(there), list(there.values())))
    return found


def to(folder, name):
    return Destinations(folder / name, folder / f"{name}.left.csv", folder / f"{name}.xlsx")


def of_whole(files, folder, mapping=MAPPING):
    places = to(folder, "one")
    parts = linked_parts(write_whole(files, folder / "whole"), mapping, BOOK)
    return write_linked_cases(parts, places)


def of_parts(path, folder, runner, mapping=MAPPING, rows=9):
    tables = opener(mapping)
    return write_parted_tables(path, tables, runner, to(folder, "many"), lambda *_: None, rows)


def lines(path: Path) -> list[bytes]:
    """The rows of cases, of parts in their order; each part has the header."""
    paths = sorted(path.iterdir()) if path.is_dir() else [path]
    parts = [one.read_bytes().splitlines() for one in paths]
    assert len({header for header, *_ in parts}) == 1
    return [parts[0][0], *(line for _, *rest in parts for line in rest)]


def report(made):
    told = (made.rows, made.without_consent, made.joined, made.undecided, made.left_over)
    return (*told, made.sheet and made.sheet.read_bytes())


def sheets(path, files):
    """Every cell of every sheet: its text, and whether it is marked; rows as those of the file."""
    found = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        rows = [[(cell.value, cell.fill.fgColor.rgb) for cell in row] for row in sheet.iter_rows()]
        height = files[sheet.title].height
        for row in rows[1:]:
            name, _, number = str(row[0][0]).rpartition(": ")
            first = ends_of(height, 4)[int(Path(name).stem[5:])] if name else 0
            row[0] = (int(number) + first, row[0][1])
        found[sheet.title] = rows
    return found


RUNNERS = {
    "one after the other": InProcess,
    "anyhow": lambda: Anyhow(3, 7),
    "processes": lambda: Processes(2),
}


@pytest.mark.parametrize("runner", RUNNERS)
def test_parts_hold_the_rows_of_whole_files_whoever_reads(tmp_path, runner):
    files = strange(kept(2))
    one = of_whole(files, tmp_path)
    parts = write_parts(files, tmp_path / "parts")
    many = of_parts(parts, tmp_path, RUNNERS[runner]())
    for name in FILES:
        assert lines(many.cases / name) == lines(one.cases / f"{name}.csv"), name
    assert report(many) == report(one)
    assert {each.column for each in one.left_over} > {f"{VICTIMS} · Lieu", f"{LINKS} · Payé"}
    assert sheets(many.send_back, files) == sheets(one.send_back, files)
    assert stat.S_IMODE(many.cases.stat().st_mode) == 0o700
    for folder in many.cases.iterdir():
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert b"CANARY" not in b"".join(path.read_bytes() for path in many.cases.rglob("*.csv"))


@pytest.mark.parametrize("cuts", [1, 3, 6])
def test_however_they_are_cut(tmp_path, cuts):
    files = strange(kept(3, number=30))
    one = of_whole(files, tmp_path)
    many = of_parts(write_parts(files, tmp_path / "parts", cuts=cuts), tmp_path, Anyhow(cuts, 1))
    for name in FILES:
        assert lines(many.cases / name) == lines(one.cases / f"{name}.csv"), name
    assert report(many) == report(one)


@pytest.mark.parametrize("asked", [True, False])
def test_a_repeat_group_is_two_tables_and_one_sheet_to_send_back(tmp_path, asked):
    files, mapping = strange(kept(2, repeat=True)), mapping_of(repeat=True, asked=asked)
    rows = files[LINKS]
    some = [*range(15, 40, 2)]
    files[LINKS] = rows.with_columns(rows["Pays"].scatter(some, "mars"))
    one = of_whole(files, tmp_path, mapping)
    many = of_parts(write_parts(files, tmp_path / "parts"), tmp_path, Anyhow(3, 2), mapping)
    for name in FILES:
        assert lines(many.cases / name) == lines(one.cases / f"{name}.csv"), name
    assert report(many) == report(one)
    assert sheets(many.send_back, files) == sheets(one.send_back, files)


def left(folder):
    return {path.name for path in folder.iterdir()} - {"parts", "whole", "mapping.toml"}


def test_nothing_is_written_where_a_person_refused_in_another_part(tmp_path):
    files = kept(2)
    again = files[VICTIMS][[0, 1]].with_columns(Accord=pl.lit("Non"))
    rows = files[VICTIMS].with_columns(Accord=pl.lit("Oui"))
    files[VICTIMS] = pl.concat([rows, again])
    parts = write_parts(files, tmp_path / "parts")
    with pytest.raises(InputError) as raised:
        of_parts(parts, tmp_path, Anyhow(3, 1))
    (problem,) = raised.value.problems
    assert (problem.rule, problem.parameters["count"]) == ("consents-disagree", 2)
    assert not left(tmp_path)


def test_all_problems_are_told_by_file_and_row(tmp_path, monkeypatch):
    monkeypatch.setattr(apply, "MOST_UNKNOWN", 2)
    files = kept(2)
    rows = files[LINKS]
    free = rows.with_row_index("n").select(pl.concat_str(pl.lit("free "), "n")).to_series()
    files[LINKS] = rows.with_columns(free.alias("Payé"))
    parts = write_parts(files, tmp_path / "parts")
    with (parts / "Victimes" / "part-1.csv").open("a") as file:
        file.write("one;two\n")
    with pytest.raises(InputError) as raised:
        of_parts(parts, tmp_path, InProcess())
    told = {(one.rule, one.column, Path(one.file).name) for one in raised.value.problems}
    assert ("too-few-fields", None, "part-1.csv") in told
    assert {one for one in told if one[0] == "harmonise-free-text"}
    assert not left(tmp_path)


class Lost(InProcess):
    """A part is not read, or read twice."""

    tasks = 3

    def __init__(self, times):
        self.times = times

    def run(self, items, first, *then):
        yield from super().run([items[0]] * self.times + list(items[1:]), first, *then)


@pytest.mark.parametrize("times", [0, 2])
@pytest.mark.parametrize("asked", [True, False])
def test_every_part_is_read_once(tmp_path, times, asked):
    parts = write_parts(kept(3, number=30), tmp_path / "parts")
    with pytest.raises(LanterneError, match="counted twice, or not at all"):
        of_parts(parts, tmp_path, Lost(times), mapping_of(asked=asked))
    assert not left(tmp_path)


@pytest.fixture
def handed_in(tmp_path):
    files = kept(3, number=30)
    (tmp_path / "mapping.toml").write_text(mapping_to_toml(approved()), encoding="utf-8")
    return write_whole(files, tmp_path / "whole"), write_parts(files, tmp_path / "parts")


def approved():
    columns = tuple(replace(one, status=Status.APPROVED, by="Ada") for one in MAPPING.columns)
    return replace(MAPPING, columns=columns)


def test_the_verbs_take_parts_with_a_mapping(tmp_path, handed_in):
    """The cases that are made are those that are read through the mapping."""
    whole, parts = handed_in
    by = {"codebook": BOOK, "mapping": tmp_path / "mapping.toml"}
    made = lanterne.harmonise_file(parts, **by, out=tmp_path / "made", runner="processes")
    reports = [
        lanterne.check(whole, **by),
        lanterne.check(parts, **by),
        lanterne.check(parts, **by, runner="processes"),
        lanterne.check(made.cases, BOOK),
    ]
    assert all(one.ok for one in reports)
    assert len({tuple(one.tables.items()) for one in reports}) == 1
    risks = [lanterne.find_risk(one, **by, k=3).tables for one in (whole, parts)]
    assert risks[0] == risks[1]


def test_nothing_that_is_made_may_become_a_part(tmp_path, handed_in):
    _, parts = handed_in
    by = {"codebook": BOOK, "mapping": tmp_path / "mapping.toml"}
    inside = parts / LINKS / "made"
    for places in ({"out": inside}, {"out": tmp_path / "o", "left_over": inside}):
        with pytest.raises(UsageError) as caught:
            lanterne.harmonise_file(parts, **by, **places)
        assert caught.value.message.code == "runner.in-table"
    for places in ({"out": inside}, {"out": tmp_path / "o", "ledger": inside}):
        with pytest.raises(UsageError) as caught:
            lanterne.protect(parts, **by, epsilon=4, **places)
        assert caught.value.message.code == "runner.in-table"


@pytest.mark.parametrize("change", ["taken away", "added"])
def test_of_tables_whose_list_of_parts_changes_nothing_is_written(tmp_path, change):
    parts = write_parts(kept(6, number=16), tmp_path / "parts", cuts=2)
    last = max((parts / LINKS).iterdir())
    do = {"taken away": last.unlink, "added": lambda: shutil.copy(last, f"{last}.more.csv")}
    with pytest.raises(InputError) as raised:
        of_parts(parts, tmp_path, Meanwhile(do[change]))
    assert [one.code for one in raised.value.problems] == ["file-changed.list"]
    assert [one.name for one in tmp_path.iterdir()] == ["parts"]
