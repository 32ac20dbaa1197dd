"""Lists of values that come with Lanterne: countries, regions, yes and no.

The lists are spelt out in a codebook as it is loaded, so that a release never depends on them.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from lanterne.codebook.model import Value

YES = Value("1", {"en": "Yes", "fr": "Oui"})
NO = Value("0", {"en": "No", "fr": "Non"})

LIST_NAMES = ("iso2", "iso3", "un-regions", "un-subregions", "yes", "yes-no")
"""Names of the built-in lists."""


@cache
def builtin_list(name: str) -> tuple[Value, ...]:
    """The values of a built-in list; raises KeyError when there is none of that name.

    ``iso2`` and ``iso3`` are the countries and territories of ISO 3166-1 with the former
    Netherlands Antilles and without Antarctica, where nobody lives. ``un-regions`` and
    ``un-subregions`` are those of the United Nations' standard M49.
    """
    if name in ("iso2", "iso3"):
        return tuple(sorted(_values("countries.csv", name), key=lambda value: value.code))
    if name in ("un-regions", "un-subregions"):
        level = name.removeprefix("un-").removesuffix("s")
        return _values("regions.csv", "name_en", level)
    return {"yes": (YES,), "yes-no": (YES, NO)}[name]


def _values(file: str, code: str, level: str | None = None) -> tuple[Value, ...]:
    """The rows of a packaged table as values, all or those of one level."""
    text = files("lanterne.codebook").joinpath("standards", file).read_text("utf-8")
    return tuple(
        Value(row[code], {"en": row["name_en"], "fr": row["name_fr"]})
        for row in csv.DictReader(text.splitlines())
        if level is None or row["level"] == level
    )
