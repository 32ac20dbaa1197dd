"""What comes with Lanterne: lists of countries, languages, yes and no; the regions of a country.

Both are spelt out in a codebook as it is loaded, so that a release never depends on them.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from lanterne.codebook.hierarchy import Hierarchy, Level
from lanterne.codebook.values import Value

YES = Value("1", {"en": "Yes", "fr": "Oui", "es": "Sí", "ar": "نعم"})
NO = Value("0", {"en": "No", "fr": "Non", "es": "No", "ar": "لا"})

LIST_NAMES = ("iso2", "iso3", "iso639-2", "un-regions", "un-subregions", "yes", "yes-no")
"""Names of the built-in lists."""

HIERARCHY_NAMES = ("un-m49",)
"""Names of the built-in hierarchies."""


@cache
def builtin_list(name: str) -> tuple[Value, ...]:
    """The values of a built-in list; raises KeyError when there is none of that name.

    ``iso2`` and ``iso3`` are the countries and territories of ISO 3166-1 with the former
    Netherlands Antilles and without Antarctica, where nobody lives. ``iso639-2`` are the living
    languages of ISO 639-2 that have two letters as well, and ``mis`` for all others.
    ``un-regions`` and ``un-subregions`` are those of the United Nations' standard M49.
    """
    if name in ("iso2", "iso3"):
        return tuple(sorted(_values("countries.csv", name), key=lambda value: value.code))
    if name == "iso639-2":
        return _values("languages.csv", "code")
    if name in ("un-regions", "un-subregions"):
        level = name.removeprefix("un-").removesuffix("s")
        return _values("regions.csv", "name_en", level)
    return {"yes": (YES,), "yes-no": (YES, NO)}[name]


@cache
def builtin_hierarchy(name: str) -> Hierarchy:
    """A built-in hierarchy; raises KeyError when there is none of that name.

    ``un-m49`` is that of the United Nations' standard M49: country or territory, by two or by three
    letters, then subregion, then region.
    """
    if name not in HIERARCHY_NAMES:
        raise KeyError(name)
    rows = packaged_rows(standards() / "countries.csv")
    subregions = {row[code]: row["subregion"] for code in ("iso2", "iso3") for row in rows}
    regions = {row["subregion"]: row["region"] for row in rows}
    return Hierarchy(
        (
            Level(builtin_list("un-subregions"), subregions),
            Level(builtin_list("un-regions"), regions),
        )
    )


def standards() -> Traversable:
    """The folder of the codebooks and lists that come with Lanterne."""
    return files("lanterne.codebook").joinpath("standards")


def packaged_rows(file: Traversable) -> list[dict[str, str]]:
    """The rows of a table that comes with Lanterne."""
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


def _values(file: str, code: str, level: str | None = None) -> tuple[Value, ...]:
    """The rows of a packaged table as values, all or those of one level."""
    return tuple(
        Value(row[code], {key[5:]: row[key] for key in row if key.startswith("name_")})
        for row in packaged_rows(standards() / file)
        if level is None or row["level"] == level
    )
