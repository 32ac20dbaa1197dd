"""The report on a release of linked tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from lanterne.codebook import load_codebook
from lanterne.codebook.model import Codebook
from lanterne.codebook.views import perpetrator_view, victim_view
from lanterne.evaluation import Comparison
from lanterne.evaluation.network import (
    PERPETRATORS,
    VICTIMS,
    NetworkEvaluation,
    NetworkFigures,
    PublishedCounts,
    network_findings,
    why_unanswered,
)
from lanterne.messages.numbers import number, percent, power
from lanterne.privacy import PrivacyStatement
from lanterne.privacy.promises import UnitPromise
from lanterne.report.figures import TableFigures, card, intervals_card, published_figure
from lanterne.report.labels import Labels
from lanterne.report.network.figures import NetworkPictures
from lanterne.report.one_table import how_to_read, published_section
from lanterne.report.parts import Card, Figure, Fold, Page, Section
from lanterne.report.texts import network_texts
from lanterne.report.verdict import network_verdict

HOW = ("network", "rings", "likeness", "apart", "condensed")
"""What is explained at the end of the page beside the figures of one table."""


def network_page(evaluation: NetworkEvaluation, language: str) -> Page:
    """The parts of the report in one language."""
    words = network_texts(language)
    alone = number(evaluation.comparison.perpetrators_alone_real, language)
    labels = Labels(chain.from_iterable(t.columns for t in evaluation.codebook.tables), language)
    return Page(
        codebook=evaluation.codebook,
        facts=tuple(_promises(evaluation, language)),
        cards=tuple(_cards(evaluation, language)),
        findings=network_findings(evaluation, language),
        sections=tuple(_sections(evaluation, labels, language)),
        how=(
            *((words[f"how.{key}"], words[f"how.{key}.text"].format(alone=alone)) for key in HOW),
            *how_to_read(language),
        ),
        verdict=network_verdict(evaluation, language),
    )


def _promises(evaluation: NetworkEvaluation, language: str) -> Iterator[str]:
    """What each kind of person was promised."""
    words, statement = network_texts(language), evaluation.statement
    promises: tuple[PrivacyStatement | UnitPromise, ...] = (statement, *statement.also)
    for one in promises:
        yield words["promise"].format(
            who=words[f"unit.{one.unit}"],
            epsilon=number(one.epsilon, language),
            delta=power(one.delta, language),
        )
    for loss in statement.unpromised:
        yield words["promise.none"].format(
            who=words[f"unit.{loss.unit}"],
            size=words[f"size.{loss.unit}"].format(links=number(loss.links, language)),
            epsilon=number(loss.epsilon, language),
            delta=power(loss.delta, language),
        )


def _cards(evaluation: NetworkEvaluation, language: str) -> Iterator[Card]:
    """The key figures."""
    words, comparison = network_texts(language), evaluation.comparison
    release, links = comparison.release, comparison.links
    yield card(
        words,
        "links",
        percent(links.rows_ratio, language, 1),
        released=number(links.rows_released, language),
        real=number(links.rows_real, language),
    )
    cross = release.across(VICTIMS, PERPETRATORS)
    if cross is not None:
        apart = comparison.apart and comparison.apart.across(VICTIMS, PERPETRATORS)
        note = words["card.cross.alone"].format(worst=percent(cross.pooled.distance_max, language))
        if apart:
            mean = percent(apart.pooled.distance_mean, language)
            note = words["card.cross.note"].format(apart=mean)
        yield Card(words["card.cross"], percent(cross.pooled.distance_mean, language), note)
    error = _likeness_error(release)
    if error is not None:
        points = f"{number(error * 100, language, 1)} {words['points']}"
        yield card(words, "likeness", points)
    if release.components is not None:
        yield card(
            words,
            "rings",
            percent(release.components.distance, language),
            released=number(release.components.largest_released, language),
            real=number(release.components.largest_real, language),
        )
    if evaluation.intervals_held is not None:
        yield intervals_card(evaluation.intervals_held, language)


def _likeness_error(release: NetworkFigures) -> float | None:
    """Greatest error of the share of pairs of perpetrators with the same answer; 0 to 1."""
    errors = [
        abs(one.same_released - one.same_real)
        for one in release.likeness
        if one.of == PERPETRATORS and one.same_real is not None and one.same_released is not None
    ]
    return max(errors, default=None)


def _sections(evaluation: NetworkEvaluation, labels: Labels, language: str) -> Iterator[Section]:
    """The parts of the page, in order."""
    words, comparison = network_texts(language), evaluation.comparison
    seen = NetworkPictures(comparison, labels, language)
    relations = tuple(seen.relations())
    lead = words["network.lead" if relations else "network.none"]
    yield Section(
        "network",
        words["network"],
        lead,
        relations,
        key=bool(relations),
        note=words["network.note"],
    )
    rings, likeness, cross = tuple(seen.rings()), tuple(seen.likeness()), tuple(seen.cross())
    note = _unanswered(comparison.condensed, ("degrees", "components"), language)
    yield Section("rings", words["rings"], words["rings.lead"], rings, key=True, note=note)
    if likeness:
        note = _unanswered(comparison.condensed, ("likeness",), language)
        yield Section("likeness", words["likeness"], words["likeness.lead"], likeness, note=note)
    if cross:
        yield Section("cross", words["cross"], words["cross.lead"], cross)
    for of, own in (
        ("victims", comparison.victims),
        ("perpetrators", comparison.perpetrators),
        ("links", comparison.links),
    ):
        if own is not None:
            yield _own(of, own, labels, language)
    folded = _folded(evaluation, language)
    if folded is not None:
        yield folded
    published = tuple(
        _published(one, evaluation.codebook, language) for one in evaluation.published
    )
    yield published_section(published, language)


def _unanswered(source: NetworkFigures | None, about: Sequence[str], language: str) -> str:
    """Why a baseline is not in the pictures; empty when it was not asked for."""
    untold = [name for name in about if source and name in source.unanswered]
    return " ".join(why_unanswered(name, language) for name in untold)


def _own(of: str, comparison: Comparison, labels: Labels, language: str) -> Section:
    """One table by itself: the figures of a release of one table, most of them folded away."""
    words = network_texts(language)
    figures = TableFigures(comparison, labels, language)
    distance, combinations = figures.lengths()
    fold = Fold(words["own.fold"], (combinations, *figures.two(), *figures.columns()))
    return Section(of, words[f"own.{of}"], words["own.lead"], (distance,), fold=fold)


def _folded(evaluation: NetworkEvaluation, language: str) -> Section | None:
    """The condensed file, compared like any table."""
    condensed, comparison = evaluation.codebook.condensed, evaluation.comparison.release.condensed
    if condensed is None or comparison is None:
        return None
    words, columns = network_texts(language), load_codebook(condensed.codebook).table.columns
    figures = TableFigures(comparison, Labels(columns, language), language)
    return Section("folded", words["folded"], words["folded.lead"], tuple(figures.lengths()))


def _published(counts: PublishedCounts, codebook: Codebook, language: str) -> Figure:
    """The published counts of one table, whose columns are also what its links say."""
    words, network = network_texts(language), codebook.network
    view = victim_view if counts.table == VICTIMS else perpetrator_view
    labels = Labels(() if network is None else view(network).columns, language)
    table = words[f"counts.{counts.table}"]
    title = words["counts.linked" if counts.linked else "counts.own"].format(table=table)
    lead = words["counts.linked.lead"] if counts.linked else ""
    return published_figure(counts.measures, counts.coverage, labels, language, title, lead)
