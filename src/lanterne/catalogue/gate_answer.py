"""What the gate said of an edition, and why it is public where it was not let pass.

A release becomes an edition if a genuine record of the gate lets it pass by the policy that is
asked for, see :mod:`lanterne.catalogue.gate_check`. Any other is published with an exception
alone: a reason in writing, which everybody reads beside the edition. A policy of the publisher's
own is published with all that it asks, and an earlier refusal of the same bytes with the pass.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from lanterne.catalogue import fields
from lanterne.codebook.model import Text
from lanterne.errors import Problem
from lanterne.release.folder import sha256_of

FEWEST_WORDS, LONGEST_REASON = 4, 2_000
"""Words, and characters, of the reason of an exception in each language."""

LONGEST_KEY = 200
"""Characters of a public key."""

OWN = "own"
"""How a policy is called in public that is no level."""


class Answer(StrEnum):
    """What the gate said of a release, by the policy that is asked for."""

    PASSED = "passed"
    REFUSED = "refused"
    UNJUDGED = "unjudged"
    """No genuine record says anything by this policy."""


class Author(StrEnum):
    """Who wrote an exception: a title, and never a name."""

    PRIVACY_OFFICER = "privacy-officer"
    PUBLISHER = "publisher"
    """Whoever published, on a computer without accounts."""


@dataclass(frozen=True)
class Exemption:
    """Why a release is published that the gate has not let pass. Public.

    Attributes:
        by: Who says so.
        written: When, with a time zone.
        reason: Why, in one language or several of en, fr, es and ar.
    """

    by: Author
    written: datetime
    reason: Text

    def to_dict(self) -> dict[str, Any]:
        """JSON values, in the order of the file."""
        return {
            "by": str(self.by),
            "written": fields.moment_text(self.written),
            "reason": fields.in_order(self.reason),
        }


@dataclass(frozen=True)
class Held:
    """A policy that these bytes were held to. Public.

    Attributes:
        policy: By which policy: a level, or ``own``.
        content: SHA-256 of what that policy asks.
    """

    policy: str
    content: str

    def to_dict(self) -> dict[str, Any]:
        """JSON values, in the order of the file."""
        return {"policy": self.policy, "content": self.content}


@dataclass(frozen=True)
class Passing:
    """What the gate said of an edition. Public.

    Attributes:
        answer: What it said.
        policy: By which policy: a level, ``own``, or nothing where none was asked for.
        content: SHA-256 of what that policy asks; empty with it.
        exemption: Why it is published all the same; ``None`` where it passed.
        public_key: Key that the last decision of the record is signed with; empty: there is no
            genuine record, or the notice is from before keys were named.
        rules: All that a policy of the publisher's own asks; ``None``: it is a level.
        refused: By which other policies, or before, the gate refused the same bytes.
    """

    answer: Answer
    policy: str
    content: str
    exemption: Exemption | None = None
    public_key: str = ""
    rules: Mapping[str, Any] | None = None
    refused: tuple[Held, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON values, in the order of the file; what is not there is left out of the later."""
        later = {
            "public_key": self.public_key,
            "rules": None if self.rules is None else dict(self.rules),
            "refused": [one.to_dict() for one in self.refused],
        }
        return {
            "answer": str(self.answer),
            "policy": self.policy,
            "content": self.content,
            "exemption": None if self.exemption is None else self.exemption.to_dict(),
            **{key: value for key, value in later.items() if value},
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Passing:
        """The inverse of :meth:`to_dict`; :func:`check_passing` found nothing in the values."""
        said = values["exemption"]
        exemption = said and Exemption(
            Author(said["by"]), fields.moment_in(said["written"]), said["reason"]
        )
        return cls(
            Answer(values["answer"]),
            values["policy"],
            values["content"],
            exemption,
            values.get("public_key", ""),
            values.get("rules"),
            tuple(Held(**one) for one in values.get("refused", ())),
        )

    @property
    def asks(self) -> tuple[tuple[str, str], ...]:
        """What a policy of the publisher's own asks: each key with its parts, and its value."""
        return tuple(_flat("", self.rules or {}))


def _flat(before: str, rules: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in rules.items():
        if isinstance(value, dict):
            yield from _flat(f"{before}{key}.", value)
        else:
            yield f"{before}{key}", json.dumps(value, ensure_ascii=False).strip('"')


def check_passing(value: object) -> fields.Faults:
    """Check of :mod:`lanterne.catalogue.fields`: what stands in a notice."""
    if not isinstance(value, dict):
        return (Problem("edition-field.no-object"),)
    there = {key: one for key, one in _CHECKS.items() if key in value or key not in _LATER}
    found = fields.faults_in(value, there)
    if not found and (value["answer"] == Answer.PASSED) != (value["exemption"] is None):
        found["exemption"] = (Problem("edition-field.exemption"),)
    if not found and "rules" in value and sha256_of(value["rules"]) != value["content"]:
        found["rules"] = (Problem("edition-field.rules"),)
    return fields.within(found)


def exemption_faults(reason: Text) -> fields.Faults:
    """What is wrong with the reason of an exception; nothing: it may be published."""
    return _reason(dict(reason))


def _reason(value: object) -> fields.Faults:
    said = fields.words(LONGEST_REASON, lines=True)(value)
    if said or not isinstance(value, dict):
        return said
    short = (Problem("edition-field.few-words", {"words": FEWEST_WORDS}),)
    few = (tag for tag, text in value.items() if len(text.split()) < FEWEST_WORDS)
    return fields.within(dict.fromkeys(few, short))


def _one_of(kind: type[StrEnum]) -> fields.Check:
    names = tuple(str(one) for one in kind)
    other = Problem("edition-field.one-of", {"names": names})
    return lambda value: () if value in names else (other,)


def _or_empty(check: fields.Check) -> fields.Check:
    return lambda value: () if value == "" else check(value)


def _exemption(value: object) -> fields.Faults:
    if value is None:
        return ()
    if not isinstance(value, dict):
        return (Problem("edition-field.no-object"),)
    return fields.within(fields.faults_in(value, _EXEMPTION))


def _rules(value: object) -> fields.Faults:
    good = isinstance(value, dict) and value
    return () if good else (Problem("edition-field.empty-object"),)


def _refused(value: object) -> fields.Faults:
    if not isinstance(value, list) or not value:
        return (Problem("edition-field.empty-list"),)
    whole = all(isinstance(one, dict) and not fields.faults_in(one, _REFUSAL) for one in value)
    return () if whole else (Problem("edition-field.refused"),)


_REFUSAL: fields.Checks = {"policy": fields.line(20), "content": fields.digest}
_EXEMPTION: fields.Checks = {
    "by": _one_of(Author),
    "written": fields.moment,
    "reason": _reason,
}
_CHECKS: fields.Checks = {
    "answer": _one_of(Answer),
    "policy": fields.line(20, blank=True),
    "content": _or_empty(fields.digest),
    "exemption": _exemption,
    "public_key": fields.line(LONGEST_KEY),
    "rules": _rules,
    "refused": _refused,
}
_LATER = frozenset({"public_key", "rules", "refused"})
"""Fields that notices of earlier versions do not have."""
