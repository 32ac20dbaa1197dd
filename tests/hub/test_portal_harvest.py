"""What search engines, catalogues, feed readers and the pages of other sites take from here."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from edition_shelf import FIRST, GONE, PLAIN, SECOND, SERIES, THIRD, moment
from portal_visit import page
from shelf import TABLE

from lanterne.catalogue import read_notice, suspend
from lanterne.hub.cross_origin import is_public_data
from lanterne.hub.headers import HEADERS
from lanterne.hub.urls import urlpatterns

HOST = "http://data.example.org"
LANGUAGES = ("en", "fr", "es", "ar")
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
DATA = (
    "/api/v1/releases",
    "/api/v1/search?q=gender",
    "/api/v1/openapi.json",
    f"/api/v1/releases/{THIRD}/counts?by=nothing",
    f"/api/v1/releases/{THIRD}/files/README.md",
    f"/fr/releases/{THIRD}.zip",
    f"/fr/releases/{THIRD}/files/data/people.csv",
    "/catalog.jsonld",
    "/fr/feed.atom",
)
PAGES = ("/fr/", "/fr/search/", f"/fr/releases/{THIRD}/", "/fr/nothing/")


@pytest.fixture
def visitor(portal, published):
    return portal(published, rate=None)


def feed(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)


def told(tree):
    """Address, category and title of each entry."""
    return [
        (
            one.find(f"{ATOM}link").get("href"),
            one.find(f"{ATOM}category").get("term"),
            one.findtext(f"{ATOM}title"),
        )
        for one in tree.iter(f"{ATOM}entry")
    ]


def test_the_feed_tells_of_editions_corrections_and_withdrawals(visitor):
    tree = feed(visitor, "/fr/feed.atom")
    entries = told(tree)
    assert [(address, kind) for address, kind, _title in entries] == [
        (f"{HOST}/fr/releases/{SECOND}/", "withdrawal"),
        (f"{HOST}/fr/releases/{GONE}/", "withdrawal"),
        (f"{HOST}/fr/releases/{THIRD}/", "correction"),  # of the second, which was withdrawn
        (f"{HOST}/fr/releases/{FIRST}/", "edition"),
    ]
    assert entries[0][2] == "Survivantes <i>& co · Édition 2 · retirée"
    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    for part in ("id", "title", "updated"):
        assert tree.findtext(f"{ATOM}{part}")
    for entry in tree.iter(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}id").startswith("urn:uuid:")
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert entry.findtext(f"{ATOM}updated").endswith("+00:00")
    why = tree.find(f"{ATOM}entry").findtext(f"{ATOM}summary")
    assert why == "Une colonne <b>était mal codée.\n\nElle sera corrigée."


def test_an_entry_has_one_name_in_every_language_and_in_the_feed_of_its_dataset(visitor):
    def named(address):
        return [one.findtext(f"{ATOM}id") for one in feed(visitor, address).iter(f"{ATOM}entry")]

    french, arabic = named("/fr/feed.atom"), named("/ar/feed.atom")
    assert french == arabic
    assert len(set(french)) == 4
    assert set(named(f"/en/datasets/{SERIES}/feed.atom")) == set(french) - {french[1]}
    assert visitor.get("/en/datasets/nothing/feed.atom").status_code == 404


def test_what_is_suspended_is_told_without_its_words(portal, catalogue):
    suspend(read_notice(catalogue / f"{THIRD}.edition.json"), catalogue, suspended=moment(20))
    (entry,) = (
        one
        for one in feed(portal(catalogue), "/en/feed.atom").iter(f"{ATOM}entry")
        if one.find(f"{ATOM}category").get("term") == "suspension"
    )
    assert THIRD in entry.find(f"{ATOM}link").get("href")
    assert not entry.findtext(f"{ATOM}summary")


def test_the_sitemap_names_every_page_in_every_language(visitor):
    tree = ElementTree.fromstring(visitor.get("/sitemap.xml").content)
    addresses = [one.findtext(f"{SITEMAP}loc") for one in tree]
    assert len(addresses) == len(set(addresses))
    for language in LANGUAGES:
        for path in ("", "glossary/", f"datasets/{SERIES}/", f"releases/{THIRD}/codebook/"):
            assert f"{HOST}/{language}/{path}" in addresses
    assert f"{HOST}/en/releases/{FIRST}/" in addresses
    for never in (SECOND, quote(PLAIN), f"{FIRST}/codebook"):
        assert not [one for one in addresses if never in one]
    for one in tree:
        links = {link.get("hreflang"): link.get("href") for link in one.iter(LINK)}
        assert set(links) == {*LANGUAGES, "x-default"}
        assert one.findtext(f"{SITEMAP}loc") in links.values()
    for address in addresses[:: max(1, len(addresses) // 9)]:
        assert visitor.get(address.removeprefix(HOST)).status_code == 200
    elsewhere = links["x-default"].removeprefix(HOST)
    assert visitor.get(elsewhere, headers={"accept-language": "es"})["Location"] == links[
        "es"
    ].removeprefix(HOST)


def test_robots_may_take_the_public_portal(visitor):
    text = visitor.get("/robots.txt").content.decode()
    assert f"Sitemap: {HOST}/sitemap.xml" in text
    assert "Disallow: /\n" not in text


def test_robots_may_take_nothing_else(visit, published):
    assert visit(published).get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(
    "path",
    ["", "search/", f"releases/{THIRD}/", f"releases/{THIRD}/explore/", f"datasets/{SERIES}/"],
)
def test_a_public_page_says_where_it_is_and_what_it_shows(visitor, language, path):
    text = page(visitor, f"/{language}/{path}?" + ("by=gender" if "explore" in path else ""))
    assert f'<link rel="canonical" href="{HOST}/{language}/{path}">' in text
    links = dict(re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', text))
    assert links == {
        **{one: f"{HOST}/{one}/{path}" for one in LANGUAGES},
        "x-default": f"{HOST}/{path}",
    }
    said = dict(re.findall(r'<meta property="og:([^"]+)" content="([^"]*)"', text))
    assert said["url"] == f"{HOST}/{language}/{path}"
    assert said["title"]
    assert said["description"]
    picture = said["image"].removeprefix(HOST)
    if path.startswith("releases/"):  # its first figure, which is drawn when it is asked for
        name, _dot, suffix = picture.rpartition(".")
        assert (visitor.get(f"{name}.json").status_code, suffix) == (200, "png")
    else:
        assert visitor.get(picture)["Content-Type"] == "image/png"


def test_a_figure_stands_for_its_page(visitor):
    text = page(visitor, f"/en/releases/{THIRD}/figures/means-means/")
    assert f'og:image" content="{HOST}/en/releases/{THIRD}/figures/means-means.png"' in text


def test_a_page_that_is_not_public_says_nothing_to_others(visit, published):
    client = visit(published)
    for path in ("", f"releases/{THIRD}/", "search/"):
        text = page(client, f"/en/{path}")
        for never in ("canonical", "og:", "ld+json", "127.0.0.1"):
            assert never not in text


@pytest.mark.parametrize("path", [f"releases/{THIRD}/", f"datasets/{SERIES}/"])
def test_the_page_of_a_dataset_holds_its_description_for_programs(visitor, path):
    text = page(visitor, f"/fr/{path}")
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert not set("<>&") & set(block)  # nothing in it can end it
    document = json.loads(block)
    assert document["@type"] == "sc:Dataset"
    assert document["name"] == "Survivantes <i>& co"
    assert document["url"] == f"{HOST}/releases/{THIRD}/"
    files = {one["contentUrl"] for one in document["distribution"]}
    assert f"{HOST}/api/v1/releases/{THIRD}/files/data/people.csv" in files
    for address in files:
        assert visitor.get(address.removeprefix(HOST)).status_code == 200


def test_the_catalogue_as_dcat(visitor):
    answer = visitor.get("/catalog.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    graph = answer.json()["@graph"]
    kinds = [one["@type"] for one in graph]
    assert kinds == ["dcat:Catalog", "dcat:DatasetSeries", "dcat:Dataset", "dcat:Dataset"]
    for never in (SECOND, PLAIN, GONE):
        assert not [one for one in graph if f"/{quote(never)}/#dataset" in one["@id"]]
    turtle = visitor.get("/catalog.ttl")
    assert turtle["Content-Type"] == "text/turtle; charset=utf-8"
    rdflib = pytest.importorskip("rdflib")
    one, other = rdflib.Graph(), rdflib.Graph()
    one.parse(data=turtle.content, format="turtle")
    other.parse(data=answer.content, format="json-ld")
    assert len(one) > 100
    assert rdflib.compare.isomorphic(one, other)


@pytest.mark.parametrize("address", DATA)
def test_the_pages_of_other_sites_may_read_data(visitor, address):
    answer = visitor.get(address, headers={"origin": "https://news.example.com"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    loose = {**HEADERS, "Cross-Origin-Resource-Policy": "cross-origin"}
    assert {name: answer[name] for name in HEADERS} == loose
    assert not answer.cookies
    before = visitor.options(address, headers={"access-control-request-method": "GET"})
    assert before.status_code == 204
    assert before["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert before["Access-Control-Allow-Headers"] == "If-None-Match"


@pytest.mark.parametrize("address", PAGES)
def test_the_pages_of_other_sites_may_read_no_page(visitor, address):
    for answer in (visitor.get(address), visitor.options(address)):
        assert not [name for name in answer.headers if name.startswith("Access-Control")]
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("address", [*DATA, *PAGES])
def test_nothing_behind_a_door_may_be_read_from_elsewhere(visit, published, address):
    answer = visit(published).get(address, headers={"origin": "https://news.example.com"})
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_every_address_of_the_portal_is_a_page_or_data():
    def paths(patterns, before=""):
        for one in patterns:
            here = before + str(one.pattern)
            yield from paths(one.url_patterns, here) if hasattr(one, "url_patterns") else [here]

    data = [one for one in paths(urlpatterns) if is_public_data(f"/{one}")]
    assert len(data) > 30
    for one in set(paths(urlpatterns)) - set(data):
        assert one.endswith("/") or one.startswith("static/"), one
    for one in data:
        assert "work" not in one
        assert "account" not in one


def test_what_a_release_is_worth_names_columns_as_code(visit, made):
    text = page(visit(made), f"/en/releases/{quote(TABLE)}/")
    assert '<code><bdi dir="ltr">estimate</bdi></code>' in text
    assert "`" not in html.unescape(re.sub(r"<pre.*?</pre>", "", text))
