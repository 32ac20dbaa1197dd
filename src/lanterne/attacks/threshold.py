"""Membership by a score: a threshold that few people outside the data reach.

It is learnt from one half of the control group; the other half says how many of those who are not
in the data are taken for a member all the same (Yeom, Giacomelli, Fredrikson, Jha 2018, arXiv
1709.01604).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from lanterne.attacks.result import Rate

ALARMS = 0.1
"""Share of people outside the data who may be taken for members."""

Scores = npt.NDArray[np.floating[Any] | np.integer[Any]]


def tell_members(real: Scores, control: Scores, highest: float) -> tuple[float, Rate, Rate]:
    """Take everybody for a member whose score is high enough.

    Args:
        real: Scores of people in the data.
        control: Scores of people who are not.
        highest: The highest score that there is. It always makes a member, also where more than
            ``ALARMS`` of the control group have it: otherwise nobody would ever be found.

    Returns:
        The least score of a member; how many of ``real`` have it, and of the half of ``control``
        that it was not learnt from.
    """
    learning, held = control[::2], control[1::2]
    least = highest
    if len(learning):
        least = float(np.quantile(learning, 1 - ALARMS, method="higher"))
        if (learning >= least).mean() > ALARMS:
            least = min(float(np.nextafter(least, np.inf)), highest)
    found, alarms = (Rate(int((group >= least).sum()), len(group)) for group in (real, held))
    return least, found, alarms
