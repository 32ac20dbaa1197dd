"""What to do about a problem of cases, in the pages of the workspace."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lanterne.hub.sentences import said

HINTS: Mapping[str, Any] = {
    "unknown-column": _(
        "Below, under “Who is who”, say whether it tells which rows are one person, or leave it "
        "out. Or add it to the codebook."
    ),
    "ignored-id": _(
        "Below, under “Who is who”, choose it if it tells which rows are one person; or say that "
        "every row is another person."
    ),
    "missing-subject-id": _(
        "Is it misspelt in the file? If not, choose another column below, under “Who is who”."
    ),
}
"""Rule → what to do in these pages, where the command line says to use an option."""


def hint_of(rule: str, hint: str) -> str:
    """What to do about a problem, in these pages."""
    if rule not in HINTS:
        return said(hint)
    guess = re.match(r"Did you mean [^?]+\?", hint)
    return " ".join(filter(None, [said(guess[0]) if guess else "", str(HINTS[rule])]))
