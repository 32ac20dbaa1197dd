"""What a job spent, and how often it was begun, in the language of the page."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.hub import languages
from lanterne.hub.jobs import words
from lanterne.hub.jobs.charge import Amount, Charge

register = template.Library()


@register.simple_tag
def spent(amount: Amount) -> SafeString:
    """What was spent on each of one kind of people."""
    language = get_language() or "en"
    epsilon, delta = (languages.power(one, language) for one in (amount.epsilon, amount.delta))
    price = format_html('<bdi dir="ltr">ε = {}, δ = {}</bdi>', epsilon, delta)
    who = words.unit_called(amount.unit)
    return format_html(str(_("Spent, for each {who}: {price}.")), who=who, price=price)


@register.filter
def standing(charge: Charge) -> str:
    """What came of a spend."""
    return str(words.STANDINGS[charge.standing])


@register.filter
def times(number: int) -> str:
    """How often: ``2 ×``."""
    return f"{languages.number(number, get_language() or 'en')}\u00a0×"
