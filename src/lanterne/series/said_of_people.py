"""What is said of people afterwards: that two ids are one person, that somebody withdraws."""

from __future__ import annotations

from collections.abc import Sequence

from lanterne.errors import UsageError
from lanterne.series import register
from lanterne.series.register import Hashes
from lanterne.series.series_folder import Series


def join_people(series: Series, ids: Sequence[str]) -> tuple[bool, ...]:
    """Say that some ids are one person: they are in the first of their cohorts from now on.

    It is best said before the second id is handed in. What was measured before is not undone:
    whoever was measured in two cohorts has paid in both.

    Args:
        series: Of the ids.
        ids: Two or more.

    Returns:
        Of each id, whether anything was handed in under it so far.

    Raises:
        UsageError: There are fewer than two.
    """
    with series.claimed():
        key = register.load_key(series.key)
        there, hashes = register.load(series.register, key), Hashes(key)
        found = hashes.of_texts(ids)
        if len({*found}) < 2:
            raise UsageError("series.one-id-alone")
        register.save(there.joined(found), series.register, key)
    return tuple(map(there.is_known, found))


def withdraw_people(series: Series, ids: Sequence[str]) -> tuple[bool, ...]:
    """Take people out of all that is measured from now on, under whichever id they stand.

    What was measured and published before stays: it holds no record of a person.

    Args:
        series: Of the ids.
        ids: One or more; nothing need have been handed in of them.

    Returns:
        Of each id, whether anything was handed in under it so far.
    """
    with series.claimed():
        key = register.load_key(series.key)
        there, found = register.load(series.register, key), Hashes(key).of_texts(ids)
        register.save(there.without(found), series.register, key)
    return tuple(map(there.is_known, found))
