"""The pictures of a table: Vega-Lite specifications.

Each is at most ``WIDTH`` pixels wide, so that it stands on a telephone at its natural size. Only
the table of pairs grows with the number of columns; it scrolls in its own frame.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from lanterne.evaluation import AggregateMeasures, CountsSeen, LengthMeasures, SetMeasures
from lanterne.evaluation.aggregates import NOMINAL
from lanterne.report.drawing import (
    CASES,
    FROM_ZERO,
    HEAT,
    INVENTED,
    MISSING,
    RELEASE,
    SOFT,
    Spec,
    Words,
    by_kind,
    fit,
    least_extent,
    paired_bars,
    percent_axis,
)


def _by_length(title: str) -> Spec:
    """Lengths of combinations, side by side."""
    axis = {"title": title, "labelAngle": 0, "ticks": False}
    return {"field": "length", "type": "ordinal", "axis": axis}


def distance_by_length(lengths: Sequence[LengthMeasures], words: Words) -> Spec:
    """Mean distance of each length as a bar, and a line to the worst."""
    values = [
        {"length": one.length, "mean": one.distance_mean, "worst": one.distance_max}
        for one in lengths
    ]
    x = _by_length(words["columns_together"])
    y = {"field": "mean", "type": "quantitative", "axis": percent_axis(), "scale": FROM_ZERO}
    layers = [
        {
            "mark": {"type": "rule", "color": SOFT, "strokeWidth": 1.5},
            "encoding": {"y": y, "y2": {"field": "worst"}},
        },
        {
            "mark": {"type": "tick", "color": SOFT, "thickness": 1.5, "width": 14},
            "encoding": {"y": {**y, "field": "worst"}},
        },
        {"mark": {"type": "bar", "color": CASES, "width": {"band": 0.5}}, "encoding": {"y": y}},
    ]
    return {**fit(240), "data": {"values": values}, "encoding": {"x": x}, "layer": layers}


def missing_and_invented(lengths: Sequence[LengthMeasures], words: Words) -> Spec:
    """Share of combinations missing and invented at each length, side by side."""
    values = [
        {"length": one.length, "kind": kind, "share": share}
        for one in lengths
        for kind, share in (
            (words["missing"], one.suppressed_share),
            (words["invented"], one.fabricated_share),
        )
    ]
    order = [words["missing"], words["invented"]]
    return {
        **fit(240),
        "data": {"values": values},
        "mark": {"type": "bar"},
        "encoding": {
            "x": _by_length(words["answers_together"]),
            "xOffset": {"field": "kind", "sort": order},
            "y": {
                "field": "share",
                "type": "quantitative",
                "axis": percent_axis(),
                "scale": FROM_ZERO,
            },
            "color": by_kind(order, [MISSING, INVENTED]),
        },
    }


def interval_coverage(aggregates: Sequence[AggregateMeasures], words: Words) -> Spec:
    """Share of intervals that hold the true count, per length; a line marks the promise."""
    values = [
        {"length": one.length, "kind": words[f"{kind}_interval"], "share": share}
        for one in aggregates
        for kind, share in (("count", one.count_coverage), ("estimate", one.estimate_coverage))
    ]
    lowest = min([0.8, *(float(str(value["share"])) - 0.05 for value in values)])
    order = [words["count_interval"], words["estimate_interval"]]
    y = {
        "field": "share",
        "type": "quantitative",
        "axis": percent_axis(),
        "scale": {"domain": [max(0.0, lowest), 1], "nice": False},
    }
    dots = {
        "mark": {"type": "point", "filled": True, "size": 130, "opacity": 1},
        "encoding": {
            "x": _by_length(words["answers_together"]),
            "xOffset": {"field": "kind", "sort": order},
            "y": y,
            "color": by_kind(order, [CASES, RELEASE]),
        },
    }
    promise = {
        "data": {"values": [{"share": NOMINAL}]},
        "mark": {"type": "rule", "strokeDash": [5, 4], "color": SOFT},
        "encoding": {"y": y},
    }
    return {**fit(240), "data": {"values": values}, "layer": [promise, dots]}


def counts_scatter(counts: Sequence[CountsSeen], words: Words) -> Spec:
    """Real against released counts on logarithmic axes; none is drawn at the edge."""
    edge = 0.5
    values = [
        {
            "real": one.real or edge,
            "released": one.released or edge,
            "n": one.combinations,
            "kind": "missing" if not one.released else "invented" if not one.real else "both",
        }
        for one in counts
    ]
    highest = max([10.0, *(max(one.real, one.released) for one in counts)]) * 1.5
    scale = {"type": "log", "domain": [edge * 0.8, highest], "nice": False}
    ticks = [10**power for power in range(9) if 10**power <= highest]
    axis = {"values": ticks, "format": ",d"}
    dots = {
        "mark": {"type": "point", "filled": True, "opacity": 0.8},
        "encoding": {
            "x": {
                "field": "real",
                "type": "quantitative",
                "scale": scale,
                "axis": {**axis, "title": words["in_cases"], "labelOverlap": True},
            },
            "y": {
                "field": "released",
                "type": "quantitative",
                "scale": scale,
                "axis": {**axis, "title": words["in_release"]},
            },
            "size": {
                "field": "n",
                "type": "quantitative",
                "scale": {"type": "sqrt", "range": [14, 300]},
                "legend": None,
            },
            "color": {
                "field": "kind",
                "type": "nominal",
                "scale": {
                    "domain": ["both", "missing", "invented"],
                    "range": [CASES, MISSING, INVENTED],
                },
                "legend": None,
            },
        },
    }
    agreement = {
        "data": {
            "values": [{"real": edge, "released": edge}, {"real": highest, "released": highest}]
        },
        "mark": {"type": "line", "color": RELEASE, "strokeWidth": 1.5, "opacity": 0.9},
        "encoding": {"x": dots["encoding"]["x"], "y": dots["encoding"]["y"]},
    }
    return {**fit(340), "data": {"values": values}, "layer": [agreement, dots]}


def pair_distances(
    pairs: Sequence[SetMeasures], names: Sequence[str], labels: Mapping[str, str], words: Words
) -> Spec:
    """Distance of each pair of columns as a half square of colours."""
    return heat(pairs, names[:-1], names[1:], labels, words)


def heat(
    pairs: Sequence[SetMeasures],
    across: Sequence[str],
    down: Sequence[str],
    labels: Mapping[str, str],
    words: Words,
) -> Spec:
    """Distance of each pair of columns as squares of colours.

    Args:
        pairs: The pairs, the two columns in any order.
        across: Names of columns from left to right.
        down: Names of columns from top to bottom; of a pair, the one that stands later here.
        labels: Name → label, each once.
        words: Words of the page.
    """
    place = {name: position for position, name in enumerate(down)}
    values = []
    for one in pairs:
        first, second = sorted(one.columns, key=lambda name: place.get(name, -1))
        values.append({"column": labels[first], "row": labels[second], "distance": one.distance})
    side = max(12, min(22, 240 // max(len(across) + 1, 1)))
    worst = max((one.distance for one in pairs), default=0.0)
    axis = {"title": None, "labelLimit": 190, "labelFontSize": 11, "grid": False, "ticks": False}
    left, below = (
        min(190.0, least_extent([labels[name] for name in names], 11)) for names in (down, across)
    )
    slope = math.sin(math.radians(60))
    return {
        "width": {"step": side},
        "height": {"step": side},
        "data": {"values": values},
        "mark": {"type": "rect", "stroke": "#fffdf8", "strokeWidth": 1},
        "encoding": {
            "x": {
                "field": "column",
                "type": "nominal",
                "sort": [labels[name] for name in across],
                "axis": {**axis, "orient": "bottom", "labelAngle": -60, "minExtent": slope * below},
            },
            "y": {
                "field": "row",
                "type": "nominal",
                "sort": [labels[name] for name in down],
                "axis": {**axis, "minExtent": left},
            },
            "color": {
                "field": "distance",
                "type": "quantitative",
                "scale": {"range": HEAT, "domainMin": 0},
                "legend": {
                    "format": ".0%" if worst > 0.05 else ".1%",
                    "title": words["distance"],
                    "titleFontWeight": "normal",
                    "titleColor": SOFT,
                    "gradientLength": 200,
                    "gradientThickness": 10,
                    "tickCount": 3,
                    "orient": "top",
                },
            },
        },
    }


def column_shares(answers: Sequence[tuple[str, float, float]], words: Words) -> Spec:
    """Share of each answer in the cases and in the release, as pairs of bars."""
    return paired_bars(
        [shares for _, *shares in answers],
        [answer for answer, *_ in answers],
        words,
        axis=percent_axis(),
        step=9,
        room=150,
        legend=False,
    )
