"""Who is in which cohort now, for whoever compares an edition with its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lanterne.cases.network.open import CountedTables
from lanterne.cases.people import Who
from lanterne.series.id_hashes import Hashes
from lanterne.series.linked import CountedLinked
from lanterne.series.partners_there import check_partners
from lanterne.series.register import Register
from lanterne.series.register_file import load_key
from lanterne.series.series_folder import Series


def people_in(
    series: Series, cohorts: Sequence[str], partners: Mapping[str, str]
) -> Mapping[str, Who]:
    """Of each cohort, what says of ids in a file who counts in it, and as whom.

    Whoever has withdrawn is in none. Members of a household who come too late to count are in the
    cohort in which they came, so that a comparison shows that they are missing.

    Args:
        series: That was begun.
        cohorts: Names of some of its cohorts.
        partners: Of a joint series, what stands before the ids of each organisation whose files are
            read → its name.

    Raises:
        UsageError: One is none of this series, the register cannot be read, or an organisation has
            left.
    """
    register, hashes = _as_it_is(series, cohorts, partners)
    return {name: register.who(name, hashes, all_of_households=True) for name in cohorts}


def linked_in(series: Series, cohorts: Sequence[str]) -> Mapping[str, CountedTables]:
    """Of each cohort of linked tables, what leaves its victims, and all their links.

    Links of perpetrators that do not count in a cohort are there, so that a comparison shows that
    they are missing. The arguments, and what is raised, are those of :func:`people_in`.
    """
    register, hashes = _as_it_is(series, cohorts, {})
    network = series.codebook.network
    assert network is not None
    return {
        name: CountedLinked(
            network,
            register.who(name, hashes, all_of_households=True),
            households=False,
            perpetrators=None,
            hashes=hashes,
        )
        for name in cohorts
    }


def _as_it_is(
    series: Series, cohorts: Sequence[str], partners: Mapping[str, str]
) -> tuple[Register, Hashes]:
    """The register, after a check of what is asked of it."""
    for name in cohorts:
        series.plan.named(name)
    with series.claimed():
        key = load_key(series.key)
        register, hashes = series.register_file(key).load(), series.hashes(key)
        check_partners(series, register, partners)
    return register, hashes
