"""Keys that mean one thing, whoever says what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

Key = TypeVar("Key")
Meaning = TypeVar("Meaning")


def unambiguous(pairs: Iterable[tuple[Key, Meaning]]) -> dict[Key, Meaning]:
    """Key → its meaning, where all pairs agree; the others are left out."""
    found: dict[Key, set[Meaning]] = {}
    for key, meaning in pairs:
        found.setdefault(key, set()).add(meaning)
    return {key: next(iter(meanings)) for key, meanings in found.items() if len(meanings) == 1}
