"""A figure with fresh noise of the size that its numbers have, nine times: invented figures.

If the published numbers were the true ones, releases made in the same way could have shown each of
these. The noise here protects nobody and is no secret: it follows from the checksum of the release,
so that everybody sees the same, on every day and with every later version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from lanterne.codebook.model import Text
from lanterne.hub.portal.figures.figure import Figure, Item
from lanterne.hub.portal.published import PublishedCount
from lanterne.hub.portal.uncertainty.limits import REACH

TIMES = 9
"""How many are drawn."""

MOST = 8
"""Most answers in one."""

WIDTH, LINE, EDGE = 200, 18, 18
"""Units of a drawing, of a bar with the room around it, and before the bars, for their numbers."""

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Renoised:
    """A figure and what noise would make of it.

    Attributes:
        labels: Of the answers that are drawn, as the figure orders them.
        published: Their published numbers, whole.
        times: Their numbers each time, whole.
        svgs: A drawing each time.
        left_out: Whether some answers are left out: too few to say, or too many for a drawing.
    """

    labels: tuple[tuple[tuple[Text, ...], ...], ...]
    published: tuple[int, ...]
    times: tuple[tuple[int, ...], ...]
    svgs: tuple[str, ...]
    left_out: bool

    @property
    def lines(self) -> list[tuple[tuple[tuple[Text, ...], ...], int, tuple[int, ...]]]:
        """Per answer its labels, its published number, and its numbers each time."""
        each = zip(*self.times, strict=True)
        return list(zip(self.labels, self.published, each, strict=True))


def renoised(figure: Figure, mark: str, *, right_to_left: bool = False) -> Renoised | None:
    """Nine figures; ``None`` where fewer than two of its numbers can be said.

    Args:
        figure: The published one.
        mark: The checksum that names its release.
        right_to_left: Whether bars begin on the right.
    """
    said = [item for item in figure.items if item.published and not item.unsaid]
    items = said[:MOST] if figure.plan.ordered else sorted(said, key=lambda i: -i.number)[:MOST]
    if len(items) < 2:
        return None
    times = tuple(
        tuple(_drawn(item, f"{mark} {figure.plan.name} {time}") for item in items)
        for time in range(TIMES)
    )
    largest = max(max(numbers) for numbers in times) or 1
    return Renoised(
        tuple(tuple(answer.labels for answer in item.answers) for item in items),
        tuple(round(item.number) for item in items),
        times,
        tuple(bars(numbers, largest, right_to_left=right_to_left) for numbers in times),
        len(items) < len(figure.items),
    )


def deviation(published: PublishedCount) -> float:
    """Standard deviation of the noise of an estimate, from its interval.

    Of one that is listed because it was large the upper half tells, of one that was held down to
    another the whole: the other way round each says too much.
    """
    above = published.high - published.estimate
    return min(above, (published.high - published.low) / 2) / REACH


def _drawn(item: Item, seed: str) -> int:
    """The published number with noise of its own; whole, and at least nobody."""
    assert item.published is not None  # others are left out
    names = " ".join(f"{name}={code}" for name, code in sorted(item.codes.items()))
    digest = hashlib.sha256(f"{seed} {names}".encode()).digest()
    chance = (int.from_bytes(digest[:6]) + 0.5) / 2**48
    noise = _NORMAL.inv_cdf(chance) * deviation(item.published)
    return max(0, round(item.published.estimate + noise))


def bars(numbers: Sequence[int], largest: int, *, right_to_left: bool) -> str:
    """One drawing: a bar for each number, with its place in the list before it."""
    parts = []
    for place, number in enumerate(numbers):
        width = round((WIDTH - EDGE) * number / largest, 1)
        at, name = (WIDTH - EDGE - width, WIDTH) if right_to_left else (EDGE, 0)
        anchor = "end" if right_to_left else "start"
        parts.append(
            f'<text x="{name}" y="{place * LINE + 14}" text-anchor="{anchor}">{place + 1}</text>'
            f'<rect class="bar" x="{at:g}" y="{place * LINE + 3}" width="{width:g}" height="12"/>'
        )
    return (
        f'<svg class="anew" viewBox="0 0 {WIDTH} {LINE * len(numbers)}" aria-hidden="true" '
        f'focusable="false" direction="ltr">{"".join(parts)}</svg>'
    )
