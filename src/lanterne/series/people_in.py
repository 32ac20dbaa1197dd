"""Who is in which cohort now, for whoever compares an edition with its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lanterne.cases.people import Who
from lanterne.series.id_hashes import Hashes
from lanterne.series.register_file import load_key
from lanterne.series.series_folder import Series


def people_in(series: Series, cohorts: Sequence[str]) -> Mapping[str, Who]:
    """Of each cohort, what says of ids in a file who counts in it, and as whom.

    Whoever has withdrawn is in none.

    Args:
        series: That was begun.
        cohorts: Names of some of its cohorts.

    Raises:
        UsageError: One is none of this series, or the register cannot be read.
    """
    for name in cohorts:
        series.plan.named(name)
    with series.claimed():
        key = load_key(series.key)
        register, hashes = series.register_file(key).load(), Hashes(key)
    return {name: register.who(name, hashes) for name in cohorts}
