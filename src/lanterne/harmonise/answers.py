"""From a text of the file to an answer of the codebook, by one rule; or to nothing at all.

An answer that the mapping does not know is never guessed at: it is left over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, partial

import polars as pl

from lanterne.cases.numbers import read_numbers
from lanterne.codebook.model import Column, Missing
from lanterne.codebook.spelling import plain
from lanterne.harmonise.answer_words import says_yes, silence_of
from lanterne.harmonise.countries import country_code, in_list
from lanterne.harmonise.dates import year_of
from lanterne.harmonise.mapping import MappedColumn, Rule
from lanterne.harmonise.spans import Span, span_of, unit_of

FLAG_ANSWERS = ("1", "0")
"""Answers of flags in a mapping: yes and no."""

LONGEST = 1_000
"""Characters of an answer at most: what is longer is free text, and not looked at."""

Read = Callable[[str], str | None]
"""A text → the answer as the codebook writes it; ``None``: nobody knows."""


def reader_of(column: MappedColumn, target: Column) -> Read:
    """How the texts of one source column are read, trimmed.

    Blank is blank. What the mapping names comes first, then what its rule knows: a number that
    means that nothing is known means it in every spelling. Of flags the answers are ``"1"`` and
    ``"0"``.

    Args:
        column: The mapped column.
        target: The column of the codebook.
    """
    named = {plain(answer): becomes for answer, becomes in column.values.items()}
    silent = {plain(answer): word_for(kind, target) for answer, kind in column.missing.items()}
    known = {**named, **silent, "": ""}
    numbers = _silent_numbers(column, target)
    otherwise = _rule_of(column, target)

    def read(text: str) -> str | None:
        if len(text) > LONGEST:
            return None
        found = known.get(plain(text))
        if found is None and numbers:
            found = numbers.get(span_of(text))
        return otherwise(text) if found is None else found

    return read


def _silent_numbers(column: MappedColumn, target: Column) -> dict[Span | None, str]:
    """Numbers by which the form says that nothing is known, such as 99 → the word for it."""
    if column.rule not in (Rule.BAND, Rule.COPY):
        return {}
    spans = {span_of(answer): word_for(kind, target) for answer, kind in column.missing.items()}
    return {span: word for span, word in spans.items() if span is not None}


def word_for(kind: Missing, target: Column) -> str:
    """What a codebook writes for a kind of missingness; blank where it has no word for it."""
    return next(iter(target.missing.get(kind, ())), "")


def answers_of(target: Column) -> tuple[str, ...]:
    """The answers that a mapping may name for a column.

    A flag is asked with yes and no in most forms, be it that the codebook records yes alone.
    """
    return FLAG_ANSWERS if target.traits.flag else target.texts


def missing_words(target: Column) -> frozenset[str]:
    """Texts of a column that are no answer; the blank is one of them."""
    return frozenset({"", *(word for words in target.missing.values() for word in words)})


def _rule_of(column: MappedColumn, target: Column) -> Read:
    """What a rule makes of a text that the mapping does not name."""
    if column.rule is Rule.BAND:
        return _band(column, target)
    if column.rule is Rule.YEAR_OF:
        band = cache(
            _band(column, target)
        )  # of years, which are few; of dates there may be a million
        return partial(_year, column=column, band=band)
    if column.rule is Rule.COUNTRY:
        return partial(_country, codes=in_list(frozenset(target.codes)))
    if column.rule is Rule.COPY:
        return _copy(target)
    return _nothing


def _nothing(text: str) -> None:
    return None


def _copy(target: Column) -> Read:
    """The answers of the codebook in any spelling, of numbers as people write them."""
    if target.numbers is not None:
        return partial(_number, target=target)
    exact = (*answers_of(target), *missing_words(target))
    spelt = Counter(map(plain, exact))
    listed = {plain(answer): answer for answer in exact if spelt[plain(answer)] == 1}

    def read(text: str) -> str | None:
        return text if text in exact else listed.get(plain(text))

    return read


def _number(text: str, target: Column) -> str | None:
    numbers = target.numbers
    assert numbers is not None
    (cell,) = read_numbers(pl.Series([text]), numbers)
    return numbers.text(cell) if isinstance(cell, int) else None


def _band(column: MappedColumn, target: Column) -> Read:
    """The band in which a number, or all of a narrower band, lies."""
    named = {span_of(band): answer for band, answer in column.values.items()}
    listed = {span_of(code): code for code in target.codes}
    spans = {span: answer for span, answer in {**named, **listed}.items() if span is not None}
    labels = (text for value in target.values for text in value.label.values())
    unit = unit_of(*labels) or "years"

    def read(text: str) -> str | None:
        given = span_of(text)
        if given is None or unit_of(text) not in ("", unit):
            return None
        return next((answer for span, answer in spans.items() if span.holds(given)), None)

    return read


def _year(text: str, column: MappedColumn, band: Read) -> str | None:
    year = year_of(text, column.dates)
    return None if year is None else band(str(year))


def _country(text: str, codes: Mapping[str, str]) -> str | None:
    """A country, unless the text is as well a word for "nothing": ``NA``, ``NR``, ``no``."""
    if silence_of(text) is not None or says_yes(text) is not None:
        return None
    code = country_code(text)
    return None if code is None else codes.get(code)
