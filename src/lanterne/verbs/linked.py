"""Linked tables of cases: read whole, or in parts."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import InputError, UsageError
from lanterne.files.handed import HandedTables, Held, Stored
from lanterne.files.object_path import File, ObjectPath
from lanterne.verbs.parts import refuse_forms

if TYPE_CHECKING:
    from lanterne.cases import CheckReport
    from lanterne.cases.network import LinkedCases
    from lanterne.cases.network.shards import LinkedOpener
    from lanterne.codebook import Codebook
    from lanterne.harmonise import Mapping
    from lanterne.runners import Runner
    from lanterne.verbs.settings import Opening


def open_linked(
    cases: Stored,
    codebook: Codebook,
    ignore: Collection[str],
    opening: Opening,
    runner: Runner | None = None,
) -> LinkedCases:
    """Open linked tables: whole, or in parts where there are parts or somebody reads them.

    Args:
        cases: A folder, a workbook or one file; data frames; or a folder of a store.
        codebook: What the tables mean.
        ignore: Columns that are left out.
        opening: How the files are opened.
        runner: Who reads parts; ``None``: this process.

    Raises:
        UsageError: They cannot be read in parts.
        InputError: A table is missing or cannot be read, or its header does not fit the codebook.
    """
    from lanterne.cases.network.shards import open_sharded_network
    from lanterne.files.shards import check_listed
    from lanterne.runners import InProcess

    if isinstance(cases, Held):
        return _opened_whole(cases, codebook, ignore, opening)
    if isinstance(cases, ObjectPath) or _in_parts(cases, codebook, opening, runner):
        _check_rows_of_one(cases, opening)
        files, opener = _without_forms(cases, codebook, ignore, opening), _opener(codebook, opening)
        runner = runner or InProcess()
        opened = open_sharded_network(cases, codebook, runner, ignore, opener=opener)
        if opener is None:
            check_listed(cases, files, opened.files)
        return opened
    return _opened_whole(cases, codebook, ignore, opening)


def _opened_whole(
    cases: HandedTables, codebook: Codebook, ignore: Collection[str], opening: Opening
) -> LinkedCases:
    from lanterne.cases.network import open_network

    return open_network(cases, codebook, ignore, open_parts=opening.parts, open_as=opening.table)


def check_linked_parts(
    cases: Stored,
    codebook: Codebook,
    ignore: Collection[str],
    opening: Opening,
    runner: Runner | None,
) -> CheckReport | None:
    """Everything that is wrong with linked tables in parts; ``None``: cases are something else.

    The arguments, and what is raised, are those of :func:`open_linked`.
    """
    from lanterne.cases import CheckReport
    from lanterne.cases.network.shards import check_sharded_network
    from lanterne.runners import InProcess

    if isinstance(cases, Held):
        return None
    if not (isinstance(cases, ObjectPath) or _in_parts(cases, codebook, opening, runner)):
        return None
    _check_rows_of_one(cases, opening)
    try:
        _without_forms(cases, codebook, ignore, opening)
    except InputError as error:
        return CheckReport(cases, 0, 0, error.problems, error.more)
    opener = _opener(codebook, opening)
    return check_sharded_network(cases, codebook, runner or InProcess(), ignore, opener)


def _in_parts(cases: Path, codebook: Codebook, opening: Opening, runner: Runner | None) -> bool:
    if codebook.network is None:
        return False
    if runner is None and not has_parts(cases, codebook, opening.mapping):
        return False
    if opening.mapping is None and opening.parts is not None:
        raise UsageError("runner.linked-of-form")
    return True


def has_parts(cases: Path, codebook: Codebook, mapping: Mapping | None) -> bool:
    """Whether linked tables are handed in as a folder in which some are folders of parts.

    Args:
        cases: What is handed in.
        codebook: What the tables mean; of linked tables.
        mapping: By which a partner's files become cases; ``None``: they are cases.
    """
    from lanterne.cases.network.shards import has_tables_in_parts
    from lanterne.harmonise import folders_of_parts

    assert codebook.network is not None
    if mapping is not None:
        return bool(folders_of_parts(cases, mapping.tables))
    return has_tables_in_parts(cases, codebook.network)


def _check_rows_of_one(cases: Stored, opening: Opening) -> None:
    """Rows that hold several people are read whole, and from a store nothing is."""
    if isinstance(cases, ObjectPath) and opening.mapping and not opening.mapping.tables:
        raise UsageError("store.several-people")


def _opener(codebook: Codebook, opening: Opening) -> LinkedOpener | None:
    """How parts are opened by a mapping; ``None``: they are cases."""
    from lanterne.harmonise import PartnerTables

    return None if opening.mapping is None else PartnerTables(opening.mapping, codebook)


def check_outside_tables(
    cases: Path, codebook: Codebook, ledger: str | Path | None, out: str | Path
) -> None:
    """A ledger may not be taken for a table, nor what is made for a part of one.

    Raises:
        UsageError: One would lie in a folder of parts, or be named like a table beside the tables.
    """
    from lanterne.cases.network.folders import name_of_folder
    from lanterne.cases.network.locations import tables_of

    if codebook.network is None or not cases.is_dir():
        return
    folder, names = (
        cases.resolve(),
        {table.name.casefold() for table in tables_of(codebook.network)},
    )
    made = [Path(one).resolve() for one in (ledger, out) if one is not None]
    for one in made:
        within = [part for part in one.parents if part.parent == folder]
        if any(name_of_folder(part).casefold() in names for part in within):
            raise UsageError("runner.in-table", folder=str(within[-1]))
        if one.parent == folder and one.stem.casefold() in names:
            raise UsageError("runner.named-like-table", name=one.name, folder=str(cases))


def check_outside_parts(cases: Path, mapping: Mapping, places: Iterable[str | Path]) -> None:
    """That nothing lies, or is made, in a folder of the parts of a partner's table.

    Args:
        cases: The folder that is handed in.
        mapping: What the tables in it are called.
        places: Of the ledger, and of what is made.

    Raises:
        UsageError: Something would.
    """
    from lanterne.harmonise import folders_of_parts

    folders = {one.resolve() for one in folders_of_parts(cases, mapping.tables)}
    for place in places:
        within = folders.intersection((Path(place).resolve(), *Path(place).resolve().parents))
        if within:
            raise UsageError("runner.in-table", folder=str(min(within)))


def _without_forms(
    cases: File, codebook: Codebook, ignore: Collection[str], opening: Opening
) -> tuple[File, ...]:
    """The files of tables that are cases; none by a mapping, which says itself how it is read.

    Raises:
        InputError: One came back by a form: what people refused is read by it.
    """
    from lanterne.cases.network.folders import FilesThere
    from lanterne.cases.network.locations import tables_of
    from lanterne.cases.network.shards import files_of_tables
    from lanterne.forms import parts_as_form, refuse_export_beside

    assert codebook.network is not None
    if opening.mapping is not None:
        return ()
    files = [one for each in files_of_tables(cases, codebook.network).values() for one in each]
    refuse_forms([one for one in files if parts_as_form(one, codebook, ignore) is not None])
    if isinstance(cases, ObjectPath):
        there = FilesThere.of(cases)
        beside = [one for one in (there.tables if there else ()) if one not in files]
        refuse_export_beside(beside, [table.name for table in tables_of(codebook.network)])
    return tuple(files)
