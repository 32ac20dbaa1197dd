"""Words of the codebook's page, in the languages that pages speak by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lanterne.codebook.lists import packaged_rows
from lanterne.codebook.model import Text

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
"""Each language that pages are written in → its own name; English first."""


@cache
def words() -> Mapping[str, Text]:
    """Key → text: what stands in ``standards/words.csv``, one row a text."""
    return {row["key"]: {tag: row[tag] for tag in LANGUAGES} for row in packaged_rows("words.csv")}
