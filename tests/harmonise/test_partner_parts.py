"""A partner's table in parts gives the counts and the problems of one file, wherever it is cut."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from parted_partner import (
    BOOK,
    IDS,
    ends_of,
    ignored,
    mapping,
    rows_of,
    with_required,
    write_parts,
    write_whole,
)

from any_order import Anyhow
from lanterne.cases import check_cases, open_cases
from lanterne.cases.shards import open_sharded
from lanterne.cases.shards.sending import CONSENTS
from lanterne.codebook import encode_table
from lanterne.errors import InputError, LanterneError
from lanterne.harmonise import ByMapping, PartnerParts
from lanterne.runners import InProcess
from lanterne.runners.processes import Processes
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.exact_counts import CountedPeople

DOMAIN = Domain.of(BOOK.table, encode_table(BOOK.table))
TABLES = tuple(combinations(range(DOMAIN.layout.width), 3))[:12]
MAPPING = mapping()


def in_parts(parts, ids, runner, rows=9, by=MAPPING, book=BOOK):
    opener = PartnerParts(by, book)
    return open_sharded(parts, book, runner, IDS[ids], ignored(ids), rows=rows, opener=opener)


def whole(path, ids):
    subject, home = IDS[ids]
    return open_cases(path, BOOK, subject, ignored(ids), home, ByMapping(MAPPING, BOOK))


def checked(path, ids, by=MAPPING, book=BOOK):
    subject, home = IDS[ids]
    return check_cases(path, book, subject, ignored(ids), home, ByMapping(by, book))


def counted(cases, ids):
    """All that is counted; of a household two count, always the same."""
    counts = CountedPeople(cases, DOMAIN, 2 if "home" in ids else None, b"k" * 32)
    return counts.pairs, counts.tables(TABLES)


def assert_same(found, expected):
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == other.dtype == np.int64
        assert (one == other).all()
    assert found[0].sum() > 0


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return rows_of(60, seed=1)


@pytest.mark.parametrize("ids", IDS)
@pytest.mark.parametrize(  # one part and several: what a cut in more shows, a cut in six shows
    "number",
    [1, 6, *(pytest.param(number, marks=pytest.mark.long) for number in (2, 3, 4, 5, 7))],
)
def test_counts_are_those_of_one_file_to_the_bit(rows, tmp_path, ids, number):
    expected = counted(whole(write_whole(rows, tmp_path), ids), ids)
    parts = write_parts(rows, tmp_path, ends_of(rows, number, seed=number))
    assert_same(counted(in_parts(parts, ids, Anyhow(number, number), 9), ids), expected)
    if number == 1:
        (file,) = parts.glob("*.parquet")
        assert_same(counted(in_parts(file, ids, Anyhow(3, 5), 10), ids), expected)


@pytest.mark.parametrize("ids", [pytest.param("", marks=pytest.mark.long), "id, home"])
def test_counts_by_several_processes(rows, tmp_path, ids):
    expected = counted(whole(write_whole(rows, tmp_path), ids), ids)
    parts = write_parts(rows, tmp_path, [0, 17, 18, 18, rows.height])
    assert_same(counted(in_parts(parts, ids, Processes(2)), ids), expected)
    assert_same(counted(in_parts(parts, ids, InProcess()), ids), expected)


def with_faults(rows):
    """Answers that nobody mapped, dates apart, ids alike, contradictions, and consents apart."""
    wrong = {
        "Sexe": dict.fromkeys(range(1, 90, 4), "autre"),
        "Date": {50: "03/11/2030", 51: "soon"},
        "Dettes": {50: "03/11/2020", 51: "03/11/2020"},
        "Moyens": {52: "dette/feu"},
        "No": {20: "", 5: "7", 45: "07", 60: "q", 70: "Q ", 61: "r", 72: "r", 3: "s", 80: "s"},
        "Accord": dict.fromkeys((50, 51, 52, 20, 5, 45, 60, 61, 3, 80), "Oui")
        | {70: "Non", 72: "non"},
        "Pays": {3: "Mali", 80: "Maroc"},
    }
    for name, cells in wrong.items():
        rows = rows.with_columns(rows[name].scatter(list(cells), list(cells.values())))
    return rows


def told(report, ends):
    """What is wrong, as if the rows were those of one file; rows of others among them as well."""

    def in_whole(row, file):
        start = ends[int(Path(file).stem.removeprefix("part-"))] if "part-" in file else 0
        return int(row) + start

    found = set()
    for one in report.problems:
        row = None if one.row is None else in_whole(one.row, one.file)
        gaps = dict(one.parameters)
        if "rows" in gaps:
            named = (str(other).rpartition(": ") for other in gaps["rows"])
            gaps["rows"] = tuple(in_whole(other, name or one.file) for name, _, other in named)
        found.add((one.rule, one.column, row, tuple(gaps.items()), one.advice))
    return found


@pytest.mark.parametrize("ids", IDS)
@pytest.mark.parametrize("tasks", [1, 4])
def test_problems_are_those_of_one_file(rows, tmp_path, ids, tasks):
    """Each with its file and row; the first ten of a kind, and how many others there are."""
    rows, ends = with_faults(rows), [0, 17, 18, 44, rows.height]
    one = checked(write_whole(rows, tmp_path), ids)
    parts = write_parts(rows, tmp_path, ends)
    many = in_parts(parts, ids, Anyhow(tasks, 3), 5).check()
    assert told(many, ends) == told(one, ends)
    assert len(many.problems) == len(one.problems)
    numbers = ("rows", "people", "blank", "more")
    assert [getattr(many, name) for name in numbers] == [getattr(one, name) for name in numbers]
    assert one.more >= 5
    rules = {problem.rule for problem in many.problems}
    always = {"answer-not-mapped", "dates-apart", "consents-disagree"}
    asked = {"blank-subject-id", "ids-alike", "subject-disagrees"} if "id" in ids else set()
    assert always | asked <= rules
    (disagree,) = (one for one in many.problems if one.rule == "consents-disagree")
    assert disagree.parameters["count"] >= 2
    assert disagree.file == str(parts)


@pytest.mark.parametrize("asked", IDS)
def test_nobody_is_counted_who_refused_in_another_part(tmp_path, asked):
    """Whatever is asked for: the row that consents may have been withdrawn by the other."""
    rows = rows_of(20, seed=2).with_columns(Accord=pl.lit("Oui"), Nom=pl.lit(""))
    last = list(range(rows.height - 6, rows.height))
    ids = rows.select(pl.int_range(pl.len()).cast(pl.String).alias("No"))["No"]
    spelt = ids.scatter([*range(6), *last], [*"abcdef", "A ", " B", "C", "d", "E", "F"])
    accord = rows["Accord"].scatter(last, "Non")
    parts = write_parts(rows.with_columns(spelt.alias("No"), accord), tmp_path, [0, 9, rows.height])
    for runner in (InProcess(), Anyhow(3, 1), *([] if asked else [Processes(2)])):
        with pytest.raises(InputError) as raised:
            counted(in_parts(parts, asked, runner), asked)
        (problem,) = raised.value.problems
        assert (problem.rule, problem.parameters["count"]) == ("consents-disagree", 6)
    basis = mapping(consent="", basis="law", signed_by="Ada")
    accord = (*basis.source.leave_out, "Accord")
    basis = replace(basis, source=replace(basis.source, leave_out=accord))
    found = in_parts(parts, asked, InProcess(), by=basis).check().problems  # nobody was asked
    assert "consents-disagree" not in {one.rule for one in found}


class ConsentsLost(InProcess):
    """Who consents is lost on the way, or comes twice."""

    tasks = 2

    def __init__(self, times):
        self.times = times

    def run(self, items, first, *then):
        def other(item):
            for key, value in first(item):
                yield from [(key, value)] * (self.times if key <= CONSENTS else 1)

        yield from super().run(items, other, *then)


@pytest.mark.parametrize("ids", IDS)
@pytest.mark.parametrize("times", [0, 2])
def test_who_consents_is_not_lost_on_the_way(rows, tmp_path, ids, times):
    parts = write_parts(rows, tmp_path, [0, 40, rows.height])
    with pytest.raises(LanterneError, match="counted twice, or not at all"):
        counted(in_parts(parts, ids, ConsentsLost(times)), ids)


@pytest.mark.parametrize("ids", IDS)
def test_a_column_that_nobody_answers_is_said_once(rows, tmp_path, ids):
    book = with_required("years", "country")
    one = checked(write_whole(rows, tmp_path), ids, book=book)
    ends = [0, 30, 31, rows.height]
    parts = write_parts(rows, tmp_path, ends)
    many = in_parts(parts, ids, Anyhow(3, 1), book=book).check()
    assert told(many, ends) == told(one, ends)
    (years,) = (problem for problem in many.problems if problem.column == "years")
    assert (years.code, years.file, years.row) == ("required.of-mapping", str(parts), None)


def test_a_part_with_other_columns_is_named(rows, tmp_path):
    parts = write_parts(rows, tmp_path, [0, 30, 60, rows.height])
    path = parts / "part-2.parquet"
    pl.read_parquet(path).rename({"Pays": "Land"}).write_parquet(path)
    found = in_parts(parts, "id", Anyhow(2, 1)).check().problems
    assert {(one.rule, one.column, Path(one.file).name) for one in found} == {
        ("harmonise-new-column", "Land", "part-2.parquet"),
        ("harmonise-vanished-column", "Pays", "part-2.parquet"),
    }


def test_ids_are_kept_alike_however_a_part_spells_their_column(rows, tmp_path):
    """Also the ids by which consents are compared, where nobody asks whose rows they are."""
    rows = rows.with_columns(No=pl.int_range(pl.len()))
    parts = write_parts(rows, tmp_path, [0, 30, 30, rows.height])
    (parts / "part-1.csv").unlink()
    for name, spelt, kind in (("part-0", "no", pl.Int64), ("part-2", "NO ", pl.Float64)):
        path = (parts / name).with_suffix(".parquet")
        other = pl.read_parquet(path).rename({"No": spelt})
        other.with_columns(pl.col(spelt).cast(kind)).write_parquet(path)
    for ids in ("id", ""):
        with pytest.raises(InputError, match=r"another way here than in part-0\.parquet"):
            in_parts(parts, ids, InProcess())


def test_a_file_under_two_names_is_refused(rows, tmp_path):
    parts = write_parts(rows, tmp_path, [0, 30, rows.height])
    (parts / "part-9.csv").write_bytes((parts / "part-1.csv").read_bytes())
    (problem,) = in_parts(parts, "", Anyhow(2, 1)).check().problems
    assert (problem.rule, Path(problem.file).name) == ("file-twice", "part-9.csv")
    assert in_parts(parts, "id", Anyhow(2, 1)).check().ok


def test_people_that_are_held_here_are_those_of_one_file(rows, tmp_path):
    one = whole(write_whole(rows, tmp_path), "id").frame()
    many = in_parts(write_parts(rows, tmp_path, [0, 30, 60, rows.height]), "id", Processes(2))
    assert many.frame().sort(BOOK.table.names).equals(one.sort(BOOK.table.names))


def test_a_part_that_is_no_table_is_told_with_all_that_is_wrong(rows, tmp_path):
    """In a look at its ids it would be the only thing that is said."""
    parts = write_parts(with_faults(rows), tmp_path, [0, 30, 60, rows.height])
    (parts / "part-1.csv").write_text('"No";"never closed\n')
    found = in_parts(parts, "id", Anyhow(2, 1)).check().problems
    assert {Path(one.file).name for one in found} >= {"part-1.csv", "part-2.parquet"}
