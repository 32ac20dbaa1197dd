"""What the gate said of an edition, and why it is public where it was not let pass.

A release becomes an edition if a genuine record of the gate lets it pass by the policy that is
asked for. Any other is published with an exception alone: a reason in writing, which everybody
reads beside the edition. A record tells no more of the cases than its results.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lanterne.codebook.model import Text
from lanterne.errors import UsageError
from lanterne.hub.publication import fields
from lanterne.hub.publication.refusal import EditionRefused
from lanterne.release.folder import MANIFEST, sha256

if TYPE_CHECKING:
    from lanterne.gate.policy import Policy
    from lanterne.gate.record import Decision

FEWEST_WORDS, LONGEST_REASON = 4, 2_000
"""Words, and characters, of the reason of an exception in each language."""

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
class Passing:
    """What the gate said of an edition. Public.

    Attributes:
        answer: What it said.
        policy: By which policy: a level, ``own``, or nothing where none was asked for.
        content: SHA-256 of what that policy asks; empty with it.
        exemption: Why it is published all the same; ``None`` where it passed.
    """

    answer: Answer
    policy: str
    content: str
    exemption: Exemption | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON values, in the order of the file."""
        return {
            "answer": str(self.answer),
            "policy": self.policy,
            "content": self.content,
            "exemption": None if self.exemption is None else self.exemption.to_dict(),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Passing:
        """The inverse of :meth:`to_dict`; :func:`check_passing` found nothing in the values."""
        said = values["exemption"]
        exemption = said and Exemption(
            Author(said["by"]), fields.moment_in(said["written"]), said["reason"]
        )
        answer = Answer(values["answer"])
        return cls(answer, values["policy"], values["content"], exemption)


def check_passing(value: object) -> str:
    """Check of :mod:`lanterne.hub.publication.fields`: what stands in a notice."""
    if not isinstance(value, dict):
        return "must be an object"
    found = fields.faults_in(value, _CHECKS)
    if not found and (value["answer"] == Answer.PASSED) != (value["exemption"] is None):
        found["exemption"] = "must be there where the gate has not let it pass, and only there"
    return "; ".join(f"{key!r} {said}" for key, said in found.items())


def exemption_faults(reason: Text) -> str:
    """What is wrong with the reason of an exception; empty: nothing."""
    return _reason(dict(reason))


def _reason(value: object) -> str:
    said = fields.words(LONGEST_REASON, lines=True)(value)
    if said or not isinstance(value, dict):
        return said
    short = [tag for tag, text in value.items() if len(text.split()) < FEWEST_WORDS]
    return f"must have {FEWEST_WORDS} words at least in {', '.join(short)}" if short else ""


def _one_of(kind: type[StrEnum]) -> fields.Check:
    names = [str(one) for one in kind]
    return lambda value: "" if value in names else f"must be one of {', '.join(names)}"


def _or_empty(check: fields.Check) -> fields.Check:
    return lambda value: "" if value == "" else check(value)


def _exemption(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, dict):
        return "must be an object"
    found = fields.faults_in(value, _EXEMPTION)
    return "; ".join(f"{key!r} {said}" for key, said in found.items())


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
}


@dataclass(frozen=True)
class Asked:
    """What a record must be to let a release become an edition.

    Attributes:
        policy: The policy that must let it pass; ``None``: the one that the record names, which
            the notice then says.
        record: The record; ``None``: the one beside the release.
        public_key: Key that the last decision must be signed with; ``None``: any.
    """

    policy: Policy | None = None
    record: Path | None = None
    public_key: str | None = None


def heard(release: Path, asked: Asked) -> Passing:
    """What the gate said of a release, by its record; without an exception.

    A record that was changed, is signed with another key, or is of another release says nothing;
    nor does a decision by another policy. What somebody let pass against the policy was refused.
    """
    from lanterne.gate.known import level_of  # noqa: PLC0415 - the portal never asks

    decision = _decision(release, asked)
    if asked.policy is not None:
        policy, content = level_of(asked.policy) or OWN, asked.policy.content
    elif decision is not None:
        policy, content = _policy_of(decision)
    else:
        policy, content = "", ""
    if decision is None or _policy_of(decision) != (policy, content):
        return Passing(Answer.UNJUDGED, policy, content)
    passed = str(decision.result) == Answer.PASSED
    return Passing(Answer.PASSED if passed else Answer.REFUSED, policy, content)


def _decision(release: Path, asked: Asked) -> Decision | None:
    """The decision in force on this release, of a record that is genuine."""
    from lanterne.gate.verify import verify_record  # noqa: PLC0415 - the portal never asks

    try:
        report = verify_record(release, asked.record, asked.public_key)
    except UsageError:  # there is no record
        return None
    return report.decisions[-1] if report.ok else None


def _policy_of(decision: Decision) -> tuple[str, str]:
    """Level and checksum of the policy of a decision; of an early record, by the level's own."""
    from lanterne.gate.known import content_of_decision, level_of_decision  # noqa: PLC0415
    from lanterne.gate.policy_file import load_policy  # noqa: PLC0415

    level = level_of_decision(decision)
    if level and decision.policy_content is None:
        return level, load_policy(level).content
    return level or OWN, content_of_decision(decision)


@dataclass(frozen=True)
class Cleared:
    """What may be published, and of which bytes that was said."""

    passing: Passing
    manifest: str


def cleared(release: Path, asked: Asked, exemption: Exemption | None) -> Cleared:
    """What is said of a release that becomes an edition.

    Raises:
        EditionRefused: ``not-passed``: the gate has not let it pass, and there is no exception.
    """
    manifest = sha256(release / MANIFEST)
    found = heard(release, asked)
    if found.answer is Answer.PASSED:
        return Cleared(found, manifest)
    if exemption is None:
        raise EditionRefused("not-passed", _why_not(found))
    return Cleared(replace(found, exemption=exemption), manifest)


def _why_not(found: Passing) -> str:
    by = f" by the policy {found.policy}" if found.policy not in {"", OWN} else ""
    by = " by the policy that is asked for" if found.policy == OWN else by
    said = (
        f"The gate refuses this release{by}."
        if found.answer is Answer.REFUSED
        else f"No record that can be relied on says that the gate lets this release pass{by}."
    )
    return (
        f"{said} Nothing was published. Hold it to a policy with lanterne gate; or say in writing "
        "why it is published all the same: the reason is published with it."
    )
