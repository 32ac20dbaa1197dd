"""Bundling: which links belong to one perpetrator, so that victims share them as was measured.

Links whose perpetrators have the same answers may be of one perpetrator. How many victims a
perpetrator has is drawn from the measured table of perpetrators, given the answers. Victims are put
in an order in which those who are alike stand together, each column shaken as much as the measured
likeness asks for; perpetrators take neighbours in that order, all from the same one, so that those
who share one perpetrator tend to share others: rings. Exchanges then bring the likeness of victims
of one perpetrator to what was measured, column by column.
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

NEAR = 64
"""Half of the exchanges are with a link that stands at most so far away in the order."""


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
        same: Columns × groups of perpetrators by number of victims: the share of pairs of
            victims with the same answer among those where both answer; NaN where unknown.
        group: The group of each number of victims, from number 0; -1 for one victim.
    """

    answers: npt.NDArray[np.int32]
    same: Floats
    group: Integers


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
    chances = _tilted(kinds, chances, people)
    numbers = np.arange(1, chances.shape[1] + 1)
    wanted = kinds / (chances @ numbers)
    until = np.floor(np.cumsum(wanted) + rng.random())
    drawn = np.diff(np.concatenate([[0.0], until])).astype(np.int64)
    sizes = []
    for links, row, count in zip(kinds, chances, drawn, strict=True):
        points = (np.arange(count) + rng.random()) / max(count, 1)
        some = 1 + np.searchsorted(np.cumsum(row)[:-1], points, side="right")
        sizes.append(_summing_to(int(links), rng.permutation(some)))
    return sizes


def _tilted(kinds: Integers, chances: Floats, people: float) -> Floats:
    logs = np.log(np.arange(1, chances.shape[1] + 1))
    low, high = -8.0, 8.0
    for _ in range(60):
        middle = (low + high) / 2
        weights = chances * np.exp(middle * logs)
        weights /= weights.sum(axis=1, keepdims=True)
        made = (kinds / (weights @ np.exp(logs))).sum()
        low, high = (middle, high) if made > people else (low, middle)
    return weights


def _summing_to(links: int, sizes: Integers) -> Integers:
    """The first sizes that fit, the last one cut; what is left over are perpetrators of one."""
    before = np.cumsum(sizes) - sizes
    kept = np.minimum(sizes, links - before)[before < links]
    return np.concatenate([kept, np.ones(links - int(kept.sum()), np.int64)])


def victim_order(likeness: Likeness, seed: int) -> Integers:
    """Victims so that those who are alike stand together, as nearly as was measured.

    The columns that victims of one perpetrator share most beyond chance come first. In the order,
    a victim gives a chance answer to a column as often as makes two neighbours alike at the
    measured rate: with true answers at rate a, two agree at a² + (1 - a²)·chance.
    """
    rng = np.random.default_rng(seed)
    lifts, keys = [], []
    for column in range(likeness.answers.shape[1]):
        answers = likeness.answers[:, column]
        known = answers[answers >= 0]
        if not len(known):
            continue
        chance = float(((np.bincount(known) / len(known)) ** 2).sum())
        same = float(np.nanmean(np.append(likeness.same[column], chance)[:-1]))
        lift = np.clip((same - chance) / max(1 - chance, 1e-9), 0.0, 1.0)
        shaken = (rng.random(len(answers)) > np.sqrt(lift)) | (answers < 0)
        lifts.append(float(lift))
        keys.append(np.where(shaken, rng.choice(known, len(answers)), answers))
    first_last = [keys[place] for place in np.argsort(lifts)]
    return np.lexsort([rng.random(len(likeness.answers)), *first_last])


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
    rng = np.random.default_rng(seed)
    place = np.empty(len(likeness.answers), np.int64)
    place[victim_order(likeness, seed)] = np.arange(len(place))
    links = _in_order(stubs, place)
    dealt = [rng.permutation(some) for some in sizes]
    flat = np.concatenate(dealt) if dealt else np.zeros(0, np.int64)
    first = _distinct(links, stubs.victim, np.concatenate([[0], np.cumsum(flat)]).astype(np.int64))
    goal = _Goal(
        likeness.answers,
        np.nan_to_num(likeness.same, nan=-1.0),
        likeness.group[np.minimum(np.diff(first), len(likeness.group) - 1)],
    )
    of_kind = np.searchsorted(stubs.kind[links], np.arange(len(sizes) + 1))
    _exchange(links, stubs.victim, stubs.kind, of_kind, first, goal, proposals * len(links), seed)
    perpetrator = np.empty(len(links), np.int64)
    perpetrator[links] = np.repeat(np.arange(len(first) - 1), np.diff(first))
    return perpetrator


def _in_order(stubs: Stubs, place: Integers) -> Integers:
    """Links by kind, then a victim's first of the kind before anybody's second, then in order."""
    by_victim = np.lexsort([stubs.kind, stubs.victim])
    victim, kind = stubs.victim[by_victim], stubs.kind[by_victim]
    new = np.ones(len(victim), bool)
    new[1:] = (victim[1:] != victim[:-1]) | (kind[1:] != kind[:-1])
    started = np.maximum.accumulate(np.where(new, np.arange(len(victim)), 0))
    occurrence = np.empty(len(victim), np.int64)
    occurrence[by_victim] = np.arange(len(victim)) - started
    return np.lexsort([place[stubs.victim], occurrence, stubs.kind])


class _Goal(NamedTuple):
    answers: npt.NDArray[np.int32]
    same: Floats
    group: Integers


def _distinct(links: Integers, victim: Integers, first: Integers) -> Integers:
    """The starts of the perpetrators, split where one would have the same victim twice."""
    splits = _repeats(links, victim, first)
    return np.unique(np.concatenate([first, splits]))


@njit(cache=True)
def _repeats(links, victim, first):  # type: ignore[no-untyped-def]
    found = []
    for perpetrator in range(first.size - 1):
        begin = first[perpetrator]
        for place in range(first[perpetrator], first[perpetrator + 1]):
            for before in range(begin, place):
                if victim[links[before]] == victim[links[place]]:
                    found.append(place)
                    begin = place
                    break
    return np.array(found, dtype=np.int64)


@njit(cache=True)
def _exchange(links, victim, kind, of_kind, first, goal, proposals, seed):  # type: ignore[no-untyped-def]  # noqa: PLR0912
    """Exchange links of one kind between perpetrators while likeness comes closer, in place."""
    np.random.seed(seed)
    columns, groups = goal.same.shape
    owner = np.empty(links.size, np.int64)
    for perpetrator in range(first.size - 1):
        owner[first[perpetrator] : first[perpetrator + 1]] = perpetrator
    # Per column and group: pairs with the same answer less those that there should be.
    excess = np.zeros((columns, groups))
    people = np.ones(groups)
    for perpetrator in range(first.size - 1):
        group = goal.group[perpetrator]
        if group >= 0:
            people[group] += 1
            for column in range(columns):
                excess[column, group] += _excess(
                    links, victim, first, perpetrator, goal, column, -1, -1
                )
    change = np.empty((columns, 2))
    for _ in range(proposals):
        one = np.random.randint(links.size)
        p = owner[one]
        if goal.group[p] < 0:
            continue
        k = kind[links[one]]
        if np.random.randint(2) == 0:
            other = one + np.random.randint(-NEAR, NEAR + 1)
            if other < of_kind[k] or other >= of_kind[k + 1]:
                continue
        else:
            other = of_kind[k] + np.random.randint(of_kind[k + 1] - of_kind[k])
        q = owner[other]
        v, w = victim[links[one]], victim[links[other]]
        if p == q or v == w or _has(links, victim, first, q, v) or _has(links, victim, first, p, w):
            continue
        gp, gq = goal.group[p], goal.group[q]
        better = 0.0
        for column in range(columns):
            if goal.answers[v, column] == goal.answers[w, column]:
                change[column, 0] = change[column, 1] = 0.0
                continue
            change[column, 0] = _excess(links, victim, first, p, goal, column, one, w) - _excess(
                links, victim, first, p, goal, column, -1, -1
            )
            change[column, 1] = 0.0
            if gq >= 0:
                change[column, 1] = _excess(
                    links, victim, first, q, goal, column, other, v
                ) - _excess(links, victim, first, q, goal, column, -1, -1)
            before = excess[column, gp] ** 2 / people[gp]
            if gq == gp:
                after = (excess[column, gp] + change[column, 0] + change[column, 1]) ** 2
                better += after / people[gp] - before
            else:
                better += (excess[column, gp] + change[column, 0]) ** 2 / people[gp] - before
                if gq >= 0:
                    after = (excess[column, gq] + change[column, 1]) ** 2
                    better += (after - excess[column, gq] ** 2) / people[gq]
        if better >= 0.0:
            continue
        for column in range(columns):
            excess[column, gp] += change[column, 0]
            if gq >= 0:
                excess[column, gq] += change[column, 1]
        links[one], links[other] = links[other], links[one]


@njit(cache=True)
def _has(links, victim, first, perpetrator, person):  # type: ignore[no-untyped-def]
    for place in range(first[perpetrator], first[perpetrator + 1]):
        if victim[links[place]] == person:
            return True
    return False


@njit(cache=True)
def _excess(links, victim, first, perpetrator, goal, column, changed, person):  # type: ignore[no-untyped-def]
    """Share of pairs with the same answer, less the goal's share of pairs that both answer.

    With ``changed`` ≥ 0, the link at that place is of ``person`` instead.
    """
    wanted = goal.same[column, goal.group[perpetrator]]
    begin, end = first[perpetrator], first[perpetrator + 1]
    size = end - begin
    if wanted < 0 or size < 2:
        return 0.0
    total = 0.0
    # Of somebody with very many victims only the first are looked at.
    end = min(end, begin + NEAR)
    size = end - begin
    for i in range(begin, end):
        a = goal.answers[person if i == changed else victim[links[i]], column]
        if a < 0:
            continue
        for j in range(i + 1, end):
            b = goal.answers[person if j == changed else victim[links[j]], column]
            if b >= 0:
                total += (1.0 if a == b else 0.0) - wanted
    return total / (size * (size - 1) / 2)
