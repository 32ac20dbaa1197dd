"""Who is linked to whom, arranged for drawing: one small table for each answer of the links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lanterne.evaluation.network import RelationCell, Relations
from lanterne.report.labels import Labels

MOST_GROUPS = 6
"""Groups of people drawn one by one on each side; the others are drawn as one."""

MOST_PANELS = 8
"""Answers of the links that are drawn: those with the most links."""

Count = tuple[int, int]
"""Links in the cases, and in the release."""


@dataclass(frozen=True)
class Matrix:
    """The links of one answer: groups of victims × groups of perpetrators.

    Attributes:
        answer: What the links say.
        down: Labels of the groups of victims.
        across: Labels of the groups of perpetrators.
        counts: Of each group of victims, for each group of perpetrators.
    """

    answer: str
    down: tuple[str, ...]
    across: tuple[str, ...]
    counts: tuple[tuple[Count, ...], ...]

    @property
    def largest(self) -> int:
        """The greatest number of links of a cell on either side."""
        return max((n for row in self.counts for count in row for n in count), default=0)


def matrices(relations: Relations, labels: Labels, others: str) -> tuple[Matrix, ...]:
    """One matrix for each answer of the links, all with the same groups in the codebook's order.

    Args:
        relations: The cells.
        labels: What people read for answers.
        others: What they read for all groups that are not drawn one by one.
    """
    cells = relations.cells
    down = _groups(relations.victim_column, [(c.victim, c) for c in cells], labels)
    across = _groups(relations.perpetrator_column, [(c.perpetrator, c) for c in cells], labels)
    answers = _most((c.link, c) for c in cells)[:MOST_PANELS]
    counts: dict[tuple[str, str, str], Count] = defaultdict(lambda: (0, 0))
    for cell in cells:
        place = (
            cell.link,
            cell.victim if cell.victim in down else "",
            cell.perpetrator if cell.perpetrator in across else "",
        )
        real, released = counts[place]
        counts[place] = (real + cell.real, released + cell.released)

    def named(column: str, groups: Sequence[str]) -> tuple[str, ...]:
        return tuple(labels.answer(column, text) if text else others for text in groups)

    return tuple(
        Matrix(
            labels.answer(relations.link_column, answer),
            named(relations.victim_column, down),
            named(relations.perpetrator_column, across),
            tuple(tuple(counts[answer, row, column] for column in across) for row in down),
        )
        for answer in sorted(answers, key=lambda text: labels.place(relations.link_column, text))
    )


def _groups(
    column: str, cells: Sequence[tuple[str, RelationCell]], labels: Labels
) -> tuple[str, ...]:
    """The answers drawn one by one, in the codebook's order; "" at the end for the others."""
    most = _most(cells)
    shown = most if len(most) <= MOST_GROUPS else most[: MOST_GROUPS - 1]
    ordered = sorted(shown, key=lambda text: labels.place(column, text))
    return (*ordered, *([""] if len(shown) < len(most) else []))


def _most(cells: Iterable[tuple[str, RelationCell]]) -> list[str]:
    """The answers, those with the most links in the cases first."""
    links: dict[str, int] = defaultdict(int)
    for answer, cell in cells:
        links[answer] += cell.real
    return sorted(links, key=lambda answer: -links[answer])
