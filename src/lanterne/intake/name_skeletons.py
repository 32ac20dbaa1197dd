"""What the usual spellings of one name have in common: its consonants, in classes.

Youssef, Yusuf and ``يوسف`` are ``gsf``; Catarina and Katarina ``ktrn``. Vowels count at the
beginning, where they are all one, and the last ones in names of one or two sounds, of which there
would be too few: Li is not Lu. Where a letter is read in two ways, both readings are given, and
two names are alike that have one in common: ``ch`` is that of Aicha and that of Christina.

The classes are those in which spellings of one name in several languages differ most: s, z and sh;
p and b; f and v; j, g and a y at the beginning; k, q and c. They are wide on purpose: who searches
sees a few strangers more, and does not register a person twice.
"""

from __future__ import annotations

import re
from itertools import product

MOST_READINGS = 4
"""Readings of one word that are kept, the likeliest first."""

_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("^h(?=[^aeiouyw])", ("",)),  # Hla, Htun
    ("^(?:ou|w|v)(?=[aeiouy])|^[wv]", ("w",)),  # Ouahid, Wahid, Vahid
    ("^[yj]e", ("g", "a")),  # Yelena, Elena
    ("^[yji](?=[aeou])|^j", ("g",)),  # Yusuf, Jusuf; Iulia, Julia
    ("^[aeiouyw]+", ("a",)),
    ("[aeiouy]+", ("-",)),
    ("w", ("-", "f")),  # Anouar, Anwar; Pawel, Pavel
    ("chr", ("kr",)),
    ("shch|tsch|tch|sch|ts|tz|cz", ("s",)),
    ("ch", ("s", "k")),
    ("kh(?!$)", ("k", "h")),  # Akhmed, Ahmed
    ("ph", ("f", "b")),
    ("dzh|dj|zh", ("g",)),
    ("(?<!^)j$", ("g", "-")),  # Siraj; Sergej
    ("(?<=[a-z][bdfglnrst])h(?=[aeiouy])", ("", "h")),  # Fathi is not always fa-thi
    ("(?<=[b-df-hj-np-tvxz])h|h$", ("",)),
    ("^x", ("s", "h")),  # Xu; Xasan
    ("x", ("ks",)),
    ("c(?=[eiy])|[szc](?=$)|[sz]", ("s",)),
    ("[ckq]", ("k",)),
    ("[gj]", ("g",)),
    ("[fv]", ("f",)),
    ("[pb]", ("b",)),
    ("d$|t", ("t",)),  # Murad, Murat
)
_RULE = re.compile("|".join(f"(?P<r{place}>{rule})" for place, (rule, _) in enumerate(_RULES)))
_READINGS = {f"r{place}": readings for place, (_, readings) in enumerate(_RULES)}
_TWICE = re.compile(r"([a-z])\1+")
_GLIDE = re.compile("[iyw](?=[aeiou])")
_VOWELS = re.compile("(?!^)[aeiouyw]+")


def skeletons(word: str) -> tuple[str, ...]:
    """The skeletons of a word, the likeliest first, at most ``MOST_READINGS``.

    Args:
        word: Letters from a to z; at least one.
    """
    single = _TWICE.sub(r"\1", word)
    if len(single) > 2 and single.endswith("h"):
        single = single[:-1]
    if len(single) > 3 and single[-1] == "e" and single[-2] not in "aeiouyw":
        single = single[:-1]  # a silent one, as in Rahmane
    parts = [
        _READINGS.get(found.lastgroup or "", (found[0],)) if found.lastgroup else (found[0],)
        for found in re.finditer(f"{_RULE.pattern}|.", single)
    ]
    read = ("".join(one) for one in product(*parts))
    bare = dict.fromkeys(_TWICE.sub(r"\1", one).replace("-", "") for one in read)
    ending = _last_vowel(single)
    few = (one + ending if len(one) <= 2 else one for one in bare)
    return tuple(one for one in few if one)[:MOST_READINGS]


def _last_vowel(word: str) -> str:
    """The class of the last vowels of a word but its first letter: I, U, A or none."""
    groups = _VOWELS.findall(word)
    if not groups:
        return ""
    last = _GLIDE.sub("", groups[-1]) or groups[-1]
    heard = next((one for one in ("iy", "uow", "a") if set(one) & set(last)), "iy")
    return heard[0].upper()
