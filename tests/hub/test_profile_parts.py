"""Each figure of a country or a theme can be taken along: as CSV, as a picture, in a frame."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import quote, urlsplit

import pytest
from edition_shelf import SECOND, THIRD
from shelf import TABLE

from lanterne.hub.headers import POLICY
from lanterne.hub.languages import LANGUAGES
from lanterne.hub.portal.figures.render import DrawingError
from lanterne.hub.portal.profiles import views

CODES = [code for code, _name in LANGUAGES]


@pytest.fixture
def visitor(portal, published):
    return portal(published, rate=None)


@pytest.fixture
def whom(visitor):
    """Name of the profile of an edition with most figures, and their names."""
    told = visitor.get(f"/api/v1/releases/{THIRD}/profiles").json()["profiles"]
    every = {}
    for one in told:
        found = visitor.get(f"/api/v1/releases/{THIRD}/profiles/{one['name']}").json()
        said = [
            part["figure"]
            for part in found["figures"]
            if any(one["sureness"] in {"sure", "unsure"} for one in part["counts"])
        ]
        every[one["name"]] = list(dict.fromkeys(said))
    name = max(every, key=lambda name: len(every[name]))
    assert every[name]
    return name, every[name]


def lines(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_the_csv_of_each_is_its_part_of_that_of_the_page(visitor, whom):
    name, parts = whom
    root = f"/fr/releases/{THIRD}/profiles/{name}"
    whole = lines(visitor.get(f"{root}.csv"))
    for part in parts:
        own = lines(visitor.get(f"{root}/{part}.csv"))
        assert own == [
            {key: line[key] for key in own[0]} for line in whole if line["figure"] == part
        ]
        told = visitor.get(f"{root}/{part}.json").json()
        assert [str(one["rows"]) for one in told["counts"]] == [one["rows"] for one in own]


def test_the_page_leads_to_all_of_it(visitor, whom):
    name, parts = whom
    page = visitor.get(f"/es/releases/{THIRD}/profiles/{name}/").content.decode()
    ids = re.findall(r'<textarea id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == len(parts)
    for part in parts:
        for suffix in ("csv", "svg", "png"):
            assert f'/es/releases/{THIRD}/profiles/{name}/{part}.{suffix}"' in page
    for copied in re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page):
        (source,) = re.findall(r'src="([^"]+)"', unescape(copied))
        answer = visitor.get(urlsplit(source).path)
        assert answer.status_code == 200
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer


@pytest.mark.parametrize("language", CODES)
def test_a_frame_says_whom_it_is_of_and_where_it_comes_from(visitor, whom, language):
    name, parts = whom
    answer = visitor.get(f"/{language}/embed/{THIRD}/{name}/{parts[-1]}/")
    text = unescape(answer.content.decode())
    page = visitor.get(f"/{language}/releases/{THIRD}/profiles/{name}/").content.decode()
    (sentence,) = re.findall(r'<p class="lead reading">(.*?)</p>', page, re.S)
    for part in ("Réseau <b>", THIRD, "2026-05-03", "ε = ", "δ = ", "<table", unescape(sentence)):
        assert part in text, part
    assert f"/{language}/releases/{THIRD}/profiles/{name}/" in text
    assert "<script" not in text
    assert "<form" not in text
    assert not answer.cookies


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/en/embed/{SECOND}/a/b/", 410),
        (f"/en/embed/{THIRD}/nobody/means-means/", 404),
    ],
)
def test_what_goes_wrong_in_a_frame_is_said_in_it(visitor, address, status):
    answer = visitor.get(address)
    assert answer.status_code == status
    assert "frame-ancestors *" in answer["Content-Security-Policy"]


def test_a_hub_that_is_not_public_lets_nobody_frame_it(hub):
    told = hub.get(f"/api/v1/releases/{quote(TABLE)}/profiles").json()["profiles"]
    one = hub.get(told[0]["url"]).json()
    address = f"/en/embed/{quote(TABLE)}/{one['name']}/{one['figures'][0]['figure']}/"
    answer = hub.get(address)
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Frame-Options"] == "DENY"
    page = hub.get(f"/en/releases/{quote(TABLE)}/profiles/{one['name']}/").content.decode()
    assert "iframe" not in page


def test_a_picture_says_whom_it_is_of(visitor, whom):
    """Drawn as those of figures are; its title has a second line, which has the answer in it."""
    name, parts = whom
    one = visitor.get(f"/api/v1/releases/{THIRD}/profiles/{name}").json()
    answer = visitor.get(f"/en/releases/{THIRD}/profiles/{name}/{parts[0]}.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "attachment" in answer["Content-Disposition"]
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(answer.content.decode())))
    assert "Only people with these answers are counted" in words
    assert one["labels"][0]["en"].split()[0] in words
    assert THIRD in words
    png = visitor.get(f"/en/releases/{THIRD}/profiles/{name}/{parts[0]}.png")
    assert png.content.startswith(b"\x89PNG")


def test_where_it_cannot_be_drawn_a_page_says_so(visitor, whom, monkeypatch):
    def fail(*_any, **_more):
        raise DrawingError

    monkeypatch.setattr(views, "drawn_alone", fail)
    name, parts = whom
    answer = visitor.get(f"/en/releases/{THIRD}/profiles/{name}/{parts[0]}.png")
    assert answer.status_code == 503
    assert f'href="/en/releases/{THIRD}/profiles/{name}/"' in answer.content.decode()


@pytest.mark.parametrize("suffix", ["csv", "json", "svg", "png"])
def test_what_is_not_there_is_not_found(visitor, whom, suffix):
    name, _parts = whom
    assert visitor.get(f"/en/releases/{THIRD}/profiles/{name}/nothing.{suffix}").status_code == 404
