"""The files of an edition, downloaded one by one by a browser, as anybody may."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def download_all(page: Any, folder: Path) -> None:
    """Download each file that a page of an edition lists, to its place below a folder."""
    for name in page.locator("#files ~ .scroll a").all_inner_texts():
        page.reload()  # Chromium stops a page that gives more than ten files
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        download.value.save_as(place)
