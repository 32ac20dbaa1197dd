"""Short names in addresses, made from what people call things."""

from __future__ import annotations

import re

from django.utils.text import slugify


def short_name(text: str, longest: int) -> str:
    """Small letters, digits and single hyphens, as a series or an organisation may be called.

    Args:
        text: What people call it.
        longest: Letters, at most.

    Returns:
        The name; empty, where the text has no letter of the Latin alphabet and no digit.
    """
    return re.sub("[-_]+", "-", slugify(text))[:longest].strip("-")
