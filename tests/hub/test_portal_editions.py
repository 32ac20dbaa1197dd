"""Editions as visitors and programs see them: current, superseded, withdrawn, or not whole."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from edition_shelf import (
    FIRST,
    GONE,
    PLAIN,
    REASON,
    SECOND,
    SERIES,
    THIRD,
    TITLE,
    make_candidates,
    moment,
    notice,
    publish,
)
from portal_visit import page
from shelf import GROUPED, NETWORK, TABLE

from lanterne.catalogue import read_notice, read_tombstone, withdraw
from lanterne.hub.portal import cite
from lanterne.hub.portal import edition as portal
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Broken, Edition
from lanterne.hub.portal.folder_listing import Listing
from lanterne.hub.portal.recent_look import RecentLook

LANGUAGES = ("en", "fr", "es", "ar")
GONE_PAGES = (
    *("", "explore/", "codebook/", "files/README.md", "cite.bib"),
    *(
        "figures/",
        "figures/trend-year/",
        "profiles/",
        "profiles/debt/",
        "stories/women/",
        "figures/trend-year.png",
        "figures/trend-year/wide.light.svg",
    ),
)
SEPARATOR = quote(PLAIN)


@pytest.fixture
def visitor(visit, published):
    return visit(published)


def listed(client):
    return {one["name"]: one for one in client.get("/api/v1/releases").json()["releases"]}


def test_the_catalogue_shows_a_dataset_once_with_its_other_editions_below(visitor):
    text = page(visitor, "/en/")
    entries = re.findall(r"<article.*?</article>", text)
    assert len(entries) == 3
    (dataset,) = (one for one in entries if THIRD in one)
    below = re.findall(r'<li><a href="/en/releases/([^/]+)/">Edition (\d)</a>(.*?)</li>', dataset)
    assert [(name, number) for name, number, _rest in below] == [(SECOND, "2"), (FIRST, "1")]
    assert ["withdrawn" in rest for *_names, rest in below] == [True, False]
    assert ["superseded" in rest for *_names, rest in below] == [False, True]
    assert re.search(r"<h2>.*?Survivors &lt;i&gt;&amp; co", dataset)
    (gone,) = (one for one in entries if GONE in one)
    assert "Withdrawn: none of it is available any more." in gone
    (plain,) = (one for one in entries if quote(PLAIN) in one)
    assert "Edition" not in plain
    assert "Not whole" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_dataset_lists_all_its_editions_and_why_one_is_gone(visitor, language):
    text = page(visitor, f"/{language}/datasets/{SERIES}/")
    names = re.findall(rf'<h3><a href="/{language}/releases/([^/]+)/">', text)
    assert names == [THIRD, SECOND, FIRST]
    assert f'href="/{language}/releases/{SERIES}/latest"' in text
    shown = REASON.get(language, REASON["fr"]).split("\n")[0].replace("<", "&lt;")
    assert shown.replace(">", "&gt;") in text
    if language not in REASON:
        assert '<p lang="fr" dir="ltr">' in text  # and is said to be French


def test_a_date_before_that_of_the_edition_before_is_explained(visitor):
    items = re.findall(r"<li value.*?</li>", page(visitor, f"/en/datasets/{SERIES}/"))
    assert ["a clock was wrong" in one for one in items] == [False, True, False]


def test_the_page_of_an_edition_says_what_its_publisher_says(visitor):
    text = page(visitor, f"/fr/releases/{THIRD}/")
    assert "<h1>Survivantes &lt;i&gt;&amp; co</h1>" in text
    assert "<p>Premier paragraphe.</p><p>Second &lt;b&gt;un.</p>" in text
    assert "CC-BY-4.0" in text
    assert "A. &lt;b&gt;" in text
    assert "B. &amp; C." in text
    assert "Réseau &lt;b&gt; (2026): “Survivors”, 3rd ed." in text
    assert 'class="told"' not in text
    plain = page(visitor, f"/fr/releases/{SEPARATOR}/")
    assert "Édition" not in plain
    assert "Soumise par" in text
    assert "Soumise par" not in plain


@pytest.mark.parametrize("section", ["", "figures/", "explore/", "codebook/"])
def test_every_page_of_a_superseded_edition_leads_to_the_newest(visitor, section):
    text = page(visitor, f"/en/releases/{FIRST}/{section}")
    assert "A newer edition takes its place." in text
    assert f'<a href="/en/releases/{THIRD}/">Edition 3' in text
    assert f'href="/en/datasets/{SERIES}/"' in text
    assert "A newer edition" not in page(visitor, f"/en/releases/{THIRD}/{section}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", GONE_PAGES)
def test_every_page_of_a_withdrawn_edition_is_its_tombstone(visitor, published, language, section):
    text = page(visitor, f"/{language}/releases/{SECOND}/{section}", 410)
    mark = read_tombstone(published / f"{SECOND}.withdrawn.json").mark
    assert mark in text
    assert f"/{language}/releases/{THIRD}/" in text
    assert REASON["ar"] in text if language == "ar" else "Elle sera corrigée." in text


def test_the_last_edition_of_all_has_nothing_to_lead_to(visitor):
    text = page(visitor, f"/es/releases/{GONE}/", 410)
    assert "Era un error." in text
    assert 'class="told"' not in text
    assert visitor.get("/es/releases/mistake/latest").status_code == 410
    assert visitor.get("/api/v1/releases/mistake/latest").status_code == 410
    page(visitor, "/es/datasets/mistake/")


def test_the_latest_edition_has_an_address_that_stays(visit, catalogue, tmp_path):
    client = visit(catalogue)
    for start, place in (
        ("/ar/releases", "/ar/releases/{}/"),
        ("/api/v1/releases", "/api/v1/releases/{}"),
    ):
        assert client.get(f"{start}/{SERIES}/latest")["Location"] == place.format(THIRD)
        assert client.get(f"{start}/nobody/latest").status_code == 404
        assert client.get(f"{start}/{FIRST}/latest").status_code == 404
    archive = tmp_path / "archive"
    archive.mkdir()
    withdraw(THIRD, catalogue, REASON, archive=archive, withdrawn=moment(10))
    assert client.get(f"/en/releases/{SERIES}/latest")["Location"] == f"/en/releases/{FIRST}/"
    text = page(client, f"/en/releases/{FIRST}/")
    assert "A newer edition" not in text
    assert "Later editions were withdrawn:" in text
    assert listed(client)[FIRST]["status"] == "current"
    publish(make_candidates(tmp_path, 1)[0], catalogue, notice(4, supersedes=THIRD))
    assert client.get(f"/en/releases/{SERIES}/latest")["Location"].endswith(".v4/")
    assert listed(client)[FIRST]["superseded_by"] == f"{SERIES}.v4"


def test_programs_are_told_the_same(visitor, published):
    told = listed(visitor)
    assert {name: one["status"] for name, one in told.items()} == {
        PLAIN: "current",
        FIRST: "superseded",
        SECOND: "withdrawn",
        THIRD: "current",
        GONE: "withdrawn",
    }
    assert [told[name]["edition"] for name in (FIRST, SECOND, THIRD)] == [1, 2, 3]
    assert told[PLAIN]["series"] is None
    assert (told[THIRD]["supersedes"], told[FIRST]["superseded_by"]) == (SECOND, THIRD)
    assert told[SECOND]["reason"] == REASON
    assert told[SECOND]["whole"] is False
    assert told[THIRD]["title"] == TITLE
    answer = visitor.get(told[SECOND]["url"])
    assert answer.status_code == 410
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["reason"] == REASON
    for section in ("/codebook", "/counts?by=gender", "/files/README.md", ".csv"):
        assert visitor.get(f"/api/v1/releases/{SECOND}{section}").status_code == 410
    release = visitor.get(told[THIRD]["url"]).json()
    assert release["description"]["en"] == "First paragraph.\n\nSecond <b>one."
    assert release["mark"] == read_notice(published / f"{THIRD}.edition.json").mark


def test_the_catalogue_as_csv(visitor):
    text = visitor.get("/api/v1/releases.csv").content.decode()
    lines = {one["name"]: one for one in csv.DictReader(io.StringIO(text))}
    assert {name: one["status"] for name, one in lines.items()} == {
        name: one["status"] for name, one in listed(visitor).items()
    }
    assert lines[GONE]["title"] == "Error"  # there is no English
    assert lines[SECOND]["withdrawn"] == "2026-05-09"


def test_the_document_of_the_api_knows_it(visitor):
    paths = visitor.get("/api/v1/openapi.json").json()["paths"]
    latest = paths["/releases/{series}/latest"]["get"]["responses"]
    assert set(latest) == {"302", "403", "404", "410", "414", "429"}
    for path, operations in paths.items():
        if "{name}" in path and not path.endswith("/notice"):
            filled = path.replace("{name}", SECOND).replace("{path}", "README.md")
            filled = filled.replace("{figure}", "trend-year").replace("{profile}", "debt")
            assert visitor.get(f"/api/v1{filled}").status_code == 410
            assert "410" in operations["get"]["responses"]
    items = paths["/releases"]["get"]["responses"]["200"]["content"]["application/json"]
    properties = items["schema"]["properties"]["releases"]["items"]["properties"]
    assert {one["status"] for one in listed(visitor).values()} <= set(properties["status"]["enum"])
    seen = {key for one in listed(visitor).values() for key in one}
    assert set(properties) - {"suspended"} <= seen  # none of these editions is suspended


def test_whoever_has_the_notices_can_check_the_chain(visit, catalogue, published):
    client, before = visit(catalogue), None
    for name in (FIRST, SECOND, THIRD):  # also of the one that is gone
        answer = client.get(f"/api/v1/releases/{name}/notice")
        assert answer.status_code == 200
        assert answer.content == (published / f"{name}.edition.json").read_bytes()
        assert answer.json()["previous"] == before
        before = hashlib.sha256(answer.content).hexdigest()
    assert client.get(f"/api/v1/releases/{SEPARATOR}/notice").status_code == 404
    changed(catalogue, FIRST, publisher="Somebody else")
    assert client.get(f"/api/v1/releases/{FIRST}/notice").status_code == 409


# Broken


def changed(catalogue, name, **values):
    path = catalogue / f"{name}.edition.json"
    path.write_text(replace(read_notice(path), **values).text, "utf-8")


FAULTS = {
    "garbage": (lambda c: (c / f"{FIRST}.edition.json").write_text("{"), {FIRST}),
    "another mark": (lambda c: changed(c, FIRST, mark="0" * 64), {FIRST}),
    "another title": (
        lambda c: changed(c, FIRST, title={"en": "x", "fr": "x", "ar": "x"}),
        {FIRST},
    ),
    "another chain": (lambda c: changed(c, THIRD, previous="0" * 64), {SECOND, THIRD}),
    "no notice": (lambda c: (c / f"{FIRST}.edition.json").unlink(), {FIRST}),
    "no release": (lambda c: shutil.rmtree(c / FIRST), {FIRST}),
    "no tombstone": (lambda c: (c / f"{SECOND}.withdrawn.json").unlink(), {SECOND}),
    "a tombstone of garbage": (
        lambda c: (c / f"{SECOND}.withdrawn.json").write_text("[]"),
        {SECOND},
    ),
    "a tombstone of garbage beside a release": (
        lambda c: (c / f"{THIRD}.withdrawn.json").write_text("[]"),
        {THIRD},
    ),
    "the notice of another": (
        lambda c: shutil.copy(c / f"{THIRD}.edition.json", c / f"{PLAIN}.edition.json"),
        {PLAIN},
    ),
    "another release": (
        lambda c: (shutil.rmtree(c / FIRST), shutil.copytree(c / THIRD, c / FIRST)),
        {FIRST},
    ),
    "a changed release": (lambda c: (c / THIRD / "README.md").unlink(), {THIRD}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_as_it_was_published_is_not_shown(visit, catalogue, fault, monkeypatch):
    spoil, names = FAULTS[fault]
    client = visit(catalogue)
    before = listed(client)
    spoil(catalogue)
    if fault == "a changed release":  # nothing was put there or taken away: a list takes a second
        monkeypatch.setattr(RecentLook, "now", lambda looks: Listing(looks.folder))
    told = listed(client)
    assert {name for name, one in told.items() if one["status"] is None} == names
    for name in names:
        place = quote(name)
        for section in ("", "explore/", "codebook/", "files/README.md", "cite.cff"):
            assert "not whole" in page(client, f"/en/releases/{place}/{section}", 409)
        assert client.get(f"/api/v1/releases/{place}").status_code == 409
        assert f'/en/releases/{place}/"' in page(client, "/en/").partition("Not whole")[2]
    untouched = before.keys() - names
    assert {name: told[name]["whole"] for name in untouched} == {
        name: before[name]["whole"] for name in untouched
    }
    text = page(client, f"/en/datasets/{SERIES}/")
    assert text.count("Not whole, and not served") == len(names - {PLAIN})


def test_what_was_put_back_is_shown_again(visit, catalogue):
    client = visit(catalogue)
    path = catalogue / f"{FIRST}.edition.json"
    text = path.read_bytes()
    path.write_bytes(text.replace(b"Survivors", b"Survivers"))  # of the same size
    assert client.get(f"/en/releases/{FIRST}/").status_code == 409
    path.write_bytes(text)
    assert client.get(f"/en/releases/{FIRST}/").status_code == 200


def test_an_edition_that_is_withdrawn_while_it_is_verified_was_never_broken(
    catalogue, tmp_path, monkeypatch
):
    archive = tmp_path / "archive"
    archive.mkdir()
    real = portal.verify_release

    def meanwhile(folder):
        if folder.name == THIRD and folder.exists():
            withdraw(THIRD, catalogue, REASON, archive=archive, withdrawn=moment(10))
        return real(folder if folder.exists() else archive / "nothing")

    monkeypatch.setattr(portal, "verify_release", meanwhile)
    monkeypatch.setattr(portal, "load_release", lambda _folder: pytest.fail("it is gone"))
    (archive / "nothing").mkdir()
    shown = Catalogue(catalogue)
    assert shown.get(THIRD) is None
    assert shown.withdrawn(THIRD) is not None


def test_an_edition_that_is_withdrawn_once_it_is_verified_was_never_broken(
    catalogue, tmp_path, monkeypatch
):
    archive = tmp_path / "archive"
    archive.mkdir()
    real = portal.load_release

    def too_late(folder, **how):
        withdraw(THIRD, catalogue, REASON, archive=archive, withdrawn=moment(10))
        return real(folder, **how)

    monkeypatch.setattr(portal, "load_release", too_late)
    shown = Catalogue(catalogue)
    assert shown.get(THIRD) is None
    assert shown.withdrawn(THIRD) is not None


# Releases of before


def test_releases_without_notices_are_shown_as_they_were(made, visit, tmp_path):
    """Those of an earlier version, in a folder in which editions are published from now on."""
    folder = shutil.copytree(made, tmp_path / "shelf")
    client = visit(folder)
    before = {name: client.get(f"/api/v1/releases/{quote(name)}").json() for name in listed(client)}
    assert set(before) == {TABLE, NETWORK, GROUPED}
    shown = Catalogue(folder)
    publish(folder / NETWORK, folder, notice(1))
    publish(folder / GROUPED, folder, notice(2))
    told = listed(client)
    assert set(told) == {*before, FIRST, SECOND}
    for name, release in before.items():
        now = client.get(f"/api/v1/releases/{quote(name)}").json()
        assert now.pop("gate_in_words") != release.pop("gate_in_words")  # others are editions now
        assert now == release
        assert (release["status"], release["series"], release["edition"]) == ("current", None, None)
        entry = shown.get(name)
        assert isinstance(entry, Edition)
        assert entry.notice is None
        assert 'class="told"' not in page_of_hostile(client, f"/en/releases/{quote(name)}/")
    assert f"<bdi>{TABLE}" not in page_of_hostile(client, "/en/").partition("Not whole")[2]


def page_of_hostile(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_release_that_is_served_alone_has_no_notice(published):
    shown = Catalogue(published / FIRST)
    entry = shown.get(FIRST)
    assert isinstance(entry, Edition)
    assert entry.notice is None
    assert shown.all_withdrawn() == ()


# Citations


def test_citations_for_programs(visitor, published):
    bib = visitor.get(f"/en/releases/{FIRST}/cite.bib")
    assert bib["Content-Disposition"] == f'attachment; filename="{FIRST}.bib"'
    text = bib.content.decode()
    assert text.startswith("@misc{survivors-2026-v1,\n")
    assert r"title = {{Survivors <i>\& co}}" in text
    assert "year = {2026}" in text
    assert read_notice(published / f"{FIRST}.edition.json").mark in text
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    lines = visitor.get(f"/en/releases/{FIRST}/cite.cff").content.decode().splitlines()
    values = dict(line.split(": ", 1) for line in lines if ": " in line)
    assert json.loads(values["title"]) == TITLE["en"]
    assert json.loads(values["version"]) == "Edition 1"
    assert values["date-released"] == "2026-05-01"
    assert json.loads(values["license"]) == "CC-BY-4.0"
    for kind in ("bib", "cff"):
        assert visitor.get(f"/en/releases/{SEPARATOR}/cite.{kind}").status_code == 200
    assert visitor.get(f"/en/releases/{FIRST}/cite.ris").status_code == 404


def test_no_title_can_end_a_citation_early(published):
    entry = Catalogue(published).get(FIRST)
    assert isinstance(entry, Edition)
    assert entry.notice is not None
    nasty = 'a}, note = {x}\\ "quoted" % # $ & _ ~ ^ : - [b]'
    odd = replace(entry, notice=replace(entry.notice, title={"en": nasty}, publisher=nasty))
    lines = cite.bibtex(odd).splitlines()
    assert len(lines) == len(cite.bibtex(entry).splitlines())
    bare = re.sub(r"\\[a-z]+\{\}|\\.", "", cite.bibtex(odd))
    depth = [bare[:at].count("{") - bare[:at].count("}") for at in range(len(bare))]
    assert min(depth[1:]) >= 0
    assert bare.count("{") == bare.count("}")
    title = next(line for line in cite.cff(odd).splitlines() if line.startswith("title: "))
    assert json.loads(title.removeprefix("title: ")) == nasty


# What is cheap


def test_notices_are_read_again_only_when_something_changed(catalogue, monkeypatch):
    shown, read = Catalogue(catalogue), []
    real = read_notice
    monkeypatch.setattr(
        "lanterne.catalogue.series.read_notice", lambda p: (read.append(p), real(p))[1]
    )
    for _ in range(3):
        shown.entries()
    assert len(read) == 4
    later = read_notice(catalogue / f"{THIRD}.edition.json").published + timedelta(days=1)
    changed(catalogue, THIRD, published=later)
    assert not any(isinstance(entry, Broken) for entry in shown.entries())  # nobody follows it
    assert shown.get(THIRD).date == later.date().isoformat()
