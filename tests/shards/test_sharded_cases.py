"""Counts of cases in parts are those of one file, however they are cut and whoever reads them."""

from __future__ import annotations

import pickle
import random
import shutil
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from any_order import Anyhow
from lanterne.cases import check_cases, open_cases
from lanterne.cases.shards import open_sharded
from lanterne.cases.shards.sending import RECEIPT, Places
from lanterne.codebook import encode_table
from lanterne.errors import InputError, LanterneError, UsageError
from lanterne.files import shards
from lanterne.files.shards import shards_of, table_files
from lanterne.runners import InProcess
from lanterne.runners.processes import Processes
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.exact_counts import CountedPeople
from small_codebooks import rich_book

BOOK = rich_book()
DOMAIN = Domain.of(BOOK.table, encode_table(BOOK.table))
TABLES = tuple(combinations(range(DOMAIN.layout.width), 3))[:12]
IDS = {"": "", "id": "", "home": "home", "id, home": "home"}
"""Which ids are asked for → the column of households."""


def rows_of(number: int, seed: int) -> pl.DataFrame:
    """Rows of people with ids and households; what one person says never disagrees."""
    chance = random.Random(seed)
    rows = []
    for person in range(number):
        home = chance.choice(["", f"h{chance.randrange(1 + number // 4)}", f"H{person // 5} "])
        one = {
            "gender": chance.choice(["woman", "man", "other", "?", ""]),
            "age": (age := chance.choice(["0--8", "18--29", ""])),
            "minor": {"0--8": "1", "18--29": "0", "": ""}[age],
            "country": chance.choice(["NA", "FR", "NG"]),
            "sector": "",
            "forced": chance.choice(["1", ""]),
            "labour": chance.choice(["land", "sea", ""]),
            "home": home,
        }
        for _ in range(chance.choice([1, 1, 2, 3])):
            control = ";".join(chance.sample(["debt", "threat", "force"], chance.randrange(4)))
            spelt = chance.choice([f"p{person}", f"P{person}", f" p{person}"])
            rows.append({**one, "id": spelt, "control": control})
    chance.shuffle(rows)
    return pl.DataFrame(rows)


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> tuple[Path, Path]:
    """The same rows in one file, and as a cluster writes them: three kinds of parts of any size."""
    folder = tmp_path_factory.mktemp("parts")
    rows = rows_of(60, seed=1)
    rows.write_csv(folder / "whole.csv")
    parts = folder / "parts"
    parts.mkdir()
    rows[:40].write_parquet(parts / "part-0.parquet", row_group_size=7)
    rows[40:41].write_csv(parts / "part-1.csv")
    rows[41:41].write_csv(parts / "part-2.csv")
    rows[41:].write_parquet(parts / "part-3.parquet")
    (parts / "_SUCCESS").touch()
    (parts / ".part-0.parquet.crc").write_bytes(b"\0")
    return folder / "whole.csv", parts


def said(ids: str) -> tuple[str, str]:
    return "id" if "id" in ids else "", "home" if "home" in ids else ""


def ignored(ids: str) -> tuple[str, ...]:
    return tuple(name for name in ("id", "home") if name not in said(ids))


def in_parts(parts: Path, ids: str, runner, rows: int = 9):
    return open_sharded(parts, BOOK, runner, said(ids), ignored(ids), rows=rows)


def counted(cases, ids: str, key: bytes = b"k" * 32):
    """All that is counted; of a household two count, always the same."""
    counts = CountedPeople(cases, DOMAIN, 2 if "home" in ids else None, key)
    return counts.pairs, counts.tables(TABLES)


def whole(path: Path, ids: str):
    subject, home = said(ids)
    return open_cases(path, BOOK, subject, ignored(ids), home)


@pytest.mark.parametrize("ids", IDS)
@pytest.mark.parametrize(("tasks", "rows"), [(1, 1000), (2, 3), (7, 9)])
def test_counts_are_those_of_one_file_to_the_bit(folders, ids, tasks, rows):
    path, parts = folders
    found = counted(in_parts(parts, ids, Anyhow(tasks, rows), rows), ids)
    for one, other in zip(found, counted(whole(path, ids), ids), strict=True):
        assert one.dtype == other.dtype == np.int64
        assert (one == other).all()


@pytest.mark.parametrize("ids", [pytest.param("", marks=pytest.mark.long), "id, home"])
def test_counts_by_several_processes(folders, ids):
    _, parts = folders
    found = counted(in_parts(parts, ids, Processes(2)), ids)
    for one, other in zip(found, counted(in_parts(parts, ids, InProcess()), ids), strict=True):
        assert (one == other).all()


def test_a_single_file_is_cut_as_well(folders, tmp_path):
    path, _ = folders
    cut = tmp_path / "cases.parquet"
    pl.read_csv(path, infer_schema=False).fill_null("").write_parquet(cut)
    assert len(shards_of(table_files(cut), 10)) > 5
    for file in (path, cut):
        found = counted(in_parts(file, "id, home", Anyhow(3, 5), 10), "id, home")
        for one, other in zip(found, counted(whole(path, "id, home"), "id, home"), strict=True):
            assert (one == other).all()


FAULTS = {
    "country": {30: ""},
    "control": {50: "fire"},
    "id": {20: "", 5: "7", 45: "07"},
}
"""Column → row, from 0 → what stands there and must not."""


def alone(rows: pl.DataFrame) -> list[int]:
    """Rows of people who have one row."""
    person = rows["id"].str.strip_chars().str.to_lowercase()
    return rows.with_row_index().filter(~person.is_duplicated())["index"].to_list()


def with_faults(path: Path, folder: Path) -> pl.DataFrame:
    """Wrong answers in many rows, an id without its person, ids that are nearly the same."""
    rows = pl.read_csv(path, infer_schema=False).fill_null("")
    first, *_, last = alone(rows)
    wrong = {"gender": dict.fromkeys(range(1, 90, 4), "wyman"), "home": {first: "1", last: "1.0"}}
    for name, cells in {**wrong, **FAULTS}.items():
        series = rows[name].scatter(list(cells), list(cells.values()))
        rows = rows.with_columns(series)
    rows.write_csv(folder / "faulty.csv")
    return rows


@pytest.mark.parametrize("ids", IDS)
@pytest.mark.parametrize("tasks", [1, 4])
def test_problems_are_those_of_one_file(folders, tmp_path, ids, tasks):
    """Each with its file and row; the first ten of a kind, and how many others there are."""
    path, _ = folders
    rows = with_faults(path, tmp_path)
    parts = tmp_path / "parts"
    parts.mkdir()
    ends = [0, 17, 18, 44, rows.height]
    for number, (start, stop) in enumerate(pairwise(ends)):
        rows[start:stop].write_parquet(parts / f"part-{number}.parquet")
    subject, home = said(ids)
    one = check_cases(tmp_path / "faulty.csv", BOOK, subject, ignored(ids), home)
    many = in_parts(parts, ids, Anyhow(tasks, 3), 5).check()

    def in_whole(problem):
        """The row in the whole file, from the name of the part and the row in it."""
        if problem.row is None:
            return None
        return problem.row + ends[int(Path(problem.file).stem.removeprefix("part-"))]

    told = {(one.rule, one.column, one.row) for one in one.problems}
    assert {(one.rule, one.column, in_whole(one)) for one in many.problems} == told
    rows_in_order = [in_whole(one) for one in many.problems if one.row is not None]
    assert rows_in_order == sorted(rows_in_order)
    assert (many.rows, many.people, many.blank, many.more) == (
        one.rows,
        one.people,
        one.blank,
        one.more,
    )
    assert one.more == 13
    assert any("rows" in one.parameters for one in many.problems) == bool(ids)
    for problem in many.problems:
        for row in problem.parameters.get("rows", ()):
            name, _, number = row.partition(": ")
            assert name.endswith(".parquet")
            assert int(number) >= 2


class Twice(InProcess):
    """Counts the first part again, as an accumulator does when work is done again."""

    tasks = 3

    def run(self, items, first, *then):
        yield from super().run([*items, items[0]], first, *then)


class Lost(InProcess):
    """Forgets a part."""

    tasks = 3

    def run(self, items, first, *then):
        yield from super().run(items[1:], first, *then)


class OnTheWay(InProcess):
    """Rows are given twice to whom they are sent."""

    tasks = 3

    def run(self, items, first, *then):
        def doubled(item):
            for key, value in first(item):
                yield key, value
                if key != RECEIPT:
                    yield key, value

        yield from super().run(items, doubled, *then)


@pytest.mark.parametrize(
    ("runner", "ids"),
    [(runner, ids) for runner in (Twice, Lost) for ids in ("", "id")]
    + [(OnTheWay, ids) for ids in ("id", "home", "id, home")],
)
def test_what_counts_twice_or_not_at_all_is_no_sum(folders, runner, ids):
    _, parts = folders
    with pytest.raises(LanterneError, match="counted twice, or not at all"):
        counted(in_parts(parts, ids, runner()), ids)


class Exchanged(InProcess):
    """One value is given twice on the way, and another one never."""

    tasks = 3

    def run(self, items, first, *then):
        def other(item):
            sent = [pair for pair in first(item) if pair[0] != RECEIPT]
            receipts = [pair for pair in first(item) if pair[0] == RECEIPT]
            yield from [*sent[:-1], (sent[-1][0], sent[0][1]), *receipts[-1:]]

        yield from super().run(items, other, *then)


class ReceiptTwice(InProcess):
    """What a worker gives at the end comes twice, with its counts."""

    tasks = 3

    def run(self, items, first, *then):
        for pair in super().run(items, first, *then):
            yield pair
            yield pair


class NoCounts(InProcess):
    """A worker of the last stage says nothing."""

    tasks = 3

    def run(self, items, first, *then):
        yield from [*super().run(items, first, *then)][:-1]


@pytest.mark.parametrize(
    ("runner", "ids"),
    [(Exchanged, ids) for ids in ("id", "home", "id, home")]
    + [(runner, ids) for runner in (ReceiptTwice, NoCounts) for ids in IDS],
)
def test_what_is_lost_is_not_made_up_for_by_what_comes_twice(folders, runner, ids):
    _, parts = folders
    with pytest.raises(LanterneError, match="counted twice, or not at all"):
        counted(in_parts(parts, ids, runner()), ids)


@pytest.mark.parametrize("ids", ["", "home"])
@pytest.mark.parametrize("linked", [False, True])
def test_a_file_under_two_names_is_refused(folders, tmp_path, ids, linked):
    _, parts = folders
    copied = shutil.copytree(parts, tmp_path / "copied")
    shutil.copy(copied / "part-2.csv", copied / "part-7.csv")  # nobody is in it
    assert in_parts(copied, ids, InProcess()).check().ok
    (copied / "part-9.parquet").hardlink_to(copied / "part-0.parquet")
    if not linked:
        (copied / "part-9.parquet").unlink()
        shutil.copy(copied / "part-0.parquet", copied / "part-9.parquet")
    cases = in_parts(copied, ids, Anyhow(2, 1))
    (problem,) = cases.check().problems
    assert (problem.rule, Path(problem.file).name) == ("file-twice", "part-9.parquet")
    with pytest.raises(InputError, match=r"holds the same as part-0\.parquet"):
        counted(cases, ids)


def test_rows_of_people_with_ids_may_be_copies(folders, tmp_path):
    """They become one person, as they do in one file."""
    _, parts = folders
    copied = shutil.copytree(parts, tmp_path / "copied")
    shutil.copy(copied / "part-0.parquet", copied / "part-9.parquet")
    one, two = (counted(in_parts(some, "id", Anyhow(2, 1)), "id") for some in (parts, copied))
    assert (one[0] == two[0]).all()


@pytest.mark.parametrize(
    "name", ["country=FR", "gone.parquet", "lanterne-ledger.jsonl", "a.fitted.npz"]
)
def test_what_is_no_part_is_not_passed_over(folders, tmp_path, name):
    _, parts = folders
    copied = shutil.copytree(parts, tmp_path / "copied")
    if name == "country=FR":
        shutil.copytree(parts, copied / name)
    elif name == "gone.parquet":
        (copied / name).symlink_to(tmp_path / "unmounted" / name)
    else:
        (copied / name).write_text("{}")
    with pytest.raises(InputError) as raised:
        in_parts(copied, "", InProcess())
    assert [(one.rule, Path(one.file).name) for one in raised.value.problems] == [
        ("not-a-part", name)
    ]


def ids_as(kind: pl.DataType) -> pl.DataFrame:
    """Rows of one person, whose id is kept so."""
    one = rows_of(1, seed=1)[:1].drop("id", "home")
    return one.with_columns(pl.Series("id", [2**60 + 1], pl.Int64).cast(kind))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (pl.String(), pl.Categorical(), True),
        (pl.Int64(), pl.Int64(), True),
        (pl.Int64(), pl.Float64(), False),
        (pl.Float32(), pl.Float64(), False),
        (pl.Datetime("us"), pl.Datetime("ns"), False),
        (pl.Int64(), pl.String(), False),
    ],
)
def test_ids_are_kept_alike_in_all_files(tmp_path, one, other, alike):
    """As a float an id may lose digits, and be another text: that of another person."""
    for number, kind in enumerate((one, other)):
        rows = ids_as(pl.String() if kind == pl.Categorical() else kind)
        rows = rows.with_columns(pl.col("id").cast(kind))
        rows.with_columns(labour=pl.lit("")).write_parquet(tmp_path / f"{number}.parquet")
    if alike:
        cases = open_sharded(tmp_path, BOOK, InProcess(), ("id", ""))
        assert CountedPeople(cases, DOMAIN).pairs[0].sum() in {0, DOMAIN.layout.width}
        return
    with pytest.raises(InputError, match=r"another way here than in 0\.parquet"):
        open_sharded(tmp_path, BOOK, InProcess(), ("id", ""))


@pytest.mark.parametrize("ids", ["", "id"])
def test_what_the_reader_of_a_file_finds_is_told_of_that_file(folders, tmp_path, ids):
    _, parts = folders
    copied = shutil.copytree(parts, tmp_path / "copied")
    with (copied / "part-1.csv").open("a") as file:
        file.write("one,two,three\n")
    (copied / "part-5.txt").write_text("neither,of,these\nis,a,column\n")
    found = in_parts(copied, ids, Anyhow(2, 1)).check().problems
    places = {(one.rule, Path(one.file).name, one.row) for one in found}
    assert {("too-few-fields", "part-1.csv", 3), ("no-header", "part-5.txt", 1)} <= places
    assert {name for _, name, _ in places} == {"part-1.csv", "part-5.txt"}


@pytest.mark.parametrize("ids", ["", "id"])
def test_a_file_that_grows_before_it_is_read_is_refused(folders, tmp_path, ids):
    _, parts = folders
    copied = shutil.copytree(parts, tmp_path / "copied")
    cases = in_parts(copied, ids, Anyhow(2, 1), 7)
    rows = pl.read_parquet(copied / "part-0.parquet")
    pl.concat([rows, rows]).write_parquet(copied / "part-0.parquet")
    with pytest.raises(InputError, match="has changed"):
        counted(cases, ids)


@pytest.mark.parametrize("ids", IDS)
def test_a_part_that_changes_between_two_looks_is_refused(folders, tmp_path, ids):
    _, parts = folders
    copied = shutil.copytree(parts, tmp_path / "copied")
    cases = in_parts(copied, ids, Anyhow(2, 1))
    counts = CountedPeople(cases, DOMAIN, 2 if "home" in ids else None)
    counts.read_through()
    text = (copied / "part-1.csv").read_text()
    (copied / "part-1.csv").write_text(
        text.replace(",1,", ",,").replace("woman", "man") + text.splitlines()[1] + "\n"
    )
    with pytest.raises(InputError, match="has changed"):
        counts.tables(TABLES)


def test_what_cannot_be_opened(folders, tmp_path):
    _, parts = folders
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "_SUCCESS").touch()
    with pytest.raises(InputError, match="no file in this folder"):
        in_parts(empty, "", InProcess())
    with pytest.raises(UsageError, match="--subject-id"):
        open_sharded(parts, BOOK, InProcess(), (None, None), ("id", "home"))
    with pytest.raises(UsageError, match="would be released"):
        open_sharded(parts, BOOK, InProcess(), ("gender", None))
    with pytest.raises(UsageError, match="cannot be one column"):
        open_sharded(parts, BOOK, InProcess(), ("id", "id"))
    copied = shutil.copytree(parts, tmp_path / "copied")
    (copied / "part-4.parquet").write_bytes((copied / "part-3.parquet").read_bytes()[:-40])
    (copied / "notes.txt").write_text("")
    with pytest.raises(InputError) as raised:
        in_parts(copied, "", InProcess())
    assert {Path(one.file).name for one in raised.value.problems} == {"part-4.parquet", "notes.txt"}


def test_a_part_with_another_header_is_named(folders, tmp_path):
    _, parts = folders
    copied = shutil.copytree(parts, tmp_path / "copied")
    pl.read_parquet(copied / "part-3.parquet").drop("age").write_parquet(copied / "part-3.parquet")
    found = in_parts(copied, "id", Anyhow(2, 1), 5).check().problems
    assert [
        (one.rule, one.column, Path(one.file).name) for one in found if one.column == "age"
    ] == [("missing-column", "age", "part-3.parquet")]


def test_parts_without_a_case(tmp_path):
    rows_of(1, seed=1)[:0].write_csv(tmp_path / "part-0.csv")
    with pytest.raises(InputError, match="no case below it"):
        counted(in_parts(tmp_path, "", InProcess()), "")


@pytest.mark.parametrize("by", ["id", "home"])
def test_ids_that_may_be_one_go_to_one_place_and_strangers_are_dealt_out(by):
    places = Places(50, b"key")
    texts = ["7", "07", "7.0", "007", "abc", "", ""]
    rows = pl.DataFrame({by: texts, "\x1frow": range(2, 9)})
    one, *alike, other, first, second = places.of(rows, by).tolist()
    assert alike == [one] * 3
    assert first != second
    assert (places.of(rows, by) == pickle.loads(pickle.dumps(places)).of(rows, by)).all()
    others = {Places(50, bytes([key])).of(rows, by)[4] for key in range(20)}
    assert len(others) > 5
    assert 0 <= min(others) <= other < 50


def test_a_row_keeps_its_number_in_a_file_that_is_cut(folders):
    _, parts = folders
    place, row = shards.place_of_row(2 * shards.FILE + 7, table_files(parts))
    assert (place.name, row) == ("part-2.csv", 7)


@pytest.mark.parametrize("ids", IDS)
def test_people_that_are_held_here_are_those_of_one_file(folders, ids):
    path, parts = folders
    one, many = whole(path, ids), in_parts(parts, ids, Processes(2))
    header = BOOK.table.names
    assert many.frame().sort(header).equals(one.frame().sort(header))
    if said(ids)[1]:
        together = sum(len(codes) for codes, homes in many.batches_with_households())
        assert together == sum(map(len, one.batches()))
    else:
        with pytest.raises(ValueError, match="a column of households"):
            next(many.batches_with_households())
