"""Two people in two browsers, in French: from checked cases to an edition that is verified."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
START = "import sys; sys.argv[0] = 'lanterne'; from lanterne.cli import main; main()"
BEGIN = Path(__file__).with_name("begin_road.py")


@pytest.fixture(scope="module")
def link(tmp_path_factory):
    """The one-time link of a hub whose dataset has checked cases."""
    home = tmp_path_factory.mktemp("hub") / "hub"
    subprocess.run([sys.executable, BEGIN, home], check=True)
    process = subprocess.Popen(
        [sys.executable, "-c", START, "serve", "--home", str(home), "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    yield process.stdout.readline().split()[1]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def person(browser, link):
    """Lets somebody in by a link, in a browser of their own; nothing may be refused or asked
    elsewhere."""
    root, contexts, wrong = link.partition("/open/")[0], [], []

    def come(by):
        context = browser.new_context(locale="fr-FR", base_url=root, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda one: one.url.startswith(f"{root}/") or wrong.append(one.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(by)
        return page

    yield come
    for context in contexts:
        context.close()
    assert not wrong


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    page.get_by_role("link", name=name, exact=True).first.click()


def wait(page):
    """Until the work is done, whatever the page is called; then go to what came of it."""
    page.locator(".outcome.done").wait_for(timeout=120_000)
    page.locator(".actions a").click()


def test_two_people_publish_what_anybody_can_verify(person, link, tmp_path):
    first = person(link)
    first.goto("/fr/work/here/")
    follow(first, "Cas inventés")
    follow(first, "3 Protéger")
    press(first, "Montrer le prix")
    press(first, "Dépenser, et protéger")
    wait(first)
    follow(first, "L'évaluer")
    press(first, "Comparer aux cas")
    wait(first)
    assert "Utilité" in first.content()
    follow(first, "4 Évaluer")
    press(first, "La confronter à la politique")
    wait(first)
    follow(first, "5 Relire")
    first.locator("section .checks a").first.click()
    first.locator("#id_publisher").fill("Réseau du Nord")
    first.locator("#id_description_fr").fill("Des cas inventés, pour apprendre.")
    press(first, "La soumettre à relecture")
    submission = first.url
    assert not first.get_by_role("button", name="Approuver", exact=True).count()

    follow(first, "Faire entrer une seconde personne sur cet ordinateur")
    first.locator("form.sheet input[type=text]").fill("Amina")
    first.locator("form.sheet button").click()
    second = person(first.locator("p.verb").inner_text())
    second.goto(submission)
    follow(second, "La voir comme le public")
    assert second.locator(".candidate").count() == 1
    for name in ("Explorer", "Dictionnaire des données"):
        follow(second, name)
        assert "/submissions/" in second.url
    second.goto(submission)
    press(second, "Approuver")
    follow(second, "Continuer vers la publication")
    press(second, "La publier")
    wait(second)

    first.goto("/fr/")
    follow(first, "Cas inventés")
    assert not first.locator(".candidate").count()
    folder = tmp_path / "downloaded"
    for name in first.locator("#files ~ .scroll a").all_inner_texts():
        first.reload()  # Chromium stops a page that gives more than ten files
        with first.expect_download() as download:
            first.get_by_role("link", name=name, exact=True).click()
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        download.value.save_as(place)
    said = subprocess.run(
        [sys.executable, "-c", START, "verify", str(folder)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stdout + said.stderr
