"""How many victims perpetrators have, from how many of their links were counted.

At most D links of a victim are in the table of perpetrators. Each link is there with about one
chance q, so a perpetrator with n victims has m of them counted by a binomial law, and with m = 0 is
not seen at all. Who has how many is estimated back by expectation and maximisation (Vardi, Shepp &
Kaufman 1985, eq. 2.13, with the law of thinning in the place of that of emission): counts stay
positive, and what is noise in them is not blown up as by an inverse.
Post-processing of released counts: repeatable, no privacy cost.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ROUNDS = 30
"""Rounds of estimation: few, since noise comes back with more."""


def before_thinning(people: Floats, kept: float) -> Floats:
    """People by their number of links, from people by the number of their links that were counted.

    Args:
        people: People of whom 1, 2, … links were counted; ≥ 0.
        kept: Share q of all links that was counted, 0 to 1; 0 where there is none.

    Returns:
        People with 1, 2, … links, as many numbers; ≥ 0. Those of whom no link was counted are
        among them. Nobody where no link is.
    """
    if kept <= 0:
        return np.zeros_like(people)
    if kept >= 1 or not people.any():
        return people.copy()
    law = _binomial(len(people), kept)
    seen = law.sum(axis=0)
    estimate = people / kept
    for _ in range(ROUNDS):
        expected = np.maximum(law @ estimate, 1e-12)
        estimate = estimate / seen * (law.T @ (people / expected))
    return estimate


def _binomial(most: int, kept: float) -> Floats:
    """Chance that m of n links are counted, for m (rows) and n (columns) from 1."""
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])
    m, n = np.arange(1, most + 1)[:, None], np.arange(1, most + 1)[None, :]
    left = np.maximum(n - m, 0)
    chance = logs[n] - logs[m] - logs[left] + m * np.log(kept) + left * np.log1p(-kept)
    return np.where(m <= n, np.exp(chance), 0.0)
