"""The pictures of the part for statisticians: Vega-Lite specifications."""

from __future__ import annotations

from collections.abc import Sequence

from lanterne.evaluation import SizeMeasures
from lanterne.evaluation.analyses import OddsRatio, Route, YearCount
from lanterne.report.drawing import (
    CASES,
    FROM_ZERO,
    GRID,
    MISSING,
    RELEASE,
    SOFT,
    WIDTH,
    Spec,
    Words,
    fit,
    lookup,
    paired_bars,
    percent_axis,
)

FARTHEST = 100.0
"""Odds ratios are drawn from 1 ÷ this to this; intervals that go on are cut at the edge."""


def kept_by_size(
    sizes: Sequence[SizeMeasures], names: Sequence[str], kept: str, missing: str, title: str
) -> Spec:
    """Share of the combinations of each size that are kept, the rest missing.

    Args:
        sizes: The sizes of one length with combinations in the cases.
        names: What each size is called.
        kept: Word for those that are kept.
        missing: Word for the others.
        title: Title of the axis of sizes.
    """
    values = [
        {"place": place, "kind": kind, "share": share / one.real, "order": order}
        for place, one in enumerate(sizes)
        for order, (kind, share) in enumerate(((kept, one.preserved), (missing, one.suppressed)))
    ]
    axis = {"title": title, "labelAngle": -40, "ticks": False, "labelExpr": lookup(names)}
    return {
        **fit(230),
        "data": {"values": values},
        "mark": {"type": "bar"},
        "encoding": {
            "x": {"field": "place", "type": "ordinal", "axis": axis},
            "y": {
                "field": "share",
                "type": "quantitative",
                "stack": "zero",
                "axis": percent_axis(),
                "scale": {"domain": [0, 1]},
            },
            "order": {"field": "order"},
            "color": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": [kept, missing], "range": [CASES, "#c9ccc8"]},
            },
        },
    }


def years(counts: Sequence[YearCount], names: Sequence[str], words: Words) -> Spec:
    """People by year: a line for the cases and one, dashed, for the release."""
    order = [words["cases"], words["release"]]
    values = [
        {"place": place, "kind": kind, "people": people}
        for place, one in enumerate(counts)
        for kind, people in zip(order, (one.real, one.released), strict=True)
    ]
    axis = {"title": None, "labelAngle": -40, "ticks": False, "labelExpr": lookup(names)}
    axis["labelOverlap"] = True
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": order, "range": [CASES, RELEASE]},
    }
    return {
        **fit(240),
        "data": {"values": values},
        "mark": {"type": "line", "point": {"size": 45}, "strokeWidth": 2},
        "encoding": {
            "x": {"field": "place", "type": "ordinal", "axis": axis},
            "y": {
                "field": "people",
                "type": "quantitative",
                "axis": {"title": None, "format": ",d", "tickCount": 4},
                "scale": FROM_ZERO,
            },
            "color": colour,
            "shape": {**colour, "scale": {"domain": order, "range": ["circle", "square"]}},
            "strokeDash": {**colour, "scale": {"domain": order, "range": [[1, 0], [5, 3]]}},
        },
    }


def odds(ratios: Sequence[OddsRatio], names: Sequence[Sequence[str]], words: Words) -> Spec:
    """Odds ratios with their intervals, cases above release, on a logarithmic axis."""
    order = [words["cases"], words["release"]]
    values: list[Spec] = []
    for place, one in enumerate(ratios):
        for kind, interval in zip(order, (one.real_ratio, one.released_ratio), strict=True):
            ends = zip(
                ("low", "at", "high"), (interval.low, interval.estimate, interval.high), strict=True
            )
            within = {key: min(max(x, 1 / FARTHEST), FARTHEST) for key, x in ends}
            values.append({"place": place, "kind": kind, **within})
    y: Spec = {
        "field": "place",
        "type": "ordinal",
        "scale": {"paddingInner": 0.35, "paddingOuter": 0.2},
        "axis": {
            "title": None,
            "ticks": False,
            "labelLimit": 170,
            "labelExpr": lookup(names),
            "grid": True,
            "gridColor": GRID,
        },
    }
    offset = {"field": "kind", "sort": order}
    widest = max([2.0, *(max(one["high"], 1 / one["low"]) for one in values)])
    scale = {"type": "log", "domain": [1 / widest, widest], "nice": False}
    ticks = [x for x in (0.01, 0.1, 0.25, 0.5, 1, 2, 4, 10, 100) if 1 / widest <= x <= widest]
    x = {
        "field": "at",
        "type": "quantitative",
        "scale": scale,
        "axis": {"title": None, "values": ticks, "format": "~g", "labelOverlap": True},
    }
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": order, "range": [CASES, RELEASE]},
    }
    places = {"y": y, "yOffset": offset, "color": colour}
    return {
        "width": WIDTH - 4,
        "height": {"step": 15},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "layer": [
            {
                "data": {"values": [{"one": 1}]},
                "mark": {"type": "rule", "color": SOFT, "strokeDash": [4, 4]},
                "encoding": {"x": {"field": "one", "type": "quantitative", "scale": scale}},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {**places, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 42, "opacity": 1},
                "encoding": {
                    **places,
                    "x": x,
                    "shape": {**colour, "scale": {"domain": order, "range": ["circle", "square"]}},
                },
            },
        ],
    }


def routes(found: Sequence[Route], names: Sequence[Sequence[str]], words: Words) -> Spec:
    """People on each route in the cases and in the release, as pairs of bars."""
    return paired_bars(
        [(one.real, one.released) for one in found],
        names,
        words,
        axis={"title": None, "format": ",d", "tickCount": 4},
        step=13,
        room=170,
        legend=True,
    )


def distances_side_by_side(
    values: Sequence[tuple[str, int, float]], names: Sequence[str], title: str
) -> Spec:
    """Mean distance of each release at each number of columns.

    Args:
        values: Release, number of columns and distance.
        names: Releases in their order.
        title: Title of the axis of columns.
    """
    found = [{"release": name, "length": k, "distance": share} for name, k, share in values]
    colours = [CASES, RELEASE, MISSING, "#8a6d8f", "#3f7d5d", "#a3333d"]
    legend = {"columns": 2, "labelLimit": 150}
    domain: Spec = {"field": "release", "type": "nominal", "legend": legend}
    colour = {**domain, "scale": {"domain": list(names), "range": colours}}
    shapes = ["circle", "square", "diamond", "triangle-up", "cross", "triangle-down"]
    shape = {**domain, "scale": {"domain": list(names), "range": shapes}}
    return {
        **fit(260),
        "data": {"values": found},
        "mark": {"type": "line", "point": {"size": 60, "filled": True}, "strokeWidth": 2},
        "encoding": {
            "x": {
                "field": "length",
                "type": "ordinal",
                "axis": {"title": title, "labelAngle": 0, "ticks": False},
            },
            "y": {
                "field": "distance",
                "type": "quantitative",
                "axis": percent_axis(),
                "scale": FROM_ZERO,
            },
            "color": colour,
            "shape": shape,
        },
    }
