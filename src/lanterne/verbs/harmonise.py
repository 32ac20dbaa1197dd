"""Verbs on mappings: what a mapping covers, what changed, and cases from a partner's file."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.disk import reason
from lanterne.errors import LanterneError, UsageError
from lanterne.files.handed import handed
from lanterne.verbs.arguments import checked
from lanterne.verbs.linked import check_outside_parts, has_parts
from lanterne.verbs.parts import check_made_outside, check_parts, is_in_parts, runner_of
from lanterne.verbs.requests import HarmoniseRequest, takes
from lanterne.verbs.settings import Progress, codebook_of, usable_mapping

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.harmonise import Changes, Covered, Harmonised, Mapping
    from lanterne.harmonise import Draft as DraftedMapping


@checked
def open_mapping(
    mapping: str | Path, codebook: str | Path | Codebook | None = None
) -> tuple[Mapping, Codebook]:
    """A mapping from its file, and the codebook that it is for.

    Args:
        mapping: A TOML file.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook; ``None``: the
            built-in one that the mapping names.

    Raises:
        UsageError: There is no such codebook.
        InputError: The mapping cannot be read, or does not fit the codebook; with every problem.
    """
    from lanterne.harmonise import load_mapping

    book = _codebook(mapping, codebook)
    return load_mapping(mapping, book), book


def _codebook(mapping: str | Path, codebook: str | Path | Codebook | None) -> Codebook:
    from lanterne.codebook import builtin_codebooks
    from lanterne.harmonise import named_codebook

    if codebook is not None:
        return codebook_of(codebook)
    name = named_codebook(mapping)
    if name not in builtin_codebooks():  # a mapping opens no file
        raise UsageError("harmonise.codebook-needed", codebook=name)
    return codebook_of(name)


@checked
def draft_mapping(
    file: str | Path,
    codebook: str | Path | Codebook,
    name: str | None = None,
    sheet: str = "",
    form: str | Path | None = None,
    like: Sequence[str | Path] = (),
) -> DraftedMapping:
    """Draft a mapping of a partner's file, for a person to review before it is used.

    Only headers and public words enter the mapping: answers that stand in the cases alone are
    listed beside it, and are as sensitive as the file.

    Args:
        file: A partner's file; of linked tables also a workbook, or a folder of files.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook.
        name: Name of the mapping; by default that of the file.
        sheet: Sheet of a workbook that has several.
        form: The XLSForm that the file was collected with: its questions and choices are public,
            and say what the columns mean. ``None``: nobody has it.
        like: Mappings of earlier files for this codebook: what people approved in them is proposed
            first.

    Returns:
        The draft. Nothing is written.

    Raises:
        UsageError: There is no such codebook, or an earlier mapping is for another.
        InputError: The file, the form or an earlier mapping cannot be read, or the codebook has
            problems.
    """
    from lanterne.files.xlsform import read_form
    from lanterne.harmonise import draft_linked_mapping, draft_mapping, learn, scan_tables

    book, path = codebook_of(codebook), handed(file)
    earlier = _earlier(like, book)
    asked = None if form is None else read_form(Path(form))
    several = book.network is not None and not sheet
    scanned = scan_tables(path, sheet, asked, several=several)
    if book.network is not None:
        draft = draft_linked_mapping(name or path.stem, scanned.tables, book, earlier)
        return replace(draft, skipped=scanned.skipped)
    (one,) = scanned.tables
    learnt = learn(earlier, book)
    return draft_mapping(name or path.stem, one.source, one.columns, book, learnt)


def _earlier(like: Sequence[str | Path], book: Codebook) -> list[Mapping]:
    """Mappings of earlier files, from which a draft learns."""
    from lanterne.harmonise import stated_mapping

    earlier = [stated_mapping(path) for path in like]
    for path, mapping in zip(like, earlier, strict=True):
        if mapping.codebook != book.name:
            gaps = {"mapping": str(path), "named": mapping.codebook, "codebook": book.name}
            raise UsageError("harmonise.like-other-codebook", **gaps)
    return earlier


@checked
def coverage(
    mapping: str | Path, codebook: str | Path | Codebook | None = None
) -> tuple[Covered, ...]:
    """How far a mapping fills each column of its codebook; arguments as for :func:`open_mapping`.

    Raises:
        UsageError: There is no such codebook.
        InputError: The mapping has problems.
    """
    from lanterne.harmonise import coverage_of

    return coverage_of(*open_mapping(mapping, codebook))


@checked
def changes(
    file: str | Path, mapping: str | Path, codebook: str | Path | Codebook | None = None
) -> Changes:
    """What of a mapping still applies to a file, and what a person has to decide.

    Args:
        file: A partner's file; of linked tables also a workbook or a folder.
        mapping: A TOML file.
        codebook: As for :func:`open_mapping`.

    Returns:
        Columns that are new or gone, and how many answers of each column nobody mapped. Sensitive.

    Raises:
        UsageError: There is no such codebook.
        InputError: The mapping has problems, or the file cannot be read.
    """
    from lanterne.harmonise import changes_of

    return changes_of(handed(file), *open_mapping(mapping, codebook))


@checked
def tried_cases(mapping: str | Path, codebook: str | Path | Codebook | None = None) -> bytes:
    """Rows of nobody, and what a mapping makes of them, as CSV; arguments as for `open_mapping`.

    Every answer that the mapping names is there at least once, with blanks and unknown words. No
    file of a partner is read.

    Raises:
        UsageError: There is no such codebook.
        InputError: The mapping has problems.
    """
    from lanterne.harmonise import tried_cases

    return tried_cases(*open_mapping(mapping, codebook))


@checked
def check_expected(
    expected: str | Path, mapping: str | Path, codebook: str | Path | Codebook | None = None
) -> int:
    """Compare what a mapping makes with what a file expects.

    Args:
        expected: What :func:`tried_cases` gave, as people corrected it.
        mapping: A TOML file.
        codebook: As for :func:`open_mapping`.

    Returns:
        How many rows were compared.

    Raises:
        UsageError: There is no such codebook.
        InputError: The mapping has problems, or makes something else; with every row and column.
    """
    from lanterne.harmonise import check_expected

    return check_expected(Path(expected), *open_mapping(mapping, codebook))


@takes(HarmoniseRequest)
def harmonise_file(request: HarmoniseRequest, progress: Progress) -> Harmonised:
    """Cases of a codebook from a partner's file.

    Args:
        request: What is asked for; or its fields: see :class:`HarmoniseRequest`.
        progress: Called with the name of each stage and the share of it that is done.

    Returns:
        Where the cases are, and what was left over. Sensitive.

    Raises:
        UsageError: The mapping says neither who consents nor on which basis cases are used, or
            something is where a file would go.
        InputError: The mapping, the file or the sheet of duplicates has problems; then nothing is
            written.
        LanterneError: The disk refuses; nothing is left behind.
    """
    from lanterne.harmonise import never_answered, what_to_do

    book, given = _codebook(request.mapping, request.codebook), Path(request.file)
    check_parts(given, book, request.duplicates, request.runner)
    mapping = usable_mapping(request.mapping, book)
    send_back = None if request.send_back is None else Path(request.send_back)
    places = [Path(request.out), request.sheet, *([] if send_back is None else [send_back])]
    for place in places:
        if place.exists():
            raise UsageError("disk.there-already", place=str(place))
        if not place.absolute().parent.is_dir():
            raise UsageError("destination.no-folder", folder=str(place.parent))
    check_made_outside(given, book, places)
    check_outside_parts(given, mapping, places)
    try:
        made = _written(request, mapping, book, send_back, progress)
    except OSError as error:
        raise LanterneError("disk.unwritable", place=str(request.out), why=reason(error)) from error
    unanswered = never_answered(mapping, book)
    return replace(made, unanswered=unanswered, advice=what_to_do(mapping))


def _written(
    request: HarmoniseRequest,
    mapping: Mapping,
    book: Codebook,
    send_back: Path | None,
    progress: Progress,
) -> Harmonised:
    """Write everything; raises OSError where the disk refuses."""
    from lanterne.files.problem_log import Findings
    from lanterne.harmonise import (
        Destinations,
        PartnerParts,
        PartnerTables,
        linked_parts,
        open_harmonised,
        write_cases,
        write_linked_cases,
        write_parted_cases,
        write_parted_tables,
    )
    from lanterne.runners import InProcess
    from lanterne.verbs.decisions import decisions_of

    decided = decisions_of(request.duplicates, request.pair_key, mapping, book)
    given = Path(request.file)
    progress("read", 0.0)
    to = Destinations(Path(request.out), request.sheet, send_back, request.language)
    runner = runner_of(request.runner, request.master)
    if book.network is not None:
        if runner is not None or has_parts(given, book, mapping):
            tables = PartnerTables(mapping, book)
            return write_parted_tables(given, tables, runner or InProcess(), to, progress)
        parts = linked_parts(given, mapping, book)
        return write_linked_cases(parts, to)
    if is_in_parts(given, book, request.runner):
        opener = PartnerParts(mapping, book)
        return write_parted_cases(given, opener, runner or InProcess(), to, progress)
    findings = Findings(str(given))
    file = open_harmonised(given, mapping, book, findings, decided)
    return write_cases(file, to, findings)
