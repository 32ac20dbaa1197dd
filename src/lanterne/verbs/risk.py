"""The verb on cases that are not protected yet: who stands out in them?"""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.files.handed import handed_or_stored
from lanterne.files.object_path import ObjectPath
from lanterne.verbs.arguments import checked
from lanterne.verbs.linked import open_linked
from lanterne.verbs.looks import note_look_at_cases
from lanterne.verbs.parts import (
    check_held,
    check_made_here,
    check_near,
    check_parts,
    open_cases_of,
    runner_of,
)
from lanterne.verbs.requests import RiskRequest, takes
from lanterne.verbs.settings import Progress, check_keys_alone, codebook_of, opening_of

if TYPE_CHECKING:
    from lanterne.risk import SourceRisk

MARK = "risk-SENSITIVE"
"""End of the name of a report's folder, where nobody chooses another."""


@checked
def risk_folder(cases: str | Path) -> Path:
    """Where the report on cases goes when nobody says where: beside them, marked as sensitive.

    Raises:
        UsageError: They are in a store, where nothing is written, or at another address.
    """
    if ObjectPath.of(cases):
        raise UsageError("store.no-report")
    check_near(cases)
    given = Path(cases)
    named = given if given.name.strip(".") else given.resolve()  # "." has no name of its own
    return named.parent / f"{named.stem}-{MARK}"


@takes(RiskRequest)
def find_risk(request: RiskRequest, progress: Progress) -> SourceRisk:
    """Find who stands out in cases, before anything is protected. The answer is SENSITIVE.

    The ledger notes that somebody has looked: no promise covers what is decided because of it.

    Args:
        request: What is asked for; or its fields: see :class:`RiskRequest`.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: An argument is wrong.
        InputError: The cases have problems.
    """
    from lanterne.risk import Wider, assess_cases, assess_network

    cases = handed_or_stored(request.cases)
    place = None if request.out is None else Path(request.out)
    check_made_here(place, request.ledger)
    if place is not None:
        from lanterne.report.risk.write import check_risk_folder

        check_risk_folder(place)
    book = codebook_of(request.codebook)
    sizes = (request.k, request.length, request.columns)
    asked = Wider(request.leave_out, request.wider or {})
    opening = opening_of(request, book)
    if book.network is not None:
        check_held(request.runner)
        check_keys_alone(request.subject_id)
        if request.household:
            raise UsageError("risk.household-of-linked")
        check_parts(cases, book, request.duplicates)
        network = open_linked(cases, book, request.ignore, opening)
        looks = note_look_at_cases(cases, request.ledger)
        found = assess_network(network, *sizes, progress, asked)
    else:
        check_parts(cases, book, request.duplicates, request.runner)
        said = request.subject_id, request.household
        runner = runner_of(request.runner, request.master)
        table = open_cases_of(cases, book, said, request.ignore, opening.table, runner)
        looks = note_look_at_cases(cases, request.ledger)
        found = assess_cases(table, *sizes, progress, asked, once=str(cases) == "-")
    found = replace(found, looks=looks)
    if place is not None:
        from lanterne.report.risk import write_risk

        write_risk(found, place, request.language)
    return found
