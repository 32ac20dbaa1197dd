"""Columns that every form has of itself, and what a mapping must say of a file that has them.

What came back by a form says of each person whether they consent. A mapping of such a file cannot
do without it: by no legal basis is somebody counted who was asked and has refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lanterne.codebook.spelling import plain
from lanterne.harmonise.mapping import LegalBasis

CONSENT = "consent_statistics"
"""Name of the first question: may this person's answers be used for statistics?"""

MARK = "lanterne_form"
"""The question that nobody answers: it says from which codebook a form was made."""

GIVEN = "given"
"""The one answer to the first by which they count."""

_OTHERS = frozenset(map(plain, ("refused", "not_asked", "withdrawn")))
_BETWEEN = re.compile(r"[/\-.:]")


def leaves_out_consent(header: Sequence[str], legal: LegalBasis) -> bool:
    """Whether a file came back by a form, and a mapping does not ask it who consents.

    Args:
        header: The columns of the file.
        legal: Why the mapping says that cases may be used.
    """
    if not any(_is(title, name) for title in header for name in (MARK, CONSENT)):
        return False
    asked = bool(legal.consent) and _is(legal.consent, CONSENT)
    return not asked or any(plain(one) in _OTHERS for one in legal.given)


def _is(title: str, name: str) -> bool:
    """Whether a column is of this name, behind whatever groups."""
    return plain(name) in {plain(title), plain(_BETWEEN.split(title)[-1])}
