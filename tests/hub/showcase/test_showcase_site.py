"""All that is written: links lead somewhere, addresses are whole, files stay what they were."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from edition_shelf import FIRST, GONE, PLAIN, SECOND, SERIES, STORY, THIRD
from showcases import ADDRESS, CONTACT, showcase

from lanterne.hub.headers import POLICY
from lanterne.hub.languages import TAGS
from lanterne.hub.portal.search.index import terms

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SHOWN = "plain _release_"
"""The folder of what has a name that not every disk can keep."""


class Page(HTMLParser):
    """A page: where it leads, and where in it one may be led."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.forms = self.footers = 0
        self.policy = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.forms += tag == "form" and "action" in given
        self.footers += tag == "footer"
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if given.get("http-equiv") == "refresh":
            self.links.append(given["content"].partition("url=")[2])
        self.links += [given[name] for name in ("href", "src", "srcset") if name in given]


@pytest.fixture(scope="module")
def pages(site):
    """Path → page."""
    return {
        path.relative_to(site).as_posix(): Page(path.read_text("utf-8"))
        for path in sorted(site.rglob("*.html"))
        if "files" not in path.relative_to(site).parts
    }


def broken_links(pages, site: Path) -> list[str]:
    wrong = []
    for name, page in pages.items():
        for link in page.links:
            whole = urlsplit(urljoin(f"http://x/{name}", link))
            if whole.netloc != "x":
                continue
            path = unquote(whole.path).lstrip("/")
            there = (site / path).is_file() and not link.startswith("/") and not whole.query
            anchor = unquote(whole.fragment)
            if not there or (anchor and anchor not in pages[path].ids):
                wrong.append(f"{name}: {link}")
    return wrong


def test_every_link_and_anchor_of_every_page_leads_somewhere(pages, site):
    assert not broken_links(pages, site)
    for language in TAGS:
        own = [name for name in pages if name.startswith(f"{language}/")]
        assert len(own) == len([name for name in pages if name.startswith("en/")])
        assert f"{language}/search/index.html" in own
        assert f"{language}/releases/{THIRD}/codebook/index.html" in own
    spoilt = {**pages, "en/index.html": Page('<a href="glossary/index.html#nothing">x</a>')}
    assert broken_links(spoilt, site) == ["en/index.html: glossary/index.html#nothing"]


def test_pages_of_editions_that_are_gone_say_why(site):
    assert "était mal codée" in (site / f"fr/releases/{SECOND}/index.html").read_text("utf-8")
    assert (site / f"es/releases/{GONE}/index.html").is_file()
    assert not (site / f"fr/releases/{SECOND}/explore").exists()
    on = (site / f"fr/releases/{SERIES}/latest/index.html").read_text("utf-8")
    assert f'content="0; url=../../{THIRD}/index.html"' in on
    shown = f"{ADDRESS}fr/releases/{SERIES}/latest/index.html"
    assert shown in (site / f"fr/datasets/{SERIES}/index.html").read_text("utf-8")


def test_a_story_comes_with_its_edition_and_its_numbers(pages, site):
    for language in TAGS:
        folder = f"{language}/releases/{THIRD}/stories/{STORY}"
        assert (
            f"stories/{STORY}/index.html" in pages[f"{language}/releases/{THIRD}/index.html"].links
        )
        told = pages[f"{folder}/index.html"]
        assert {"number-1", "in-text-1", "figure-2"} <= set(told.ids)
        for place in (1, 2):
            (link,) = {one for one in told.links if one.endswith(f"{STORY}/{place}.csv")}
            assert (site / folder / link).read_text("utf-8").count("\n") > 2
    assert f"{ADDRESS}fr/releases/{THIRD}/stories/{STORY}/index.html" in (
        site / "sitemap.xml"
    ).read_text("utf-8")


def test_every_page_keeps_the_policy_of_the_portal_and_none_asks_a_program(pages):
    alone = POLICY.replace("; frame-ancestors 'none'", "")
    with_script = {"index.html", *(f"{language}/search/index.html" for language in TAGS)}
    for name, page in pages.items():
        more = "; script-src 'self'" if name in with_script else ""
        assert page.policy == f"{alone}{more}", name
        assert not page.forms, name


def test_files_of_releases_are_what_they_were_and_stand_once(site, published):
    for name, place in ((FIRST, FIRST), (THIRD, THIRD), (PLAIN, SHOWN)):
        files = site / "releases" / place / "files"
        for path in (published / name).rglob("*"):
            if path.is_file():
                copy = files / path.relative_to(published / name)
                assert copy.read_bytes() == path.read_bytes()
        assert (site / "releases" / f"{place}.zip").is_file()
    assert not list(site.glob("*/releases/*.zip"))


def test_what_has_an_address_says_where_it_is_and_nothing_says_where_it_was_made(site, published):
    found = set()
    for path in site.rglob("*"):
        if path.suffix in {".html", ".xml", ".atom", ".ttl", ".jsonld", ".json", ".txt", ".js"}:
            text = path.read_text("utf-8")
            for sign in ("showcase.invalid", "127.0.0.1", str(published.parent), "/api/v1/"):
                assert sign not in text or "files" in path.parts, (path, sign)
            if "files" not in path.parts:
                found |= set(re.findall(rf"{ADDRESS}[^\s\"'<>\\#]+", unescape(text)))
    missing = [one for one in found if not (site / unquote(one.removeprefix(ADDRESS))).is_file()]
    assert not missing
    tree = ElementTree.parse(site / "sitemap.xml")
    places = {one.text for one in tree.iter(f"{SITEMAP}loc")}
    assert f"{ADDRESS}ar/releases/{THIRD}/codebook/index.html" in places <= found
    assert f"Sitemap: {ADDRESS}sitemap.xml" in (site / "robots.txt").read_text("utf-8")
    file = f"{ADDRESS}releases/{THIRD}/files/data/people.csv"
    assert file in (site / "catalog.ttl").read_text("utf-8")
    assert file in (site / f"fr/releases/{THIRD}/index.html").read_text("utf-8")


def test_every_page_and_every_catalogue_says_whom_to_ask(pages, site):
    whole = {path: page for path, page in pages.items() if page.footers}
    assert not [path for path, page in whole.items() if CONTACT not in page.links]
    assert len(whole) > 20
    assert f"<{CONTACT}>" in (site / "catalog.ttl").read_text("utf-8")


def test_counts_by_a_column_are_files(site):
    counted = site / "releases" / THIRD / "explore-people-people-by-gender.json"
    assert json.loads(counted.read_text("utf-8"))["by"]
    page = (site / f"ar/releases/{THIRD}/explore/index.html").read_text("utf-8")
    assert f"../../../../releases/{THIRD}/explore-people-people-by-gender.json" in page
    assert page.count('<section class="panel"') == 6  # and not the first few columns alone
    assert "?" not in re.sub(r"\?</?", "", "".join(re.findall(r'href="[^"]*"', page)))


def test_words_are_those_of_the_list_in_its_order(site):
    text = (site / "static/words.js").read_text("utf-8")
    listed = json.loads(text.partition("var words = ")[2].removesuffix(";\n"))
    page = (site / "ar/search/index.html").read_text("utf-8")
    for kind, entries in listed.items():
        section = page.partition(f'<h2 id="{kind}">')[2].partition("</section>")[0]
        assert section.count("<article") == len(entries) > 1
    assert [one[0] for one in listed["terms"]] == [text for _term, text in terms()]
    assert listed["columns"][4] == [" work x y travail"] * 2


def test_the_same_release_gives_the_same_bytes_and_little_without_downloads(published, tmp_path):
    made = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        done = showcase(published / PLAIN, "--out", "site", "--no-downloads", cwd=tmp_path / name)
        assert done.returncode == 0, done.stderr
        assert "--address" in done.stdout
        site = tmp_path / name / "site"
        files = {path.relative_to(site): path for path in site.rglob("*") if path.is_file()}
        made.append({path: file.read_bytes() for path, file in files.items()})
    assert made[0] == made[1]
    names = {path.as_posix() for path in made[0]}
    assert not {"robots.txt", "sitemap.xml", "catalog.ttl", "en/feed.atom"} & names
    assert not [one for one in names if "/files/" in one or one.endswith(".zip")]
    page = made[0][Path(f"fr/releases/{SHOWN}/index.html")].decode()
    for sign in ("canonical", "og:", "ld+json", "feed.atom", "catalog", "ZIP", "invalid"):
        assert sign not in page


def test_figures_of_countries_and_themes_come_with_their_files(pages):
    """Of each page the CSV of every figure, and of the first its picture and the text to embed."""
    own_page = re.compile(r"fr/releases/[^/]+/profiles/[^/]+/index\.html")
    whole = [name for name in pages if own_page.fullmatch(name)]
    figures = 0
    for name in whole:
        own = [one.rpartition("/")[2] for one in pages[name].links]
        pictures = [one for one in own if one.endswith(".svg") and not one.startswith("lantern")]
        shared = [one for one in pages[name].ids if one.startswith("snippet")]
        tables = [one for one in own if one.endswith(".csv")]
        figures += len(pictures)
        assert len(pictures) == len(shared) == min(1, len(tables) - 1), name
        assert not [one for one in own if one.endswith(".png")], name
        if pictures:
            assert pictures[0].replace(".svg", ".csv") in tables
    assert figures
