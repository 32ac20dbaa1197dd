"""A release with data sets for inference: what is there, what is read, and what is found wrong."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from example_release import (
    MOMENT,
    NOISE,
    SIZES,
    a_table,
    a_table_with_datasets,
    in_languages,
    reseal,
)
from network_release_example import a_network

from lanterne import inference
from lanterne.errors import InputError, UsageError
from lanterne.privacy import Protected
from lanterne.release import load_datasets, load_release, verify_release, write_release
from lanterne.release.folder import files_below
from lanterne.release.layout import release_layout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_release(Protected(a_table_with_datasets()), tmp_path / "out", created=MOMENT)


def rules(folder: Path) -> set[str]:
    return {problem.rule for problem in verify_release(folder).problems}


def test_what_is_written_is_whole_and_is_read_again(folder):
    assert verify_release(folder).ok
    beside = [path for path in files_below(folder) if path.startswith("datasets/")]
    sets = [
        f"datasets/{number:02}.{suffix}" for number in (1, 2, 3) for suffix in ("csv", "parquet")
    ]
    assert beside == sorted(
        [*sets, "datasets/combine.R", "datasets/noise.csv", "datasets/schema.json"]
    )
    drawn = load_datasets(load_release(folder))
    assert drawn is not None
    assert [frame.height for frame in drawn.frames] == list(SIZES)
    assert drawn.deviations == NOISE
    given = a_table_with_datasets().datasets.frames
    for read, frame in zip(drawn.frames, given, strict=True):
        assert sorted(read.rows()) == sorted(frame.rows())
        assert read.rows() != frame.rows()  # their order tells nothing
    sets = inference.open_data_sets(folder)
    assert sets.deviations == NOISE
    assert load_release(folder).data.height == 200


def test_the_same_data_sets_give_the_same_bytes(folder, tmp_path):
    again = write_release(Protected(a_table_with_datasets()), tmp_path / "again", created=MOMENT)
    for path in files_below(folder):
        assert (folder / path).read_bytes() == (again / path).read_bytes()


def test_the_manifest_and_the_package_name_them(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["format"], manifest["datasets"]) == (4, 3)
    assert manifest["synthetic_rows"] == {"victims": 200}
    package = json.loads((folder / "datapackage.json").read_text())
    listed = [one for one in package["resources"] if one["path"].startswith("datasets/")]
    assert len(listed) == 6
    assert {one["schema"] for one in listed} == {"datasets/schema.json"}
    schema = json.loads((folder / "datasets/schema.json").read_text())
    rows = next(one for one in package["resources"] if one["path"] == "data/victims.csv")
    assert schema == rows["schema"]


def test_the_read_me_says_in_every_language_what_they_are_for(folder):
    pages = in_languages((folder / "README.md").read_text(encoding="utf-8"))
    assert len(pages) == 4
    for page in pages.values():
        assert "`datasets/`" in page
        assert "`datasets/combine.R`" in page
        assert "`lanterne.inference`" in page
    assert "none of them is a sample of people" in " ".join(pages["en"].split())


def test_a_release_without_them_is_as_before(tmp_path):
    folder = write_release(Protected(a_table()), tmp_path / "out")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["format"] == 1
    assert "datasets" not in manifest
    assert "datasets" not in (folder / "README.md").read_text(encoding="utf-8")
    assert load_datasets(load_release(folder)) is None
    with pytest.raises(UsageError, match="has no data sets for inference"):
        inference.open_data_sets(folder)


def edit(folder, path, change):
    file = folder / path
    file.write_text(change(file.read_text()))
    reseal(folder)


def test_a_changed_cell_is_found(folder):
    edit(folder, "datasets/02.csv", lambda text: text.replace("woman", "wombat", 1))
    assert {"value-not-listed", "files-differ"} <= rules(folder)


def test_a_broken_rule_is_found(folder):
    rows = pl.read_parquet(folder / "datasets/01.parquet").with_columns(
        labour=pl.lit("sea"), forced=pl.lit(None, pl.String)
    )
    rows.write_parquet(folder / "datasets/01.parquet")
    rows.write_csv(folder / "datasets/01.csv")
    reseal(folder)
    assert rules(folder) == {"rule-broken"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("column_1,column_2,column_3,deviation\nnobody,,,3.0\n", "noise-of-other-columns"),
        ("column_1,column_2,column_3,deviation\ngender,,,-3.0\n", "unreadable"),
        ("column_1,column_2,column_3,deviation\ngender,,,3\ngender,,,4\n", "unreadable"),
        ("column_1,column_2,column_3,deviation\ngender,,,inf\n", "unreadable"),
        ("column_1,column_2,column_3,deviation\ngender,,,nan\n", "unreadable"),
        ("column_1,deviation\ngender,3.0\n", "unreadable"),
        ("column_1,column_2,column_3,deviation\ngender,,,much\n", "unreadable"),
    ],
)
def test_noise_that_cannot_be_is_found(text, rule, folder):
    edit(folder, "datasets/noise.csv", lambda _: text)
    assert rule in rules(folder)
    if rule == "unreadable":
        with pytest.raises(InputError):
            load_datasets(load_release(folder, rows=False))


@pytest.mark.parametrize("gone", ["datasets/03.parquet", "datasets/noise.csv"])
def test_a_missing_file_is_found(gone, folder):
    (folder / gone).unlink()
    assert "file-missing" in rules(folder)
    reseal(folder)  # as a forger would
    assert not verify_release(folder).ok


def test_a_file_that_has_no_place_is_found(folder):
    (folder / "datasets/notes.txt").write_text("nobody")
    reseal(folder)
    assert rules(folder) == {"file-extra"}


def test_fewer_data_sets_than_the_manifest_says_are_found(folder):
    for suffix in ("csv", "parquet"):
        (folder / f"datasets/03.{suffix}").unlink()
    reseal(folder)
    assert "manifest" in rules(folder)


def test_linked_tables_have_none():
    with pytest.raises(ValueError, match="no data sets"):
        release_layout(a_network().codebook, datasets=2)
