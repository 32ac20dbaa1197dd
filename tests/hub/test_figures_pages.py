"""Pages of figures, their files, and the same for programs."""

from __future__ import annotations

import csv
import io
import re
import threading
from dataclasses import replace
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.test import override_settings
from django.utils.translation import override
from edition_shelf import notice
from patience import drawn
from shelf import GROUPED, NETWORK, TABLE

from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.csv_lines import csv_text, harmless
from lanterne.hub.portal.figures import figure_cache, views
from lanterne.hub.portal.figures.drawn_alone import source_of
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.figures.numbers import figure_of
from lanterne.hub.portal.figures.picture import boundaries
from lanterne.hub.portal.figures.render import DrawingError

NAME = quote(TABLE)
LANGUAGES = ("en", "fr", "es", "ar")


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """Pictures of this module are kept in a folder of its own, as a server may be told."""
    with override_settings(LANTERNE_CACHE=tmp_path_factory.mktemp("cache")) as kept:
        yield kept


def lines(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


@pytest.mark.parametrize(  # what no language changes: one from each side stands for all
    "language",
    ["ar", "fr", *(pytest.param(one, marks=pytest.mark.long) for one in ("en", "es"))],
)
@pytest.mark.parametrize("name", [TABLE, NETWORK, GROUPED])
def test_every_figure_stands_on_the_page_and_has_one(hub, made, name, language):
    edition = Catalogue(made).get(name)
    root = f"/{language}/releases/{quote(name)}/figures/"
    page = hub.get(root).content.decode()
    for plan in plans(edition):
        found = figure_of(plan)
        assert (f'href="{root}{plan.name}/"' in page) == bool(found.items)
        answer = hub.get(f"{root}{plan.name}/")
        assert answer.status_code == (200 if found.items else 404)
        text = answer.content.decode()
        if not found.items:
            continue
        assert text.count("<tbody>") >= 1
        table = text.partition('id="dots"')[0]
        assert table.count('scope="row"') == min(len(found.items), 200) + 1
        assert "<script" not in text.replace("&lt;script", "")
        assert ("<strong>" in text) == (not found.counted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_map_says_what_its_borders_mean(hub, language):
    with override(language):
        words = boundaries()
    text = hub.get(f"/{language}/releases/{NETWORK}/figures/map-citizenship/").content.decode()
    assert words.replace("'", "&#x27;") in text
    other = hub.get(f"/{language}/releases/{NETWORK}/figures/trend-yearregister/").content.decode()
    assert words.replace("'", "&#x27;") not in other


def test_the_page_of_figures_begins_with_its_contents(hub):
    """All figures are named before the first is shown, and pictures that take room are folded."""
    page = hub.get(f"/en/releases/{NAME}/figures/").content.decode()
    contents, rest = page.split('<div class="figures">')
    links = re.findall(r'href="#([\w-]+)"', contents.partition('<nav class="contents"')[2])
    assert links == re.findall(r'<h2 id="([\w-]+)"><a', rest)
    assert len(links) > 2
    folded = rest.count("<details>")
    assert folded == sum(not name.startswith(("trend", "map")) for name in links)
    assert rest.count("<picture>") == len(links)


def test_what_is_lacking_is_said(hub):
    page = hub.get(f"/en/releases/{NAME}/figures/").content.decode()
    lacking = re.findall(r"<li>([A-Z][^<]+): a column", page)
    assert lacking[:2] == ["On the map", "Routes"]
    assert "Means of control: a group" not in page
    linked = hub.get(f"/en/releases/{NETWORK}/figures/").content.decode()
    assert "On the map: a column" not in linked
    assert "Means of control: a group" in linked


def test_a_release_without_intervals_says_so(hub):
    text = hub.get(f"/en/releases/{GROUPED}/figures/means-means/").content.decode()
    assert "This release has no published counts." in text
    assert "Published count, 95%" not in text
    assert "There is no interval" in text
    assert "This release has no published counts." not in (
        hub.get(f"/en/releases/{NAME}/figures/means-means/").content.decode()
    )


def test_of_linked_people_it_is_said_that_there_may_be_several(hub):
    text = hub.get(f"/en/releases/{NETWORK}/figures/linked-ip_relation-gender/").content.decode()
    assert "A victim may have several perpetrators" in text


@pytest.mark.parametrize(
    "address",
    [
        f"/en/releases/{NAME}/figures/map-citizenship/",
        f"/en/releases/{NAME}/figures/nothing.csv",
        f"/en/releases/{NAME}/figures/trend-year/alone.light.svg",
        f"/en/releases/{NAME}/figures/trend-year/wide.blue.svg",
        "/en/releases/nobody/figures/",
        f"/api/v1/releases/{NAME}/figures/nothing",
    ],
)
def test_what_is_not_there(hub, address):
    assert hub.get(address).status_code == 404


def test_pictures(hub):
    for size, theme in (("narrow", "light"), ("wide", "dark")):
        address = f"/fr/releases/{NAME}/figures/trend-year/{size}.{theme}.svg"
        answer = drawn(hub, address)
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer["Content-Security-Policy"]
        assert ElementTree.fromstring(answer.content).tag.endswith("svg")
        again = hub.get(address, headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 304
    light = drawn(hub, f"/fr/releases/{NAME}/figures/trend-year/narrow.light.svg")
    dark = drawn(hub, f"/fr/releases/{NAME}/figures/trend-year/narrow.dark.svg")
    assert light.content != dark.content


def test_a_picture_may_be_saved(hub):
    root = f"/ar/releases/{NAME}/figures/answers-papers"
    png, svg = drawn(hub, f"{root}.png"), drawn(hub, f"{root}.svg")
    assert png.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert png["Content-Type"] == "image/png"
    words = "".join(ElementTree.fromstring(svg.content).itertext())
    assert "Papers" in words
    assert "SHA-256" in words
    for answer in (png, svg):
        assert answer["Content-Disposition"].startswith("attachment")


def test_a_picture_that_cannot_be_drawn_is_said_to_be_none(hub, monkeypatch):
    def fail(*_args, **_options):
        raise DrawingError

    monkeypatch.setattr(views, "_drawn", fail)
    monkeypatch.setattr(views, "drawn_alone", fail)
    root = f"/en/releases/{NAME}/figures/trend-year"
    picture = hub.get(f"{root}/wide.dark.svg")
    assert picture.status_code == 503
    assert picture["Cache-Control"] == "no-store"
    assert "cannot be drawn" in "".join(ElementTree.fromstring(picture.content).itertext())
    saved = hub.get(f"{root}.png")
    assert saved.status_code == 503
    assert "cannot be drawn" in saved.content.decode()
    assert hub.get(f"{root}/").status_code == 200


def test_a_page_waits_for_no_picture(hub, monkeypatch):
    """While a picture is drawn for one visitor, another one is given the page that shows it."""
    draws, go, came = threading.Event(), threading.Event(), []

    def slow(*_any, **_more):
        draws.set()
        assert go.wait(20)
        return b"<svg/>"

    monkeypatch.setattr(views, "_drawn", slow)
    root = f"/en/releases/{NAME}/figures/trend-year/"
    cookies = hub.cookies

    def other():
        visitor = type(hub)(HTTP_HOST="127.0.0.1:8000")
        visitor.cookies = cookies
        came.append(visitor.get(f"{root}wide.light.svg"))

    threads = [threading.Thread(target=other) for _visitor in range(2)]
    for thread in threads:
        thread.start()
    assert draws.wait(20)
    for address in (root, f"/en/releases/{NAME}/figures/"):
        page = hub.get(address)
        assert f"{root}narrow.dark.svg" in page.content.decode()
        assert not came
    go.set()
    for thread in threads:
        thread.join(20)
    assert [one.content for one in came] == [b"<svg/>"] * 2
    assert came[0]["ETag"] == came[1]["ETag"]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ({"es": "Solo en español"}, "Solo en español"),
        ({"es": "Español", "en": "English"}, "English"),
        ({"es": "Español", "en": "English", "fr": "Français"}, "Français"),
    ],
)
def test_a_picture_names_its_release_in_whatever_language_it_has(made, title, said):
    edition = Catalogue(made).get(TABLE)
    titled = replace(edition, notice=notice(1, title=title))
    with override("fr"):
        assert source_of(titled).startswith(f"{said} · ")


@pytest.mark.parametrize("name", [TABLE, NETWORK, GROUPED])
def test_json_csv_and_page_say_the_same(hub, made, name):
    root = f"/api/v1/releases/{quote(name)}/figures"
    listed = hub.get(root).json()["figures"]
    assert [one["name"] for one in lines(hub.get(f"{root}.csv"))] == [one["name"] for one in listed]
    assert len(listed) >= 4
    for entry in listed:
        assert set(entry["reading"]) == set(entry["title"]) == set(LANGUAGES)
        told = hub.get(entry["url"]).json()
        table = lines(hub.get(f"{entry['url']}.csv"))
        assert {key: told[key] for key in entry} == entry
        assert told["rows"]["matching"] == told["rows"]["answered"] + told["rows"]["blank"]
        assert len(table) == len(told["counts"]) > 0
        for one, line in zip(told["counts"], table, strict=True):
            first = line["column"]
            assert one["answers"][first] == line["answer"].removeprefix("'")
            assert one["rows"] == int(line["rows"])
            given = one["published"] and one["published"]["estimate"]
            assert given == (float(line["estimate"]) if line["estimate"] else None)
            assert one["sureness"] == line["sureness"]
    page = hub.get(f"/fr/releases/{quote(name)}/figures/{listed[0]['name']}.json")
    assert page.content == hub.get(listed[0]["url"]).content
    assert hub.get(f"/es/releases/{quote(name)}/figures.csv").content == (
        hub.get(f"{root}.csv").content
    )


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_is_a_formula(begin):
    bad = f"{begin}cmd|' /C calc'!A0"
    text = csv_text(["x", bad], [[bad, -1.5, None], ["a=b", 3, "-"]])
    rows = list(csv.reader(io.StringIO(text)))
    kept = f"'{bad}".replace("\r", "\n")
    assert rows == [["x", kept], [kept, "-1.5", ""], ["a=b", "3", "'-"]]
    assert harmless(-3) == -3
    assert harmless("") == ""


def test_a_codebook_cannot_put_a_formula_into_a_csv(hub, made, monkeypatch):
    edition = Catalogue(made).get(TABLE)
    (plan,) = (p for p in plans(edition) if p.name == "answers-papers")
    figure = figure_of(plan)
    item = figure.items[0]
    answer = replace(item.answers[0], code="=1+1", labels=({"en": "@SUM(A1)"},))
    bad = replace(figure, items=(replace(item, answers=(answer,)),))
    monkeypatch.setattr(views, "figure", lambda _edition, _plan: bad)
    address = f"/api/v1/releases/{NAME}/figures/answers-papers"
    (line,) = lines(hub.get(f"{address}.csv"))
    assert (line["answer"], line["label"]) == ("'=1+1", "'@SUM(A1)")
    assert hub.get(address).json()["counts"][0]["answers"] == {"papers": "=1+1"}


def test_a_figure_is_counted_once(hub, made, monkeypatch):
    edition = Catalogue(made).get(GROUPED)
    monkeypatch.setattr(figure_cache, "_figures", type(figure_cache._figures)())
    calls = []
    monkeypatch.setattr(
        figure_cache, "figure_of", lambda plan: calls.append(plan.name) or figure_of(plan)
    )
    for _time in range(2):
        figure_cache.figures(edition)
    assert len(calls) == len(set(calls)) == len(plans(edition))
    monkeypatch.setattr(figure_cache, "MOST_KEPT", 2)
    monkeypatch.setattr(figure_cache, "_figures", type(figure_cache._figures)())
    figure_cache.figures(edition)
    assert len(figure_cache._figures) == 2
