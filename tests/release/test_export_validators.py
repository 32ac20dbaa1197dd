"""Exports of every kind of release pass the validators of their standards."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from export_releases import KINDS, LICENCE, make_releases

import lanterne
from lanterne.release import load_release
from lanterne.release.formats import dcat
from lanterne.release.formats.about import Publication
from lanterne.release.manifest import json_text
from once import made_once
from parted_release import protect_people, write_parts

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-formats" / "bin" / "python"

pytestmark = pytest.mark.skipif(
    not PYTHON.exists() and "LANTERNE_TEST_FORMATS" not in os.environ,
    reason="the validators are not there: make test-formats",
)
HERE = ["croissant", "csvw", "ro-crate", "ddi", "datacite", "sdmx"]
PLACE = "https://example.org/releases"


def add_exports(release: Path, to: Path, language: str) -> None:
    """A copy of a release, and its exports beside its files."""
    shutil.copytree(release, to)
    there = to.with_name(f"{to.name}-new")
    kinds = [one for one in HERE if one != "sdmx" or (release / "aggregates").exists()]
    lanterne.export(release, kinds=kinds, out=there, language=language)
    elsewhere = to.with_name(f"{to.name}-net")
    lanterne.export(release, kinds=["dcat"], out=elsewhere, address=f"{PLACE}/{release.name}")
    for folder in (there, elsewhere):
        for path in folder.iterdir():
            if path.name != "README.md":
                shutil.copy(path, to)
        shutil.rmtree(folder)


def add_catalogue(releases: Path, to: Path) -> None:
    """A catalogue with a series of two editions, and a release of none."""
    to.mkdir()
    editions = [
        dcat.Edition(
            load_release(releases / name, rows=False),
            Publication(
                page=f"{PLACE}/{name}",
                files=f"{PLACE}/{name}/",
                series=f"{PLACE}/cases",
                replaces=before,
                version=str(number),
                contact="mailto:data@example.org",
            ),
        )
        for number, (name, before) in enumerate(
            [("table", ""), ("sets", f"{PLACE}/table")], start=1
        )
    ]
    alone = Publication(page=f"{PLACE}/alone", files=f"{PLACE}/alone/", licence=LICENCE)
    title = {"en": "Data", "ar": "بيانات"}
    whole = dcat.catalogue(
        dcat.Catalogue(
            page=PLACE,
            title=title,
            description=title,
            publisher="Office",
            editions=[dcat.Edition(load_release(releases / "linked", rows=False), alone)],
            series=[dcat.Series(f"{PLACE}/cases", title, editions, publisher="Office")],
        )
    )
    (to / "catalogue.jsonld").write_text(json_text(whole), "utf-8")
    (to / "catalogue.ttl").write_text(dcat.turtle(whole), "utf-8")


def test_validators_find_nothing(tmp_path, tmp_path_factory):
    releases = made_once(tmp_path_factory, "export-releases", make_releases)
    people = tmp_path / "people"
    people.mkdir()
    protect_people(people)
    base = tmp_path / "exports"
    base.mkdir()
    parts = write_parts(people, people / "parts", publisher="Office", licence=LICENCE)
    for place, release in enumerate([*(releases / kind for kind in KINDS), parts]):
        add_exports(release, base / release.name, ("en", "fr", "es", "ar")[place % 4])
    add_catalogue(releases, base / "catalogue")
    done = subprocess.run(
        [str(PYTHON), str(Path(__file__).with_name("format_validators.py")), str(base)],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    # Six for each release, fewer where there are no counts, DCAT besides, and the catalogue.
    assert done.stdout.splitlines() == ["checked: 48"], done.stdout[-4000:] + done.stderr[-4000:]
