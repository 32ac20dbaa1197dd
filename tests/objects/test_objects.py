"""Objects of a store are counted as files of a disk are, or the person is told why they are not."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_spark import BOOK, DOMAIN, IDS, TABLES, write_parts
from small_store import KEY, SECRET, put

import lanterne
from any_order import Anyhow
from lanterne.cases.shards import ShardedCases, open_sharded
from lanterne.errors import InputError, Refused, UsageError
from lanterne.files import object_bytes
from lanterne.files.handed import handed_or_stored
from lanterne.files.object_path import ObjectPath
from lanterne.files.parquet import open_parquet
from lanterne.files.problem_log import Findings
from lanterne.files.shards import check_alike, shards_of, table_files
from lanterne.harmonise.form_names import CONSENT
from lanterne.privacy import Ledger
from lanterne.runners import InProcess, Runner
from lanterne.synthesis.exact_counts import CountedPeople

EACH = {"codebook": "lanterne-cases", "subject_id": ""}


@pytest.fixture(scope="module")
def parts(tmp_path_factory) -> Path:
    """Three files of people whose rows and households stand in several of them."""
    folder = tmp_path_factory.mktemp("parts")
    write_parts(folder)
    return folder


def opened(place: Path | ObjectPath, runner: Runner, ids: str = "", rows: int = 9) -> ShardedCases:
    ignored = tuple({"id", "home"} - {*IDS[ids]})
    return open_sharded(place, BOOK, runner, IDS[ids], ignored, rows)


def counted_in(cases: ShardedCases, ids: str) -> CountedPeople:
    """All that is counted of them; of a household two count, always the same."""
    return CountedPeople(cases, DOMAIN, 2 if IDS[ids][1] else None, b"k" * 32)


@pytest.mark.parametrize("ids", IDS)
def test_counts_and_checks_are_those_of_files_to_the_bit(store, parts, ids):
    there = put(parts, store)
    here = counted_in(opened(parts, InProcess(), ids), ids)
    far = counted_in(opened(there, Anyhow(4, 1), ids), ids)
    assert here.pairs.sum() > 0
    assert (here.pairs == far.pairs).all()
    assert (here.tables(TABLES) == far.tables(TABLES)).all()
    assert len(opened(there, InProcess(), ids)._shards) == len(opened(parts, InProcess())._shards)


def test_a_check_says_the_same_of_objects_and_of_files(store, parts, tmp_path):
    for name in ("good", "wrong"):
        (tmp_path / name).mkdir()
        for one in parts.iterdir():
            rows = pl.read_parquet(one)
            if name == "wrong" and one.name == "part-1.parquet":
                rows = rows.with_columns(country=pl.lit("XX"))
            rows.write_parquet(tmp_path / name / one.name, row_group_size=7)
        there = put(tmp_path / name, store)
        here, far = (opened(one, InProcess(), "id").check() for one in (tmp_path / name, there))
        assert here.ok == (name == "good")
        assert (here.rows, here.people, here.more) == (far.rows, far.people, far.more)
        for one, other in zip(here.problems, far.problems, strict=True):
            assert other.file == (one.file or "").replace(str(tmp_path / name), str(there))
            assert one.at(file="") == other.at(file="")


def test_verbs_read_parquet_and_csv_here_and_in_other_processes(store, cases, tmp_path):
    address = str(put(cases, store))
    here = lanterne.check(cases, **EACH)
    for runner in (None, "processes"):
        far = lanterne.check(address, **EACH, runner=runner)
        assert (far.ok, far.rows, far.people) == (True, here.rows, here.people)
    for one in cases.iterdir():  # one object by itself
        assert lanterne.check(f"{address}/{one.name}", **EACH).ok
    ledger = tmp_path / "ledger.jsonl"
    made = lanterne.protect(address, **EACH, epsilon=4, out=tmp_path / "out", ledger=ledger)
    assert lanterne.verify(tmp_path / "out").ok
    assert spends(ledger) == 1
    written = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert len(written) > 5
    for one in written:
        assert not any(word.encode() in one.read_bytes() for word in (KEY, SECRET, "s3://"))
    assert SECRET not in repr(made)
    assert not (Path("s3:").exists())


def spends(ledger: Path) -> int:
    return sum(one.kind == "spend" for one in Ledger(ledger).entries()) if ledger.exists() else 0


NOTHING = None
KINDS = {
    "texts": pa.array(["a", "é", NOTHING, "", " b "]),
    "large": pa.array(["a", "b", NOTHING, "", "c"], pa.large_string()),
    "listed": pa.array(["a", "b", NOTHING, "a", "b"]).dictionary_encode(),
    "small": pa.array([1, -2, NOTHING, 3, 4], pa.int8()),
    "big": pa.array([2**64 - 1, 0, NOTHING, 3, 4], pa.uint64()),
    "float": pa.array([0.1, 2.0, NOTHING, float("nan"), 1e300]),
    "flag": pa.array([True, False, NOTHING, True, True]),
    "day": pa.array([date(2020, 1, 2), NOTHING, date(1960, 1, 1)] + [NOTHING] * 2),
    "day of milliseconds": pa.array([date(2020, 1, 2)] + [NOTHING] * 4, pa.date64()),
    "time": pa.array([datetime(2020, 1, 2, 3, 4, 5)] * 5, pa.timestamp("us")),
    "zone": pa.array([datetime(2020, 1, 2)] * 5, pa.timestamp("us", "Europe/Paris")),
    "nothing": pa.nulls(5),
    "price": pa.array([1, 2, NOTHING, 3, 4]).cast(pa.decimal128(22, 2)),
}
"""Columns of the kinds that other programs write."""


@pytest.mark.parametrize("old_times", [False, True])
def test_every_kind_of_column_is_read_as_of_a_file_whatever_rows_are_asked_for(
    store, tmp_path, monkeypatch, old_times
):
    """The bytes of the other rows are not there."""
    monkeypatch.setattr(object_bytes, "_FOOTER", 16)
    path, table = tmp_path / "one.parquet", pa.table(KINDS)
    pq.write_table(table, path, row_group_size=2, use_deprecated_int96_timestamps=old_times)
    store.buckets["cases"]["one.parquet"] = path.read_bytes()
    here, far = (
        open_parquet(one, Findings("")) for one in (path, ObjectPath("cases", "one.parquet"))
    )
    assert here.header == far.header
    assert here.kinds_of(here.header) == far.kinds_of(far.header)
    for part in [None, *((first, rows) for first in range(5) for rows in range(1, 6 - first))]:
        found = [
            pl.concat([rows.frame for rows in replace(one, part=part).batches(Findings(""))])
            for one in (here, far)
        ]
        assert found[0].height == (5 if part is None else part[1])
        assert found[0].equals(found[1])


def test_no_more_is_fetched_than_the_rows_that_are_read(store):
    content = io.BytesIO()
    rows = pl.DataFrame({"a": [f"{number * 7919:020}" for number in range(60_000)]})
    rows.write_parquet(content, row_group_size=5_000, compression="uncompressed")
    store.buckets["cases"]["one.parquet"] = content.getvalue()
    with ObjectPath("cases", "one.parquet").in_memory((20_000, 1)) as copy:
        assert copy.stat().st_size == len(content.getvalue())
        assert copy.stat().st_blocks * 512 < len(content.getvalue()) / 4
        assert pl.scan_parquet(copy).slice(20_000, 1).collect().equals(rows[20_000:20_001])


def test_rows_are_cut_by_their_number_and_not_by_the_size_of_an_object(store, tmp_path):
    for name, letters in (("short", 1), ("long", 400)):
        (tmp_path / name).mkdir()
        text = "x" * letters
        pl.DataFrame({"a": [f"{text}{n}" for n in range(20)]}).write_parquet(
            tmp_path / name / "one.parquet"
        )
    cuts = [
        [(one.first, one.rows) for one in shards_of(table_files(put(tmp_path / name, store)), 7)]
        for name in ("short", "long")
    ]
    assert cuts[0] == cuts[1] == [(0, 7), (7, 7), (14, 6)]


@pytest.mark.parametrize("when", [1, 4, 7, 10])
@pytest.mark.parametrize("runner", [InProcess(), Anyhow(3, 2)])
def test_an_object_that_changes_while_it_is_read_is_told(store, parts, when, runner):
    """It becomes another whole object, at any time after it was looked at."""
    there = put(parts, store)
    some = opened(there, runner, rows=1000)
    before = store.buckets["cases"][f"{there.key}/part-1.parquet"]
    rows = pl.read_parquet(before)
    other = io.BytesIO()
    rows.with_columns(country=pl.lit("FR")).write_parquet(other, row_group_size=11)
    seen = []

    def change(method: str, key: str) -> None:
        if key.endswith("part-1.parquet"):
            seen.append(method)
            if len(seen) == when:
                store.buckets["cases"][key] = other.getvalue()

    store.meanwhile = change
    problems: tuple[object, ...] = ()
    for _ in range(3):  # it is read once, or once more to measure
        try:
            assert counted_in(some, "").pairs.sum() > 0
        except InputError as error:
            problems = error.problems
            break
    assert [one.rule for one in problems] == ["file-changed"]
    assert problems[0].file == f"{there}/part-1.parquet"


def test_a_change_that_keeps_size_and_second_is_seen(store):
    store.buckets["cases"]["one.csv"] = b"a,b\n1,2\n"
    (shard,) = shards_of(table_files(ObjectPath("cases", "one.csv")))
    shard.check_unchanged()
    store.buckets["cases"]["one.csv"] = b"a,b\n1,3\n"
    with pytest.raises(InputError, match="has changed since"):
        shard.check_unchanged()
    del store.buckets["cases"]["one.csv"]
    with pytest.raises(InputError, match="has changed since"):
        shard.check_unchanged()


def test_an_object_that_is_there_twice_is_refused(store, cases):
    there = put(cases, store)
    store.twice = True
    (first, _) = lanterne.check(str(there), **EACH).problems
    assert (first.rule, first.file) == ("object-twice", f"{there}/part-0.parquet")
    store.twice, store.page = False, 1
    assert lanterne.check(str(there), **EACH).ok  # a list of several pages
    objects = store.buckets["cases"]
    objects[f"{there.key}/part-2.csv"] = objects[f"{there.key}/part-1.csv"]
    assert [one.rule for one in lanterne.check(str(there), **EACH).problems] == ["file-twice"]


FAULTS = {
    "denied": "unreadable-object.denied",
    "half": "unreadable-object.cut-off",
    "short": "unreadable-object.cut-off",
    "busy": "unreadable-object.no-answer",
    "hang": "unreadable-object.no-answer",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_store_that_fails_is_told_and_nothing_is_spent(store, cases, tmp_path, capfd, fault):
    there = put(cases, store)
    store.fails = lambda method, key: fault if method == "GET" and "part-0" in key else ""
    refused(str(there), tmp_path, FAULTS[fault], f"{there}/part-0.parquet", capfd)


def test_a_store_that_falls_silent_is_waited_for_once_and_not_for_each_object(store):
    for number in range(5):
        store.buckets["cases"][f"many/{number}.csv"] = b"a,b\n1,2\n"
    files = table_files(ObjectPath("cases", "many"))
    store.fails = lambda method, key: "busy"
    with pytest.raises(InputError) as raised:
        shards_of(files)
    assert [one.file for one in raised.value.problems] == ["s3://cases/many/0.csv"]
    with pytest.raises(InputError) as raised:
        check_alike(files, lambda path: (str(path.size),))
    assert [one.file for one in raised.value.problems] == ["s3://cases/many/0.csv"]


@pytest.mark.parametrize("runner", [InProcess(), Anyhow(3, 2)])
@pytest.mark.parametrize("change", ["taken away", "added"])
def test_a_list_that_changes_after_it_was_read_is_told_before_anything_is_spent(
    store, cases, tmp_path, monkeypatch, change, runner
):
    """Else a release would be of whoever was listed at one time or another."""
    there, ledger = put(cases, store), tmp_path / "ledger.jsonl"
    objects, read = store.buckets["cases"], ShardedCases._pass
    last = f"{there.key}/{sorted(one.name for one in cases.iterdir())[-1]}"
    monkeypatch.setattr("lanterne.verbs.protection.runner_of", lambda *_: runner)

    def then_changes(cases, count):
        found = read(cases, count)
        if change == "added":
            objects[f"{there.key}/part-9.csv"] = objects[last]
        else:
            del objects[last]
        return found

    monkeypatch.setattr(ShardedCases, "_pass", then_changes)
    with pytest.raises(InputError) as raised:
        lanterne.protect(str(there), **EACH, epsilon=1, out=tmp_path / "out", ledger=ledger)
    assert [one.code for one in raised.value.problems] == ["file-changed.list"]
    assert [one.file for one in raised.value.problems] == [str(there)]
    assert not list(tmp_path.iterdir())


def test_no_object_comes_between_the_look_for_forms_and_opening(store, cases, monkeypatch):
    """It would be read as cases, and who refused in it be counted."""
    there, looks = put(cases, store), ObjectPath.listed

    def without_one(path):
        found = looks(path)
        store.buckets["cases"] |= {f"{there.key}/part-9.csv": b"a,b\n1,2\n"}
        return found

    monkeypatch.setattr(ObjectPath, "listed", without_one)
    assert [one.code for one in lanterne.check(str(there), **EACH).problems] == [
        "file-changed.list"
    ]


def test_an_object_with_others_below_it_is_refused_and_none_of_them_read(
    store, cases, tmp_path, capfd
):
    there = put(cases, store)
    store.buckets["cases"][there.key] = b"a,b\n1,2\n"
    refused(str(there), tmp_path, "object-and-folder", str(there), capfd)


def test_an_object_that_goes_before_it_is_read_is_not_there(store, cases, tmp_path, capfd):
    there = put(cases, store)
    store.fails = lambda method, key: "gone" if method == "GET" and "part-0" in key else ""
    refused(str(there), tmp_path, "unreadable-object.not-there", f"{there}/part-0.parquet", capfd)


def test_what_is_not_there_is_told_and_nothing_is_spent(store, cases, tmp_path, capfd):
    put(cases, store)
    store.buckets["cases"]["book/one.xlsx"] = b"PK\x03\x04"
    named = {
        "s3://nowhere/cases": "unreadable-object.no-bucket",
        "s3://cases/nothing": "unreadable-object.not-there",
        "s3://cases/nothing.parquet": "unreadable-object.not-there",
        "s3://cases/book": "not-a-table.object",
        "s3://cases": "not-a-part.no-file",
    }
    for address, code in named.items():
        refused(address, tmp_path, code, address, capfd)


def test_a_store_that_cannot_be_reached_is_told(store, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    refused("s3://cases/parts", tmp_path, "unreadable-object.no-answer", "s3://cases/parts", capfd)


def refused(address: str, out: Path, code: str, place: str, capfd: pytest.CaptureFixture) -> None:
    """Neither spends nor writes, and says why and where, but no key."""
    asked = {**EACH, "epsilon": 1, "out": out / "out", "ledger": out / "ledger.jsonl"}
    with pytest.raises(InputError) as raised:
        lanterne.protect(address, **asked)
    problem = raised.value.problems[0]
    assert problem.code == code
    assert (problem.file or "").startswith(place)
    told = "".join([str(raised.value), *capfd.readouterr()])
    assert not any(word in told for word in (KEY, SECRET, "Traceback"))
    assert [one.name for one in out.iterdir() if not one.name.startswith(".")] == []
    assert problem.code == lanterne.check(address, **EACH).problems[0].code


def test_a_store_that_fails_after_the_charge_leaves_a_ledger_that_is_right(store, cases, tmp_path):
    there, ledger = put(cases, store), tmp_path / "ledger.jsonl"

    def fails(method: str, key: str) -> str:
        return "denied" if spends(ledger) else ""

    store.fails = fails
    with pytest.raises(InputError) as raised:
        lanterne.protect(str(there), **EACH, epsilon=20, out=tmp_path / "out", ledger=ledger)
    assert raised.value.problems[0].code == "unreadable-object.denied"
    assert spends(ledger) == 1
    assert "charged" in "".join(raised.value.__notes__)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "address",
    [
        "s3://AKID:PASSWORD@cases/parts",
        "s3://cases/parts?secret_key=PASSWORD",
        "s3://cases/PASSWORD@parts",
        "s3://cases/../PASSWORD",
        "s3:///PASSWORD",
    ],
)
def test_an_address_that_may_hold_a_key_is_refused_and_not_repeated(address):
    with pytest.raises(UsageError, match="no address of cases in a store") as raised:
        handed_or_stored(address)
    assert "PASSWORD" not in str(raised.value)


def test_an_address_is_one_as_a_text_and_as_a_path():
    whole = ObjectPath("cases", "a b/c=1/part-0.parquet")
    for given in (str(whole), Path(str(whole)), f"S3://{whole.bucket}/{whole.key}/"):
        assert handed_or_stored(given) == whole
    assert handed_or_stored("s3") == Path("s3")
    assert (whole.name, str(whole.parent)) == ("part-0.parquet", "s3://cases/a b/c=1")


@pytest.mark.parametrize(
    ("endpoint", "kind"),
    [
        ("http://store.example:9000", Refused),
        ("https://KEY:PASSWORD@store.example", UsageError),
        ("store.example:9000", UsageError),
        ("http://[PASSWORD", UsageError),
        ("https://store.example/below/PASSWORD", UsageError),
        ("https://store.example?secret=PASSWORD", UsageError),
    ],
)
def test_an_address_of_a_store_that_would_give_away_cases_or_keys(endpoint, kind, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    with pytest.raises(kind) as raised:
        lanterne.check("s3://cases/parts", **EACH)
    assert "PASSWORD" not in str(raised.value)


def test_what_a_store_is_not_read_for_is_refused(store, cases, tmp_path):
    there, ledger = str(put(cases, store)), tmp_path / "ledger.jsonl"
    asked = {"epsilon": 1, "out": tmp_path / "out"}
    for call in (
        lambda: lanterne.anonymise(there, **EACH, method="k-anonymised", k=5, out=tmp_path / "out"),
        lambda: lanterne.draft(there),
    ):
        with pytest.raises(UsageError, match="From a store, check, protect, evaluate and risk"):
            call()
    with pytest.raises(UsageError, match="No ledger lies beside s3://"):
        lanterne.protect(there, **EACH, **asked)
    for at in ({"out": "s3://cases/out"}, {"ledger": "s3://cases/ledger.jsonl"}):
        with pytest.raises(UsageError, match="are on a disk of this computer"):
            lanterne.protect(cases, **EACH, **{**asked, "ledger": ledger, **at})
    assert not list(tmp_path.iterdir())


def test_a_file_of_a_form_in_a_store_is_told(store, cases, tmp_path):
    there = put(cases, store)
    for name in ("part-1.csv", "part-0.parquet"):
        rows = pl.read_csv(cases / "part-1.csv", infer_schema=False)
        asked = rows.with_columns(pl.lit("yes").alias(CONSENT))
        content = io.BytesIO()
        asked.write_csv(content) if name.endswith("csv") else asked.write_parquet(content)
        store.buckets["cases"] = {f"{there.key}/{name}": content.getvalue()}
        (problem, *_) = lanterne.check(str(there), **EACH, ignore=[CONSENT]).problems
        assert problem.rule in {"object-of-form", "form-without-mark"}
