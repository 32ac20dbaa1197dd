"""Pages of editions in a real browser: read by axe, at the width of a phone and of a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from edition_shelf import FIRST, GONE, SECOND, SERIES, THIRD, make_catalogue
from test_hub_browser import (  # noqa: F401 - fixtures, found by their names
    CHROMIUM,
    browser,
    inside,
    link,
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")

PAGES = {
    "": 200,
    f"datasets/{SERIES}/": 200,
    f"releases/{FIRST}/": 200,
    f"releases/{SECOND}/": 410,
    f"releases/{GONE}/explore/": 410,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the server shows."""
    return make_catalogue(tmp_path_factory.mktemp("editions"))


@pytest.fixture
def visitor(browser: Any, inside: Any, link: str) -> Iterator[Any]:  # noqa: F811
    """Gives a page of a browser that came in; fails when it was refused anything."""
    root = link.partition("/open/")[0]
    contexts: list[Any] = []
    wrong: list[str] = []

    def told(message: Any) -> None:
        if "status of 410" not in message.text:  # what a withdrawn edition answers
            wrong.append(message.text)

    def come(**options: Any) -> Any:
        contexts.append(browser.new_context(storage_state=inside, base_url=root, **options))
        page = contexts[-1].new_page()
        page.on("console", told)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield come
    for context in contexts:
        context.close()
    assert not wrong


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_axe_finds_nothing_and_nothing_hangs_over(visitor: Any, language: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for width, scheme in ((320, "dark"), (1280, "light")):
        page = visitor(color_scheme=scheme, viewport={"width": width, "height": 800})
        for address, status in PAGES.items():
            answer = page.goto(f"/{language}/{address}")
            assert answer.status == status
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            found = axe.Axe().run(page).response["violations"]
            assert not [(one["id"], one["nodes"][0]["html"]) for one in found], address
            over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(over) == 0, (address, width)


def test_from_an_old_edition_to_the_newest_and_back_to_why_one_is_gone(visitor: Any) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(f"/fr/releases/{FIRST}/")
    page.locator(".told").get_by_role("link").click()
    assert page.url.endswith(f"/fr/releases/{THIRD}/")
    page.get_by_role("link", name="Toutes les éditions").click()
    page.get_by_role("link", name="Édition 2").click()
    assert "Elle sera corrigée." in page.locator(".reason").inner_text()
    page.locator(".told").get_by_role("link").click()
    assert page.url.endswith(f"/fr/releases/{THIRD}/")
    with page.expect_download() as started:
        page.get_by_role("link", name="BibTeX").click()
    assert started.value.suggested_filename == f"{THIRD}.bib"
