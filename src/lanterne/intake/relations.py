"""Who somebody is in a household, seen from its first member."""

from __future__ import annotations

from enum import StrEnum


class Relation(StrEnum):
    """Who somebody is."""

    FIRST = "first"
    """The one from whom the others are seen."""
    PARTNER = "partner"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    OTHER = "other-relative"
    UNRELATED = "unrelated"
