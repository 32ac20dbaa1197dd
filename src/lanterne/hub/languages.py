"""The languages of the pages, and how each of them writes numbers."""

from __future__ import annotations

from lanterne.messages import LANGUAGES as OWN_NAMES
from lanterne.messages import TAGS, direction
from lanterne.messages.languages import apart
from lanterne.messages.numbers import number, percent, power

__all__ = ["LANGUAGES", "TAGS", "apart", "direction", "number", "percent", "power"]

LANGUAGES = tuple(OWN_NAMES.items())
"""Code and own name of each language."""
