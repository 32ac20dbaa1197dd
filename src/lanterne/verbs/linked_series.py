"""How a series of linked tables is begun, and how its files are opened."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.verbs.settings import Opening, check_households_alone, check_keys_alone, opening_of
from lanterne.verbs.terms import check_bounds

if TYPE_CHECKING:
    from lanterne.cases.network import NetworkCases
    from lanterne.cases.network.open import CountedTables
    from lanterne.codebook import Codebook
    from lanterne.privacy import Unit
    from lanterne.series.series_folder import Series
    from lanterne.verbs.requests import BeginRequest


def who_is_protected(request: BeginRequest, codebook: Codebook) -> tuple[str, tuple[Unit, ...]]:
    """The column of the ids of people, and to whom something is promised.

    Args:
        request: To begin a series.
        codebook: That it names.

    Raises:
        UsageError: Nothing says which rows are one person; a unit is named twice, or is none of
            these tables; or a column is named that linked tables have in their codebook.
    """
    from lanterne.privacy import Unit

    units = _units(request.unit)
    network = codebook.network
    if request.joint and (network is not None or request.household):
        raise UsageError("partners.one-table")
    if network is not None:
        check_keys_alone(request.subject_id)
        check_households_alone(request.household)
        check_bounds(request.bounds or {}, network)
        return network.victims.key or "", units or (Unit.VICTIM,)
    subject = request.subject_id or codebook.table.subject_id
    if not subject:
        raise UsageError("series.no-subject-id")
    protected = (Unit.HOUSEHOLD,) if request.household else ()
    if not {*(request.bounds or {})} <= {*protected}:
        raise UsageError("bounds.household-unprotected")
    if units not in {(), protected or (Unit.PERSON,)}:
        raise UsageError("series.units-of-one-table")
    return subject, protected


def _units(names: Sequence[str]) -> tuple[Unit, ...]:
    from lanterne.privacy.units import unit_of

    units = tuple(map(unit_of, names))
    if len({*units}) < len(units):
        raise UsageError("protect.unit-twice")
    return units


def opened_linked(
    series: Series, cases: Path, mapping: str | Path | None, ignore: Collection[str]
) -> tuple[Opening, Callable[[CountedTables | None], NetworkCases]]:
    """How the files of a series of linked tables are opened, and what counts of them.

    The arguments, and what is raised, are those of
    :func:`lanterne.verbs.series_files.files_of_series`.
    """
    from lanterne.cases.network import open_network
    from lanterne.verbs.requests import CheckRequest

    book = series.codebook
    opening = opening_of(CheckRequest(cases, book, mapping=mapping, ignore=ignore), book)

    def opened(who: CountedTables | None) -> NetworkCases:
        return open_network(cases, book, ignore, open_parts=opening.parts, who=who)

    return opening, opened


def stamps(cases: Path) -> tuple[object, ...]:
    """What tells files from the same ones after a change: of a file, or of all in a folder."""
    from lanterne.files.file_fingerprint import stamp

    files = sorted(cases.iterdir()) if cases.is_dir() else [cases]
    return tuple((one.name, stamp(one)) for one in files if one.is_file())
