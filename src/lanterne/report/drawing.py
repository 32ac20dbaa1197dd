"""How pictures are drawn: Vega-Lite specifications as SVG, without a browser, in one style."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from lanterne.messages.numbers import pictured
from lanterne.messages.store import part

Spec = dict[str, Any]
Words = Mapping[str, str]

WIDTH = 356
CASES, RELEASE = "#24506b", "#c8742b"
APART, CONDENSED = "#6f7f8c", "#8a6d8f"
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
        "labelSeparation": 10,
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


def can_draw() -> bool:
    """Whether what draws is installed: it is an extra, and larger than all of Lanterne."""
    return find_spec("vl_convert") is not None


def undrawn(language: str) -> str:
    """What to install, where nothing can draw; else empty."""
    return "" if can_draw() else part("report.drawing", language)["not-installed"]


def draw(spec: Spec, language: str) -> str:
    """The picture as an SVG element, ready to stand in a page; empty where nothing can draw.

    Then the page says what to install, and has its tables.
    """
    if not can_draw():
        return ""
    import vl_convert  # noqa: PLC0415  (takes half a second, and only reports need it)

    svg = vl_convert.vegalite_to_svg(
        {"padding": 2, "config": _CONFIG, **spec},
        format_locale=pictured(language),
        allowed_base_urls=[],
    )
    return _slim(svg)


def _slim(svg: str) -> str:
    """Leave out what a page does not need; the gradient is named after what is drawn.

    A name that counts pictures would make two pages of the same figures differ.
    """
    drawn = zlib.crc32(re.sub(r"gradient_\d+", "", svg).encode())
    svg = re.sub(r"gradient_\d+", f"gradient-{drawn:08x}", svg)
    svg = re.sub(r' (xmlns(:xlink)?|version|class|pointer-events)="[^"]*"', "", svg)
    svg = re.sub(r' aria-(hidden|roledescription)="[^"]*"| role="[^"]*"', "", svg)
    svg = re.sub(r'<path d="M0,0h0v0h0Z"/>|<g/>|<g></g>', "", svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def fit(height: int) -> Spec:
    """A picture of the usual width and so many pixels high."""
    return {
        "width": WIDTH - 4,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
    }


def percent_axis(title: str | None = None, **more: Any) -> Spec:
    """An axis of shares."""
    return {"format": ".0%", "tickCount": 4, "title": title, **more}


def by_kind(names: Sequence[str], colours: Sequence[str]) -> Spec:
    """A colour for each kind of mark."""
    scale = {"domain": list(names), "range": list(colours)}
    return {"field": "kind", "type": "nominal", "scale": scale}


FROM_ZERO: Spec = {"domainMin": 0, "nice": 4}
"""A scale of counts or shares: from nothing to the first mark that no value exceeds."""


def least_extent(labels: Sequence[str], size: int = 12) -> float:
    """Pixels that the longest label may take: it is measured in a font that few computers have."""
    return 0.56 * size * max(map(len, labels), default=0)


def lookup(names: Sequence[str | Sequence[str]]) -> str:
    """A Vega expression that gives the name, or its lines, at the place of an axis label."""
    return f"{json.dumps(list(names))}[datum.value]"


def paired_bars(
    pairs: Sequence[Sequence[float]],
    names: Sequence[str | Sequence[str]],
    words: Words,
    *,
    axis: Spec,
    step: int,
    room: int,
    legend: bool,
) -> Spec:
    """What the cases say and what the release says of each of several things, as pairs of bars.

    Args:
        pairs: The two numbers of each.
        names: Its name, or the lines of it.
        words: The words of the page.
        axis: Axis of the numbers.
        step: Height of a bar, in pixels.
        room: Most pixels for a name.
        legend: Whether colours are explained here.
    """
    order = [words["cases"], words["release"]]
    values = [
        {"place": place, "kind": kind, "number": number}
        for place, pair in enumerate(pairs)
        for kind, number in zip(order, pair, strict=True)
    ]
    colour: Spec = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": order, "range": [CASES, RELEASE]},
    }
    return {
        "width": WIDTH - 4,
        "height": {"step": step},
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
                    "labelLimit": room,
                    "labelExpr": lookup(names),
                },
            },
            "yOffset": {"field": "kind", "sort": order},
            "x": {"field": "number", "type": "quantitative", "axis": axis, "scale": FROM_ZERO},
            "color": colour if legend else {**colour, "legend": None},
        },
    }
