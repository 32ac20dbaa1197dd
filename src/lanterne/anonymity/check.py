"""The one door to a :class:`Checked` table: everything that its guarantee says is verified.

The check is exhaustive, comes before anything is written, and shares no code with what makes the
output.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from lanterne.anonymity.check_classes import find_faults
from lanterne.anonymity.result import AnonymousTable, Checked, Guarantee, Method
from lanterne.errors import Refused


def checked(table: AnonymousTable, real: pl.DataFrame) -> Checked[AnonymousTable]:
    """Verify all that a table promises, whatever the method, exhaustively.

    Args:
        table: The output of a k-method.
        real: The cases it was made from: one row per person, texts, ``""`` or null where nothing
            is said. Of ``k-anonymised``: not looked at, since the rows of the output itself must
            be alike.

    Raises:
        Refused: A promise does not hold, or is one that the method cannot make. The message has
            numbers and names of columns, and no value.
        ValueError: The tables do not have the same columns.
    """
    faults = list(_groundless(table.guarantee)) or list(_broken(table, real))
    if faults:
        raise Refused(
            f"The output does not keep its promise: {'; '.join(faults)}. Nothing was written. This "
            "is a fault of the software: please report it, without the data."
        )
    return Checked(table)


def _groundless(said: Guarantee) -> Iterator[str]:
    """What is promised that hides nobody, or that the method has no way to keep."""
    if said.k < 2:
        yield f"k is {said.k}, which hides nobody"
    of_classes = (said.quasi_identifiers, said.diversity, said.closeness, said.sensitive)
    if said.method is Method.K_ANONYMISED:
        if said.length is not None:
            yield "it says of combinations what only synthetic rows can keep"
    elif of_classes != ((), None, None, ()):
        yield "it says of classes what only k-anonymised rows can keep"


def _broken(table: AnonymousTable, real: pl.DataFrame) -> Iterator[str]:
    """What is promised and does not hold."""
    guarantee = table.guarantee
    if guarantee.method is Method.K_ANONYMISED:
        for fault, number in find_faults(table.data, guarantee).items():
            yield f"{number} classes {fault}"
        return
    from lanterne.anonymity.check_combinations import find_violations  # noqa: PLC0415 - compiled

    found = find_violations(table.data, real, guarantee.k, guarantee.length)
    if found:
        places = ", ".join(f"{number} of {size} answers" for size, number in sorted(found.items()))
        yield f"fewer than {guarantee.k} records hold some of its combinations ({places})"
