"""What the hub reads of a partner's linked tables, and what a mapping makes of them. Sensitive.

As :mod:`lanterne.hub.web.harmonise.read_partner_file`, for several tables: nothing here knows
Django, and what it returns is JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lanterne.cases.network import check_network
from lanterne.cases.network.locations import Part
from lanterne.codebook import Codebook
from lanterne.errors import InputError, Problem
from lanterne.files.problem_log import raise_all
from lanterne.files.xlsform import Form
from lanterne.harmonise import Mapping as FileMapping
from lanterne.harmonise import Tally, draft_linked_mapping, linked_parts, parts_by, scan_tables
from lanterne.harmonise.column_suggestions import of_each_column
from lanterne.harmonise.linked_files import (
    linked_file,
    mapped_sources,
    marked_places,
    place_of,
)
from lanterne.harmonise.mapping_parts import MappingPart, mapping_parts
from lanterne.harmonise.marked_rows import MarkedRows
from lanterne.harmonise.source_columns import ScannedTable, SourceColumn, as_one_column
from lanterne.harmonise.write_cases import left_over_of
from lanterne.hub.web.data.inspection import said
from lanterne.hub.web.harmonise.read_partner_file import (
    MOST_LEFT_OVER,
    first_rows,
    in_pieces,
    rows_before,
    trial_as_json,
)
from lanterne.hub.web.harmonise.scanned_file import Json, StatedPlace, scan_as_json


def scan_linked(
    path: Path,
    codebook: Codebook,
    name: str,
    where: StatedPlace,
    before: FileMapping | None,
    earlier: Sequence[FileMapping],
    form: Form | None,
) -> Json:
    """The columns of a partner's linked tables, part by part, and a mapping drafted from them.

    Args:
        path: The file, or a folder of several.
        codebook: A codebook of linked tables.
        name: Name of the mapping.
        where: Where the tables are. Of a sheet that is named all tables are made.
        before: The mapping of its source, which says it where nobody does.
        earlier: What people approved for other files.
        form: The form that the files were collected with; ``None``: nobody has it.

    Returns:
        The fields of a scan, as :func:`lanterne.hub.web.harmonise.scanned_file.scans_from` takes
        it, and the pieces of the mapping as TOML.

    Raises:
        InputError: A file cannot be read.
    """
    linked = before is not None and bool(before.tables)
    rows = _rows_before(before) | ({where.sheet: where.row} if where.row else {})
    sheet = "" if linked else where.sheet
    needed = [name for name in where.places.values() if name]
    found = scan_tables(path, sheet, form, several=not sheet, rows=rows, needed=needed)
    scanned = found.tables
    known = where.places or (_places_of(before, scanned, codebook) if before and linked else {})
    draft = draft_linked_mapping(name, scanned, codebook, earlier, known)
    parts = []
    for part in mapping_parts(draft.mapping, codebook):
        columns = tuple(_columns(part, scanned))
        drafts = [draft.of_tables.get(table.name, ()) for table in part.tables]
        parts.append(scan_as_json(columns, of_each_column(columns, drafts)))
    return {
        "parts": parts,
        "tables": [one.place for one in scanned] if len(scanned) > 1 else [],
        "skipped": [said(one, path) for one in found.skipped],
        "left_out_unasked": (),
        "mapping": in_pieces(draft.mapping),
    }


def _rows_before(before: FileMapping | None) -> dict[str, int]:
    """Sheet or file → row of its header, as the mapping of last time says it."""
    if before is None:
        return {}
    sources = before.tables.values() or [before.source]
    return {one.place: one.header_row for one in sources if one.header_row != 1}


def _places_of(
    before: FileMapping, scanned: Sequence[ScannedTable], codebook: Codebook
) -> dict[str, str]:
    """Where the tables were last time, where sheets or files of these names are there.

    A table that may be left out, and was, is left out again.
    """
    there = {one.place for one in scanned}
    found = {name: one.place for name, one in before.tables.items()}
    kept = {name: place for name, place in found.items() if place in there}
    return kept | {table.name: "" for table in codebook.tables if table.name not in found}


def _columns(part: MappingPart, scanned: Sequence[ScannedTable]) -> Iterator[SourceColumn]:
    """The columns of a part; what is asked of each of several people is one of them."""
    table = next((one for one in scanned if one.place == part.name), scanned[0])
    by_name = {column.name: column for column in table.columns}
    for header in part.mapping.source.headers:
        each = [by_name[name] for name in part.headers_of(header) if name in by_name]
        yield as_one_column(header, each)


def try_linked(path: Path, mapping: FileMapping, codebook: Codebook) -> Json:
    """What a mapping makes of linked tables, without making a case.

    Args:
        path: The file, or a folder of several.
        mapping: Its mapping, which fits the codebook.
        codebook: A codebook of linked tables.

    Returns:
        The fields of :class:`lanterne.hub.web.harmonise.scanned_file.Trial`.
    """
    problems: list[Problem] = []
    tallies: list[tuple[Part, Tally]] = []
    shown: list[Json] = []
    marked: dict[tuple[Path, str], MarkedRows] = {}
    try:
        parts = linked_parts(path, mapping, codebook)
        raise_all([part.findings for part in parts])
        marked = marked_places(parts)
        sources = mapped_sources(path, mapping, codebook)
        for part, (place, one, _) in zip(parts, sources, strict=True):
            tally = Tally()
            tallies.append((part, tally))
            rows = marked[place_of(part.place)]
            after = first_rows(linked_file(part), part.findings, tally, rows)
            before = list(rows_before(place.file, one))
            shown.append({"name": rows.name, "before": before, "after": after})
        report = check_network(path, codebook, open_parts=parts_by(mapping, codebook))
        problems += (one for one in report.problems if one.rule != "answer-not-mapped")
    except InputError as error:
        problems += error.problems
    left_over = dict.fromkeys(one for part, tally in tallies for one in left_over_of(part, tally))
    return trial_as_json(
        mapping,
        rows=sum({place_of(part.place): tally.rows for part, tally in tallies}.values()),
        without_consent=sum(tally.without_consent for _, tally in tallies),
        left_over=tuple(left_over)[:MOST_LEFT_OVER],
        problems=problems,
        path=path,
        shown=shown,
        marked=[one.sheet() for one in marked.values()],
    )
