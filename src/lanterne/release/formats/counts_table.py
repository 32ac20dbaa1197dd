"""What the columns of published counts are called, in each language."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lanterne.messages.numbers import number
from lanterne.release.texts import words


def count_labels(counts: pl.DataFrame, language: str) -> Mapping[str, str]:
    """Column of a file of counts → what a person reads."""
    return {name: _label(name, language) for name in counts.columns}


def _label(name: str, language: str) -> str:
    what, _, place = name.rpartition("_")
    if place.isdigit():
        return words(language)[f"export.counts.{what}"].format(number=number(int(place), language))
    return words(language)[f"export.counts.{name}"]
