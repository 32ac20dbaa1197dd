"""What the tests of pages ask of a browser: a fault is found wherever it stands."""

from __future__ import annotations

from typing import Any

import pytest

import chromium
from chromium import needs_chromium, run_axe

pytestmark = needs_chromium

PAGE = """<!doctype html><html lang="en"><head><title>Sound</title></head><body><main><h1>One</h1>
<p>Words <b>and</b> more.</p><h2>Two</h2><h3>Three</h3><p><a href="/x">Go</a></p>
<p><label for="a">Name</label> <input id="a" name="a"></p><button>Do</button>
<ul><li>One</li></ul><img src="data:," alt="A lamp"></main></body></html>"""

FAULTS = {
    "link-name": (">Go<", "><"),
    "button-name": (">Do<", "><"),
    "label": ('for="a"', 'for="b"'),
    "image-alt": (' alt="A lamp"', ""),
    "html-has-lang": (' lang="en"', ""),
    "document-title": ("<title>Sound</title>", ""),
    "heading-order": ("<h2>Two</h2>", ""),
    "region": ("<main>", "<p>Outside</p><main>"),
    "landmark-one-main": ("main>", "div>"),
    "listitem": ("ul>", "div>"),
    "color-contrast": ("<b>", '<b style="color: #eee">'),
    "aria-valid-attr-value": ("<button>", '<button aria-expanded="perhaps">'),
}
"""Rule of axe → what breaks it, in a page that has no kind of element more, or one."""


def test_a_fault_on_a_page_of_known_kinds_of_elements_is_found(
    browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium, "_sound", set())
    page = browser.new_page()
    page.set_content(PAGE)
    assert run_axe(page, "light") == []
    assert chromium._sound
    found = {}
    for rule, fault in FAULTS.items():
        page.set_content(PAGE.replace(*fault))
        found[rule] = [one.partition(":")[0] for one in run_axe(page, "light")]
    page.close()
    assert [rule for rule, broken in found.items() if rule not in broken] == []
