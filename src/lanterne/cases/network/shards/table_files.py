"""Where linked tables in parts are: a file named like each table, or a folder of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lanterne.cases.network.locations import KINDS, Place, find_places, name_of_folder, tables_of
from lanterne.codebook.model import Network, Table
from lanterne.errors import InputError, Problem, UsageError
from lanterne.files.problem_log import Findings
from lanterne.files.shards import table_files


def has_tables_in_parts(path: Path, network: Network) -> bool:
    """Whether a folder has a folder of parts of one of the tables."""
    return path.is_dir() and any(_folders_of(path, table) for table in tables_of(network))


def files_of_tables(path: Path, network: Network) -> dict[str, tuple[Path, ...]]:
    """Name of each table that is there → its files, each table in the order of its parts.

    Args:
        path: The folder.
        network: The tables.

    Raises:
        InputError: A table is missing or there twice; or something in a folder of parts is no part.
        UsageError: The path is no folder with a file or folder for each table.
    """
    if not path.is_dir():
        raise UsageError("runner.tables-of-folder")
    findings, found = Findings(str(path)), dict[str, tuple[Path, ...]]()
    problems: list[Problem] = []
    folders = {table.name: _folders_of(path, table) for table in tables_of(network)}
    for name, parts in folders.items():
        if len(parts) > 1 or (parts and _file_of(path, name)):
            findings.add("several-files", {"count": 2, "table": name})
        elif parts:
            try:
                found[name] = table_files(parts[0])
            except InputError as error:
                problems += error.problems
    given = {name: paths[0] for name, paths in folders.items() if paths}
    for place in find_places(path, network, given, findings):
        found.setdefault(place.table.name, (place.path,))
    problems += findings.problems
    if problems:
        raise InputError(problems)
    return {table.name: found[table.name] for table in tables_of(network) if table.name in found}


def places_of(found: Mapping[str, Sequence[Path]], network: Network) -> Iterator[Place]:
    """Each file with its table, in the order in which files are numbered."""
    for table in tables_of(network):
        for path in found.get(table.name, ()):
            yield Place(table, path)


def _folders_of(path: Path, table: Table) -> list[Path]:
    folders = sorted(one for one in path.iterdir() if one.is_dir())
    return [one for one in folders if name_of_folder(one).casefold() == table.name.casefold()]


def _file_of(path: Path, name: str) -> bool:
    return any(
        one.stem.casefold() == name.casefold() and one.suffix.lower() in KINDS and one.is_file()
        for one in path.iterdir()
    )
