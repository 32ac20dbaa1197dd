"""Dots beside the intervals of a figure, on its own page."""

from __future__ import annotations

from itertools import islice

from django import template
from django.utils.safestring import SafeString, mark_safe

from lanterne.hub.portal import static
from lanterne.hub.portal.figures.context import Shown
from lanterne.hub.portal.uncertainty.spread import NUMBERS, Spread
from lanterne.hub.portal.uncertainty.spread import figure_spreads as spreads_of

register = template.Library()

FIRST = 6
"""Answers with dots on the page of a figure; a page of their own has all."""


@register.simple_tag
def uncertainty_stylesheet() -> str:
    """The address of how dots look."""
    return static.address("uncertainty")


@register.simple_tag
def figure_spreads(view: Shown) -> list[Spread]:
    """The first answers of a figure that have dots."""
    found = spreads_of(view.figure, NUMBERS[0])
    return list(islice((one for one in found if one.dots), FIRST))


@register.filter
def drawing(svg: str) -> SafeString:
    """A drawing of ours: numbers alone, of which nothing needs to be escaped."""
    return mark_safe(svg)
