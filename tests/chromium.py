"""Pages in a real browser: nothing goes wrong on them unseen, and axe looks at them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

ADVICE = "[DOM] Password forms should have"
"""How Chromium begins to advise who writes a form with a password and no name, to a console."""

ALL = "LANTERNE_TEST_ALL" in os.environ
"""Whether everything is looked at, however long it takes."""

Looks = tuple[tuple[int, str], ...]
"""Widths in pixels, each with ``light`` or ``dark``."""

LOOKS: Looks = ((320, "dark"), (1280, "light"))
"""The narrowest screen that pages are made for, by night; and a desk by day."""

LANGUAGES = ("en", "fr", "es", "ar")


def looks_in(language: str, looks: Looks = LOOKS) -> Looks:
    """In which looks axe is asked of a page in a language: in all in English, in one in Arabic.

    What axe finds lies in markup, colours and direction; French and Spanish have those of English.
    ``make test-all`` asks in all looks in every language.
    """
    return looks if ALL else {"en": looks, "ar": looks[:1]}.get(language, ())


OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"
OVER = """() => {
  const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
  if (over <= 0) return '';
  const far = [...document.body.querySelectorAll('*')].filter(
    one => one.getBoundingClientRect().right > root.clientWidth + 1
      || one.getBoundingClientRect().left < -1);
  return over + ' px: ' + far.slice(0, 3).map(one => one.outerHTML.slice(0, 90)).join(' | ');
}"""

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

AXE = """async ([options, all]) => {
  const colours = all || document.documentElement.dir !== 'rtl';
  const rules = {'color-contrast': {enabled: colours}};
  const found = await axe.run(document, {...options, rules});
  return found.violations.map(one => ({id: one.id, nodes: one.nodes.slice(0, 1)}));
}"""
"""What breaks which rule, without the thousands of things that break none."""


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser, which itself asks nowhere."""
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


def watch(page: Any, root: str, wrong: list[str], expected: tuple[str, ...] = ()) -> Any:
    """The page, on which from now on nothing goes wrong unseen.

    Args:
        page: A page of a browser.
        root: Where all that it asks for must lie.
        wrong: Is given what was asked elsewhere, what the console said, policies that were broken
            among it, and what failed in a script.
        expected: With what the sentences begin that the console may say.
    """

    def told(message: Any) -> None:
        if not message.text.startswith(expected):
            wrong.append(f"{message.type}: {message.text}")

    page.on("request", lambda one: one.url.startswith(f"{root}/") or wrong.append(one.url))
    page.on("console", told)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return page


@contextmanager
def visitors(browser: Any, root: str, expected: tuple[str, ...] = ()) -> Iterator[Any]:
    """Gives pages, each in a browser of its own; at the end nothing may have gone wrong on any."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def come(**options: Any) -> Any:
        contexts.append(browser.new_context(base_url=root, **options))
        return watch(contexts[-1].new_page(), root, wrong, expected)

    yield come
    for context in contexts:
        context.close()
    assert not wrong


def led_on(control: Any) -> Any:
    """Click what leads to another page; the page, once all of it is there.

    A click alone is over when the answer begins, and what is asked next may find half a page.
    """
    page = control.page
    with page.expect_navigation():
        control.click()
    return page


def let_in(browser: Any, link: str, to: str = "/en/") -> Any:
    """The state of a browser that came in by a one-time link, which leads to a page."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    assert urlsplit(page.url).path == to
    state = context.storage_state()
    context.close()
    return state


def give_passkeys(page: Any, built_in: bool = True) -> None:
    """Add a device for passkeys, at which nobody has to be; one that is not built in keeps none."""
    device = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    if built_in:
        keeps = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
        device |= {"transport": "internal", **keeps}
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": device})


@cache
def _axe() -> str:
    """The text of axe."""
    found = pytest.importorskip("axe_playwright_python")
    return (Path(found.__file__).parent / "axe.min.js").read_text("utf-8")


def run_axe(page: Any) -> list[str]:
    """What axe finds on a page, as a rule and the first thing that breaks it.

    Of contrast, which takes it longest, it is not asked from right to left: colours are the same
    there, and are looked at in English by day and by night. ``make test-all`` asks of it as well.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate(AXE, [RULES, ALL])
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def faults_of(page: Any, looks: Looks = LOOKS, widths: tuple[int, ...] = ()) -> list[str]:
    """What axe finds with all that folds opened, and what hangs over the edge of the screen.

    Args:
        page: A page that is loaded.
        looks: In which axe is asked.
        widths: In pixels, at which it must fit as well; those of the looks need not be asked.
    """
    page.evaluate(OPEN)
    found = []
    for width, scheme in looks:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{scheme} at {width}: {one}" for one in [*_over(page), *run_axe(page)]]
    for width in sorted({*widths} - {width for width, _scheme in looks}):
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width}: {one}" for one in _over(page)]
    return found


def _over(page: Any) -> list[str]:
    over = page.evaluate(OVER)
    return [f"hangs over by {over}"] if over else []
