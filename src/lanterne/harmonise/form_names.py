"""Columns that every form has of itself, and what a mapping must say of a file that has them.

What came back by a form says of each person whether they consent. A mapping of such a file cannot
do without it: by no legal basis is somebody counted who was asked and has refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

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
"""Signs between the groups and the name of a question, as exports may be asked for."""

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 100
"""Letters of the longest name of a column; where cells are looked at, a longer one is a text."""


def question_in(title: str, names: Collection[str]) -> str:
    """The question that a column is, without its groups; the empty text: none.

    Args:
        title: The column.
        names: Questions in their plain form, as the one that is found.
    """
    text = plain(title)
    starts = [0, *(match.end() for match in _BETWEEN.finditer(text))]
    return next((text[start:] for start in starts if text[start:] in names), "")


def has_column(header: Sequence[str], name: str) -> bool:
    """Whether a question that every form has is in a header, as anybody may have written it.

    It stands there behind whatever groups, in whatever capitals, and with whatever signs between
    its words: a file in which it is not found is read as if nobody had been asked.
    """
    asked = _words(name)
    return any(_words(title)[-len(asked) :] == asked for title in header)


def _words(title: str) -> list[str]:
    return _WORD.findall(plain(title)) if len(title) <= _LONGEST else []


def leaves_out_consent(header: Sequence[str], legal: LegalBasis) -> bool:
    """Whether a file came back by a form, and a mapping does not ask it who consents.

    Args:
        header: The columns of the file.
        legal: Why the mapping says that cases may be used.
    """
    if not any(has_column(header, name) for name in (MARK, CONSENT)):
        return False
    asked = has_column((legal.consent,), CONSENT)
    return not asked or any(plain(one) in _OTHERS for one in legal.given)
