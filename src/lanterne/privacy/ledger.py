"""The ledger: what has been spent on the people in the data, over all releases, for ever.

One file per population, beside the case data, never inside a release. A spend is written and
synced to the disk before the noise is drawn: a crash in between wastes budget and hides none.
Nothing computed from the data is ever written here, not even the number of rows. Keep the file
where old copies do not come back: removing its last lines is the one change it cannot show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lanterne.errors import InputError, LanterneError, Place, Problem, Refused, UsageError
from lanterne.privacy import chain
from lanterne.privacy.accountant import epsilon_spent
from lanterne.privacy.budget import Budget
from lanterne.privacy.cap import (
    CAP,
    cap_of,
    check_cap,
    check_declined,
    decision_details,
    declined_of,
    is_decided,
)
from lanterne.privacy.chain import Entry
from lanterne.privacy.differencing import (
    K_RELEASE,
    KRelease,
    check_beside_others,
    check_reason,
)
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
from lanterne.stopping import holding_off

LOOK = "evaluation"
"""Kind of the entry that says that somebody looked at the cases without protection."""

FORMAT = 1
"""Version of the file's format, written in its first entry."""

_PRICED = frozenset({"open", CAP, "spend", K_RELEASE})
"""Kinds of entries that the price of a release depends on."""


_charged: list[Path] = []


def charged_here() -> tuple[Path, ...]:
    """Ledgers that this process has charged, one for each spend, whatever became of it since.

    A stop may come where nothing else tells any more that something was spent.
    """
    return tuple(_charged)


@dataclass(frozen=True)
class Standing:
    """What a ledger says at one moment: it is read once.

    Attributes:
        entries: As :meth:`Ledger.entries` gives them; none where there is no ledger.
        spent: What all releases have spent together.
        cap: The most that may be spent; ``None``: there is no limit.
    """

    entries: tuple[Entry, ...]
    spent: Spent
    cap: Budget | None

    @property
    def declined(self) -> str:
        """Why there is no cap, as somebody wrote before the first release; empty: nobody did."""
        return declined_of(self.entries)

    @property
    def is_decided(self) -> bool:
        """Whether a release may follow: see :func:`lanterne.privacy.cap.is_decided`."""
        return is_decided(self.entries)

    @property
    def mark(self) -> str:
        """What a price depends on: the digest of the last entry that changes it; empty: none."""
        return _mark(self.entries)

    def check(self, promises: Iterable[UnitSpend]) -> None:
        """Refuse a release that the cap does not allow, before it is begun.

        :meth:`Ledger.charge` refuses it as well.

        Raises:
            Refused: The cap would be exceeded, or could be.
            UsageError: Two promises are to the same people.
        """
        check_cap(self.cap, self.spent, by_kind(promises))


class Ledger:
    """The ledger in the file at ``path``; it need not exist before the first spend.

    Safe among processes of one machine: every change is made under an exclusive lock.

    Attributes:
        path: Where the file is.
        accepted_risk: Why a release is made although it can be subtracted from another one of the
            same people: see :mod:`lanterne.privacy.differencing`. Kept with what is written.
        seen: :attr:`Standing.mark` of the moment at which somebody saw the price of a release and
            decided on it; whatever was spent since, by anybody, refuses the release. ``None``:
            nobody was shown one.

    Raises:
        UsageError: The reason says nothing.
    """

    def __init__(
        self, path: str | Path, accepted_risk: str | None = None, seen: str | None = None
    ) -> None:
        check_reason(accepted_risk)
        self.path = Path(path)
        self.accepted_risk = accepted_risk
        self.seen = seen

    def create(self, cap: Budget | None = None, declined: str | None = None) -> Entry:
        """Start the ledger, with the most that may ever be spent on these people.

        One that holds looks alone is decided on as well: what was looked at stays counted.

        Args:
            cap: The most; ``None``: there is no limit.
            declined: Why there is none, in three words or more; kept in the ledger, not published.

        Raises:
            UsageError: There is a ledger already that was decided on, or has releases; the reason
                says nothing; or there is a reason beside a cap.
            InputError: The ledger has been tampered with.
            LanterneError: The file cannot be written or synced.
        """
        check_declined(cap, declined)
        with chain.locked(self.path) as file:
            if not chain.content_of(file):
                entry = _opening(cap, declined)
                chain.append(file, self.path, 0, [entry])
                return entry

        def check(entries: Sequence[Entry]) -> None:
            if (cap is None and declined is None) or is_decided(entries):
                raise UsageError("ledger.cap-decided", ledger=str(self.path))

        return self._add(CAP, decision_details(cap, declined), check)

    def entries(self) -> tuple[Entry, ...]:
        """All entries, each checked against the one before.

        They are of kind ``open``, ``spend``, ``repair``, ``evaluation`` or ``k-release``.

        Raises:
            InputError: An entry was changed, removed or inserted, or the file cannot be read.
        """
        entries = chain.read(self.path)
        _check_opening(entries, self.path)
        return entries

    def standing(self) -> Standing:
        """Entries, sums and cap, of one reading. Raises what :meth:`entries` raises."""
        entries = self.entries()
        spent = replace(_sum(entries, self.path), evaluations=_looks(entries))
        return Standing(entries, spent, cap_of(entries))

    def spent(self) -> Spent:
        """What all releases have spent together. Raises what :meth:`entries` raises."""
        return self.standing().spent

    def spent_up_to(self, entry: Entry, unit: Unit | str) -> float:
        """Σε for one kind of person up to an entry of this ledger, that one included."""
        entries = self.entries()
        return _sum(entries[: entry.number], self.path).of(unit).epsilon

    def cap(self) -> Budget | None:
        """The most that may be spent; None when there is no limit."""
        return cap_of(self.entries())

    def verify(self) -> tuple[Problem, ...]:
        """What is wrong with the file: nothing, or the first entry that does not fit."""
        try:
            self.entries()
        except InputError as error:
            return error.problems
        return ()

    def digests(self) -> frozenset[str]:
        """SHA-256 of each entry: a release names its own. Raises what :meth:`entries` raises."""
        return frozenset(entry.digest for entry in self.entries())

    def looks(self) -> int:
        """How often somebody looked at the cases without protection, by :meth:`note_look`."""
        return _looks(self.entries())

    def note_look(self, release: str | None) -> Entry:
        """Write down that somebody looks at the cases, without protection.

        It costs no ε, for nothing of it is published; but what is decided because of it no ε
        covers, so that somebody must keep count. No figure is written.

        Args:
            release: Name of the release that is compared with them; ``None``: none, and who
                stands out in them is asked for.

        Raises:
            InputError: The ledger has been tampered with. Nothing is written.
            LanterneError: The file cannot be written or synced.
        """
        return self._add(LOOK, {"report": "risk"} if release is None else {"release": release})

    def charge(self, spend: Spend) -> Entry:
        """Write down a spend. When this returns it is on the disk; draw the noise after.

        The cap is one for each kind of person to whom the release promises something. Where
        there is a cap, it must promise something to the people whose cases these are.

        Raises:
            Refused: The cap would be exceeded, or could be; there is a release by a k-method, and
                no accepted risk; or the price is not the one that was seen. Nothing is written.
            InputError: The ledger has been tampered with. Nothing is written.
            UsageError: The release promises something twice to the same people.
            LanterneError: The mechanisms cost more than the spend says, or the file cannot be
                written or synced: draw no noise.
        """
        _check_cost(spend.promises())
        return self._add(
            "spend", self._spend(spend), lambda entries: self._check_spend(entries, spend)
        )

    def foresee(self, spend: Spend) -> tuple[Entry, Spent]:
        """What :meth:`charge` would write now, and the sums after it; nothing is written.

        Raises what :meth:`charge` raises, but for what only writing can show.
        """
        _check_cost(spend.promises())
        entries = self.entries()
        self._check_spend(entries, spend)
        return self._foreseen(entries, "spend", self._spend(spend))

    def _spend(self, spend: Spend) -> dict[str, Any]:
        return {**_details(spend), **self._accepted()}

    def _check_spend(self, entries: Sequence[Entry], spend: Spend) -> None:
        """Raise where no such spend may follow these entries."""
        self._check_seen(entries)
        check_cap(cap_of(entries), _sum(entries, self.path), by_kind(spend.promises()))
        check_beside_others("spend", entries, self.path, self.accepted_risk)

    def check_beside_others(self, kind: str) -> None:
        """Refuse a release that may not be made beside those in the ledger, before it is begun.

        :meth:`charge` and :meth:`note_k_release` refuse it as well.

        Args:
            kind: ``spend`` or ``k-release``.

        Raises:
            Refused: It can be subtracted from another one, and there is no accepted risk; or the
                price is not the one that was seen.
            InputError: The ledger has been tampered with.
        """
        entries = self.entries()
        self._check_seen(entries)
        check_beside_others(kind, entries, self.path, self.accepted_risk)

    def note_k_release(self, release: KRelease) -> Entry:
        """Write down a release by a k-method. When this returns it is on the disk; write it after.

        It is outside of ε: no sum counts it.

        Raises:
            Refused: There is another release of these people, or a cap, and no accepted risk; or
                something was spent since somebody decided on it. Nothing is written.
            InputError: The ledger has been tampered with. Nothing is written.
            LanterneError: The file cannot be written or synced: write no release.
        """

        def check(entries: Sequence[Entry]) -> None:
            self._check_seen(entries)
            check_beside_others(K_RELEASE, entries, self.path, self.accepted_risk)

        return self._add(K_RELEASE, {**release.details(), **self._accepted()}, check)

    def _check_seen(self, entries: Sequence[Entry]) -> None:
        if self.seen is not None and self.seen != _mark(entries):
            raise Refused("ledger.price-changed")

    def foresee_k_release(self, release: KRelease) -> tuple[Entry, Spent]:
        """What :meth:`note_k_release` would write now; see :meth:`foresee`."""
        entries = self.entries()
        self._check_seen(entries)
        check_beside_others(K_RELEASE, entries, self.path, self.accepted_risk)
        details = {**release.details(), **self._accepted()}
        return self._foreseen(entries, K_RELEASE, details)

    def _foreseen(
        self, entries: Sequence[Entry], kind: str, details: dict[str, Any]
    ) -> tuple[Entry, Spent]:
        entry = _next(entries or [_opening()], kind, details)
        spent = replace(_sum([*entries, entry], self.path), evaluations=_looks(entries))
        return entry, spent

    def _accepted(self) -> dict[str, Any]:
        return {} if self.accepted_risk is None else {"accepted_risk": self.accepted_risk}

    def _add(
        self,
        kind: str,
        details: dict[str, Any],
        check: Callable[[Sequence[Entry]], None] | None = None,
    ) -> Entry:
        """Add an entry under the lock, after the opening and the mending of a torn line.

        ``check`` is given the entries that are there, and raises where none may follow.
        """
        with chain.locked(self.path) as file:
            content = chain.content_of(file)
            entries, torn = chain.parse(content, self.path)
            _check_opening(entries, self.path)
            if check is not None:
                check(entries)
            added = [] if entries else [_opening()]
            if torn:
                added.append(_next([*entries, *added], "repair", {"torn_bytes": torn}))
            added.append(_next([*entries, *added], kind, details))
            with holding_off():  # once somebody stopped the program, nothing is charged
                chain.append(file, self.path, len(content) - torn, added)
                if kind == "spend":
                    _charged.append(self.path)
            return added[-1]


def _opening(cap: Budget | None = None, declined: str | None = None) -> Entry:
    return Entry.after(None, "open", {"format": FORMAT, **decision_details(cap, declined)})


def _mark(entries: Sequence[Entry]) -> str:
    priced = (entry.digest for entry in reversed(entries) if entry.kind in _PRICED)
    return next(priced, "")


def _next(entries: Sequence[Entry], kind: str, details: dict[str, Any]) -> Entry:
    return Entry.after(entries[-1], kind, details)


def _details(spend: Spend) -> dict[str, Any]:
    first, *others = (promise_to_dict(promise) for promise in spend.promises())
    also = {"also": others} if others else {}
    return {
        "population": spend.population,
        **first,
        "purpose": spend.purpose,
        "note": spend.note,
        **also,
    }


def _check_opening(entries: Sequence[Entry], path: Path) -> None:
    if entries and (entries[0].kind, entries[0].details.get("format")) != ("open", FORMAT):
        raise _unreadable(path, 1)


def _unreadable(path: Path, entry: int) -> InputError:
    return InputError([Problem("ledger-format", place=Place(str(path), entry))])


def _looks(entries: Sequence[Entry]) -> int:
    return sum(entry.kind == LOOK for entry in entries)


def _sum(entries: Sequence[Entry], path: Path) -> Spent:
    spent = total([_costs(entry, path) for entry in entries if entry.kind == "spend"])
    return replace(spent, k_releases=sum(entry.kind == K_RELEASE for entry in entries))


def _costs(entry: Entry, path: Path) -> Mapping[Unit, UnitSpend]:
    """What an entry cost each kind of person; entries of one promise have no ``also``."""
    promises = [entry.details, *entry.details.get("also", ())]
    try:
        return by_kind(promise_from_dict(promise) for promise in promises)
    except (KeyError, ValueError, TypeError, UsageError) as error:
        raise _unreadable(path, entry.number) from error


def _check_cost(promises: Iterable[UnitSpend]) -> None:
    for promise in promises:
        cost = epsilon_spent(promise.events, promise.budget.delta)
        if cost > promise.budget.epsilon:
            raise LanterneError(
                "ledger.costs-more",
                cost=cost,
                stated=promise.budget.epsilon,
                unit=called(promise.unit),
            )
