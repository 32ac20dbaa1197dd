"""Verbs on cases: check them, draft a codebook from them, and write fictional ones."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.files.handed import Frame, HeldFrame, handed, handed_or_stored, one_table
from lanterne.files.object_path import ObjectPath
from lanterne.verbs.arguments import checked
from lanterne.verbs.handed_in import only_files
from lanterne.verbs.linked import check_linked_parts
from lanterne.verbs.needs import memory_problem
from lanterne.verbs.parts import (
    check_in_parts,
    check_made_here,
    check_parts,
    is_in_parts,
    runner_of,
)
from lanterne.verbs.requests import CheckRequest, takes
from lanterne.verbs.settings import Progress, codebook_of, opening_of

if TYPE_CHECKING:
    from lanterne.cases import CheckReport
    from lanterne.codebook import Draft


@takes(CheckRequest)
def check(request: CheckRequest, progress: Progress) -> CheckReport:
    """Everything that is wrong in cases; see :func:`lanterne.cases.check_cases`.

    It is also said when this machine has not the memory to protect them.

    Args:
        request: What is asked for; or its fields: see :class:`CheckRequest`.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: An argument is wrong.
        InputError: The codebook has problems.
    """
    from lanterne.cases import check_cases

    cases, book = handed_or_stored(request.cases), codebook_of(request.codebook)
    progress("read", 0.0)
    check_parts(cases, book, request.duplicates, request.runner)
    opening = opening_of(request, book)
    runner = runner_of(request.runner, request.master)
    linked = None
    if book.network is not None:
        linked = check_linked_parts(cases, book, request.ignore, opening, runner)
    if linked is not None:
        report = linked
    elif isinstance(cases, ObjectPath) or is_in_parts(cases, book, request.runner):
        report = check_in_parts(
            cases if isinstance(cases, ObjectPath) else only_files(cases),
            book,
            (request.subject_id, request.household),
            request.ignore,
            opening.table,
            runner,
        )
    else:
        report = check_cases(
            cases,
            book,
            request.subject_id,
            request.ignore,
            request.household,
            opening.table,
            opening.parts,
        )
    problem = memory_problem(book, report.people)  # the report is for whoever has the cases
    return replace(report, problems=(*report.problems, problem)) if problem else report


@checked
def draft(cases: str | Path | Frame, name: str | None = None) -> Draft:
    """Draft a codebook from a case file, for a person to review before it is used.

    Its lists of values were read from the cases without protection and will become public: see
    :data:`lanterne.codebook.DRAFT_WARNING`. So ``Draft.codebook.draft`` is true, and
    :func:`protect` refuses the codebook until a person has reviewed it and removed that mark.

    Args:
        cases: A delimited text, XLSX, ODS or Parquet file; or a data frame.
        name: Name of the codebook; by default that of the file, and of a data frame ``cases``.

    Returns:
        The drafted codebook, and why each other column was left out. Nothing is written.

    Raises:
        InputError: The file cannot be read, no column can be used, or it came back by a form.
    """
    from lanterne.codebook import draft_from_frame
    from lanterne.files.raw_texts import read_texts
    from lanterne.forms import refuse_to_draft

    given = one_table(handed(cases))
    refuse_to_draft(given)
    called = "cases" if isinstance(given, HeldFrame) else given.stem
    return draft_from_frame(read_texts(given), name or called)


@checked
def sample(
    folder: str | Path,
    victims: int | None = None,
    seed: int = 7,
    *,
    codebook: str = "lanterne-cases",
    perpetrators: int | None = None,
) -> Path:
    """Write fictional cases and their data card; see :mod:`lanterne.fictional`.

    Args:
        folder: A folder that does not exist, or is empty.
        victims: How many; ``None``: 20,000 of one table, 17,000 of a network.
        seed: The same numbers give the same files.
        codebook: ``lanterne-cases`` for one table, ``lanterne-network`` for linked tables.
        perpetrators: How many there are in a network; ``None``: 2.2 per victim.

    Raises:
        UsageError: When a number or a codebook will not do, or the folder cannot be written.
    """
    from lanterne.fictional import write_fictional_cases, write_fictional_network

    check_made_here(folder)
    if codebook == "lanterne-network":
        victims = 17_000 if victims is None else victims
        return write_fictional_network(folder, victims, seed, perpetrators)
    if codebook != "lanterne-cases":
        raise UsageError("fictional.other-codebook", codebook=codebook)
    if perpetrators is not None:
        raise UsageError("fictional.perpetrators-of-network")
    return write_fictional_cases(folder, 20_000 if victims is None else victims, seed)
