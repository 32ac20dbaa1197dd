"""Where a partner's linked tables in parts are: by the names that the mapping has for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath

from lanterne.cases.network.folders import KINDS, FilesThere, name_of_folder
from lanterne.cases.network.locations import tables_of
from lanterne.codebook.model import Network
from lanterne.errors import InputError, Problem, UsageError
from lanterne.files.object_path import File, ObjectPath
from lanterne.files.problem_log import Findings
from lanterne.files.shards import table_files
from lanterne.harmonise.mapping import Source


def folders_of_parts(path: Path, sources: Mapping[str, Source]) -> list[Path]:
    """The folders of a folder that hold the parts of a table."""
    if not path.is_dir():
        return []
    folders = sorted(one for one in path.iterdir() if one.is_dir())
    return [one for one in folders if any(_holds(one, each) for each in sources.values())]


def files_of_partner(
    path: File, sources: Mapping[str, Source], network: Network
) -> dict[str, tuple[File, ...]]:
    """Name of each table that the mapping makes → its files, each in the order of its parts.

    A table is a file or a folder of files: of the name of the file that the mapping names, with its
    ending or without, or of the name of the sheet.

    Args:
        path: The folder that is handed in, or the address of one in a store.
        sources: Name of a table → where the mapping finds it.
        network: The tables.

    Raises:
        InputError: A table is missing or there twice; or something in a folder of parts is no part.
        UsageError: The path is no folder.
    """
    there = FilesThere.of(path)
    if there is None:
        stored = isinstance(path, ObjectPath)
        raise UsageError("store.tables-of-folder" if stored else "runner.partners-folder")
    findings, problems = Findings(str(path)), list[Problem]()
    found: dict[str, tuple[File, ...]] = {}
    for table in tables_of(network):
        if table.name not in sources:
            continue
        source = sources[table.name]
        places = _places_of(there, source)
        if not places:
            findings.add("missing-part", {"table": table.name, "name": source.file or source.sheet})
        elif len(places) > 1:
            findings.add("several-files", {"count": len(places), "table": table.name})
        else:
            try:
                found[table.name] = table_files(places[0])
            except InputError as error:
                problems += error.problems
    problems += findings.problems
    if problems:
        raise InputError(problems)
    return found


def _places_of(there: FilesThere, source: Source) -> list[File]:
    """The file or folder of a table; more than one, where it is not clear which it is."""
    files = (one for one in (*there.files, *there.others) if _is(one, source))
    return sorted([*files, *(one for one in there.folders if _holds(one, source))])


def _is(file: File, source: Source) -> bool:
    sheet = source.sheet.strip().casefold()
    if source.file:
        return file.name == source.file
    return bool(sheet) and file.suffix.lower() in KINDS and file.stem.strip().casefold() == sheet


def _holds(folder: File, source: Source) -> bool:
    called = {source.sheet.strip().casefold(), PurePath(source.file).stem.casefold()} - {""}
    named = bool(source.file) and folder.name == source.file
    return named or name_of_folder(folder).casefold() in called
