"""Exchanges of links between perpetrators, so that their victims are as alike as was measured."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

NEAR = 32
"""Exchanges are with a link that stands at most so far away in the order, so that rings stay apart;
of somebody with more victims only so many are compared."""


class Goal(NamedTuple):
    """Answers of the victims, and the share of pairs that should agree; -1 where unknown."""

    answers: npt.NDArray[np.int32]
    same: npt.NDArray[np.float64]


@njit(cache=True)
def exchange_links(links, victim, ring, of_kind, owner, order, first, goal, proposals, seed):  # type: ignore[no-untyped-def]
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
