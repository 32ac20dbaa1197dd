"""The pictures: Vega-Lite specifications drawn as SVG, without a browser.

Each is at most ``WIDTH`` pixels wide, so that it stands on a telephone at its natural size. Only
the table of pairs grows with the number of columns; it scrolls in its own frame.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lanterne.evaluation import AggregateMeasures, CountsSeen, LengthMeasures, SetMeasures
from lanterne.evaluation.aggregates import NOMINAL
from lanterne.evaluation.wording import spoken

Spec = dict[str, Any]
Words = Mapping[str, str]

WIDTH = 356
CASES, RELEASE = "#24506b", "#c8742b"
MISSING, INVENTED = "#7a8b99", "#a3333d"
INK, SOFT, GRID = "#22303a", "#5b6a75", "#e4e2dc"
FONT = "Arial, 'Liberation Sans', 'Noto Sans', 'Noto Sans Arabic', sans-serif"
HEAT = ["#f4efe4", "#e9cfa2", "#d59a55", "#a85a35", "#5e2430"]

_CONFIG: Spec = {
    "font": FONT,
    "background": "transparent",
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "labelFontSize": 12,
        "titleColor": SOFT,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domain": False,
        "labelPadding": 6,
        "tickColor": GRID,
    },
    "legend": {
        "orient": "top",
        "direction": "horizontal",
        "title": None,
        "labelFontSize": 12,
        "labelColor": INK,
        "symbolType": "square",
        "symbolSize": 120,
        "offset": 6,
    },
}

_FRENCH = {
    "decimal": ",",
    "thousands": "\u202f",
    "grouping": [3],
    "currency": ["", "\u00a0€"],
    "percent": "\u00a0%",
}


def draw(spec: Spec, language: str) -> str:
    """The picture as an SVG element, ready to stand in a page."""
    import vl_convert  # noqa: PLC0415  (takes half a second, and only reports need it)

    svg = vl_convert.vegalite_to_svg(
        {"padding": 2, "config": _CONFIG, **spec},
        format_locale=_FRENCH if spoken(language) == "fr" else None,
        allowed_base_urls=[],
    )
    return _slim(svg)


def _slim(svg: str) -> str:
    """Leave out what a page does not need, and the counter in the name of the one gradient."""
    svg = re.sub(r"gradient_\d+", "gradient", svg)
    svg = re.sub(r' (xmlns(:xlink)?|version|class|pointer-events)="[^"]*"', "", svg)
    svg = re.sub(r' aria-(hidden|roledescription)="[^"]*"| role="[^"]*"', "", svg)
    svg = re.sub(r'<path d="M0,0h0v0h0Z"/>|<g/>|<g></g>', "", svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _fit(height: int) -> Spec:
    return {
        "width": WIDTH - 4,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
    }


def _percent_axis(title: str | None = None, **more: Any) -> Spec:
    return {"format": ".0%", "tickCount": 4, "title": title, **more}


def _lookup(names: Sequence[str]) -> str:
    """A Vega expression that gives the name at the place of an axis label."""
    return f"{json.dumps(list(names))}[datum.value]"


def distance_by_length(lengths: Sequence[LengthMeasures], words: Words) -> Spec:
    """Mean distance of each length as a bar, and a line to the worst."""
    values = [
        {"length": one.length, "mean": one.distance_mean, "worst": one.distance_max}
        for one in lengths
    ]
    x: Spec = {"field": "length", "type": "ordinal"}
    x["axis"] = {"title": words["columns_together"], "labelAngle": 0, "ticks": False}
    scale = {"domainMin": 0, "nice": True}
    y = {"field": "mean", "type": "quantitative", "axis": _percent_axis(), "scale": scale}
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
    return {**_fit(240), "data": {"values": values}, "encoding": {"x": x}, "layer": layers}


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
        **_fit(240),
        "data": {"values": values},
        "mark": {"type": "bar"},
        "encoding": {
            "x": {
                "field": "length",
                "type": "ordinal",
                "axis": {"title": words["answers_together"], "labelAngle": 0, "ticks": False},
            },
            "xOffset": {"field": "kind", "sort": order},
            "y": {
                "field": "share",
                "type": "quantitative",
                "axis": _percent_axis(),
                "scale": {"domainMin": 0},
            },
            "color": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": order, "range": [MISSING, INVENTED]},
            },
        },
    }


def interval_coverage(aggregates: Sequence[AggregateMeasures], words: Words) -> Spec:
    """Share of intervals that hold the true count, per length; a line marks the promise."""
    values = [
        {"length": one.length, "kind": words[f"{kind}_interval"], "share": share}
        for one in aggregates
        for kind, share in (("count", one.count_coverage), ("estimate", one.estimate_coverage))
        if share is not None
    ]
    lowest = min([0.8, *(float(str(value["share"])) - 0.05 for value in values)])
    order = [words["count_interval"], words["estimate_interval"]]
    y = {
        "field": "share",
        "type": "quantitative",
        "axis": _percent_axis(),
        "scale": {"domain": [max(0.0, lowest), 1], "nice": False},
    }
    dots = {
        "mark": {"type": "point", "filled": True, "size": 130, "opacity": 1},
        "encoding": {
            "x": {
                "field": "length",
                "type": "ordinal",
                "axis": {"title": words["answers_together"], "labelAngle": 0, "ticks": False},
            },
            "xOffset": {"field": "kind", "sort": order},
            "y": y,
            "color": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": order, "range": [CASES, RELEASE]},
            },
        },
    }
    promise = {
        "data": {"values": [{"share": NOMINAL}]},
        "mark": {"type": "rule", "strokeDash": [5, 4], "color": SOFT},
        "encoding": {"y": y},
    }
    return {**_fit(240), "data": {"values": values}, "layer": [promise, dots]}


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
    return {**_fit(340), "data": {"values": values}, "layer": [agreement, dots]}


def pair_distances(
    pairs: Sequence[SetMeasures], names: Sequence[str], labels: Mapping[str, str], words: Words
) -> Spec:
    """Distance of each pair of columns as a half square of colours."""
    place = {name: position for position, name in enumerate(names)}
    values = [
        {
            "column": labels[min(one.columns, key=place.__getitem__)],
            "row": labels[max(one.columns, key=place.__getitem__)],
            "distance": one.distance,
        }
        for one in pairs
    ]
    order = [labels[name] for name in names]
    side = max(13, min(22, 240 // max(len(names), 1)))
    worst = max((one.distance for one in pairs), default=0.0)
    axis = {"title": None, "labelLimit": 190, "labelFontSize": 11, "grid": False, "ticks": False}
    return {
        "width": {"step": side},
        "height": {"step": side},
        "data": {"values": values},
        "mark": {"type": "rect", "stroke": "#fffdf8", "strokeWidth": 1},
        "encoding": {
            "x": {
                "field": "column",
                "type": "nominal",
                "sort": order[:-1],
                "axis": {**axis, "orient": "bottom", "labelAngle": -60},
            },
            "y": {"field": "row", "type": "nominal", "sort": order[1:], "axis": axis},
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
    order = [words["cases"], words["release"]]
    values = [
        {"place": place, "answer": answer, "kind": kind, "share": share}
        for place, (answer, *shares) in enumerate(answers)
        for kind, share in zip(order, shares, strict=True)
    ]
    names = [answer for answer, *_ in answers]
    return {
        "width": WIDTH - 4,
        "height": {"step": 9},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "mark": {"type": "bar"},
        "encoding": {
            "y": {
                "field": "place",
                "type": "ordinal",
                "scale": {"paddingInner": 0.3, "paddingOuter": 0.15},
                "axis": {
                    "title": None,
                    "ticks": False,
                    "labelLimit": 150,
                    "labelExpr": _lookup(names),
                },
            },
            "yOffset": {"field": "kind", "sort": order},
            "x": {
                "field": "share",
                "type": "quantitative",
                "axis": _percent_axis(),
                "scale": {"domainMin": 0},
            },
            "color": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": order, "range": [CASES, RELEASE]},
                "legend": None,
            },
        },
    }
