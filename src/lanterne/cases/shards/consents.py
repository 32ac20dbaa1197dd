"""Whether the rows of one person agree on consent, where they may stand in any of the parts.

One row that consents and another that does not are not for a program to weigh: the later may be a
withdrawal. So nothing is counted before all that is said of each person was compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from lanterne.cases.records import ROW
from lanterne.cases.shards.reading import WhoConsents
from lanterne.cases.shards.receipts import Receipt
from lanterne.cases.shards.sending import (
    CONSENTS,
    RECEIPT,
    Places,
    pass_on,
    sorted_out,
    together,
)
from lanterne.runners import LaterStage
from lanterne.runners.runner import Pair

ID, GIVEN, REFUSED = "id", "given", "refused"
"""Columns of what is said of the consent of each person."""


def sent_consents(
    consents: Sequence[WhoConsents], places: Places, receipt: Receipt
) -> Iterator[Pair]:
    """Who consents and who does not, by the place where all that is said of each is compared."""
    for given, refused in consents:
        said = said_of(given, refused)
        for place, value in sorted_out(said, places.of(said, ID), receipt):
            yield CONSENTS - place, value


def said_of(given: Collection[str], refused: Collection[str]) -> pl.DataFrame:
    """Of each person once, whether some row consents, and whether some row does not.

    Args:
        given: Ids of those who consent on a row.
        refused: Ids of those who do not on one.
    """
    ids = [*{*given, *refused}]
    return pl.DataFrame(
        {
            ID: pl.Series(ids, dtype=pl.String),
            GIVEN: pl.Series([one in given for one in ids], dtype=pl.Boolean),
            REFUSED: pl.Series([one in refused for one in ids], dtype=pl.Boolean),
            ROW: pl.Series([0] * len(ids), dtype=pl.Int64),
        }
    )


@dataclass(frozen=True)
class CompareConsents:
    """Second stage where people are asked: what is said of each is compared, beside another stage.

    Attributes:
        beside: The stage that is given all else.
    """

    beside: LaterStage = pass_on

    def __call__(self, key: int, values: Sequence[bytes]) -> Iterator[Pair]:
        """A receipt that says how many disagree; or what the other stage gives."""
        if key > CONSENTS:
            yield from self.beside(key, values)
            return
        receipt = Receipt()
        said = together(values, receipt)
        people = said.group_by(ID).agg(pl.col(GIVEN, REFUSED).any())
        receipt.disagree = int((people[GIVEN] & people[REFUSED]).sum())
        yield RECEIPT, receipt.packed()
