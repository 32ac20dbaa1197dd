"""Every page of the hub in a real browser: in each language, by day and night, small and large."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import polib
import pytest
from reached import unreached
from tools import catalogues
from visits import OTHERWISE, address, pages, status_of, stays, visits

from chromium import (
    ADVICE,
    LANGUAGES,
    LOOKS,
    Looks,
    faults_of,
    give_passkeys,
    led_on,
    needs_chromium,
    watch,
)
from extent import ALL
from lanterne.messages.glossary import glossary

pytestmark = [pytest.mark.alone, needs_chromium]
PROGRAM = Path(__file__).with_name("furnished.py")
WIDTHS = (320, 390, 640, 1280)
"""A small telephone and another; a screen of 1280 pixels at 200 % zoom; and the same without."""

DOCUMENTS = r"/reports/[^/]+/(risk|whole)/$"
"""Reports are whole documents of their own, with words of their own, in which no script can run:
axe neither. It looks at them where reports are tested."""
LABELS = frozenset({"Year", "Work", "Country", "Code"})
"""Of columns: the codebooks of these cases have them in English and French only, and a partner's
file has the last."""
EXPECTED = ("Failed to load resource", "Blocked script execution", ADVICE)
"""Said where a page says that there is none, and where a report lets no script of ours in."""

TEXTS = """() => {
  const root = document.documentElement, found = [];
  const own = node => (node.closest('[lang]') || root).lang === root.lang;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const holder = node.parentElement;
    if (own(holder) && !holder.closest('code, script, style, noscript'))
      found.push(node.data.replace(/\\s+/g, ' ').trim());
  }
  for (const one of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      if (own(one) && one.hasAttribute(name)) found.push(one.getAttribute(name).trim());
  return {
    lang: root.lang, dir: root.dir, title: document.title, texts: found.filter(Boolean),
    headings: document.querySelectorAll('h1').length,
  };
}"""


@dataclass
class Hub:
    """What was made, and who is at the browser.

    Attributes:
        there: What the program printed.
        contexts: Who → the browser of theirs.
        wrong: What was asked elsewhere, refused by the policy, or failed in a script.
        faults: What the pages have wrong.
        looks: By night on a telephone and by day at a desk, in turn: each page is looked at in one.
    """

    there: dict[str, Any]
    contexts: dict[str, Any]
    wrong: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    looks: Iterator[Looks] = field(default_factory=lambda: cycle([LOOKS[:1], LOOKS[1:]]))

    def page(self, who: str, root: str) -> Any:
        """A page of somebody, on which nothing goes wrong unseen."""
        return watch(self.contexts[who].new_page(), root, self.wrong, EXPECTED)


@pytest.fixture(scope="module")
def home(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(furnished / "hub", tmp_path_factory.mktemp("furnished") / "hub"))


def _serving(how: str, home: Path) -> Iterator[str]:
    with (home.parent / f"errors-{how}.txt").open("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, PROGRAM, how, home],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, errors.seek(0) or errors.read()
        yield line
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="module")
def there(home: Path, furnished: Path) -> Iterator[dict[str, Any]]:
    for line in _serving("accounts", home):
        yield {"root": line.strip(), **json.loads((furnished / "there.json").read_text("utf-8"))}


@pytest.fixture(scope="module")
def hub(there: dict[str, Any], browser: Any) -> Iterator[Hub]:
    """Amina, who may do everything; Nadia, who is new; somebody halfway in; and nobody."""
    contexts = {}
    for who in ("amina", "nadia", "omar", "halfway", "nobody"):
        contexts[who] = browser.new_context(reduced_motion="reduce")
        for name, value in there["cookies"].get(who, {}).items():
            contexts[who].add_cookies([{"name": name, "value": value, "url": there["root"]}])
    hub = Hub(there, contexts)
    there["pk"] = _passkey(hub)
    yield hub
    for context in contexts.values():
        context.close()


def _halfway(hub: Hub) -> None:
    """Somebody has said their password, who is forgotten after a quarter of an hour."""
    hub.contexts["halfway"].clear_cookies()
    page = hub.contexts["halfway"].new_page()
    page.goto(f"{hub.there['root']}/en/account/login/")
    page.locator("input[name=login]").fill(hub.there["email"])
    page.locator("input[name=password]").fill(hub.there["password"])
    assert led_on(page.locator("main button").first).url.endswith("/second-factor/show/")
    page.close()


def _passkey(hub: Hub) -> str:
    """Amina sets up a passkey; its number."""
    page = hub.contexts["amina"].new_page()
    give_passkeys(page)
    _go(page, hub, "en/account/second-factor/passkeys/add/")
    page.locator("input[name=name]").fill("Laptop")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/second-factor/")
    page.goto(f"{hub.there['root']}/en/account/second-factor/passkeys/")
    link = page.locator("main a[href*='/name/']").get_attribute("href")
    page.close()
    return str(link.rstrip("/").split("/")[-2])


def _go(page: Any, hub: Hub, address: str) -> Any:
    """Load a page; say the password once more where it is asked for."""
    answer = page.goto(f"{hub.there['root']}/{address}")
    if "/reauthenticate/" in page.url and "/reauthenticate/" not in address:
        page.locator("input[name=password]").fill(hub.there["password"])
        led_on(page.locator("main button").first)
    return answer


@cache
def _translated(language: str) -> frozenset[str]:
    """What the catalogue says otherwise than in English."""
    return frozenset(
        one.msgid.replace("%%", "%")
        for one in polib.pofile(str(catalogues.catalogue(language)))
        if one.msgstr != one.msgid and "%(" not in one.msgid and not one.msgctxt
    )


def untranslated(language: str, texts: list[str]) -> list[str]:
    """Sentences of the catalogue that stand on a page as they are in English."""
    known = _translated(language) - {term.word(language) for term in glossary().values()}
    whole = " ".join(texts)
    long = [one for one in known if len(one.split()) > 3 and one in whole]
    return [*long, *(one for one in texts if one in known and one not in LABELS)]


def look(page: Any, language: str, hub: Hub, where: str) -> str:
    """Look at the page that is loaded; its title."""
    said = page.evaluate(TEXTS)
    wrong = []
    if said["lang"] != language or said["dir"] != ("rtl" if language == "ar" else "ltr"):
        wrong.append(f"language {said['lang']} {said['dir']}")
    if said["headings"] != 1:
        wrong.append(f"{said['headings']} h1")
    document = bool(re.search(DOCUMENTS, where))
    if language != "en" and not document:
        wrong += [f"in English: {one}" for one in untranslated(language, said["texts"])]
    looks = () if document else LOOKS if ALL else next(hub.looks)
    wrong += faults_of(page, looks, WIDTHS)
    hub.faults += [f"{where} {one}" for one in wrong]
    return str(said["title"])


OFTEN = 4
"""On one page in so many Tab is pressed for each control."""

WALKED = LANGUAGES if ALL else tuple(one for one in LANGUAGES if one != "es")
"""Spanish is as wide as French and goes in the same direction."""


def walked_in(language: str, there: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Who visits which pages in a language: each page is visited in one, or in all.

    ``make test`` leaves out those of English, one page in three: what only one of these has wrong
    in a browser is seen by ``make test-all``.

    That no sentence is left in English, and no title is that of another page, is asked of every
    page by ``test_pseudo_language.py``. How all pages lie in each language, and from right to left,
    and whether two titles are translated alike, is seen by ``make test-all`` alone.
    """
    all_of_them = visits(there)
    return all_of_them if ALL else all_of_them[WALKED.index(language) :: len(WALKED)]


# What is wrong with all pages, or with those of a kind, is seen on those that are walked in the
# others; English has the layout of French, and the pages of its turn are read by
# ``test_pseudo_language.py``.
LONG = ("en",)


@pytest.mark.parametrize(
    "language",
    [pytest.param(one, marks=pytest.mark.long if one in LONG else ()) for one in WALKED],
)
def test_every_page(hub: Hub, language: str) -> None:
    hub.wrong.clear()
    hub.faults.clear()
    _halfway(hub)
    at = {who: hub.page(who, hub.there["root"]) for who in hub.contexts}
    titles: dict[str, str] = {}
    for number, (who, place, route) in enumerate(walked_in(language, hub.there)):
        if language != "en" and who == "halfway":
            at[who].goto(f"{hub.there['root']}/{language}/{place}")
        page, where = at[who], f"{language}/{place}"
        answer = _go(page, hub, where)
        if answer.status != status_of(who, place, hub.there):
            hub.faults.append(f"{where} answered {answer.status}")
        if (
            route
            and stays(place)
            and not page.url.partition("?")[0].endswith(place.partition("?")[0])
        ):
            hub.faults.append(f"{where} led to {page.url}")
        title = look(page, language, hub, where)
        if route and "/seen/" not in place and titles.setdefault(title, route) != route:
            hub.faults.append(f"{where} has the title of {titles[title]}: {title}")
        if (language == "fr" or not ALL) and not re.search(DOCUMENTS, where):
            hub.faults += [f"{where} {one}" for one in unreached(page, number % OFTEN == 0)]
    for page in at.values():
        page.close()
    found = [*hub.faults, *hub.wrong]
    assert not found, "\n".join(found)


def test_every_page_of_one_computer(hub: Hub, home: Path, browser: Any) -> None:
    hub.wrong.clear()
    hub.faults.clear()
    for line in _serving("laptop", home):
        root = line.strip().partition("/open/")[0]
        hub.contexts["first"] = browser.new_context(reduced_motion="reduce")
        page = hub.page("first", root)
        page.goto(line.strip())
        here = "/en/work/<slug:organisation>"
        asked = [*pages("laptop"), *(f"{here}/{one}" for one in OTHERWISE), "/en/work/"]
        for number, route in enumerate(asked):
            place = address(route, hub.there)
            for language in LANGUAGES if ALL else (WALKED[number % len(WALKED)],):
                page.goto(f"{root}/{language}/{place}")
                look(page, language, hub, f"{language}/{place}")
        hub.faults += [f"{place} {one}" for one in unreached(page)]
        hub.contexts["first"].clear_cookies()
        for language in LANGUAGES:
            page.goto(f"{root}/{language}/work/")
            assert page.locator("h1").count() == 1
        page.close()
    found = [*hub.faults, *hub.wrong]
    assert not found, "\n".join(found)
