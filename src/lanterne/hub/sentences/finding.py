"""Finds the sentence that a text is, and says it in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from django.utils.translation import get_language, gettext

from lanterne.codebook.typography import colon, comma
from lanterne.hub.languages import apart
from lanterne.hub.sentences.every import OPEN, PARTS, SENTENCES

_NO_CONTROLS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""What in a gap could end an isolate, or turn what follows around."""

LONGEST = 3000
"""Characters of a line that is looked at: what is longer, perhaps made so, stays as it is."""

_DEEPEST = 8
"""Colons, each with a blank behind it, that the place of a message may hold."""

_MOST = 8
"""Sentences that a line is split into; the last may be several."""

_GAP = re.compile(r"%\((\w+)\)s")
_END = re.compile(r"(?<=[.?!]) (?=[A-Z])")
_LISTS = frozenset({"rows", "tables", "meanings"})
"""Gaps that hold several things, joined by an English word."""


def said(text: str) -> str:
    """A sentence, or several, in the language of the page; in English where there is none.

    Args:
        text: As readers, checkers, verbs and jobs write it. What is no whole sentence of the
            catalogues is looked at line by line; a line may begin with its place.
    """
    if not text or get_language() == "en":
        return text
    whole = gettext(text)
    if whole != text:
        return whole
    return "\n".join(map(_line, text.split("\n")))


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
    place, _, rest = text.partition(": ")
    return (place, said(rest)) if rest and " " not in place else ("", said(text))


def at(place: str, text: str) -> str:
    """A text with its place, if it has one, before it."""
    return f"{place}{colon(get_language() or 'en')} {text}" if place else text


def _line(text: str) -> str:
    bare = text.lstrip()
    begin, told = text[: len(text) - len(bare)], _sentences(bare)
    place, _, rest = bare.partition(": ")
    if told == bare and rest:
        sentences = _sentences(rest)
        told = told if sentences == rest else at(place, sentences)
    return begin + told


def _sentences(text: str) -> str:
    """Each sentence of a line, or the whole where it is one."""
    parts = [(part, _translated(part)) for part in _END.split(text, _MOST)]
    if not all(found is not None for _part, found in parts):
        whole = _translated(text)
        parts = parts if whole is None else [(text, whole)]
    return " ".join(part if found is None else found for part, found in parts)


def _translated(text: str, sentences: tuple[str, ...] = SENTENCES) -> str | None:
    if len(text) > LONGEST:
        return None
    for sentence, pattern in _patterns(sentences):
        found = pattern.fullmatch(text)
        gaps = _filled(found.groupdict()) if found else None
        if gaps is None:
            continue
        if get_language() == "en":
            return text
        return gettext(sentence) % gaps if gaps else gettext(sentence)
    return None


def _filled(found: Mapping[str, str]) -> dict[str, str] | None:
    """What stands in the gaps, in the language of the page; ``None``: something else than may."""
    gaps = {name: _in_gap(name, text.translate(_NO_CONTROLS)) for name, text in found.items()}
    if None in gaps.values():
        return None
    return {name: apart(str(text), get_language() or "en") for name, text in gaps.items()}


def _in_gap(name: str, text: str) -> str | None:
    """What stands in a gap: as it is, but for words that are translated."""
    several = text.split(" and ") if name in _LISTS else [text]
    if name in PARTS:
        told = [_translated(one, PARTS[name]) for one in several]
        if None in told and name not in OPEN:
            return None
        several = [new or old for new, old in zip(told, several, strict=True)]
    return comma(get_language() or "en").join(several)


@cache
def _patterns(sentences: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each sentence and what it looks like with its gaps filled; first what leaves least open."""
    exact = sorted(sentences, key=lambda sentence: -len(_GAP.sub("", sentence)))
    return tuple((sentence, re.compile(_pattern(sentence), re.DOTALL)) for sentence in exact)


def _pattern(sentence: str) -> str:
    """The regular expression of a sentence, with a group for each gap."""
    return "".join(
        re.escape(part) if place % 2 == 0 else f"(?P<{part}>.+?)"
        for place, part in enumerate(_GAP.split(sentence))
    )
