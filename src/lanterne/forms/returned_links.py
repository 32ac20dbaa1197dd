"""An export of linked tables: a folder or a workbook with the forms that were sent and repeats."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from lanterne.cases.check import check_header
from lanterne.cases.encode import vocabularies_of
from lanterne.cases.network.locations import (
    OpenParts,
    Part,
    Place,
    identifiers_of,
    pair_table,
    tables_of,
)
from lanterne.cases.records import RecordReader
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError
from lanterne.files.problem_log import Findings, shown
from lanterne.forms.asked import Asked, asked_in
from lanterne.forms.export_columns import check_unmarked
from lanterne.forms.exported import CASE, exported_file
from lanterne.forms.exported_links import JOINS, LinkedExport, linked_export, repeat_names
from lanterne.forms.found_tables import FoundTable, found_tables
from lanterne.forms.implied_mapping import mapping_of_export
from lanterne.forms.make_form import make_form
from lanterne.forms.returned_file import ReturnedFile, beside, returned
from lanterne.harmonise.form_names import MARK, has_column
from lanterne.messages import Parameter


def export_parts(path: Path, codebook: Codebook, ignore: Collection[str] = ()) -> OpenParts | None:
    """How linked tables are opened that came back by a form; ``None``: they did not.

    Args:
        path: A folder or a workbook.
        codebook: A codebook of linked tables.
        ignore: Columns that are left out.

    Raises:
        InputError: There is more than one export, or an export beside other tables.
    """
    tables = [*found_tables(path)]
    network = codebook.network
    assert network is not None
    known = {table.name.casefold() for table in tables_of(network)}
    named = [table for table in tables if table.name in known]
    marked = [table for table in tables if has_column(table.header, MARK)]
    if not marked:
        for table in named or tables:  # others may lie beside them
            check_unmarked([table.header, *table.rows], codebook, table.findings())
        return None
    findings = Findings(str(path))
    if len(marked) > 1:
        raise findings.fail("form-several.exports", {"tables": _names(marked)})
    asked = asked_in(make_form(codebook))
    names, _ = repeat_names(asked)
    repeats = [one for one in tables if one is not marked[0] and _is_repeat(one, names)]
    beside = [one for one in named if one is not marked[0]]
    if any(one not in repeats for one in beside):  # those that are alike are some of them
        gaps: dict[str, Parameter] = {"export": marked[0].shown, "tables": _names(beside)}
        raise findings.fail("form-several.beside", gaps)
    if len(repeats) > 1:
        raise findings.fail("form-several.repeats", {"tables": _names(repeats)})
    return partial(_parts, codebook=codebook, repeats=repeats, cases=marked[0], ignore=ignore)


def _names(tables: Iterable[FoundTable]) -> tuple[str, ...]:
    return tuple(table.shown for table in tables)


def _is_repeat(table: FoundTable, names: Sequence[str]) -> bool:
    """Whether a table may be one of repeats: it asks most of their questions, or says of whom."""
    there = sum(has_column(table.header, name) for name in names)
    parents = {parent for _, parent in JOINS}
    return 2 * there >= len(names) or bool(there and parents.intersection(table.header))


def _parts(
    path: Path,
    *,
    codebook: Codebook,
    repeats: Sequence[FoundTable],
    cases: FoundTable,
    ignore: Collection[str],
) -> list[Part]:
    network = codebook.network
    assert network is not None
    place = Place(pair_table(network), cases.path, cases.book, cases.sheet, pairs=True)
    findings = place.findings()
    asked = asked_in(make_form(codebook))
    try:
        export = _linked(asked, repeats, cases, findings)
        file = _of_pairs(export, asked, place, codebook, findings)
    except InputError as error:
        if not findings:  # of the repeats
            findings.take(error.problems)
        return [Part(place, None, findings)]
    identifiers = identifiers_of(place.table)
    ids = {name: name for name in identifiers}
    header = [*export.cases.file.header, *export.repeats.file.header]
    there = beside(file, header, ignore)
    check_header(there.header, place.table, None, identifiers, ignore, findings)
    return [Part(place, RecordReader(there, vocabularies_of(place.table), ids), findings)]


def _linked(
    asked: Asked, repeats: Sequence[FoundTable], cases: FoundTable, findings: Findings
) -> LinkedExport:
    forms = exported_file(cases.open(findings), asked, findings)
    if not repeats:
        raise findings.fail("form-without-repeats", {"repeat": asked.repeat})
    (table,) = repeats
    beside, place = table.findings(), (table.path, shown(table.sheet) if table.sheet else None)
    return linked_export(forms, table.open(beside), asked, place, beside)


def _of_pairs(
    export: LinkedExport, asked: Asked, place: Place, codebook: Codebook, findings: Findings
) -> ReturnedFile:
    """The pairs as cases of a codebook that has the columns of all tables in one."""
    network = codebook.network
    assert network is not None
    own = asked.form.cases.itself
    ids = [one for one in asked.form.cases.identities if one != own]
    called = {CASE: network.of_victim.column, export.named: network.of_perpetrator.column}
    called |= {asked.ids[one.name]: one.name for one in ids}
    others = (*export.cases.columns.others.values(), *export.repeats.columns.others.values())
    aliases = (*export.cases.others, *(f"{name}\x01" for name in export.repeats.others))
    called |= dict(zip(aliases, others, strict=True))
    mapping = mapping_of_export(asked, export.header, [*called])
    whole = replace(codebook, tables=(place.table,))
    return returned(export, mapping, whole, called, findings, place.file)
