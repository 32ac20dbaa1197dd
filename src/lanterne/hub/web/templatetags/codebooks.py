"""Words of codebooks, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.codebook.model import in_language
from lanterne.codebook.words import type_words
from lanterne.hub.web.data.preview import MISSING

register = template.Library()

_LISTS = {
    "iso2": _("Countries, by two letters (ISO)"),
    "iso3": _("Countries, by three letters (ISO)"),
    "iso639-2": _("Languages, by three letters (ISO)"),
    "un-regions": _("Regions of the world (UN)"),
    "un-subregions": _("Subregions of the world (UN)"),
    "yes": _("Yes, or blank"),
    "yes-no": _("Yes and no"),
}


@register.filter
def kind_of(column: Mapping[str, Any]) -> str:
    """What kind of answers a column holds, of a codebook as nested tables."""
    return kind_name(column.get("type", ""))


@register.filter
def kind_name(kind: str) -> str:
    """What people read for a type of column."""
    return in_language(type_words(kind), get_language() or "en")


@register.filter
def list_name(name: str) -> str:
    """What people read for a built-in list."""
    return str(_LISTS.get(name, name))


@register.filter
def missing_name(kind: str) -> str:
    """What people read for a kind of missing answer."""
    return str(MISSING.get(kind, kind))
