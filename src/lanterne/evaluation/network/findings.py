"""What an evaluation of linked tables says, in sentences for people who work with cases."""

from __future__ import annotations

from collections.abc import Iterator

from lanterne.codebook.model import Codebook, Column, in_language
from lanterne.evaluation.findings import Finding, fabricated_finding, intervals_finding
from lanterne.evaluation.languages import arabic_network, spanish_network
from lanterne.evaluation.network.evaluation import NetworkEvaluation
from lanterne.evaluation.network.figures import (
    LINKS,
    PERPETRATORS,
    VICTIMS,
    ComponentMeasures,
    CrossMeasures,
    DegreeMeasures,
    LikenessMeasures,
    NetworkComparison,
)
from lanterne.evaluation.wording import hard_spaces, isolated, number, percent, spoken

LARGE = 21
"""Rings of at least so many people are called large; the lower bound of a band of sizes."""

MOST_ALIKE = 3
"""Columns that are told of pairs of perpetrators, and of pairs of victims."""

_WRITTEN = {
    "en": {
        "rows": (
            "The release has {victims} victims, {perpetrators} perpetrators and {links} links; the "
            "cases have {victims_real}, {perpetrators_real} and {links_real}."
        ),
        "degrees.victims": (
            "A victim has {real} perpetrators on average in the cases and {released} in the "
            "release; for their numbers to be spread exactly alike, {share} of the released "
            "victims would need another number."
        ),
        "degrees.perpetrators": (
            "A perpetrator has {real} victims on average in the cases and {released} in the "
            "release; for their numbers to be spread exactly alike, {share} of the released "
            "perpetrators would need another number."
        ),
        "cross.2": (
            "Count links by a column of victims and a column of perpetrators: for the release to "
            "say exactly what the cases say, a typical {share} of its links would have to change; "
            "in the worst pair of columns, {worst}."
        ),
        "cross.3": (
            "Count links by a column of victims, one of links and one of perpetrators: a typical "
            "{share} of the released links would have to change; in the worst case, {worst}."
        ),
        "cross.apart": " Of tables made apart and linked at random, it would be {share}.",
        "cross.condensed": (
            " Of links guessed from a condensed file, it would be {share} in the columns that such "
            "a file has, where it is {here} in the release."
        ),
        "answers": "two answers, one of a victim and one of a perpetrator,",
        "likeness.perpetrators": (
            "Of 100 pairs of perpetrators of one victim who both have an answer to “{column}”, "
            "{real} have the same in the cases and {released} in the release."
        ),
        "likeness.victims": (
            "Of 100 pairs of victims of one perpetrator who both have an answer to “{column}”, "
            "{real} have the same in the cases and {released} in the release."
        ),
        "likeness.apart": " Linked at random, {n} would.",
        "components": (
            "The largest ring, that is, people who hang together through links, has {largest_real} "
            "people in the cases and {largest_released} in the release. Rings of {large} people or "
            "more hold {share_real} of all people in the cases and {share_released} in the release."
        ),
        "condensed": (
            "Folded into a file with one row per victim, a typical {share} of the released rows "
            "would have to change for two columns to agree with the cases; in the worst pair of "
            "columns, {worst}."
        ),
    },
    "fr": {
        "rows": (
            "La publication a {victims} victimes, {perpetrators} auteurs et {links} liens ; les "
            "dossiers en ont {victims_real}, {perpetrators_real} et {links_real}."
        ),
        "degrees.victims": (
            "Une victime a en moyenne {real} auteurs dans les dossiers et {released} dans la "
            "publication ; pour que ces nombres soient répartis exactement de même, {share} des "
            "victimes publiées devraient en avoir un autre."
        ),
        "degrees.perpetrators": (
            "Un auteur a en moyenne {real} victimes dans les dossiers et {released} dans la "
            "publication ; pour que ces nombres soient répartis exactement de même, {share} des "
            "auteurs publiés devraient en avoir un autre."
        ),
        "cross.2": (
            "Comptons les liens selon une colonne des victimes et une colonne des auteurs : pour "
            "que la publication dise exactement ce que disent les dossiers, il faudrait changer en "
            "moyenne {share} de ses liens ; pour la pire paire de colonnes, {worst}."
        ),
        "cross.3": (
            "Comptons les liens selon une colonne des victimes, une des liens et une des auteurs : "
            "il faudrait changer en moyenne {share} des liens publiés ; au pire, {worst}."
        ),
        "cross.apart": (
            " Pour des tables faites séparément et liées au hasard, ce serait {share}."
        ),
        "cross.condensed": (
            " Pour des liens devinés à partir d’un fichier condensé, ce serait {share} dans les "
            "colonnes qu’a un tel fichier, contre {here} dans la publication."
        ),
        "answers": "deux réponses, une d’une victime et une d’un auteur,",
        "likeness.perpetrators": (
            "Sur 100 paires d’auteurs d’une même victime qui ont tous deux une réponse à "
            "« {column} », {real} ont la même dans les dossiers et {released} dans la publication."
        ),
        "likeness.victims": (
            "Sur 100 paires de victimes d’un même auteur qui ont toutes deux une réponse à "
            "« {column} », {real} ont la même dans les dossiers et {released} dans la publication."
        ),
        "likeness.apart": " Liées au hasard, il y en aurait {n}.",
        "components": (
            "Le plus grand groupe de personnes qui se tiennent par des liens en compte "
            "{largest_real} dans les dossiers et {largest_released} dans la publication. Les "
            "groupes de {large} personnes ou plus réunissent {share_real} des personnes des "
            "dossiers et {share_released} de celles de la publication."
        ),
        "condensed": (
            "Repliée en un fichier d’une ligne par victime, la publication devrait changer en "
            "moyenne {share} de ses lignes pour que deux colonnes disent ce que disent les "
            "dossiers ; pour la pire paire de colonnes, {worst}."
        ),
    },
}

_SENTENCES = {
    **_WRITTEN,
    "fr": hard_spaces(_WRITTEN["fr"]),
    "es": spanish_network.FINDINGS,
    "ar": isolated(arabic_network.FINDINGS),
}


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
    return _SENTENCES[spoken(language)][key].format(**words)
