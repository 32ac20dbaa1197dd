"""Whether the rows of one person agree on consent, where they may stand in any of the parts.

One row that consents and another that does not are not for a program to weigh: the later may be a
withdrawal. So nothing is counted before all that is said of each person was compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def sent_consents(
    consents: Sequence[WhoConsents], places: Places, receipt: Receipt
) -> Iterator[Pair]:
    """Who consents and who does not, by the place where all that is said of each is compared."""
    for given, refused in consents:
        ids = [*(given | refused)]
        said = pl.DataFrame(
            {
                "id": pl.Series(ids, dtype=pl.String),
                "given": pl.Series([one in given for one in ids], dtype=pl.Boolean),
                "refused": pl.Series([one in refused for one in ids], dtype=pl.Boolean),
                ROW: pl.Series([0] * len(ids), dtype=pl.Int64),
            }
        )
        for place, value in sorted_out(said, places.of(said, "id"), receipt):
            yield CONSENTS - place, value


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
        people = said.group_by("id").agg(pl.col("given", "refused").any())
        receipt.disagree = int((people["given"] & people["refused"]).sum())
        yield RECEIPT, receipt.packed()
