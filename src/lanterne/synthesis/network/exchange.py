"""Exchanges of links between perpetrators, so that their victims are as alike as was measured."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled

NEAR = 32
"""Exchanges are with a link that stands at most so far away in the order, so that rings stay apart;
of somebody with more victims only so many are compared."""


class Bundles(NamedTuple):
    """Which links each perpetrator has; exchanges change ``order`` in place.

    Attributes:
        links: Numbers of the links, those of a kind together.
        victim: Victim of each link.
        order: Places in ``links``, by perpetrator.
        first: Where each perpetrator begins in ``order``; one more than there are perpetrators.
    """

    links: npt.NDArray[np.int64]
    victim: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]


class Goal(NamedTuple):
    """Answers of the victims, and the share of pairs that should agree; -1 where unknown."""

    answers: npt.NDArray[np.int32]
    same: npt.NDArray[np.float64]


@compiled()
def exchange_links(bundles, ring, of_kind, owner, goal, proposals, seed):  # type: ignore[no-untyped-def]
    """Exchange links of one kind between perpetrators while likeness comes closer, in place.

    Args:
        bundles: Which links each perpetrator has.
        ring: Ring of each victim; links are exchanged within one.
        of_kind: Where each kind begins among the places of the links.
        owner: Perpetrator of each place.
        goal: How alike victims should be.
        proposals: Exchanges that are tried.
        seed: Seed of the drawing; it protects nothing.

    Returns:
        ``owner``.
    """
    links, victim, order, first = bundles
    np.random.seed(seed)
    columns = goal.same.size
    kind = np.searchsorted(of_kind, np.arange(links.size), side="right") - 1
    slot = np.empty(links.size, np.int64)
    for position in range(order.size):
        slot[order[position]] = position
    excess = np.zeros(columns)
    for person in range(first.size - 1):
        for column in range(columns):
            excess[column] += _excess(bundles, person, goal, column, -1, -1)
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
        if _has(bundles, q, v) or _has(bundles, p, w):
            continue
        better = 0.0
        for column in range(columns):
            change[column] = 0.0
            if goal.answers[v, column] != goal.answers[w, column]:
                for person, here, instead in ((p, one, w), (q, other, v)):
                    change[column] += _excess(
                        bundles, person, goal, column, here, instead
                    ) - _excess(bundles, person, goal, column, -1, -1)
                better += (excess[column] + change[column]) ** 2 - excess[column] ** 2
        if better >= 0.0:
            continue
        excess += change
        owner[one], owner[other] = q, p
        slot[one], slot[other] = slot[other], slot[one]
        order[slot[one]], order[slot[other]] = one, other
    return owner


@compiled()
def _has(bundles, owner, person):  # type: ignore[no-untyped-def]
    links, victim, order, first = bundles
    for position in range(first[owner], first[owner + 1]):
        if victim[links[order[position]]] == person:
            return True
    return False


@compiled()
def _excess(bundles, owner, goal, column, changed, person):  # type: ignore[no-untyped-def]
    """Share of pairs with the same answer, less the goal's share of pairs that both answer.

    With ``changed`` ≥ 0, the link at that place is of ``person`` instead.
    """
    links, victim, order, first = bundles
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
