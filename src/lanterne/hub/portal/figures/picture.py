"""The picture of a figure: a Vega-Lite specification and what is needed to draw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lanterne.hub.portal.figures.bars import bars
from lanterne.hub.portal.figures.figure import Figure, Kind, Shape
from lanterne.hub.portal.figures.style import SMALL, TEXT, Look, Size, Spec, config, hatching
from lanterne.hub.portal.figures.trend import is_uneven, trend
from lanterne.hub.portal.figures.words import heading, how_sure, language, lines, of_several
from lanterne.hub.portal.figures.world_map import world
from lanterne.messages.numbers import pictured


@dataclass(frozen=True)
class Order:
    """What is to be drawn, as values that may go to another process.

    Attributes:
        spec: Vega-Lite, with its configuration.
        locale: How numbers are written, as Vega has it.
        hatching: Colour that stands for hatching → colour of its lines and between them.
    """

    spec: Spec
    locale: dict[str, Any]
    hatching: dict[str, tuple[str, str]]

    def values(self) -> dict[str, Any]:
        """As JSON values."""
        return {"spec": self.spec, "locale": self.locale, "hatching": self.hatching}


def order(figure: Figure, look: Look, source: str, among: str = "") -> Order:
    """The picture of a figure, in the language of the page.

    Args:
        figure: What is shown.
        look: How.
        source: The release, for a picture that is saved.
        among: Whom alone such a picture is of, in words; empty: everybody.
    """
    draw = {Shape.TREND: trend, Shape.MAP: world, Shape.BARS: bars}[figure.plan.shape]
    spec = draw(figure, look)
    if look.size is Size.ALONE:
        spec = _alone(spec, figure, look, source, among)
    whole = {"config": config(look.theme), **spec}
    return Order(whole, pictured(language()), hatching(look.theme))


def _alone(spec: Spec, figure: Figure, look: Look, source: str, among: str) -> Spec:
    """With its title above, and below what its numbers are and where they come from."""
    notes = [*how_sure(figure), *([boundaries()] if figure.plan.shape is Shape.MAP else [])]
    if figure.plan.shape is Shape.TREND and is_uneven(figure):
        notes.append(by_the_year())
    if figure.plan.kind is Kind.LINKED:
        notes.append(of_several())
    notes.append(source)
    words = [line for note in notes for line in lines(note, look.width - 20, SMALL)]
    spec.pop("padding", None)
    below = {
        "width": look.width - 24,
        "height": 18 * len(words),
        "data": {"values": [{"words": "\n".join(words)}]},
        "mark": {
            "type": "text",
            "align": look.start,
            "baseline": "top",
            "fontSize": SMALL,
            "color": look.theme.soft,
            "lineBreak": "\n",
            "lineHeight": 17,
        },
        "encoding": {
            "x": {"value": look.width - 24 if look.right_to_left else 0},
            "y": {"value": 0},
            "text": {"field": "words"},
        },
    }
    return {
        "title": {
            "text": lines(heading(figure.plan), look.width - 20, 16),
            "anchor": "end" if look.right_to_left else "start",
            "fontSize": 16,
            "fontWeight": "bold",
            "offset": 14,
            **(_subtitle(among, look) if among else {}),
        },
        "vconcat": [spec, below],
        "spacing": 14,
        "padding": 16,
    }


def _subtitle(among: str, look: Look) -> Spec:
    """Whom alone it is of: without that below its title, a picture would say something wrong."""
    return {
        "subtitle": lines(among, look.width - 20, TEXT),
        "subtitleFontSize": TEXT,
        "subtitleColor": look.theme.ink,
        "subtitlePadding": 6,
    }


def boundaries() -> str:
    """What must stand below every map."""
    return _(
        "The map shows where people were counted. Its borders and names are those of its "
        "source; they imply no opinion on whose territory a place is, or where a border should "
        "run."
    )


def by_the_year() -> str:
    """What must be said where periods differ in length."""
    return _("The periods differ in length: the picture shows the number per year.")
