"""Ids of people as keyed hashes, and ids that somebody may have written for one another."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lanterne.cases.identifiers import one_spelling, whole_numbers
from lanterne.errors import UsageError
from lanterne.vault.secret import Secret

HEX = 32
"""Digits of a hash that are kept: two of 2⁶⁴ people would share one by chance."""


KEPT = r"\p{L}\p{N}\p{M}"
"""Letters, digits, and the marks that belong to letters."""


class Hashes:
    """Ids → their keyed hashes.

    Args:
        key: Of the register.
    """

    def __init__(self, key: Secret) -> None:
        self._key = key.derived(b"lanterne register 1")

    def of(self, ids: pl.Series) -> pl.Series:
        """Hashes of ids in one spelling, in their order; a null stays null."""
        return self._hashed("id", ids)

    def of_alike(self, ids: pl.Series) -> pl.Series:
        """Hashes that ids share which a program or a person may have written for one another."""
        return self._hashed("alike", alike_texts(ids))

    def of_texts(self, ids: Sequence[str]) -> list[str]:
        """Hashes of ids as somebody writes them.

        Raises:
            UsageError: One is blank, or holds what is no text.
        """
        if any(one != one.encode("utf-8", "replace").decode("utf-8") for one in ids):
            raise UsageError("series.unreadable-id")
        spelt = one_spelling(pl.Series(list(ids), dtype=pl.String))
        if (spelt == "").any():
            raise UsageError("series.blank-id")
        return self.of(spelt).to_list()

    def _hashed(self, kind: str, texts: pl.Series) -> pl.Series:
        there = texts.drop_nulls().unique()
        hashes = [self._key.digest(f"{kind}\n{text}".encode()).hex()[:HEX] for text in there]
        made = pl.Series(hashes, dtype=pl.String)
        return texts.replace_strict(there, made, default=None, return_dtype=pl.String)


def alike_texts(ids: pl.Series) -> pl.Series:
    """Ids without what programs and people change: 01, 1.0, +1 and 1; 1,000 and 1000; a–1 and a 01.

    Args:
        ids: In one spelling.

    Returns:
        What ids share that may be one; null where nothing is left of one.
    """
    bare = ids.str.replace(rf"^[^{KEPT}]+", "")
    grouped = bare.str.contains(r"^\d{1,3}([ ,.'’]\d{3})+$")
    whole = bare.zip_with(~grouped, bare.str.replace_all(r"\D", ""))
    between = whole
    for _ in range(2):  # what stands between two signs belongs to both
        between = between.str.replace_all(rf"([{KEPT}])[^{KEPT}]+([{KEPT}])", "${1}-${2}")
    between = between.str.replace_all(r"(^|-)0+(\d)", "${1}${2}")
    numbers = whole_numbers(whole)
    found = numbers.zip_with(numbers.is_not_null(), between)
    return found.set(found == "", None)
