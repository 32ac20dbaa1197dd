"""Two people in two browsers, in French: from a file of cases to an edition that is verified."""

from __future__ import annotations

import subprocess

import pytest
from case_worker import HEADER, rows, written
from steps import bring, decline_limit, follow, press, wait

from chromium import led_on, needs_chromium, visitors
from program import command

pytestmark = [pytest.mark.alone, needs_chromium]


@pytest.fixture
def person(browser, served):
    """Lets somebody in by a link, in a browser of their own."""
    with visitors(browser, served.root) as visitor:

        def come(by):
            page = visitor(locale="fr-FR", accept_downloads=True)
            page.goto(by)
            return page

        yield come


def except_if_needed(page):
    """Say in public why it is published, where the gate has not let it pass."""
    if page.locator("[name=reason_fr]").count():
        page.locator("details:has([name=reason_fr]) summary").click()
        page.locator("[name=reason_fr]").fill("Les cas sont inventés de bout en bout.")
        press(page, "Faire l'exception")


@pytest.mark.long  # test_attack_canary goes the whole road, and test_every_page_browser its pages
def test_two_people_publish_what_anybody_can_verify(person, served, tmp_path):
    first = person(served.link)
    file = tmp_path / "cas.csv"
    file.write_bytes(written(rows(300), HEADER, ";").encode("cp1252"))
    bring(first, "Cas inventés", file)
    follow(first, "4 Protéger")
    decline_limit(first)
    press(first, "Montrer le prix")
    press(first, "Dépenser et protéger")
    wait(first)
    follow(first, "L'évaluer")
    press(first, "Comparer aux dossiers")
    wait(first)
    assert "Utilité" in first.content()
    follow(first, "5 Évaluer")
    press(first, "La contrôler d'après la politique")
    wait(first)
    follow(first, "6 Relire")
    led_on(first.locator("section .checks a").first)
    first.locator("#id_publisher").fill("Réseau du Nord")
    first.locator("#id_description_fr").fill("Des cas inventés, pour apprendre.")
    press(first, "La soumettre à relecture")
    submission = first.url
    assert not first.get_by_role("button", name="Approuver", exact=True).count()

    follow(first, "Inviter une seconde personne sur cet ordinateur")
    first.locator("form.sheet input[type=text]").fill("Amina")
    led_on(first.locator("form.sheet button"))
    second = person(first.locator("p.verb").inner_text())
    second.goto(submission)
    follow(second, "La voir comme la verrait le public")
    assert second.locator(".candidate").count() == 1
    for name in ("Explorer", "Dictionnaire des données"):
        follow(second, name)
        assert "/submissions/" in second.url
    second.goto(submission)
    except_if_needed(second)
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
