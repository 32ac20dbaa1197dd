"""The head of a page, for programs that find it and programs that share it."""

from __future__ import annotations

from typing import Any

from django import template

from lanterne.hub.portal.harvest.head import head_of

register = template.Library()


@register.inclusion_tag("portal/head.html", takes_context=True)
def head(context: template.RequestContext, title: str = "") -> dict[str, Any]:
    """Canonical address, other languages, and what is shown where the page is shared."""
    about: dict[str, Any] = dict(context.flatten().items())  # type: ignore[arg-type]  # names
    request = about.get("request")  # pages of faults are made without one
    return {"head": None if request is None else head_of(request, about, title)}
