"""Entries of the ledger: how each kind is written, and what those that are there add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lanterne.errors import InputError, LanterneError, Place, Problem, UsageError
from lanterne.privacy.accountant import epsilon_spent
from lanterne.privacy.budget import Budget
from lanterne.privacy.cap import CAP, decision_details
from lanterne.privacy.chain import Entry
from lanterne.privacy.k_releases import K_RELEASE
from lanterne.privacy.spending import (
    Spend,
    Spent,
    UnitSpend,
    by_kind,
    promise_from_dict,
    promise_to_dict,
    total,
)
from lanterne.privacy.units import Unit, called

LOOK = "evaluation"
"""Kind of the entry that says that somebody looked at the cases without protection."""

FORMAT = 1
"""Version of the file's format, written in its first entry."""

_PRICED = frozenset({"open", CAP, "spend", K_RELEASE})
"""Kinds of entries that the price of a release depends on."""


def opening_entry(cap: Budget | None = None, declined: str | None = None) -> Entry:
    """The first entry of a ledger: its format, and what was decided on its cap."""
    return Entry.after(None, "open", {"format": FORMAT, **decision_details(cap, declined)})


def price_mark(entries: Sequence[Entry]) -> str:
    """What a price depends on: the digest of the last entry that changes it; empty: none."""
    priced = (entry.digest for entry in reversed(entries) if entry.kind in _PRICED)
    return next(priced, "")


def following_entry(entries: Sequence[Entry], kind: str, details: dict[str, Any]) -> Entry:
    """The entry that follows those that are there, of which there is one at least."""
    return Entry.after(entries[-1], kind, details)


def spend_details(spend: Spend) -> dict[str, Any]:
    """A spend as it is written; the promises but the first stand under ``also``."""
    first, *others = (promise_to_dict(promise) for promise in spend.promises())
    more: dict[str, Any] = {"also": others} if others else {}
    if spend.request:
        more["request"] = spend.request
    return {
        "population": spend.population,
        **first,
        "purpose": spend.purpose,
        "note": spend.note,
        **more,
    }


def check_opening(entries: Sequence[Entry], path: Path) -> None:
    """Raise InputError where the first entry is none, or of a format that is not known."""
    if entries and (entries[0].kind, entries[0].details.get("format")) != ("open", FORMAT):
        raise _unreadable(path, 1)


def _unreadable(path: Path, entry: int) -> InputError:
    return InputError([Problem("ledger-format", place=Place(str(path), entry))])


def count_looks(entries: Sequence[Entry]) -> int:
    """How often somebody looked at the cases without protection."""
    return sum(entry.kind == LOOK for entry in entries)


def sum_of_spends(entries: Sequence[Entry], path: Path) -> Spent:
    """What the spends add up to, and how many releases by a k-method there are.

    Raises:
        InputError: An entry cannot be read.
    """
    spent = total([_costs(entry, path) for entry in entries if entry.kind == "spend"])
    return replace(spent, k_releases=sum(entry.kind == K_RELEASE for entry in entries))


def _costs(entry: Entry, path: Path) -> Mapping[Unit, UnitSpend]:
    """What an entry cost each kind of person; entries of one promise have no ``also``."""
    promises = [entry.details, *entry.details.get("also", ())]
    try:
        return by_kind(promise_from_dict(promise) for promise in promises)
    except (KeyError, ValueError, TypeError, UsageError) as error:
        raise _unreadable(path, entry.number) from error


def check_cost(promises: Iterable[UnitSpend]) -> None:
    """Raise LanterneError where the mechanisms of a promise cost more than it says."""
    for promise in promises:
        cost = epsilon_spent(promise.events, promise.budget.delta)
        if cost > promise.budget.epsilon:
            raise LanterneError(
                "ledger.costs-more",
                cost=cost,
                stated=promise.budget.epsilon,
                unit=called(promise.unit),
            )
