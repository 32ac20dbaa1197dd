"""Texts of the message store, as tests compare them."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.messages import TAGS
from lanterne.messages.store import part


def in_languages(name: str) -> Mapping[str, Mapping[str, str]]:
    """Language → rest of the code → text, of all codes that begin with a name."""
    return {tag: part(name, tag) for tag in TAGS}
