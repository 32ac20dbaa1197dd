"""Counting by whole numbers comes to the same on every way, and releases without rows too."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from urllib.parse import quote

import polars as pl
import pytest
from shelf import COLUMNS, GROUPED, NETWORK, TABLE

from lanterne.hub.portal import coded as module
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.coded import NO_ANSWER, Coded, coded
from lanterne.hub.portal.published import PublishedCounts
from lanterne.messages.typography import unbroken
from lanterne.release import load_release, people_of


@pytest.fixture(scope="module")
def people(made):
    (found,) = Catalogue(made).get(TABLE).people
    return found


@pytest.mark.parametrize(("few", "bins"), [(0, 1_000_000), (10_000, 1_000_000), (4, 0)])
def test_every_way_of_counting_gives_the_same(people, monkeypatch, few, bins):
    usual = Coded(people)
    other = Coded(people)
    columns = [people.table.column(name) for name in COLUMNS]
    some = usual.cells(columns[0]).giving("2020")
    expected = [
        usual.count(by, among)
        for size in (1, 2, 3)
        for by in combinations(columns, size)
        for among in (None, some)
    ]
    answers = [(column, value.code) for column in columns for value in column.values]
    giving = [usual.cells(column).giving(answer) for column, answer in answers]
    answered = [usual.answered(column) for column in columns]
    monkeypatch.setattr(module, "FEW", few)
    monkeypatch.setattr(module, "MOST_BINS", bins)
    assert expected == [
        other.count(by, among)
        for size in (1, 2, 3)
        for by in combinations(columns, size)
        for among in (None, some)
    ]
    for (column, answer), mask in zip(answers, giving, strict=True):
        assert (other.cells(column).giving(answer) == mask).all()
    for column, mask in zip(columns, answered, strict=True):
        assert (other.answered(column) == mask).all()
    assert 0 < sum(mask.sum() for mask in giving) < len(giving) * people.rows.height


def test_an_answer_is_given_or_not_and_never_a_blank(people):
    for column in people.table.columns:
        cells = coded(people).cells(column)
        by_text = zip(people.rows[column.name].cast(pl.String), cells.answered(), strict=True)
        missing = {"", *(text for texts in column.missing.values() for text in texts)}
        assert all((text not in missing) == given for text, given in by_text)
        assert all(NO_ANSWER not in said or said == (NO_ANSWER,) for said in cells.says)


def test_numbers_are_found_once_and_go_with_their_release(people, made):
    assert coded(people) is coded(people)
    edition = Catalogue(made).get(GROUPED)
    before = len(module._KNOWN)
    coded(edition.people[0])
    assert len(module._KNOWN) == before + 1
    del edition
    assert len(module._KNOWN) == before


def test_published_counts_of_nothing_are_none(people):
    none = PublishedCounts(replace(people, counts=people.counts.clear()))
    assert none.of(["gender"], {}) == {}
    some = PublishedCounts(people)
    assert len(some.of(["gender"], {})) > 1
    assert some.of([], {}) == {}
    assert some.of(["nothing"], {}) == {}
    assert some.of(["gender"], {"year": "1066"}) == {}
    assert some.of(["gender", "year", "debt"], {"papers": "own"}) == {}
    assert some.of(["gender", "gender"], {}) == {}


@pytest.mark.parametrize("name", [TABLE, NETWORK, GROUPED])
def test_people_are_the_same_whether_rows_were_loaded_or_not(made, name):
    whole, light = load_release(made / name), load_release(made / name, rows=False)
    assert whole.rows
    assert not light.rows
    for one, other in zip(people_of(whole), people_of(light), strict=True):
        assert one.table == other.table
        assert one.rows.equals(other.rows)
        assert one.rows.schema == other.rows.schema
        assert one.counts.equals(other.counts)
        assert one.rows.height > 0


@pytest.mark.parametrize("end", [".json", ".csv", ".json.csv"])
def test_a_release_may_be_named_like_a_file(shelf, visit, end):
    (shelf / GROUPED).rename(shelf / f"{GROUPED}{end}")
    (shelf / NETWORK).rename(shelf / f"{TABLE}{end}")  # two releases whose names begin alike
    hub = visit(shelf)
    listed = {one["name"]: one["url"] for one in hub.get("/api/v1/releases").json()["releases"]}
    assert set(listed) == {TABLE, f"{GROUPED}{end}", f"{TABLE}{end}"}
    for name, address in listed.items():
        told = hub.get(address).json()
        assert told["name"] == name
        for part in ("codebook", "counts"):
            assert hub.get(told[part]).status_code == 200
        assert hub.get(told["files"][0]["url"]).status_code == 200
        assert hub.get(f"/fr/releases/{quote(name)}/").status_code == 200
        assert hub.get(f"/fr/releases/{quote(name)}.csv").status_code == 200
    assert hub.get(f"/api/v1/releases/{quote(GROUPED)}{end}").json()["name"] == f"{GROUPED}{end}"
    assert hub.get("/api/v1/releases/nobody.json").status_code == 404


def test_french_signs_stay_with_their_word(hub):
    assert (
        unbroken("Ici : « oui » ; 4 % ? A:b", "fr")
        == "Ici\u00a0: «\u00a0oui\u00a0»\u00a0; 4\u00a0%\u00a0? A:b"
    )
    assert unbroken("Here : 4 %", "en") == "Here : 4 %"
    for name in (TABLE, GROUPED, NETWORK):
        page = hub.get(f"/fr/releases/{quote(name)}/").content.decode()
        words = page.partition('id="protection"')[2].partition('id="cannot"')[0]
        assert "\u00a0:" in words
        for sign in ":;?!%»":
            assert f" {sign}" not in words
