"""Membership by the closest released row: who is closer to the release than people outside it are.

Distance to the closest record, in its sound form: a member is guessed where the closest released
row differs in few enough columns. How few is learnt from one half of the control group, so that
about one in ten of those who are not in the data is taken for a member; the other half says how
many are (Yeom, Giacomelli, Fredrikson, Jha 2018, arXiv 1709.01604; DOMIAS without a density, van
Breugel, Sun, Qian, van der Schaar 2023, arXiv 2302.12580).
"""

from __future__ import annotations

import numpy as np

from lanterne.attacks.nearest import nearest
from lanterne.attacks.people import Codes, People, Rows
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import AttackResult, Rate, judge

DEFINITION = "distance to the closest record as membership inference (arXiv 1709.01604, 2302.12580)"

ALARMS = 0.1
"""Share of people outside the data who may be taken for members."""


def find_members(people: People, promise: Promise) -> AttackResult:
    """How many members are found, and how many others are taken for one."""
    real, control = (_distances(group, people) for group in (people.original, people.control))
    learning, held = control[::2], control[1::2]
    most = int(np.quantile(learning, ALARMS, method="lower")) if len(learning) else 0
    if len(learning) and (learning <= most).mean() > ALARMS:
        most = max(most - 1, 0)
    rate, chance = (Rate(int((far <= most).sum()), len(far)) for far in (real, held))
    return AttackResult(
        "membership-by-closest-row",
        DEFINITION,
        rate,
        chance,
        *judge(rate, chance, promise),
        detail={
            "largest_distance": most,
            "median_distance": float(np.median(real)) if len(real) else 0.0,
            "median_distance_of_control": float(np.median(held)) if len(held) else 0.0,
        },
    )


def _distances(targets: Codes, people: People) -> Rows:
    """Columns in which the closest released row differs."""
    return people.width - nearest(targets, people.released)[1]
