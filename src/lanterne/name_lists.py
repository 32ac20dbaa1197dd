"""Lists of names as one text, as the command line takes them and as an advice says them.

    work, "home, with others", year

Commas stand between names. A name that holds a comma stands in quotation marks, and a quotation
mark in it is written twice, as in a CSV file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_PART = re.compile(r'\s*"((?:[^"]|"")*)"([^,]*)(?=,|\Z)|([^,]*)')
"""One that begins with a quotation mark that is closed, and what follows it; or any other."""


def parts(text: str) -> Iterator[str]:
    """What stands between the commas, be it blank.

    A quotation mark that is never closed is a part of its name.
    """
    at = -1
    while at < len(text):  # at the comma before the part, or before the text
        part = _PART.match(text, at + 1)
        assert part is not None  # the last kind may be empty
        quoted, rest, plain = part.groups()
        yield plain.strip() if quoted is None else quoted.replace('""', '"') + rest.rstrip()
        at = part.end()


def names(text: str) -> tuple[str, ...]:
    """The names in a text, without those that are blank."""
    return tuple(name for name in parts(text) if name)


def listed(several: Iterable[str]) -> str:
    """The text that :func:`names` reads these names from, none of which is empty."""
    return ", ".join(map(_quoted, several))


def _quoted(name: str) -> str:
    if "," not in name and not name.startswith('"') and name == name.strip():
        return name
    return '"' + name.replace('"', '""') + '"'
