"""A real server and a browser, in French: a page of the hub is filled in without network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from served import Served
from steps import arrive, begin, follow

from chromium import needs_chromium, visitors
from offline_page import phone, save

pytestmark = needs_chromium
CANARY = "Canari-5e1d"


def test_cases_of_two_phones_come_from_the_page_into_the_hub(
    browser: Any, served: Served, home: Path, tmp_path: Path
) -> None:
    """Whoever fills it in compares the fingerprint; what they enter is nowhere in clear."""
    with visitors(browser, served.root) as come:
        page = come(viewport={"width": 390, "height": 800})
        page.goto(served.link)
        begin(page, "Dossiers de la maraude")
        arrive(page, "form.offer:has([value=lanterne-network]) button", "/data/")
        arrive(page, "button:has-text('Créer la clé')", "/data/")
        fingerprint = page.locator("#offline-page strong").inner_text()
        assert re.fullmatch(r"([0-9a-f]{4} ){3}[0-9a-f]{4}", fingerprint)
        with page.expect_download() as download:
            page.get_by_role("link", name="Télécharger la page (HTML)").click()
        form = tmp_path / download.value.suggested_filename
        download.value.save_as(form)
        files = [filled(browser, form, fingerprint, number, tmp_path) for number in (1, 2)]
        page.set_input_files("#files", files)
        arrive(page, "form:has(#files) button", "/data/")
        assert page.locator("text=Les dossiers sont en ordre").count() == 1
        assert page.locator("dt:has-text('Personnes') + dd").inner_text() == "2"
        follow(page, "Examiner les dossiers")
        assert f"{CANARY}-1" in page.content()
        assert "refused" not in page.content()
    for path in home.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path
            assert b"AGE-SECRET-KEY" not in path.read_bytes(), path
    log = (home.parent / "errors.txt").read_text()
    assert CANARY not in log
    assert "AGE-SECRET-KEY" not in log


def filled(browser: Any, form: Path, fingerprint: str, number: int, folder: Path) -> Path:
    """Somebody fills in the page, where nothing can be asked of anybody: one who consents, with an
    alleged perpetrator, and one who does not."""
    with phone(browser, form) as page:
        assert page.evaluate("document.documentElement.lang") == "fr"
        assert fingerprint in page.inner_text("body")
        page.get_by_role("button", name="Ajouter un dossier").click()
        page.get_by_label("Oui, le consentement a été donné").check()
        page.get_by_label("Numéro de dossier").fill(f"{CANARY}-{number}")
        page.get_by_label("Féminin").first.check()
        page.get_by_role("button", name="Ajouter un auteur présumé").click()
        page.get_by_label("Numéro de cet auteur présumé").fill(f"{CANARY}-P{number}")
        page.get_by_role("button", name="Ajouter à la liste").click()
        page.get_by_role("button", name="Ajouter un dossier").click()
        page.get_by_label("Non, le consentement a été refusé").check()
        page.get_by_role("button", name="Ajouter à la liste").click()
        return save(page, folder / f"form-{number}.age")
