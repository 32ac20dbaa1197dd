"""What an evaluation says, in sentences for people who work with cases and not with statistics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lanterne.evaluation.aggregates import NOMINAL
from lanterne.evaluation.comparison import Comparison
from lanterne.evaluation.evaluation import Evaluation
from lanterne.evaluation.measures import COMMON, LengthMeasures
from lanterne.messages.numbers import number, percent
from lanterne.messages.punctuation import comma, semicolon
from lanterne.messages.store import part


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
        answers = part("evaluation.answers", language)[str(one.length)]
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
    sentences = part("evaluation.finding", language)
    return Finding(subject, "".join(sentences[key] for key in keys).format(**words))


def distances_in_words(comparison: Comparison, language: str = "en") -> str:
    """The mean distance of one column, of two together and so on; languages without words: English.

    Args:
        comparison: A table beside its cases.
        language: BCP 47 tag.
    """
    answers, between = part("evaluation.answers", language), comma(language)
    kinds = [
        f"{answers[str(one.length)]}{between}{percent(one.distance_mean, language)}"
        for one in comparison.lengths
    ]
    listed = semicolon(language).join(kinds)
    return part("evaluation.finding", language)["distances"].format(kinds=listed)
