"""What changed, what may be concluded and what may not: for people who have to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lanterne.evaluation.analyses import Agreement
from lanterne.evaluation.attack_names import attack_name
from lanterne.evaluation.evaluation import Evaluation
from lanterne.evaluation.lights import UTILITY, Level, Reason
from lanterne.evaluation.promised import K_ANONYMISED, Promised
from lanterne.evaluation.sizes import SizeMeasures
from lanterne.messages.languages import spoken
from lanterne.messages.numbers import number, percent, power
from lanterne.messages.store import part
from lanterne.privacy.grade import UP_TO, Strength
from lanterne.privacy.wording import strength_in_words

CLOSE = 0.10
"""A count is close when it is off by this share of itself or less, on average."""

AGREEING = 0.8
"""Of analyses done on both sides, so many must agree for their kind to be relied on."""

_SHARES = frozenset({"share", "rate", "low", "high", "allowed", "chance"})


@dataclass(frozen=True)
class PlainWords:
    """The first page in sentences.

    Attributes:
        changed: What protection did to the cases.
        may: What may be concluded from the release.
        may_not: What may not.
        looks: What it means that somebody has looked.
    """

    changed: tuple[str, ...]
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    looks: tuple[str, ...]


def plain_words(evaluation: Evaluation, language: str = "en") -> PlainWords:
    """The evaluation for people who have to decide; languages without words get English."""
    return PlainWords(
        tuple(_changed(evaluation, language)),
        tuple(_may(evaluation, language)),
        tuple(_may_not(evaluation, language)),
        tuple(looks_in_words(evaluation.looks, language)),
    )


def reason_in_words(reason: Reason, language: str = "en") -> str:
    """One reason of a traffic light as a sentence."""
    figures = {key: _figure(key, value, language) for key, value in reason.figures.items()}
    if reason.name == "epsilon":
        figures |= _grades(reason.figures["total"], language)
    threshold = UTILITY.get(reason.name)
    if threshold is not None:
        figures["good"] = percent(threshold.good, language, 0)
    return part("evaluation.reason", language)[reason.name].format(
        text=attack_name(reason.text, language), **figures
    )


def _grades(total: float, language: str) -> dict[str, str]:
    """What an ε is called, and from where to where it is called strong or weak."""
    return {
        "strength": strength_in_words(total, spoken(language)),
        "strong": number(UP_TO[Strength.STRONG], language),
        "weak": number(UP_TO[Strength.LIMITED], language),
    }


def looks_in_words(looks: int | None, language: str = "en") -> Iterator[str]:
    """What it costs to have looked, and how to say it in the release."""
    words = part("evaluation.plain", language)
    yield words["looks.uncovered"]
    yield counted_looks_in_words(looks, language)
    yield words["looks.say"]


def counted_looks_in_words(looks: int | None, language: str = "en") -> str:
    """How often somebody has looked, as far as a ledger knows; ``None``: there is none."""
    words = part("evaluation.plain", language)
    if looks is None:
        return words["looks.uncounted"]
    return words["looks.once" if looks == 1 else "looks.counted"].format(n=looks)


def close_from(sizes: tuple[SizeMeasures, ...]) -> int | None:
    """Smallest size of combinations of two answers from which all counts are close on average.

    ``None`` when even the largest are not.
    """
    found = None
    for one in reversed([size for size in sizes if size.length == 2 and size.real]):
        if one.relative_error > CLOSE:
            break
        found = one.low
    return found


def _changed(evaluation: Evaluation, language: str) -> Iterator[str]:
    words, promised = part("evaluation.plain", language), evaluation.promised
    yield words[f"changed.{_technique(promised)}"].format(
        k=promised.k,
        length=promised.length,
        epsilon="" if promised.epsilon is None else number(promised.epsilon, language),
        columns=", ".join(promised.quasi_identifiers),
    )
    two = evaluation.comparison.length(2)
    if two is None:
        return
    yield words["changed.counts"].format(
        error=number(two.count_error_all, language), count=number(two.mean_count, language)
    )
    if two.suppressed:
        yield words["changed.missing"].format(
            share=percent(two.suppressed_share, language),
            mass=percent(two.suppressed_mass, language),
        )
    if two.fabricated:
        yield words["changed.invented"].format(
            share=percent(two.fabricated_share, language),
            mass=percent(two.fabricated_mass, language),
        )


def _technique(promised: Promised) -> str:
    """Name of the sentence on the technique; whole rows are said otherwise than combinations."""
    if promised.k is not None and promised.method != K_ANONYMISED and promised.length is None:
        return f"{promised.method}.rows"
    return promised.method


def _may(evaluation: Evaluation, language: str) -> Iterator[str]:
    words = part("evaluation.plain", language)
    least = close_from(evaluation.comparison.sizes)
    if least is not None:
        yield words["may.any" if least == 1 else "may.counts"].format(
            n=number(least, language), close=percent(CLOSE, language, 0)
        )
    for name, agrees, figures in _tried(evaluation, language):
        if agrees:
            yield words[f"may.{name}"].format(**figures)


def _may_not(evaluation: Evaluation, language: str) -> Iterator[str]:
    words, two = part("evaluation.plain", language), evaluation.comparison.length(2)
    real = evaluation.promised.method == K_ANONYMISED
    yield words["may_not.person.real" if real else "may_not.person"]
    least = close_from(evaluation.comparison.sizes)
    if least is None:
        yield words["may_not.counts"]
    elif least > 1:
        yield words["may_not.small"].format(n=number(least, language))
    for name, agrees, figures in _tried(evaluation, language):
        if not agrees:
            yield words[f"may_not.{name}"].format(**figures)
    if two is not None and two.suppressed:
        yield words["may_not.absent"]
    if two is not None and two.fabricated:
        yield words["may_not.present"]
    if evaluation.analyses is not None:
        opposite = evaluation.analyses.agreeing(Agreement.OPPOSITE)
        if opposite:
            yield words["may_not.opposite"].format(n=opposite)
    if evaluation.risk.level is not Level.GOOD:
        yield words["may_not.safe"]
    yield words["may_not.population"]


def _tried(evaluation: Evaluation, language: str) -> Iterator[tuple[str, bool, dict[str, str]]]:
    """What was tried on both sides: its name, whether the release agrees, and the figures."""
    held, analyses = evaluation.intervals_held, evaluation.analyses
    if held is not None:
        agrees = UTILITY["intervals"].level(held) is not Level.POOR
        yield "intervals", agrees, {"share": number(held * 100, language, 0)}
    if analyses is None:
        return
    if analyses.odds_ratios:
        same, n = analyses.agreeing(Agreement.SAME), len(analyses.odds_ratios)
        yield "odds", same >= AGREEING * n, {"same": str(same), "n": str(n)}
    if analyses.trends is not None and analyses.trends.trends:
        same, n = analyses.trends.same, len(analyses.trends.trends)
        yield "trends", same >= AGREEING * n, {"same": str(same), "n": str(n)}
    if analyses.routes is not None and analyses.routes.top:
        kept, top = analyses.routes.kept, analyses.routes.top
        yield "routes", kept >= AGREEING * top, {"kept": str(kept), "n": str(top)}


def _figure(name: str, value: float, language: str) -> str:
    if name in _SHARES:
        return percent(value, language)
    if name in ("delta", "fails"):
        return number(value, language) if value >= 0.01 else power(value, language)
    return number(value, language)
