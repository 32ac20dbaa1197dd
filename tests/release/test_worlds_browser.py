"""The page of a promise, opened from the disk in a real browser and read by axe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chromium import faults_of, needs_chromium, visitors
from lanterne.release.worlds_page import FILE

pytestmark = needs_chromium


def test_axe_finds_nothing_and_nothing_hangs_over(browser: Any, release: Path) -> None:
    with visitors(browser, release.as_uri()) as visitor:
        page = visitor(reduced_motion="reduce", java_script_enabled=True)
        page.goto(f"{release.as_uri()}/{FILE}")
        assert page.locator("svg.worlds").first.bounding_box()["width"] > 100
        assert faults_of(page, ((320, "dark"), (1280, "light")), (320, 390)) == []
