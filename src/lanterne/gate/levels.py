"""The policies that come with Lanterne: three levels of strictness, as commented TOML."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import Final

from lanterne.errors import UsageError

USUAL: Final = "usual"
"""The level that is meant where none is named."""

_NUMBERS: Final[Mapping[str, tuple[object, object, object]]] = {
    "name": ("strict", USUAL, "lenient"),
    "epsilon": (2.0, 5.0, 10.0),
    "epsilon_total": (4.0, 10.0, 20.0),
    "k": (20, 10, 5),
    "length": ('"rows"', 3, 2),
    "excess": (0.01, 0.03, 0.10),
    "told": (0.01, 0.05, 0.10),
    "record": (0.05, 0.10, 0.20),
    "distance": (0.10, 0.20, 0.40),
    "rows": (0.05, 0.10, 0.30),
    "intervals": (0.90, 0.85, 0.80),
    "light": ("fair", "poor", "poor"),
}
"""Key of the template → its number at each level, the strictest first."""

LEVELS: Final = ("strict", USUAL, "lenient")
"""Names of the levels, the strictest first."""

AT_LEAST_USUAL: Final = LEVELS[: LEVELS.index(USUAL) + 1]
"""The levels that may be relied on where nobody has chosen a laxer policy."""


def level_text(level: str) -> str:
    """The file of a level, to be read, changed and kept.

    Raises:
        UsageError: There is no such level.
    """
    if level not in LEVELS:
        raise UsageError("gate.no-level", level=level, levels=LEVELS)
    place = LEVELS.index(level)
    template = files("lanterne.gate").joinpath("policy.toml.template").read_text("utf-8")
    return Template(template).substitute({key: row[place] for key, row in _NUMBERS.items()})
