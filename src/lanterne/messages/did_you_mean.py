"""Which name was probably meant by one that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from lanterne.messages.message import Message

NEAR = 0.7
"""How alike two names are, of 1, for one to be taken for the other misspelt."""


def did_you_mean(name: str, names: Sequence[str]) -> Message | None:
    """``Did you mean gender?``, or nothing when no name is near.

    Args:
        name: What somebody wrote; only its letters and digits count, in whatever case.
        names: What there is.
    """
    plain = {_plain(candidate): candidate for candidate in names}
    near = difflib.get_close_matches(_plain(name), list(plain), n=1, cutoff=NEAR)
    return Message("did-you-mean", {"name": plain[near[0]]}) if near else None


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
