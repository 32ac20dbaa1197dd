"""A guide is walked word for word: what it says to press, to write and to see, in its order.

In the numbered steps of a guide ``**bold**`` is what stands on the screen, `` `this` `` is what is
written or chosen there, and ``*slanted*`` is what the hub then says. Bold before what is written
names a field; bold alone is pressed, or, where it heads a part of the page, says in which part the
rest is done. A code that is written is pressed, whatever it is: each is drawn by lot. Days are
those of the story, which happens on the first day that the guide names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

_STEP = re.compile(r"^\d+\.\s+(.*(?:\n[ ]{2,}\S.*)*)", re.MULTILINE)
_PART = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|`(?P<typed>[^`]+)`|\*(?P<seen>[^*]+)\*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that only say in which direction text runs."""

FIND = """([scope, text]) => {
  const said = one => {
    const copy = one.cloneNode(true);
    copy.querySelectorAll('.unseen, [aria-hidden=true], .small').forEach(part => part.remove());
    return copy.textContent.replace(/[\\u200e\\u200f\\u2066-\\u2069]/g, '')
      .replace(/\\s+/g, ' ').trim();
  };
  const kinds = ['label, legend', 'summary', 'button', 'a[href]', 'h1, h2, h3, h4'];
  for (const kind of kinds)
    for (const one of (scope || document.body).querySelectorAll(kind))
      if (one.getClientRects().length && said(one) === text) return one;
  return null;
}"""
"""The first thing within a part of the page that says a text; what is only heard is left out."""


@dataclass(frozen=True)
class Part:
    """Something that a step names.

    Attributes:
        kind: ``bold``, ``typed`` or ``seen``.
        text: What.
    """

    kind: str
    text: str


def steps(guide: str) -> Iterator[tuple[Part, ...]]:
    """What each numbered step of a guide names."""
    for found in _STEP.finditer(guide):
        words = " ".join(found[1].split())
        yield tuple(
            Part(str(one.lastgroup), one[str(one.lastgroup)]) for one in _PART.finditer(words)
        )


def _is_written(part: Part | None) -> bool:
    return part is not None and part.kind == "typed" and not _CODE.fullmatch(part.text)


class Walk:
    """Somebody who follows a guide.

    Args:
        page: A page of a browser.
        guide: The file.
        look: What is done after each step.
    """

    def __init__(
        self,
        page: Any,
        guide: Path,
        look: Callable[[Any], None] | None = None,
    ) -> None:
        self.page, self.look = page, look
        self.guide = guide.read_text("utf-8")
        told = _DAY.search(self.guide)
        assert told, "a guide says on which day it happens"
        self.later = date.today() - date.fromisoformat(told[0])
        self.part: Any = None

    def go(self, first: int = 0, end: int | None = None) -> None:
        """Do steps of the guide, in their order; ``first`` is counted from nought."""
        for number, parts in list(enumerate(steps(self.guide), start=1))[first:end]:
            try:
                self._step(parts)
                if self.look is not None:
                    self.look(self.page)
            except Exception as error:
                shown = self.page.locator("main").inner_text()
                raise AssertionError(f"step {number}, {parts}, on\n{shown}") from error

    def _step(self, parts: tuple[Part, ...]) -> None:
        self.part, label = None, ""
        for part, after in zip(parts, (*parts[1:], None), strict=True):
            if part.kind == "seen":
                assert self._says(part.text), f"nothing says: {part.text}"
            elif part.kind == "bold" and _is_written(after):
                label = part.text
            elif part.kind == "bold":
                self._press(part.text)
            elif _is_written(part):
                self._answer(label, self._told(part.text))
            else:
                self._follow("a:has(.code)")

    def _told(self, text: str) -> str:
        return _DAY.sub(lambda day: str(date.fromisoformat(day[0]) + self.later), text)

    def _says(self, text: str) -> bool:
        shown = _MARKS.sub("", self.page.locator("body").inner_text())
        return text in " ".join(shown.split())

    def _find(self, text: str, within: Any) -> Any:
        found = self.page.evaluate_handle(FIND, [within, text]).as_element()
        assert found is not None, f"nothing is called: {text}"
        return found

    def _press(self, text: str) -> None:
        """Press it; or look at that part of the page, if it is the heading of one."""
        found = self._find(text, self.part)
        kind = found.evaluate("one => one.localName")
        if kind in {"h1", "h2", "h3", "h4", "legend"}:
            part = "one => one.closest('fieldset, li, article, section, main')"
            self.part = found.evaluate_handle(part)
        elif kind in {"a", "button"}:
            self._follow(found)
        else:
            found.click()

    def _follow(self, control: Any) -> None:
        """Press what leads to another page."""
        if isinstance(control, str):
            whole = (
                self.part.as_element() if self.part else self.page.locator("main").element_handle()
            )
            control = whole.query_selector(control)
        with self.page.expect_navigation():
            control.click()
        self.part = None

    def _answer(self, label: str, value: str) -> None:
        found = self._find(label, self.part)
        if found.evaluate("one => one.localName") == "legend":
            choices = found.evaluate_handle("one => one.closest('fieldset')")
            lists = choices.as_element().query_selector("select")
            if lists is None:
                self._find(value, choices).click()
                return
            lists.select_option(label=value)
            return
        field = found.evaluate_handle("one => one.control").as_element()
        if field.evaluate("one => one.localName") == "select":
            field.select_option(label=value)
        else:
            field.fill(value)
