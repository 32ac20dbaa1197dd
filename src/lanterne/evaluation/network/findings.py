"""What an evaluation of linked tables says, in sentences for people who work with cases."""

from __future__ import annotations

from collections.abc import Iterator

from lanterne.codebook.model import Codebook, Column, in_language
from lanterne.evaluation.findings import Finding, fabricated_finding, intervals_finding
from lanterne.evaluation.network.evaluation import NetworkEvaluation
from lanterne.evaluation.network.figures import NetworkComparison
from lanterne.evaluation.network.measures import (
    LINKS,
    PERPETRATORS,
    VICTIMS,
    ComponentMeasures,
    CrossMeasures,
    DegreeMeasures,
    LikenessMeasures,
)
from lanterne.messages.languages import spoken
from lanterne.messages.numbers import number, percent
from lanterne.messages.store import part

LARGE = 21
"""Rings of at least so many people are called large; the lower bound of a band of sizes."""

MOST_ALIKE = 3
"""Columns that are told of pairs of perpetrators, and of pairs of victims."""


def network_findings(evaluation: NetworkEvaluation, language: str = "en") -> tuple[Finding, ...]:
    """The evaluation of linked tables in plain sentences.

    Languages without words get English.
    """
    told = list(network_comparison_findings(evaluation.comparison, evaluation.codebook, language))
    if evaluation.intervals_held is not None:
        told.append(intervals_finding(evaluation.intervals_held, language))
    return tuple(told)


def network_comparison_findings(
    comparison: NetworkComparison, codebook: Codebook, language: str = "en"
) -> Iterator[Finding]:
    """The part of the findings that needs no published counts.

    Args:
        comparison: Of linked tables.
        codebook: Labels of the columns; the one that the tables were compared with.
        language: Of the sentences.
    """
    network = codebook.network
    assert network is not None  # it was one when the tables were compared
    yield _rows(comparison, language)
    yield from (_degrees(one, language) for one in comparison.release.degrees)
    yield from _cross(comparison, language)
    for of, table in ((PERPETRATORS, network.perpetrators), (VICTIMS, network.victims)):
        for column, found in _most_alike(comparison, of, table.columns):
            yield _likeness(comparison, column, found, language)
    if comparison.release.components is not None:
        yield _components(comparison.release.components, language)
    yield from _condensed(comparison, language)


def _rows(comparison: NetworkComparison, language: str) -> Finding:
    victims, release = comparison.victims, comparison.release
    people = release.degree(PERPETRATORS)
    assert people is not None  # only a condensed file has no degrees
    numbers = {
        "victims": victims.rows_released,
        "victims_real": victims.rows_real,
        "perpetrators": people.people_released,
        "perpetrators_real": people.people_real,
        "links": comparison.links.rows_released,
        "links_real": comparison.links.rows_real,
    }
    words = {name: number(value, language) for name, value in numbers.items()}
    return Finding("rows", _said("rows", language, **words))


def _degrees(measured: DegreeMeasures, language: str) -> Finding:
    text = _said(
        f"degrees.{measured.of}",
        language,
        real=number(measured.mean_real, language, 2),
        released=number(measured.mean_released, language, 2),
        share=percent(measured.distance, language),
    )
    return Finding("degrees", text)


def _cross(comparison: NetworkComparison, language: str) -> Iterator[Finding]:
    """Distances across two and three tables, each beside what the baselines reach."""
    for tables in ((VICTIMS, PERPETRATORS), (VICTIMS, LINKS, PERPETRATORS)):
        found = comparison.release.across(*tables)
        if found is None:
            continue
        text = _said(
            f"cross.{len(tables)}",
            language,
            share=percent(found.pooled.distance_mean, language),
            worst=percent(found.pooled.distance_max, language),
        )
        yield Finding("cross", text + _beside(comparison, found, language))
        if len(tables) == 2:
            yield fabricated_finding(found.pooled, _said("answers", language), language)


def _beside(comparison: NetworkComparison, found: CrossMeasures, language: str) -> str:
    """What the baselines reach across the same tables."""
    text = ""
    apart = comparison.apart.across(*found.tables) if comparison.apart else None
    if apart is not None:
        text += _said("cross.apart", language, share=percent(apart.pooled.distance_mean, language))
    guessed = comparison.condensed.across(*found.tables) if comparison.condensed else None
    here = found.within(guessed.columns) if guessed is not None else None
    if guessed is not None and here is not None:
        text += _said(
            "cross.condensed",
            language,
            share=percent(guessed.pooled.distance_mean, language),
            here=percent(here.pooled.distance_mean, language),
        )
    return text


def _most_alike(
    comparison: NetworkComparison, of: str, columns: tuple[Column, ...]
) -> list[tuple[Column, LikenessMeasures]]:
    """Columns in which people are alike beyond chance, those most so first.

    A column of one value says nothing: who answers at all gives the same answer. Without random
    links to compare with, the first columns are told.
    """
    told = []
    for column in columns:
        found = comparison.release.alike(of, column.name)
        if found is not None and found.same_real is not None and len(column.values) > 1:
            chance = _chance(comparison, of, column)
            told.append((abs(found.same_real - chance) if chance else 0.0, column, found))
    told.sort(key=lambda one: -one[0])
    return [(column, found) for _, column, found in told[:MOST_ALIKE]]


def _chance(comparison: NetworkComparison, of: str, column: Column) -> float | None:
    """Share of pairs with the same answer when links are random."""
    found = comparison.apart.alike(of, column.name) if comparison.apart else None
    return found.same_released if found is not None else None


def _likeness(
    comparison: NetworkComparison, column: Column, found: LikenessMeasures, language: str
) -> Finding:
    """``found.same_real`` is known."""
    shares = {"real": found.same_real or 0.0, "released": found.same_released or 0.0}
    words = {name: number(share * 100, language, 0) for name, share in shares.items()}
    label = in_language(column.label, spoken(language))
    text = _said(f"likeness.{found.of}", language, column=label, **words)
    chance = _chance(comparison, found.of, column)
    if chance is not None:
        text += _said("likeness.apart", language, n=number(chance * 100, language, 0))
    return Finding("likeness", text)


def _components(measured: ComponentMeasures, language: str) -> Finding:
    large = [band for band in measured.bands if band.low >= LARGE]
    text = _said(
        "components",
        language,
        largest_real=number(measured.largest_real, language),
        largest_released=number(measured.largest_released, language),
        large=number(LARGE, language),
        share_real=percent(sum(band.share_real for band in large), language),
        share_released=percent(sum(band.share_released for band in large), language),
    )
    return Finding("components", text)


def _condensed(comparison: NetworkComparison, language: str) -> Iterator[Finding]:
    folded = comparison.release.condensed
    two = folded.length(2) if folded is not None else None
    if two is not None:
        text = _said(
            "condensed",
            language,
            share=percent(two.distance_mean, language),
            worst=percent(two.distance_max, language),
        )
        yield Finding("condensed", text)


def _said(key: str, language: str, **words: str) -> str:
    return part("evaluation.network", language)[key].format(**words)
