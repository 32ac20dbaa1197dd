"""Pages of editions in a real browser: read by axe, at the width of a phone and of a desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from edition_shelf import FIRST, GONE, SECOND, SERIES, STORY, THIRD

from chromium import LANGUAGES, faults_of, led_on, looks_in, needs_chromium

pytestmark = needs_chromium

PAGES = {
    "": 200,
    f"datasets/{SERIES}/": 200,
    f"releases/{FIRST}/": 200,
    f"releases/{THIRD}/": 200,
    f"releases/{THIRD}/stories/{STORY}/": 200,
    f"releases/{SECOND}/": 410,
    f"releases/{GONE}/explore/": 410,
}


@pytest.fixture(scope="module")
def folder(published: Path) -> Path:
    return published


@pytest.fixture(scope="module")
def expected() -> tuple[str, ...]:
    return ("Failed to load resource: the server responded with a status of 410",)


@pytest.mark.parametrize(
    "language",
    # What is longer in French, test_every_page_browser sees on the pages of the same templates.
    [pytest.param(one, marks=pytest.mark.long if one in {"fr", "es"} else ()) for one in LANGUAGES],
)
def test_axe_finds_nothing_and_nothing_hangs_over(visitor: Any, language: str) -> None:
    page = visitor(reduced_motion="reduce")
    for address, status in PAGES.items():
        assert page.goto(f"/{language}/{address}").status == status
        assert faults_of(page, looks_in(language), (320, 1280)) == [], address


def test_from_an_old_edition_to_the_newest_and_back_to_why_one_is_gone(visitor: Any) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(f"/fr/releases/{FIRST}/")
    led_on(page.locator(".told").get_by_role("link"))
    assert page.url.endswith(f"/fr/releases/{THIRD}/")
    led_on(page.get_by_role("link", name="Toutes les éditions"))
    led_on(page.get_by_role("link", name="Édition 2"))
    assert "Elle sera corrigée." in page.locator(".reason").inner_text()
    led_on(page.locator(".told").get_by_role("link"))
    assert page.url.endswith(f"/fr/releases/{THIRD}/")
    with page.expect_download() as started:
        page.get_by_role("link", name="BibTeX").click()
    assert started.value.suggested_filename == f"{THIRD}.bib"
