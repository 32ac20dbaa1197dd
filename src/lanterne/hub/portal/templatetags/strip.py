"""The numbers of a picture: below it, and as a table beside it."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lanterne.hub.portal.figures.context import Row, Shown
from lanterne.hub.portal.figures.panels import Panels, tip, whole_periods
from lanterne.hub.portal.templatetags.portal import drawn, words_of_tables

register = template.Library()


@register.simple_tag
def strip(panels: Panels, heading: str) -> SafeString:
    """The numbers of a picture, each said to who points at it or moves by the arrow keys.

    Args:
        panels: The figure as it is, of everybody.
        heading: Of the figure.
    """
    lines = panels.strip
    if len(lines) < 2:
        return SafeString("")
    return drawn(
        "strip",
        lines=lines,
        heading=heading,
        top=panels.top,
        plan=panels.told.plan.name,
        tip=tip,
        say={
            "how": _("Each number: point at a bar, or go to them with Tab and the arrow keys."),
            "uneven": panels.is_uneven and whole_periods(),
        },
    )


@register.simple_tag
def figure_table(view: Shown, rows: Sequence[Row], *, last: bool) -> SafeString:
    """The numbers of a figure.

    Args:
        view: The figure.
        rows: The lines that are shown.
        last: Whether those without an answer follow.
    """
    say = {key: str(word) for key, word in words_of_tables().items()}
    return drawn("figure_table", view=view, rows=rows, last=last, say=say)
