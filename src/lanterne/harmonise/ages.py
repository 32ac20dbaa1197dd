"""Ages at a date, from the date of birth and that date: never guessed.

A year alone stands for all of its days. An age is then one of two, and counts where both are in one
band; where they are not, or where somebody would be born later or be older than anybody, nothing
is made of the row, and it is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from lanterne.codebook.model import Column
from lanterne.codebook.spelling import plain
from lanterne.harmonise.answers import reader_of, word_for
from lanterne.harmonise.dates import days_of
from lanterne.harmonise.mapping import MappedColumn, Rule

if TYPE_CHECKING:
    from lanterne.harmonise.rules import Unknown

OLDEST = 120
"""Completed years of the oldest person."""


class Ages:
    """Reads ages of one column of the codebook.

    Args:
        column: Its two sources are the date of birth and the date at which the age counts.
        target: The column of the codebook: bands of years, or a number of years.
    """

    def __init__(self, column: MappedColumn, target: Column) -> None:
        self._column = column
        rule = Rule.COPY if target.numbers is not None else Rule.BAND
        self._read = reader_of(replace(column, rule=rule, missing={}), target)
        self._silent = {
            plain(text): word_for(kind, target) for text, kind in column.missing.items()
        }

    def of(self, frame: pl.DataFrame, unknown: Unknown) -> pl.Series:
        """The answers of a batch; blank where a date is, and where nothing is known.

        Args:
            frame: The columns of the file, texts that are trimmed.
            unknown: Receives texts that are no dates, and rows whose dates give no age.
        """
        headers = list(self._column.sources)
        pairs = frame.select(headers).with_row_index("\x1frow")
        met = pairs.group_by(headers, maintain_order=True).agg("\x1frow")
        answers = [self._answer(row[:2], row[2], unknown) for row in met.iter_rows()]
        known = met.select(headers).with_columns(pl.Series("\x1fage", answers, pl.String))
        return pairs.join(known, on=headers, how="left", maintain_order="left")["\x1fage"]

    def _answer(self, texts: tuple[str, str], rows: Sequence[int], unknown: Unknown) -> str:
        if not all(texts):
            return ""
        silent = [self._silent[plain(text)] for text in texts if plain(text) in self._silent]
        if silent:
            return silent[0]
        days = [days_of(text, self._column.dates) for text in texts]
        for header, text, found in zip(self._column.sources, texts, days, strict=True):
            if found is None:
                unknown.add_rows(header, text, rows)
        born, at = days
        if born is None or at is None:
            return ""
        answer = self._of_days(born, at)
        if answer is None:
            unknown.apart(self._column.sources[0], texts[0], rows)
        return answer or ""

    def _of_days(self, born: tuple[date, date], at: tuple[date, date]) -> str | None:
        """The answer for all ages that the days allow; ``None``: there is none for all."""
        oldest = completed_years(born[0], at[1])
        if not 0 <= oldest <= OLDEST:
            return None
        youngest = max(completed_years(born[1], at[0]), 0)
        return self._read(str(oldest) if youngest == oldest else f"{youngest}-{oldest}")


def completed_years(born: date, at: date) -> int:
    """Birthdays from one day to another; below 0 where the first is the later one."""
    return at.year - born.year - ((at.month, at.day) < (born.month, born.day))
