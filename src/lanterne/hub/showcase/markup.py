"""A page, with its links led elsewhere: signs that are not a link stay as they are, to the byte."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]

_LINKS = {
    "a": "href",
    "link": "href",
    "img": "src",
    "script": "src",
    "source": "srcset",  # of which these pages give one address each
    "iframe": "src",
}
"""Element → its attribute that holds an address."""


@dataclass(frozen=True)
class Guide:
    """Where links lead.

    Attributes:
        lead: Address as it stands in the page → the address in its place; ``None``: it leads
            nowhere, and becomes text.
        shown: Address as it stands in the page → how it is written for people to read.
        form: The attributes of a form → what stands in its place: nobody answers it. A form
            without an address is asked by a script, and stays.
        head: Is put behind the first element of the head.
    """

    lead: Callable[[str], str | None]
    shown: Callable[[str], str] = str
    form: Callable[[dict[str, str | None]], str] = lambda _form: ""
    head: str = ""


def led(page: str, guide: Guide) -> str:
    """A page with its links led elsewhere.

    Raises:
        LookupError: What it is made of, such as a picture, is nowhere.
    """
    leading = _Leading(guide)
    leading.feed(page)
    leading.close()
    return "".join(leading.written)


def links_in(page: str) -> tuple[str, ...]:
    """The addresses of all links, forms, pictures, scripts and files of style, each once."""
    found: dict[str, None] = {}

    def noted(address: str) -> str:
        found[address] = None
        return address

    led(page, Guide(noted, form=lambda form: noted(form["action"] or "")))
    return tuple(found)


class _Leading(HTMLParser):
    """Reads a page and writes it again."""

    def __init__(self, guide: Guide) -> None:
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []
        self._guide = guide
        self._head = guide.head
        self._anchors: list[tuple[str, str]] = []  # of each that is open: its address, how it ends
        self._in_form = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """An element begins."""
        if self._in_form:
            return
        given = dict(attrs)
        if tag == "form" and "action" in given:
            self._write(self._guide.form(given))
            self._in_form = True
            return
        address = given.get(_LINKS.get(tag, ""))
        if address is None:
            self._write(self.get_starttag_text() or "")
            if tag == "a":
                self._anchors.append(("", "</a>"))
        else:
            self._link(tag, attrs, address)
        if tag == "meta" and self._head:
            self._write(f"\n{self._head}")
            self._head = ""

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """An element that ends where it begins, such as a line of a drawing."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if self._in_form:
            self._in_form = tag != "form"
        elif tag == "a":
            self._write(self._anchors.pop()[1])
        else:
            self._write(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Text; the address of a link, written out, is led with it."""
        address = self._anchors[-1][0] if self._anchors else ""
        same = address and data == address
        self._write(html.escape(self._guide.shown(address)) if same else data)

    def handle_entityref(self, name: str) -> None:
        """``&amp;``, say."""
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """``&#x27;``, say."""
        self._write(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        """The declaration at its begin."""
        self._write(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        """A comment."""
        self._write(f"<!--{data}-->")

    def _link(self, tag: str, attrs: Attributes, address: str) -> None:
        to = self._guide.lead(address)
        if to is not None:
            changed = [(name, to if name == _LINKS[tag] else value) for name, value in attrs]
            same = to == address
            self._write(self.get_starttag_text() or "" if same else _element(tag, changed))
            if tag == "a":
                self._anchors.append((address, "</a>"))
        elif tag == "a":
            kept = [(name, value) for name, value in attrs if name in {"class", "lang", "id"}]
            self._write(_element("span", kept))
            self._anchors.append((address, "</span>"))
        elif tag != "link":
            raise LookupError(address)

    def _write(self, text: str) -> None:
        if not self._in_form:
            self.written.append(text)


def _element(tag: str, attrs: Attributes) -> str:
    said = (name if value is None else f'{name}="{html.escape(value)}"' for name, value in attrs)
    return f"<{' '.join([tag, *said])}>"
