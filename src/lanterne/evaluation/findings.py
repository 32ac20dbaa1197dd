"""What an evaluation says, in sentences for people who work with cases and not with statistics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lanterne.evaluation.aggregates import NOMINAL
from lanterne.evaluation.comparison import Comparison
from lanterne.evaluation.evaluation import Evaluation
from lanterne.evaluation.languages import arabic, spanish
from lanterne.evaluation.measures import COMMON, LengthMeasures
from lanterne.evaluation.wording import hard_spaces, isolated, number, percent, spoken


@dataclass(frozen=True)
class Finding:
    """One sentence.

    Attributes:
        subject: What it is about: ``rows``, ``distance``, ``error``, ``suppressed``,
            ``fabricated``, ``intervals`` or ``coarser``; of linked tables also ``degrees``,
            ``cross``, ``likeness``, ``components`` and ``condensed``.
        text: The sentence.
    """

    subject: str
    text: str


ANSWERS = {
    "en": {1: "one answer", 2: "two answers", 3: "three answers", 4: "four answers"},
    "fr": {1: "une réponse", 2: "deux réponses", 3: "trois réponses", 4: "quatre réponses"},
    "es": spanish.ANSWERS,
    "ar": arabic.ANSWERS,
}
"""Combinations of so many answers, as said in a sentence."""

_WRITTEN = {
    "en": {
        "coarser": (
            "The release writes wider answers than the cases in {columns}. The cases are compared "
            "as wide, so that no figure here says what was lost by it."
        ),
        "rows.same": "The release has as many rows as there are people in the cases: {people}.",
        "rows.more": "The release has {rows} rows for {people} people in the cases, {share} more.",
        "rows.fewer": (
            "The release has {rows} rows for {people} people in the cases, {share} fewer."
        ),
        "distances": (
            "Distance from the cases, as a share of rows that would have to change: {kinds}."
        ),
        "distance": (
            "Count people by two columns at once: for the release to say exactly what the cases "
            "say, a typical {share} of its rows would have to change; in the worst pair of "
            "columns, {worst}."
        ),
        "error": (
            "A count of people with {answers} in common is off by {error} on average; the "
            "average count is {count}."
        ),
        "fabricated.none": "No combination of {answers} in the release is absent from the cases.",
        "fabricated.few": (
            "Fewer than 1 in 100 combinations of {answers} in the release do not occur in the "
            "cases."
        ),
        "fabricated.one": (
            "Of 100 combinations of {answers} in the release, 1 does not occur in the cases."
        ),
        "fabricated.many": (
            "Of 100 combinations of {answers} in the release, {n} do not occur in the cases."
        ),
        "fabricated.mass": " They hold {mass} of the released answers.",
        "suppressed.none": "Every combination of {answers} in the cases is also in the release.",
        "suppressed.few": (
            "Fewer than 1 in 100 combinations of {answers} in the cases are missing from the "
            "release."
        ),
        "suppressed.one": (
            "Of 100 combinations of {answers} in the cases, 1 is missing from the release."
        ),
        "suppressed.many": (
            "Of 100 combinations of {answers} in the cases, {n} are missing from the release."
        ),
        "suppressed.mass": " They hold {mass} of the answers in the cases.",
        "common.none": " None of those with {common} people or more is missing.",
        "common.some": " Of those with {common} people or more, {share} are missing.",
        "intervals": (
            "Of 100 published intervals, {n} hold the true count; {nominal} were promised."
        ),
    },
    "fr": {
        "coarser": (
            "La publication a des réponses plus larges que les dossiers dans {columns}. Les "
            "dossiers sont comparés avec la même largeur : aucun chiffre d’ici ne dit ce que cela "
            "a fait perdre."
        ),
        "rows.same": (
            "La publication a autant de lignes qu’il y a de personnes dans les dossiers : {people}."
        ),
        "rows.more": (
            "La publication a {rows} lignes pour {people} personnes dans les dossiers, soit "
            "{share} de plus."
        ),
        "rows.fewer": (
            "La publication a {rows} lignes pour {people} personnes dans les dossiers, soit "
            "{share} de moins."
        ),
        "distances": "Écart avec les dossiers, en part de lignes à changer : {kinds}.",
        "distance": (
            "Comptons les personnes selon deux colonnes à la fois : pour que la publication dise "
            "exactement ce que disent les dossiers, il faudrait changer en moyenne {share} de ses "
            "lignes ; pour la pire paire de colonnes, {worst}."
        ),
        "error": (
            "Un nombre de personnes qui ont {answers} en commun s’écarte du vrai de {error} en "
            "moyenne ; le nombre moyen est de {count}."
        ),
        "fabricated.none": (
            "Aucune combinaison de {answers} de la publication n’est absente des dossiers."
        ),
        "fabricated.few": (
            "Moins de 1 combinaison de {answers} sur 100 dans la publication n’existe pas dans les "
            "dossiers."
        ),
        "fabricated.one": (
            "Sur 100 combinaisons de {answers} dans la publication, 1 n’existe pas dans les "
            "dossiers."
        ),
        "fabricated.many": (
            "Sur 100 combinaisons de {answers} dans la publication, {n} n’existent pas dans les "
            "dossiers."
        ),
        "fabricated.mass": " Elles portent {mass} des réponses publiées.",
        "suppressed.none": (
            "Toutes les combinaisons de {answers} des dossiers sont aussi dans la publication."
        ),
        "suppressed.few": (
            "Moins de 1 combinaison de {answers} sur 100 dans les dossiers manque dans la "
            "publication."
        ),
        "suppressed.one": (
            "Sur 100 combinaisons de {answers} dans les dossiers, 1 manque dans la publication."
        ),
        "suppressed.many": (
            "Sur 100 combinaisons de {answers} dans les dossiers, {n} manquent dans la publication."
        ),
        "suppressed.mass": " Elles portent {mass} des réponses des dossiers.",
        "common.none": " Parmi celles de {common} personnes ou plus, aucune ne manque.",
        "common.some": " Parmi celles de {common} personnes ou plus, {share} manquent.",
        "intervals": (
            "Sur 100 intervalles publiés, {n} contiennent le vrai nombre ; {nominal} étaient "
            "promis."
        ),
    },
}

_SENTENCES = {
    **_WRITTEN,
    "fr": hard_spaces(_WRITTEN["fr"]),
    "es": spanish.FINDINGS,
    "ar": isolated(arabic.FINDINGS),
}


def findings(evaluation: Evaluation, language: str = "en") -> tuple[Finding, ...]:
    """The evaluation in plain sentences, the most important first.

    Languages without words get English.
    """
    told = list(comparison_findings(evaluation.comparison, language))
    if evaluation.coarser:
        columns = ", ".join(evaluation.coarser)
        told.insert(0, _finding("coarser", language, ("coarser",), columns=columns))
    if evaluation.intervals_held is not None:
        told.append(intervals_finding(evaluation.intervals_held, language))
    return tuple(told)


def intervals_finding(held: float, language: str) -> Finding:
    """How many intervals hold the true count, of which the share is given."""
    return _finding(
        "intervals",
        language,
        ("intervals",),
        n=number(held * 100, language, 0),
        nominal=number(NOMINAL * 100, language, 0),
    )


def comparison_findings(comparison: Comparison, language: str = "en") -> Iterator[Finding]:
    """The part of the findings that needs no published counts."""
    yield _rows(comparison, language)
    two = comparison.length(2)
    if two is not None:
        yield _finding(
            "distance",
            language,
            ("distance",),
            share=percent(two.distance_mean, language),
            worst=percent(two.distance_max, language),
        )
    for one in comparison.lengths:
        if one.length not in (2, 3):
            continue
        answers = ANSWERS[spoken(language)][one.length]
        yield _finding(
            "error",
            language,
            ("error",),
            answers=answers,
            error=number(one.count_error_all, language),
            count=number(one.mean_count, language),
        )
        yield fabricated_finding(one, answers, language)
        kind = _kind(one.suppressed_share)
        parts = [f"suppressed.{kind}"]
        if one.suppressed:
            common = "none" if not one.common_suppressed else "some"
            parts += ["suppressed.mass", *([f"common.{common}"] if one.common else [])]
        yield _finding(
            "suppressed",
            language,
            tuple(parts),
            answers=answers,
            n=number(one.suppressed_share * 100, language, 0),
            mass=percent(one.suppressed_mass, language),
            common=str(COMMON),
            share=percent(one.common_suppressed_share, language),
        )


def fabricated_finding(measured: LengthMeasures, answers: str, language: str) -> Finding:
    """How many released combinations do not occur in the cases.

    Args:
        measured: The combinations.
        answers: What they are made of, in words of the language: ``two answers``.
        language: Of the sentence.
    """
    kind = _kind(measured.fabricated_share)
    return _finding(
        "fabricated",
        language,
        (f"fabricated.{kind}", *(["fabricated.mass"] if measured.fabricated else [])),
        answers=answers,
        n=number(measured.fabricated_share * 100, language, 0),
        mass=percent(measured.fabricated_mass, language),
    )


def _rows(comparison: Comparison, language: str) -> Finding:
    more = comparison.rows_released - comparison.rows_real
    return _finding(
        "rows",
        language,
        ("rows.same" if not more else "rows.more" if more > 0 else "rows.fewer",),
        rows=number(comparison.rows_released, language),
        people=number(comparison.rows_real, language),
        share=percent(abs(comparison.rows_ratio - 1), language),
    )


def _kind(share: float) -> str:
    """How a share of combinations is said: the form of the sentence depends on it."""
    if share == 0:
        return "none"
    hundredths = round(share * 100)
    return {0: "few", 1: "one"}.get(hundredths, "many")


def _finding(subject: str, language: str, keys: tuple[str, ...], **words: str) -> Finding:
    sentences = _SENTENCES[spoken(language)]
    return Finding(subject, "".join(sentences[key] for key in keys).format(**words))


def distances_in_words(comparison: Comparison, language: str = "en") -> str:
    """The mean distance of one column, of two together and so on; languages without words: English.

    Args:
        comparison: A table beside its cases.
        language: BCP 47 tag.
    """
    answers, comma = ANSWERS[spoken(language)], "، " if spoken(language) == "ar" else ", "
    kinds = [
        f"{answers[one.length]}{comma}{percent(one.distance_mean, language)}"
        for one in comparison.lengths
    ]
    between = {"fr": "\N{NARROW NO-BREAK SPACE}; ", "ar": "؛ "}.get(spoken(language), "; ")
    return _SENTENCES[spoken(language)]["distances"].format(kinds=between.join(kinds))
