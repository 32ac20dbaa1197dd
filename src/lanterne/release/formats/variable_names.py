"""Names of columns as statistical programs take them.

Stata: at most 32 characters, letters, digits and ``_``, no digit first, and none of its reserved
words ([U] 11.3 of its manual). SPSS: at most 64 bytes, a letter first, no reserved word, and
capital letters make no difference (Command Syntax Reference, Variable Names). What both take is
used for both, so that users of one can read a program for the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from anyascii import anyascii

LONGEST = 32
"""Characters of a name."""

_STATA = (
    "alias byte double float int long _all _b _coef _cons _n _pi _pred _rc _se _skip str strl "
    "if in using with"
)
_SPSS = "all and by eq ge gt le lt ne not or to with"
_RESERVED = frozenset(f"{_STATA} {_SPSS}".split())


def variable_names(columns: Iterable[str]) -> Mapping[str, str]:
    """Column → its name: itself wherever that can be.

    Args:
        columns: In their order, each once: of two that would have one name the later is numbered.
    """
    given: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        name = _allowed(column)
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{_allowed(column)[: LONGEST - len(str(number)) - 1]}_{number}"
        taken.add(name.lower())
        given[column] = name
    return given


def _allowed(column: str) -> str:
    name = re.sub(r"\W+", "_", anyascii(column), flags=re.ASCII)[:LONGEST].rstrip("_") or "v"
    odd = not name[0].isalpha() or name.lower() in _RESERVED or re.fullmatch(r"(?i)str\d+", name)
    return f"v_{name}"[:LONGEST] if odd else name
