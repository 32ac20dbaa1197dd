"""What the ledger of some people says of a release: that it is theirs, and what else there is."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.files.handed import Stored
from lanterne.verbs.cohort_ledgers import named_entries
from lanterne.verbs.looks import ledger_of

if TYPE_CHECKING:
    from lanterne.gate import Pledge
    from lanterne.release import Release


@dataclass(frozen=True)
class Beside:
    """What there is of the same people today. Public.

    Attributes:
        releases: How many other releases the ledger holds.
        epsilon_total: Largest Σε for one kind of them.
    """

    releases: int = 0
    epsilon_total: float = 0.0

    def pledge(self, pledge: Pledge) -> Pledge:
        """The promise with the total of today: it was made before later releases were."""
        if pledge.epsilon_total is None:
            return pledge
        return replace(pledge, epsilon_total=max(pledge.epsilon_total, self.epsilon_total))


def check_theirs(cases: Stored, ledger: str | Path | None, releases: Sequence[Release]) -> None:
    """Raise UsageError where a ledger of these cases does not know a release, as below."""
    for release in releases:
        find_beside(cases, ledger, named_entries(release))


def find_beside(cases: Stored, ledger: str | Path | None, entries: frozenset[str]) -> Beside:
    """What the ledger of these cases holds beside a release; nothing without a ledger.

    Args:
        cases: The cases.
        ledger: The ledger; ``None``: the one beside the cases, if it is there.
        entries: SHA-256 of those that the release names. The entry of a release that was drawn from
            kept measurements is that of their day.

    Raises:
        UsageError: The ledger does not know the release, or is not there.
        InputError: The ledger has been tampered with.
    """
    from lanterne.privacy import K_RELEASE

    account = ledger_of(cases, ledger, entries)
    if account is None:
        return Beside()
    made = {one.digest for one in account.entries() if one.kind in {"spend", K_RELEASE}}
    if not entries <= made:
        raise UsageError("comparison.other-ledger", ledger=str(account.path))
    spent = account.spent()
    total = max(spent.epsilon, *(one.epsilon for one in spent.others.values()), 0.0)
    return Beside(len(made - entries), total)
