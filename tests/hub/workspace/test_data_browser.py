"""A real server, its worker and a browser: from a file of one's own to its risk, in French."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from case_worker import BOOK, HEADER, rows, written

START = "import sys; sys.argv[0] = 'lanterne'; from lanterne.cli import main; main()"
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
CANARY = "Vue-au-foyer-7f3a"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "hub"


@pytest.fixture(scope="module")
def link(home: Path) -> Iterator[str]:
    """The one-time link of a hub of its own."""
    with (home.parent / "errors.txt").open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", START, "serve", "--home", str(home), "--no-browser"],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "COLUMNS": "80"},
        )
        assert process.stdout is not None
        for line in process.stdout:
            if "http" in line:
                yield line[line.index("http") :].split()[0]
                break
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


@pytest.fixture(scope="module")
def page(link: str) -> Iterator[Any]:
    """A page of a browser that came in; what its console says is an error."""
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = chromium.new_page(viewport={"width": 390, "height": 800})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(link)
        page.root = link.partition("/open/")[0]
        yield page
        assert said == []
        chromium.close()


def arrive(page: Any, part: str) -> None:
    """Wait for an address; where the page of a job comes first, follow its link onward."""
    page.wait_for_url(lambda address: part in address or "/jobs/" in address)
    if "/jobs/" in page.url:
        page.locator(".actions a.button").click(timeout=25_000)
        page.wait_for_url(lambda address: part in address)


def test_from_a_file_to_its_risk_in_french(page: Any, home: Path, tmp_path: Path) -> None:
    cases = rows()
    for row in cases:
        row[5] = f"{CANARY} {row[0]}"
    cases[3][2] = "18 à 29"
    file = tmp_path / "Dossiers 2023.csv"
    file.write_bytes(written(cases, HEADER, ";").encode("cp1252"))

    page.goto(f"{page.root}/fr/work/here/new/")
    page.fill("[name=title]", "Dossiers du nord")
    page.click("main form button")
    page.wait_for_url("**/data/")
    page.set_input_files("#files", file)
    page.click("text=Apporter >> nth=-1")
    arrive(page, "/data/")
    page.click("text=Ébaucher un dictionnaire >> nth=-1")
    arrive(page, "/codebook/")
    page.check("[name=sure]")
    page.click("text=Confirmer toutes les colonnes")
    page.click("text=Utiliser ce dictionnaire")
    arrive(page, "/data/")
    page.select_option("#subject", "dossier")
    page.click("text=Enregistrer et vérifier de nouveau")
    arrive(page, "/data/")
    assert page.locator("text=Les dossiers sont en ordre").count() == 1
    assert page.locator("dt:has-text('Personnes') + dd").inner_text() == "120"

    page.click("text=Regarder les dossiers")
    page.click("thead th:nth-child(4) a")
    assert page.locator("[aria-sort=ascending]").count() == 1
    assert CANARY in page.content()
    page.go_back()
    page.go_back()
    page.click("a.button")
    page.wait_for_url("**/risk/")
    page.click("button:has-text('Regarder le risque')")
    arrive(page, "/risk/")
    page.locator("p.verdict").wait_for()
    assert "des personnes sont seules" in page.locator("p.verdict").inner_text()
    page.check("[name=leave_out] >> nth=1")
    page.click("text=Revoir le risque")
    arrive(page, "/risk/")
    assert "--leave-out" in page.locator(".verb").inner_text()
    page.click("text=Ouvrir le rapport privé complet")
    page.wait_for_url("**/reports/**")
    assert "SENSIBLE" in page.inner_text("body").upper()
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"  # its style is applied

    for path in home.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path
    assert CANARY not in (home.parent / "errors.txt").read_text()


def sent(page: Any, name: str, text: str) -> Callable[[], int]:
    """Sends a file as the form of the page does, from outside of the browser; its status."""
    field, edge = "csrfmiddlewaretoken", "edge-of-a-part"
    token = page.locator(f"form.bring [name={field}]").first.get_attribute("value")
    parts = (
        (f'form-data; name="{field}"', token),
        (f'form-data; name="files"; filename="{name}"', text),
    )
    body = "".join(
        f"--{edge}\r\nContent-Disposition: {head}\r\n\r\n{content}\r\n" for head, content in parts
    )
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    connection = http.client.HTTPConnection(page.root.removeprefix("http://"), timeout=60)
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "Cookie": cookies}
    address = page.url.removeprefix(page.root) + "bring/"

    def send() -> int:
        connection.request("POST", address, f"{body}--{edge}--\r\n".encode(), headers)
        return connection.getresponse().status

    return send


def test_two_large_files_come_at_the_same_time(page: Any, home: Path) -> None:
    page.goto(f"{page.root}/en/work/here/new/")
    page.fill("[name=title]", "Two at once")
    page.click("main form button")
    page.wait_for_url("**/data/")
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


PLACES = ("data/", "codebook/", "codebook/0/", "risk/")


def test_axe_finds_nothing_and_nothing_hangs_over(page: Any, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    (tmp_path / "own.toml").write_text(BOOK, "utf-8")
    (tmp_path / "cases.csv").write_text(written(rows(30)), "utf-8")
    page.goto(f"{page.root}/en/work/here/new/")
    page.fill("[name=title]", "For axe")
    page.click("main form button")
    page.wait_for_url("**/data/")
    base = page.url.partition("/en/")[2].removesuffix("data/")
    page.set_input_files("#toml", tmp_path / "own.toml")
    page.click("form:has(#toml) button")
    arrive(page, "/data/")
    page.locator("text=Read or change it").wait_for()
    page.set_input_files("#files", tmp_path / "cases.csv")
    page.click("form:has(#files) button")
    arrive(page, "/data/")
    preview = page.locator("a[href*='/preview/']").get_attribute("href").partition("/en/")[2]
    for language, scheme in (("fr", "light"), ("ar", "dark")):
        page.emulate_media(color_scheme=scheme)
        for place in (*(f"{base}{one}" for one in PLACES), preview):
            page.goto(f"{page.root}/{language}/{place}")
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            for width in (320, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                assert page.evaluate(over) == 0, (place, width)
            found = axe.Axe().run(page).response["violations"]
            assert not [(one["id"], one["nodes"][0]["html"]) for one in found], place
