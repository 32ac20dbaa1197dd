"""Names of people, so that one way to write a name is found by another.

A name is taken into parts, and each part is given by its spelling in Latin letters and by its
skeletons (:mod:`lanterne.intake.name_skeletons`). What people write in one, two or three words is
looked for in each of these ways: ``Abd al-Rahman``, ``Abdel Rahman`` and ``Abderrahmane``;
``Nour ed-Din`` and ``Noureddine``; ``Xiao Ming`` and ``Xiaoming``; ``De Souza`` and ``Desouza``.

Names are sensitive, and nothing here remembers one: no cache, no log, no error that repeats it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lanterne.intake.name_scripts import in_latin, plain_letters, syllables
from lanterne.intake.name_skeletons import skeletons

LONGEST = 200
"""Characters of a text that are read as a name."""

_DESCENT = "bin ben ibn bint bent ould wuld mint"
_ORIGIN = "de da do di du dos das del della la le van von der den"
_TITLES = "mr mrs ms miss mme mlle dr sr sra hajj hadj haji alhaji sheikh cheikh shaykh sayyid"
_TITLES_OF_MYANMAR = "daw ko ma nai nang"
_PARTICLES = frozenset(f"{_DESCENT} {_ORIGIN} {_TITLES} {_TITLES_OF_MYANMAR}".split())
"""Words that people write or leave out; kept, but not counted. So are letters that stand alone."""

_ARTICLES = frozenset(("al", "el", "ul", "il"))
_ASSIMILATED = re.compile("[aeu](?:sh|[dnrstz])")  # ar-Rahman, ed-Din, ash-Shami
_SERVANT = re.compile("abe?d(?:(?:ou|[aeiu])(?P<end>[lrnsztd]))?")  # Abd, Abdel, Abdur before an r
_FATHERS = frozenset(("abu", "abou", "abo", "umm", "oum"))
_OF_FAITH = re.compile("(?:[aeu][ld])?d(?:i|ee)ne?|lah")

_IN_ONE_WORD = re.compile(
    "(?P<servant>abe?d)(?:(?:ou|[aeiu])(?:l+a(?:h|ye?|hi)?|"
    "(?:l|r(?=r)|n(?=n)|s(?=s)|z(?=z)|t(?=t)|d(?=d))(?P<master>[a-z]{3,})))"
    "|(?P<of>[a-z]{2,}?)(?:(?P<faith>(?:[aeou]+[ld]|[eu])d(?:i|ee)ne?)|[aeu]ll?ah)"
)
"""Abdelkader, Abdullah; Noureddine, Saifullah."""

_ARABIC_ARTICLE = re.compile(r"(?<!\w)ال(?=\w{2})")
_ARABIC_INSIDE = re.compile(r"(?<=\w)(?=ال(?:دين|له)(?!\w))|(?<=(?<!\w)عبد)(?=ال\w)")
_ARTICLE = "\x1f"
_JOINING = re.compile("['’‘ʼʻʿʾ`´ʹʺ·]")
_MARKS_OF_WORDS = r"\u0300-\u036f\u0900-\u0dff\u0e00-\u109f\u1780-\u17ff"
_WORD = re.compile(rf"{_ARTICLE}|(?:[^\W\d_]|[{_MARKS_OF_WORDS}])+")


@dataclass(frozen=True)
class NamePart:
    """A part of a name. Sensitive.

    Attributes:
        spellings: It in Latin letters.
        joined: It in one word with its neighbours.
        skeletons: What its usual spellings have in common.
        counts: Whether people write it every time: no particle, title or article.
    """

    spellings: tuple[str, ...] = field(repr=False)
    joined: tuple[str, ...] = field(repr=False)
    skeletons: tuple[str, ...] = field(repr=False)
    counts: bool


def name_parts(name: str) -> tuple[NamePart, ...]:
    """The parts of a name, in their order; none where no letter stands in it.

    Articles are no part. Where all are particles, as in ``Le`` or ``Ma``, all count.

    Args:
        name: As it was typed, in any script; its first ``LONGEST`` characters are read.
    """
    words = _words_of(name)
    parts = [_part(words, place) for place in range(len(words))]
    if any(part.counts for part in parts):
        return tuple(part for part in parts if part.spellings)
    return tuple(NamePart((word,), (), skeletons(word), True) for word in words)


def all_parts(names: Sequence[str]) -> tuple[NamePart, ...]:
    """The parts of several names of one person: given and family names, and other names.

    What occurs again is numbered, so that Li Li is not everybody who has a Li in the name.
    """
    spelt: Counter[str] = Counter()
    read: Counter[str] = Counter()
    return tuple(
        replace(
            part,
            spellings=tuple(_numbered(part.spellings, spelt)),
            skeletons=tuple(_numbered(part.skeletons, read)),
        )
        for name in names
        for part in name_parts(name)
    )


def _numbered(texts: Sequence[str], met: Counter[str]) -> Iterator[str]:
    for text in texts:
        met[text] += 1
        yield text if met[text] == 1 else f"{text}{met[text]}"


def _words_of(name: str) -> list[str]:
    """The words of a name in Latin letters; articles, and what people write in one word, apart."""
    plain = _JOINING.sub("", plain_letters(name[:LONGEST]))
    apart = _ARABIC_ARTICLE.sub(f" {_ARTICLE} ", _ARABIC_INSIDE.sub(" ", plain))
    words: list[str] = []
    for word in _WORD.findall(apart):
        if word == _ARTICLE:
            words.append("al")
            continue
        for syllable in syllables(word):
            words += _taken_apart(in_latin(syllable))
    return words


def _taken_apart(word: str) -> list[str]:
    """A Latin word, or the several that it is made of."""
    if word in ("allah", "ullah", "ellah"):
        return ["al", "lah"]
    found = _IN_ONE_WORD.fullmatch(word)
    if not found or _OF_FAITH.fullmatch(word):
        return [word] if word else []
    if found["servant"]:
        return ["abd", "al", found["master"] or "lah"]
    return [found["of"], "al", "din" if found["faith"] else "lah"]


def _part(words: list[str], place: int) -> NamePart:
    before, word, after = words[:place], words[place], words[place + 1 :]
    if after and _is_servant(word, after[0]):
        return NamePart(tuple(dict.fromkeys(("abd", word))), (), (), False)
    if after and _is_article(word, after[0]):
        return NamePart((), (), (), False)
    if len(word) == 1 or word in _PARTICLES or (after and word in _FATHERS):
        return NamePart((word,), (), skeletons(word), False)
    article = before.pop() if before and _is_article(before[-1], word) else ""
    head = _head(before[-1], word) if before else ""
    spelt = [head + word] if head else []
    read = list(skeletons(head + word)) if head else []
    if not head or word != "lah":  # what every servant of God is called tells nobody apart
        spelt.append(word)
        read += skeletons(word)
        read += skeletons(article + word) if article else ()
    if _SERVANT.fullmatch(word):
        spelt.append("abd")
    joined = () if word == "lah" else _joined(words, place)
    return NamePart(tuple(dict.fromkeys(spelt)), joined, tuple(dict.fromkeys(read)), True)


def _joined(words: list[str], place: int) -> tuple[str, ...]:
    """A word in one with that before it, and with that after it where this is no particle."""
    word, after = words[place], words[place + 1 : place + 2]
    before = words[max(place - 1, 0) : place]
    follows = [one for one in after if one not in _PARTICLES | _ARTICLES]
    return tuple(dict.fromkeys([one + word for one in before] + [word + one for one in follows]))


def _head(before: str, word: str) -> str:
    """What makes one name with a word that follows: a servant, a father, the light of a faith."""
    if _is_servant(before, word):
        return "abd"
    return before if before in _FATHERS or _OF_FAITH.fullmatch(word) else ""


def _is_article(word: str, after: str) -> bool:
    """Whether a word is an article before another: ``al``, or ``ar`` before an r."""
    return word in _ARTICLES or bool(_ASSIMILATED.fullmatch(word) and after.startswith(word[1:]))


def _is_servant(word: str, after: str) -> bool:
    """Whether a word and another, perhaps after an article, are a servant of God: ``Abdur``."""
    found = _SERVANT.fullmatch(word)
    return found is not None and (found["end"] in (None, "l") or after.startswith(found["end"]))
