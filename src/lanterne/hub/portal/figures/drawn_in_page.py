"""Pictures as pages show them."""

from __future__ import annotations

from contextlib import suppress

from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.drawn_alone import source_of
from lanterne.hub.portal.figures.figure import Plan
from lanterne.hub.portal.figures.figure_cache import figure, figures
from lanterne.hub.portal.figures.picture import Order, order
from lanterne.hub.portal.figures.picture_cache import Key, drawer
from lanterne.hub.portal.figures.render import DrawingError
from lanterne.hub.portal.figures.style import THEMES, Look, Size


def drawn_in_page(edition: Edition, plan: Plan, size: Size, theme: str) -> bytes:
    """The picture of a figure as SVG, in the language of the moment.

    Raises:
        DrawingError: There is none now.
    """
    source = source_of(edition)

    def ordered() -> Order:
        look = Look(size, THEMES[theme], words.right_to_left())
        return order(figure(edition, plan), look, source)

    return drawer().picture(Key(source, plan.name, words.language(), size, theme), ordered)


def draw_all(edition: Edition) -> None:
    """Draw the figures of a release once, so that what draws has begun when somebody asks.

    It takes half a second to begin, and three times as long for its first pictures as for others.
    """
    for one in figures(edition):
        with suppress(DrawingError):
            drawn_in_page(edition, one.plan, Size.WIDE, "light")
