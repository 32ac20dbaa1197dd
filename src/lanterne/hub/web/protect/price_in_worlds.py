"""What a price lets a reader learn, in pictures of 100 worlds: before anything is spent.

Nothing is read from cases: the pictures follow from ε and δ alone.
"""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lanterne.hub.web.protect.price import Price
from lanterne.release.worlds import promised_by
from lanterne.release.worlds_page import worlds_in_html


def price_in_worlds(price: Price, unit: str) -> SafeString:
    """The pictures of all that will have been spent, in the language of the page.

    Args:
        price: What the release will cost, and what was spent before.
        unit: Whom it protects, of :class:`lanterne.privacy.units.Unit`.
    """
    language = get_language() or "en"
    pictures = promised_by("planned", unit, price.after, price.after_delta, language)
    return mark_safe(worlds_in_html([pictures], language, level=4))
