"""Countries by any of their names: four languages, common short names, nationalities, ISO codes.

A name of two countries, such as ``Congo``, is none: a person says which one is meant.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from lanterne.codebook.lists import packaged_rows, standards
from lanterne.codebook.spelling import plain
from lanterne.harmonise.unambiguous import unambiguous

_SIGNS = re.compile(r"[^\w]+")
_SMALL = frozenset(
    {
        "the",
        "le",
        "la",
        "les",
        "l",
        "el",
        "los",
        "las",
        "of",
        "de",
        "du",
        "des",
        "del",
        "and",
        "et",
        "y",
    }
)


def country_code(text: str) -> str | None:
    """Two letters of ISO 3166-1; ``None``: no country, or several that are called so.

    Args:
        text: A name in English, French, Spanish or Arabic, a nationality, or a code in capitals.
    """
    spelt = text.strip()
    return _codes().get(spelt) or _names().get(_key(spelt))


def _key(name: str) -> str:
    """The words of a name in their plain form, without small ones."""
    words = [word for word in _SIGNS.split(plain(name)) if word]
    return " ".join(word for word in words if word not in _SMALL) or " ".join(words)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(packaged_rows(standards() / "countries.csv"))


@cache
def in_list(codes: frozenset[str]) -> dict[str, str]:
    """Country by two letters → its answer in a column that lists countries or regions.

    Args:
        codes: The answers of the column: codes of two or three letters, subregions or regions of
            the United Nations.
    """
    kinds = ("iso2", "iso3", "subregion", "region")
    return {
        row["iso2"]: row[kind] for row in _rows() for kind in reversed(kinds) if row[kind] in codes
    }


@cache
def _codes() -> dict[str, str]:
    return {row[kind]: row["iso2"] for row in _rows() for kind in ("iso2", "iso3")}


@cache
def _names() -> dict[str, str]:
    """Plain form of each name → code, without those of several countries."""
    names = [
        (_key(name), row["iso2"])
        for row in _rows()
        for kind, name in row.items()
        if kind.startswith("name_")
    ]
    aliases = packaged_rows(files("lanterne.harmonise") / "words" / "countries.csv")
    names += [(_key(row["name"]), code) for row in aliases for code in row["iso2"].split()]
    return unambiguous(names)
