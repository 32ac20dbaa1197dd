"""Where the table stands in a file: on which sheet, and in which rows its columns are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GROUP = "/"
"""Between a group of columns and the name of one, as forms of KoboToolbox and ODK write it."""


@dataclass(frozen=True)
class Layout:
    """What people put around a table.

    Attributes:
        sheet: Of a workbook, the sheet that is read; empty: the only one, or that of the table.
            Files that have no sheets are read as they are.
        header_row: Row in which the columns are named, counted from 1; all rows above it are
            titles and are not read. 1 is the first row with anything in it. Of files that name
            their columns apart from their rows, it does not matter.
        header_rows: 2 where groups of columns stand in that row and their names below them.
    """

    sheet: str = ""
    header_row: int = 1
    header_rows: int = 1

    @property
    def last_header_row(self) -> int:
        """The last row of the header."""
        return self.header_row + self.header_rows - 1


PLAIN = Layout()
"""A table with its header in the first row, and nothing else."""


def clean_header(fields: Iterable[str | None]) -> tuple[str, ...]:
    """Names without blanks around them and without a byte order mark."""
    return tuple((field or "").strip().lstrip("\ufeff").strip() for field in fields)


def header_of(lines: Sequence[Sequence[str | None]]) -> tuple[str, ...]:
    """The names of the columns from the one or two rows of a header, trimmed.

    A group reaches to the next one, for its cells are merged or blank. A column whose name stands
    in the row of groups, with nothing below it, is named by that.
    """
    *groups, names = map(clean_header, lines)
    if not groups:
        return names
    (above,) = groups
    width = max(len(names), _filled(above))
    above, names = ((*each, *[""] * (width - len(each))) for each in (above, names))
    header, group = [], ""
    for own, name in zip(above, names, strict=False):
        group = own or group
        header.append(f"{group}{GROUP}{name}" if group and name else name or own)
    return tuple(header)


def _filled(fields: Sequence[str]) -> int:
    """Position after the last that is not blank."""
    return max((place for place, field in enumerate(fields, start=1) if field), default=0)
