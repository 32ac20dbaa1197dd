"""Where the people of a cohort come from: what an edition says beside its numbers. Public.

Most changes from year to year are changes in who reports, and in how they ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


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
    """

    cohort: str
    reported_by: tuple[str, ...] = ()
    mapping: tuple[str, ...] = ()
    defined_otherwise: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        lists = {one.name: list(getattr(self, one.name)) for one in fields(self)[1:]}
        return {"cohort": self.cohort, **lists}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> CohortSource:
        """The inverse of :meth:`to_dict`; raises ValueError when the values are no such thing."""
        names = [one.name for one in fields(cls)]
        if set(values) != set(names) or not isinstance(values["cohort"], str):
            raise ValueError(f"a cohort must give {names}")
        lists = {name: values[name] for name in names[1:]}
        for name, some in lists.items():
            if not isinstance(some, list) or not all(isinstance(one, str) for one in some):
                raise ValueError(f"{name} must be a list of texts")
        return cls(values["cohort"], *(tuple(some) for some in lists.values()))
