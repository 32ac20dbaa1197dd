"""What may be asked of every k-method, and what each tells of how far it is."""

from __future__ import annotations

from collections.abc import Callable

from lanterne.codebook.model import Codebook, Table
from lanterne.errors import UsageError

Progress = Callable[[str, float], None]
"""Called with the name of the stage and the share of it that is done, 0 to 1."""


def silent(stage: str, share: float) -> None:
    """Tell nobody."""


def is_whole(number: object, least: int) -> bool:
    """Whether something is a whole number, and large enough."""
    return isinstance(number, int) and not isinstance(number, bool) and number >= least


def only_table(codebook: Codebook) -> Table:
    """The table of a codebook.

    Raises:
        UsageError: There are several, or it has a column of numbers.
    """
    if len(codebook.tables) != 1:
        name, count = codebook.name, len(codebook.tables)
        raise UsageError("k-method.several-tables", codebook=name, count=count)
    numbers = tuple(column.name for column in codebook.table.columns if column.traits.number)
    if numbers:
        raise UsageError("k-method.numbers", columns=numbers)
    return codebook.table
