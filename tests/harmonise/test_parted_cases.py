"""A partner's table in parts becomes parts of cases: rows, sheets and report as of one file."""

from __future__ import annotations

import shutil
import stat
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from parted_partner import (
    BOOK,
    ends_of,
    mapping,
    rows_of,
    write_parts,
    write_whole,
)

from any_order import Anyhow, Meanwhile
from lanterne.errors import InputError, LanterneError
from lanterne.files.problem_log import Findings
from lanterne.harmonise import (
    Destinations,
    PartnerParts,
    marked_rows,
    open_harmonised,
    write_cases,
    write_parted_cases,
)
from lanterne.harmonise import apply as applying
from lanterne.runners import InProcess
from lanterne.runners.processes import Processes

MAPPING = mapping()


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    """Some cells hold what nobody mapped, several answers of one cell, and dates apart."""
    rows = rows_of(60, seed=1)
    strange = {
        "Sexe": {1: "autre", 40: "Autre", 41: "autre", 90: "=1+1"},
        "Moyens": {2: "dette/feu", 50: "feu/eau", 95: "eau"},
        "Pays": {3: "Wakanda"},
        "Date": {4: "03/11/2030", 60: "soon", 61: "soon"},
        "Dettes": {4: "03/11/2020", 60: "03/11/2020", 61: ""},
    }
    strange["Accord"] = {place: "Oui" for cells in strange.values() for place in cells}
    people = [f"x{place}" for place in strange["Accord"]]  # who is alone agrees with themselves
    strange["No"] = dict(zip(strange["Accord"], people, strict=True))
    for name, cells in strange.items():
        rows = rows.with_columns(rows[name].scatter(list(cells), list(cells.values())))
    return rows


def to(folder, name, send_back=True):
    return Destinations(
        folder / name,
        folder / f"{name}.left-over.csv",
        folder / f"{name}.xlsx" if send_back else None,
    )


def of_one_file(rows, folder):
    """What one file gives: the verb writes it whole."""
    findings = Findings("")
    file = open_harmonised(write_whole(rows, folder), MAPPING, BOOK, findings)
    places = to(folder, "one")
    return write_cases(file, places, findings)


def of_parts(path, folder, runner, rows=9, name="many", by=MAPPING):
    opener = PartnerParts(by, BOOK)
    return write_parted_cases(path, opener, runner, to(folder, name), lambda *_: None, rows)


def lines(made):
    """The rows of cases, of parts in their order; each part has the header."""
    paths = sorted(made.cases.iterdir()) if made.cases.is_dir() else [made.cases]
    parts = [path.read_bytes().split(b"\n", 1) for path in paths]
    assert len({header for header, _ in parts}) == 1
    return parts[0][0], b"".join(rest for _, rest in parts)


def workbook(path):
    """Every cell: its text, and whether it is marked; rows of parts as those of the file."""
    (sheet,) = openpyxl.load_workbook(path).worksheets
    return [[(cell.value, cell.fill.fgColor.rgb) for cell in row] for row in sheet.iter_rows()]


def report(made):
    return (
        made.rows,
        made.without_consent,
        made.joined,
        made.undecided,
        made.left_over,
        made.sheet.read_bytes(),
    )


RUNNERS = {
    "one after the other": InProcess,
    "anyhow": lambda: Anyhow(3, 7),
    "processes": lambda: Processes(2),
}


@pytest.mark.parametrize("parts", range(1, 8))
def test_parts_hold_the_rows_of_one_file(rows, tmp_path, parts):
    one = of_one_file(rows, tmp_path)
    ends = ends_of(rows, parts, seed=parts)
    many = of_parts(write_parts(rows, tmp_path, ends), tmp_path, Anyhow(parts, parts))
    assert lines(many) == lines(one)
    assert report(many) == report(one)


@pytest.mark.parametrize("runner", RUNNERS)
def test_the_report_is_that_of_one_file_whoever_reads(rows, tmp_path, runner):
    one = of_one_file(rows, tmp_path)
    ends = [0, 17, 18, 18, rows.height]
    many = of_parts(write_parts(rows, tmp_path, ends), tmp_path, RUNNERS[runner]())
    assert lines(many) == lines(one)
    assert report(many) == report(one)
    assert [(each.column, each.answer, each.cells) for each in many.left_over] == [
        ("Date", "03/11/2030", 1),
        ("Date", "soon", 1),  # of the other nobody knows at which date
        ("Moyens", "eau", 2),
        ("Moyens", "feu", 2),
        ("Pays", "Wakanda", 1),
        ("Sexe", "autre", 2),
        ("Sexe", "=1+1", 1),
        ("Sexe", "Autre", 1),
    ]
    found, expected = workbook(many.send_back), workbook(one.send_back)
    starts = {f"part-{number}": start for number, start in enumerate(ends[:-1])}
    for row in found[1:]:
        name, _, number = row[0][0].partition(": ")
        row[0] = (int(number) + starts[Path(name).stem], row[0][1])
    assert found == expected
    assert stat.S_IMODE(many.cases.stat().st_mode) == 0o700
    for path in (*many.cases.iterdir(), many.sheet, many.send_back):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_single_file_is_cut_as_well(rows, tmp_path):
    one = of_one_file(rows, tmp_path)
    file = tmp_path / "rows.parquet"
    rows.write_parquet(file)
    many = of_parts(file, tmp_path, InProcess(), rows=10)
    assert len([*many.cases.iterdir()]) == 10
    assert lines(many) == lines(one)
    assert report(many) == report(one)
    assert workbook(many.send_back) == workbook(one.send_back)


def test_of_many_rows_the_first_go_back(rows, tmp_path, monkeypatch):
    monkeypatch.setattr(marked_rows, "MOST", 3)
    one = of_one_file(rows, tmp_path)
    file = tmp_path / "rows.parquet"
    rows.write_parquet(file)
    for number, runner in enumerate((InProcess(), Anyhow(4, 1))):
        many = of_parts(file, tmp_path, runner, rows=10, name=f"many{number}")
        found = workbook(many.send_back)
        assert found == workbook(one.send_back)
        assert len(found) == 5
        assert found[-1][0][0].startswith("7 more rows")


def left(folder):
    return {path.name for path in folder.iterdir()} - {"parts", "whole.csv"}


@pytest.mark.parametrize("runner", RUNNERS)
def test_nothing_is_written_where_a_person_refused_in_another_part(rows, tmp_path, runner):
    refused = rows.with_columns(rows["No"].scatter([0, 99], ["z", " Z"]))
    refused = refused.with_columns(refused["Accord"].scatter([0, 99], ["Oui", "Non"]))
    parts = write_parts(refused, tmp_path, [0, 30, 60, rows.height])
    with pytest.raises(InputError) as raised:
        of_parts(parts, tmp_path, RUNNERS[runner]())
    (problem,) = raised.value.problems
    assert (problem.rule, problem.parameters["count"]) == ("consents-disagree", 1)
    assert not left(tmp_path)


def test_all_problems_are_told_by_file_and_row(rows, tmp_path):
    parts = write_parts(rows, tmp_path, [0, 30, 60, 80, rows.height])
    with (parts / "part-1.csv").open("a") as file:
        file.write("one;two\n")
    with (parts / "part-3.csv").open("a") as file:
        file.write("one;two\none;two;three\n")
    path = parts / "part-2.parquet"
    pl.read_parquet(path).drop("Pays").write_parquet(path)
    with pytest.raises(InputError) as raised:
        of_parts(parts, tmp_path, Anyhow(2, 3))
    assert [(one.rule, Path(one.file).name, one.row) for one in raised.value.problems] == [
        ("harmonise-vanished-column", "part-2.parquet", None),
        ("too-few-fields", "part-1.csv", 32),
        ("too-few-fields", "part-3.csv", 22),
        ("too-few-fields", "part-3.csv", 23),
    ]
    assert not left(tmp_path)


def test_a_column_is_free_text_by_all_parts_together(rows, tmp_path, monkeypatch):
    """Each part has few answers that nobody mapped."""
    monkeypatch.setattr(applying, "MOST_UNKNOWN", 2)
    parts = write_parts(rows, tmp_path, [0, 41, rows.height])
    for number, runner in enumerate((InProcess(), Anyhow(2, 3))):
        with pytest.raises(InputError) as raised:
            of_parts(parts, tmp_path, runner, name=str(number))
        (problem,) = raised.value.problems
        assert (problem.rule, problem.column) == ("harmonise-free-text", "Sexe")
        assert problem.file == str(parts)
    assert not left(tmp_path)


class Elsewhere(InProcess):
    """A machine that has a folder of its own under the same name."""

    tasks = 2

    def __init__(self, change):
        self.change = change

    def run(self, items, first, *then):
        yield from super().run(items, first, *then)
        self.change(sorted(first.folder.iterdir()))


@pytest.mark.parametrize(
    "change",
    [lambda paths: paths[0].unlink(), lambda paths: paths[1].write_bytes(paths[0].read_bytes())],
)
def test_a_part_that_is_not_there_as_it_was_written_is_no_part(rows, tmp_path, change):
    parts = write_parts(rows, tmp_path, [0, 30, rows.height])
    with pytest.raises(LanterneError, match="not all there as they were written"):
        of_parts(parts, tmp_path, Elsewhere(change))
    assert not left(tmp_path)


def test_what_a_dead_worker_left_is_no_part(rows, tmp_path):
    def leave(paths):
        (paths[0].parent / ".part-00000.csv.partial-0").write_bytes(b"half")

    parts = write_parts(rows, tmp_path, [0, 30, rows.height])
    made = of_parts(parts, tmp_path, Elsewhere(leave))
    assert all(path.name.startswith("part-") for path in made.cases.iterdir())


@pytest.mark.parametrize("change", ["taken away", "added"])
def test_of_parts_whose_list_changes_while_they_are_read_nothing_is_written(rows, tmp_path, change):
    parts = write_parts(rows, tmp_path, [0, 30, rows.height])
    last = max(parts.iterdir())
    do = {"taken away": last.unlink, "added": lambda: shutil.copy(last, parts / f"z-{last.name}")}
    with pytest.raises(InputError) as raised:
        of_parts(parts, tmp_path, Meanwhile(do[change]))
    assert [one.code for one in raised.value.problems] == ["file-changed.list"]
    assert not left(tmp_path)


class Lost(InProcess):
    """A part is not read, or read twice."""

    tasks = 3

    def __init__(self, times):
        self.times = times

    def run(self, items, first, *then):
        yield from super().run([items[0]] * self.times + list(items[1:]), first, *then)


@pytest.mark.parametrize("times", [0, 2])
def test_every_part_is_read_once(rows, tmp_path, times):
    parts = write_parts(rows, tmp_path, [0, 30, 60, rows.height])
    with pytest.raises(LanterneError, match="counted twice, or not at all"):
        of_parts(parts, tmp_path, Lost(times))
    assert not left(tmp_path)


def test_a_copy_of_a_file_is_refused_where_no_id_would_tell(rows, tmp_path):
    parts = write_parts(rows, tmp_path, [0, 30, rows.height])
    (parts / "part-7.csv").write_bytes((parts / "part-1.csv").read_bytes())
    assert of_parts(parts, tmp_path, InProcess()).rows > rows.height
    source = replace(MAPPING.source, keep=(), leave_out=(*MAPPING.source.leave_out, "No", "Nom"))
    with pytest.raises(InputError, match=r"holds the same as part-1\.csv"):
        of_parts(parts, tmp_path, InProcess(), name="other", by=replace(MAPPING, source=source))
    assert not (tmp_path / "other").exists()


def test_ids_are_kept_alike_in_all_parts(rows, tmp_path):
    """In the cases that are made nobody could see it any more."""
    rows = rows.with_columns(Nom=pl.int_range(pl.len()))
    parts = write_parts(rows[:60], tmp_path, [0, 30, 30, 60])
    (parts / "part-1.csv").unlink()
    other = pl.read_parquet(parts / "part-2.parquet")
    other.with_columns(pl.col("Nom").cast(pl.Float64)).write_parquet(parts / "part-2.parquet")
    with pytest.raises(InputError, match=r"another way here than in part-0\.parquet"):
        of_parts(parts, tmp_path, InProcess())


def test_nothing_is_replaced(rows, tmp_path):
    """Something that came meanwhile stays, be it an empty folder."""
    parts = write_parts(rows, tmp_path, [0, 30, rows.height])
    made = Elsewhere(lambda _: (tmp_path / "many").mkdir())
    with pytest.raises(FileExistsError):
        of_parts(parts, tmp_path, made)
    assert [*(tmp_path / "many").iterdir()] == []
