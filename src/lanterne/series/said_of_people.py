"""What is said of people afterwards: that two ids are one person, that somebody withdraws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from lanterne.errors import UsageError
from lanterne.series.register_file import load_key
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
        UsageError: There are fewer than two, or one is blank.
    """
    with series.claimed():
        key = load_key(series.key)
        file, hashes = series.register_file(key), series.hashes(key)
        there, found = file.load(), hashes.of_texts(ids)
        if len({*found}) < 2:
            raise UsageError("series.one-id-alone")
        file.save(there.joined(found))
    return tuple(map(there.is_known, found))


def withdraw_people(series: Series, ids: Sequence[str]) -> tuple[bool, ...]:
    """Take people out of all that is measured from now on, under whichever id they stand.

    What was measured and published before stays: it holds no record of a person.

    Args:
        series: Of the ids.
        ids: One or more; nothing need have been handed in of them.

    Returns:
        Of each id, whether anything was handed in under it so far.

    Raises:
        UsageError: One is blank.
    """
    with series.claimed():
        key = load_key(series.key)
        file, found = series.register_file(key), series.hashes(key).of_texts(ids)
        there = file.load()
        file.save(there.without(found, datetime.now(UTC).isoformat(timespec="seconds")))
    return tuple(map(there.is_known, found))
