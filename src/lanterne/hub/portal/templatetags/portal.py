"""Numbers and labels, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.codebook.model import Column, ColumnType, Text
from lanterne.hub import languages
from lanterne.hub.languages import direction

register = template.Library()


@register.filter
def number(value: float) -> str:
    """A whole number: 21,000 or 21 000."""
    return languages.number(round(value), get_language() or "en")


@register.filter
def percent(share: float) -> str:
    """A share, 0 to 1, as a percentage."""
    return languages.percent(share, get_language() or "en")


@register.filter
def small(value: float) -> SafeString:
    """A parameter such as ε or δ."""
    return format_html('<bdi dir="ltr">{}</bdi>', languages.power(value))


@register.filter
def said(text: Text) -> SafeString:
    """A text of a codebook in the language of the page, or in English and marked as such."""
    language = get_language() or "en"
    if language in text:
        return format_html("{}", text[language])
    return format_html('<span lang="en" dir="{}">{}</span>', direction("en"), text.get("en", ""))


@register.filter
def together(texts: Sequence[Text]) -> SafeString:
    """Answers that are given together."""
    return format_html_join(" + ", "{}", ((said(text),) for text in texts))


@register.filter
def plain(text: Text) -> str:
    """A text of a codebook without mark-up, for a title."""
    return text.get(get_language() or "en") or text.get("en", "")


@register.filter
def minus(number: int, other: int) -> int:
    """A difference, for the lengths of a drawing."""
    return number - other


@register.filter
def date_of(day: str) -> str:
    """A day written ``YYYY-MM-DD``, as the language writes it."""
    return date_format(date.fromisoformat(day), "DATE_FORMAT")


_KINDS = {
    ColumnType.CATEGORY: _("One of a list"),
    ColumnType.ORDINAL: _("One of an ordered list"),
    ColumnType.FLAG: _("Tick box"),
    ColumnType.SET: _("Several of a list"),
    ColumnType.COUNTRY: _("Country"),
    ColumnType.YEAR: _("Year"),
}


@register.filter
def kind(column: Column) -> str:
    """What kind of answers a column holds."""
    return str(_KINDS[column.type])
