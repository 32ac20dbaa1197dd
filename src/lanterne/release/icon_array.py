"""A hundred icons, so many of them filled: a drawing that nothing has to be run for.

Icons are filled row by row from where reading begins, so that in Arabic it is mirrored. What is
filled differs by its shape, not by its colour alone: a disc, else a ring. The same number gives
the same bytes.
"""

from __future__ import annotations

SIDE = 10
"""Icons in a row, and rows."""

STEP = 12
"""Units of the drawing from one icon to the next."""


def icon_array(filled: int, *, right_to_left: bool = False) -> str:
    """The drawing as SVG; its colours are the style of the page, by the classes it has.

    Whoever does not see it reads the words beside it: it is hidden from them.

    Args:
        filled: How many of the 100 are filled, 0 to 100.
        right_to_left: Whether the first stands on the right.
    """
    if not 0 <= filled <= SIDE**2:
        raise ValueError(f"{filled} of {SIDE**2} icons cannot be filled")
    size = SIDE * STEP
    places = [_place(number, right_to_left=right_to_left) for number in range(SIDE**2)]
    return (
        f'<svg class="worlds" viewBox="0 0 {size} {size}" aria-hidden="true" focusable="false">'
        f'<path class="without" d="{_dots(places[filled:])}"/>'
        f'<path class="hole" d="{_dots(places[filled:])}"/>'
        f'<path class="with" d="{_dots(places[:filled])}"/></svg>'
    )


def _place(number: int, *, right_to_left: bool) -> tuple[int, int]:
    row, column = divmod(number, SIDE)
    across = SIDE - 1 - column if right_to_left else column
    return STEP // 2 + STEP * across, STEP // 2 + STEP * row


def _dots(places: list[tuple[int, int]]) -> str:
    """Lines without length: round ends make discs of them."""
    return "".join(f"M{x} {y}h.01" for x, y in places)
