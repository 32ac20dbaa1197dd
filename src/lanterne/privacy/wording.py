"""What a release promises, said in plain words: English, French, Spanish, Arabic."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from lanterne.errors import check_language
from lanterne.messages.numbers import number
from lanterne.messages.punctuation import comma
from lanterne.messages.store import part
from lanterne.privacy.grade import Strength, strength
from lanterne.privacy.units import Unit, unit_of

if TYPE_CHECKING:
    from lanterne.privacy.promises import GroupLoss, UnitPromise
    from lanterne.privacy.statement import PrivacyStatement


TOTALS = "4"
"""The paragraph on what the ledger holds: an edition has a ledger for each cohort."""

LINKS = "links per victim"
"""The bound that linked tables have where victims, or their households, are promised something."""


def paragraphs(statement: PrivacyStatement, language: str = "en") -> Iterator[str]:
    """What a statement promises to every kind of people in it, in plain paragraphs.

    Raises:
        UsageError: There are no words in that language.
    """
    words = _promise_in_words(statement, language)
    unit = unit_of(statement.unit)
    said, protected = words_in("statement", language), words_in("statement.protected", language)
    whose = words_in("statement.whose", language)[unit]
    for place, paragraph in words_in("statement.paragraph", language).items():
        own = said["cohort-totals"] if statement.cohorts and place == TOTALS else paragraph
        yield own.format(whose=whose, as_of=statement.as_of, **words)
    if statement.also or not unit.traits.alone:
        yield said["first"].format(protected=protected[unit])
    if Unit.ROW in {statement.unit, *(promise.unit for promise in statement.also)}:
        yield said["row"]
    if strength(statement.epsilon_total) is Strength.WEAK:
        yield said["weak"]
    if statement.k_releases:
        yield said["k-releases"].format(number=statement.k_releases, as_of=statement.as_of)
    if statement.cohorts:
        cohorts = comma(language).join(one.cohort for one in statement.cohorts)
        linked = LINKS in statement.bounds
        yield said["cohorts-of-victims" if linked else "cohorts"].format(cohorts=cohorts)
    if statement.candidates:
        yield said["choice"].format(candidates=statement.candidates)
    if statement.evaluations:
        yield _evaluations_in_words(statement, language)
    yield said["uncounted"].format(as_of=statement.as_of)
    for promise in statement.also:
        also = said["also"].format(
            protected=protected[unit_of(promise.unit)],
            as_of=statement.as_of,
            **_promise_in_words(promise, language),
        )
        yield also + _high(promise.epsilon_total, language)
    for loss in statement.unpromised:
        yield _loss_in_words(loss, language)
    if LINKS in statement.bounds:
        yield said["told"]
    yield from counted_in_words(statement.bounds, language)


def counted_in_words(bounds: Mapping[str, int], language: str = "en") -> Iterator[str]:
    """What of somebody does not count in a release, one sentence or two per bound.

    Args:
        bounds: Name of a bound in the statement → the bound. What leaves nothing out of the
            published counts has no words.
        language: ``en``, ``fr``, ``es`` or ``ar``.

    Raises:
        UsageError: There are no words in that language.
    """
    for name, sentence in words_in("statement.counted", language).items():
        if name in bounds:
            yield sentence.format(number=bounds[name])


def epsilon_in_words(epsilon: float, language: str = "en", unit: Unit | str = Unit.PERSON) -> str:
    """What ε means, as the worst that can happen to a bet at even odds; the odds are said.

    By Bayes, ε-differential privacy multiplies the odds of any guess about one person by at most
    e^ε, so that a probability of one half becomes at most e^ε / (1 + e^ε). Rounded up to a whole
    number in 100, or to a fraction of one beyond 99; beyond 99.999999 no number is said.

    Args:
        epsilon: Above 0.
        language: ``en``, ``fr``, ``es`` or ``ar``.
        unit: About whom the guess is.

    Raises:
        UsageError: There are no words in that language, or no such unit.
    """
    said = words_in("statement", language)
    given = words_in("statement.given", language)[unit_of(unit)]
    sure = _per_hundred(epsilon, language)
    end = said["at-most-sure" if sure is not None else "as-good-as-sure"].format(sure=sure)
    return said["guess"].format(given=given, sure=end)


def strength_in_words(epsilon: float, language: str = "en") -> str:
    """The grade of an ε as a noun, such as "a weak promise".

    Raises:
        UsageError: There are no words in that language, or ε is not above 0.
    """
    return words_in("statement.strength", language)[strength(epsilon)]


def _promise_in_words(promise: PrivacyStatement | UnitPromise, language: str) -> dict[str, str]:
    """The figures of one promise, as the texts name them."""
    return {
        "promise": epsilon_in_words(promise.epsilon, language, promise.unit),
        "failure": number(math.floor(1 / promise.delta * (1 + 1e-9)), language),
        "epsilon": f"{promise.epsilon:g}",
        "delta": f"{promise.delta:g}",
        "releases": f"{promise.releases}",
        "total": f"{promise.epsilon_total:g}",
        "total_delta": f"{promise.delta_total:g}",
        "strength": strength_in_words(promise.epsilon_total, language),
    }


def _evaluations_in_words(statement: PrivacyStatement, language: str) -> str:
    """What somebody may have chosen after looking, and that the promise does not cover it."""
    kind = "evaluations-beside" if statement.candidates else "evaluations"
    sentences = words_in(f"statement.{kind}", language)
    form = "1" if statement.evaluations == 1 else "2"
    return sentences[form].format(evaluations=statement.evaluations, as_of=statement.as_of)


def _loss_in_words(loss: GroupLoss, language: str) -> str:
    """What people without a promise can lose; ε is rounded up, for it is a limit."""
    said = words_in("statement.unpromised", language)[unit_of(loss.unit)].format(
        links=loss.links,
        epsilon=f"{math.ceil(loss.epsilon * 100) / 100:g}",
        delta=f"{loss.delta:g}",
        promise=epsilon_in_words(loss.epsilon, language, loss.unit),
    )
    return said + _high(loss.epsilon, language)


def _high(epsilon: float, language: str) -> str:
    weak = strength(epsilon) is Strength.WEAK
    return " " + words_in("statement", language)["high"] if weak else ""


def _per_hundred(epsilon: float, language: str) -> str | None:
    """How sure somebody can be, rounded up; ``None`` when that is 100."""
    doubt = 100 / (1 + math.exp(min(epsilon, 700.0)))
    digits = 0 if doubt >= 1 else min(6, math.ceil(-math.log10(doubt)))
    doubt = math.floor(doubt * 10**digits) / 10**digits
    return number(100 - doubt, language, digits) if doubt else None


def words_in(name: str, language: str) -> Mapping[str, str]:
    """What :func:`part` gives of the store; English does not stand in for another language.

    Raises:
        UsageError: There are no words in that language.
    """
    check_language(language)
    return part(name, language)
