"""The tables of the report on linked tables: texts, ready to be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from lanterne.evaluation.network import ComponentMeasures, DegreeMeasures
from lanterne.report.cells import Cells
from lanterne.report.drawing import Words
from lanterne.report.network.relations import Matrix
from lanterne.report.parts import TableView
from lanterne.report.tables import Answers

DEGREES = (0, 1, 2, 3, 4, 5, 6, 9, 13, 21, 51, 201)
"""First number of links of each band that is shown."""

Row = tuple[str, Mapping[str, float | None]]
"""Label, and source → share from 0 to 1, or ``None`` where it cannot tell."""


def degree_bands(degrees: DegreeMeasures, cells: Cells) -> Answers:
    """People by number of links, in bands."""
    bands = [
        (low, after, [one for one in degrees.counts if low <= one.degree and one.degree < after])
        for low, after in pairwise(
            (*DEGREES, max(degrees.most_real, degrees.most_released, 201) + 1)
        )
    ]
    shown = [
        (cells.range(low, after - 1), sum(c.real for c in some), sum(c.released for c in some))
        for low, after, some in bands
        if some
    ]
    labels, real, released = zip(*shown, strict=True)
    return Answers(
        labels,
        real,
        released,
        tuple(n / max(degrees.people_real, 1) for n in real),
        tuple(n / max(degrees.people_released, 1) for n in released),
    )


def degree_table(degrees: DegreeMeasures, cells: Cells, words: Words) -> TableView:
    """Links of everybody together."""
    pairs = {
        "in_all": (degrees.people_real, degrees.people_released),
        "most_links": (degrees.most_real, degrees.most_released),
    }
    rows = (
        *_both(pairs, cells, words),
        (
            words["mean_links"],
            cells.number(degrees.mean_real, 2),
            cells.number(degrees.mean_released, 2),
        ),
        (words["distance"], "", cells.percent(degrees.distance)),
    )
    return TableView(words[f"degree.{degrees.of}"], _head(words), rows)


def ring_table(components: ComponentMeasures, cells: Cells, words: Words) -> TableView:
    """Rings, and the people in them, by size."""
    keys = ("ring_size", "rings_in", "rings_out", "people_in", "people_out", "difference")
    rows = tuple(
        (
            cells.range(one.low, one.high),
            cells.number(one.rings_real),
            cells.number(one.rings_released),
            cells.number(one.people_real),
            cells.number(one.people_released),
            cells.points(one.share_released - one.share_real),
        )
        for one in components.bands
    )
    return TableView(words["ring_sizes.chart"], tuple(words[key] for key in keys), rows)


def all_rings_table(components: ComponentMeasures, cells: Cells, words: Words) -> TableView:
    """Rings of all sizes together."""
    pairs = {
        "rings_all": (components.rings_real, components.rings_released),
        "ring_largest": (components.largest_real, components.largest_released),
    }
    distance = (words["distance"], "", cells.percent(components.distance))
    return TableView(words["rings"], _head(words), (*_both(pairs, cells, words), distance))


def _both(
    pairs: Mapping[str, tuple[float, float]], cells: Cells, words: Words
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (words[key], cells.number(real), cells.number(released))
        for key, (real, released) in pairs.items()
    )


def _head(words: Words) -> tuple[str, str, str]:
    return ("", words["cases"], words["release"])


def source_table(
    rows: Iterable[Row], names: Mapping[str, str], caption: str, what: str, cells: Cells
) -> TableView:
    """A share for each row and source, as the dots show them."""
    return TableView(
        caption,
        (what, *names.values()),
        tuple(
            (label, *(cells.percent(shares.get(source), 1) for source in names))
            for label, shares in rows
        ),
    )


def matrix_table(matrix: Matrix, cells: Cells, words: Words) -> TableView:
    """Links in the cases and in the release, by groups of people."""
    rows = tuple(
        (label, *(_both_counts(real, after, cells) for real, after in counts))
        for label, counts in zip(matrix.down, matrix.counts, strict=True)
    )
    caption = words["relations.chart"].format(answer=matrix.answer)
    return TableView(caption, ("", *matrix.across), rows)


def _both_counts(real: int, released: int, cells: Cells) -> str:
    return f"{cells.number(real)} / {cells.number(released)}" if real or released else "–"
