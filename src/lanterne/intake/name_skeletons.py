"""What the usual spellings of one name have in common: its consonants, in classes.

Youssef, Yusuf and ``يوسف`` are ``gsf``; Catarina and Katarina ``ktrn``. Vowels count at the
beginning, where they are all one; an a at the end, since Samir is not Samira; and the last ones in
names of one or two sounds, of which there would be too few: Li is not Lu. Where a letter is read
in two ways, both readings are given, and two names are alike that have one in common: ``ch`` is
that of Aicha and that of Christina.

The classes are those in which spellings of one name in several languages differ most: s, z and sh;
p and b; f and v; j, g and a y at the beginning; k, q and c. They are wide on purpose: who searches
sees a few strangers more, and does not register a person twice.

Measured: of 305 pairs of spellings in 20 scripts that were written before they were tried, 260 were
found (85 %); the rules were then mended, and what is still not found is listed in the tests. Two
different names share a skeleton in 0.05 % of all pairs of 2,000 names of 22 countries, in 2.9 % of
Chinese given names, and in 27 of 132 pairs that were chosen because they look alike.
"""

from __future__ import annotations

import re
from itertools import islice, product

MOST_READINGS = 8
"""Readings of one word that are kept; of long words the last doubtful letters are read anew."""

_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("^h(?=[^aeiouyw])", ("",)),  # Hla, Htun
    ("^(?:ou|w|v)(?=[aeiouy])|^[wv]", ("w",)),  # Ouahid, Wahid, Vahid
    ("^[yji]e", ("g", "a")),  # Yelena, Elena
    ("^[yji](?=[aeou])|^j", ("g",)),  # Yusuf, Jusuf; Iulia, Julia
    ("^[aeiouyw]+", ("a",)),
    ("[aeiouy]+", ("-",)),
    ("w", ("-", "f")),  # Anouar, Anwar; Pawel, Pavel
    ("chr", ("kr", "sr")),  # Christina; Bouchra
    ("dz$", ("t", "s")),
    ("dz", ("d", "s")),  # Ramadan, Ramazan
    ("tz", ("s", "t")),  # Osman, Othman
    ("shch|tsch|tch|sch|ts|cz", ("s",)),
    ("ch", ("s", "k")),
    ("kh(?!$)", ("k", "h")),  # Akhmed, Ahmed
    ("ph", ("f", "b")),
    ("gh(?!$)", ("g", "h")),  # Halyna, Galina
    ("dzh|dj", ("g",)),
    ("zh", ("g", "s", "sh")),  # Mizan, Mijan; Azhar
    ("(?<=o)h(?=n)", ("",)),  # John
    ("(?<!^)j$|(?<=i)j", ("g", "-")),  # Siraj; Sergej
    ("(?<=[a-z][bdfglnrst])h(?=[aeiouy])", ("", "h")),  # Fathi is not always fa-thi
    ("(?<=[b-df-hj-np-tvxz])h|h$", ("",)),
    ("^x", ("s", "h", "ks")),  # Xu; Xasan; Xenia
    ("x", ("ks",)),
    ("c(?=[eiy])|[szc](?=$)|[sz]", ("s",)),
    ("[ckq]", ("k",)),
    ("[gj]", ("g",)),
    ("[fv]", ("f",)),
    ("[pb]", ("b",)),
    ("d$|t", ("t",)),  # Murad, Murat
)
_RULE_OR_LETTER = re.compile(
    "|".join([*(f"(?P<r{place}>{rule})" for place, (rule, _) in enumerate(_RULES)), "."])
)
_READINGS = {f"r{place}": readings for place, (_, readings) in enumerate(_RULES)}
_TWICE = re.compile(r"([a-z])\1+")
_VOWEL = frozenset("aeiouyw")
_VOWELS = re.compile("(?!^)[aeiouyw]+")


def skeletons(word: str) -> tuple[str, ...]:
    """The skeletons of a word, the likeliest first, at most ``MOST_READINGS``.

    Args:
        word: Letters from a to z; at least one.
    """
    single = _TWICE.sub(r"\1", word.replace("ee", "i").replace("oo", "u"))
    if len(single) > 2 and single.endswith("h"):
        single = single[:-2] + "a" if single.endswith("eh") else single[:-1]  # Farzaneh
    single = single.removesuffix("e") if single.endswith("ae") else single  # Rajae
    if len(single) > 3 and single[-1] == "e" and single[-2] not in _VOWEL:
        single = single[:-1]  # a silent one, as in Rahmane
    parts = [
        _READINGS[found.lastgroup] if found.lastgroup else (found[0],)
        for found in _RULE_OR_LETTER.finditer(single)
    ]
    read = ("".join(one) for one in islice(product(*parts), MOST_READINGS))
    bare = dict.fromkeys(_TWICE.sub(r"\1", one).replace("-", "") for one in read)
    last = _last_vowel(single)
    ending = "A" if single.endswith("a") else ""
    ended = (one + (last if _sounds(one) <= 2 else ending) for one in bare)
    return tuple(one for one in ended if one)


def _sounds(skeleton: str) -> int:
    """How many sounds a skeleton has, of which ``ng`` at the end is one."""
    return len(skeleton) - skeleton.endswith("ng")


def _last_vowel(word: str) -> str:
    """The class of the last vowel of a word but its first letter: I, U, A or none."""
    groups = _VOWELS.findall(word)
    if not groups:
        return ""
    if groups[-1][-1] == "a":
        return "A"
    return "U" if groups[-1][-1] in "uow" or groups[-1] == "oe" else "I"
