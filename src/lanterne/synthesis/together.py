"""Which columns were measured together, as a release says it.

Published counts say of what was measured and is not listed that there are too few to say. Of what
was never measured they say nothing, and that is another thing to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

Part = tuple[str, str]
"""A published column, and one of its answers where these are measured apart; else empty: all."""


@dataclass(frozen=True)
class Together:
    """Columns that were measured together, two or three; each by itself always was. Public.

    Attributes:
        sets: The parts of each. The members of a set of many values are measured apart, and so
            may the cohorts of a series be.
    """

    sets: frozenset[frozenset[Part]]

    @cached_property
    def columns(self) -> frozenset[frozenset[str]]:
        """The columns of each set, whichever their answers are."""
        return frozenset(frozenset(name for name, _ in some) for some in self.sets)

    def has(self, answers: Iterable[Part]) -> bool:
        """Whether some answers were measured together.

        Args:
            answers: Different columns, and an answer to each.
        """
        parts = [dict.fromkeys([(name, ""), (name, answer)]) for name, answer in answers]
        return len(parts) < 2 or any(frozenset(some) in self.sets for some in product(*parts))

    def to_dict(self) -> dict[str, Any]:
        """JSON values: the parts, and of each set the places of its parts, from 0."""
        parts = sorted({part for some in self.sets for part in some})
        place = {part: at for at, part in enumerate(parts)}
        sets = sorted((sorted(place[part] for part in some) for some in self.sets), key=_shorter)
        return {
            "parts": [[name, answer] if answer else [name] for name, answer in parts],
            "sets": [" ".join(map(str, some)) for some in sets],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Together:
        """The inverse of :meth:`to_dict`.

        Raises:
            ValueError: It cannot be so.
        """
        try:
            parts = {str(at): _part(one) for at, one in enumerate(values["parts"])}
            sets = [[parts[at] for at in some.split()] for some in values["sets"]]
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("what was measured together must be parts and sets") from error
        if not all(1 < len(some) == len(set(some)) <= 3 for some in sets):
            raise ValueError("two or three different columns are measured together")
        return cls(frozenset(map(frozenset, sets)))


def _shorter(places: list[int]) -> tuple[int, list[int]]:
    return len(places), places


def _part(said: Any) -> Part:
    """A column, or a column and an answer."""
    texts = said if isinstance(said, list) else []
    if len(texts) not in {1, 2} or not all(isinstance(text, str) and text for text in texts):
        raise ValueError("a part must be a column, and perhaps an answer")
    return texts[0], "".join(texts[1:])
