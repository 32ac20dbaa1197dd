"""A real server and a browser as wide as a telephone, without scripts: a household of four.

Somebody who reads French, or Arabic, finds the way by what stands on the pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from intake_worker import PASSPHRASE
from served import Served

from chromium import led_on, needs_chromium, visitors

pytestmark = needs_chromium

FAMILY = {
    "fr": ("Amina Diallo", "Ibrahima Diallo", "Fatou Diallo", "Moussa Diallo"),
    "ar": ("فاطمة الزهراء", "أحمد الزهراء", "سارة الزهراء", "عمر الزهراء"),
}


@pytest.fixture(scope="module")
def page(browser: Any, served: Served) -> Iterator[Any]:
    """A page of a telephone that came in; the intake is on, and names are open."""
    with visitors(browser, served.root) as come:
        page = come(viewport={"width": 390, "height": 844}, java_script_enabled=False)
        page.goto(served.link)
        page.goto("/fr/work/here/intake/switch/")
        page.select_option("[name=codebook]", "lanterne-network")
        for name in ("passphrase", "again"):
            page.fill(f"[name={name}]", PASSPHRASE)
        led_on(page.locator("main form button"))
        assert page.locator("p.verb").count() == 2
        yield page


def fits(page: Any) -> bool:
    """Whether nothing is wider than the screen."""
    box = page.locator("main").bounding_box()
    return bool(box["width"] <= 390)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_household_of_four_and_two_perpetrators(page: Any, home: Path, language: str) -> None:
    page.goto(f"/{language}/work/here/intake/")
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    led_on(page.locator("main a[href$='/register/household/']"))
    names = FAMILY[language]
    relations = ("first", "partner", "child", "child")
    for place, (name, relation) in enumerate(zip(names, relations, strict=True)):
        page.fill(f"[name=m-{place}-name]", name)
        page.select_option(f"[name=m-{place}-relation]", relation)
    led_on(page.locator("main form.sheet button"))
    assert "/households/" in page.url
    assert fits(page)
    for name in names:
        assert page.locator(f"text={name}").count() >= 1
    led_on(page.locator("ul.people a").first)
    page.select_option("[name=purpose]", "statistics")
    page.select_option("[name=said]", "given")
    page.select_option("[name=by]", "person")
    led_on(page.locator("form[action$='/consent/'] button"))
    led_on(page.locator("a[href*='/cases/']").first)
    case = page.url
    led_on(page.locator("a[href*='/questions/']").first)
    answered = 0
    while "/questions/" in page.url:
        assert fits(page)
        answered += answer(page)
        led_on(page.locator("button[name=then][value=on]"))
        assert page.locator("[role=alert]").count() == 0
    assert answered >= 5
    for known_as in ("Le grand, au café du port", "أبو علي"):
        page.goto(case)
        page.fill("[name=known_as]", known_as)
        led_on(page.locator("form[action$='/perpetrators/new/'] button"))
        while "/links/" in page.url:
            answer(page)
            led_on(page.locator("button[name=then][value=on]"))
    assert page.locator("article.entry h3 a").count() == 2
    assert fits(page)
    led_on(page.locator("a[href*='/copy/?from=']"))
    assert page.locator("main input:checked").count() == 0
    page.locator("main [name=group]").first.check()
    for box in page.locator("main [name=case]").all()[:2]:
        box.check()
    assert fits(page)
    led_on(page.locator("main form.sheet button"))
    assert fits(page)
    assert page.locator("section.entry").count() == 2
    led_on(page.locator("button[name=then][value=copy]"))
    assert page.locator("p.sound").count() == 1
    stored = b"".join(one.read_bytes() for one in home.rglob("*") if one.is_file())
    for word in (names[0].split(maxsplit=1)[0], "café du port"):
        assert word.encode() not in stored


def answer(page: Any) -> int:
    """Answer each question of the page with its first answer; how many."""
    answered = 0
    for one in page.locator("fieldset.asked").all():
        buttons, lists = one.locator("input[type=radio]"), one.locator("select")
        boxes = one.locator("input[type=checkbox]")
        if lists.count():
            lists.first.select_option(index=1)
        elif buttons.count():
            buttons.first.check()
        elif boxes.count():
            boxes.first.check()
        answered += 1
    return answered
