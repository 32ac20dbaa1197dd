"""Who hangs together: the connected components of a graph of people and links."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled

Integers = npt.NDArray[np.int64]


def component_of(first: Integers, second: Integers, people: int) -> Integers:
    """The component of each person, named by the least number in it.

    Args:
        first: One end of each link, 0 ≤ number < ``people``.
        second: Its other end.
        people: How many people there are, linked or not.
    """
    return np.asarray(_roots(first, second, people))


@compiled()
def _roots(first, second, people):  # type: ignore[no-untyped-def]
    """Disjoint sets with path halving: one representative for all people of a component."""
    parent = np.arange(people)
    for link in range(len(first)):
        a, b = root_of(parent, first[link]), root_of(parent, second[link])
        parent[max(a, b)] = min(a, b)
    for person in range(people):  # a parent is never greater than its child
        parent[person] = parent[parent[person]]
    return parent


@compiled()
def root_of(parent, person):  # type: ignore[no-untyped-def]
    """The representative of the component of a person; paths are halved on the way, in place."""
    while parent[person] != person:
        parent[person] = parent[parent[person]]
        person = parent[person]
    return person
