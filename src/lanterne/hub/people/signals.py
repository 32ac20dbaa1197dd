"""What other parts of the hub may hear of people: without being known here."""

from __future__ import annotations

from django.dispatch import Signal

sessions_ended = Signal()
"""All sessions of a person ended, ``user``: they lost a device, or their last role."""

account_closed = Signal()
"""The account of a person was closed, ``user``."""
