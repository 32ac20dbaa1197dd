"""Finds the sentence that a text is, and says it in the language of the page."""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import get_language, gettext

from lanterne.hub.languages import direction
from lanterne.hub.sentences.every import OPEN, PARTS, SENTENCES

_ISOLATE, _POP = "\u2068", "\u2069"
"""Unicode's first strong isolate and its end."""

LONGEST = 3000
"""Characters of a line that is looked at: what is longer, perhaps made so, stays as it is."""

_DEEPEST = 8
"""Colons, each with a blank behind it, that the place of a message may hold."""

_GAP = re.compile(r"%\((\w+)\)s")
_END = re.compile(r"(?<=[.?!]) (?=[A-Z])")
_LISTS = frozenset({"rows", "tables", "meanings"})
"""Gaps that hold several things, joined by an English word."""


def said(text: str) -> str:
    """A sentence, or several, in the language of the page; in English where there is none.

    Args:
        text: As readers, checkers, verbs and jobs write it. What is no whole sentence of the
            catalogues is looked at line by line.
    """
    whole = gettext(text) if text else text
    if whole != text:
        return whole
    return "\n".join(_line(line) for line in text.split("\n"))


def said_of_codebook(text: str) -> tuple[str, str]:
    """As :func:`said`, of a message that begins with its place: ``tables.t.label: has no …``.

    Returns:
        The place, which may be empty, and what is said of it.
    """
    parts = text.split(": ")
    # A place may hold the name of a column, and that anything.
    for begin in (*range(1, min(len(parts), _DEEPEST)), 0):
        found = _translated(": ".join(parts[begin:]))
        if found is not None:
            return ": ".join(parts[:begin]), found
    place, colon, rest = text.partition(": ")
    return (place, said(rest)) if colon and " " not in place else ("", said(text))


def _line(text: str) -> str:
    bare = text.lstrip()
    parts = [(part, _translated(part)) for part in _END.split(bare)]
    if not all(found is not None for _part, found in parts):  # or one sentence of several
        whole = _translated(bare)
        parts = parts if whole is None else [(bare, whole)]
    told = " ".join(part if found is None else found for part, found in parts)
    return text[: len(text) - len(bare)] + told


def _translated(text: str, sentences: tuple[str, ...] = SENTENCES) -> str | None:
    if len(text) > LONGEST:
        return None
    for sentence, pattern in _patterns(sentences):
        found = pattern.fullmatch(text)
        if found:
            gaps = {name: _in_gap(name, gap) for name, gap in found.groupdict().items()}
            if direction(get_language() or "en") == "rtl":  # 45+ is not to be read as +45
                gaps = {name: f"{_ISOLATE}{gap}{_POP}" for name, gap in gaps.items()}
            return gettext(sentence) % gaps if gaps else gettext(sentence)
    return None


def _in_gap(name: str, text: str) -> str:
    """What stands in a gap: as it is, but for words that are translated."""
    several = text.split(" and ") if name in _LISTS else [text]
    if name in PARTS:
        several = [_translated(one, PARTS[name]) or one for one in several]
    comma = "، " if get_language() == "ar" else ", "
    return comma.join(several)


@cache
def _patterns(sentences: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each sentence and what it looks like with its gaps filled; first what leaves least open."""
    exact = sorted(sentences, key=lambda sentence: -len(_GAP.sub("", sentence)))
    return tuple((sentence, re.compile(_pattern(sentence), re.DOTALL)) for sentence in exact)


def _pattern(sentence: str) -> str:
    """The regular expression of a sentence, with a group for each gap."""
    return "".join(
        re.escape(part) if place % 2 == 0 else f"(?P<{part}>{_filling(part)})"
        for place, part in enumerate(_GAP.split(sentence))
    )


def _filling(gap: str) -> str:
    """What may stand in a gap: anything, or certain words."""
    if gap not in PARTS or gap in OPEN:
        return ".+?"
    words = "|".join(".+?".join(map(re.escape, _GAP.split(part)[::2])) for part in PARTS[gap])
    return f"(?:{words})(?: and (?:{words}))*"
