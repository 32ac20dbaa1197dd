"""Sizes, colours and letters of pictures; the colours are those of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Spec = dict[str, Any]

FONT = (
    'system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", "Liberation Sans", '
    "Arial, sans-serif"
)
TEXT, SMALL = 14, 12
"""Sizes of letters, in pixels."""


class Size(StrEnum):
    """For which screen a picture is drawn; ``ALONE``: to be saved, with its title and source."""

    NARROW = "narrow"
    WIDE = "wide"
    ALONE = "alone"


WIDTHS = {Size.NARROW: 354, Size.WIDE: 660, Size.ALONE: 760}
"""Width of a picture, in pixels: at 390 pixels a page has 354 for it."""


@dataclass(frozen=True)
class Theme:
    """Colours.

    Attributes:
        paper, ink, soft, line, accent, bar: As in ``portal.css``.
        land: Of a country without a number.
        steps: From few to many.
    """

    paper: str
    ink: str
    soft: str
    line: str
    accent: str
    bar: str
    land: str
    steps: tuple[str, ...]


THEMES: Mapping[str, Theme] = {
    "light": Theme(
        paper="#fbf8f2",
        ink="#2a2622",
        soft="#625a52",
        line="#e3dccf",
        accent="#8a4510",
        bar="#e3b27c",
        land="#e9e3d8",
        steps=("#f0cf9f", "#dfa35f", "#c4762f", "#96490f", "#5a2806"),
    ),
    "dark": Theme(
        paper="#191613",
        ink="#efe8dd",
        soft="#b9ae9f",
        line="#3a332c",
        accent="#f2b36b",
        bar="#84542a",
        land="#332d27",
        steps=("#5d4227", "#8a5c2c", "#b97c3a", "#e2a55c", "#ffdfae"),
    ),
}


@dataclass(frozen=True)
class Look:
    """How a picture is drawn: for which screen, in which colours, from which side."""

    size: Size
    theme: Theme
    right_to_left: bool

    @property
    def width(self) -> int:
        """Pixels from side to side."""
        return WIDTHS[self.size]

    @property
    def narrow(self) -> bool:
        """Whether there is little room."""
        return self.size is Size.NARROW

    @property
    def start(self) -> str:
        """The side on which a line of text begins."""
        return "right" if self.right_to_left else "left"

    @property
    def end(self) -> str:
        """The side on which it ends."""
        return "left" if self.right_to_left else "right"

    def at(self, place: float) -> float:
        """Pixels from the left, of what is so many pixels from where lines begin."""
        return self.width - place if self.right_to_left else place


HATCHED = ("#fe0100", "#fe0101", "#fe0102", "#fe0103", "#fe0104", "#fe0105")
"""Colours that stand for hatching until a picture is drawn: of each step, and of bars."""


def hatching(theme: Theme) -> dict[str, tuple[str, str]]:
    """Colour that stands for hatching → colour of its lines, and of what is between them."""
    inks = (*theme.steps, theme.bar)
    return {name: (ink, theme.paper) for name, ink in zip(HATCHED, inks, strict=True)}


def config(theme: Theme) -> Spec:
    """What all pictures have in common."""
    return {
        "font": FONT,
        "background": theme.paper,
        "aria": False,
        "view": {"stroke": None},
        "text": {"fontSize": TEXT, "color": theme.ink},
        "axis": {
            "labelColor": theme.soft,
            "labelFontSize": SMALL,
            "gridColor": theme.line,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
            "labelOverlap": True,
            "title": None,
        },
        "title": {
            "color": theme.ink,
            "fontSize": TEXT,
            "fontWeight": "normal",
        },
    }
