"""The ledger: what has been spent on the people in the data, over all releases, for ever.

One file per population, beside the case data, never inside a release. A spend is written and
synced to the disk before the noise is drawn: a crash in between wastes budget and hides none.
Nothing computed from the data is ever written here, not even the number of rows. Keep the file
where old copies do not come back: removing its last lines is the one change it cannot show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lanterne.errors import InputError, LanterneError, Problem, Refused, UsageError
from lanterne.privacy import chain
from lanterne.privacy.accountant import epsilon_spent
from lanterne.privacy.budget import Budget
from lanterne.privacy.chain import Entry
from lanterne.privacy.events import Event, events_from_list, events_to_list

FORMAT = 1
"""Version of the file's format, written in its first entry."""


@dataclass(frozen=True)
class Spend:
    """What one release will cost, before it is drawn. Public facts only.

    Attributes:
        population: Whose data it is, in words: ``"survivors assisted since 2010, all offices"``.
        unit: Who is protected: ``"person"``, or ``"row"`` where no subject id was used.
        budget: The (ε, δ) that the release states.
        events: The mechanisms, so that the total over all releases can be computed exactly.
        purpose: Name of what is released.
        note: Anything else worth keeping.
    """

    population: str
    unit: str
    budget: Budget
    events: tuple[Event, ...]
    purpose: str
    note: str = ""


@dataclass(frozen=True)
class Spent:
    """The sum of all releases so far.

    Attributes:
        releases: How many.
        epsilon: Σε. All releases together are (Σε, Σδ)-private, by basic composition.
        delta: Σδ.
        events: Every mechanism of every release.
    """

    releases: int
    epsilon: float
    delta: float
    events: tuple[Event, ...]

    def composed_epsilon(self) -> float:
        """The smaller ε that holds at the same Σδ, by exact composition of all mechanisms.

        Both numbers are proven, so the smaller one counts. Takes about a second for ten releases.
        """
        if not self.releases:
            return 0.0
        return min(self.epsilon, epsilon_spent(self.events, min(self.delta, 0.5)))


class Ledger:
    """The ledger in the file at ``path``; it need not exist before the first spend.

    Safe among processes of one machine: every change is made under an exclusive lock.

    Attributes:
        path: Where the file is.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def create(self, cap: Budget | None = None) -> Entry:
        """Start the ledger, with the most that may ever be spent on these people.

        Raises:
            UsageError: There is a ledger already; its cap cannot be changed.
            LanterneError: The file cannot be written or synced.
        """
        with chain.locked(self.path) as file:
            if chain.content_of(file):
                raise UsageError(f"{self.path} exists already, and its cap cannot be changed.")
            entry = _opening(cap)
            chain.append(file, self.path, 0, [entry])
            return entry

    def entries(self) -> tuple[Entry, ...]:
        """All entries, each checked against the one before: ``open``, ``spend``, ``repair``.

        Raises:
            InputError: An entry was changed, removed or inserted, or the file cannot be read.
        """
        entries = chain.read(self.path)
        _check_opening(entries, self.path)
        return entries

    def spent(self) -> Spent:
        """What all releases have spent together. Raises what :meth:`entries` raises."""
        return _sum(self.entries())

    def cap(self) -> Budget | None:
        """The most that may be spent; None when there is no limit."""
        return _cap(self.entries())

    def verify(self) -> tuple[Problem, ...]:
        """What is wrong with the file: nothing, or the first entry that does not fit."""
        try:
            self.entries()
        except InputError as error:
            return error.problems
        return ()

    def charge(self, spend: Spend) -> Entry:
        """Write down a spend. When this returns it is on the disk; draw the noise after.

        Raises:
            Refused: The cap would be exceeded. Nothing is written.
            InputError: The ledger has been tampered with. Nothing is written.
            LanterneError: The mechanisms cost more than the spend says, or the file cannot be
                written or synced: draw no noise.
        """
        _check_cost(spend)
        with chain.locked(self.path) as file:
            content = chain.content_of(file)
            entries, torn = chain.parse(content, self.path)
            _check_opening(entries, self.path)
            _check_cap(_cap(entries), _sum(entries), spend.budget)
            added = [] if entries else [_opening(None)]
            if torn:
                added.append(_next([*entries, *added], "repair", {"torn_bytes": torn}))
            added.append(_next([*entries, *added], "spend", _details(spend)))
            chain.append(file, self.path, len(content) - torn, added)
            return added[-1]


def _opening(cap: Budget | None) -> Entry:
    limit = {"epsilon": cap.epsilon, "delta": cap.delta} if cap else None
    return Entry.after(None, "open", {"format": FORMAT, "cap": limit})


def _next(entries: Sequence[Entry], kind: str, details: dict[str, Any]) -> Entry:
    return Entry.after(entries[-1], kind, details)


def _details(spend: Spend) -> dict[str, Any]:
    return {
        "population": spend.population,
        "unit": spend.unit,
        "epsilon": float(spend.budget.epsilon),
        "delta": float(spend.budget.delta),
        "events": events_to_list(spend.events),
        "purpose": spend.purpose,
        "note": spend.note,
    }


def _check_opening(entries: Sequence[Entry], path: Path) -> None:
    if entries and (entries[0].kind, entries[0].details.get("format")) != ("open", FORMAT):
        message = "The ledger is in a format that this version of Lanterne cannot read."
        raise InputError([Problem("ledger-format", message, "Update Lanterne.", str(path), 1)])


def _cap(entries: Sequence[Entry]) -> Budget | None:
    limit = entries[0].details["cap"] if entries else None
    return Budget(limit["epsilon"], limit["delta"]) if limit else None


def _sum(entries: Sequence[Entry]) -> Spent:
    spends = [entry.details for entry in entries if entry.kind == "spend"]
    events = [event for spend in spends for event in events_from_list(spend["events"])]
    return Spent(
        releases=len(spends),
        epsilon=float(sum(_decimal(spend["epsilon"]) for spend in spends)),
        delta=float(sum(_decimal(spend["delta"]) for spend in spends)),
        events=tuple(events),
    )


def _decimal(value: float) -> Decimal:
    """The number as it is written: ten times 0.1 is 1, as people expect of a budget."""
    return Decimal(repr(float(value)))


def _check_cost(spend: Spend) -> None:
    budget = spend.budget
    cost = epsilon_spent(spend.events, budget.delta)
    if cost > budget.epsilon:
        raise LanterneError(
            f"The mechanisms of this release cost epsilon {cost:.6g} where {budget.epsilon:.6g} "
            "is stated. Nothing was released. Please report this."
        )


def _check_cap(cap: Budget | None, spent: Spent, requested: Budget) -> None:
    if cap is None:
        return
    epsilon = _decimal(cap.epsilon) - _decimal(spent.epsilon)
    delta = _decimal(cap.delta) - _decimal(spent.delta)
    if _decimal(requested.epsilon) <= epsilon and _decimal(requested.delta) <= delta:
        return
    raise Refused(
        "The ledger's cap would be exceeded. Nothing was released.\n"
        f"  Requested: {_amount(requested.epsilon, requested.delta)}\n"
        f"  Spent:     {_amount(spent.epsilon, spent.delta)}, in {spent.releases} releases\n"
        f"  Cap:       {_amount(cap.epsilon, cap.delta)}\n"
        f"  Remaining: {_amount(max(0.0, float(epsilon)), max(0.0, float(delta)))}"
    )


def _amount(epsilon: float, delta: float) -> str:
    return f"epsilon {epsilon:.6g}, delta {delta:.3e}"
