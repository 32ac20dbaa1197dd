"""A table in parts: the same wherever it is drawn, counted as it is, and verified part by part."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import sys
import weakref
from itertools import islice
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from example_release import in_languages, reseal
from lanterne_reader import open_release

from lanterne import verbs
from lanterne.cases import open_cases
from lanterne.codebook import load_codebook
from lanterne.errors import LanterneError, UsageError
from lanterne.evaluation import evaluate_release
from lanterne.release import drawn_parts, load_release, people_of, verify_release
from lanterne.release.folder import files_below
from lanterne.release.load import scan_rows
from lanterne.runners import InProcess
from lanterne.runners.processes import Processes
from lanterne.synthesis import fitted
from lanterne.synthesis.result import PlannedTable, ProtectedTable
from parted_release import MOST, PARTS, ROWS, SEED, planned, protect_people, write_parts

DATA = "data/people"


@pytest.fixture(scope="module")
def people(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    protect_people(folder)
    return folder


@pytest.fixture(scope="module")
def _whole(people, tmp_path_factory) -> Path:
    return write_parts(people, tmp_path_factory.mktemp("parted") / "release")


@pytest.fixture
def release(_whole, tmp_path) -> Path:
    """A release in parts, to be tampered with."""
    return Path(shutil.copytree(_whole, tmp_path / "release"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path: (folder / path).read_bytes() for path in files_below(folder)}


def rules(folder: Path) -> set[str]:
    return {problem.rule for problem in verify_release(folder).problems}


def edit_json(path: Path, change) -> None:
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))


def edit_part(folder: Path, change, number: int = 2) -> None:
    path = folder / DATA / PARTS[number]
    change(pl.read_parquet(path)).write_parquet(path)
    reseal(folder)


def test_a_table_in_parts_has_no_csv_and_is_whole(release):
    assert [path for path in files_below(release) if path.startswith("data/")] == [
        f"{DATA}/{name}" for name in PARTS
    ]
    manifest = json.loads((release / "manifest.json").read_text())
    assert manifest["format"] == 7
    assert manifest["synthetic_rows"] == {"people": ROWS}
    assert manifest["rows_of_parts"] == {"people": [ROWS // 4] * 4}
    assert verify_release(release, exact=True).problems == ()


def test_what_fits_into_one_part_is_drawn_whole_and_as_it_was(people, tmp_path):
    kept = fitted.load_kept(people / "release.fitted.npz")
    dial, silent = fitted.Dial.BALANCED, lambda stage, share: None
    same = fitted.draw_table(kept, dial, ROWS, SEED).value
    whole = fitted.draw(kept, dial, ROWS, SEED, silent, ROWS).value
    assert isinstance(whole, ProtectedTable)
    assert whole.data.equals(same.data)
    assert whole.aggregates.equals(same.aggregates)
    more = fitted.draw(kept, dial, ROWS + 1, SEED, silent, ROWS).value
    assert isinstance(more, PlannedTable)
    assert more.rows.shards == 2
    assert more.settings == whole.settings | {"rows_requested": ROWS + 1}


def test_several_processes_write_the_same_bytes_as_one(people, release, tmp_path):
    again = write_parts(people, tmp_path / "again", runner=Processes(2))
    assert contents(again) == contents(release)


def test_another_seed_draws_other_rows(people, release, tmp_path):
    other = write_parts(people, tmp_path / "other", seed=SEED + 1)
    for name in PARTS:
        assert (other / DATA / name).read_bytes() != (release / DATA / name).read_bytes()


class _Twice(InProcess):
    """Loses what a task gave and does it again; others come twice, and in another order."""

    tasks = 3

    def run(self, items, first, *then):
        stage = first.func
        place = first.args[2] / first.args[1].paths[0]
        pairs = []
        for item in reversed(items):
            list(islice(stage(*first.args, item), 1))
            pairs += [*first(item), *first(item)]
        (place.parent / f".{place.name}.0badcafe").write_bytes(b"of a machine that went down")
        yield from pairs


def test_a_task_that_is_done_again_changes_nothing(people, release, tmp_path):
    again = write_parts(people, tmp_path / "again", runner=_Twice())
    assert contents(again) == contents(release)


def occurrences(data: pl.DataFrame, combination) -> int:
    """Rows with some answers, from their texts alone."""
    found = pl.lit(value=True)
    for column, value in combination:
        if not column:
            continue
        if column == "age":
            low, high = map(int, value.split("--"))
            number = pl.col("age").replace("", None).cast(pl.Int64)
            found &= number.is_between(low, high).fill_null(value=False)
        else:
            found &= pl.col(column) == value
    return data.filter(found).height


def test_published_counts_are_those_of_the_rows_of_all_parts(release):
    loaded = load_release(release)
    counts = loaded.aggregates
    assert set(counts["length"]) == {1, 2, 3}
    places = [f"{part}_{place}" for place in (1, 2, 3) for part in ("column", "value")]
    for row in counts.select(*places, "synthetic").iter_rows():
        combination = [row[0:2], row[2:4], row[4:6]]
        assert occurrences(loaded.data, combination) == row[6], combination
    assert counts["synthetic"].max() > MOST


def test_numbers_are_spread_within_their_bins(release):
    ages = load_release(release).data["age"].replace("", None).drop_nulls().cast(pl.Int64)
    assert ages.n_unique() > 40
    assert 0 <= ages.min() <= ages.max() <= 79


def test_one_part_is_held_at_a_time(people, tmp_path, monkeypatch):
    held, most = [], []
    real = drawn_parts.draw_shard

    def counting(*arguments):
        drawn = real(*arguments)
        held.append(weakref.ref(drawn))
        most.append(sum(one() is not None for one in held))
        return drawn

    monkeypatch.setattr(drawn_parts, "draw_shard", counting)
    write_parts(people, tmp_path / "out")
    assert most == [1] * len(PARTS)


def test_readers_read_all_parts_as_one_table(people, release):
    loaded = load_release(release)
    assert loaded.data.height == scan_rows(release, "people").collect().height == ROWS
    (kind,) = people_of(load_release(release, rows=False))
    assert kind.rows.height == ROWS
    book = load_codebook(people / "book.toml")
    evaluated = evaluate_release(open_cases(people / "cases.csv", book), loaded)
    assert evaluated.release == release.name


def test_a_name_with_brackets_names_one_release(people, release, tmp_path):
    """As browsers name what is downloaded again; another lies where a pattern would look."""
    named = shutil.copytree(release, tmp_path / "rel[1]")
    write_parts(people, tmp_path / "rel1", seed=SEED + 1)
    assert verify_release(named).ok
    assert load_release(named).data.equals(load_release(release).data)
    assert not load_release(tmp_path / "rel1").data.equals(load_release(release).data)


def test_programs_read_the_list_of_parts(release):
    package = json.loads((release / "datapackage.json").read_text())
    rows = package["resources"][0]
    assert rows["path"] == [f"{DATA}/{name}" for name in PARTS]
    assert "hash" not in rows
    pytest.importorskip("frictionless")
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"],
        cwd=release,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_every_language_says_how_parts_are_read(release):
    for said in in_languages((release / "README.md").read_text("utf-8")).values():
        assert "`data/people/`" in said
        assert "people.csv" not in said
        assert PARTS[-1] in said
        assert 'polars.scan_parquet("data/people/*.parquet")' in said
        assert 'arrow::open_dataset("data/people")' in said
        assert "SELECT * FROM 'data/people/*.parquet'" in said


def _swap(folder: Path) -> None:
    one, other = (folder / DATA / PARTS[number] for number in (0, 1))
    rows = [pl.read_parquet(path) for path in (one, other)]
    rows[0].head(-1).write_parquet(other)
    rows[1].write_parquet(one)
    reseal(folder)


def _with(column: str, text: str | None, where: str | None = None):
    """The first row, or the first with a text in the column, has another text."""

    def change(rows: pl.DataFrame) -> pl.DataFrame:
        place = 0 if where is None else int((rows[column] == where).arg_max())
        cells = rows[column].to_list()
        cells[place] = text
        return rows.with_columns(pl.Series(column, cells, pl.String))

    return lambda folder: edit_part(folder, change)


def _in_a_mine(rows: pl.DataFrame) -> pl.DataFrame:
    debt = (pl.col("means") == "debt").fill_null(value=False)
    return rows.with_columns(place=pl.when(debt).then(pl.lit("mine")).otherwise("place"))


def _without(folder: Path, number: int) -> None:
    (folder / DATA / PARTS[number]).unlink()
    reseal(folder)


def _and(folder: Path, name: str) -> None:
    shutil.copy(folder / DATA / PARTS[0], folder / name)
    reseal(folder)


def _counts(folder: Path) -> None:
    path = folder / "aggregates/aggregates.csv"
    rows = pl.read_csv(path, infer_schema=False)
    more = pl.col("synthetic").cast(pl.Int64) + 1
    rows.with_columns(synthetic=more.cast(pl.String)).write_csv(path)
    reseal(folder)


def _manifest(**said):
    def change(folder: Path) -> None:
        edit_json(folder / "manifest.json", lambda value: value.update(said))
        reseal(folder)

    return change


FAULTS = {
    "a text that the codebook does not have": (_with("place", "moon"), "value-not-listed"),
    "a number beyond the range": (_with("age", "80"), "value-not-listed"),
    "a required blank": (_with("place", None), "required-blank"),
    "what does not follow": (_with("adult", "0", where="1"), "dependency-broken"),
    "a broken rule": (lambda folder: edit_part(folder, _in_a_mine), "rule-broken"),
    "another answer": (_with("place", "sea", where="land"), "count-synthetic"),
    "rows left out": (lambda f: edit_part(f, lambda rows: rows.head(-3)), "manifest"),
    "rows twice": (lambda f: edit_part(f, lambda rows: rows.vstack(rows)), "count-synthetic"),
    "another header": (lambda f: edit_part(f, lambda rows: rows.rename({"age": "Age"})), "header"),
    "no header at all": (lambda f: edit_part(f, lambda rows: rows.drop("age")), "header"),
    "no texts": (
        lambda f: edit_part(f, lambda rows: rows.with_columns(adult=pl.lit(1))),
        "unreadable",
    ),
    "a part missing": (lambda folder: _without(folder, 1), "unreadable"),
    "the last part missing": (lambda folder: _without(folder, 3), "manifest"),
    "a part extra": (lambda folder: _and(folder, f"{DATA}/part-00004.parquet"), "manifest"),
    "a part beside": (lambda folder: _and(folder, f"{DATA}/part-4.parquet"), "file-extra"),
    "a file beside": (lambda folder: _and(folder, "data/people.parquet"), "file-extra"),
    "parts exchanged": (_swap, "manifest"),
    "other counts": (_counts, "count-synthetic"),
    "other numbers of parts": (_manifest(rows_of_parts={"people": [ROWS]}), "manifest"),
    "no numbers of parts": (_manifest(rows_of_parts=None), "manifest"),
    "another number of rows": (_manifest(synthetic_rows={"people": ROWS + 1}), "manifest"),
    "an earlier format": (_manifest(format=1), "manifest"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_by_whoever_knows_no_checksum(release, fault):
    plant, rule = FAULTS[fault]
    plant(release)
    assert rule in rules(release)


def test_a_part_of_another_release_is_found(release, tmp_path_factory):
    """Of others, most of them at sea: parts of the same people may have the very same counts."""
    folder = tmp_path_factory.mktemp("at-sea")
    protect_people(folder, where=(0.1, 0.8, 0.1))
    other = write_parts(folder, folder / "other")
    shutil.copy(other / DATA / PARTS[1], release / DATA / PARTS[1])
    assert {"file-changed"} <= rules(release)
    reseal(release)
    assert rules(release) == {"count-synthetic"}


def test_what_is_wrong_is_said_of_its_part(release):
    edit_part(release, lambda rows: rows.with_columns(place=pl.lit("moon")), 3)
    found = [one for one in verify_release(release).problems if one.rule == "value-not-listed"]
    assert [one.file for one in found] == [f"{DATA}/{PARTS[3]}"]


def test_a_damaged_part_hides_no_other(release):
    (release / DATA / PARTS[0]).write_bytes(b"PAR1 nothing")
    edit_part(release, lambda rows: rows.with_columns(place=pl.lit("moon")), 3)
    assert {"unreadable", "value-not-listed"} <= rules(release)


def test_a_full_disk_leaves_nothing_behind(people, tmp_path, monkeypatch):
    def full(frame, path):
        path.write_bytes(b"PAR1")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(drawn_parts, "write_parquet", full)
    with pytest.raises(LanterneError, match="could not be written"):
        write_parts(people, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


class _Forgetful(InProcess):
    """Another machine, which writes to a disk of its own."""

    def run(self, items, first, *then):
        for item in items:
            yield from first(item)
            (first.args[2] / first.args[1].paths[item]).unlink()


def test_a_machine_with_another_disk_is_noticed(people, tmp_path):
    with pytest.raises(LanterneError, match="not all there as they were drawn"):
        write_parts(people, tmp_path / "out", runner=_Forgetful())
    assert list(tmp_path.iterdir()) == []


class _Altered(InProcess):
    """A part is written once more, by a machine that draws otherwise, after it was counted."""

    def run(self, items, first, *then):
        for pair in super().run(items, first, *then):
            yield pair
            if pair[0] == 1:
                path = first.args[2] / first.args[1].paths[1]
                pl.read_parquet(path).reverse().write_parquet(path)


def test_a_part_that_is_not_what_was_counted_is_noticed(people, tmp_path):
    with pytest.raises(LanterneError, match="not all there as they were drawn"):
        write_parts(people, tmp_path / "out", runner=_Altered())
    assert not list(tmp_path.iterdir())


def test_data_sets_for_inference_are_refused_before_any_work(people, tmp_path, monkeypatch):
    monkeypatch.setattr(fitted, "ROWS_OF_A_PART", 100)
    monkeypatch.setattr(fitted, "draw", None)
    with pytest.raises(UsageError, match="at most 100 people"):
        verbs.redraw(people / "release.fitted.npz", out=tmp_path / "out", datasets=3)
    assert list(tmp_path.iterdir()) == []


def test_progress_tells_how_many_parts_are_there(people, tmp_path):
    told = []
    write_parts(people, tmp_path / "out", progress=lambda *some: told.append(some))
    assert told == [("write", share) for share in (0.25, 0.5, 0.75, 1.0)]
    assert planned(people).value.delta_advice() is None


@pytest.mark.parametrize(("kind", "ending"), [("stata", "dta"), ("spss", "sav")])
def test_each_part_is_a_file_for_statistical_programs(release, tmp_path, kind, ending):
    out = verbs.export(release, kinds=[kind], out=tmp_path / "out")
    reader = {"dta": pyreadstat.read_dta, "sav": pyreadstat.read_sav}[ending]
    ages = []
    for number in range(len(PARTS)):
        columns, _ = reader(out / f"people-part-0000{number}.{ending}", output_format="dict")
        ages += [None if age is None else int(age) for age in columns["age"]]
    expected = scan_rows(release, "people").collect()["age"].cast(pl.Int64).to_list()
    assert ages == expected
    assert len(list(out.iterdir())) == len(PARTS) + 3  # counts, codes, README


def test_descriptions_name_every_part(release, tmp_path):
    """CSV on the Web describes the counts, which alone are CSV."""
    kinds = ["croissant", "r", "ddi", "csvw", "dcat"]
    out = verbs.export(release, kinds=kinds, out=tmp_path / "out", address="https://example.org/r")
    for name in ("croissant.json", "load.R", "dcat.ttl"):
        text = (out / name).read_text("utf-8")
        assert all(f"data/people/{part}" in text for part in PARTS)
    (table,) = json.loads((out / "csv-metadata.json").read_text("utf-8"))["tables"]
    assert table["url"].endswith("aggregates/aggregates.csv")
    assert f"<caseQnty>{ROWS}</caseQnty>" in (out / "ddi.xml").read_text("utf-8")


def test_the_small_reader_counts_in_parts_and_by_ranges_of_numbers(release):
    read = open_release(release)
    assert list(read.table.columns["age"].values) == ["0--17", "18--39", "40--79"]
    for line in load_release(release).aggregates.iter_rows(named=True):
        places = range(1, int(line["length"]) + 1)
        asked = {line[f"column_{place}"]: line[f"value_{place}"] for place in places}
        count = read.count(asked)
        assert (count.rows, count.low) == (line["synthetic"], pytest.approx(line["estimate_low"]))
    share = read.share({"place": "land"}, {"age": "18--39"})
    assert 0 < share.of < read.rows().height == ROWS
    for wrong in ("17", "banana", ""):
        with pytest.raises(ValueError, match="no answer"):
            read.count(age=wrong)
