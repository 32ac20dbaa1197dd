"""A real server and a browser, in French: from a partner's file to cases, and next month's file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from partner_files import CANARY, PARTNERS, file_of, rows
from served import Served
from steps import arrive, begin

from chromium import needs_chromium, visitors

pytestmark = needs_chromium
FEW, FEWEST = 25, 5
"""Clicks that bring a partner's file of 14 columns in order: the first time, and next month."""


class Hand:
    """Somebody with a mouse: counts what they press."""

    def __init__(self, page: Any) -> None:
        self.page, self.clicks = page, 0

    def press(self, control: str, part: str) -> None:
        """Press what leads to a page."""
        self.clicks += 1
        arrive(self.page, control, part)

    def choose(self, control: str, value: str) -> None:
        """Choose from a list: it is opened, and the answer is pressed."""
        self.clicks += 2
        self.page.select_option(control, value)

    def tick(self, control: str) -> None:
        """Tick a box."""
        self.clicks += 1
        self.page.check(control)

    def bring(self, file: Path) -> None:
        """Choose a file, and send it."""
        self.clicks += 1
        self.page.set_input_files("#files", file)
        self.press("form:has(#files) button", "/data/")


def test_a_partners_file_is_in_order_after_few_clicks_and_next_months_without_a_question(
    browser: Any, served: Served, tmp_path: Path
) -> None:
    """Windows-1252, semicolons, accents, 03/11/2021, ages in words, countries in three spellings,
    several answers in a cell, names and phone numbers."""
    partner = PARTNERS["fr"]
    first, second = tmp_path / "Cas.csv", tmp_path / "Cas du mois.csv"
    first.write_bytes(file_of(partner, rows(partner)))
    second.write_bytes(file_of(partner, rows(partner, seed=9)))
    with visitors(browser, served.root) as come:
        page = come(viewport={"width": 390, "height": 800})
        page.goto(served.link)
        begin(page, "Dossiers d'une partenaire")
        hand = Hand(page)
        hand.bring(first)
        page.locator("details:has(form.offer) > summary").click()
        hand.clicks += 1
        hand.press("form.offer:has([value=lanterne-cases]) button", "/data/")
        hand.press("text=Harmoniser ce fichier", "/harmonise/")
        assert CANARY not in page.content()
        settle(page, hand)
        hand.press("text=Produire les dossiers >> nth=-1", "/data/")
        assert page.locator("text=Les dossiers sont en ordre").count() == 1
        assert hand.clicks <= FEW
        hand.clicks = 0
        page.locator("details:has(#files) > summary").click()
        hand.bring(second)
        hand.press("text=Harmoniser ce fichier", "/harmonise/")
        assert page.locator("text=Tout est décidé").count() == 1
        hand.press("text=Produire les dossiers >> nth=-1", "/data/")
        assert page.locator("text=Les dossiers sont en ordre").count() == 1
        assert hand.clicks <= FEWEST


def settle(page: Any, hand: Hand) -> None:
    """Decide what the program is not sure of."""
    hand.press("form:has([value=sure]) button", "/harmonise/")
    hand.press('tr:has-text("Date d\'enregistrement") td a', "/harmonise/")
    hand.tick("[name=dates][value=day-month-year]")
    hand.press("text=Approuver et passer à la suivante", "/harmonise/choices/")
    assert page.locator("tr.open").count() == 0  # all four means are proposed
    hand.press("text=Approuver et passer à la suivante", "/harmonise/")
    hand.press("#coverage ~ .aside a", "/harmonise/")
    hand.choose("#value", "Shelter")
    hand.press("text=Approuver et passer à la suivante", "/harmonise/")
    hand.tick("[name=subject][value='N° dossier']")
    hand.tick("[name=given][value=Oui]")
    hand.press("form:has([value=people]) > button", "/harmonise/")
    hand.press("form:has([value=not-asked]) button", "/harmonise/")
