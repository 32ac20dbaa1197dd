"""Two people in two browsers, in French: from a file of cases to an edition that is verified."""

from __future__ import annotations

import subprocess

import pytest
from case_worker import HEADER, rows, written
from served import Served

from chromium import needs_chromium, visitors
from program import command

pytestmark = [pytest.mark.alone, needs_chromium]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A hub in which there is nothing yet."""
    folder = tmp_path_factory.mktemp("hub")
    server = Served("--home", folder / "hub", log=folder / "log")
    yield server
    server.end()


@pytest.fixture
def person(browser, served):
    """Lets somebody in by a link, in a browser of their own."""
    with visitors(browser, served.root) as visitor:

        def come(by):
            page = visitor(locale="fr-FR", accept_downloads=True)
            page.goto(by)
            return page

        yield come


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


def test_two_people_publish_what_anybody_can_verify(person, served, tmp_path):
    first = person(served.link)
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
    said = subprocess.run(command("verify", folder), check=False, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + said.stderr
