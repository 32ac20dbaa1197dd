"""Networks made to change the counts as much as can be, where links count in the order of ids.

That order is as good as any hash: it is a function of the ids alone. It decides who of a household
and which links of somebody count, so that a change can be made as large as possible.
"""

from __future__ import annotations

import polars as pl
from tiny_networks import Texts, Tiny

from lanterne.synthesis.network.bounds import Bounds

HERE, THERE = ("a", "x", ""), ("b", "y", "")
"""Answers of victims of two places."""


def in_order(frame: pl.DataFrame, columns: tuple[str, str], key: int) -> pl.DataFrame:
    """In place of the hash: the order of the ids."""
    del key
    return frame.sort(columns)


class _Draft:
    """A network that grows link by link."""

    def __init__(self) -> None:
        self.victims: dict[str, Texts] = {}
        self.perpetrators: dict[str, Texts] = {}
        self.links: dict[tuple[str, str], Texts] = {}

    def link(self, victim: str, perpetrator: str, role: str = "") -> None:
        self.perpetrators.setdefault(perpetrator, ("k", ""))
        self.links[victim, perpetrator] = (role, "")

    def add(self, victim: str, answers: Texts, home: str = "") -> None:
        self.victims[victim] = (home, *answers)

    def crowd(self, perpetrator: str, bounds: Bounds, places: tuple[Texts, Texts]) -> None:
        """Others who fill what counts of a perpetrator, of whom only the first may differ."""
        first, rest = places
        for number in range(max(bounds.perpetrator - 1, 0 if bounds.cuts_perpetrators else 1)):
            self.add(f"b{number} {perpetrator}", rest if number else first)
            self.link(f"b{number} {perpetrator}", perpetrator)

    def done(self) -> Tiny:
        return Tiny(self.victims, self.perpetrators, self.links)


def household_goes(bounds: Bounds, members: int) -> Tiny:
    """``members`` live together; each of their perpetrators takes in a link of somebody else."""
    draft = _Draft()
    for member in range(members):
        _leaves(draft, f"a{member}", "home" if members > 1 else "", bounds)
    return draft.done()


def victim_makes_room(bounds: Bounds) -> Tiny:
    """A victim goes, another one of the household counts instead, and pushes out other links."""
    draft = _Draft()
    for member in range(bounds.household - 1):
        draft.add(f"a1{member}", HERE, "home")
    _leaves(draft, "a0", "home", bounds)
    draft.add("a9", THERE, "home")
    for number in range(bounds.victim):
        perpetrator, other = f"o{number}", f"c o{number}"
        draft.link("a9", perpetrator, "s")
        draft.crowd(perpetrator, bounds, (THERE, HERE))
        draft.add(other, HERE)
        draft.link(other, perpetrator)
        mine = min(bounds.sample, bounds.victim - 1)
        for more in range(mine):
            draft.link(other, f"q{more} {number}", "s" if more == mine - 1 else "")
    return draft.done()


def _leaves(draft: _Draft, victim: str, home: str, bounds: Bounds) -> None:
    draft.add(victim, HERE, home)
    for number in range(bounds.victim):
        perpetrator, other = f"p{number} {victim}", f"c{number} {victim}"
        draft.link(victim, perpetrator)
        draft.crowd(perpetrator, bounds, (THERE, THERE))
        draft.add(other, THERE)
        draft.link(other, perpetrator, "s")
        for more in range(min(bounds.sample, bounds.victim - 1)):
            draft.link(other, f"q{more} {number} {victim}")


def perpetrator_goes(bounds: Bounds) -> Tiny:
    """As many victims as count share somebody; each has other links, one beyond the sample."""
    draft = _Draft()
    for number in range(bounds.perpetrator):
        draft.add(f"u{number}", HERE)
        draft.link(f"u{number}", "p", "s")
        for more in range(min(bounds.sample, bounds.victim - 1)):
            draft.link(f"u{number}", f"q{more} {number}")
    return draft.done()
