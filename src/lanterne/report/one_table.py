"""The report on a release of one table."""

from __future__ import annotations

from collections.abc import Iterator

from lanterne.evaluation import Evaluation, findings
from lanterne.evaluation.aggregates import NOMINAL
from lanterne.messages.numbers import number, percent
from lanterne.report.figures import (
    TableFigures,
    card,
    intervals_card,
    published_figure,
)
from lanterne.report.labels import Labels
from lanterne.report.parts import Card, Figure, Page, Section
from lanterne.report.statistics import Statistics
from lanterne.report.technique import technique
from lanterne.report.texts import texts
from lanterne.report.verdict import verdict_of

HOW = ("distance", "missing", "invented", "count_error", "relative_error")
"""What is explained at the end of the page."""


def table_page(evaluation: Evaluation, language: str) -> Page:
    """The parts of the report in one language."""
    labels = Labels(evaluation.codebook.table.columns, language)
    statistics = Statistics(evaluation, labels, language)
    return Page(
        codebook=evaluation.codebook,
        facts=(technique(evaluation.promised, language),),
        cards=tuple(_cards(evaluation, language)),
        findings=findings(evaluation, language),
        sections=tuple(_sections(evaluation, labels, statistics, language)),
        how=(*how_to_read(language), *statistics.how()),
        verdict=verdict_of(evaluation, language),
    )


def how_to_read(language: str) -> tuple[tuple[str, str], ...]:
    """The figures of a table and the published counts, explained."""
    words = texts(language)
    interval = words["how.interval"].format(nominal=percent(NOMINAL, language, 0))
    return (
        *((words[key], words[f"how.{key}"]) for key in HOW),
        (words["card.intervals"], interval),
    )


def _cards(evaluation: Evaluation, language: str) -> Iterator[Card]:
    """The key figures."""
    words, comparison = texts(language), evaluation.comparison
    two = comparison.length(2)
    yield card(
        words,
        "rows",
        percent(comparison.rows_ratio, language, 1),
        rows=number(comparison.rows_released, language),
        people=number(comparison.rows_real, language),
    )
    if two is not None:
        worst, gone = percent(two.distance_max, language), percent(two.suppressed_mass, language)
        made_up = percent(two.fabricated_mass, language)
        yield card(words, "distance", percent(two.distance_mean, language), worst=worst)
        yield card(words, "missing", percent(two.suppressed_share, language), mass=gone)
        yield card(words, "invented", percent(two.fabricated_share, language), mass=made_up)
    if evaluation.intervals_held is not None:
        yield intervals_card(evaluation.intervals_held, language)


def _sections(
    evaluation: Evaluation, labels: Labels, statistics: Statistics, language: str
) -> Iterator[Section]:
    """The parts of the page, in order."""
    words = texts(language)
    figures = TableFigures(evaluation.comparison, labels, language)

    yield Section(
        "lengths",
        words["lengths"],
        words["lengths.lead"],
        tuple(figures.lengths()),
        note=words["sampled.note"],
    )
    yield from statistics.by_size()
    aggregates = evaluation.aggregates
    published = (
        (published_figure(aggregates, evaluation.coverage, labels, language),) if aggregates else ()
    )
    yield published_section(published, language)
    two = tuple(figures.two())
    if two:
        yield Section("two", words["two"], "", two)
    yield statistics.measures()
    yield from statistics.analyses()
    columns = tuple(figures.columns())
    yield Section("columns", words["columns"], words["columns.lead"], columns, key=True)


def published_section(figures: tuple[Figure, ...], language: str) -> Section:
    """The published counts, or a sentence that there are none."""
    words = texts(language)
    lead = words["published.lead" if figures else "published.none"]
    nominal = percent(NOMINAL, language, 0)
    return Section("published", words["published"], lead.format(nominal=nominal), figures)
