"""The ledger: what has been spent on the people in the data, over all releases, for ever.

One file per population, beside the case data, never inside a release. A spend is written and
synced to the disk before the noise is drawn: a crash in between wastes budget and hides none.
Nothing computed from the data is ever written here, not even the number of rows. Keep the file
where old copies do not come back: removing its last lines is the one change it cannot show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lanterne.errors import InputError, Problem, Refused, UsageError
from lanterne.privacy import chain
from lanterne.privacy.budget import Budget
from lanterne.privacy.cap import (
    CAP,
    cap_of,
    check_cap,
    check_declined,
    decision_details,
    is_decided,
)
from lanterne.privacy.chain import Entry
from lanterne.privacy.charged import note_charge
from lanterne.privacy.k_releases import K_RELEASE, KRelease, check_beside_others, check_reason
from lanterne.privacy.ledger_entries import (
    LOOK,
    check_cost,
    check_opening,
    count_looks,
    following_entry,
    opening_entry,
    price_mark,
    spend_details,
    sum_of_spends,
)
from lanterne.privacy.spending import Spend, Spent, by_kind
from lanterne.privacy.stages import STAGE, Stage, check_stage, stage_details
from lanterne.privacy.standing import Standing
from lanterne.privacy.units import Unit
from lanterne.stopping import holding_off


class Ledger:
    """The ledger in the file at ``path``; it need not exist before the first spend.

    Safe among processes of one machine: every change is made under an exclusive lock.

    Attributes:
        path: Where the file is.
        accepted_risk: Why a release is made although it can be subtracted from another one of the
            same people: see :mod:`lanterne.privacy.k_releases`. Kept with what is written.
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
                entry = opening_entry(cap, declined)
                chain.append(file, self.path, 0, [entry])
                return entry

        def check(entries: Sequence[Entry]) -> None:
            if (cap is None and declined is None) or is_decided(entries):
                raise UsageError("ledger.cap-decided", ledger=str(self.path))

        return self._add(CAP, decision_details(cap, declined), check)

    def entries(self) -> tuple[Entry, ...]:
        """All entries, each checked against the one before.

        They are of kind ``open``, ``spend``, ``stage``, ``repair``, ``evaluation``, ``k-release``.

        Raises:
            InputError: An entry was changed, removed or inserted, or the file cannot be read.
        """
        entries = chain.read(self.path)
        check_opening(entries, self.path)
        return entries

    def standing(self) -> Standing:
        """Entries, sums and cap, of one reading. Raises what :meth:`entries` raises."""
        entries = self.entries()
        spent = replace(sum_of_spends(entries, self.path), evaluations=count_looks(entries))
        return Standing(entries, spent, cap_of(entries))

    def spent(self) -> Spent:
        """What all releases have spent together. Raises what :meth:`entries` raises."""
        return self.standing().spent

    def spent_up_to(self, entry: Entry, unit: Unit | str) -> float:
        """Σε for one kind of person up to an entry of this ledger, that one included."""
        entries = self.entries()
        return sum_of_spends(entries[: entry.number], self.path).of(unit).epsilon

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
        return count_looks(self.entries())

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
        check_cost(spend.promises())
        return self._add(
            "spend", self._spend(spend), lambda entries: self._check_spend(entries, spend)
        )

    def begin_stage(self, charge: Entry, stage: Stage) -> Entry:
        """Write down that a stage of a charge is measured now. Draw its noise after.

        It costs nothing more. Raises what :func:`lanterne.privacy.stages.check_stage` raises, and
        InputError or LanterneError as :meth:`charge`: then nothing is written.
        """
        details = stage_details(charge, stage)
        return self._add(STAGE, details, lambda there: check_stage(there, charge, stage))

    def foresee(self, spend: Spend) -> tuple[Entry, Spent]:
        """What :meth:`charge` would write now, and the sums after it; nothing is written.

        Raises what :meth:`charge` raises, but for what only writing can show.
        """
        check_cost(spend.promises())
        entries = self.entries()
        self._check_spend(entries, spend)
        return self._foreseen(entries, "spend", self._spend(spend))

    def _spend(self, spend: Spend) -> dict[str, Any]:
        return {**spend_details(spend), **self._accepted()}

    def _check_spend(self, entries: Sequence[Entry], spend: Spend) -> None:
        """Raise where no such spend may follow these entries."""
        self._check_seen(entries)
        check_cap(cap_of(entries), sum_of_spends(entries, self.path), by_kind(spend.promises()))
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
        if self.seen is not None and self.seen != price_mark(entries):
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
        entry = following_entry(entries or [opening_entry()], kind, details)
        spent = replace(
            sum_of_spends([*entries, entry], self.path), evaluations=count_looks(entries)
        )
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
            check_opening(entries, self.path)
            if check is not None:
                check(entries)
            added = [] if entries else [opening_entry()]
            if torn:
                added.append(following_entry([*entries, *added], "repair", {"torn_bytes": torn}))
            added.append(following_entry([*entries, *added], kind, details))
            with holding_off():  # once somebody stopped the program, nothing is charged
                chain.append(file, self.path, len(content) - torn, added)
                if kind == "spend":
                    note_charge(self.path)
            return added[-1]
