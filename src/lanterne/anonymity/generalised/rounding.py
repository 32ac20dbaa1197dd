"""The number of rows is not published exactly: some rows are left out by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lanterne.anonymity.generalised.records import Demand, Flags, Integers

MULTIPLE = 10
"""The number of rows that is published is a multiple of this."""

CANDIDATES = 2_000
"""Rows that are tried before a whole class is left out."""


def rounded_down(
    classes: Integers, answers: Sequence[Integers], demand: Demand, rng: np.random.Generator
) -> Flags:
    """Which rows stay when their number is rounded down and every class stays good.

    Rows are left out at random from classes that can spare them; where none can, the smallest class
    is left out.

    Args:
        classes: Number of the class of each row; every class is good.
        answers: Code of each row in each sensitive column.
        demand: What makes a class good.
        rng: Chance.
    """
    stays = np.ones(len(classes), bool)
    while excess := int(stays.sum()) % MULTIPLE:
        for row in _spare(classes, stays, demand.k, rng):
            members = np.flatnonzero(stays & (classes == classes[row]))
            rest = members[members != row]
            if _is_good(rest, stays, answers, demand):
                stays[row] = False
                excess -= 1
                if not excess:
                    break
        if excess:
            numbers, sizes = np.unique(classes[stays], return_counts=True)
            stays &= classes != numbers[int(np.argmin(sizes))]
    return stays


def _spare(classes: Integers, stays: Flags, k: int, rng: np.random.Generator) -> Integers:
    """Some rows at random, of classes of more than k."""
    sizes = np.bincount(classes[stays], minlength=int(classes.max(initial=0)) + 1)
    rows = np.flatnonzero(stays & (sizes[classes] > k))
    return rng.permutation(rows)[:CANDIDATES]


def _is_good(members: Integers, stays: Flags, answers: Sequence[Integers], demand: Demand) -> bool:
    """Whether some rows are a good class."""
    if len(members) < demand.k:
        return False
    for codes in answers:
        here = np.bincount(codes[members], minlength=int(codes.max()) + 1)
        if np.count_nonzero(here) < demand.diversity:
            return False
        if demand.closeness is not None:
            whole = np.bincount(codes[stays], minlength=len(here))
            excess = here / here.sum() - whole / whole.sum()
            if np.maximum(excess, 0).sum() > demand.closeness:
                return False
    return True
