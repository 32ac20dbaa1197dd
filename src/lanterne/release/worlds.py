"""What a promise lets a reader learn, as pairs of pictures of 100 worlds, with their words.

Everything follows from ε and δ, which are published; nothing is read from rows or counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lanterne.messages import direction
from lanterne.messages.dates import day
from lanterne.messages.numbers import power
from lanterne.messages.store import part
from lanterne.messages.typography import END, LEFT_TO_RIGHT, unbroken
from lanterne.privacy import PrivacyStatement, UnitPromise
from lanterne.privacy.worlds import belief, detected, icons
from lanterne.release.icon_array import SIDE, icon_array

WRONGLY = 1
"""Of 100 worlds without somebody, in how many a careful reader names them."""

GUESSES = (50, 1)
"""Chances, of 100, that are guessed before: even odds, and a rare thing."""


@dataclass(frozen=True)
class Worlds:
    """One picture: 100 worlds, of which some are filled.

    Attributes:
        filled: How many.
        said: The same in words, with the number.
        svg: The drawing.
    """

    filled: int
    said: str
    svg: str


@dataclass(frozen=True)
class Pair:
    """Two pictures to be compared, and what they mean.

    Attributes:
        title, text: In words that stand without the pictures.
        before, after: The pictures.
        note: What must be said where a picture shows nothing any more; may be empty.
    """

    title: str
    text: str
    before: Worlds
    after: Worlds
    note: str


@dataclass(frozen=True)
class Promised:
    """What one kind of people is promised, in pictures.

    Attributes:
        protected: Who they are.
        said: Of what, with ε and δ.
        epsilon, delta: These numbers.
        pairs: The pictures.
    """

    protected: str
    said: str
    epsilon: float
    delta: float
    pairs: tuple[Pair, ...]


def promised(statement: PrivacyStatement, language: str) -> tuple[Promised, ...]:
    """The pictures of all that a release promises: of itself, and of all releases together."""
    every: Sequence[PrivacyStatement | UnitPromise] = (statement, *statement.also)
    return tuple(
        one for promise in every for one in _of_promise(promise, statement.as_of, language)
    )


def _of_promise(
    promise: PrivacyStatement | UnitPromise, as_of: str, language: str
) -> Iterator[Promised]:
    own, total = (
        (promise.epsilon, promise.delta),
        (promise.epsilon_total, promise.delta_total),
    )
    yield promised_by("whole", promise.unit, *own, language)
    if total != own:
        yield promised_by("total", promise.unit, *total, language, as_of)


def promised_by(
    what: str, unit: str, epsilon: float, delta: float, language: str, as_of: str = ""
) -> Promised:
    """The pictures of one ε with its δ.

    Args:
        what: Of what they are: ``whole``, ``total``, ``planned`` or ``example``.
        unit: Whom they protect, of :class:`lanterne.privacy.units.Unit`.
        epsilon: Above 0.
        delta: 0 to 1.
        language: Of the words.
        as_of: Day of a total, ``YYYY-MM-DD``.
    """
    said, protected = part("worlds", language), part("statement.protected", language)[unit]
    given = part("statement.given", language)[unit]
    pairs = (
        _tell(epsilon, delta, given, language),
        *(_guess(epsilon, delta, chance, given, language) for chance in GUESSES),
    )
    numbers = {
        name: f"{LEFT_TO_RIGHT}{power(float(f'{value:.4g}'), language)}{END}"
        for name, value in (("epsilon", epsilon), ("delta", delta))
    }
    when = {"as_of": day(date.fromisoformat(as_of), language)} if as_of else {}
    return Promised(
        unbroken(said["unit"].format(protected=protected), language),
        unbroken(said[what].format(**numbers, **when), language),
        epsilon,
        delta,
        pairs,
    )


def _tell(epsilon: float, delta: float, given: str, language: str) -> Pair:
    after = icons(detected(epsilon, delta, WRONGLY / 100))
    gaps = {"given": given, "wrong": f"{WRONGLY}", "icons": f"{after}"}
    return _pair("tell", WRONGLY, after, gaps, language)


def _guess(epsilon: float, delta: float, chance: int, given: str, language: str) -> Pair:
    after = icons(belief(epsilon, delta, chance / 100))
    gaps = {"given": given, "chance": f"{chance}", "icons": f"{after}"}
    return _pair("guess", chance, after, gaps, language)


def _pair(kind: str, before: int, after: int, gaps: Mapping[str, str], language: str) -> Pair:
    said = part("worlds", language)

    def shown(when: str, filled: int) -> Worlds:
        text = unbroken(said[f"{kind}.{when}"].format(icons=filled), language)
        svg = icon_array(filled, right_to_left=direction(language) == "rtl")
        return Worlds(filled, text, svg)

    return Pair(
        unbroken(said[f"{kind}.title"].format(**gaps), language),
        unbroken(said[f"{kind}.text"].format(**gaps), language),
        shown("before", before),
        shown("after", after),
        said["all"] if after == SIDE**2 else "",
    )
