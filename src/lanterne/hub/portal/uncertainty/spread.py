"""Which published counts may have dots, and where each of these stands.

Of n dots the k-th is the confidence limit at (k - 1/2) / n (:mod:`.limits`), as in quantile
dotplots (Kay, Kola, Hullman, Munson 2016; Fernandes, Walls, Munson, Hullman, Kay 2018). So the true
number lies further out than the k-th dot, from either end, in at most k of n releases. Of 20 dots
the outer two are the ends of the 95 % interval; of 50, one is beyond each end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lanterne.codebook.model import Text
from lanterne.hub.portal.coded import coded
from lanterne.hub.portal.figures.figure import Figure
from lanterne.hub.portal.published import PublishedCount
from lanterne.hub.portal.uncertainty.dotplot import dotplot
from lanterne.hub.portal.uncertainty.limits import Limits, limits_of
from lanterne.hub.portal.unpublished import Unpublished
from lanterne.release import People
from lanterne.release.counts_check import LONGEST

NUMBERS = (20, 50)
"""How many dots there may be."""

MOST_ROWS = 60
"""Most answers of one figure or column on a page; the CSV has the rest."""

_SAME = 0.005
"""Two published numbers that differ by no more are one."""


@dataclass(frozen=True)
class Spread:
    """A count with its dots.

    Attributes:
        labels: Labels of each answer that is counted together.
        published: The count; ``None``: none was published.
        dots: The numbers at which the dots stand, ascending; none: there are no dots.
        unsaid: Why it is not said how many there are; ``None``: it is.
        held: Whether there are none because the number was held down to that of fewer answers.
        svg: The drawing; empty where there are no dots.
    """

    labels: tuple[tuple[Text, ...], ...]
    published: PublishedCount | None
    dots: tuple[float, ...]
    unsaid: Unpublished | None
    held: bool
    svg: str

    @property
    def middle(self) -> tuple[float, float]:
        """Where the middle half of the dots begins and ends."""
        first = len(self.dots) // 4
        return self.dots[first], self.dots[-1 - first]


def spread(
    people: People,
    codes: Mapping[str, str],
    labels: tuple[tuple[Text, ...], ...],
    published: PublishedCount | None,
    unsaid: Unpublished | None,
    number: int,
) -> Spread:
    """A count with so many dots.

    Args:
        people: Who is counted.
        codes: Column → the answer that is counted.
        labels: What a person reads.
        published: The count.
        unsaid: Why it is not said how many there are; ``None``: it is.
        number: How many dots.
    """
    if published is None or unsaid:
        return Spread(labels, published, (), unsaid, held=False, svg="")
    limits = limits_in(people, codes, published)
    if limits is None:
        return Spread(labels, published, (), None, held=True, svg="")
    dots = tuple(limits.at((place + 0.5) / number) for place in range(number))
    return Spread(labels, published, dots, None, held=False, svg=dotplot(dots, published))


def figure_spreads(found: Figure, number: int) -> Iterator[Spread]:
    """The first counts of a figure with so many dots, one after the other."""
    for item in found.items[:MOST_ROWS]:
        answers = tuple(answer.labels for answer in item.answers)
        yield spread(found.plan.people, item.codes, answers, item.published, item.unsaid, number)


def limits_in(people: People, codes: Mapping[str, str], published: PublishedCount) -> Limits | None:
    """The limits of a count, but for one that was held down to that of fewer answers.

    A count of answers together is published as no larger than that of some of them. Such a number
    equals the other, and where the noise had put it is not published.
    """
    counts = coded(people).published
    for left_out in codes if 1 < len(codes) <= LONGEST else ():
        rest = {name: code for name, code in codes.items() if name != left_out}
        for parent in counts.of((), rest).values():
            if abs(parent.estimate - published.estimate) <= _SAME:
                return None
    return limits_of(published)
