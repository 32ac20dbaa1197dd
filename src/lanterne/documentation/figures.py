"""Figures to play with, in courses: whole without a script, which only leaves one part of them.

All numbers follow from what is public: from ε and δ, from the thresholds of the dial, and from the
errors of estimates in the fictional release that the courses read. Nothing is read from cases.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from lanterne.messages import direction
from lanterne.messages.languages import apart
from lanterne.messages.numbers import number, percent, power
from lanterne.messages.store import part
from lanterne.messages.typography import unbroken
from lanterne.release.icon_array import icon_array
from lanterne.release.worlds import Pair, Worlds, promised_by

EPSILONS = (0.5, 1, 2, 4, 8)
"""Limits to choose among, from strong to weak."""

DELTA = 1e-6
"""Of all of them: what the courses name."""

NOISE = 8
"""Standard deviation of an estimate of one or two answers of Meridia, in people, rounded.

Of ``estimate``, for which all counts are brought together: that of a ``noisy_count`` is larger.
"""

FEW = 10
"""People who gave a combination, in the figure of the dial."""

COUNTS = (3, 30, 300, 3000)
"""Numbers of people that are given noise."""

OFTEN = 0.95
"""How often, at least, a count with noise lies between the two numbers: 19 times in 20."""


@dataclass(frozen=True)
class Panel:
    """One setting of a figure.

    Attributes:
        label: What is chosen.
        pairs: What it shows.
    """

    label: str
    pairs: Sequence[Pair]


@dataclass(frozen=True)
class Row:
    """A count, and between what it lies with noise."""

    people: str
    low: str
    high: str
    share: str


def context_of(name: str, language: str) -> Mapping[str, Any]:
    """What the template of a figure is given.

    Args:
        name: One of :data:`FIGURES`.
        language: Of its words.
    """
    said = {key: unbroken(text, language) for key, text in part("figure", language).items()}
    return {"name": name, **FIGURES[name](said, language)}


def reach() -> int:
    """By how many people noise moves a count at most, so often as :data:`OFTEN` says."""
    weights = [math.exp(-(step**2) / (2 * NOISE**2)) for step in range(20 * NOISE)]
    total = 2 * sum(weights) - weights[0]
    within = weights[0] / total
    for step, weight in enumerate(weights[1:], start=1):
        within += 2 * weight / total
        if within >= OFTEN:
            return step
    raise AssertionError("noise ends nowhere")


def may_stand(people: int, threshold: float) -> float:
    """The chance that a count of so many people, with noise, reaches a threshold."""
    return 1 - NormalDist(people, NOISE).cdf(math.ceil(threshold) - 0.5)


def _worlds(said: Mapping[str, str], language: str) -> dict[str, Any]:
    every = [promised_by("example", "person", one, DELTA, language) for one in EPSILONS]
    words = part("worlds", language)
    return {
        "title": unbroken(words["title"], language),
        "lead": unbroken(words["lead"], language),
        "choose": said["choose-epsilon"].format(
            delta=apart(power(DELTA, language), language), many=number(round(1 / DELTA), language)
        ),
        "panels": [Panel(one.said, one.pairs[:2]) for one in every],
        "note": "",
    }


def _dial(said: Mapping[str, str], language: str) -> dict[str, Any]:
    return {
        "title": said["dial.title"],
        "lead": said["dial.lead"].format(people=FEW),
        "choose": said["dial.choose"],
        "panels": [*_settings(said, language)],
        "note": said["dial.note"],
    }


def _settings(said: Mapping[str, str], language: str) -> Iterator[Panel]:
    from lanterne.synthesis.engine import DIAL  # noqa: PLC0415 - what measures is not small

    for dial, thresholds in DIAL.items():
        threshold = max(thresholds.pair * NOISE, thresholds.floor)
        label = said["dial.from"].format(dial=dial.value, people=math.ceil(threshold))
        shown = [
            _icons(said[name], round(100 * may_stand(people, threshold)), people, language)
            for name, people in (("dial.nobody", 0), ("dial.some", FEW))
        ]
        yield Panel(label, [Pair("", "", shown[0], shown[1], "")])


def _icons(text: str, filled: int, people: int, language: str) -> Worlds:
    svg = icon_array(filled, right_to_left=direction(language) == "rtl")
    return Worlds(filled, text.format(icons=filled, people=people), svg)


def _noise(said: Mapping[str, str], language: str) -> dict[str, Any]:
    far = reach()
    return {
        "said": {key.removeprefix("noise."): text for key, text in said.items()},
        "deviation": NOISE,
        "ends": (COUNTS[0], COUNTS[-1]),
        "rows": [
            Row(
                number(people, language),
                apart(number(people - far, language), language),
                number(people + far, language),
                percent(far / people, language),
            )
            for people in COUNTS
        ],
    }


FIGURES: Mapping[str, Callable[[Mapping[str, str], str], dict[str, Any]]] = {
    "worlds": _worlds,
    "dial": _dial,
    "noise": _noise,
}
"""Name of a figure, as ``<!-- figure: name -->`` in a page has it → what it shows."""
