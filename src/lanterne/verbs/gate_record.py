"""What the record of the gate must be before a release goes out, by what somebody names."""

# ruff: noqa: PLC0415 - whoever does not ask loads nothing of the gate

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lanterne.catalogue import Asked


def record_asked_for(
    policy: str | Path | None, record: str | Path | None, public_key: str | Path | None
) -> Asked:
    """What a record must be.

    Args:
        policy: A level or a file; ``None``: a level at least as strict as ``usual``.
        record: The file; ``None``: the one beside the release.
        public_key: A key, or the file that holds it; ``None``: any.

    Raises:
        UsageError: There is nothing of that name.
        InputError: The file of the policy has problems; all of them are listed.
    """
    from lanterne.catalogue import Asked
    from lanterne.gate import load_policy, read_public_key

    return Asked(
        None if policy is None else load_policy(policy),
        None if record is None else Path(record),
        None if public_key is None else read_public_key(str(public_key)),
    )
