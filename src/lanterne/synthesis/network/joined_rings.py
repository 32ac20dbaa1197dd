"""Rings that grow while perpetrators are placed, and how far they still may.

Post-processing of released counts: no privacy cost.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting.components import root_of
from lanterne.synthesis.network.ring_law import Room

Integers = npt.NDArray[np.int64]


class JoinedRings(NamedTuple):
    """The rings that victims are in so far; all arrays are changed in place.

    Attributes:
        parent: Of each victim, towards the one who stands for the ring.
        size: Victims in the ring of each who stands for one.
        levels: Sizes of blocks that are counted; none: nothing limits rings.
        left: Whole blocks of each size that there may still be.
        taken: Of these, those that the perpetrator who is looked at would take.
        turn: How many perpetrators were looked at.
        person: Of each victim, the last of them who has the victim.
        ring: The same of each ring.
    """

    parent: Integers
    size: Integers
    levels: Integers
    left: Integers
    taken: Integers
    turn: Integers
    person: Integers
    ring: Integers

    @classmethod
    def nobody(cls, victims: int, room: Room) -> JoinedRings:
        """Each victim alone."""
        return cls(
            parent=np.arange(victims),
            size=np.ones(victims, np.int64),
            levels=room.levels,
            left=room.left.copy(),
            taken=np.zeros_like(room.left),
            turn=np.zeros(1, np.int64),
            person=np.zeros(victims, np.int64),
            ring=np.zeros(victims, np.int64),
        )


@compiled()
def has_room(joined, one, other):  # type: ignore[no-untyped-def]
    """Whether two rings may become one."""
    for place in range(joined.levels.size):
        more = more_blocks(joined.levels[place], one, other)
        if more and joined.taken[place] + more > joined.left[place]:
            return False
    return True


@compiled()
def more_blocks(level, one, other):  # type: ignore[no-untyped-def]
    """How many more whole blocks of victims there are when two rings become one."""
    return (one + other) // level - one // level - other // level


@compiled()
def join(joined, one, other):  # type: ignore[no-untyped-def]
    """The rings of two victims are one from now on."""
    one, other = root_of(joined.parent, one), root_of(joined.parent, other)
    if one == other:
        return
    for place in range(joined.levels.size):
        level = joined.levels[place]
        joined.left[place] -= more_blocks(level, joined.size[one], joined.size[other])
    joined.parent[other] = one
    joined.size[one] += joined.size[other]
