"""When somebody else has to decide, and when one person is enough."""

from __future__ import annotations

from django.conf import settings


def alone() -> bool:
    """Whether one person is enough: at one computer nothing proves that there are two."""
    return getattr(settings, "LANTERNE_DOOR", None) is not None
