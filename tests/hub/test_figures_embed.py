"""Figures in frames of others: they alone can be framed, with all that must be said beside them."""

from __future__ import annotations

import functools
import http.server
import re
import subprocess
import sys
import threading
from html import unescape
from urllib.parse import quote, urlsplit

import pytest
from django.urls import URLPattern, get_resolver
from edition_shelf import SECOND, THIRD
from shelf import GROUPED, NETWORK, TABLE

from chromium import needs_chromium
from lanterne.hub.headers import FRAMED, POLICY
from lanterne.hub.languages import LANGUAGES

GIVEN = {
    "name": THIRD,
    "series": "survivors-2026",
    "figure": "trend-year",
    "suffix": "json",
    "size": "narrow",
    "theme": "light",
    "kind": "bib",
    "path": "data/people.csv",
}
"""What stands in the gaps of addresses."""

CODES = [code for code, _name in LANGUAGES]


@pytest.fixture
def visitor(portal, published):
    return portal(published, rate=None)


def addresses(patterns, before=""):
    """Every address that the portal knows, in each language, its gaps filled."""
    for one in patterns:
        if isinstance(one, URLPattern):
            path = before + str(one.pattern)
            picture = "picture" in path
            fill = {**GIVEN, **({"suffix": "svg"} if picture else {})}
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda gap, fill=fill: fill.get(gap[1], "x"), path)
        elif hasattr(one.pattern, "prefix_default_language"):
            for code in CODES:
                yield from addresses(one.url_patterns, f"/{code}/")
        else:
            yield from addresses(one.url_patterns, (before or "/") + str(one.pattern))


def can_be_framed(answer):
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    return "frame-ancestors 'none'" not in policy or answer.get("X-Frame-Options") != "DENY"


def test_nothing_but_figures_for_frames_can_be_framed(visitor):
    """Over all addresses there are, and over what is no address at all."""
    known = [
        one if one.startswith("/") else f"/{one}" for one in addresses(get_resolver().url_patterns)
    ]
    strange = [
        "/",
        "/en/embedded/",
        "/embed/",
        "/en/releases/embed/",
        "/en/nothing/embed/x/",
        "/api/v1/embed/",
    ]
    long = f"/en/?{'a' * 5000}"
    assert len(known) > 100
    framed = set()
    for address in [*known, *strange, long]:
        answer = visitor.get(address)
        if can_be_framed(answer):
            assert FRAMED.match(address), address
            framed.add(address)
    figures, profiles = (
        {f"/{code}/embed/{THIRD}/{rest}/" for code in CODES} for rest in ("trend-year", "x/x")
    )
    assert framed == figures | profiles


@pytest.mark.parametrize(
    "address", ["/en/embed/", f"/en/embed/{SECOND}/trend-year/", "/fr/embed/x/y/"]
)
def test_what_goes_wrong_in_a_frame_is_said_in_it(visitor, address):
    answer = visitor.get(address)
    assert answer.status_code in {404, 410}
    assert can_be_framed(answer)


def test_a_hub_that_is_not_public_lets_nobody_frame_it(hub):
    answer = hub.get(f"/en/embed/{quote(TABLE)}/trend-year/")
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Frame-Options"] == "DENY"
    page = hub.get(f"/en/releases/{quote(TABLE)}/figures/trend-year/").content.decode()
    assert "iframe" not in page


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("query", ["", "?by=gender", "?where[gender]=Woman"])
def test_source_date_edition_and_promise_stand_inside(visitor, language, query):
    answer = visitor.get(f"/{language}/embed/{THIRD}/trend-year/{query}")
    assert answer.status_code == 200
    text = unescape(answer.content.decode())
    for part in ("Réseau <b>", THIRD, "2026-05-03", "ε = ", "δ = ", "<table", 'class="reading"'):
        assert part in text, part
    assert "Réseau <b>" not in answer.content.decode(), "names are escaped"
    assert (
        f"/{language}/releases/{THIRD}/figures/trend-year/{query.replace('[', '%5B')[:8]}" in text
    )
    assert "<script" not in answer.content.decode()
    assert "<form" not in answer.content.decode()
    assert not answer.cookies


def test_one_by_a_k_method_says_what_that_promises(portal, made):
    text = portal(made).get(f"/en/embed/{GROUPED}/means-means/").content.decode()
    assert "k = 5" in text
    assert "This release has no published counts." in text


def test_a_withdrawn_edition_says_so_and_which_takes_its_place(visitor):
    answer = visitor.get(f"/fr/embed/{SECOND}/trend-year/")
    text = answer.content.decode()
    assert answer.status_code == 410
    assert "Une colonne &lt;b&gt;était mal codée." in text
    assert f'href="/fr/releases/{THIRD}/"' in text
    assert "<table" not in text


@pytest.mark.parametrize("query", ["", "?by=gender&where[debt]=1"])
def test_the_text_to_copy_leads_to_the_frame(visitor, query):
    page = visitor.get(f"/es/releases/{THIRD}/figures/trend-year/{query}").content.decode()
    (copied,) = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)
    frame = unescape(copied)
    found = re.fullmatch(
        r'<iframe src="([^"]+)" title="([^"]*)" width="100%" height="\d+" loading="lazy"></iframe>',
        frame,
    )
    assert found, frame
    address = urlsplit(unescape(found[1]))
    assert address.netloc == "data.example.org"
    answer = visitor.get(f"{address.path}?{address.query}")
    assert answer.status_code == 200
    assert can_be_framed(answer)


def test_a_label_cannot_leave_the_text_to_copy(portal, made):
    page = portal(made).get(f"/en/releases/{NETWORK}/figures/trend-yearregister/").content.decode()
    assert page.count("<textarea") == page.count("</textarea>") == 1
    assert page.count("<iframe") == 0


START = """
import sys
from pathlib import Path
from lanterne.hub.public import Listening, serve_portal
tell = lambda address: print(address, flush=True)
serve_portal(Path(sys.argv[1]), ["127.0.0.1"], at=Listening(port=0), tell=tell, rate=None)
"""


@pytest.fixture
def root(published):
    """A public portal, as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, str(published)], stdout=subprocess.PIPE, text=True
    )
    yield process.stdout.readline().strip().rstrip("/")
    process.kill()
    process.communicate()


@pytest.fixture
def foreign(root, tmp_path):
    """The page of a newspaper, elsewhere, that frames a figure, a tombstone and a whole page."""
    frames = "".join(
        f'<iframe src="{root}{path}" width="100%" height="500"></iframe>'
        for path in (
            f"/ar/embed/{THIRD}/trend-year/?by=gender",
            f"/fr/embed/{SECOND}/trend-year/",
            f"/fr/releases/{THIRD}/figures/trend-year/",
        )
    )
    head = '<!doctype html><meta name="viewport" content="width=device-width"><title>News</title>'
    (tmp_path / "index.html").write_text(head + frames, "utf-8")
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    handler = functools.partial(quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@needs_chromium
def test_a_foreign_page_frames_figures_and_nothing_else(browser, foreign, root):
    for width in (390, 1280):
        page = browser.new_page(viewport={"width": width, "height": 1700})
        said = []
        page.on("console", lambda one, said=said: said.append(one.text))
        page.goto(foreign)
        page.wait_for_load_state("networkidle")
        figure, gone, whole = page.frames[1:]
        assert figure.locator("section.panel").count() == 2
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert figure.evaluate(over) == gone.evaluate(over) == 0
        paper = figure.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(251, 248, 242)", "its style came along"
        assert gone.locator(".reason").count() == 1
        assert whole.url.startswith("chrome-error:")
        blocked = [text for text in said if "frame-ancestors" in text]
        assert len(blocked) == 1
        assert [text for text in said if "410" not in text] == blocked
        page.close()
