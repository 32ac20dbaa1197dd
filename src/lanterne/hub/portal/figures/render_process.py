"""Draws pictures, in a process of its own.

It is run as ``python -m lanterne.hub.portal.figures.render_process``.

What draws holds a JavaScript engine of more than a hundred megabytes. A server that shows pages
needs it now and then: it ends when nothing was asked for a while. It reads orders from standard
input, one JSON value a line, and writes a line for each: the number of the order, and the SVG as a
string or null; PNG if that is asked for, in base64. Nothing is fetched: what names an address is
not drawn.
"""

from __future__ import annotations

import base64
import faulthandler
import html
import json
import os
import re
import sys
import threading
from functools import lru_cache
from typing import Any

IDLE = 60.0
"""Seconds after which it ends when nothing was asked."""

LONGEST = 30.0
"""Seconds that one picture may take. Whoever asked ends it sooner, unless they have ended."""

OUTLINES = 2048
"""Paths that are kept as they were made shorter: of a map they are the same in each picture."""

MEASURED = "sans-serif"
"""The font by which words are measured: to look for each of many takes longer than to draw."""

MOST = 1000
"""Pictures after which another process goes on: what a JavaScript engine hoards goes with it."""


def drawn(order: dict[str, Any]) -> str:
    """The picture as SVG, with hatching where a colour stands for it."""
    import vl_convert  # noqa: PLC0415  (the page server imports this module, and never draws)

    config = order["spec"].get("config", {})
    svg: str = vl_convert.vegalite_to_svg(
        {**order["spec"], "config": {**config, "font": MEASURED}},
        format_locale=order["locale"],
        allowed_base_urls=[],
    )
    svg = svg.replace(_family(MEASURED), _family(config.get("font", MEASURED)))
    return hatched(slim(svg), order["hatching"])


def _family(fonts: str) -> str:
    return f'font-family="{html.escape(fonts)}"'


def slim(svg: str) -> str:
    """Coordinates to a tenth of a pixel, and without what no browser needs."""
    svg = re.sub(r' (xmlns:xlink|class|pointer-events)="[^"]*"', "", svg)
    svg = re.sub(r' aria-(hidden|roledescription|label)="[^"]*"| role="[^"]*"', "", svg)
    svg = re.sub(r'<path d="M0,0h0v0h0Z"/>|<g/>|<g></g>', "", svg)
    return re.sub(r' d="([^"]*)"', lambda path: f' d="{shorter(path[1])}"', svg)


@lru_cache(maxsize=OUTLINES)
def shorter(path: str) -> str:
    """A path to a tenth of a pixel; straight lines go on from where the last one ended.

    Borders of countries take half as many bytes. Ends are rounded, and not the ways between them:
    so no error adds up.
    """
    if not _STRAIGHT.fullmatch(path):
        return re.sub(r"\d+\.\d+", lambda number: _tenths(round(float(number[0]) * 10)), path)
    written, here = [], (0, 0)
    for command, across, down in _STEP.findall(path):
        there = round(float(across or 0) * 10), round(float(down or 0) * 10)
        if command == "Z":
            written.append("Z")
        elif command == "M":
            written.append(f"M{_pair(*there)}")
            here = there
        elif there != here:
            way = _pair(there[0] - here[0], there[1] - here[1])
            goes_on = written[-1][0] not in "MZ"
            written.append(f"{'' if way[0] == '-' else ' '}{way}" if goes_on else f"l{way}")
            here = there
    return "".join(written)


_STRAIGHT = re.compile(r"M-?[\d.]+,-?[\d.]+(?:[ML]-?[\d.]+,-?[\d.]+|Z(?=M|$))*")
_STEP = re.compile(r"([MLZ])(?:(-?[\d.]+),(-?[\d.]+))?")


def _pair(across: int, down: int) -> str:
    """Two numbers; a minus keeps them apart as well as a comma."""
    return f"{_tenths(across)}{'' if down < 0 else ','}{_tenths(down)}"


def _tenths(number: int) -> str:
    """A tenth of a whole number: -3 is -.3, and 20 is 2."""
    whole, rest = divmod(abs(number), 10)
    text = f"{whole or ''}.{rest}" if rest else str(whole)
    return f"-{text}" if number < 0 else text


def hatched(svg: str, hatching: dict[str, list[str]]) -> str:
    """Lines in place of the colours that stand for them."""
    patterns = []
    for number, (name, (ink, ground)) in enumerate(hatching.items()):
        if f'fill="{name}"' not in svg:
            continue
        svg = svg.replace(f'fill="{name}"', f'fill="url(#hatch-{number})"')
        patterns.append(
            f'<pattern id="hatch-{number}" width="4" height="4" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="4" height="4" fill="{ground}"/>'
            f'<rect width="2" height="4" fill="{ink}"/></pattern>'
        )
    if not patterns:
        return svg
    place = svg.index(">", svg.index("<svg")) + 1
    return f"{svg[:place]}<defs>{''.join(patterns)}</defs>{svg[place:]}"


def png(svg: str) -> str:
    """The picture as PNG, at twice its size, in base64."""
    import oxipng  # noqa: PLC0415
    import vl_convert  # noqa: PLC0415

    # What draws it compresses in haste; the same pixels fit into a fifth of its bytes.
    picture: bytes = vl_convert.svg_to_png(svg, scale=2)
    return base64.b64encode(oxipng.optimize_from_memory(picture, level=1)).decode()


def main() -> None:
    """Draw what standard input asks for, until it ends or nothing more is asked."""
    for _number in range(MOST):
        idle = threading.Timer(IDLE, os._exit, (0,))
        idle.daemon = True
        idle.start()
        line = sys.stdin.buffer.readline()
        idle.cancel()
        if not line:
            return
        faulthandler.dump_traceback_later(LONGEST, exit=True)  # whoever holds the interpreter
        order = json.loads(line)
        print(json.dumps([order["number"], _answer(order)]), flush=True)
        faulthandler.cancel_dump_traceback_later()


def _answer(order: dict[str, Any]) -> str | None:
    try:
        svg = drawn(order)
        return png(svg) if order["png"] else svg
    except ValueError:  # it cannot be drawn; others can
        return None


if __name__ == "__main__":
    main()
