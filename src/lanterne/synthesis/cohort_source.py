"""Where the people of a cohort come from: what an edition says beside its numbers. Public.

Most changes from year to year are changes in who reports, and in how they ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LISTS = ("reported_by", "mapping", "defined_otherwise")
"""Fields that are lists of texts."""


@dataclass(frozen=True)
class CohortSource:
    """Where the people of a cohort come from.

    Attributes:
        cohort: Its name.
        reported_by: Organisations whose cases it holds, as somebody said at the delivery; none:
            nobody said.
        mapping: Name, version and SHA-256 of the mapping of a partner's file; none: it held cases.
        defined_otherwise: Columns that are not made as those of the cohort before: their numbers
            are not compared across the change.
        mappings: Of several organisations, the name of each → SHA-256 of its mapping, empty where
            its file held cases; of one organisation none.
    """

    cohort: str
    reported_by: tuple[str, ...] = ()
    mapping: tuple[str, ...] = ()
    defined_otherwise: tuple[str, ...] = ()
    mappings: Mapping[str, str] = field(default_factory=dict)

    def made_as(self, other: CohortSource) -> bool:
        """Whether cases were made alike: of several organisations, those of each that both have."""
        shared = self.mappings.keys() & other.mappings.keys()
        alike = all(self.mappings[name] == other.mappings[name] for name in shared)
        return alike and self.mapping == other.mapping

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        lists = {name: list(getattr(self, name)) for name in LISTS}
        mappings = {"mappings": dict(self.mappings)} if self.mappings else {}
        return {"cohort": self.cohort, **lists, **mappings}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> CohortSource:
        """The inverse of :meth:`to_dict`; raises ValueError when the values are no such thing."""
        values = {"mappings": {}, **values}
        mappings = values["mappings"]
        if set(values) != {"cohort", "mappings", *LISTS} or not isinstance(values["cohort"], str):
            raise ValueError(f"a cohort must give cohort, {', '.join(LISTS)}")
        if not isinstance(mappings, dict) or not all(
            isinstance(text, str) for pair in mappings.items() for text in pair
        ):
            raise ValueError("mappings must give texts")
        lists = [values[name] for name in LISTS]
        for name, some in zip(LISTS, lists, strict=True):
            if not isinstance(some, list) or not all(isinstance(one, str) for one in some):
                raise ValueError(f"{name} must be a list of texts")
        reported, mapping, otherwise = map(tuple, lists)
        return cls(values["cohort"], reported, mapping, otherwise, mappings)
