"""Steps of the road in a real browser, in French, as somebody takes them who has never seen it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chromium import led_on


def press(page: Any, name: str) -> None:
    """Press a button that leads to another page."""
    led_on(page.get_by_role("button", name=name, exact=True).last)


def follow(page: Any, name: str) -> None:
    """Follow the first link of a name."""
    led_on(page.get_by_role("link", name=name, exact=True).first)


def wait(page: Any) -> None:
    """Until the work is done, whatever the page is called; then go to what came of it."""
    page.locator(".outcome.done").wait_for(timeout=120_000)
    led_on(page.locator(".actions a.button"))


def arrive(page: Any, control: str, part: str) -> None:
    """Press what leads to an address; where the page of a job comes first, wait for its end.

    Args:
        page: The page.
        control: Which button: a selector.
        part: A part of the address.
    """
    led_on(page.locator(control))
    if "/jobs/" in page.url:
        wait(page)
    assert part in page.url


def begin(page: Any, title: str, language: str = "fr") -> None:
    """Start a dataset."""
    page.goto(f"/{language}/work/here/new/")
    page.fill("[name=title]", title)
    arrive(page, "main form button", "/data/")


def bring(page: Any, title: str, file: Path) -> None:
    """Start a dataset with a file and the codebook that its columns are drafted to."""
    begin(page, title)
    page.set_input_files("#files", file)
    arrive(page, "text=Déposer >> nth=-1", "/data/")
    arrive(page, "text=Ébaucher un dictionnaire >> nth=-1", "/codebook/")
    decide(page)
    page.check("[name=sure]")
    arrive(page, "form:has([name=sure]) button", "/codebook/")
    arrive(page, "button:has-text('Utiliser ce dictionnaire')", "/data/")
    page.select_option("#subject", "dossier")
    arrive(page, "text=Enregistrer et vérifier de nouveau", "/data/")


def decide(page: Any) -> None:
    """Read each answer that few people give, and keep it."""
    while page.locator("li:has-text('Réponses sur lesquelles se prononcer')").count():
        led_on(page.locator("li:has-text('Réponses sur lesquelles se prononcer') a").first)
        for keep in page.locator("input[value=keep]").all():
            keep.check()
        page.check("[name=confirmed]")
        press(page, "Enregistrer")


def decline_limit(page: Any) -> None:
    """Say in writing, and once more, that nothing limits what may be spent."""
    page.locator("summary", has_text="Ou refuser une limite").click()
    page.locator("#limit_reason").fill("Ces personnes sont inventées.")
    press(page, "Refuser une limite")
    press(page, "La refuser définitivement")
