"""Rows of nobody for a mapping: each answer that it names at least once, blanks and unknown words.

They are made from the mapping and the codebook alone; no file of a partner is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from lanterne.codebook.model import Codebook, Column
from lanterne.harmonise.ages import OLDEST
from lanterne.harmonise.answers import FLAG_ANSWERS, answers_of, missing_words
from lanterne.harmonise.mapping import DateOrder, MappedColumn, Mapping, Rule
from lanterne.harmonise.spans import span_of

UNKNOWN = "qqq"
"""A word that no form has."""

_DATES = {
    DateOrder.DAY_MONTH_YEAR: "03/11/{year}",
    DateOrder.MONTH_DAY_YEAR: "11/03/{year}",
    DateOrder.YEAR_MONTH_DAY: "{year}/11/03",
    None: "{year}-11-03",
}
"""The third of November as forms write it."""

COUNTED_AT = 2020
"""Year at which ages count."""

WIDEST = 10
"""How far beyond its beginning a number of an open band lies."""


def fictional_rows(mapping: Mapping, codebook: Codebook) -> list[dict[str, str]]:
    """Rows of a partner's file that are nobody's, by the columns of the file.

    In the row with number k stands the k-th answer of each column. Where people are asked for
    consent, the last two rows do not give it.

    Args:
        mapping: A mapping of one table, without problems.
        codebook: A codebook of one table.
    """
    answers = _answers(mapping, codebook)
    longest = max((len(texts) for texts in answers.values()), default=1)
    legal = mapping.legal
    rows = [
        {header: texts[row % len(texts)] for header, texts in answers.items()}
        for row in range(longest)
    ]
    if legal.consent:
        for number, row in enumerate(rows):
            row[legal.consent] = legal.given[number % len(legal.given)] if legal.given else ""
        rows += [{**rows[0], legal.consent: text} for text in ("", UNKNOWN)]
    for number, row in enumerate(rows, start=1):
        row |= {header: f"T{number}" for header in mapping.source.keep if header not in answers}
    return [{header: row.get(header, "") for header in mapping.source.headers} for row in rows]


def _answers(mapping: Mapping, codebook: Codebook) -> dict[str, list[str]]:
    """Column of the file → its answers, those of the form first."""
    found: dict[str, list[str]] = {}
    for target in codebook.table.columns:
        column = mapping.column_of(target.name)
        texts = [*_texts(column, target), "", UNKNOWN]
        for place, header in enumerate(column.reads):
            turned = texts[place % len(texts) :] + texts[: place % len(texts)]
            others = found.setdefault(header, [])  # each once, and not all yes in one row
            others += [text for text in dict.fromkeys(turned) if text not in others]
    for column in mapping.columns:
        if column.rule is Rule.AGE_FROM:
            found |= _dates_of_ages(column, codebook.table.column(column.target), found)
    return found


def _dates_of_ages(
    column: MappedColumn, target: Column, found: dict[str, list[str]]
) -> dict[str, list[str]]:
    """Days of birth beside a day at which the age counts, for both ends of each band."""
    born, at = column.sources
    day = _DATES[column.dates]
    bands = [*filter(None, map(span_of, (*column.values, *target.codes)))]
    ages = dict.fromkeys(age for band in bands for age in (band.first, min(band.last, OLDEST)))
    births = [day.format(year=f"{COUNTED_AT - age:.0f}") for age in ages]
    beyond = [day.format(year=COUNTED_AT + 1), UNKNOWN, "", *column.missing]
    alone = [UNKNOWN, "", *column.missing]
    counted = [day.format(year=COUNTED_AT)] * (len(births) + len(beyond)) + alone
    births += [*beyond, *([births[0]] * len(alone))]
    rest = [text for text in found.get(at, ()) if text not in counted]
    return {born: births, at: [*counted, *rest]}


def _texts(column: MappedColumn, target: Column) -> Iterator[str]:
    yield from column.values
    if column.separators and len(column.values) > 1:
        yield column.separators[0].join([*column.values][:2])
    yield from column.missing
    if column.rule is Rule.COPY:
        yield from _copied(target)
    if column.rule in (Rule.SET_FROM_FLAGS, Rule.ANY_OF) and not column.values:
        yield from FLAG_ANSWERS
    if column.rule is Rule.BAND:
        yield from _numbers(column, target)
    if column.rule is Rule.YEAR_OF:
        yield from _dates(column, target)
    if column.rule is Rule.COUNTRY:
        for value in (target.values[0], target.values[-1]):
            yield from dict.fromkeys((value.code, *value.label.values()))
        yield "Congo"  # two countries


def _copied(target: Column) -> Iterator[str]:
    if target.numbers is not None:
        cells = target.numbers.cells
        yield from (target.numbers.text(cell) for cell in (0, cells // 2, cells - 1))
        yield str(target.numbers.last + 1)
    else:
        yield from answers_of(target)
    yield from sorted(missing_words(target) - {""})


def _numbers(column: MappedColumn, target: Column) -> Iterator[str]:
    """Both ends of each band, and the band as the codebook writes it."""
    for text in (*column.values, *target.codes):
        span = span_of(text)
        if span is not None:
            last = span.first + WIDEST if span.last == inf else span.last
            yield from (f"{span.first:g}", f"{last:g}", text)


def _dates(column: MappedColumn, target: Column) -> Iterator[str]:
    """A date in the first and the last year of each period; one whose century nobody can tell."""
    for text in (*column.values, *target.codes):
        span = span_of(text)
        if span is not None:
            last = span.first if span.last == inf else span.last
            for year in dict.fromkeys((span.first, last)):
                yield _DATES[column.dates].format(year=f"{year:.0f}")
    yield "03/11/21"
