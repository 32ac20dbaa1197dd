"""Bars: a line of words for each answer, its bar below, and across the bar its interval.

The words stand above the bar, so that they are whole on a small screen and nothing depends on the
width of a font. A second column gives several columns of bars with one scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from lanterne.hub.portal.figures.figure import Answer, Figure, Item, Sureness
from lanterne.hub.portal.figures.style import HATCHED, SMALL, TEXT, Look, Spec
from lanterne.hub.portal.figures.words import answer, answers, between, lines, whole

MOST_ROWS = 12
"""Answers that are drawn, unless they have an order; the table holds all."""

MOST_COLUMNS = 5
"""Answers of a second column that are drawn as columns; of more, each pair is a line."""

_LINE, _BAR, _GAP = 19, 10, 15
"""Heights of a line of words, of a bar, and of what is free below it, in pixels."""

_NUMBER = 124
"""Width of what is free beside the bars of a single column: there stand the numbers."""


def bars(figure: Figure, look: Look) -> Spec:
    """The picture."""
    columns = columns_of(figure)
    if len(columns) < 2:
        items = figure.items if figure.plan.ordered else figure.items[:MOST_ROWS]
        names = [answers(item, figure.plan) for item in items]
        return _drawn(names, [items], [""], look)
    rows = list(islice(rows_of(figure), None if figure.plan.ordered else MOST_ROWS))
    found = {(item.answers[0].column.name, *item.codes.values()): item for item in figure.items}
    cells = [
        [found.get((row.column.name, row.code, column.code)) for row in rows] for column in columns
    ]
    names = [answer(row) for row in rows]
    return _drawn(names, cells, [answer(column) for column in columns], look)


def columns_of(figure: Figure) -> tuple[Answer, ...]:
    """The answers of the second column, in their order; none where each pair is a line."""
    if figure.plan.across is None:
        return ()
    columns = _by_size(figure, -1)
    return columns if len(columns) <= MOST_COLUMNS else ()


def rows_of(figure: Figure) -> tuple[Answer, ...]:
    """The answers of the first, in the order of the codebook or by size."""
    if figure.plan.ordered:
        return tuple(
            {(a.column.name, a.code): a for i in figure.items for a in i.answers[:1]}.values()
        )
    return _by_size(figure, 0)


def _by_size(figure: Figure, place: int) -> tuple[Answer, ...]:
    """The answers at a place, those with most people first."""
    sizes: dict[tuple[str, str], float] = {}
    known: dict[tuple[str, str], Answer] = {}
    for item in figure.items:
        if len(item.answers) > 1:
            one = item.answers[place]
            key = (one.column.name, one.code)
            known[key] = one
            sizes[key] = sizes.get(key, 0) + item.number
    return tuple(known[key] for key in sorted(sizes, key=lambda key: -sizes[key]))


def _drawn(
    names: Sequence[str],
    cells: Sequence[Sequence[Item | None]],
    heads: Sequence[str],
    look: Look,
) -> Spec:
    """Columns of bars beside each other, with the names of the rows above the bars.

    Args:
        names: Of each row.
        cells: For each column, its numbers from top to bottom; ``None``: there is none.
        heads: Of each column.
        look: How it is drawn.
    """
    gap, edge = 18, 10
    width = (look.width - 2 * edge - gap * (len(cells) - 1)) / len(cells)
    words = [lines(name, look.width - 2 * edge, TEXT) for name in names]
    most_lines = max((len(one) for one in words), default=1)
    words = [[""] * (most_lines - len(one)) + one for one in words]  # close to their bars
    above = _LINE * most_lines
    step = above + _BAR + _GAP
    most = max((one.high for column in cells for one in column if one), default=0) or 1
    views = []
    for number, (column, head) in enumerate(zip(cells, heads, strict=True)):
        layers = _bars(column, look, above - step / 2 + 1)
        if number == 0:
            layers.append(_names(words, look, width, -step / 2 + 2))
        if len(cells) == 1:
            layers.append(_said(column, look, width, above - step / 2 + 1 + _BAR / 2))
        view: Spec = {"width": width, "height": step * max(1, len(names)), "layer": layers}
        free = _NUMBER if len(cells) == 1 else 0
        view["encoding"] = _places(len(names), most, look, width, free)
        if head:
            view["title"] = {
                "text": lines(head, width, SMALL),
                "anchor": "end" if look.right_to_left else "start",
                "frame": "group",
                "fontSize": SMALL,
                "fontWeight": "bold",
                "offset": 8,
            }
        views.append(view)
    return {
        "hconcat": views[::-1] if look.right_to_left else views,
        "spacing": gap,
        "bounds": "flush",  # a name that goes on beside its column pushes no other away
        "padding": {"left": edge, "right": edge, "top": 4, "bottom": 4},
    }


def _places(rows: int, most: float, look: Look, width: float, free: float) -> Spec:
    """Rows from top to bottom, and numbers from the side where lines begin."""
    scale = {"domain": list(range(rows)), "paddingInner": 0, "paddingOuter": 0}
    y = {"field": "place", "type": "ordinal", "axis": None, "scale": scale}
    long = width - free
    marks: Spec = {"tickCount": min(max(2, int(long / 110)), max(1, int(most)))}  # whole numbers
    if long < 90:
        marks = {"values": [0, round(most)]}
    return {
        "y": y,
        "x": {
            "type": "quantitative",
            "axis": {"format": ",d", "labelFlush": True, **marks},
            "scale": {
                "domain": [0, most],
                "nice": False,
                "range": [width, free] if look.right_to_left else [0, long],
            },
        },
    }


def _bars(column: Sequence[Item | None], look: Look, down: float) -> list[Spec]:
    """Bars and their intervals."""
    values = [
        {
            "place": place,
            "number": item.number,
            "low": item.low,
            "high": item.high,
            "fill": _fill(item, look),
            "published": item.published is not None,
        }
        for place, item in enumerate(column)
        if item is not None and (item.published or not item.unsaid)
    ]
    middle = down + _BAR / 2
    marks: list[Spec] = [
        {
            "data": {"values": values},
            "mark": {
                "type": "bar",
                "height": _BAR,
                "yOffset": middle,
                "stroke": look.theme.accent,
                "strokeWidth": 1,
            },
            "encoding": {
                "x": {"field": "number"},
                "color": {"field": "fill", "type": "nominal", "scale": None},
            },
        }
    ]
    known = [value for value in values if value["published"]]
    if known:
        marks.append(
            {
                "data": {"values": known},
                "mark": {"type": "rule", "yOffset": middle, "color": look.theme.ink},
                "encoding": {"x": {"field": "low"}, "x2": {"field": "high"}},
            }
        )
        marks += [
            {
                "data": {"values": known},
                "mark": {
                    "type": "tick",
                    "yOffset": middle,
                    "color": look.theme.ink,
                    "height": 7,
                    "thickness": 1,
                },
                "encoding": {"x": {"field": end}},
            }
            for end in ("low", "high")
        ]
    return marks


def _fill(item: Item, look: Look) -> str:
    """Full, or hatched where the count is unsure; of too few to say there is no bar."""
    return HATCHED[-1] if item.sureness is Sureness.UNSURE else look.theme.bar


def _names(words: Sequence[list[str]], look: Look, width: float, down: float) -> Spec:
    """Names of rows, which may go on above the columns beside them."""
    return {
        "data": {"values": [{"place": n, "words": "\n".join(one)} for n, one in enumerate(words)]},
        "mark": {
            "type": "text",
            "align": look.start,
            "baseline": "top",
            "yOffset": down,
            "lineBreak": "\n",
            "lineHeight": _LINE,
        },
        "encoding": {
            "x": {"value": width if look.right_to_left else 0},
            "text": {"field": "words"},
        },
    }


def _number(item: Item) -> str:
    """The number and its interval; of too few to say the interval alone, or nothing."""
    if item.unsaid:
        return between(item) if item.published else "–"
    return whole(item.number) + (f" ({between(item)})" if item.published else "")


def _said(column: Sequence[Item | None], look: Look, width: float, down: float) -> Spec:
    """The number and its interval, at the other end of the line of its bar."""
    values = [
        {
            "place": place,
            "words": _number(item),
        }
        for place, item in enumerate(column)
        if item is not None
    ]
    return {
        "data": {"values": values},
        "mark": {
            "type": "text",
            "align": look.end,
            "baseline": "middle",
            "yOffset": down,
            "fontSize": SMALL,
            "color": look.theme.soft,
            "dir": "ltr",
        },
        "encoding": {
            "x": {"value": 0 if look.right_to_left else width},
            "text": {"field": "words"},
        },
    }
