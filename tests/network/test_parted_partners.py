"""A partner's linked tables in parts are those of whole files, however they are cut."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from parted_network import BOOK, PART_OF, UNITS, assert_same, counting, ends_of
from parted_network import LINKS as LINK_TABLE
from parted_network import PEOPLE as PEOPLE_TABLE
from parted_partners import (
    FILES,
    HOMES,
    LINKS,
    MAPPING,
    PEOPLE,
    VICTIMS,
    kept,
    mapping_of,
    opener,
    with_home_of_all,
    without_households,
    write_parts,
    write_whole,
)
from tiny_networks import CODEBOOK, H, P, V
from tiny_networks import VICTIMS as VICTIM_TABLE

from any_order import Anyhow
from lanterne.cases.network import check_network, open_network
from lanterne.cases.network.shards import check_sharded_network, open_sharded_network
from lanterne.cases.shards.sending import RECEIPT
from lanterne.errors import InputError, LanterneError, UsageError
from lanterne.files.read import open_table
from lanterne.harmonise import Source, parts_by, who_counts
from lanterne.runners import InProcess
from lanterne.runners.processes import Processes
from lanterne.synthesis.network.exact import OVER_BOUND
from lanterne.verbs.linked import check_linked_parts, open_linked
from lanterne.verbs.settings import Opening


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> tuple[Path, Path]:
    folder, files = tmp_path_factory.mktemp("partner"), kept()
    return write_whole(files, folder / "whole"), write_parts(files, folder / "parts")


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """Few people, in few parts."""
    folder = tmp_path_factory.mktemp("small") / "parts"
    return write_parts(kept(6, number=16), folder, cuts=2)


def whole(path, mapping=MAPPING, book=BOOK):
    return open_network(path, book, open_parts=parts_by(mapping, book))


def parted(path, runner, rows=9, mapping=MAPPING, book=BOOK):
    return open_sharded_network(path, book, runner, rows=rows, opener=opener(mapping, book))


@pytest.mark.parametrize(  # what bounds one unit stands among what bounds two and three
    "units",
    [*(pytest.param(one, marks=pytest.mark.long) for one in UNITS[:3]), *UNITS[3:]],
    ids=lambda units: "+".join(map(str, units)),
)
def test_counts_are_those_of_whole_files_to_the_bit(folders, units):
    count = counting(units)
    expected = whole(folders[0]).add_up(count)
    nothing = {name for name, counts in expected.items() if not np.any(counts)}
    assert nothing <= {OVER_BOUND, "blocks"}
    assert_same(parted(folders[1], Anyhow(4, 9)).add_up(count), expected)


@pytest.mark.parametrize(
    ("cuts", "tasks", "seed"),
    [
        *((1, 1, 1), (3, 7, 5), (6, 3, 2)),  # each number of cuts and of tasks once
        *(
            pytest.param(*one, marks=pytest.mark.long)
            for one in ((1, 3, 2), (1, 7, 5), (3, 1, 1), (3, 3, 2), (6, 1, 1), (6, 7, 5))
        ),
    ],
)
def test_however_they_are_cut_and_in_any_order(tmp_path, tasks, seed, cuts):
    files, count = kept(seed, number=30), counting((V, H))
    expected = whole(write_whole(files, tmp_path / "a")).add_up(count)
    parts = write_parts(files, tmp_path / "b", cuts=cuts)
    assert_same(parted(parts, Anyhow(tasks, seed), rows=5).add_up(count), expected)


def test_several_processes(folders):
    count = counting((V, P))
    assert_same(parted(folders[1], Processes(2)).add_up(count), whole(folders[0]).add_up(count))


def test_who_does_not_consent_plays_no_part(folders):
    """As if the partner had never handed it in: links, and who is told of by such links alone."""
    files = kept()
    refused = files[VICTIMS].filter(~pl.col("Accord").str.to_lowercase().str.contains("oui"))
    gone = {*refused["Code"].str.to_lowercase()}
    given = pl.col("Code").str.strip_chars().str.to_lowercase().is_in(list(gone))
    told = {*files[LINKS]["Auteur"]} - {*files[LINKS].filter(~given)["Auteur"]}
    assert len(gone) > 5
    assert told
    tables = parted(folders[1], InProcess()).tables()
    assert {*tables.victims["victim"]} & gone == set()
    assert {*tables.links["victim"]} & gone == set()
    assert {*tables.perpetrators["perpetrator"]} == {*files[PEOPLE]["Auteur"]} - told


def test_where_nobody_is_asked_all_count(tmp_path):
    files, mapping = kept(3, number=30), mapping_of(asked=False)
    count = counting((V, H))
    expected = whole(write_whole(files, tmp_path / "a"), mapping).add_up(count)
    found = parted(write_parts(files, tmp_path / "b"), Anyhow(3, 3), 7, mapping).add_up(count)
    assert_same(found, expected)


def test_a_repeat_group_is_perpetrators_and_links(tmp_path):
    files, mapping = kept(3, number=30, repeat=True), mapping_of(repeat=True)
    count = counting((V, P))
    one, many = write_whole(files, tmp_path / "a"), write_parts(files, tmp_path / "b")
    expected = whole(one, mapping)
    found = parted(many, Anyhow(3, 3), 7, mapping)
    assert_same(found.add_up(count), expected.add_up(count))
    assert found.tables().perpetrators.equals(expected.tables().perpetrators)


def test_without_a_table_of_households(tmp_path):
    files, mapping = with_home_of_all(kept(3, number=30)), without_households(MAPPING)
    one, many = write_whole(files, tmp_path / "a"), write_parts(files, tmp_path / "b")
    count = counting((H,))
    found = parted(many, Anyhow(5, 2), 11, mapping).add_up(count)
    assert_same(found, whole(one, mapping).add_up(count))


def test_people_of_whom_nothing_is_recorded_but_links(tmp_path):
    """Where that is legal: a victim without a row was not asked, and her links do not count."""
    links = replace(
        LINK_TABLE, references=tuple(replace(r, dangling=True) for r in LINK_TABLE.references)
    )
    book = replace(CODEBOOK, tables=(VICTIM_TABLE, PEOPLE_TABLE, links, PART_OF))
    files, mapping = kept(4), mapping_of(book)
    files[VICTIMS] = files[VICTIMS].filter(pl.col("Code").str.contains("[02468]$"))
    files[PEOPLE] = files[PEOPLE][:30]
    one, many = write_whole(files, tmp_path / "a"), write_parts(files, tmp_path / "b")
    for units in ((V,), (H,)):
        count = counting(units, book)
        found = parted(many, Anyhow(5, 2), 11, mapping, book).add_up(count)
        assert_same(found, whole(one, mapping, book).add_up(count))


def test_tables_in_memory_are_those_of_whole_files(folders):
    expected = whole(folders[0]).tables()
    found = parted(folders[1], InProcess()).tables()
    for name, frame in expected.frames.items():
        assert frame.equals(found.frames[name]), name


class Travels(Anyhow):
    """What is done is packed and unpacked, as on its way to another process."""

    def run(self, items, first, *then):
        yield from super().run(*pickle.loads(pickle.dumps((items, first, *then))))


def test_what_is_done_travels(folders):
    count = counting((H, P))
    found = parted(folders[1], Travels(2, 1)).add_up(count)
    assert_same(found, whole(folders[0]).add_up(count))


FAULTS = {
    VICTIMS: {
        "Code": {3: "", 30: "01", 31: "1"},
        "Foyer": {5: "nowhere", 6: "7", 9: "7.0"},
        "Lieu": dict.fromkeys(range(0, 60, 2), "moon"),
    },
    PEOPLE: {
        "Auteur": {4: "p5", 6: ""},
        "Pays": dict.fromkeys(range(10, 60, 3), "mars"),
    },
    LINKS: {
        "Code": {0: "", 1: "v999", 2: "01.0", 3: "v998"},
        "Auteur": {10: "p777", 11: ""},
        "Payé": dict.fromkeys(range(20, 60), "perhaps"),
        "Rôles": dict.fromkeys(range(12, 80, 7), "r;x"),
    },
    HOMES: {"Foyer": {1: ""}, "Partie de": {4: "far", 0: "h1"}},
}
"""File, column → row, from 0 → what stands there and must not, of who consents and of others."""


def with_faults(files, which):
    found = dict(files)
    for name in FAULTS if which == "all" else [which]:
        for column, cells in FAULTS[name].items():
            rows = found[name]
            there = {row: cell for row, cell in cells.items() if row < rows.height}
            found[name] = rows.with_columns(rows[column].scatter(list(there), list(there.values())))
    if which in {LINKS, "all"}:
        found[LINKS] = pl.concat([found[LINKS], found[LINKS][20:22]])
    return found


def assert_same_problems(one, many, files):
    """Each with its file and row."""

    def in_whole(problem):
        path = Path(problem.file)
        part = path.stem.startswith("part-")
        name = f"{(path.parent if part else path).name.lower().removesuffix('.csv')}.csv"
        if problem.row is None or not part:
            return name, problem.row
        return name, problem.row + ends_of(files[name].height, 4)[int(path.stem[5:])]

    told, found = (
        {(each.rule, each.column, *in_whole(each)) for each in report.problems if each.row}
        for report in (one, many)
    )
    assert found == told
    assert len(told) > 1
    assert (many.rows, many.blank, many.more) == (one.rows, one.blank, one.more)


@pytest.mark.parametrize(
    ("which", "tasks"),  # what is wrong in one file alone is among all that is wrong
    [("all", 1), ("all", 4), *(pytest.param(name, 4, marks=pytest.mark.long) for name in FAULTS)],
)
def test_problems_are_those_of_whole_files(tmp_path, which, tasks):
    """What nobody mapped on the rows of who does not count is no problem, in parts neither."""
    files = with_faults(kept(2), which)
    one = write_whole(files, tmp_path / "a")
    parts = write_parts(files, tmp_path / "b")
    report = check_network(one, BOOK, open_parts=parts_by(MAPPING, BOOK))
    many = check_sharded_network(parts, BOOK, Anyhow(tasks, 3), opener=opener())
    assert_same_problems(report, many, files)
    with pytest.raises(InputError) as raised:
        parted(parts, Anyhow(tasks, 4)).add_up(counting((H, P)))
    assert {(one.rule, one.column, one.row) for one in raised.value.problems} == {
        (one.rule, one.column, one.row) for one in many.problems
    }


@pytest.mark.parametrize("tasks", [pytest.param(1, marks=pytest.mark.long), 4])
def test_nobody_is_counted_who_refused_in_another_part(tmp_path, tasks):
    files = kept(2)
    rows = files[VICTIMS].with_columns(Accord=pl.lit("Oui"))
    again = rows[[0, 1, 2, 3]].with_columns(pl.col("Code").str.to_lowercase(), Accord=pl.lit("Non"))
    files[VICTIMS] = pl.concat([rows, again])
    one, many = write_whole(files, tmp_path / "a"), write_parts(files, tmp_path / "b")
    reports = (
        check_network(one, BOOK, open_parts=parts_by(MAPPING, BOOK)),
        check_sharded_network(many, BOOK, Anyhow(tasks, 1), opener=opener()),
    )
    for report in reports:
        (problem,) = (each for each in report.problems if each.rule == "consents-disagree")
        assert (problem.parameters["count"], problem.column) == (4, "Accord")
    cases = parted(many, Anyhow(tasks, 1))
    for act in (lambda: cases.add_up(counting((V,))), cases.tables):
        with pytest.raises(InputError) as raised:
            act()
        assert "consents-disagree" in {each.rule for each in raised.value.problems}


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
        yield from [(key, value)] * (1 if key == RECEIPT else 2)


def lost(pairs: list) -> Iterator:
    """The first value that is sent is lost."""
    sent = [pair for pair in pairs if pair[0] != RECEIPT]
    yield from (pair for pair in pairs if pair not in sent[:1])


def silent(pairs: list) -> Iterator:
    """A worker says nothing."""
    yield from (pair for pair in pairs if pair[0] != RECEIPT)


@pytest.mark.parametrize("change", [doubled, lost, silent])
@pytest.mark.parametrize("stage", range(4))
def test_what_counts_twice_or_not_at_all_is_no_sum(small, stage, change):
    """In the stages that say who counts, and where rows are read."""
    with pytest.raises(LanterneError, match="counted twice, or not at all"):
        parted(small, once_more(stage, change)).add_up(counting((H, P)))


@pytest.mark.parametrize("column", ["Accord", "Nom"])
def test_a_change_between_consent_and_answers_is_seen(tmp_path, column, monkeypatch):
    """Also one that keeps size and second; what decides nothing may be another."""
    parts = write_parts(kept(2, number=30), tmp_path / "parts")
    file = parts / "Victimes" / "part-1.csv"
    before, real = file.stat(), who_counts.DecideWhoCounts.victims

    def meanwhile(self, place, there, out):
        text = file.read_text("cp1252")
        old, new = {"Accord": ("Oui", "Non"), "Nom": ("CANARY", "YRANAC")}[column]
        assert old in text or new in text
        file.write_bytes(text.replace(old, new).encode("cp1252"))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert file.stat().st_size == before.st_size
        yield from real(self, place, there, out)

    monkeypatch.setattr(who_counts.DecideWhoCounts, "victims", meanwhile)
    cases = parted(parts, InProcess())
    if column == "Nom":
        cases.add_up(counting((V,)))
        return
    with pytest.raises(InputError, match="has changed"):
        cases.add_up(counting((V,)))


def test_a_table_that_is_there_twice_or_not(tmp_path):
    parts = write_parts(kept(2, number=30), tmp_path / "parts")
    (parts / VICTIMS).write_text("Code\n")
    (parts / PEOPLE).unlink()
    for part in (parts / LINKS).iterdir():
        part.unlink()
    with pytest.raises(InputError) as raised:
        parted(parts, InProcess())
    found = {(one.rule, one.parameters.get("table")) for one in raised.value.problems}
    assert found == {
        ("several-files", "victims"),
        ("missing-part", "perpetrators"),
        ("no-files", None),
    }


def test_headers_are_those_of_the_mapping(tmp_path):
    parts = write_parts(kept(2, number=30), tmp_path / "parts")
    file = parts / LINKS / "part-1.csv"
    file.write_bytes(file.read_bytes().replace("Payé".encode("cp1252"), b"Pay"))
    report = check_sharded_network(parts, BOOK, Anyhow(2, 1), opener=opener())
    assert {(one.rule, one.column, Path(one.file).name) for one in report.problems} == {
        ("harmonise-new-column", "Pay", "part-1.csv"),
        ("harmonise-vanished-column", "Payé", "part-1.csv"),
    }
    with pytest.raises(InputError):
        parted(parts, InProcess())


def test_sheets_are_folders_of_their_names(tmp_path):
    """A mapping of a workbook serves for its sheets in parts."""
    files = kept(2, number=30)
    tables = {
        name: replace(one, file="", sheet=FILES[name].removesuffix(".csv").upper())
        for name, one in MAPPING.tables.items()
    }
    parts = write_parts(files, tmp_path / "parts")
    (parts / PEOPLE).rename(parts / "auteurs.parquet")
    count = counting((V,))
    found = parted(parts, Anyhow(3, 1), mapping=replace(MAPPING, tables=tables)).add_up(count)
    assert_same(found, whole(write_whole(files, tmp_path / "a")).add_up(count))


def test_what_is_not_cut_is_refused_before_anything_is_read(tmp_path):
    book = tmp_path / "all.xlsx"
    book.write_bytes(b"nothing that could be read")
    opening = Opening(open_table, parts_by(MAPPING, BOOK), MAPPING)
    for act in (open_linked, check_linked_parts):
        with pytest.raises(UsageError) as raised:
            act(book, BOOK, (), opening, InProcess())
        assert raised.value.message.code == "runner.partners-folder"
    wide = replace(MAPPING, tables={}, source=Source(keys={"victim": "Code"}))
    opening = Opening(open_table, parts_by(wide, BOOK), wide)
    for act in (open_linked, check_linked_parts):
        with pytest.raises(UsageError) as raised:
            act(tmp_path / "not there", BOOK, (), opening, InProcess())
        assert raised.value.message.code == "runner.several-people"


def test_a_folder_of_parts_needs_no_runner(folders):
    opening = Opening(open_table, parts_by(MAPPING, BOOK), MAPPING)
    count = counting((V,))
    found = open_linked(folders[1], BOOK, (), opening)
    assert_same(found.add_up(count), whole(folders[0]).add_up(count))
    report = check_linked_parts(folders[1], BOOK, (), opening, None)
    expected = check_network(folders[0], BOOK, open_parts=opening.parts)
    assert (report.ok, report.tables) == (True, expected.tables)
    assert check_linked_parts(folders[0], BOOK, (), opening, None) is None
