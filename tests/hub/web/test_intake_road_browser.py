"""A real server and browsers as wide as a telephone, in French: from people who were registered to
an edition that is verified, and what becomes of somebody who withdraws their consent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from laptop_hub import verb
from served import Served
from steps import arrive, evaluate, follow, invite, press, publish, spend, submit, verified

from chromium import OVER, led_on, needs_chromium, visitors

pytestmark = [pytest.mark.alone, needs_chromium]

INTAKE = "/fr/work/here/intake"
TITLE = "Personnes accompagnées"
TELEPHONE = {"viewport": {"width": 390, "height": 844}, "accept_downloads": True}
STAYS = "Ce qui a déjà été publié le reste."
COUNTED = "Les dossiers de cette personne seront comptés"
NOT_COUNTED = "Aucun dossier de cette personne ne sera compté dans les prochaines mesures."
WITHDREW = "une personne a retiré son consentement"
PUBLISHED_STAYS = "Les chiffres déjà publiés le restent"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Is made by the program itself."""
    return tmp_path_factory.mktemp("home") / "hub"


@pytest.fixture(scope="module")
def passphrase(home: Path) -> str:
    """Opens the names of a hub that was filled with sixty invented people."""
    done = verb("sample", "--intake", home, "--victims", 60, "--json")
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["passphrase"])


@pytest.fixture
def come(browser: Any, passphrase: str, home: Path) -> Iterator[Any]:
    """Lets somebody in by a link, in a browser of their own; gives the hub with it."""
    server = Served("--home", home, log=home.parent / "errors.txt")
    with visitors(browser, server.root) as visitor:

        def one_more(by: str = server.link) -> Any:
            page = visitor(**TELEPHONE)
            page.goto(by)
            return page

        yield one_more
    server.end()


def bring_in(page: Any, dataset: str) -> int:
    """Bring the cases into a dataset; how many victims are in it.

    Args:
        page: Where the intake is open.
        dataset: Its title in the list, or a title for a new one.
    """
    page.goto(f"{INTAKE}/statistics/")
    assert STAYS in page.inner_text("main")
    offered = page.locator("[name=dataset] option").all_inner_texts()
    if dataset in offered:
        page.select_option("[name=dataset]", label=dataset)
    else:
        page.select_option("[name=dataset]", "new")
        page.fill("[name=title]", dataset)
    page.fill("[name=until]", str(date.today()))
    arrive(page, "main form.sheet button", "/intake/")
    brought = int(page.locator("dl.facts dd").first.inner_text())
    led_on(page.locator("a.button"))
    assert "Les dossiers sont en ordre" in page.inner_text("main")
    return brought


@pytest.mark.long  # test_intake_protected goes the same road, test_intake_browser sees the pages
def test_from_registered_people_to_what_anybody_can_verify(
    come: Any, passphrase: str, tmp_path: Path
) -> None:
    first = come()
    first.goto(f"{INTAKE}/names/")
    first.fill("form[action$='names/open/'] [name=passphrase]", passphrase)
    led_on(first.locator("form[action$='names/open/'] button"))
    brought = bring_in(first, TITLE)
    data = first.url
    assert not first.evaluate(OVER)
    spend(first)
    evaluate(first)
    submission = submit(first)
    second = come(invite(first, "Amina"))
    second.goto(submission)
    publish(second)
    first.goto("/fr/")
    follow(first, TITLE)
    edition = first.url
    verified(first, tmp_path / "before")

    withdraw_one(first)
    first.goto(data)
    assert WITHDREW in first.inner_text("main")
    follow(first, "4 Protéger")
    assert "en 1 publication." in first.inner_text("main")
    press(first, "Montrer le prix")
    assert WITHDREW in first.inner_text("[role=alert]")
    assert not first.get_by_role("button", name="Dépenser et protéger", exact=True).count()
    assert not first.evaluate(OVER)
    assert bring_in(first, TITLE) == brought - 1
    first.goto(edition)
    verified(first, tmp_path / "after")


def withdraw_one(page: Any) -> None:
    """Somebody whose cases are counted does not agree any more."""
    page.goto(f"{INTAKE}/")
    people = [one.get_attribute("href") for one in page.locator("a[href*='/people/']").all()]
    for person in people:
        page.goto(person)
        if COUNTED in page.inner_text("main"):
            break
    page.select_option("[name=purpose]", "statistics")
    page.select_option("[name=said]", "withdrawn")
    page.select_option("[name=by]", "person")
    led_on(page.locator("section[aria-labelledby=consent] form.sheet button"))
    assert NOT_COUNTED in page.inner_text("main")
    assert PUBLISHED_STAYS in page.inner_text("main")
