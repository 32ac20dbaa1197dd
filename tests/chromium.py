"""Pages in a real browser: nothing goes wrong on them unseen, and axe looks at them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from extent import ALL

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The one without windows draws the same pages, and no frame around them, in half of the time."""

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

Looks = tuple[tuple[int, str], ...]
"""Widths in pixels, each with ``light`` or ``dark``."""

LOOKS: Looks = ((320, "dark"), (1280, "light"))
"""The narrowest screen that pages are made for, by night; and a desk by day."""

LANGUAGES = ("en", "fr", "es", "ar")


def looks_in(language: str, looks: Looks = LOOKS) -> Looks:
    """In which looks axe is asked of a page in a language: one in English, the other in Arabic.

    What axe finds lies in markup, colours and direction; French and Spanish have those of English.
    ``make test-all`` asks in all looks in every language.
    """
    return looks if ALL else {"en": looks[:1], "ar": looks[1:2]}.get(language, ())


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
BUT_CONTRAST = {**RULES, "rules": {"color-contrast": {"enabled": False}}}
OF_LAYOUT = ["target-size", "scrollable-region-focusable"]
"""Rules that ask where and how large things are, which depends on the width."""

OF_WHOLE_PAGES = [
    *("bypass", "document-title", "html-has-lang", "html-lang-valid", "html-xml-lang-mismatch"),
    *("page-has-heading-one", "heading-order", "empty-heading", "region", "skip-link"),
    *("landmark-banner-is-top-level", "landmark-complementary-is-top-level"),
    *("landmark-contentinfo-is-top-level", "landmark-main-is-top-level", "landmark-one-main"),
    *("landmark-no-duplicate-banner", "landmark-no-duplicate-contentinfo"),
    *("landmark-no-duplicate-main", "landmark-unique", "duplicate-id-aria", "accesskeys"),
    *("label", "label-title-only", "form-field-multiple-labels", "select-name", "list"),
    *("meta-viewport", "tabindex", "valid-lang", "nested-interactive", "aria-hidden-focus"),
    *("aria-required-children", "aria-required-parent", "th-has-data-cells", "td-headers-attr"),
    *("link-in-text-block", "image-redundant-alt", "presentation-role-conflict"),
]
"""Rules of what stands elsewhere on a page, or of which several must agree."""

AXE = """async options => {
  const found = await axe.run(document, options);
  return found.violations.map(one => ({id: one.id, nodes: one.nodes.slice(0, 1)}));
}"""
"""What breaks which rule, without the thousands of things that break none."""

STATES = """() => {
  const ground = new Map(), found = new Set();
  const nothing = ['rgba(0, 0, 0, 0)', 'none', '1', 'static'];
  const under = one => {
    if (one && !ground.has(one)) {
      const how = getComputedStyle(one);
      const here = [how.backgroundColor, how.backgroundImage, how.opacity, how.position]
        .filter(value => !nothing.includes(value)).join();
      ground.set(one, (here && here + ' ') + under(one.parentElement));
    }
    return one ? ground.get(one) : '';
  };
  const holders = new Set(document.querySelectorAll('input, select, textarea'));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) if (node.data.trim()) holders.add(node.parentElement);
  for (const one of holders) {
    const how = getComputedStyle(one);
    if (!one.getClientRects().length || how.visibility !== 'visible') continue;
    const text = [one.localName, one.getAttribute('class'), one.disabled,
      how.color, how.fontSize, how.fontWeight, how.textShadow];
    found.add(text.join() + ' ' + under(one));
  }
  return [...found];
}"""
"""All ways in which text that can be seen is drawn: what it is, its font, and all it lies upon."""

PARTS = """() => {
  const found = new Set(), said = /^(role|type|aria-|tabindex|scope|lang|autocomplete)/;
  const named = one => one ? one.localName + '.' + (one.getAttribute('class') || '') : '';
  for (const one of document.querySelectorAll('*')) {
    const asked = [...one.attributes].map(({name, value}) => {
      if (/^aria-(label|controls|describedby|labelledby|owns)|^(title|alt)$/.test(name))
        return name + (value.trim() ? '+' : '-')
          + (/by$|controls|owns/.test(name)
            && value.split(/\\s+/).every(id => document.getElementById(id)));
      return said.test(name) ? name + '=' + value : name;
    }).sort();
    const text = Boolean(one.textContent.trim()), within = [...one.children].map(named);
    found.add([named(one.parentElement), named(one), ...asked, text,
      ...new Set(within)].join(' '));
  }
  return [...found];
}"""
"""All kinds of elements: in what they stand, what they hold, whether they have words, and what is
said of them but for those words."""

_sound: set[str] = set()
"""Kinds of elements in which axe has found nothing, in this process."""

_clear: dict[str, set[str]] = {"light": set(), "dark": set()}
"""Scheme → ways to draw text of which axe has found, in this process, that they can be read."""


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


def run_axe(page: Any, scheme: str, again: bool = False) -> list[str]:
    """What axe finds on a page, as a rule and the first thing that breaks it.

    Of contrast, which takes it longest, it is asked where a page draws text in a way that no page
    before it did; of single elements, where there is one of a kind that was on no page before.
    ``make test-all`` asks of everything everywhere.

    Args:
        page: A page that is loaded.
        scheme: ``light`` or ``dark``.
        again: Whether axe has looked at this page in another scheme and width: its markup is the
            same in both, and what remains to be asked is of layout and contrast.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    drawn, parts = {*page.evaluate(STATES)}, {*page.evaluate(PARTS)}
    known, sound = drawn <= _clear[scheme], parts <= _sound
    rules = BUT_CONTRAST if known else RULES
    if again or sound:
        asked = OF_LAYOUT if again else [*OF_LAYOUT, *OF_WHOLE_PAGES]
        asked = asked if known else [*asked, "color-contrast"]
        rules = {**RULES, "runOnly": {"type": "rule", "values": asked}}
    broken = page.evaluate(AXE, RULES if ALL else rules)
    if "color-contrast" not in {one["id"] for one in broken}:
        _clear[scheme] |= drawn
    if not broken and not again:
        _sound.update(parts)
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in broken]


def faults_of(page: Any, looks: Looks = LOOKS, widths: tuple[int, ...] = ()) -> list[str]:
    """What axe finds with all that folds opened, and what hangs over the edge of the screen.

    Args:
        page: A page that is loaded.
        looks: In which axe is asked.
        widths: In pixels, at which it must fit as well; those of the looks need not be asked.
    """
    page.evaluate(OPEN)
    found = []
    for number, (width, scheme) in enumerate(looks):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        wrong = [*_over(page), *run_axe(page, scheme, again=number > 0)]
        found += [f"{scheme} at {width}: {one}" for one in wrong]
    for width in sorted({*widths} - {width for width, _scheme in looks}):
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width}: {one}" for one in _over(page)]
    return found


def _over(page: Any) -> list[str]:
    over = page.evaluate(OVER)
    return [f"hangs over by {over}"] if over else []
