"""The text with which somebody puts a figure into a page of their own."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import escape

from lanterne.hub.portal.figures.asked import Asked

HEIGHT = 640
"""Pixels of the frame; what does not fit is scrolled."""


def snippet(request: HttpRequest, path: str, title: str) -> str:
    """The text to be copied, as plain text; empty where others could not see the figure.

    Args:
        request: Says under which name the portal is reached.
        path: Where the frame is, with the question that is asked there.
        title: What the frame is called, for those who do not see it.
    """
    if not settings.LANTERNE_PUBLIC:
        return ""
    address = request.build_absolute_uri(path)
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{HEIGHT}" '
        'loading="lazy"></iframe>'
    )


def query_of(asked: Asked) -> str:
    """A question behind the path of an address; nothing where nothing is asked."""
    return "" if asked.is_nothing else f"?{asked.address()}"
