"""Every number of a picture is said to who points at it and to who uses the keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from shelf import TABLE

from chromium import faults_of, looks_in, needs_chromium

pytestmark = needs_chromium

SAID = "getComputedStyle(document.activeElement.parentElement, '::after').content"
ON = "document.activeElement.closest('.tips') !== null"


@pytest.fixture(scope="module")
def folder(made: Path) -> Path:
    return made


@pytest.mark.parametrize("scripts", [False, True])
@pytest.mark.parametrize("query", ["", "?by=gender"])
def test_numbers_are_one_stop_of_the_tab_key_and_arrows_go_through_them(
    visitor: Any, scripts: bool, query: str
) -> None:
    page = visitor(java_script_enabled=scripts, viewport={"width": 390, "height": 800})
    page.goto(f"/en/releases/{TABLE}/figures/trend-year/{query}")
    labels = page.locator(".columns").first.locator("input")
    every = [one.get_attribute("aria-label") for one in labels.all()]
    assert len(every) == len(set(every)) >= 3
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(ON):
            break
    seen = []
    for _ in every:
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        seen.append(page.evaluate(SAID).strip('"'))
        page.keyboard.press("ArrowRight")
    assert seen == every
    assert all(re.match(r"\d{4}: ", one) for one in seen)
    first = page.evaluate("document.activeElement.name")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") != first


def test_who_points_at_a_bar_reads_its_number(visitor: Any) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(f"/ar/releases/{TABLE}/figures/trend-year/")
    label = page.locator(".tips label").nth(1)
    label.hover()
    shown = label.evaluate("one => getComputedStyle(one, '::after').content").strip('"')
    assert shown == label.get_attribute("data-said")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing(visitor: Any, language: str) -> None:
    page = visitor(reduced_motion="reduce")
    for address in (f"releases/{TABLE}/figures/trend-year/", f"embed/{TABLE}/trend-year/"):
        page.goto(f"/{language}/{address}")
        assert page.locator(".tips input").count() >= 3
        looks = looks_in(language)
        assert faults_of(page, looks, (320, 1280)) == [], address
