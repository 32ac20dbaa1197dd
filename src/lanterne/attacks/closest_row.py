"""Membership by the closest released row: who is closer to the release than people outside it are.

Distance to the closest record, in its sound form: a member is guessed where the closest released
row differs in few enough columns, by a threshold learnt from the control group (DOMIAS without a
density, van Breugel, Sun, Qian, van der Schaar 2023, arXiv 2302.12580).
"""

from __future__ import annotations

import math

import numpy as np

from lanterne.attacks.nearest import nearest
from lanterne.attacks.people import People
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import AttackResult, compare
from lanterne.attacks.threshold import tell_members

DEFINITION = "distance to the closest record as membership inference (arXiv 1709.01604, 2302.12580)"


def find_members(people: People, promise: Promise) -> AttackResult:
    """How many members are found, and how many others are taken for one."""
    real, control = (
        nearest(group, people.released)[1] for group in (people.original, people.control)
    )
    least, rate, chance = tell_members(real, control, people.width)
    return compare(
        "membership-by-closest-row",
        DEFINITION,
        rate,
        chance,
        promise,
        {
            "largest_distance": people.width - math.ceil(least),
            "median_distance": float(people.width - np.median(real)),
            "median_distance_of_control": float(people.width - np.median(control)),
        },
    )
