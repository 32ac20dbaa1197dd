"""Three organisations of two people each, in a real browser, in French, as wide as a telephone:
from an agreement to a second edition with what changed since the first."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from joint_road import NAMES, people_of
from steps import bring, decline_limit, follow, press, verified, wait

from chromium import OPEN, OVER, faults_of, led_on, needs_chromium, visitors

pytestmark = [pytest.mark.alone, needs_chromium]

TELEPHONE = {
    "viewport": {"width": 390, "height": 844},
    "accept_downloads": True,
    "reduced_motion": "reduce",
}
TITLE = "Personnes accompagnées sur la côte"
PLACES = {"sud": "Maison du Sud", "est": "Foyer de l'Est"}
OF_FILES = dict(zip(("nord", "sud", "est"), NAMES, strict=True))
"""Organisation of the hub → whose invented people it knows."""


def written(slug: str, years: int, path: Path) -> Path:
    """Cases of an organisation, with its own numbers in the column ``dossier``."""
    rows = people_of(OF_FILES[slug], years)
    lines = ["dossier,genre,age,forme", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def come(browser: Any, tmp_path: Path) -> Iterator[Callable[[str], Any]]:
    """Gives somebody's browser; how each of the six has signed in is tried elsewhere."""
    program = Path(__file__).with_name("joint_server.py")
    process = subprocess.Popen(
        [sys.executable, str(program), str(tmp_path / "hub")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    root, cookies = (process.stdout.readline().strip() for _ in range(2))
    known = json.loads(cookies)
    pages: dict[str, Any] = {}
    with visitors(browser, root) as visitor:

        def somebody(who: str) -> Any:
            if who not in pages:
                page = visitor(**TELEPHONE)
                name, value = known[who]
                page.context.add_cookies([{"name": name, "value": value, "url": root}])
                pages[who] = page
            return pages[who]

        yield somebody
    process.terminate()
    process.communicate(timeout=30)


_looked: set[str] = set()
"""Kinds of pages at which axe has looked, which takes it seconds."""


def look(page: Any) -> None:
    """Nothing hangs over, and axe finds nothing: narrow by night, and at a desk by day."""
    kind = re.sub("nord|sud|est|[0-9a-f-]{36}", "", page.url.partition("/fr/")[2])
    wrong = [page.evaluate(OVER)] if kind in _looked else faults_of(page)
    _looked.add(kind)
    assert not [one for one in wrong if one], (page.url, wrong)
    page.set_viewport_size(TELEPHONE["viewport"])


def joint(slug: str) -> str:
    """The page of joint datasets of an organisation."""
    return f"/fr/work/{slug}/joint/"


def at_agreement(page: Any, slug: str) -> None:
    """The page of the agreement, which no word may make wider than the screen."""
    page.goto(joint(slug))
    follow(page, TITLE)
    look(page)


def proposed(come: Callable[[str], Any], folder: Path) -> None:
    """The first organisation makes a codebook of its cases, and proposes an agreement by it."""
    officer, privacy = come("donnees@nord"), come("vie-privee@nord")
    bring(officer, "Dossiers du Nord", written("nord", 1, folder / "nord.csv"), "nord")
    privacy.goto(joint("nord"))
    follow(privacy, "Proposer un accord")
    privacy.fill("[name=title]", TITLE)
    privacy.fill("[name=purpose]", "Savoir où il faut plus de places d'accueil.")
    privacy.select_option("[name=codebook]", label="Dossiers du Nord")
    privacy.fill("[name=partners]", "\n".join(PLACES.values()))
    privacy.fill("[name=cohorts]", "2025,2026")
    privacy.fill("[name=epsilon]", "8")
    privacy.fill("[name=final_after]", "1")
    look(privacy)
    press(privacy, "Proposer et signer")
    look(privacy)


def joined(come: Callable[[str], Any], slug: str) -> None:
    """An organisation gets a code by telephone, reads the terms, and signs them."""
    lead, privacy = come("vie-privee@nord"), come(f"vie-privee@{slug}")
    at_agreement(lead, "nord")
    led_on(lead.locator(f"li:has-text(\"{PLACES[slug]}\") form[action$='invite/'] button"))
    code = lead.locator("bdi.code").first.inner_text()
    privacy.goto(joint(slug))
    privacy.fill("[name=code]", code)
    press(privacy, "Lire les conditions")
    assert "Savoir où il faut plus de places" in privacy.inner_text("main")
    look(privacy)
    press(privacy, "Signer au nom de mon organisation")


def signed_anew(come: Callable[[str], Any]) -> None:
    """Who signed before the last organisation joined signs once more, now that all have."""
    for slug in ("nord", "sud"):
        page = come(f"vie-privee@{slug}")
        at_agreement(page, slug)
        press(page, "Signer au nom de mon organisation")


def limit_declined(come: Callable[[str], Any], slug: str, title: str) -> None:
    """The privacy officer decides how much may ever be spent on these people."""
    page = come(f"vie-privee@{slug}")
    page.goto(f"/fr/work/{slug}/")
    led_on(page.get_by_role("link", name=title, exact=True).first)
    follow(page, "4 Protéger")
    decline_limit(page)


def handed_in(come: Callable[[str], Any], slug: str, years: int, folder: Path) -> None:
    """Bring the cases of an organisation as they are now, and hand them in."""
    page, file = come(f"donnees@{slug}"), written(slug, years, folder / f"{slug}.csv")
    at_agreement(page, slug)
    if slug != "nord" and years == 1:
        press(page, "Créer un ensemble de données avec ce dictionnaire")
        upload(page, file)
        page.select_option("#subject", "dossier")
        led_on(page.locator("text=Enregistrer et vérifier de nouveau"))
        if "/jobs/" in page.url:
            wait(page)
    elif years > 1:
        title = "Dossiers du Nord" if slug == "nord" else TITLE
        page.goto(f"/fr/work/{slug}/")
        led_on(page.get_by_role("link", name=title, exact=True).first)
        follow(page, "1 Données")
        upload(page, file)
    assert "Les dossiers sont en ordre" in page.inner_text("main") or slug == "nord"
    if years == 1:
        limit_declined(come, slug, "Dossiers du Nord" if slug == "nord" else TITLE)
    at_agreement(page, slug)
    press(page, "Remettre")
    assert "Dossiers remis" in page.inner_text("main")


def upload(page: Any, file: Path) -> None:
    """Bring a file into the dataset whose page is open."""
    page.evaluate(OPEN)
    page.set_input_files("#files", file)
    led_on(page.locator("text=Déposer >> nth=-1"))
    if "/jobs/" in page.url:
        wait(page)


def closed(come: Callable[[str], Any], year: int) -> None:
    """The first organisation closes a year, after a look at who has handed in."""
    page = come("donnees@nord")
    at_agreement(page, "nord")
    follow(page, "Clôturer une année")
    for name in PLACES.values():
        assert name in page.inner_text("main")
    page.select_option("[name=year]", str(year))
    page.check("[name=sure]")
    look(page)
    press(page, "Clôturer et mesurer")
    wait(page)
    assert str(year) in page.inner_text("main")
    look(page)


def published(come: Callable[[str], Any], summary: str) -> None:
    """An edition is drawn, submitted, approved by each organisation, and published."""
    officer = come("donnees@nord")
    at_agreement(officer, "nord")
    press(officer, "Tirer une édition")
    wait(officer)
    edition = officer.url.partition("/joint/")[2]
    follow(officer, "La soumettre à toutes les organisations")
    officer.fill("#id_publisher", "Nord, Sud et Est")
    officer.fill("#id_description_fr", summary)
    press(officer, "La soumettre à relecture")
    for slug in ("nord", "sud", "est"):
        page = come(f"vie-privee@{slug}")
        page.goto(f"/fr/work/{slug}/")
        assert "Approuver une édition" in page.inner_text("main"), "it waits for them"
        page.goto(f"{joint(slug)}{edition}")
        look(page)
        follow(page, "La voir comme la verrait le public")
        assert summary in page.inner_text("main")
        page.goto(f"{joint(slug)}{edition}")
        press(page, "Approuver")
    page = come("vie-privee@nord")
    page.goto(f"{joint('nord')}{edition}")
    press(page, "Publier")
    wait(page)


def test_three_organisations_agree_and_publish_year_after_year(
    come: Callable[[str], Any], tmp_path: Path
) -> None:
    proposed(come, tmp_path)
    for slug in PLACES:
        joined(come, slug)
    signed_anew(come)
    for years, year in enumerate((2025, 2026), 1):
        for slug in OF_FILES:
            handed_in(come, slug, years, tmp_path)
        closed(come, year)
        published(come, f"Édition de {year}, de trois organisations.")
    page = come("vie-privee@est")
    page.goto("/fr/")
    follow(page, TITLE)
    verified(page, tmp_path / "edition")
    led_on(page.locator("a[href*='over-years'], a[href*='years']").first)
    text = page.inner_text("main")
    assert "2025" in text
    assert "2026" in text
    assert "Ce qu'indiquait l'édition précédente" in text, "what it said of 2025"
    for name in ("Refuge du Nord", *PLACES.values()):
        assert name in text, "who reported"
    look(page)
