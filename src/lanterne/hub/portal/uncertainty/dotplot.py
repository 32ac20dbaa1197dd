"""Dots in stacks above the interval that they belong to: a drawing that nothing has to be run for.

Each drawing has a scale of its own, from its first dot to its last. It is drawn from left to right;
the page mirrors it, as it does other drawings of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lanterne.hub.portal.published import PublishedCount

WIDTH, EDGE = 400, 12
"""Units of the drawing, and what is left free on either side."""

BREADTH = {20: 15.0, 50: 9.0}
"""Dots → breadth of one."""

FOOT = 16
"""Units below the dots, for the interval."""


def dotplot(dots: Sequence[float], published: PublishedCount) -> str:
    """The drawing as SVG; whoever does not see it reads the numbers beside it.

    Args:
        dots: Where they stand, ascending; 20 or 50.
        published: The count, in whose interval they lie.
    """
    first, last = min(dots[0], published.low), max(dots[-1], published.high)
    breadth = BREADTH[len(dots)]
    scale = (WIDTH - 2 * EDGE) / ((last - first) or 1.0)

    def at(number: float) -> float:
        return EDGE + (number - first) * scale

    stacks = list(stacked([at(dot) for dot in dots], breadth))
    height = round(max(len(stack) for stack in stacks) * breadth) + FOOT
    path = "".join(
        f"M{sum(stack) / len(stack):.1f} {height - FOOT - breadth * (level + 0.5):.1f}h.01"
        for stack in stacks
        for level in range(len(stack))
    )
    middle, low, high = map(at, published)
    line = height - FOOT // 2
    return (
        f'<svg class="dots of-{len(dots)}" viewBox="0 0 {WIDTH} {height}" aria-hidden="true" '
        f'focusable="false"><path class="dot" d="{path}"/>'
        f'<rect class="range-line" x="{low:.1f}" y="{line - 1}" '
        f'width="{high - low:.1f}" height="2"/>'
        f'<rect class="mark" x="{middle - 2:.1f}" y="{line - 6}" width="4" height="12"/></svg>'
    )


def stacked(places: Sequence[float], breadth: float) -> Iterator[list[float]]:
    """Dots that would lie over each other, one above the other instead (Wilkinson 1999)."""
    stack: list[float] = []
    for place in places:
        if stack and place - stack[0] >= breadth:
            yield stack
            stack = []
        stack.append(place)
    yield stack
