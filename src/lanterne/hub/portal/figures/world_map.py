"""The map: countries coloured by number, hatched where the number is unsure.

Places too small to be seen are drawn as dots. The colours are steps, each about three times the
one before, since numbers by country span several powers of ten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from lanterne.hub.portal.figures import geography
from lanterne.hub.portal.figures.figure import Figure, Item, Sureness
from lanterne.hub.portal.figures.style import HATCHED, SMALL, Look, Spec
from lanterne.hub.portal.figures.words import apart, lines, whole

_STEPS = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
"""Numbers at which a colour may begin."""


def shown(figure: Figure) -> list[tuple[geography.Place, Item]]:
    """Places and numbers that the map can show; where there are too few to say it is left white."""
    world = geography.world()
    found = ((geography.place(item.answers[0].code), item) for item in figure.items)
    return [
        (place, item)
        for place, item in found
        if place is not None
        and (place.code in world.known or place.point is not None)
        and round(item.number) > 0
    ]


def off_the_map(figure: Figure) -> tuple[Item, ...]:
    """What is counted and has no place on the map: regions, former countries."""
    on = {item.answers[0].code for _place, item in shown(figure)}
    return tuple(i for i in figure.items if i.answers[0].code not in on and round(i.number) > 0)


def steps(figure: Figure, colours: int) -> tuple[int, ...]:
    """Where each colour begins; the largest number is in the last."""
    most = max((round(item.number) for _place, item in shown(figure)), default=1)
    reached = [step for step in _STEPS if step <= most]
    last = tuple(reached[-colours:]) or (1,)
    return (1, *last[1:]) if last[0] != 1 else last


def world(figure: Figure, look: Look) -> Spec:
    """The picture."""
    begins = steps(figure, len(look.theme.steps))
    numbers = {place.code: (place, item) for place, item in shown(figure)}
    fills = {code: _fill(item, begins, figure, look) for code, (_, item) in numbers.items()}
    topology = _coloured(geography.world(), fills, asked_about(figure), look)
    points = [
        {"longitude": place.point[0], "latitude": place.point[1], "fill": fills[code]}
        for code, (place, _item) in numbers.items()
        if place.point is not None
    ]
    layers: list[Spec] = [
        {
            "data": {
                "values": topology,
                "format": {"type": "topojson", "feature": "countries"},
            },
            "mark": {"type": "geoshape", "strokeWidth": 0.5},
            "encoding": {
                name: {"field": f"properties.{name}", "type": "nominal", "scale": None}
                for name in ("fill", "stroke")
            },
        }
    ]
    if points:
        layers.append(_dots(points, look))
    picture = {
        "width": look.width - 4,
        "height": round(look.width * 0.47),
        "projection": {"type": "equalEarth", "rotate": [-11, 0, 0]},
        "layer": layers,
    }
    return {"vconcat": [picture, _legend(begins, figure, look)], "spacing": 12, "padding": 2}


def _fill(item: Item, begins: Sequence[int], figure: Figure, look: Look) -> str:
    number = round(item.number)
    # few steps are spread over all colours, so that the largest number is always the strongest
    step = sum(begin <= number for begin in begins) - 1 + len(look.theme.steps) - len(begins)
    if figure.counted and item.sureness is not Sureness.SURE:
        return HATCHED[step]
    return look.theme.steps[step]


def asked_about(figure: Figure) -> frozenset[str]:
    """The countries that are answers of the codebook; of others nobody collects anything."""
    (column,) = figure.plan.rows
    places = (geography.place(code) for code in column.codes)
    return frozenset(place.code for place in places if place is not None)


def _coloured(
    world: geography.Map, fills: dict[str, str], asked: frozenset[str], look: Look
) -> dict[str, Any]:
    """The topology with colours for each country; one that is no answer has an outline alone."""
    shapes = []
    for shape in world.topology["objects"]["countries"]["geometries"]:
        code = shape.get("id", "")
        empty = (look.theme.land, look.theme.paper)
        if code and code not in asked:
            empty = (look.theme.paper, look.theme.line)
        fill, stroke = (fills[code], look.theme.paper) if code in fills else empty
        shapes.append({**shape, "properties": {"fill": fill, "stroke": stroke}})
    countries = {"type": "GeometryCollection", "geometries": shapes}
    return {**world.topology, "objects": {"countries": countries}}


def _dots(points: list[Spec], look: Look) -> Spec:
    return {
        "data": {"values": points},
        "mark": {
            "type": "circle",
            "size": 34 if look.narrow else 60,
            "opacity": 1,
            "stroke": look.theme.ink,
            "strokeWidth": 0.7,
        },
        "encoding": {
            "longitude": {"field": "longitude", "type": "quantitative"},
            "latitude": {"field": "latitude", "type": "quantitative"},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
        },
    }


def _names(begins: Sequence[int]) -> Iterator[str]:
    """The numbers that each colour stands for: 1–2, 3–9, 10 and more."""
    for first, after in pairwise(begins):
        yield apart(f"{whole(first)}–{whole(after - 1)}") if after - 1 > first else whole(first)
    yield _("%(number)s and more") % {"number": whole(begins[-1])}


def _legend(begins: Sequence[int], figure: Figure, look: Look) -> Spec:
    """Squares and words, in as many lines as they need."""
    colours = look.theme.steps[len(look.theme.steps) - len(begins) :]
    keys = list(zip(colours, _names(begins), strict=True))
    keys.append((look.theme.land, _("too few to say") if figure.counted else _("no count")))
    if geography.world().known - asked_about(figure):
        keys.append((look.theme.paper, _("nobody collects: no answer of the codebook")))
    if figure.counted:
        words = _("The interval is wider than half the count")
        keys.append((HATCHED[len(look.theme.steps) - 2], words))
    spots: list[Spec] = []
    across, down = 0.0, 0
    for fill, words in keys:
        room = look.width - 8
        broken = lines(words, room - 24, SMALL)
        width = 24 + 0.56 * SMALL * max(map(len, broken)) + 14
        if across and across + width > room:
            across, down = 0.0, down + 1
        spots.append(
            {"x": look.at(across) - 4 * look.right_to_left, "y": 22 * down, "fill": fill}
            | {"words": "\n".join(broken), "text": look.at(across + 22)}
        )
        across += width
        down += len(broken) - 1
    flat = {"type": "quantitative", "axis": None}
    scale_x = {"domain": [0, look.width - 4], "nice": False, "zero": False}
    height = 22 * (down + 1)
    scale_y = {"domain": [height, 0], "nice": False, "zero": False}
    side = -7 if look.right_to_left else 7
    return {
        "width": look.width - 4,
        "height": height,
        "data": {"values": spots},
        "encoding": {"y": {"field": "y", **flat, "scale": scale_y}},
        "layer": [
            {
                "mark": {
                    "type": "square",
                    "size": 190,
                    "opacity": 1,
                    "xOffset": side,
                    "yOffset": 9,
                    "stroke": look.theme.soft,
                    "strokeWidth": 0.7,
                },
                "encoding": {
                    "x": {"field": "x", **flat, "scale": scale_x},
                    "fill": {"field": "fill", "type": "nominal", "scale": None},
                },
            },
            {
                "mark": {
                    "type": "text",
                    "align": look.start,
                    "baseline": "top",
                    "fontSize": SMALL,
                    "lineBreak": "\n",
                    "lineHeight": 17,
                    "yOffset": 3,
                },
                "encoding": {
                    "x": {"field": "text", **flat, "scale": scale_x},
                    "text": {"field": "words"},
                },
            },
        ],
    }
