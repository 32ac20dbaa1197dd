"""What invented people agree to, and how that changes in a year; and what is noted beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

import numpy as np

from lanterne.codebook.lists import packaged_rows
from lanterne.fictional.intake_people import InventedStatement

# Assumed: purpose → shares of who agree, who refuse, and who are not asked at first; the others
# are those of whom nobody has written anything down.
_AT_FIRST: Mapping[str, tuple[float, float, float]] = {
    "assistance": (0.97, 0.01, 0.0),
    "statistics": (0.68, 0.14, 0.10),
    "research": (0.30, 0.25, 0.15),
    "referral": (0.35, 0.10, 0.0),
}
_SAID = ("given", "refused", "not-asked")
_CHANGES: Mapping[str, float] = {
    "assistance": 0.03,
    "statistics": 0.2,
    "research": 0.15,
    "referral": 0.2,
}
"""Purpose → share of the statements after which something else is said later."""

_LATER: Mapping[str, str] = {"given": "withdrawn", "refused": "given", "not-asked": "given"}


@dataclass(frozen=True)
class Notes:
    """Notes of case workers, in the languages in which they write.

    Attributes:
        kinds: What a note is about → notes.
    """

    kinds: Mapping[str, Sequence[str]]

    def one(self, rng: np.random.Generator, kind: str) -> str:
        """One of a kind, at random."""
        known = self.kinds[kind]
        return known[int(rng.integers(len(known)))]


def read_notes() -> Notes:
    """The notes of ``intake_notes.csv`` beside this file."""
    found: dict[str, list[str]] = {}
    for row in packaged_rows(files("lanterne.fictional") / "intake_notes.csv"):
        found.setdefault(row["kind"], []).append(row["text"])
    return Notes(found)


def statements_of(
    rng: np.random.Generator, notes: Notes, registered: date, last: date, minor: bool
) -> tuple[InventedStatement, ...]:
    """What somebody says of each purpose from the day on which they are registered.

    Args:
        rng: The stream.
        notes: What is noted beside it.
        registered: When they came.
        last: Nothing is said after this day.
        minor: Whether a guardian speaks for them, or with them.
    """
    by = ("guardian", "both")[int(rng.integers(2))] if minor else "person"
    said = [
        one
        for purpose, shares in _AT_FIRST.items()
        for one in _history(rng, notes, (purpose, by), shares, (registered, last))
    ]
    return tuple(sorted(said, key=lambda one: one.on))


def _history(
    rng: np.random.Generator,
    notes: Notes,
    whose: tuple[str, str],
    shares: tuple[float, float, float],
    days: tuple[date, date],
) -> Iterator[InventedStatement]:
    (purpose, by), (first, last) = whose, days
    place = int(np.searchsorted(np.cumsum(shares), rng.random(), side="right"))
    if place == len(shares):
        return
    said, on = _SAID[place], first
    while True:
        kind = "referral" if purpose == "referral" and said == "given" else "said"
        noted = kind == "referral" or rng.random() < 0.15
        yield InventedStatement(purpose, said, by, on, notes.one(rng, kind) if noted else "")
        left = (last - on).days
        if said not in _LATER or left < 1 or rng.random() >= _CHANGES[purpose]:
            return
        said, on = _LATER[said], on + timedelta(days=int(rng.integers(1, left + 1)))
