"""What a job spent, and what came of it: as the ledger and the disk say, never as memory says.

A handler that protects is declared with ``charge``, so that its page and the log say what was
spent whatever happened; and it begins with the same question when it is called again::

    found = charge_of(ledger, release, kept)
    if found is None: ...                      # nothing was spent: protect
    elif found.standing is Standing.MADE: ...  # nothing is left to do
    elif found.standing is Standing.KEPT: ...  # lanterne.verbs.redraw, at no cost
    else: raise JobGivenUpError(...)           # it was spent and nothing came of it
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from lanterne.errors import InputError


class Standing(StrEnum):
    """What came of a spend."""

    MADE = "made"
    """The release is there, whole."""
    KEPT = "kept"
    """The measurements are kept: the release can be made of them at no cost."""
    LOST = "lost"
    """Neither is there: what was spent is gone."""
    UNKNOWN = "unknown"
    """The ledger cannot be read, or was tampered with: it counts as spent."""


@dataclass(frozen=True)
class Amount:
    """What was spent on each of one kind of people.

    Attributes:
        unit: Whom: ``person``, ``victim``, …
        epsilon: ε.
        delta: δ.
    """

    unit: str
    epsilon: float
    delta: float


@dataclass(frozen=True)
class Charge:
    """A spend.

    Attributes:
        amounts: On whom, and how much; empty for a release by a k-method, which costs no ε and is
            written down all the same, and where the ledger cannot be read.
        standing: What came of it.
    """

    amounts: tuple[Amount, ...]
    standing: Standing

    @property
    def may_go_on(self) -> bool:
        """Whether something can be made of it without spending again."""
        return self.standing in {Standing.MADE, Standing.KEPT}


def charge_of(ledger: Path, release: Path, kept: Path | None) -> Charge | None:
    """What was spent for a release.

    Args:
        ledger: The file of the ledger.
        release: The folder of the release; its name is the purpose in the ledger, and so must be
            the name of no other release of the same people.
        kept: The file of its measurements; ``None``: they are not kept.

    Returns:
        The spend, or ``None``: the budget was not charged.
    """
    from lanterne.privacy import K_RELEASE, Ledger  # noqa: PLC0415 - loads the accountant

    try:
        entries = Ledger(ledger).entries()
    except InputError:
        return Charge((), Standing.UNKNOWN)
    releases = [one for one in entries if one.kind in {"spend", K_RELEASE}]
    own = [one for one in releases if one.details["purpose"] == release.name]
    if not own:
        return None
    amounts = _amounts(own[-1].details) if own[-1].kind == "spend" else ()
    return Charge(amounts, _standing(release, kept))


def _amounts(details: Any) -> tuple[Amount, ...]:
    promises: Sequence[Any] = [details, *details.get("also", ())]
    return tuple(Amount(str(one["unit"]), one["epsilon"], one["delta"]) for one in promises)


def _standing(release: Path, kept: Path | None) -> Standing:
    if release.is_dir():  # it is renamed into place when it is whole
        return Standing.MADE
    if kept is not None and kept.is_file():
        return Standing.KEPT
    return Standing.LOST
