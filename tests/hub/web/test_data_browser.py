"""A real server, its worker and a browser: from a file of one's own to its risk, in French."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from case_worker import BOOK, HEADER, rows, written
from served import Served
from steps import arrive, begin, bring

from chromium import led_on, needs_chromium, visitors

pytestmark = needs_chromium
CANARY = "Vue-au-foyer-7f3a"


@pytest.fixture(scope="module")
def page(browser: Any, served: Served) -> Iterator[Any]:
    """A page of a browser that came in."""
    with visitors(browser, served.root) as come:
        page = come(viewport={"width": 390, "height": 800})
        page.goto(served.link)
        yield page


@pytest.mark.long  # test_data_page and test_data_risk go the same way; each page is walked to
def test_from_a_file_to_its_risk_in_french(page: Any, home: Path, tmp_path: Path) -> None:
    cases = rows()
    for row in cases:
        row[5] = f"{CANARY} {row[0]}"
    cases[3][2] = "18 à 29"
    file = tmp_path / "Dossiers 2023.csv"
    file.write_bytes(written(cases, HEADER, ";").encode("cp1252"))

    bring(page, "Dossiers du nord", file)
    assert page.locator("text=Les dossiers sont en ordre").count() == 1
    assert page.locator("dt:has-text('Personnes') + dd").inner_text() == "120"

    led_on(page.locator("text=Examiner les dossiers"))
    led_on(page.locator("thead th:nth-child(4) a"))
    assert page.locator("[aria-sort=ascending]").count() == 1
    assert CANARY in page.content()
    page.go_back()
    page.go_back()
    arrive(page, "a.button", "/risk/")
    arrive(page, "button:has-text('Examiner le risque')", "/risk/")
    page.locator("#found p.verdict").wait_for()
    assert "des personnes sont chacune la seule" in page.locator("#found p.verdict").inner_text()
    page.check("[name=leave_out] >> nth=1")
    arrive(page, "text=Revoir le risque", "/risk/")
    assert "--leave-out" in page.locator(".verb").inner_text()
    sees_what_would_be_at_once(page)
    arrive(page, "text=Ouvrir le rapport privé complet", "/reports/")
    assert "SENSIBLE" in page.inner_text("body").upper()
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"  # its style is applied

    for path in home.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path
    assert CANARY not in (home.parent / "errors.txt").read_text()


def sees_what_would_be_at_once(page: Any) -> None:
    """Choices change, and with them figures and command line: nobody sends the form."""
    before, address = page.locator("#found p.verdict").first.inner_text(), page.url
    page.uncheck("[name=leave_out] >> nth=1")
    page.check("[name=leave_out] >> nth=2")
    page.check("[name=leave_out] >> nth=3")
    page.locator("#told", has_text="des personnes sont chacune la seule").wait_for()
    page.locator(".verb", has_text=re.compile("(--leave-out.*){2}")).wait_for()
    now = page.locator("#told").inner_text()
    assert now == page.locator("#found p.verdict").inner_text() != before
    assert page.url == address
    assert page.locator("#afterwards [name=leave_out]").count() == 2
    assert page.is_checked("[name=leave_out] >> nth=3")


def test_a_codebook_and_a_file_are_sent_and_seen(page: Any, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(BOOK, "utf-8")
    (tmp_path / "cases.csv").write_text(written(rows(30)), "utf-8")
    begin(page, "With a codebook", "en")
    page.set_input_files("#toml", tmp_path / "own.toml")
    arrive(page, "form:has(#toml) button", "/data/")
    page.locator("text=Read or change it").wait_for()
    page.set_input_files("#files", tmp_path / "cases.csv")
    arrive(page, "form:has(#files) button", "/data/")
    arrive(page, "a[href*='/preview/']", "/preview/")


def sent(page: Any, name: str, text: str) -> Callable[[], int]:
    """Sends a file as the form of the page does, from outside of the browser; its status."""
    field = "csrfmiddlewaretoken"
    form = {field: page.locator(f"form.bring [name={field}]").first.get_attribute("value")}
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    address, files = f"{page.url}bring/", {"files": (name, text)}

    def send() -> int:
        answer = requests.post(
            address, form, files=files, cookies=cookies, allow_redirects=False, timeout=60
        )
        return int(answer.status_code)

    return send


def test_two_large_files_come_at_the_same_time(page: Any, home: Path) -> None:
    begin(page, "Two at once", "en")
    large = [[*row[:5], f"{CANARY} {'x' * 300}"] for row in rows(5000)]
    sends = [sent(page, f"file-{number}.csv", written(large)) for number in (1, 2)]
    with ThreadPoolExecutor(2) as both:
        assert list(both.map(lambda send: send(), sends)) == [302, 302]
    page.reload()
    assert page.locator("a[href*='/preview/']").count() == 2
    assert page.locator("dt:has-text('File') + dd").inner_text() in {"file-1.csv", "file-2.csv"}
    for path in home.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path
