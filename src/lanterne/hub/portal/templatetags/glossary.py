"""Words that lead to what they mean."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lanterne.messages.glossary import glossary

register = template.Library()


@register.simple_tag
def term(name: str) -> SafeString:
    """A word of the glossary: a link to its place there, which says what it means beside it too."""
    found, language = glossary()[name], get_language() or "en"
    return format_html(
        '<a class="term" href="{}#{}" title="{}">{}</a>',
        reverse("glossary"),
        name,
        found.meaning_in(language),
        found.word(language),
    )
