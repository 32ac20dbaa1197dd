"""The files opened from a disk in a real browser, with scripts and without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from edition_shelf import SERIES, THIRD

from chromium import LANGUAGES, faults_of, led_on, looks_in, needs_chromium, visitors

pytestmark = needs_chromium

OF_AXE = ("Connecting to 'file:", "Couldn't load preload assets")
"""What the console says where axe would read a file of style itself: from a disk it may not."""

TITLES = "() => [...document.querySelectorAll('article')].filter(one => one.checkVisibility())" \
    ".map(one => one.querySelector('h3').textContent)"  # fmt: skip


@pytest.fixture
def visitor(browser: Any, site: Path) -> Any:
    with visitors(browser, site.as_uri()) as come:
        yield come


ONE_OF_ALL = [
    pytest.param(language, marks=() if language == "ar" else pytest.mark.long)
    for language in LANGUAGES
]
"""The pages are the same in each; the one that is written the other way stands for all."""


@pytest.mark.parametrize("language", ONE_OF_ALL)
def test_every_page_opens_from_the_disk_without_scripts(visitor: Any, site: Path, language: str):
    page = visitor(java_script_enabled=False)
    for path in sorted((site / language).rglob("index.html")):
        if path.parent.name == "latest":  # which leads on
            continue
        page.goto(path.as_uri())
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("getComputedStyle(document.body).fontFamily") != "", path
        loaded = page.locator("img")
        for number in range(loaded.count()):
            loaded.nth(number).scroll_into_view_if_needed()
            assert loaded.nth(number).evaluate("one => one.decode().then(() => true)"), path


def test_a_search_leads_to_a_column_and_hides_the_rest(visitor: Any, site: Path):
    page = visitor()
    page.goto((site / "ar/search/index.html").as_uri())
    everything = len(page.evaluate(TITLES))
    page.fill("#q", "ناجون")  # without the article that the title has
    assert set(page.evaluate(TITLES)) == {"الناجون"}
    page.fill("#q", "DEBT")
    assert 0 < len(page.evaluate(TITLES)) < everything / 2
    found = page.locator("section", has=page.locator("#columns")).locator("article:visible")
    assert found.locator("code").all_text_contents() == ["debt"]
    page = led_on(found.locator("a").first)
    assert page.url.endswith("/codebook/index.html#people.debt")


def test_numbers_of_a_picture_are_said_to_the_keyboard(visitor: Any, site: Path):
    page = visitor(java_script_enabled=False)
    (path,) = (site / "ar" / "releases" / THIRD / "figures" / "trend-year").glob("index.html")
    page.goto(path.as_uri())
    every = page.locator(".tips input")
    every.first.focus()
    page.keyboard.press("ArrowRight")
    said = page.evaluate(
        "getComputedStyle(document.activeElement.parentElement, '::after').content"
    )
    assert said.strip('"') == every.nth(1).get_attribute("aria-label")


# By words in a language that are not written as the codebook has them: how a question is read is
# held by the tests of the portal, and that the pages find what it leads to by the one above.
@pytest.mark.long
@pytest.mark.parametrize(
    ("language", "asked"),
    [("fr", "NATIONALITE victime"), ("ar", "الجنسيّة الضحية"), ("es", "ضحية جنسية")],
)
def test_search_finds_a_column(browser: Any, linked_site: Path, language: str, asked: str):
    with visitors(browser, linked_site.as_uri()) as come:
        page = come()
        page.goto((linked_site / language / "search" / "index.html").as_uri())
        everything = len(page.evaluate(TITLES))
        page.fill("#q", asked)
        found = page.locator("section", has=page.locator("#columns")).locator("article:visible")
        assert "citizenship" in found.locator("code").all_text_contents()
        assert 0 < len(page.evaluate(TITLES)) < everything / 2
        assert str(len(page.evaluate(TITLES))) in page.locator("#told").text_content()
        there = found.filter(has_text="citizenship").first.locator("a").first
        page = led_on(there)
        assert page.url.endswith(
            f"/{language}/releases/linked/codebook/index.html#victims.citizenship"
        )


def test_what_is_not_there_is_said_and_nothing_is_sent(visitor: Any, site: Path):
    page = visitor()
    page.goto((site / "fr/search/index.html").as_uri())
    page.fill("#q", "zzz")
    page.press("#q", "Enter")
    assert not page.evaluate(TITLES)
    assert "Rien" in page.locator("#told").text_content()
    assert page.url.endswith("/fr/search/index.html")
    page.fill("#q", "")
    assert page.evaluate(TITLES)


def test_without_scripts_the_search_is_a_list(visitor: Any, site: Path):
    page = visitor(java_script_enabled=False)
    page.goto((site / "fr/index.html").as_uri())
    page = led_on(page.locator(".search a"))
    assert not page.locator("#q").is_visible()
    assert page.locator("noscript").count() == 1
    assert page.locator("article:visible").count() > 10


def test_the_front_door_leads_to_the_language_of_the_browser(visitor: Any, site: Path):
    page = visitor(locale="ar-EG")
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/ar/index.html")
    page = visitor(java_script_enabled=False)
    page.goto((site / "index.html").as_uri())
    led_on(page.locator("#languages a[lang=es]"))
    page.goto((site / f"fr/releases/{SERIES}/latest/index.html").as_uri())
    page.wait_for_url(f"**/fr/releases/{THIRD}/index.html")


@pytest.mark.parametrize("language", ONE_OF_ALL)
def test_axe_finds_nothing_and_nothing_hangs_over(browser: Any, site: Path, language: str):
    with visitors(browser, site.as_uri(), OF_AXE) as come:
        _look_at_pages(come(reduced_motion="reduce"), site, language)


def _look_at_pages(page: Any, site: Path, language: str) -> None:
    for path in ("", "search", f"releases/{THIRD}/explore"):
        page.goto((site / language / path / "index.html").as_uri())
        assert not faults_of(page, looks_in(language)), path
