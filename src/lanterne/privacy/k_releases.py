"""Releases of the same people that no sum of ε covers, and who answers for making one more.

A release by a k-method hides a person among k others, and only as long as it stands alone: what
differs between two releases of nearly the same people may be one person, and neither k nor ε says
how much that tells. So beside another release it is refused, unless somebody says why it is made
all the same; the reason is kept in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lanterne.errors import Refused, UsageError
from lanterne.messages import Message, lines
from lanterne.privacy.chain import Entry

K_RELEASE = "k-release"
"""Kind of the entry that says that a release by a k-method is made."""

FEWEST_WORDS, MOST_CHARACTERS = 3, 1_000
"""How long a reason is."""

_LISTED = 5
"""Earlier releases that a refusal names."""


@dataclass(frozen=True)
class KRelease:
    """A release by a k-method, before it is written. Public facts only.

    Attributes:
        population: Whose data it is, in words.
        purpose: Name of what is released.
        method: Name of the k-method.
        k: Fewest people who share what is written.
        terms: What else was asked for, such as ``length`` or ``quasi_identifiers``: JSON values.
    """

    population: str
    purpose: str
    method: str
    k: int
    terms: Mapping[str, Any] = field(default_factory=dict)

    def details(self) -> dict[str, Any]:
        """What the ledger's entry says."""
        return {
            "population": self.population,
            "purpose": self.purpose,
            "method": self.method,
            "k": self.k,
            **self.terms,
        }


def is_a_reason(text: str) -> bool:
    """Whether a text says something, in one line."""
    few = len(text.split()) < FEWEST_WORDS
    return not few and len(text) <= MOST_CHARACTERS and text.isprintable()


def check_reason(reason: str | None) -> None:
    """Raise UsageError unless a reason, where one is given, says something."""
    if reason is not None and not is_a_reason(reason):
        raise UsageError(
            "ledger.reason-says-nothing", words=FEWEST_WORDS, characters=MOST_CHARACTERS
        )


def check_beside_others(
    kind: str, entries: Sequence[Entry], path: Path, reason: str | None
) -> None:
    """Refuse a release beside others from which it can be subtracted, unless there is a reason.

    Args:
        kind: ``spend`` or ``k-release``: what is about to be written into the ledger.
        entries: What the ledger holds.
        path: The ledger.
        reason: Why the release is made all the same.

    Raises:
        Refused: There are such releases, or a cap that a k-method cannot keep, and no reason.
    """
    why = list(_objections(kind, entries, path))
    if why and reason is None:
        raise Refused(lines([*why, Message("ledger.reason-needed", {"count": FEWEST_WORDS})]))


def _objections(kind: str, entries: Sequence[Entry], path: Path) -> Iterator[Message]:
    others = [entry for entry in entries if entry.kind in _MATTERS[kind]]
    if others:
        yield Message("ledger.others", {"ledger": str(path), "count": len(others)})
        yield from map(_named, others[-_LISTED:])
        if len(others) > _LISTED:
            yield Message("ledger.before-those", {"count": len(others) - _LISTED})
        yield Message("ledger.subtracted")
    if kind == K_RELEASE and any(entry.details.get("cap") for entry in entries):
        yield Message("ledger.cap-without-epsilon", {"ledger": str(path)})


_MATTERS = {"spend": {K_RELEASE}, K_RELEASE: {"spend", K_RELEASE}}
"""Kind of the new entry → kinds of earlier ones from which it can be subtracted beyond ε."""


def _named(entry: Entry) -> Message:
    """An earlier release: when, what, and how."""
    purpose = str(entry.details.get("purpose", ""))
    return Message(
        "ledger.beside",
        {"date": entry.time[:10], "purpose": purpose, "technique": technique(entry)},
    )


def technique(entry: Entry) -> Message:
    """How the release of a ``spend`` or a ``k-release`` was protected, in a few words."""
    said = entry.details
    if entry.kind == K_RELEASE:
        terms = {"method": str(said.get("method")), "k": str(said.get("k"))}
        return Message("ledger.technique.k-method", terms)
    return Message("ledger.technique.epsilon", {"epsilon": float(said.get("epsilon", 0))})
