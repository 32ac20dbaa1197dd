"""Bundling: which links belong to one perpetrator, so that victims share them as was measured.

Links whose perpetrators have the same answers may be of one perpetrator. How many victims a
perpetrator has is drawn from the measured table of perpetrators, given the answers. Victims are put
in an order in which those who are alike stand together, each column shaken as much as the measured
likeness asks for; perpetrators take neighbours in that order, all from the same one, so that
victims who share one perpetrator tend to share others: rings. Exchanges then bring the likeness of
victims of one perpetrator to what was measured, column by column.
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NEAR = 32
"""Exchanges are with a link that stands at most so far away in the order, so that rings stay apart;
of somebody with more victims only so many are compared."""

TRIES = 48
"""Places that are looked at for each perpetrator with several victims; the one with victims most
alike is taken."""

TOGETHER = 5.0
"""What it counts that two victims are of one ring, where an answer in common counts one."""

HARDLY = 1e-12
"""Chance of a number of victims that nobody is counted with: what makes as many perpetrators as
were counted, where the others do not."""

TILT = 40.0
"""Largest power of the number of victims by which their chances are tilted."""

RING = 12
"""Victims of one ring, on average: how many is not measured."""


@dataclass(frozen=True)
class Stubs:
    """Links that wait for a perpetrator.

    Attributes:
        victim: Victim of each link.
        kind: Number of the combination of the perpetrator's answers, from 0.
    """

    victim: Integers
    kind: Integers


@dataclass(frozen=True)
class Likeness:
    """How alike victims of one perpetrator are.

    Attributes:
        answers: Victims × columns; codes from 0, -1 where a victim gives no answer.
        same: Per column, the share of pairs of victims with the same answer among those where
            both answer; NaN where unknown.
    """

    answers: npt.NDArray[np.int32]
    same: Floats


def perpetrator_sizes(kinds: Integers, chances: Floats, people: float, seed: int) -> list[Integers]:
    """How many victims each perpetrator of each kind has.

    The chances are tilted by one power of the number, alike for all kinds, so that the links
    there are make the number of perpetrators that was measured.

    Args:
        kinds: Number of links of each kind.
        chances: Kinds × largest number of victims: chance of 1, 2, … victims, rows sum to one.
        people: Perpetrators that there should be.
        seed: Seed of the drawing; it protects nothing.

    Returns:
        Per kind the numbers of victims, which sum to its links.
    """
    rng = np.random.default_rng(seed)
    chances = _tilted(kinds, chances + HARDLY, people)
    numbers = np.arange(1, chances.shape[1] + 1)
    wanted = kinds / (chances @ numbers)
    until = np.floor(np.cumsum(wanted) + rng.random())
    drawn = np.diff(until, prepend=0.0).astype(np.int64)
    drawn = np.clip(drawn, -(-kinds // chances.shape[1]), kinds)
    sizes = []
    for links, row, count in zip(kinds, chances, drawn, strict=True):
        points = (np.arange(count) + rng.random()) / max(count, 1)
        some = 1 + np.searchsorted(np.cumsum(row)[:-1], points, side="right")
        sizes.append(_summing_to(int(links), some, chances.shape[1]))
    return sizes


def _tilted(kinds: Integers, chances: Floats, people: float) -> Floats:
    logs = np.log(np.arange(1, chances.shape[1] + 1))
    low, high = -TILT, TILT
    for _ in range(60):
        middle = (low + high) / 2
        weights = chances * np.exp(middle * logs)
        weights /= weights.sum(axis=1, keepdims=True)
        made = (kinds / (weights @ np.exp(logs))).sum()
        low, high = (middle, high) if made > people else (low, middle)
    return weights


def _summing_to(links: int, sizes: Integers, largest: int) -> Integers:
    """As many sizes that sum to the links: the largest take up what is missing or too much.

    Of one kind the largest size is the least certain, and most are small.
    """
    sizes = np.sort(sizes)[::-1]
    excess = int(sizes.sum()) - links
    room = np.cumsum(sizes - 1 if excess > 0 else largest - sizes)
    change = np.diff(np.minimum(room, abs(excess)), prepend=0)
    changed: Integers = sizes - np.sign(excess) * change
    return changed


def shaken_answers(likeness: Likeness, kind: Integers, seed: int) -> npt.NDArray[np.int32]:
    """Answers by which victims are put in order, those that rings share most first.

    A victim gives a chance answer to a column as often as makes two who agree in all shaken answers
    alike at the measured rate: with true answers at rate a, two agree at a² + (1 - a²)·chance. The
    last column is the ring: a few victims who agree in all the others.

    Returns:
        Victims × (columns with an answer + 1).
    """
    rng = np.random.default_rng(seed)
    lifts, keys = [], []
    for column in range(likeness.answers.shape[1]):
        answers = likeness.answers[:, column]
        known = answers[answers >= 0]
        if not len(known):
            continue
        chance = float(((np.bincount(known) / len(known)) ** 2).sum())
        same = float(np.nan_to_num(likeness.same[column], nan=chance))
        lift = np.clip((same - chance) / max(1 - chance, 1e-9), 0.0, 1.0)
        shaken = (rng.random(len(answers)) > np.sqrt(lift)) | (answers < 0)
        lifts.append(float(lift))
        keys.append(np.where(shaken, rng.choice(known, len(answers)), answers))
    ordered = np.stack(
        [keys[place] for place in np.argsort(lifts)[::-1]]
        or [np.zeros(len(likeness.answers), np.int64)],
        axis=1,
    )
    keyed = np.column_stack([ordered, kind])
    return np.column_stack([ordered, _rings(keyed, rng)]).astype(np.int32)


def _rings(ordered: Integers, rng: np.random.Generator) -> Integers:
    """A ring for each victim: neighbours in the order of all answers."""
    order = np.lexsort([rng.random(len(ordered)), *ordered.T[::-1]])
    ring = np.empty(len(order), np.int64)
    ring[order] = np.arange(len(order)) // RING
    return ring


def bundle(
    stubs: Stubs, sizes: list[Integers], likeness: Likeness, proposals: int, seed: int
) -> Integers:
    """The perpetrator of each link; a victim has each at most once.

    Args:
        stubs: The links.
        sizes: Per kind, the numbers of victims of its perpetrators.
        likeness: How alike victims should be.
        proposals: Exchanges that are tried for each link.
        seed: Seed of the drawing; it protects nothing.
    """
    kind = np.full(len(likeness.answers), -1, np.int64)
    kind[stubs.victim] = stubs.kind
    shaken = shaken_answers(likeness, kind, seed)
    place = np.empty(len(shaken), np.int64)
    place[np.lexsort(shaken.T[::-1])] = np.arange(len(place))
    links = np.lexsort([place[stubs.victim], stubs.kind])
    of_kind = np.searchsorted(stubs.kind[links], np.arange(len(sizes) + 1))
    several = [np.sort(some[some > 1])[::-1] for some in sizes]
    first_size = np.concatenate([[0], np.cumsum([len(some) for some in several])])
    flat = np.concatenate([*several, np.zeros(0, np.int64)])
    owner = _place_all(links, stubs.victim, of_kind, flat, first_size, shaken, seed + 1)
    order = np.argsort(owner, kind="stable")
    first = np.searchsorted(owner[order], np.arange(owner.max(initial=-1) + 2))
    goal = _Goal(likeness.answers, np.nan_to_num(likeness.same, nan=-1.0))
    owner = _exchange(
        links,
        stubs.victim,
        shaken[:, -1],
        of_kind,
        owner,
        order,
        first,
        goal,
        proposals * len(links),
        seed + 2,
    )
    perpetrator = np.empty(len(links), np.int64)
    perpetrator[links] = owner
    return perpetrator


@njit(cache=True)
def _place_all(links, victim, of_kind, sizes, first_size, shaken, seed):  # type: ignore[no-untyped-def]
    """The perpetrator of each link in order: neighbours who are alike share one."""
    np.random.seed(seed)
    owner = np.full(links.size, -1, np.int64)
    here = np.empty(sizes.max() if sizes.size else 1, np.int64)
    made = 0
    for kind in range(of_kind.size - 1):
        begin, end = of_kind[kind], of_kind[kind + 1]
        free = begin
        for which in range(first_size[kind], first_size[kind + 1]):
            while free < end and owner[free] >= 0:
                free += 1
            best, place, most = -1.0, -1, 0
            for attempt in range(TRIES):
                # From the first link that is free, somebody of everybody finds them all.
                start = begin + np.random.randint(end - begin) if attempt else free
                found = _gather(links, victim, owner, start, end, sizes[which], here)
                if found > 1:
                    score = _agreement(links, victim, shaken, here[:found])
                    if (found, score) > (most, best):
                        best, place, most = score, start, found
            if place >= 0:
                found = _gather(links, victim, owner, place, end, sizes[which], here)
                owner[here[:found]] = made
                made += 1
    for place in range(links.size):
        if owner[place] < 0:
            owner[place] = made
            made += 1
    return owner


@njit(cache=True)
def _gather(links, victim, owner, start, end, size, here):  # type: ignore[no-untyped-def]
    """The next links without a perpetrator, of different victims; how many were found nearby."""
    found = 0
    for place in range(start, min(end, start + 4 * size + NEAR)):
        if owner[place] >= 0:
            continue
        twice = False
        for before in range(found):
            if victim[links[here[before]]] == victim[links[place]]:
                twice = True
                break
        if not twice:
            here[found] = place
            found += 1
            if found == size:
                break
    return found


@njit(cache=True)
def _agreement(links, victim, shaken, here):  # type: ignore[no-untyped-def]
    """How many shaken answers the others share with the first, on average."""
    score = 0.0
    first = victim[links[here[0]]]
    for place in here[1:]:
        person = victim[links[place]]
        for column in range(shaken.shape[1] - 1):
            if shaken[person, column] == shaken[first, column]:
                score += 1.0
        if shaken[person, -1] == shaken[first, -1]:
            score += TOGETHER
    return score / (here.size - 1)


class _Goal(NamedTuple):
    """Answers of the victims, and the share of pairs that should agree; -1 where unknown."""

    answers: npt.NDArray[np.int32]
    same: Floats


@njit(cache=True)
def _exchange(links, victim, ring, of_kind, owner, order, first, goal, proposals, seed):  # type: ignore[no-untyped-def]
    """Exchange links of one kind between perpetrators while likeness comes closer, in place.

    ``order`` lists the places of the links by owner, ``first`` where each owner begins in it.
    """
    np.random.seed(seed)
    columns = goal.same.size
    kind = np.searchsorted(of_kind, np.arange(links.size), side="right") - 1
    slot = np.empty(links.size, np.int64)
    for position in range(order.size):
        slot[order[position]] = position
    excess = np.zeros(columns)
    for person in range(first.size - 1):
        for column in range(columns):
            excess[column] += _excess(links, victim, order, first, person, goal, column, -1, -1)
    change = np.empty(columns)
    for _ in range(proposals):
        one = np.random.randint(links.size)
        p = owner[one]
        other = one + np.random.randint(-NEAR, NEAR + 1)
        k = kind[one]
        if first[p + 1] - first[p] < 2 or other < of_kind[k] or other >= of_kind[k + 1]:
            continue
        q = owner[other]
        v, w = victim[links[one]], victim[links[other]]
        if p == q or v == w or ring[v] != ring[w]:
            continue
        if _has(links, victim, order, first, q, v) or _has(links, victim, order, first, p, w):
            continue
        better = 0.0
        for column in range(columns):
            change[column] = 0.0
            if goal.answers[v, column] != goal.answers[w, column]:
                for person, here, instead in ((p, one, w), (q, other, v)):
                    change[column] += _excess(
                        links, victim, order, first, person, goal, column, here, instead
                    ) - _excess(links, victim, order, first, person, goal, column, -1, -1)
                better += (excess[column] + change[column]) ** 2 - excess[column] ** 2
        if better >= 0.0:
            continue
        excess += change
        owner[one], owner[other] = q, p
        slot[one], slot[other] = slot[other], slot[one]
        order[slot[one]], order[slot[other]] = one, other
    return owner


@njit(cache=True)
def _has(links, victim, order, first, owner, person):  # type: ignore[no-untyped-def]
    for position in range(first[owner], first[owner + 1]):
        if victim[links[order[position]]] == person:
            return True
    return False


@njit(cache=True)
def _excess(links, victim, order, first, owner, goal, column, changed, person):  # type: ignore[no-untyped-def]
    """Share of pairs with the same answer, less the goal's share of pairs that both answer.

    With ``changed`` ≥ 0, the link at that place is of ``person`` instead.
    """
    wanted = goal.same[column]
    begin, end = first[owner], min(first[owner + 1], first[owner] + NEAR)
    size = end - begin
    if wanted < 0 or size < 2:
        return 0.0
    total = 0.0
    for i in range(begin, end):
        a = goal.answers[person if order[i] == changed else victim[links[order[i]]], column]
        if a < 0:
            continue
        for j in range(i + 1, end):
            b = goal.answers[person if order[j] == changed else victim[links[order[j]]], column]
            if b >= 0:
                total += (1.0 if a == b else 0.0) - wanted
    return total / (size * (size - 1) / 2)
