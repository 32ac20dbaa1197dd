"""What protection gives back: the only thing from which a release can be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from lanterne.codebook.model import Codebook
    from lanterne.privacy import PrivacyStatement


@dataclass(frozen=True)
class ProtectedTable:
    """One table after protection; every part of it is public knowledge or paid for.

    Attributes:
        codebook: What the columns mean; public, written before anybody looked at a case.
        data: The synthetic rows as texts, one column per column of the codebook's table and in
            its order; the empty text where nothing is recorded.
        aggregates: Published counts, one row per combination of one to three answers. Columns:
            ``length``; ``column_1``, ``value_1`` … ``column_3``, ``value_3`` (texts, empty when
            unused); ``method`` (``measured`` or ``model``); ``count``, ``count_low``,
            ``count_high`` (people; null when the method is ``model``); ``estimate``,
            ``estimate_low``, ``estimate_high`` (people; the bounds null when the method is
            ``model``); ``synthetic`` (rows of ``data``).
        statement: What is promised to the people in the cases, and at what price.
        settings: How the table was made: name → text or number. Nothing learnt from the cases
            except through the mechanisms of the statement.
    """

    codebook: Codebook
    data: pl.DataFrame
    aggregates: pl.DataFrame
    statement: PrivacyStatement
    settings: Mapping[str, str | float | int]
