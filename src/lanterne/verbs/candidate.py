"""A release beside its cases, as the gate looks at it."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import InputError, UsageError
from lanterne.files.handed import handed
from lanterne.verbs.released_cases import people_of, tables_of
from lanterne.verbs.settings import codebook_of

if TYPE_CHECKING:
    from lanterne.gate import NetworkCandidate, Pledge, TableCandidate
    from lanterne.release import Release
    from lanterne.verbs.requests import JudgeRequest


def whole(folder: Path) -> Release:
    """The release, after a check of all that can be checked without the cases.

    Raises:
        InputError: It is not whole.
    """
    from lanterne.release import load_release, verify_release

    report = verify_release(folder, exact=True)
    if not report.ok:
        raise InputError(report.problems)
    return load_release(folder)


def candidate_of(request: JudgeRequest, release: Release) -> TableCandidate | NetworkCandidate:
    """The release beside its cases, read as the request says.

    Raises:
        UsageError: What was given does not go together.
        InputError: The cases break the codebook, or an earlier release is not whole.
    """
    from lanterne.gate import NetworkCandidate, TableCandidate
    from lanterne.release import load_datasets
    from lanterne.release.tables import binned

    book = release.of_cases if request.codebook is None else codebook_of(request.codebook)
    earlier = [whole(Path(one)) for one in request.earlier]
    control = None if request.control is None else handed(request.control)
    cases = handed(request.cases)
    tables, pledge = release.tables, _pledge(release)
    if release.cohorts and (request.control is not None or earlier):
        raise UsageError("gate.edition-beside-others")
    if (book.network is None) != (tables is None):
        raise UsageError("gate.not-alike", release=str(release.path), codebook=book.name)
    if tables is None:
        sets = load_datasets(release)
        return TableCandidate(
            people_of(request, release, book, cases),
            binned(release.data, release.codebook.table),
            book.table,
            pledge,
            release.counts.get("aggregates"),
            None if control is None else people_of(request, release, book, control),
            tuple(binned(one.data, one.codebook.table) for one in earlier),
            tuple(binned(one, release.codebook.table) for one in sets.frames) if sets else (),
        )
    if earlier:
        raise UsageError("gate.earlier-of-linked")
    others = None if control is None else tables_of(request, release, book, control)
    ours = tables_of(request, release, book, cases)
    return NetworkCandidate(ours, tables, book, pledge, release.counts, others)


def _pledge(release: Release) -> Pledge:
    """What the release promises: ε, or what a k-method guarantees."""
    from lanterne.gate import Pledge

    if release.statement is not None:
        return Pledge.of_statement(release.statement)
    if release.k_statement is not None:
        return Pledge.of_guarantee(release.k_statement.guarantee, release.k_statement.ledger)
    raise UsageError("gate.no-promise", release=str(release.path))
