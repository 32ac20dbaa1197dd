"""Whom to ask about published data: the address of a page, or of mail."""

from __future__ import annotations

import re

_FORM = re.compile(r"https?://[!-~]+|mailto:[!-~]+@[!-~]+")
_UNFIT = frozenset('<>"{}|\\^`')


def is_contact(text: str) -> bool:
    """Whether it is the address of a page, or ``mailto:`` and an address of mail."""
    return _FORM.fullmatch(text) is not None and _UNFIT.isdisjoint(text)
