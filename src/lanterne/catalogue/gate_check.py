"""Ask the record of the gate whether a release may become an edition.

Where no policy is named, a pass counts by a level that is at least as strict as ``usual``, and a
decision by any other policy hides no refusal by such a level. A laxer policy counts only where it
is named: then whoever publishes has chosen it, and the notice says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.catalogue.gate_answer import OWN, Answer, Exemption, Held, Passing
from lanterne.catalogue.refusal import EditionRefused
from lanterne.errors import UsageError
from lanterne.messages import Message
from lanterne.release.folder import MANIFEST, sha256

if TYPE_CHECKING:
    from lanterne.gate.policy import Policy
    from lanterne.gate.record import Decision

# ruff: noqa: PLC0415 - the portal never asks, and loads nothing of the gate


@dataclass(frozen=True)
class Asked:
    """What a record must be to let a release become an edition.

    Attributes:
        policy: The policy that must let it pass; ``None``: a level at least as strict as
            ``usual``.
        record: The record; ``None``: the one beside the release.
        public_key: Key that the last decision must be signed with; ``None``: any.
    """

    policy: Policy | None = None
    record: Path | None = None
    public_key: str | None = None


def heard(release: Path, asked: Asked) -> Passing:
    """What the gate said of a release, by its record; without an exception.

    A record that was changed, is signed with another key, or is of another release says nothing.
    It passes where the last decision lets it, by a policy that counts; it is refused where the
    last decision by such a policy refuses it, whatever came after. What somebody let pass against
    the policy was refused.
    """
    decisions = _decisions(release, asked)
    standard = _standard(asked)
    counting = [one for one in decisions if _counts(_policy_of(one), standard, asked)]
    last = counting[-1] if counting else None
    if last is None or (last is not decisions[-1] and _passes(last)):
        answer, named = Answer.UNJUDGED, standard
    else:
        answer, named = Answer.PASSED if _passes(last) else Answer.REFUSED, _policy_of(last)
    own = named.policy == OWN
    return Passing(
        answer,
        named.policy,
        named.content,
        public_key=decisions[-1].public_key if decisions else "",
        rules=asked.policy.rules if asked.policy is not None and own else None,
        refused=_refusals(decisions, named if answer is Answer.REFUSED else None),
    )


def _standard(asked: Asked) -> Held:
    """The policy that a release is held to, with its checksum."""
    from lanterne.gate.levels import USUAL
    from lanterne.gate.policy_file import load_policy
    from lanterne.gate.policy_identity import level_of

    policy = asked.policy or load_policy(USUAL)
    return Held(level_of(policy) or OWN, policy.content)


def _counts(policy: Held, standard: Held, asked: Asked) -> bool:
    from lanterne.gate.levels import AT_LEAST_USUAL

    return policy == standard if asked.policy is not None else policy.policy in AT_LEAST_USUAL


def _passes(decision: Decision) -> bool:
    return str(decision.result) == Answer.PASSED


def _refusals(decisions: Sequence[Decision], told: Held | None) -> tuple[Held, ...]:
    """By which policies a release was refused, each once, without the one that is told already."""
    found = dict.fromkeys(_policy_of(one) for one in decisions if not _passes(one))
    return tuple(one for one in found if one != told)


def _decisions(release: Path, asked: Asked) -> tuple[Decision, ...]:
    """The decisions on this release, of a record that is genuine."""
    from lanterne.gate.verify import verify_record

    try:
        report = verify_record(release, asked.record, asked.public_key)
    except UsageError:  # there is no record
        return ()
    return report.decisions if report.ok else ()


def _policy_of(decision: Decision) -> Held:
    """Level and checksum of the policy of a decision; of an early record, by the level's own."""
    from lanterne.gate.policy_file import load_policy
    from lanterne.gate.policy_identity import content_of_decision, level_of_decision

    level = level_of_decision(decision)
    if level and decision.policy_content is None:
        return Held(level, load_policy(level).content)
    return Held(level or OWN, content_of_decision(decision))


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
        raise _not_passed(found, asked)
    return Cleared(replace(found, exemption=exemption), manifest)


def _not_passed(found: Passing, asked: Asked) -> EditionRefused:
    """Why not; where no policy is named, that a laxer one counts only where it is."""
    said = in_words(found, asked)
    if asked.policy is None:
        return EditionRefused("not-passed.by-level", said=said)
    return EditionRefused("not-passed.by-policy", said=said)


def in_words(found: Passing, asked: Asked) -> Message:
    """What the gate said of a release that it did not let pass."""
    policy = {"policy": found.policy}
    if found.answer is Answer.REFUSED:
        own = found.policy == OWN
        return Message("heard.refused-asked") if own else Message("heard.refused", policy)
    if found.policy == OWN:
        return Message("heard.unjudged-asked")
    if asked.policy is not None:
        return Message("heard.unjudged", policy)
    return Message("heard.unjudged-level", policy)
