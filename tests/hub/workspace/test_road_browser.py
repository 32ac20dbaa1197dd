"""Two people in two browsers, in French: from a file of cases to an edition that is verified."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from case_worker import HEADER, rows, written

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
BEGIN = Path(__file__).with_name("begin_road.py")
START = "import sys; sys.argv[0] = 'lanterne'; from lanterne.cli import main; main()"


@pytest.fixture(scope="module")
def link(tmp_path_factory):
    """The one-time link of a hub in which there is nothing yet."""
    home = tmp_path_factory.mktemp("hub") / "hub"
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


@pytest.fixture(scope="module")
def begun(browser, tmp_path_factory):
    """A page in a hub whose dataset has a run and a submission; and their ids."""
    folder = tmp_path_factory.mktemp("begun")
    said = subprocess.run(
        [sys.executable, BEGIN, folder / "hub", folder], check=True, capture_output=True, text=True
    )
    process = subprocess.Popen(
        [sys.executable, "-c", START, "serve", "--home", folder / "hub", "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    link = process.stdout.readline().split()[1]
    context = browser.new_context(base_url=link.partition("/open/")[0])
    page = context.new_page()
    page.goto(link)
    yield {"page": page, **json.loads(said.stdout)}
    context.close()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    page.get_by_role("link", name=name, exact=True).first.click()


def wait(page):
    """Until the work is done, whatever the page is called; then go to what came of it."""
    page.locator(".outcome.done").wait_for(timeout=120_000)
    page.locator(".actions a").click()


def arrive(page, part):
    """Wait for an address; where the page of a job comes first, follow its link onward."""
    page.wait_for_url(lambda address: part in address or "/jobs/" in address)
    if "/jobs/" in page.url:
        wait(page)
        page.wait_for_url(lambda address: part in address)


def bring(page, file):
    """Begin a dataset with a file and the codebook that its columns are drafted to."""
    page.goto("/fr/work/here/new/")
    page.fill("[name=title]", "Cas inventés")
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


def test_two_people_publish_what_anybody_can_verify(person, link, tmp_path):
    first = person(link)
    file = tmp_path / "cas.csv"
    file.write_bytes(written(rows(300), HEADER, ";").encode("cp1252"))
    bring(first, file)
    follow(first, "3 Protéger")
    press(first, "Montrer le prix")
    press(first, "Dépenser, et protéger")
    wait(first)
    follow(first, "L'évaluer")
    press(first, "Comparer aux dossiers")
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


PLACES = ("protect/", "protect/?method=k-anonymised", "evaluate/", "review/", "publish/")


def test_axe_finds_nothing_and_nothing_hangs_over(begun):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = begun["page"]
    price = "protect/?method=differential-privacy&unit=row&answers=2&within=30&case_file="
    addresses = [f"datasets/{begun['dataset']}/{place}" for place in PLACES]
    addresses.append(f"datasets/{begun['dataset']}/{price}{begun['case_file']}")
    addresses += [f"runs/{begun['run']}/", f"runs/{begun['run']}/submit/"]
    addresses.append(f"submissions/{begun['submission']}/")
    for language, scheme in (("fr", "light"), ("ar", "dark"), ("es", "dark"), ("en", "light")):
        page.emulate_media(color_scheme=scheme)
        for place in addresses:
            page.goto(f"/{language}/work/here/{place}")
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            for width in (320, 390, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                assert page.evaluate(over) == 0, (language, place, width)
            found = axe.Axe().run(page).response["violations"]
            assert not [(one["id"], one["nodes"][0]["html"]) for one in found], (language, place)
