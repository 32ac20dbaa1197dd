"""Numbers over time: a line with a band of uncertainty, or bars as wide as their periods.

Time runs from left to right in every language, as numbers do. Periods of different lengths would
mislead as they are, so their bars show the number a year.
"""

from __future__ import annotations

from lanterne.hub.portal.figures.bars import bars
from lanterne.hub.portal.figures.figure import Figure, Item, Sureness
from lanterne.hub.portal.figures.periods import Period, are_apart, period, years
from lanterne.hub.portal.figures.style import HATCHED, Look, Spec
from lanterne.hub.portal.figures.words import whole

_HEIGHT = 240


def periods(figure: Figure) -> list[tuple[Period, Item]]:
    """The years of each number, in order; empty where two of them share a year."""
    found = [
        (span, item) for item in figure.items if (span := period(item.answers[0].code)) is not None
    ]
    if not are_apart(span for span, _item in found):
        return []
    return sorted(((span, item) for span, item in found), key=lambda pair: pair[0])


def is_uneven(figure: Figure) -> bool:
    """Whether the periods differ in length, so that numbers are shown by the year."""
    return len({years(span) for span, _item in periods(figure)}) > 1


def trend(figure: Figure, look: Look) -> Spec:
    """The picture."""
    found = periods(figure)
    if not found:
        return bars(figure, look)
    values = [_value(span, item, look) for span, item in found]
    most = max(value["high"] for value in values) or 1
    left = 14 + 8 * len(whole(most))
    width = look.width - left - 16
    single = all(years(span) == 1 for span, _item in found)
    marks = _line(values, look) if single and len(values) > 2 else _steps(values, look)
    first, last = values[0]["from"], values[-1]["to"]
    x = {"type": "quantitative", "scale": {"domain": [first, last], "nice": False, "zero": False}}
    x["axis"] = {"grid": False, **_labels(values, width)}
    y = {"type": "quantitative", "scale": {"domainMin": 0, "domainMax": most, "nice": True}}
    ticks = min(5, max(1, int(most)))  # whole numbers
    y["axis"] = {"format": ",d", "tickCount": ticks, "minExtent": left, "maxExtent": left}
    return {
        "width": width,
        "height": _HEIGHT,
        "padding": {"left": 2, "right": 14, "top": 10, "bottom": 4},
        "encoding": {"x": x, "y": y},
        "layer": marks,
    }


def _value(span: Period, item: Item, look: Look) -> Spec:
    """A period as values: it is drawn from its first day to its last."""
    length = years(span)
    unsure = item.sureness is Sureness.UNSURE
    return {
        "from": span[0],
        "to": span[1] + 1,
        "middle": (span[0] + span[1] + 1) / 2,
        "name": str(span[0]) if length == 1 else f"{span[0]}–{span[1]}",
        "number": item.number / length,
        "low": item.low / length,
        "high": item.high / length,
        "published": item.published is not None,
        "fill": HATCHED[-1] if unsure else look.theme.bar,
        "dot": look.theme.paper if unsure or item.unsaid else look.theme.accent,
    }


def _labels(values: list[Spec], width: float) -> Spec:
    """Names of the periods below their middles; one that would touch a later one is left out."""
    first, last = values[0]["from"], values[-1]["to"]
    spots: dict[str, str] = {}
    free = float("inf")
    for value in reversed(values):
        at = width * (value["middle"] - first) / (last - first)
        half = 4 * len(value["name"]) + 4
        if at + half <= free:
            spots[f"{value['middle']:g}"] = value["name"]
            free = at - half
    names = ", ".join(f"'{spot}': '{name}'" for spot, name in spots.items())
    return {
        "values": [float(spot) for spot in spots],
        "labelExpr": f"{{{names}}}['' + datum.value]",
        "labelOverlap": False,
    }


def _line(values: list[Spec], look: Look) -> list[Spec]:
    theme = look.theme
    x = {"field": "middle"}
    band = {
        "data": {"values": values},
        "mark": {"type": "area", "color": theme.bar, "opacity": 0.55},
        "encoding": {"x": x, "y": {"field": "low"}, "y2": {"field": "high"}},
    }
    line = {
        "data": {"values": values},
        "mark": {"type": "line", "color": theme.accent, "strokeWidth": 2},
        "encoding": {"x": x, "y": {"field": "number"}},
    }
    dots = {
        "data": {"values": values},
        "mark": {
            "type": "point",
            "filled": True,
            "size": 38,
            "opacity": 1,
            "stroke": theme.accent,
            "strokeWidth": 1.5,
        },
        "encoding": {
            "x": x,
            "y": {"field": "number"},
            "fill": {"field": "dot", "type": "nominal", "scale": None},
        },
    }
    return [band, line, dots]


def _steps(values: list[Spec], look: Look) -> list[Spec]:
    theme = look.theme
    rectangles = {
        "data": {"values": values},
        "mark": {"type": "rect", "stroke": theme.accent, "strokeWidth": 1},
        "encoding": {
            "x": {"field": "from"},
            "x2": {"field": "to"},
            "y": {"field": "number"},
            "y2": {"datum": 0},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
        },
    }
    known = [value for value in values if value["published"]]
    x = {"field": "middle"}
    whiskers = {
        "data": {"values": known},
        "mark": {"type": "rule", "color": theme.ink},
        "encoding": {"x": x, "y": {"field": "low"}, "y2": {"field": "high"}},
    }
    ends = [
        {
            "data": {"values": known},
            "mark": {
                "type": "tick",
                "orient": "horizontal",
                "color": theme.ink,
                "width": 9,
                "thickness": 1,
            },
            "encoding": {"x": x, "y": {"field": end}},
        }
        for end in ("low", "high")
    ]
    return [rectangles, whiskers, *ends] if known else [rectangles]
