"""Linked tables may have any names, from the first reading of the cases to the public pages."""

from __future__ import annotations

from pathlib import Path

import pytest

import lanterne
from lanterne.codebook import load_codebook
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Edition
from lanterne.release.people import people_of
from lanterne.verbs import find_risk
from renamed_network import NAMES, write_renamed

RELEASE = "renamed"


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    return write_renamed(tmp_path_factory.mktemp("renamed"), 200)


@pytest.fixture(scope="module")
def releases(given, tmp_path_factory):
    """Protected, and drawn again."""
    book, cases = given
    folder = tmp_path_factory.mktemp("releases")
    lanterne.protect(cases, book, epsilon=4, out=folder / RELEASE)
    lanterne.redraw(folder / f"{RELEASE}.fitted.npz", out=folder / "again")
    return folder


def test_the_codebook_and_the_cases_are_in_order(given):
    book, cases = given
    assert {table.name for table in load_codebook(book).tables} == set(NAMES.values())
    report = lanterne.check(cases, book)
    assert report.ok
    assert set(report.tables) == set(NAMES.values())


@pytest.mark.parametrize("name", [RELEASE, "again"])
def test_a_release_is_whole_and_its_files_are_named_as_the_tables_are(releases, name):
    assert not lanterne.verify(releases / name).problems
    people = (NAMES["victims"], NAMES["perpetrators"])
    counts = sorted(path.stem for path in (releases / name / "aggregates").iterdir())
    assert counts == sorted(people)
    release = lanterne.load(releases / name)
    assert set(release.rows) == set(NAMES.values())
    assert [kind.table.name for kind in people_of(release)] == list(people)
    for language in ("en", "fr", "es", "ar"):
        pages = sorted((releases / name).glob(f"README*{language}*")) or [
            releases / name / "README.md"
        ]
        for page in pages:
            text = page.read_text(encoding="utf-8")
            assert all(f"aggregates/{kind}.csv" in text for kind in people)
            assert "aggregates/victims.csv" not in text


def test_it_is_evaluated_and_reported(given, releases, tmp_path):
    book, cases = given
    found = lanterne.evaluate(cases, releases / RELEASE, out=tmp_path / "report")
    assert found is not None
    assert (tmp_path / "report" / "index.html").is_file()
    find_risk(cases, book, out=tmp_path / "risk")


def test_the_public_pages_show_it(portal, releases):
    assert isinstance(Catalogue(releases).get(RELEASE), Edition)
    visitor = portal(releases)
    for page in ("", "codebook/", "figures/", "explore/", "explore/?by=gender"):
        assert visitor.get(f"/en/releases/{RELEASE}/{page}").status_code == 200, page
    counted = visitor.get(f"/en/releases/{RELEASE}/explore.json?by=role&people={NAMES['victims']}")
    assert counted.status_code == 200, counted.content
    for kind in ("victims", "perpetrators"):
        path: Path = releases / RELEASE / "aggregates" / f"{NAMES[kind]}.csv"
        address = f"/en/releases/{RELEASE}/files/aggregates/{path.name}"
        assert b"".join(visitor.get(address).streaming_content) == path.read_bytes()
