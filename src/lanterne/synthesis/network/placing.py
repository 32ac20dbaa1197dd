"""Placing: perpetrators of given sizes take links of their kind, and so join victims into rings.

Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting.components import root_of
from lanterne.synthesis.network.exchange import NEAR
from lanterne.synthesis.network.joined_rings import has_room, join, more_blocks

Integers = npt.NDArray[np.int64]

TRIES = 48
"""Places that are looked at for each perpetrator with several victims; the one with victims most
alike is taken. For a link that nobody may take as it is, so many are asked to give another."""

WIDTHS = (1, 16, 16)
"""How far from each place links are looked for: nearby, and where there are not enough, far; then
also, in the last way, beyond what rings leave room for."""

ALONE = 2
"""The way in which only victims are taken who are in no ring."""

TOGETHER = 5.0
"""What it counts that two victims are of one group, where an answer in common counts one."""


class _Dealt(NamedTuple):
    """Links and who has them; see :func:`place_links`.

    Attributes:
        links: Numbers of the links in order.
        victim: Victim of each link, by number.
        owner: Perpetrator of each link in order; -1: nobody yet. Changed in place.
    """

    links: Integers
    victim: Integers
    owner: Integers


@compiled()
def place_links(links, victim, of_kind, sizes, first_size, shaken, joined, seed):  # type: ignore[no-untyped-def]
    """The perpetrator of each link in order: neighbours who are alike share one.

    Where no place within the limits of rings has victims enough, those are taken who are in no
    ring yet: somebody with many victims makes a ring of them, and joins no others to it.

    Args:
        links: Numbers of the links, those of a kind together, neighbours beside each other.
        victim: Victim of each link.
        of_kind: Where each kind begins among ``links``.
        sizes: Numbers of victims of all perpetrators with several, kind by kind, largest first.
        first_size: Where each kind begins among ``sizes``.
        shaken: Victims × answers, the last of them their group.
        joined: Every victim alone; afterwards the rings.
        seed: Seed of the drawing; it protects nothing.
    """
    np.random.seed(seed)
    owner = np.full(links.size, -1, np.int64)
    dealt = _Dealt(links, victim, owner)
    here = np.empty(sizes.max() if sizes.size else 1, np.int64)
    made = 0
    for kind in range(of_kind.size - 1):
        begin, end = of_kind[kind], of_kind[kind + 1]
        wanted = sizes[first_size[kind] : first_size[kind + 1]]
        heads, short = np.zeros(wanted.size, np.int64), np.zeros(wanted.size, np.int64)
        free, since = begin, made
        for size in wanted:
            while free < end and owner[free] >= 0:
                free += 1
            found = _take(dealt, begin, end, free, shaken, here[:size], joined)
            if found > 1:
                heads[made - since], short[made - since] = here[0], size - found
                made = _give(dealt, here[:found], made, joined)
        alone = end - begin - wanted.sum()
        left = _fill(dealt, begin, end, heads, short, since, alone, joined)
        # Whom nobody could take share perpetrators too: hardly more are made than was asked.
        while left > alone and wanted.size:
            some = here[: min(left - alone + 1, wanted[0])]
            found = _gather(dealt, begin, end, some, joined, False)
            if found < 2:
                break
            made = _give(dealt, some[:found], made, joined)
            left -= found
    for place in range(links.size):
        if owner[place] < 0:
            owner[place] = made
            made += 1
    return owner


@compiled()
def _give(dealt, here, person, joined):  # type: ignore[no-untyped-def]
    """Some links are of one perpetrator from now on; the number of the next."""
    dealt.owner[here] = person
    for place in here[1:]:
        join(joined, dealt.victim[dealt.links[here[0]]], dealt.victim[dealt.links[place]])
    return person + 1


@compiled()
def _take(dealt, begin, end, free, shaken, here, joined):  # type: ignore[no-untyped-def]
    """Links for one perpetrator, into ``here``: the most, and of as many those most alike."""
    best, place, until, most, taken = -1.0, -1, -1, 0, 0
    for attempt in range(len(WIDTHS) * TRIES):
        way, turn = attempt // TRIES, attempt % TRIES
        if turn == 0 and most == here.size:
            break
        # From the first link that is free, somebody of everybody finds them all.
        start = begin + np.random.randint(end - begin) if turn else free
        stop = min(end, start + WIDTHS[way] * (4 * here.size + NEAR))
        found = _gather(dealt, start, stop, here, joined, way == ALONE)
        if found > 1:
            score = _agreement(dealt, shaken, here[:found])
            if (found, score) > (most, best):
                best, place, until, most, taken = score, start, stop, found, way
    return _gather(dealt, place, until, here, joined, taken == ALONE)


@compiled()
def _gather(dealt, start, stop, here, joined, alone):  # type: ignore[no-untyped-def]
    """The next links without a perpetrator, of different victims, into ``here``; how many.

    Victims are left out who would make the ring too large; with ``alone``, those who are in one.
    """
    found, ring = 0, 0
    joined.taken[:] = 0
    joined.turn[0] += 1
    turn = joined.turn[0]
    for place in range(start, stop):
        if dealt.owner[place] >= 0:
            continue
        person = dealt.victim[dealt.links[place]]
        if joined.person[person] == turn:
            continue
        if joined.levels.size:
            root = root_of(joined.parent, person)
            if joined.ring[root] != turn:
                size = joined.size[root]
                if alone and size > 1:
                    continue
                if found and not alone and not has_room(joined, ring, size):
                    continue
                for level in range(joined.levels.size):
                    joined.taken[level] += more_blocks(joined.levels[level], ring, size)
                ring += size
                joined.ring[root] = turn
        joined.person[person] = turn
        here[found] = place
        found += 1
        if found == here.size:
            break
    return found


@compiled()
def _fill(dealt, begin, end, heads, short, since, alone, joined):  # type: ignore[no-untyped-def]
    """Give what is left of a kind to those who are short of victims, but for ``alone`` links.

    Where they have the victim already, somebody else takes the link and gives another for it.
    Returns how many links are left.
    """
    left = 0
    for place in range(begin, end):
        left += dealt.owner[place] < 0
    lacking = np.flatnonzero(short > 0)
    hopeless = -1  # the victim whose links nobody can take, since the last that was given
    for place in range(begin, end):
        if left <= alone:
            break
        new = dealt.victim[dealt.links[place]]
        if dealt.owner[place] >= 0 or new == hopeless:
            continue
        swaps = 0
        for number in lacking:
            person = since + number
            if short[number] == 0:
                continue
            if _has(dealt, begin, end, place, person):
                if swaps < TRIES:
                    _swap(dealt, begin, end, place, person, joined)
                swaps += 1
            else:
                mine = dealt.victim[dealt.links[heads[number]]]
                joined.taken[:] = 0
                one, other = root_of(joined.parent, mine), root_of(joined.parent, new)
                if one == other or has_room(joined, joined.size[one], joined.size[other]):
                    dealt.owner[place] = person
                    join(joined, mine, new)
            if dealt.owner[place] >= 0:
                short[number] -= 1
                left -= 1
                break
        hopeless = new if dealt.owner[place] < 0 else -1
    return left


@compiled()
def _swap(dealt, begin, end, place, person, joined):  # type: ignore[no-untyped-def]
    """Somebody takes the link at ``place`` and gives another to ``person``, if anybody can.

    Where rings are limited, only people of one ring do.
    """
    joined.turn[0] += 1
    turn = joined.turn[0]
    for other in range(begin, end):
        if dealt.owner[other] == person:
            joined.person[dealt.victim[dealt.links[other]]] = turn
    new = root_of(joined.parent, dealt.victim[dealt.links[place]])
    for other in range(begin, end):
        giver, victim = dealt.owner[other], dealt.victim[dealt.links[other]]
        if giver < 0 or joined.person[victim] == turn:
            continue
        if joined.levels.size and root_of(joined.parent, victim) != new:
            continue
        if not _has(dealt, begin, end, place, giver):
            dealt.owner[other], dealt.owner[place] = person, giver
            join(joined, victim, dealt.victim[dealt.links[place]])
            return


@compiled()
def _has(dealt, begin, end, place, person):  # type: ignore[no-untyped-def]
    """Whether a person has a link of the victim at ``place``: all of one kind are neighbours."""
    for step in (-1, 1):
        near = place
        while (
            begin <= near < end
            and dealt.victim[dealt.links[near]] == dealt.victim[dealt.links[place]]
        ):
            if dealt.owner[near] == person:
                return True
            near += step
    return False


@compiled()
def _agreement(dealt, shaken, here):  # type: ignore[no-untyped-def]
    """How many shaken answers the others share with the first, on average."""
    score = 0.0
    first = dealt.victim[dealt.links[here[0]]]
    for place in here[1:]:
        person = dealt.victim[dealt.links[place]]
        for column in range(shaken.shape[1] - 1):
            if shaken[person, column] == shaken[first, column]:
                score += 1.0
        if shaken[person, -1] == shaken[first, -1]:
            score += TOGETHER
    return score / (here.size - 1)
