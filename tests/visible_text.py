"""What a person reads of a page in its own language, or is read to them: without code and data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from pseudo_language import MARKED, unbracketed

_VOID = {"meta", "link", "br", "img", "input", "hr", "col", "wbr", "source", "path"}
_UNREAD = {"script", "style", "code", "bdi", "svg", "textarea"}
"""Of programs, of people, what somebody writes, and pictures, which have a text beside them."""
_TERMS = {"dfn": "", "a": "term"}
"""Tags, and their class, of words of the glossary: a language has its own in that file, and none
where nobody has written it."""
_SAID = ("aria-label", "title", "placeholder", "alt")


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.language, self.direction = "", ""
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language, self.direction = about.get("lang", ""), about.get("dir", "")
        inside = self._open[-1][1] if self._open else True
        read = inside and about.get("lang", self.language) == self.language and tag not in _UNREAD
        term = tag in _TERMS and _TERMS[tag] == about.get("class", "")
        if read:
            self.texts += [about[name] for name in _SAID if about.get(name)]
            if tag == "input" and about.get("type") == "submit":
                self.texts.append(about.get("value", ""))
        if tag not in _VOID:
            self._open.append((tag, read and not term))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][1]:
            self.texts.append(data)


def language_and_direction(html: str) -> tuple[str, str]:
    """What a page says that it is in, and which way it is written."""
    read = _Reader(html)
    return read.language, read.direction


def unspoken(html: str, known: Iterable[str] = ()) -> list[str]:
    """Words of a page that no catalogue gave it.

    Args:
        html: A page in the language of :mod:`pseudo_language`.
        known: Patterns of texts that are alike in every language: names, codes and data.
    """
    return unspoken_text(" \n ".join(_Reader(html).texts), known)


def unspoken_text(text: str, known: Iterable[str] = ()) -> list[str]:
    """The same of a text without mark-up."""
    left = unbracketed(text)
    for pattern in known:
        left = re.sub(pattern, " ", left)
    words = re.findall(r"[^\W\d_]{2,}", left)
    return [word for word in words if not set(word) <= set(MARKED)]  # of a text that was cut


def as_patterns(texts: Iterable[str]) -> tuple[str, ...]:
    """One pattern for texts that are alike in every language, wherever a line of them breaks."""
    begun: dict[str, list[str]] = {}  # what begins otherwise is not tried: there are thousands
    for text in sorted(filter(None, texts), key=len, reverse=True):
        begun.setdefault(_spaced(text[0]), []).append(_spaced(text[1:]))
    either = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in begun.items())
    return (rf"(?<!\w)(?:{either})(?!\w)",)


def _spaced(text: str) -> str:
    """A pattern of a text, wherever it is broken into lines."""
    return re.escape(text).replace(r"\ ", r"\s+")


def known_texts(data: object) -> set[str]:
    """All texts of a codebook, as nested tables: in whatever language, and codes."""
    if isinstance(data, dict):
        return set().union(*(known_texts(one) for one in data.values()))
    if isinstance(data, list | tuple):
        return set().union(*(known_texts(one) for one in data))
    return {data} if isinstance(data, str) and len(data) > 1 else set()
