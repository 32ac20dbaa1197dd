"""Whether a record of the gate is genuine, and is of this release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.gate.policy import content_of
from lanterne.gate.record import (
    NOTHING_BEFORE,
    Decision,
    Result,
    read_record,
    record_beside,
)
from lanterne.gate.signature import is_signed
from lanterne.release.folder import MANIFEST, sha256


@dataclass(frozen=True)
class RecordReport:
    """What was found in a record.

    Attributes:
        path: The record.
        decisions: The decisions in it, the last one in force; empty where it cannot be read.
        problems: What is wrong; none when it is genuine.
    """

    path: Path
    decisions: tuple[Decision, ...]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with the record; that a release was refused is not wrong."""
        return not self.problems

    @property
    def allows(self) -> bool:
        """Whether the record is genuine and the last decision lets the release pass."""
        return self.ok and self.decisions[-1].result is not Result.REFUSED


def verify_record(
    release: Path | str, record: Path | str | None = None, public_key: str | None = None
) -> RecordReport:
    """Check a record against a release.

    Without a public key from elsewhere, somebody who replaces the whole record and signs it with a
    key of their own is not found out; nor is, by the record alone, that its last decisions were
    taken away.

    Args:
        release: Folder of the release.
        record: The record; ``None``: the one beside the release.
        public_key: Key that the last decision must be signed with, as
            :func:`lanterne.gate.signature.read_public_key` gives it; ``None``: any.

    Raises:
        UsageError: ``release`` is not a folder of a release, or there is no such record.
    """
    folder = Path(release)
    path = record_beside(folder) if record is None else Path(record)
    if not (folder / MANIFEST).is_file():
        raise UsageError("gate.not-a-release", folder=str(folder))
    if not path.exists():
        raise UsageError("gate.no-record", path=str(path))
    try:
        decisions = read_record(path)
    except InputError as error:
        return RecordReport(path, (), error.problems)
    problems = record_problems(decisions, sha256(folder / MANIFEST), public_key, str(path))
    return RecordReport(path, decisions, tuple(problems))


def record_problems(
    decisions: Sequence[Decision], manifest: str, public_key: str | None, file: str
) -> Iterator[Problem]:
    """What is wrong with the decisions of a record.

    Args:
        decisions: At least one.
        manifest: SHA-256 of the manifest of the release.
        public_key: Key that the last one must be signed with; ``None``: any.
        file: Name of the record for messages.
    """
    after, place = NOTHING_BEFORE, Place(file)
    for number, decision in enumerate(decisions, start=1):
        gaps = {"number": str(number)}
        if decision.number != number or decision.after != after:
            yield Problem("record-chain.decision", gaps, place)
        if not is_signed(decision.public_key, decision.message, decision.signature):
            yield Problem("record-signature.decision", gaps, place)
        if decision.manifest != manifest:
            yield Problem("record-release.decision", gaps, place)
        if decision.rules is not None and content_of(decision.rules) != decision.policy_content:
            yield Problem("record-policy.decision", gaps, place)
        after = decision.digest
    if public_key is not None and decisions[-1].public_key != public_key:
        yield Problem("record-key.other", place=place)
