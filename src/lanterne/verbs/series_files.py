"""The files of a series, as they are handed in: of one organisation, or of several at once."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lanterne.errors import InputError, Problem, UsageError
from lanterne.verbs.linked_series import opened_linked
from lanterne.verbs.settings import naming, opening_of

if TYPE_CHECKING:
    from lanterne.cases import Cases
    from lanterne.cases.people import Who
    from lanterne.harmonise import Mapping as HarmoniseMapping
    from lanterne.harmonise.partners import Partner
    from lanterne.series.partner_files import PartnerFile
    from lanterne.series.series_folder import Series
    from lanterne.synthesis.fitted import Fitted


@dataclass(frozen=True)
class SeriesFiles:
    """What is handed in.

    Attributes:
        opened: Opens the cases of those who count: of one table, or linked ones.
        named: Says of measurements by which mappings the cases were made.
        files: All files, which must not change while they are read.
        partners: Of several organisations, what stands before the ids of each → its name.
        may_be_gone: What stands before the ids of those of whom most people of earlier years may be
            missing; of one organisation alone the empty text.
    """

    opened: Callable[[Any], Any]
    named: Callable[[Fitted], Fitted]
    files: tuple[Path, ...]
    partners: Mapping[str, str] = field(default_factory=dict)
    may_be_gone: Collection[str] = ()


def files_of_series(
    series: Series,
    cases: Path,
    mapping: str | Path | None,
    ignore: Collection[str],
    *,
    most_are_gone: bool = False,
) -> SeriesFiles:
    """How the files of a series are opened.

    Args:
        series: Says the codebook, and which rows are one person.
        cases: The file; of several organisations the folder of their files, with the sheet that
            says whose each is.
        mapping: Mapping by which a partner's file becomes cases; ``None``: it holds cases.
        ignore: Columns of the file that are left out.
        most_are_gone: Whether most people of earlier years may be missing from the file.

    Raises:
        UsageError: As :func:`lanterne.verbs.settings.opening_of`; or one organisation's file comes
            where those of several must, or the other way round.
        InputError: A mapping or the sheet has problems, or, once they are opened, the cases have.
    """
    may_be_gone = {""} if most_are_gone else set()
    if series.codebook.network is not None:
        opening, linked = opened_linked(series, cases, mapping, ignore)
        named = naming(opening.mapping, series.codebook, opening.joined)
        return SeriesFiles(linked, named, (cases,), may_be_gone=may_be_gone)
    if not series.plan.joint:
        if cases.is_dir():
            raise UsageError("series.one-file", folder=str(cases))
        opened, named, _ = _one(series, cases, mapping, ignore, series.plan.subject_id)
        return SeriesFiles(opened, named, (cases,), may_be_gone=may_be_gone)
    if mapping is not None or ignore or most_are_gone:
        raise UsageError("partners.in-the-sheet")
    if cases.is_file():
        raise UsageError("partners.needed")
    return _joint(series, cases)


def _one(
    series: Series,
    cases: Path,
    mapping: str | Path | None,
    ignore: Collection[str],
    subject: str,
) -> tuple[Callable[[Who], Cases], Callable[[Fitted], Fitted], HarmoniseMapping | None]:
    """How one file is opened, what measurements of it say, and the mapping by which it is read."""
    from lanterne.cases import open_cases
    from lanterne.verbs.requests import CheckRequest

    book = series.codebook
    asked = CheckRequest(cases, book, mapping=mapping, subject_id=subject, ignore=ignore)
    opening = opening_of(asked, book)

    def opened(who: Who) -> Cases:
        return open_cases(cases, book, subject, ignore, series.plan.household, opening.table, who)

    return opened, naming(opening.mapping, book, opening.joined), opening.mapping


def _joint(series: Series, folder: Path) -> SeriesFiles:
    from lanterne.cases.joint import JointCases, OrganisationCases
    from lanterne.series.partner_files import read_partner_files
    from lanterne.series.partners_there import read_partners
    from lanterne.synthesis.fitted import with_partners

    given = read_partner_files(folder)
    asked: list[Partner] = []
    parts: list[OrganisationCases] = []
    problems: list[Problem] = []
    for one in given:
        try:
            opened, asks = _of_partner(series, one)
        except InputError as error:
            problems += error.problems
            continue
        asked.append(asks)
        parts.append(OrganisationCases(one.code, opened))
    if problems:
        raise InputError(problems)
    named = {one.code: one.name for one in given}
    # Who left since was in what was measured before, and the charge is for both.
    ever = len({*read_partners(series), *named})
    return SeriesFiles(
        lambda who: JointCases(parts, who, ever),
        lambda fitted: with_partners(fitted, asked),
        tuple(one.cases for one in given),
        named,
        {one.code for one in given if one.most_are_gone},
    )


def _of_partner(series: Series, one: PartnerFile) -> tuple[Callable[[Who], Cases], Partner]:
    """How the file of one of several organisations is opened, and what it asked."""
    from lanterne.harmonise import stated_mapping
    from lanterne.harmonise.partners import partner_of

    subject = one.subject_id or series.plan.subject_id
    opened, _, mapped = _one(series, one.cases, one.mapping, one.ignore, subject)
    if one.harmonised_by is not None:
        mapped = stated_mapping(one.harmonised_by)
    return opened, partner_of(one.name, mapped, series.codebook)
