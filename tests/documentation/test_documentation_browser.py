"""The documentation opened from a disk: axe finds nothing, it fits a phone, and is searched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chromium import LANGUAGES, OPEN, faults_of, led_on, looks_in, needs_chromium, visitors

pytestmark = needs_chromium

OF_AXE = ("Connecting to 'file:", "Couldn't load preload assets")
"""What the console says where axe would read a file of style itself: from a disk it may not."""

LOOKS = ((390, "dark"), (1280, "light"))

PAGES = (
    *("README", "my-story", "my-story-handout", "from-sheet-to-release"),
    *("reading-a-release", "analysing-a-release", "why-it-is-private"),
    *("talk-20", "talk-60-slides"),
)


@pytest.fixture
def visitor(browser: Any, site: Path) -> Iterator[Any]:
    with visitors(browser, site.as_uri(), OF_AXE) as come:
        yield come


def ending(language: str) -> str:
    return "html" if language == "en" else f"{language}.html"


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_the_courses_and_no_page_hangs_over(visitor, site, language):
    page = visitor(reduced_motion="reduce")
    for name in (*(f"learn/{one}.{ending(language)}" for one in PAGES), f"{language}.html"):
        page.goto(f"{site.as_uri()}/{name}")
        assert faults_of(page, looks_in(language, LOOKS), (390, 1280)) == [], name


@pytest.mark.long  # the courses, which have tables and code too, are looked at above
def test_no_page_at_all_hangs_over_a_phone(visitor, site):
    page = visitor(viewport={"width": 390, "height": 800}, java_script_enabled=True)
    over = []
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        page.evaluate(OPEN)
        width = page.evaluate("document.documentElement.scrollWidth")
        over += [(path.name, width)] if width > 390 else []
    assert over == []


@pytest.mark.parametrize(
    ("language", "asked", "leads"),
    [
        ("fr", "REGISTRE depenses", "explanation/privacy-in-plain-words.fr.html"),
        ("ar", "الموافقه", "learn/my-story.ar.html"),
        ("es", "households", "guides/protect-a-file.html"),
    ],
)
def test_the_search_finds_words_in_a_language_and_what_is_in_english_alone(
    visitor, site, language, asked, leads
):
    page = visitor()
    page.goto(f"{site.as_uri()}/{language}.html")
    page.locator("#asked").fill(asked)
    led_on(page.locator("header button"))
    assert page.locator("#asked").input_value() == asked
    assert "?" not in page.url, "what stands behind a # is sent to no site"
    places = page.locator("#places a")
    found = [places.nth(one).get_attribute("href") for one in range(places.count())]
    assert leads in {one.partition("#")[0] for one in found}
    assert page.locator("mark").count() > 0
    led_on(places.first)
    assert page.locator("h1").count() == 1


def test_the_search_says_when_there_is_nothing_and_lists_no_page_twice(visitor, site):
    page = visitor()
    page.goto(f"{site.as_uri()}/search-fr.html#asked=zyzzyva")
    assert page.locator("#places li").count() == 0
    assert page.locator("#told").inner_text() == page.locator("#told").get_attribute("data-nothing")
    page.locator("#asked").fill("Meridia")
    listed = page.locator("#places a").evaluate_all("all => all.map(one => one.href)")
    names = {re.sub(r"(\.[a-z]{2})?\.html.*", "", one): one for one in listed}
    assert listed
    assert not [one for one in names.values() if "/learn/" in one and ".fr.html" not in one]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_is_read_and_found_without_scripts(visitor, site, language):
    page = visitor(java_script_enabled=False)
    page.goto(f"{site.as_uri()}/search-{language}.html")
    assert page.locator("noscript").inner_text() != ""
    led_on(page.locator("header .top > a").nth(1))
    links = page.locator("main a")
    assert links.count() > 50
    led_on(links.first)
    assert page.evaluate("getComputedStyle(document.body).borderTopWidth") == "6px"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handout_is_two_pages_on_paper(visitor, site, language):
    page = visitor()
    page.goto(f"{site.as_uri()}/learn/my-story-handout.{ending(language)}")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2
