"""Is there any record that no rule forbids?"""

from __future__ import annotations

from collections.abc import Sequence

from lanterne.codebook.boxes import Box

MAX_STEPS = 2_000
"""Steps after which a search gives up; codebooks that people write need fewer than a hundred."""


class TooTangledError(Exception):
    """The rules are too many and too entangled to say whether they leave any record."""


def feasible(domains: Sequence[frozenset[int]], boxes: Sequence[Box]) -> bool:
    """Whether codes can be chosen, one in each domain, that lie in none of the boxes.

    Depth-first: a box is avoided by keeping some column out of its codes, and stays avoided as the
    domains shrink. A box that leaves one choice only is treated first, as in unit propagation.

    Args:
        domains: Per model column, the codes to choose from.
        boxes: What is forbidden.

    Raises:
        TooTangledError: After :data:`MAX_STEPS` steps.
    """
    if not all(domains):
        return False
    stack = [tuple(domains)]
    for _ in range(MAX_STEPS):
        if not stack:
            return False
        current = stack.pop()
        ways = [_ways_out(current, box) for box in boxes if _still_hit(current, box)]
        if not ways:
            return True
        for place, codes in min(ways, key=len):
            stack.append((*current[:place], codes, *current[place + 1 :]))
    raise TooTangledError


def _still_hit(domains: tuple[frozenset[int], ...], box: Box) -> bool:
    """Whether some choice of codes still lies in the box."""
    return all(domains[place] & codes for place, codes in box.items())


def _ways_out(domains: tuple[frozenset[int], ...], box: Box) -> list[tuple[int, frozenset[int]]]:
    """Each way to avoid the box: a column and the codes that remain for it."""
    ways = [(place, domains[place] - codes) for place, codes in box.items()]
    return [(place, codes) for place, codes in ways if codes]
