"""Several ids that a person said to be one: all rows stand under the id that is met first.

The unit that is protected is then everybody whose ids are joined, with all their rows. Who is
joined follows from the decisions alone (:attr:`DecidedPairs.people`), and the id under which they
stand from their own rows, so whoever leaves the file, with their decisions or without them, changes
no other row.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lanterne.cases.identifiers import one_spelling
from lanterne.harmonise.decided_pairs import DecidedPairs


class OnePerson:
    """The ids of a file, as its rows are met. Sensitive.

    Args:
        decided: What was decided about ids; ``None``: nothing was.
        keep: Columns that are kept; the first says who is who.
    """

    def __init__(self, decided: DecidedPairs | None, keep: Sequence[str]) -> None:
        self._decided = decided
        self._keep = keep[:1]
        self._first: dict[int, str] = {}
        self._met: dict[int, set[str]] = {}

    def in_one(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The same rows, with one id for each person.

        Args:
            frame: The columns of the file, texts that are trimmed.
        """
        if self._decided is None:
            return frame
        for column in self._keep:
            ids = one_spelling(frame[column])
            becomes = self._ids_of(frame[column], ids, self._decided)
            one = ids.replace_strict(becomes, default=frame[column], return_dtype=pl.String)
            frame = frame.with_columns(one.alias(column))
        return frame

    def _ids_of(self, written: pl.Series, ids: pl.Series, decided: DecidedPairs) -> dict[str, str]:
        """Id in one spelling → the one that is written, for all that are joined with another."""
        becomes = {}
        met = pl.DataFrame({"written": written, "id": ids}).unique("id", maintain_order=True)
        for text, spelt in met.iter_rows():
            person = decided.people.get(decided.key.of(spelt)) if spelt else None
            if person is not None:
                becomes[spelt] = self._first.setdefault(person, text)
                self._met.setdefault(person, set()).add(spelt)
        return becomes

    @property
    def several(self) -> int:
        """People who stood under more than one id."""
        return sum(len(ids) > 1 for ids in self._met.values())
