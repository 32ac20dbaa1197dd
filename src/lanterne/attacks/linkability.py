"""Linkability: two things known of people apart, found to be of the same person by the release.

Giomi et al. 2023, arXiv 2211.10459, section 4.2. The attacker has two lists of people, with some
columns in each, and finds for every entry the released row that is most like it. Where both parts
of a person lead to the same row, the two are linked.
"""

from __future__ import annotations

import numpy as np

from lanterne.attacks.nearest import nearest
from lanterne.attacks.people import Codes, People
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import NOTHING, AttackResult, Rate, compare

DEFINITION = "Giomi et al. 2023 (arXiv 2211.10459), section 4.2, one neighbour"


def link_parts(
    people: People,
    promise: Promise,
    rng: np.random.Generator,
    parts: tuple[tuple[str, ...], tuple[str, ...]] | None = None,
) -> AttackResult:
    """How often the two parts of a person lead to the same released row.

    Args:
        people: The targets of both groups, and the release.
        promise: What is put to the test.
        rng: Where the split comes from.
        parts: Names of the columns of each list; ``None``: the columns are split at random.
    """
    if parts is None:
        order = rng.permutation(people.width)
        sides = [np.sort(order[: people.width // 2]), np.sort(order[people.width // 2 :])]
    else:
        sides = [np.array([people.header.index(name) for name in part], int) for part in parts]
    detail = {"parts": [[people.header[j] for j in side] for side in sides]}
    rate = chance = NOTHING
    if all(map(len, sides)):
        groups = people.original, people.control
        rate, chance = (_linked(group, people, sides) for group in groups)
    return compare("linkability", DEFINITION, rate, chance, promise, detail)


def _linked(targets: Codes, people: People, sides: list[np.ndarray]) -> Rate:
    first, second = (nearest(targets[:, side], people.released[:, side])[0] for side in sides)
    return Rate(int((first == second).sum()), len(targets))
