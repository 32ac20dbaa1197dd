"""Arguments that several verbs take, made into what the rest of Lanterne works with."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from lanterne.errors import InputError, UsageError
from lanterne.files.handed import Frame, Frames, Held, handed_or_stored
from lanterne.files.object_path import ObjectPath

if TYPE_CHECKING:
    from lanterne.cases.network.locations import OpenParts
    from lanterne.codebook import Codebook
    from lanterne.files.read import OpenTable
    from lanterne.harmonise import DecidedPairs, Mapping
    from lanterne.synthesis.attest import Dial
    from lanterne.synthesis.fitted import Fitted
    from lanterne.verbs.requests import JudgeRequest, ReportRequest
    from lanterne.verbs.requests.releasing import ReleaseRequest

Progress = Callable[[str, float], None]
"""Called with the name of a stage and the share of it that is done, from 0 to 1."""


def silent(stage: str, share: float) -> None:
    """Tell nobody."""


def codebook_of(codebook: str | Path | Codebook) -> Codebook:
    """The codebook itself, a built-in one of that name, or the one in a TOML file.

    Raises:
        UsageError: There is no such codebook.
        InputError: The file has problems, or nobody has decided on all answers of a draft.
    """
    from lanterne.codebook import Codebook, load_codebook, undecided_problems

    if not isinstance(codebook, Codebook):
        return load_codebook(codebook)
    problems = undecided_problems(codebook)
    if problems:
        raise InputError(problems)
    return codebook


class FromPartner(Protocol):
    """What a request says about whose files are handed in."""

    @property
    def cases(self) -> str | Path | Frame | Frames:
        """The files, or data frames."""

    @property
    def mapping(self) -> str | Path | None:
        """By which the files become cases; ``None``: they hold cases."""

    @property
    def duplicates(self) -> str | Path | None:
        """Sheet of ids that are one person; ``None``: nobody looked."""

    @property
    def subject_id(self) -> str | None:
        """Column that says which rows are one person; ``None``: as the codebook says."""

    @property
    def ignore(self) -> Collection[str]:
        """Columns of the files that are left out."""


@dataclass(frozen=True)
class Opening:
    """How files are opened: as cases, or as a partner's files by their mapping.

    Attributes:
        table: Of one table.
        parts: Of linked tables; ``None``: as the codebook says.
        mapping: The mapping; ``None``: the files hold cases.
        joined: Digest of the decisions by which ids are joined; empty: none are.
    """

    table: OpenTable
    parts: OpenParts | None = None
    mapping: Mapping | None = None
    joined: str = ""


def opening_of(request: FromPartner, codebook: Codebook) -> Opening:
    """How the files of a request are opened: what came back by a form is known by its mark.

    Args:
        request: Names the mapping, and the sheet of people who stand in the file twice.
        codebook: The codebook of the cases.

    Raises:
        UsageError: The mapping says neither who consents nor on which basis cases are used, nobody
            has approved a part of it, or the sheet is of no use here or not decided to its end.
        InputError: The mapping or the sheet has problems.
    """
    from lanterne.files.read import open_table
    from lanterne.forms import opened_as_form, parts_as_form
    from lanterne.harmonise import ByMapping, parts_by
    from lanterne.verbs.decisions import decisions_of

    if request.mapping is None:
        if request.duplicates is not None:
            raise UsageError("duplicates.no-mapping")
        if codebook.network is None:
            return Opening(opened_as_form(codebook, request.subject_id))
        given = handed_or_stored(request.cases)
        if isinstance(given, Held | ObjectPath):
            return Opening(opened_as_form(codebook))
        return Opening(open_table, parts_as_form(given, codebook, request.ignore))
    mapping = usable_mapping(request.mapping, codebook)
    decided = decisions_of(request.duplicates, None, mapping, codebook)
    if decided is not None:
        _check_joined(decided, mapping, request, codebook)
    return Opening(
        ByMapping(mapping, codebook, decided),
        parts_by(mapping, codebook),
        mapping,
        "" if decided is None else decided.digest,
    )


def _check_joined(
    decided: DecidedPairs, mapping: Mapping, request: FromPartner, codebook: Codebook
) -> None:
    """Raise UsageError where somebody would be counted twice all the same."""
    from lanterne.codebook.spelling import plain

    if decided.undecided:
        sheet, count = str(request.duplicates), decided.undecided
        raise UsageError("duplicates.undecided", sheet=sheet, count=count)
    joined, subject = mapping.source.keep[0], request.subject_id
    told_by = codebook.table.subject_id if subject is None else subject
    if plain(told_by or "") != plain(joined):
        raise UsageError("duplicates.not-the-subject", column=joined)


def usable_mapping(mapping: str | Path, codebook: Codebook) -> Mapping:
    """A mapping by which cases may be made; raises as :func:`opening_of`."""
    from lanterne.harmonise import load_mapping

    mapped = load_mapping(mapping, codebook)
    if not mapped.legal.stated:
        raise UsageError("harmonise.no-legal-basis", mapping=str(mapping))
    if mapped.waiting:
        raise UsageError("harmonise.not-approved", mapping=str(mapping), columns=mapped.waiting)
    return mapped


def mapping_behind(request: ReleaseRequest, mapping: Mapping | None) -> Mapping | None:
    """The mapping that a release names: by which cases are made now, or were before.

    Args:
        request: What is asked for.
        mapping: By which they are made now.

    Raises:
        InputError: The other mapping cannot be read.
    """
    from lanterne.harmonise import stated_mapping

    if mapping is None and request.harmonised_by is not None:
        return stated_mapping(request.harmonised_by)
    return mapping


def naming(mapping: Mapping | None, codebook: Codebook, joined: str) -> Callable[[Fitted], Fitted]:
    """Says of measurements by which mapping the cases were made; nothing where there is none.

    Args:
        mapping: The mapping.
        codebook: Of the cases.
        joined: Digest of the decisions by which ids were joined; empty: none were.
    """
    from lanterne.harmonise import definitions_of, identity_of
    from lanterne.synthesis.fitted import with_mapping

    if mapping is None:
        return lambda fitted: fitted
    told = identity_of(mapping), definitions_of(mapping, codebook), joined
    return lambda fitted: with_mapping(fitted, *told)


def dial_of(dial: str) -> Dial:
    """The setting of that name; raises UsageError when there is none."""
    from lanterne.synthesis.attest import Dial

    if dial not in list(Dial):
        raise UsageError("protect.dial-unknown", dials=tuple(map(str, Dial)), dial=dial)
    return Dial(dial)


def check_keys_alone(subject_id: str | None) -> None:
    """Raise UsageError when a subject id is given for linked tables."""
    if subject_id is not None:
        raise UsageError("protect.subject-id-of-linked")


def check_households_alone(household: str | None) -> None:
    """Raise UsageError when a column of households is given for linked tables."""
    if household:
        raise UsageError("protect.household-of-linked")


def left_out(request: ReportRequest | JudgeRequest, codebook: Codebook) -> Collection[str]:
    """Columns that play no part where a release is compared with its cases.

    Who lives together is one of them: its column is left out by its name.

    Args:
        request: What is asked for.
        codebook: How the cases are read.

    Raises:
        UsageError: A column of households is named for linked tables, whose codebook says it.
    """
    household = request.household
    if codebook.network is not None:
        check_households_alone(household)
    return [*request.ignore, household] if household else request.ignore
