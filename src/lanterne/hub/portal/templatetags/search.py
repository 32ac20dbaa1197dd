"""What the page of the search shows of a question, and of the glossary."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from lanterne.hub.portal.search.asked import Asked
from lanterne.messages.glossary import Term

register = template.Library()


@register.simple_tag
def only(asked: Asked, kind: str) -> str:
    """The query of an address that asks the same of one kind alone."""
    return asked.only(kind)


@register.filter
def word_of(term: Term) -> str:
    """What a thing is called in the language of the page."""
    return term.word(get_language() or "en")


@register.filter
def meaning_of(term: Term) -> str:
    """What it is, in the language of the page."""
    return term.meaning_in(get_language() or "en")
