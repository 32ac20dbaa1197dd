"""What a page of the documentation holds, as a parser of HTML sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass
class Page:
    """What a page asks for, leads to and is made of."""

    led: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def all(self, tag: str) -> list[Mapping[str, str]]:
        """Attributes of each element of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.page = Page()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        self.page.tags.append((tag, about))
        if "id" in about:
            self.page.ids.append(about["id"])
        if "src" in about:
            self.page.asked.append(about["src"])
        if "action" in about:
            self.page.led.append(about["action"])
        if "href" in about:
            stylesheet = about.get("rel") == "stylesheet"
            (self.page.asked if stylesheet else self.page.led).append(about["href"])


@cache
def read(path: Path) -> Page:
    return parsed(path.read_text("utf-8"))


def parsed(html: str) -> Page:
    return _Reader(html).page


def astray(site: Path, at: Path, page: Page) -> Iterator[str]:
    """What leads nowhere, or is asked for elsewhere than beside the page."""
    for link in page.asked:
        if urlsplit(link).scheme or not (at.parent / link).is_file():
            yield f"{at.relative_to(site)} asks for {link}"
    for link in page.led:
        if urlsplit(link).scheme in {"https", "http", "mailto"}:
            continue
        path, _, anchor = link.partition("#")
        there = (at.parent / path).resolve() if path else at
        known = read(there).ids if there.suffix == ".html" and there.is_file() else []
        if not there.is_file() or (anchor and unquote(anchor) not in known):
            yield f"{at.relative_to(site)} leads to {link}"


def seen(html: str) -> str:
    """The words of a page, without code."""
    bare = re.sub(r"<(script|style|pre|code)\b.*?</\1>", "", html, flags=re.S)
    return re.sub(r"<[^>]+>", "", bare)
