"""The record of the gate: who let a release pass or refused it, when, by which policy; signed.

It is as public as the release it lies beside. Of the cases it tells one bit for each decision:
whether the release keeps the policy. No ε covers that bit, nor any other look at the cases; that it
was taken stands in the record, and in the ledger. Decisions are added and never taken away, each
with the checksum of the one before, so that a policy that was tried after another is seen.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from lanterne.disk import reason, whole_file
from lanterne.errors import InputError, LanterneError, Place, Problem, UsageError
from lanterne.gate.policy import Policy
from lanterne.gate.policy_identity import known_as
from lanterne.gate.signature import public_key, sign
from lanterne.release.folder import canonical
from lanterne.release.imprint import software

KIND = "lanterne-gate-record"
FORMAT = 1
ENDING = ".gate.json"
"""End of a record's name, after that of the release."""

NOTHING_BEFORE = "0" * 64
"""What the first decision follows."""

LARGEST = 1 << 22
"""Bytes of a record that are read."""

LONGEST_NAME, LONGEST_WHY = 200, 1_000
"""Characters of a name and of a reason."""


class Result(StrEnum):
    """What a decision comes to."""

    PASSED = "passed"
    REFUSED = "refused"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True)
class Decision:
    """One decision. Public; but for its result nothing in it was computed from the cases.

    Attributes:
        number: Which decision on this release it is, from 1.
        result: What it comes to.
        why: Why a release may pass that the policy refuses, in the words of whoever decided;
            empty where it was not overridden.
        by: Who decided.
        time: When: UTC, ISO 8601, to the second.
        software: What examined the release, with its version.
        release: Name of the release's folder at that time.
        manifest: SHA-256 of its manifest, which has the checksums of all its files.
        policy: What the policy is called: by its content, see :mod:`lanterne.gate.policy_identity`.
        policy_sha256: SHA-256 of the policy's file.
        after: SHA-256 of the decision before.
        public_key: Key that the signature is checked with.
        signature: Signature of all else.
        rules: All that the policy asks; ``None`` in records from before they held it.
        policy_content: SHA-256 of ``rules``; ``None`` with it.
        detectable: Changed columns, ``"0"`` to ``"3"`` → the smallest share of copied rows that
            would have been seen with a probability of 95 %, ``None``: they cannot be told from
            others; computed from the released rows alone. ``None``: it was not asked, or the
            record is from before it was.
        charged: Whether the promise was compared with the ledger that was charged for it; ``None``
            in records from before that was said.
    """

    number: int
    result: Result
    why: str
    by: str
    time: str
    software: str
    release: str
    manifest: str
    policy: str
    policy_sha256: str
    after: str
    public_key: str
    signature: str = ""
    rules: Mapping[str, Any] | None = None
    policy_content: str | None = None
    detectable: Mapping[str, float | None] | None = None
    charged: bool | None = None

    @property
    def message(self) -> bytes:
        """What is signed: everything but the signature, in one spelling."""
        values = self.to_dict()
        del values["signature"]
        return f"{KIND} {FORMAT}\n{canonical(values)}".encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the decision with its signature, in hexadecimal."""
        return hashlib.sha256(canonical(self.to_dict()).encode()).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """JSON values; what records did not always hold is left out where it is not there."""
        values = asdict(self)
        return {key: one for key, one in values.items() if one is not None or key not in _LATER}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Decision:
        """A decision from JSON values; raises ValueError when it is none."""
        kinds: dict[str, type] = {one.name: str for one in fields(cls)}
        kinds |= {"number": int, "rules": dict, "detectable": dict, "charged": bool}
        kinds = {name: kind for name, kind in kinds.items() if name in values or name not in _LATER}
        if set(values) != set(kinds) or ("rules" in values) != ("policy_content" in values):
            raise ValueError("not the fields of a decision")
        if any(type(values[name]) is not kind for name, kind in kinds.items()):
            raise ValueError("a field of a decision is of another type")
        return cls(**{**values, "result": Result(values["result"])})


_LATER = frozenset({"rules", "policy_content", "detectable", "charged"})
"""Fields that earlier records do not have."""


@dataclass(frozen=True)
class Examined:
    """What a record says of the examination of a release.

    Attributes:
        passed: Whether it keeps the policy: the one bit of it that comes from the cases.
        detectable: What share of copied rows would have been seen, by the released rows alone;
            empty or ``None``: it was not asked.
        charged: Whether the promise was compared with the ledger that was charged for it; ``None``:
            it is not said.
    """

    passed: bool
    detectable: Mapping[int, float | None] | None = None
    charged: bool | None = None


def record_beside(release: Path) -> Path:
    """Where the record of a release lies: beside its folder, whose checksums stay as they are."""
    folder = release.resolve()
    return folder.parent / f"{folder.name}{ENDING}"


def check_named(by: str, why: str | None) -> None:
    """Raise UsageError unless somebody has put their name, and a reason, to a decision."""
    if not by.strip():
        raise UsageError("gate.name-blank")
    if not _is_line(by, LONGEST_NAME):
        raise UsageError("gate.name-no-line", most=LONGEST_NAME)
    if why is None:
        return
    if not why.strip():
        raise UsageError("gate.reason-blank")
    if not _is_line(why, LONGEST_WHY):
        raise UsageError("gate.reason-no-line", most=LONGEST_WHY)


def _is_line(text: str, longest: int) -> bool:
    return len(text) <= longest and text.isprintable()


def decide(
    before: Sequence[Decision],
    examined: Examined,
    policy: Policy,
    release: Path,
    manifest: str,
    *,
    key: Path,
    by: str,
    override: str | None = None,
) -> Decision:
    """The signed decision on a release.

    Args:
        before: Earlier decisions on it.
        examined: What was found of it.
        policy: The policy.
        release: Folder of the release.
        manifest: SHA-256 of its manifest.
        key: File of the private key.
        by: Who decides.
        override: Why it may pass all the same; ``None``: it may not. Of a release that keeps the
            policy nothing is overridden.

    Raises:
        UsageError: The key cannot be used.
    """
    refused = Result.REFUSED if override is None else Result.OVERRIDDEN
    result = Result.PASSED if examined.passed else refused
    decision = Decision(
        number=len(before) + 1,
        result=result,
        why=override.strip() if override and result is Result.OVERRIDDEN else "",
        by=by.strip(),
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        software=software(),
        release=release.resolve().name,
        manifest=manifest,
        policy=known_as(policy),
        policy_sha256=policy.sha256,
        after=before[-1].digest if before else NOTHING_BEFORE,
        public_key=public_key(key),
        rules=policy.rules,
        policy_content=policy.content,
        detectable=_stated(examined.detectable) if examined.detectable else None,
        charged=examined.charged,
    )
    return replace(decision, signature=sign(key, decision.message))


def _stated(detectable: Mapping[int, float | None]) -> dict[str, float | None]:
    """Shares rounded up to the tenth of a percent, so that no digit says more than is known."""
    return {
        str(changed): None if share is None else math.ceil(round(share * 1000, 6)) / 1000
        for changed, share in detectable.items()
    }


def read_record(path: Path) -> tuple[Decision, ...]:
    """The decisions of a record, to the byte as they were written; signatures are not looked at.

    Raises:
        InputError: It cannot be read, or is not as Lanterne writes it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        why = {"why": reason(error)}
        raise InputError([Problem("record-unreadable.file", why, Place(str(path)))]) from None
    try:
        values = json.loads(data.decode("utf-8"))
        decisions = tuple(Decision.from_dict(one) for one in values["decisions"])
    except (ValueError, KeyError, TypeError, RecursionError):
        decisions = ()
    if not decisions or record_text(decisions).encode() != data:
        raise InputError([Problem("record-changed.file", place=Place(str(path)))])
    return decisions


def record_text(decisions: Sequence[Decision]) -> str:
    """The file of a record: in one spelling, so that any other is seen."""
    values = {
        "kind": KIND,
        "format": FORMAT,
        "decisions": [decision.to_dict() for decision in decisions],
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def write_record(path: Path, decisions: Sequence[Decision]) -> None:
    """Write a record in place of the one that it continues, whole or not at all.

    Raises:
        LanterneError: It cannot be written; what was there is left as it was.
    """
    try:
        with whole_file(path) as file:
            file.write(record_text(decisions).encode())
    except OSError as error:
        raise LanterneError("disk.unwritable", place=str(path), why=reason(error)) from error
