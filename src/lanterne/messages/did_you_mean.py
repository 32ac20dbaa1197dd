"""Which name was probably meant by one that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from lanterne.messages.message import Message

NEAR = 0.7
"""How alike two names are, of 1, for one to be taken for the other misspelt."""


def did_you_mean(name: str, names: Iterable[str]) -> Message | None:
    """``Did you mean gender?``, or nothing when no name is near."""
    near = nearest_name(name, names)
    return Message("did-you-mean", {"name": near}) if near is not None else None


def nearest_name(name: str, names: Iterable[str], near: float = NEAR) -> str | None:
    """The name that was probably meant, or none.

    Args:
        name: What somebody wrote; only its letters and digits count, in whatever case.
        names: What there is.
        near: How alike two must be, 0 to 1.
    """
    plain = {_plain(candidate): candidate for candidate in names}
    found = difflib.get_close_matches(_plain(name), plain, n=1, cutoff=near)
    return plain[found[0]] if found else None


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
