"""The pictures of linked tables: Vega-Lite specifications."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lanterne.report.drawing import (
    APART,
    CASES,
    CONDENSED,
    GRID,
    RELEASE,
    WIDTH,
    Spec,
    lookup,
    percent_axis,
)
from lanterne.report.network.relations import Matrix

DISC = 36
"""Diameter of the largest disc, in pixels."""

LINE = 13
"""Height of a line of labels, in pixels."""

LEFT, RIGHT = "M0,-1A1,1,0,0,0,0,1Z", "M0,-1A1,1,0,0,1,0,1Z"
"""Half discs of radius 1: the cases, and the release."""


def split_discs(matrix: Matrix, largest: int) -> Spec:
    """Each cell as a disc: its left half the cases, its right half the release, area the links.

    Args:
        matrix: What is drawn.
        largest: Number of links of the largest half disc: the same for pictures side by side.
    """
    values = [
        {"row": row, "column": column, "side": side, "links": links}
        for row, counts in enumerate(matrix.counts)
        for column, count in enumerate(counts)
        for side, links in zip(("cases", "release"), count, strict=True)
    ]
    heads = [textwrap.wrap(label, 11) or [""] for label in matrix.across]
    axis = {"title": None, "ticks": False, "labelFontSize": 12, "labelLimit": 150}
    position = {
        "x": {
            "field": "column",
            "type": "ordinal",
            "axis": {
                **axis,
                "orient": "top",
                "labelAngle": 0,
                "labelExpr": lookup(heads),
                "labelPadding": 6 + LINE * (max(map(len, heads)) - 1),  # lines grow downwards
            },
        },
        "y": {
            "field": "row",
            "type": "ordinal",
            "axis": {**axis, "labelExpr": lookup(matrix.down)},
        },
    }
    halves = {
        "mark": {"type": "point", "filled": True, "opacity": 1},
        "encoding": {
            "size": {
                "field": "links",
                "type": "quantitative",
                "scale": {"domain": [0, largest], "range": [0, DISC**2]},
                "legend": None,
            },
            "shape": _by("side", {"cases": LEFT, "release": RIGHT}),
            "color": _by("side", {"cases": CASES, "release": RELEASE}),
        },
    }
    return {
        "width": WIDTH - 4,
        "height": {"step": DISC + 4},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "encoding": position,
        "layer": [{"mark": {"type": "rect", "filled": False, "stroke": GRID}}, halves],
    }


def _by(field: str, values: Mapping[str, str]) -> Spec:
    """A channel that says which of a few kinds a mark is; explained elsewhere."""
    scale = {"domain": list(values), "range": list(values.values())}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}


@dataclass(frozen=True)
class Mark:
    """How one source is drawn among dots on a line."""

    shape: str
    color: str
    size: int
    filled: bool


MARKS = {
    "cases": Mark("circle", CASES, 170, False),
    "release": Mark("circle", RELEASE, 60, True),
    "apart": Mark("diamond", APART, 70, False),
    "condensed": Mark("triangle-up", CONDENSED, 60, False),
}
"""Source → mark. A release that agrees with the cases is a dot in its circle."""


def dots(
    rows: Sequence[tuple[str, Mapping[str, float | None]]],
    names: Mapping[str, str],
    greatest: float | None = None,
) -> Spec:
    """A line for each row, with a mark for each source that can tell.

    Args:
        rows: Label, and source → share from 0 to 1, or ``None``.
        names: Source → what people read, for the sources that are drawn.
        greatest: End of the axis; ``None``: as the values need.
    """
    values = [
        {"place": place, "kind": names[source], "share": shares[source]}
        for place, (_, shares) in enumerate(rows)
        for source in names
        if shares.get(source) is not None
    ]
    axis = percent_axis()
    scale: Spec = {"domainMin": 0, "nice": True}
    if greatest is not None:
        axis["values"], scale["domainMax"] = [0, greatest / 2, greatest], greatest
    x = {"field": "share", "type": "quantitative", "axis": axis, "scale": scale}
    y = {
        "field": "place",
        "type": "ordinal",
        "axis": {
            "title": None,
            "ticks": False,
            "grid": True,
            "labelLimit": 160,
            "labelExpr": lookup([label for label, _ in rows]),
        },
    }
    drawn = [source for source in MARKS if source in names]
    marks = [MARKS[source] for source in drawn]
    domain = [names[source] for source in drawn]

    def channel(*looks: str | int) -> Spec:
        legend = {"columns": 1, "symbolOpacity": 1}  # side by side, long names are cut
        scale = {"type": "ordinal", "domain": domain, "range": list(looks)}
        return {"field": "kind", "type": "nominal", "scale": scale, "legend": legend}

    return {
        "width": WIDTH - 4,
        "height": {"step": 26},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "mark": {"type": "point", "opacity": 1, "strokeWidth": 2},
        "encoding": {
            "x": x,
            "y": y,
            "shape": channel(*(mark.shape for mark in marks)),
            "stroke": channel(*(mark.color for mark in marks)),
            "fill": channel(*(mark.color if mark.filled else "transparent" for mark in marks)),
            "size": channel(*(mark.size for mark in marks)),
        },
    }
