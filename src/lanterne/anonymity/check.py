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
from lanterne.messages import Message


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
        raise Refused("k-method.promise-broken", faults=tuple(faults))
    return Checked(table)


def _groundless(said: Guarantee) -> Iterator[Message]:
    """What is promised that hides nobody, or that the method has no way to keep."""
    if said.k < 2:
        yield Message("k-method.hides-nobody", {"k": said.k})
    of_classes = (said.quasi_identifiers, said.diversity, said.closeness, said.sensitive)
    if said.method is Method.K_ANONYMISED:
        if said.length is not None:
            yield Message("k-method.says-of-combinations")
    elif of_classes != ((), None, None, ()):
        yield Message("k-method.says-of-classes")


def _broken(table: AnonymousTable, real: pl.DataFrame) -> Iterator[Message]:
    """What is promised and does not hold."""
    guarantee = table.guarantee
    if guarantee.method is Method.K_ANONYMISED:
        for fault, number in find_faults(table.data, guarantee).items():
            yield Message("k-method.classes", {"number": number, "fault": fault})
        return
    from lanterne.anonymity.check_combinations import find_violations  # noqa: PLC0415 - compiled

    found = find_violations(table.data, real, guarantee.k, guarantee.length)
    if found:
        places = tuple(
            Message("k-method.place", {"number": number, "size": size})
            for size, number in sorted(found.items())
        )
        yield Message("k-method.combinations", {"k": guarantee.k, "places": places})
