"""The pictures of risk: Vega-Lite specifications, each at most as wide as a telephone."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from lanterne.report.drawing import (
    CASES,
    FROM_ZERO,
    INVENTED,
    RELEASE,
    WIDTH,
    Spec,
    Words,
    by_kind,
    fit,
    least_extent,
    lookup,
    percent_axis,
)
from lanterne.risk import LengthRisk, TableRisk

ALONE, RARE = INVENTED, RELEASE
"""Colours of people who are alone, and of those whose answers are rare."""

LABEL = 25
"""Letters in a line of a label."""

LINE = 14
"""Height of a line of labels, in pixels."""


def isolating_lengths(lengths: Sequence[LengthRisk], people: int, words: Words) -> Spec:
    """People alone and rare at each number of answers, one upon the other."""
    order = [words["alone"], words["rare"]]
    values = [
        {"length": one.length, "kind": kind, "place": place, "share": count / people}
        for one in lengths
        for place, (kind, count) in enumerate(zip(order, (one.unique, one.rare), strict=True))
    ]
    axis = {"title": words["answers_together"], "labelAngle": 0, "ticks": False}
    return {
        **fit(240),
        "data": {"values": values},
        "mark": {"type": "bar", "width": {"band": 0.5}},
        "encoding": {
            "x": {"field": "length", "type": "ordinal", "axis": axis},
            "y": {
                "field": "share",
                "type": "quantitative",
                "axis": percent_axis(),
                "scale": FROM_ZERO,
            },
            "order": {"field": "place"},
            "color": by_kind(order, [ALONE, RARE]),
        },
    }


def bars(rows: Sequence[tuple[str, float]], colour: str = CASES) -> Spec:
    """A bar for each label; long labels have several lines, their middle beside the bar."""
    wrapped = [
        textwrap.wrap(label, LABEL, max_lines=3, placeholder=" …") or [""] for label, _ in rows
    ]
    most = max((len(lines) for lines in wrapped), default=1)
    labels = [[""] * ((most - len(lines)) // 2) + lines for lines in wrapped]
    values = [{"place": place, "share": share} for place, (_, share) in enumerate(rows)]
    axis = {
        "title": None,
        "ticks": False,
        "labelLimit": 190,
        "labelExpr": lookup(labels),
        "labelBaseline": "middle",
        "labelOffset": LINE * (0.25 * (most > 1) - (most - 1) / 2),  # of an even block, half a line
        "minExtent": least_extent([line for lines in wrapped for line in lines]),
    }
    return {
        "width": WIDTH - 4,
        "height": {"step": 8 + LINE * most},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "mark": {"type": "bar", "color": colour, "height": 14},
        "encoding": {
            "y": {"field": "place", "type": "ordinal", "axis": axis},
            "x": {
                "field": "share",
                "type": "quantitative",
                "axis": percent_axis(),
                "scale": FROM_ZERO,
            },
        },
    }


def group_sizes(bands: Sequence[tuple[str, float]], words: Words) -> Spec:
    """Share of people in groups of each size."""
    values = [{"place": place, "share": share} for place, (_, share) in enumerate(bands)]
    axis = {
        "title": words["group_size"],
        "labelAngle": 0,
        "ticks": False,
        "labelExpr": lookup([label for label, _ in bands]),
    }
    return {
        **fit(220),
        "data": {"values": values},
        "mark": {"type": "bar", "color": CASES, "width": {"band": 0.6}},
        "encoding": {
            "x": {"field": "place", "type": "ordinal", "axis": axis},
            "y": {
                "field": "share",
                "type": "quantitative",
                "axis": percent_axis(),
                "scale": FROM_ZERO,
            },
        },
    }


def household_risk(table: TableRisk, labels: Sequence[str], words: Words) -> Spec:
    """Share of people by risk: by themselves, and with their household, side by side."""
    assert table.household is not None  # there is no picture of what is not recorded
    order = [words["household.own"], words["household.joint"]]
    values = [
        {"place": place, "kind": kind, "share": count / table.people}
        for place, band in enumerate(table.household.bands)
        for kind, count in zip(order, (band.own, band.by_household), strict=True)
    ]
    axis = {
        "title": words["risk"],
        "labelAngle": 0,
        "ticks": False,
        "labelExpr": lookup([textwrap.wrap(label, 7) for label in labels]),
    }
    return {
        **fit(250),
        "data": {"values": values},
        "mark": {"type": "bar"},
        "encoding": {
            "x": {"field": "place", "type": "ordinal", "axis": axis},
            "xOffset": {"field": "kind", "sort": order},
            "y": {
                "field": "share",
                "type": "quantitative",
                "axis": percent_axis(),
                "scale": FROM_ZERO,
            },
            "color": by_kind(order, [CASES, RELEASE]),
        },
    }
