"""Linked tables in a store are read as in a folder; reports on cases are made of a store too."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import parted_partners as partner
import polars as pl
import pytest
from parted_network import BOOK, H, P, V, assert_same, counting, write_parts, write_whole, written
from small_store import KEY, SECRET, put

import lanterne
from any_order import Anyhow, Meanwhile
from lanterne import verbs
from lanterne.cases.network import open_network
from lanterne.cases.network.shards import check_sharded_network, open_sharded_network
from lanterne.errors import InputError, UsageError
from lanterne.fictional import write_fictional_network
from lanterne.harmonise import parts_by
from lanterne.harmonise.form_names import CONSENT, MARK
from lanterne.privacy import Ledger
from lanterne.runners import InProcess
from lanterne.verbs.precautions import _size_of
from parted_files import write_in_parts
from program import run_here

NETWORK = {"codebook": "lanterne-network"}
ONE_TABLE = {"codebook": "lanterne-cases", "subject_id": ""}


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> tuple[Path, Path]:
    folder, tables = tmp_path_factory.mktemp("network"), written()
    return write_whole(tables, folder / "whole"), write_parts(tables, folder / "parts")


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> Path:
    """Fictional linked tables, two of them in parts."""
    folder = tmp_path_factory.mktemp("fictional") / "network"
    write_fictional_network(folder, 400, 5)
    for name in ("victims", "links"):
        file = folder / f"{name}.csv"
        write_in_parts(file, folder / name, 150, group=40)
        file.unlink()
    return folder


@pytest.mark.parametrize("units", [(V, P), (H,)])
def test_counts_are_those_of_a_folder_to_the_bit(store, folders, units):
    count, (whole, parts) = counting(units), folders
    expected = open_network(whole, BOOK).add_up(count)
    for folder in (whole, parts):
        cases = open_sharded_network(put(folder, store), BOOK, Anyhow(4, 3), rows=9)
        assert_same(cases.add_up(count), expected)


def test_a_partners_tables_are_those_of_a_folder(store, tmp_path):
    count, files = counting((V, H)), partner.kept()
    whole = partner.write_whole(files, tmp_path / "whole")
    parts = partner.write_parts(files, tmp_path / "parts")
    by_mapping = parts_by(partner.MAPPING, BOOK)
    expected = open_network(whole, BOOK, open_parts=by_mapping).add_up(count)
    for folder in (whole, parts):
        there = put(folder, store)
        cases = open_sharded_network(there, BOOK, Anyhow(3, 1), rows=9, opener=partner.opener())
        assert_same(cases.add_up(count), expected)


def test_a_check_says_the_same_of_a_store_and_of_a_folder(store, folders, tmp_path):
    wrong = shutil.copytree(folders[1], tmp_path / "wrong")
    part = next((wrong / "Links").glob("*.csv"))
    rows = pl.read_csv(part, infer_schema=False)
    rows.with_columns(paid=pl.lit("perhaps"), perpetrator=pl.lit("nobody")).write_csv(part)
    for folder in (folders[1], wrong):
        there = put(folder, store)
        here, far = (check_sharded_network(one, BOOK, InProcess()) for one in (folder, there))
        assert here.ok == (folder != wrong)
        assert (here.rows, here.people, here.more) == (far.rows, far.people, far.more)
        for one, other in zip(here.problems, far.problems, strict=True):
            assert other.file == (one.file or "").replace(str(folder), str(there))
            assert one.at(file="") == other.at(file="")


def test_linked_tables_from_a_store_become_a_release_and_a_report(store, network, tmp_path):
    address, ledger = str(put(network, store)), tmp_path / "ledger.jsonl"
    assert lanterne.check(address, **NETWORK) == lanterne.check(
        address, **NETWORK, runner="processes"
    )
    assert lanterne.check(address, **NETWORK).ok
    asked = {"epsilon": 4, "out": tmp_path / "release", "ledger": ledger}
    lanterne.protect(address, **NETWORK, **asked)
    assert lanterne.verify(tmp_path / "release", ledger=ledger).ok
    far = lanterne.evaluate(address, tmp_path / "release", ledger=ledger, out=tmp_path / "report")
    here = lanterne.evaluate(network, tmp_path / "release", ledger=ledger)
    assert far.looks == 1
    assert {**far.to_dict(), "looks": 2} == here.to_dict()
    risk = lanterne.find_risk(address, **NETWORK, k=3)
    assert risk.to_dict() == lanterne.find_risk(network, **NETWORK, k=3).to_dict()
    for one in (one for one in tmp_path.rglob("*") if one.is_file()):
        assert not any(word.encode() in one.read_bytes() for word in (KEY, SECRET, "s3://"))


@pytest.fixture(scope="module")
def released(cases) -> Path:
    """Beside the cases: the ledger of a release of them, which lies beside it."""
    ledger = cases.parent / "ledger.jsonl"
    asked = {"epsilon": 4, "out": cases.parent / "release", "ledger": ledger}
    lanterne.protect(cases, **ONE_TABLE, **asked)
    return ledger


def reports_on(address: object, ledger: Path, runner: str | None) -> tuple[Any, Any, Any]:
    """An evaluation, a comparison and the risk of one table."""
    told = {"subject_id": "", "ledger": ledger, "runner": runner}
    release = ledger.with_name("release")
    evaluated = lanterne.evaluate(address, release, **told)
    compared = lanterne.compare(address, [release] * 2, **told)
    return evaluated, compared, lanterne.find_risk(address, **ONE_TABLE, runner=runner, k=3)


@pytest.fixture(scope="module")
def of_folder(cases, released) -> tuple[Any, Any, Any]:
    """Reports on the folder, by this process."""
    return reports_on(cases, released, None)


@pytest.mark.parametrize("runner", [None, "processes"])
def test_reports_on_one_table_are_those_of_a_folder(store, cases, released, of_folder, runner):
    far = reports_on(str(put(cases, store)), released, runner)
    assert far[0].looks > of_folder[0].looks
    assert {**far[0].to_dict(), "looks": 0} == {**of_folder[0].to_dict(), "looks": 0}
    one, other = (several.evaluations[0].comparison for _, several, _ in (far, of_folder))
    assert one == other
    assert far[2].to_dict() == of_folder[2].to_dict()


def test_a_look_at_a_store_is_noted_where_a_ledger_is_named(store, cases, released, tmp_path):
    address, ledger = str(put(cases, store)), released
    before = Ledger(ledger).looks()
    asked = ["risk", address, "-c", "lanterne-cases", "--subject-id", "", "--ledger", ledger]
    done = run_here(tmp_path, *asked, "--out", "report")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "report" / "index.html").is_file()
    assert Ledger(ledger).looks() == before + 1
    refused = run_here(tmp_path, *asked)
    assert refused.returncode == 2
    assert "A report is not written to a store." in refused.stderr
    assert Ledger(ledger).looks() == before + 1


def test_whatever_names_a_store_with_a_key_does_not_repeat_it(tmp_path):
    address = "s3://AK:SECRETLEAK@cases/x"
    for call in (
        lambda: lanterne.check(address, **ONE_TABLE),
        lambda: verbs.draft_mapping(address, "lanterne-cases"),
        lambda: lanterne.write_form("lanterne-cases", "excel", address),
        lambda: lanterne.sample(address),
        lambda: lanterne.verify(tmp_path, ledger=address),
        lambda: lanterne.redraw(address, out=tmp_path / "out"),
        lambda: lanterne.check(tmp_path, address),
    ):
        with pytest.raises(UsageError) as raised:
            call()
        assert raised.value.message.code == "store.address"
        assert "SECRETLEAK" not in str(raised.value)
    assert not list(tmp_path.iterdir())


def test_nothing_is_made_under_the_name_of_a_store(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for call in (
        lambda: lanterne.sample("s3://cases/sample"),
        lambda: lanterne.write_form("lanterne-cases", "excel", "s3://cases/form.xlsx"),
        lambda: lanterne.redraw("kept.npz", out="s3://cases/release"),
        lambda: verbs.make_collection_key("s3://cases/key"),
    ):
        with pytest.raises(UsageError, match="are on a disk of this computer"):
            call()
    assert not list(tmp_path.iterdir())


def test_a_report_goes_to_no_other_address_either(tmp_path):
    asked = ["-c", "lanterne-cases", "--subject-id", ""]
    told = {"hdfs://namenode/cases": "hdfs: is none", "s3://cases//x": "no address of cases"}
    for address, words in told.items():
        done = run_here(tmp_path, "risk", address, *asked)
        assert done.returncode == 2
        assert words in " ".join(done.stderr.split())
    assert not list(tmp_path.iterdir())


def test_a_series_is_not_delivered_from_a_store(tmp_path):
    plan = {"subject_id": "case", "epsilon": 1, "cohorts": ["2024"]}
    lanterne.begin_series(tmp_path / "series", "lanterne-cases", **plan)
    with pytest.raises(UsageError, match="From a store"):
        lanterne.deliver(tmp_path / "series", "s3://cases/x", 2024)


def test_all_parts_are_counted_before_anything_is_spent(store, folders):
    """A disk that is full after the charge would waste it."""
    there = put(folders[1], store)
    every = sum(one.stat().st_size for one in folders[1].rglob("*") if one.is_file())
    assert _size_of(there) == _size_of(folders[1]) == every


def test_what_is_made_of_a_store_is_on_a_disk(store, cases, released):
    address, release = str(put(cases, store)), released.with_name("release")
    with pytest.raises(UsageError, match="No ledger lies beside s3://"):
        lanterne.evaluate(address, release)
    risk = {**ONE_TABLE, "k": 3}
    for call in (
        lambda: lanterne.evaluate(address, release, ledger=released, out="s3://cases/report"),
        lambda: lanterne.evaluate(address, release, ledger="s3://cases/ledger.jsonl"),
        lambda: lanterne.find_risk(address, **risk, out="s3://cases/report"),
        lambda: lanterne.find_risk(address, **risk, ledger="s3://cases/ledger.jsonl"),
    ):
        with pytest.raises(UsageError, match="are on a disk of this computer"):
            call()


def test_a_release_is_read_from_a_disk():
    for read in (lanterne.verify, lanterne.load):
        with pytest.raises(UsageError, match="from a disk, not from a store"):
            read("s3://cases/release")
    with pytest.raises(UsageError) as raised:
        lanterne.verify("s3://key:PASSWORD@cases/release")
    assert "PASSWORD" not in str(raised.value)


def test_what_is_no_folder_of_tables_is_refused(store, folders, tmp_path):
    there = put(folders[0], store)
    one = type(there)(there.bucket, f"{there.key}/victims.csv")
    for opener in (None, partner.opener()):
        with pytest.raises(UsageError, match="Linked tables are read from a folder of a store"):
            open_sharded_network(one, BOOK, InProcess(), opener=opener)


def test_a_table_that_is_missing_or_misspelt_or_there_twice_is_told(store, folders):
    there = put(folders[1], store)
    objects = store.buckets["cases"]
    kept = {key: content for key, content in objects.items() if "/Links/" not in key}

    def problems(more):
        store.buckets["cases"] = {**kept, **{f"{there.key}/{key}": b"a" for key in more}}
        return [
            (one.code, one.file) for one in check_sharded_network(there, BOOK, InProcess()).problems
        ]

    assert problems([]) == [("missing-table.file", str(there))]
    assert problems(["Link/part-0.csv"]) == [("missing-table.file", str(there))]
    assert ("several-files", str(there)) in problems(["links/a.csv", "Links/a.csv"])
    assert ("several-files", str(there)) in problems(["links/a.csv", "links.csv"])
    assert ("not-a-part.no-file", f"{there}/links/deep") in problems(["links/deep/a.csv"])


def test_linked_tables_of_a_form_in_a_store_are_told(store, folders):
    there = put(folders[1], store)
    (victims,) = (key for key in store.buckets["cases"] if key.endswith("Victims/part-1.csv"))
    text = store.buckets["cases"][victims].decode().splitlines()
    for names in ((CONSENT,), (CONSENT, MARK)):
        cells = ",".join("yes" for _ in names)
        rows = [f"{text[0]},{','.join(names)}", *(f"{row},{cells}" for row in text[1:])]
        store.buckets["cases"][victims] = "\n".join(rows).encode()
        found = lanterne.check(str(there), BOOK, ignore=[*names]).problems
        assert [one.code for one in found] == ["object-of-form"]
        assert [one.file for one in found] == [f"s3://cases/{victims}"]


def codes_of(cases: object) -> list[str]:
    """What a check says; of whole tables an export beside them is raised."""
    try:
        found = lanterne.check(cases, BOOK).problems
    except InputError as error:
        found = error.problems
    return [one.code for one in found]


def test_an_export_of_a_form_beside_tables_is_told_in_a_store_as_in_a_folder(
    store, folders, tmp_path
):
    """Else a copy of the tables without the answers of who refused would be read as cases."""
    for whole in folders:
        folder = shutil.copytree(whole, tmp_path / whole.name)
        (folder / "export.csv").write_text(f"{MARK},{CONSENT}\nx,no\n")
        (folder / "notes.csv").write_text("what,when\nx,y\n")
        there = put(folder, store)
        for one in (folder, str(there)) if whole == folders[0] else (str(there),):
            assert codes_of(one) == ["form-several.beside"]
        del store.buckets["cases"][f"{there.key}/export.csv"]
        assert lanterne.check(str(there), BOOK).ok


@pytest.mark.parametrize("change", ["added", "gone", "other"])
def test_tables_that_change_meanwhile_are_told(store, folders, change):
    there, objects = put(folders[1], store), store.buckets["cases"]
    last = max(key for key in objects if "/Victims/part" in key)

    def changes():
        if change == "added":
            objects[f"{there.key}/Victims/part-9.csv"] = objects[last]
        elif change == "gone":
            objects.pop(last, None)
        else:
            objects[last] += b"\n"

    cases = open_sharded_network(there, BOOK, Meanwhile(changes), rows=9)

    def counted_twice():  # what changes after a pass is met in the next
        return [cases.add_up(counting((V,))) for _pass in range(2)]

    with pytest.raises(InputError) as raised:
        counted_twice()
    codes = {"other": "file-changed.cases"}
    assert [one.code for one in raised.value.problems] == [codes.get(change, "file-changed.list")]


def test_a_store_that_refuses_leaves_the_ledger_right(store, network, tmp_path):
    address, ledger = str(put(network, store)), tmp_path / "ledger.jsonl"
    store.fails = lambda method, key: "denied" if method == "GET" and "links/part-1" in key else ""
    asked = {"epsilon": 1, "out": tmp_path / "out", "ledger": ledger}
    with pytest.raises(InputError) as raised:
        lanterne.protect(address, **NETWORK, **asked)
    assert {one.code for one in raised.value.problems} == {"unreadable-object.denied"}
    assert not list(tmp_path.iterdir())
