"""Where a partner's linked tables in parts are: by the names that the mapping has for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath

from lanterne.cases.network.locations import KINDS, name_of_folder, tables_of
from lanterne.codebook.model import Network
from lanterne.errors import InputError, Problem, UsageError
from lanterne.files.problem_log import Findings
from lanterne.files.shards import table_files
from lanterne.harmonise.mapping import Source


def folders_of_parts(path: Path, sources: Mapping[str, Source]) -> list[Path]:
    """The folders of a folder that hold the parts of a table."""
    if not path.is_dir():
        return []
    there = {one for source in sources.values() for one in _places_of(path, source)}
    return sorted(one for one in there if one.is_dir())


def files_of_partner(
    path: Path, sources: Mapping[str, Source], network: Network
) -> dict[str, tuple[Path, ...]]:
    """Name of each table that the mapping makes → its files, each in the order of its parts.

    A table is a file or a folder of files: of the name of the file that the mapping names, with its
    ending or without, or of the name of the sheet.

    Args:
        path: The folder that is handed in.
        sources: Name of a table → where the mapping finds it.
        network: The tables.

    Raises:
        InputError: A table is missing or there twice; or something in a folder of parts is no part.
        UsageError: The path is no folder.
    """
    if not path.is_dir():
        raise UsageError("runner.partners-folder")
    findings, problems = Findings(str(path)), list[Problem]()
    found: dict[str, tuple[Path, ...]] = {}
    for table in tables_of(network):
        if table.name not in sources:
            continue
        source = sources[table.name]
        places = _places_of(path, source)
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


def _places_of(path: Path, source: Source) -> list[Path]:
    """The file or folder of a table; more than one, where it is not clear which it is."""
    return [one for one in sorted(path.iterdir()) if _is(one, source)]


def _is(one: Path, source: Source) -> bool:
    sheet = source.sheet.strip().casefold()
    if source.file and one.name == source.file:
        return True
    if one.is_dir():
        called = {sheet, PurePath(source.file).stem.casefold()} - {""}
        return name_of_folder(one).casefold() in called
    by_sheet = bool(sheet) and not source.file and one.suffix.lower() in KINDS
    return by_sheet and one.stem.strip().casefold() == sheet
