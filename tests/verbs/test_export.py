"""The verb that exports, from Python and from the command line: what it refuses, what it leaves."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

import lanterne
from lanterne import ExportRequest, UsageError
from lanterne.errors import InputError
from once import made_once
from program import run_here

sys.path.insert(0, str(Path(__file__).parents[1] / "release"))

from export_releases import make_releases


@pytest.fixture(scope="module")
def releases(tmp_path_factory) -> Path:
    return made_once(tmp_path_factory, "export-releases", make_releases)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("export.nothing-chosen", {"kinds": []}),
        ("export.no-kind", {"kinds": ["stata", "sas"]}),
        ("export.needs-address", {"kinds": ["dcat"]}),
        ("export.no-address", {"address": "ftp://example.org"}),
        ("export.no-address", {"address": "https://example.org/a b"}),
        ("export.no-address", {"address": "https://example.org/>"}),
        ("export.no-contact", {"contact": "somebody"}),
        ("export.no-doi", {"doi": "https://doi.org/10.5281/zenodo.1"}),
        ("language.no-words", {"language": "de"}),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_read(tmp_path, code, fields):
    asked = {"kinds": ["stata"], "out": tmp_path / "out", **fields}
    with pytest.raises(UsageError) as told:
        ExportRequest(tmp_path / "nowhere", **asked)
    assert told.value.message.code == code


def test_nothing_goes_into_a_release_or_over_a_folder(releases, tmp_path):
    release = releases / "table"
    for out, code in (
        (release / "export", "destination.in-release"),
        (release, "destination.exists"),
    ):
        with pytest.raises(UsageError) as told:
            lanterne.export(release, kinds=["ris"], out=out)
        assert told.value.message.code == code


def test_what_a_release_has_not_is_refused_and_nothing_is_left(releases, tmp_path):
    with pytest.raises(UsageError, match="no counts"):
        lanterne.export(releases / "k-synthetic", kinds=["stata", "sdmx"], out=tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_release_that_was_changed_is_not_exported(releases, tmp_path):
    release = Path(shutil.copytree(releases / "table", tmp_path / "release"))
    with (release / "data/victims.csv").open("a", encoding="utf-8") as file:
        file.write("man,,,NA,,,,\n")
    with pytest.raises(InputError):
        lanterne.export(release, kinds=["r"], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command_writes_and_says_what(releases, tmp_path):
    release, out = releases / "table", tmp_path / "out"
    asked = ["--as", "stata,bibtex", "--as", "ris", "--out", "out", "--json"]
    done = run_here(tmp_path, "export", release, *asked)
    assert done.returncode == 0, done.stderr
    names = ["README.md", "aggregates.dta", "citation.bib", "citation.ris", "codes.csv"]
    assert json.loads(done.stdout) == {"export": "out", "files": [*names, "victims.dta"]}
    assert sorted(path.name for path in out.iterdir()) == [*names, "victims.dta"]
    again = run_here(tmp_path, "--language", "ar", "export", release, "--as", "csl", "--out", "b")
    assert again.returncode == 0, again.stderr
    (item,) = json.loads((tmp_path / "b" / "citation.csl.json").read_text("utf-8"))
    assert item["language"] == "ar"  # that of the terminal
    refused = run_here(tmp_path, "export", release, "--as", "sas", "--out", "c")
    assert refused.returncode == 2
    assert "sas" in refused.stderr
