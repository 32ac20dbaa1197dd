"""Membership by the closest released row: who is closer to the release than people outside it are.

Distance to the closest record, in its sound form: a member is guessed where the closest released
row differs in few enough columns, by a threshold learnt from the control group (DOMIAS without a
density, van Breugel, Sun, Qian, van der Schaar 2023, arXiv 2302.12580).
"""

from __future__ import annotations

import math

import numpy as np

from lanterne.attacks.nearest import nearest
from lanterne.attacks.people import Lookup, People, Rows
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import AttackResult, compare, most_lenient
from lanterne.attacks.threshold import tell_members

DEFINITION = "distance to the closest record as membership inference (arXiv 1709.01604, 2302.12580)"


def find_members(people: People, promise: Promise) -> AttackResult:
    """How many members are found, and how many others are taken for one.

    Where nobody was left out and noise was drawn, people must also be closer to the release than to
    each other.
    """
    real = _agreement(Lookup(people.original, people.released))
    return most_lenient(
        _told_from(_agreement(lookup), real, people.width, promise)
        for lookup in people.by_chance(noise=promise.epsilon is not None)
    )


def _agreement(lookup: Lookup) -> Rows:
    return nearest(lookup.targets, lookup.rows)[1]


def _told_from(control: Rows, real: Rows, width: int, promise: Promise) -> AttackResult:
    least, rate, chance = tell_members(real, control, width)
    return compare(
        "membership-by-closest-row",
        DEFINITION,
        rate,
        chance,
        promise,
        {
            "largest_distance": width - math.ceil(least),
            "median_distance": float(width - np.median(real)),
            "median_distance_of_control": float(width - np.median(control)),
        },
    )
