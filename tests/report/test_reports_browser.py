"""Private reports and codebook pages, opened from the disk in a real browser and read by axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chromium import LANGUAGES, faults_of, looks_in, needs_chromium, visitors, watch
from few_columns import CASES, COUNTRIES, NETWORK, cut
from lanterne.codebook import codebook_page, load_codebook
from lanterne.report import render_page
from lanterne.report.risk import render_risk

pytestmark = needs_chromium

LOOKS = ((390, "dark"), (1280, "light"))
WIDTHS = tuple(width for width, _scheme in LOOKS)
PAGES = (
    "table",
    "network",
    "versus",
    "risk of a table",
    "risk of a network",
    "codebook of a table",
    "codebook of a network",
)
BUILT_IN = ("lanterne-cases", "lanterne-network")
"""Their pages are long, and have nothing that those of few of their columns have not."""

SAME_PARTS = ("risk of a network", "codebook of a network")

FEW = (*CASES, *COUNTRIES)


@pytest.fixture
def written(request: pytest.FixtureRequest) -> Callable[[str, str], str]:
    """Gives one of the pages in a language."""

    def write(page: str, language: str) -> str:
        if page in BUILT_IN:
            return codebook_page(load_codebook(page), language)
        if page == "codebook of a table":
            return codebook_page(cut(load_codebook("lanterne-cases"), FEW, 24), language)
        if page == "codebook of a network":
            return codebook_page(cut(load_codebook("lanterne-network"), NETWORK), language)
        if page.startswith("risk of a "):
            risks = request.getfixturevalue("risks")
            return render_risk(risks[page.removeprefix("risk of a ")], language)
        names = {"table": "full_evaluation", "network": "network_evaluation", "versus": "versus"}
        return render_page(request.getfixturevalue(names[page]), language)

    return write


def _cases() -> Iterator[Any]:
    for name in (*PAGES, *BUILT_IN):
        for language in LANGUAGES:
            # From left to right, the page is seen that has parts of all kinds; and of risks and of
            # codebooks that of a table: those of a network have the same parts, more often.
            seen = language == "ar" or (name, language) == ("network", "fr")
            long = name in BUILT_IN or name in SAME_PARTS or not seen
            yield pytest.param(name, language, marks=pytest.mark.long if long else ())


@pytest.mark.parametrize(("name", "language"), list(_cases()))
def test_axe_finds_nothing_and_nothing_hangs_over(
    browser: Any, written: Callable[[str, str], str], tmp_path: Path, name: str, language: str
) -> None:
    (tmp_path / "index.html").write_text(written(name, language), "utf-8")
    with visitors(browser, tmp_path.as_uri()) as visitor:
        page = visitor(reduced_motion="reduce")
        page.goto(f"{tmp_path.as_uri()}/index.html")
        assert faults_of(page, looks_in(language, LOOKS), WIDTHS) == []


WRONG = """<!doctype html><html lang="en"><title>Wrong</title><h1>Wrong</h1><main>
<p style="width: 2000px; color: #999; background: #aaa">Wide, and hard to read.</p>
</main></html>"""


def test_what_is_wrong_on_a_page_is_found(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(WRONG, "utf-8")
    root = tmp_path.as_uri()
    with visitors(browser, root) as visitor:
        page = visitor()
        page.goto(f"{root}/index.html")
        found = faults_of(page, widths=(640,))
    assert [one.split(" ")[0] for one in found if "hangs over by" in one] == [
        "dark",
        "light",
        "640:",
    ]
    assert sum("color-contrast" in one for one in found) == 2


READ = """<!doctype html><html lang="en"><title>Read</title><main style="background: #fff">
<h1>Read</h1><p>Clear.</p><div><p>Clear too.</p><p hidden style="color: #999">Later.</p></div>
</main></html>"""
SPOILT = (
    "document.querySelector('div').style.background = '#333'",
    "document.querySelector('[hidden]').hidden = false",
    "document.querySelector('p').style.opacity = 0.4",
    "document.querySelector('p').style.color = '#999'",
)


@pytest.mark.parametrize("change", SPOILT)
def test_what_was_clear_is_looked_at_again_where_it_is_drawn_otherwise(
    browser: Any, tmp_path: Path, change: str
) -> None:
    (tmp_path / "index.html").write_text(READ, "utf-8")
    page = browser.new_page()
    for spoil, broken in ((None, 0), (None, 0), (change, 1), (change, 1), (None, 0)):
        page.goto(f"{tmp_path.as_uri()}/index.html")
        if spoil:
            page.evaluate(spoil)
        found = faults_of(page, ((1280, "light"),))
        assert sum("color-contrast" in one for one in found) == broken, found
    page.close()


@pytest.mark.parametrize("script", ["console.log('x')", "setTimeout(() => nothing)", "fetch('/x')"])
def test_what_goes_wrong_on_a_page_is_seen(browser: Any, tmp_path: Path, script: str) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>", "utf-8")
    wrong: list[str] = []
    page = watch(browser.new_page(), tmp_path.as_uri(), wrong)
    page.goto(f"{tmp_path.as_uri()}/index.html")
    assert wrong == []
    page.evaluate(f"() => {{ {script} }}")
    page.wait_for_timeout(100)
    page.close()
    assert wrong != []
