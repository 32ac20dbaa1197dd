"""Ids of people as keyed hashes, and ids that somebody may have written for one another."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lanterne.cases.identifiers import one_spelling, whole_numbers
from lanterne.cases.joint import BETWEEN
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
        joint: Whether whose an id is stands before it, as in a series of several organisations:
            only what stands behind can be written in several ways.
    """

    def __init__(self, key: Secret, *, joint: bool = False) -> None:
        self._key = key.derived(b"lanterne register 1")
        self._joint = joint

    def of(self, ids: pl.Series) -> pl.Series:
        """Hashes of ids in one spelling, in their order; a null stays null."""
        return self._hashed("id", ids)

    def of_alike(self, ids: pl.Series) -> pl.Series:
        """Hashes that ids share which a program or a person may have written for one another."""
        if not self._joint:
            return self._hashed("alike", alike_texts(ids))
        codes, own = self._parted(ids)
        return self._hashed("alike", codes + BETWEEN + alike_texts(own))

    def codes(self, ids: pl.Series) -> pl.Series:
        """Whose each id is; the empty text where all are of one organisation."""
        return self._parted(ids)[0] if self._joint else ids.str.slice(0, 0)

    def own(self, ids: pl.Series) -> pl.Series:
        """Ids without whose they are."""
        return self._parted(ids)[1] if self._joint else ids

    def of_group(self, kind: str, keys: pl.Series) -> pl.Series:
        """Hashes of keys of households, or of others of a kind, in one spelling."""
        return self._hashed(kind, keys)

    def of_group_alike(self, kind: str, keys: pl.Series) -> pl.Series:
        """As :meth:`of_alike`, of keys of a kind."""
        return self._hashed(f"alike {kind}", alike_texts(keys))

    def of_texts(self, ids: Sequence[str]) -> list[str]:
        """Hashes of ids as somebody writes them.

        Raises:
            UsageError: One is blank, or holds what is no text; or whose it is does not stand before
                it, where it must.
        """
        if any(one != one.encode("utf-8", "replace").decode("utf-8") for one in ids):
            raise UsageError("series.unreadable-id")
        spelt = one_spelling(pl.Series(list(ids), dtype=pl.String))
        if self._joint:
            if not spelt.str.contains(BETWEEN, literal=True).all():
                raise UsageError("series.id-of-nobody")
            codes, own = map(one_spelling, self._parted(spelt))
            spelt = (codes + BETWEEN + own).set((codes == "") | (own == ""), "")
        if (spelt == "").any():
            raise UsageError("series.blank-id")
        return self.of(spelt).to_list()

    def _parted(self, ids: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Of each id whose it is, and what stands behind."""
        parts = ids.str.splitn(BETWEEN, 2).struct
        return parts.field("field_0"), parts.field("field_1").fill_null("")

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
