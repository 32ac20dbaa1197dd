"""Who consents to statistics: row by row, and whether the rows of one person agree on it."""

from __future__ import annotations

import polars as pl

from lanterne.cases.identifiers import one_spelling
from lanterne.codebook.spelling import plain
from lanterne.harmonise.mapping import Mapping


class Consents:
    """The consents of a file, as its rows are met. Sensitive.

    A person may have several rows. One that consents and another that does not are not for a
    program to weigh: the later may be a withdrawal.

    Args:
        mapping: Which column says it, which answers give it, and which columns say who is who.
    """

    def __init__(self, mapping: Mapping) -> None:
        self._legal = mapping.legal
        self._keep = mapping.source.keep[:1]
        self._given = {plain(answer) for answer in mapping.legal.given} - {""}
        self._people: tuple[set[str], set[str]] = (set(), set())

    def given(self, frame: pl.DataFrame) -> pl.Series:
        """Per row, whether it gives consent; all do where the basis is another one.

        Args:
            frame: The columns of the file, texts that are trimmed.
        """
        if not self._legal.consent:
            return pl.Series([True]).new_from_index(0, frame.height)
        texts = frame[self._legal.consent]
        yes = [text for text in texts.unique().to_list() if plain(text) in self._given]
        given = texts.is_in(yes)
        for name in self._keep:
            ids = one_spelling(frame[name])
            for people, rows in zip(self._people, (given, ~given), strict=True):
                people.update(ids.filter(rows & (ids != "")).to_list())
        return given

    @property
    def people(self) -> tuple[frozenset[str], frozenset[str]]:
        """The ids of people who consent on a row, and of those who do not on one. Sensitive."""
        given, refused = map(frozenset, self._people)
        return given, refused

    @property
    def disagree(self) -> int:
        """People who consent on one row, and on another do not."""
        return len(self._people[0] & self._people[1])
