"""Where linked tables in parts are: a file named like each table, or a folder of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lanterne.cases.network.folders import FilesThere, name_of_folder
from lanterne.cases.network.locations import Place, places_in, tables_of
from lanterne.codebook.model import Network, Table
from lanterne.errors import InputError, Problem, UsageError
from lanterne.files.object_path import File, ObjectPath
from lanterne.files.problem_log import Findings
from lanterne.files.shards import table_files


def has_tables_in_parts(path: File, network: Network) -> bool:
    """Whether a folder has a folder of parts of one of the tables."""
    there = FilesThere.of(path)
    return there is not None and any(_folders_of(there, table) for table in tables_of(network))


def files_of_tables(path: File, network: Network) -> dict[str, tuple[File, ...]]:
    """Name of each table that is there → its files, each table in the order of its parts.

    Args:
        path: The folder, or the address of one in a store.
        network: The tables.

    Raises:
        InputError: A table is missing or there twice; something in a folder of parts is no part; or
            the store refuses.
        UsageError: The path is no folder with a file or folder for each table.
    """
    there = FilesThere.of(path)
    if there is None:
        stored = isinstance(path, ObjectPath)
        raise UsageError("store.tables-of-folder" if stored else "runner.tables-of-folder")
    findings, found = Findings(str(path)), dict[str, tuple[File, ...]]()
    problems: list[Problem] = []
    folders = {table.name: _folders_of(there, table) for table in tables_of(network)}
    for name, parts in folders.items():
        if len(parts) > 1 or (parts and _has_file(there, name)):
            findings.add("several-files", {"count": 2, "table": name})
        elif parts:
            try:
                found[name] = table_files(parts[0])
            except InputError as error:
                problems += error.problems
    given = {name: paths[0] for name, paths in folders.items() if paths}
    for place in places_in(there, network, given, findings):
        found.setdefault(place.table.name, (place.path,))
    problems += findings.problems
    if problems:
        raise InputError(problems)
    return {table.name: found[table.name] for table in tables_of(network) if table.name in found}


def places_of(found: Mapping[str, Sequence[File]], network: Network) -> Iterator[Place]:
    """Each file with its table, in the order in which files are numbered."""
    for table in tables_of(network):
        for path in found.get(table.name, ()):
            yield Place(table, path)


def _folders_of(there: FilesThere, table: Table) -> list[File]:
    called = table.name.casefold()
    return [one for one in there.folders if name_of_folder(one).casefold() == called]


def _has_file(there: FilesThere, name: str) -> bool:
    return any(one.stem.casefold() == name.casefold() for one in there.tables)
