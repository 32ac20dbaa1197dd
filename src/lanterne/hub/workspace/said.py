"""What was found wrong, in the language of the reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lanterne.hub.languages import direction
from lanterne.hub.workspace.sentences import SENTENCES

HINTS: Mapping[str, Any] = {
    "unknown-column": _(
        "Below, under “Who is who”, say whether it tells which rows are one person, or leave it "
        "out. Or add it to the codebook."
    ),
    "ignored-id": _(
        "Below, under “Who is who”, choose it if it tells which rows are one person; or say that "
        "every row is another person."
    ),
    "missing-subject-id": _(
        "Is it misspelt in the file? If not, choose another column below, under “Who is who”."
    ),
}
"""Rule → what to do in these pages, where the command line says to use an option."""

_ISOLATE, _POP = "\u2068", "\u2069"
"""Unicode's first strong isolate and its end."""

_GAP = re.compile(r"%\((\w+)\)s")
_END = re.compile(r"(?<=[.?!]) (?=[A-Z])")


def said(text: str) -> str:
    """A sentence, or several, in the language of the page; in English where there is none.

    Args:
        text: As the readers of cases and codebooks write it.
    """
    parts = [(part, _translated(part)) for part in _END.split(text)]
    if not all(found is not None for _part, found in parts):  # or one sentence of several
        whole = _translated(text)
        parts = parts if whole is None else [(text, whole)]
    return " ".join(part if found is None else found for part, found in parts)


def said_of_codebook(text: str) -> str:
    """As :func:`said`, of a message that begins with its place: ``tables.t.label: has no …``."""
    place, colon, rest = text.partition(": ")
    return said(rest) if colon and " " not in place else said(text)


def hint_of(rule: str, hint: str) -> str:
    """What to do about a problem, in these pages."""
    if rule not in HINTS:
        return said(hint)
    guess = re.match(r"Did you mean [^?]+\?", hint)
    return " ".join(filter(None, [said(guess[0]) if guess else "", str(HINTS[rule])]))


def _translated(text: str) -> str | None:
    for sentence, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            gaps = found.groupdict()
            if "rows" in gaps:
                gaps["rows"] = gaps["rows"].replace(" and ", ", ")
            if direction(get_language() or "en") == "rtl":  # 45+ is not to be read as +45
                gaps = {name: f"{_ISOLATE}{gap}{_POP}" for name, gap in gaps.items()}
            return gettext(sentence) % gaps if gaps else gettext(sentence)
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each sentence and what it looks like with its gaps filled."""
    found = []
    for sentence in SENTENCES:
        parts = _GAP.split(sentence)
        texts = [
            re.escape(part) if place % 2 == 0 else f"(?P<{part}>.+?)"
            for place, part in enumerate(parts)
        ]
        found.append((sentence, re.compile("".join(texts), re.DOTALL)))
    return tuple(found)
