"""A real server and a real browser: the road of a visitor, and what the pages look like to axe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from downloads import download_all
from patience import until
from shelf import GROUPED, NETWORK, TABLE

import lanterne
from chromium import LANGUAGES, LOOKS, faults_of, led_on, looks_in, needs_chromium
from extent import ALL

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def folder(made: Path) -> Path:
    return made


def test_from_the_catalogue_to_a_verified_download(
    visitor: Any, made: Path, tmp_path: Path
) -> None:
    page = visitor(java_script_enabled=False, locale="fr-FR", accept_downloads=True)
    page.goto("/fr/")
    led_on(page.get_by_role("link", name="étiquettes").first)
    while "people" not in page.url:  # both releases of this codebook have one title
        page.goto("/fr/")
        led_on(page.locator("article", has_text=TABLE).get_by_role("link"))
    led_on(page.get_by_role("link", name="Explorer"))
    before = page.get_by_role("row", name="2020").inner_text()
    led_on(page.get_by_role("link", name="Homme & co"))
    assert "where" in page.url
    after = page.get_by_role("row", name="2020").inner_text()
    assert before != after
    told = {"gender": "Man & co", "year": "2020"}
    rows = pl.read_csv(made / TABLE / "data" / "people.csv", infer_schema=False).filter(**told)
    shown = page.get_by_role("row", name="2020").get_by_role("cell").nth(1).inner_text()
    assert int(shown.replace("\u202f", "")) == rows.height
    page.reload()  # every state is an address
    assert page.get_by_role("row", name="2020").inner_text() == after

    led_on(page.get_by_role("link", name="Télécharger"))
    copy = tmp_path / "copy"
    download_all(page, copy)
    report = lanterne.verify(copy)
    assert report.ok, report.problems
    assert lanterne.load(copy).data.equals(lanterne.load(made / TABLE).data)


def test_a_filter_is_reached_and_chosen_by_the_keyboard(visitor: Any) -> None:
    page = visitor()
    page.goto(f"/en/releases/{TABLE}/explore/?by=gender")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.title") == "Only these":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**where**")


PAGES = (
    "",
    "glossary/",
    f"releases/{TABLE}/",
    f"releases/{NETWORK}/explore/?people=perpetrators",
    "search/?q=gender&editions=all",
    f"releases/{TABLE}/explore/?by=gender&by=work[x]%26y&where[gender]=Woman",
    f"releases/{GROUPED}/explore/",
    f"releases/{TABLE}/codebook/",
    f"releases/{TABLE}/profiles/debt/",
    f"releases/{NETWORK}/profiles/",
    f"releases/{TABLE}/figures/",
    f"releases/{GROUPED}/figures/means-means/",
    f"releases/{TABLE}/figures/trend-year/?by=gender",
    f"releases/{TABLE}/figures/means-means/?where[gender]=Woman",
    f"releases/{TABLE}/figures/trend-year/?by=gender&where[debt]=1&where[threat]=1",
    f"embed/{TABLE}/trend-year/?by=gender",
    f"embed/{TABLE}/means-means/",
    f"releases/{TABLE}/figures/trend-year/uncertainty/?dots=50",
    f"releases/{TABLE}/explore/uncertainty/?by=papers&where[gender]=Woman",
)
WIDEST = f"releases/{NETWORK}/explore/"
"""Thousands of cells of what other pages have a few of: that they fit is asked."""

WIDE = (WIDEST, f"releases/{NETWORK}/figures/map-citizenship/")
"""Axe reads both for half a minute, and does where all is tried."""


EACH = ((320, "light"), (1280, "light"), (320, "dark"), (1280, "dark"))
"""Colours follow the scheme and places the width: two looks show both, and all four are long."""


@pytest.mark.parametrize(
    "language",
    # From left to right, test_every_page_browser sees the pages of the same templates.
    [pytest.param(one, marks=() if one == "ar" else pytest.mark.long) for one in LANGUAGES],
)
def test_axe_finds_nothing_and_nothing_hangs_over(visitor: Any, language: str) -> None:
    page = visitor(reduced_motion="reduce")
    for address in (*PAGES, *(WIDE if ALL else [WIDEST])):
        page.goto(f"/{language}/{address}")
        looks = EACH if ALL else () if address == WIDEST else LOOKS
        assert faults_of(page, looks_in(language, looks), (320, 1280)) == [], address


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_pictures_need_no_script_and_fit_the_screen(visitor: Any, scheme: str, width: int) -> None:
    page = visitor(
        java_script_enabled=False, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    came: dict[str, int] = {}
    page.on("response", lambda answer: came.update({answer.url.rpartition("/")[2]: answer.status}))

    def shown() -> int:
        page.goto(f"/ar/releases/{NETWORK}/figures/map-citizenship/")
        return int(page.locator("main img").count())

    until(shown)  # a page whose picture is not drawn yet asks to be loaded again
    page.wait_for_load_state("networkidle")
    size = "narrow" if width == 390 else "wide"
    assert [one for one in came if one.startswith(("narrow", "wide"))] == [f"{size}.{scheme}.svg"]
    assert set(came.values()) == {200}
    box = page.locator("main img").bounding_box()
    assert 300 < box["width"] <= width
    assert box["height"] > 150


def test_pages_are_light(visitor: Any) -> None:
    """Without pictures, fonts or scripts: a page of bars and its style in few kilobytes."""
    page = visitor()
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
    page.goto(f"/en/releases/{TABLE}/explore/")
    page.wait_for_load_state("networkidle")
    assert sum(sizes.values()) < 120_000
    assert len(sizes) <= 3
