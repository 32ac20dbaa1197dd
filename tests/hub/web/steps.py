"""Steps of the road in a real browser, in French, as somebody takes them who has never seen it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from downloads import download_all

from chromium import led_on
from program import command


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


def begin(page: Any, title: str, language: str = "fr", organisation: str = "here") -> None:
    """Start a dataset."""
    page.goto(f"/{language}/work/{organisation}/new/")
    page.fill("[name=title]", title)
    arrive(page, "main form button", "/data/")


def bring(page: Any, title: str, file: Path, organisation: str = "here") -> None:
    """Start a dataset with a file and the codebook that its columns are drafted to."""
    begin(page, title, organisation=organisation)
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


def spend(page: Any) -> None:
    """From the page of what may be spent to a release, as the hub proposes."""
    follow(page, "4 Protéger")
    decline_limit(page)
    press(page, "Montrer le prix")
    press(page, "Dépenser et protéger")
    wait(page)


def evaluate(page: Any) -> None:
    """Compare a release to the cases, and ask the policy."""
    follow(page, "L'évaluer")
    press(page, "Comparer aux dossiers")
    wait(page)
    assert page.get_by_role("link", name="Lire le rapport complet").count()
    follow(page, "5 Évaluer")
    press(page, "La contrôler d'après la politique")
    wait(page)


def submit(page: Any, publisher: str = "") -> str:
    """Say what is to be published; the address where somebody else reads it.

    Args:
        page: Where the release has been evaluated.
        publisher: Who publishes it; empty: the organisation, as its settings say.
    """
    follow(page, "6 Relire")
    led_on(page.locator("section .checks a").first)
    if publisher:
        page.locator("#id_publisher").fill(publisher)
    page.locator("#id_description_fr").fill("Des cas inventés, pour apprendre.")
    press(page, "La soumettre à relecture")
    return page.url


def invite(page: Any, name: str) -> str:
    """Let a second person in on this laptop: their link."""
    follow(page, "Inviter une seconde personne sur cet ordinateur")
    page.locator("form.sheet input[type=text]").fill(name)
    led_on(page.locator("form.sheet button"))
    return page.locator("p.verb").inner_text()


def publish(page: Any) -> None:
    """Approve what is read, by an exception where the gate has not let it pass; publish it."""
    if page.locator("[name=reason_fr]").count():
        page.locator("details:has([name=reason_fr]) summary").click()
        page.locator("[name=reason_fr]").fill("Les cas sont inventés de bout en bout.")
        press(page, "Faire l'exception")
    press(page, "Approuver")
    follow(page, "Continuer vers la publication")
    press(page, "La publier")
    wait(page)


def verified(page: Any, folder: Path) -> str:
    """Download each file of an edition, as anybody may; what ``lanterne verify`` says of them."""
    download_all(page, folder)
    said = subprocess.run(command("verify", folder), check=False, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout
