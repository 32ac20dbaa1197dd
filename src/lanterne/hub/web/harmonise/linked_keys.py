"""Which sheet or file is which linked table, and which of its columns says who is who."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as ByName
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.cases.network.locations import tables_of
from lanterne.codebook import Codebook, in_language
from lanterne.codebook.model import Table
from lanterne.harmonise.mapping import Mapping, Source
from lanterne.hub.web.harmonise.at_work import Part

Places = ByName[str, Source]
"""Name of a table → where it is."""


@dataclass(frozen=True)
class KeyQuestion:
    """What is asked about a key.

    Attributes:
        field: Name in the form.
        text: The question.
        chosen: The column that says it; empty: none does, or nobody has said.
        required: Whether no case is made without it.
    """

    field: str
    text: str
    chosen: str
    required: bool


@dataclass(frozen=True)
class TablePlace:
    """A table of the codebook, and the sheet or file that it is made of.

    Attributes:
        field: Name in the form.
        label: What the table is called.
        chosen: The sheet or file; empty: there is none.
        optional: Whether there may be none.
    """

    field: str
    label: str
    chosen: str
    optional: bool


def chosen_places(post: QueryDict, codebook: Codebook) -> dict[str, str]:
    """Name of a table → the sheet or file that somebody chose for it; empty: there is none."""
    fields = {table.name: place_field(table) for table in codebook.tables}
    return {name: str(post[field])[:200] for name, field in fields.items() if field in post}


def place_field(table: Table) -> str:
    """Name in a form of where a table is."""
    return f"table-{table.name}"


def table_places(codebook: Codebook | None, mapping: Mapping | None) -> tuple[TablePlace, ...]:
    """Where each table is; nothing where there is one file, whose rows hold all of them."""
    network = codebook.network if codebook is not None else None
    tables = mapping.tables if mapping is not None else {}
    if network is None or not tables:
        return ()
    where = ((table, tables.get(table.name, Source())) for table in tables_of(network))
    return tuple(
        TablePlace(place_field(table), _label(table), source.place, table.optional)
        for table, source in where
    )


def key_field(part: Part, name: str) -> str:
    """Name in a form of a key of a part."""
    return f"key-{part.first}-{name}"


def key_questions(part: Part, codebook: Codebook) -> Iterator[KeyQuestion]:
    """What is asked about who is who in a part; nothing of one table.

    Args:
        part: A sheet, a file, or a kind of columns.
        codebook: The whole codebook.
    """
    found = part.of_mapping
    for name in found.permitted:
        chosen, required = found.keys.get(name, ""), name in found.required
        yield KeyQuestion(key_field(part, name), _asked(name, part, codebook), chosen, required)


def _asked(name: str, part: Part, codebook: Codebook) -> str:
    tables = {table.name: table for table in codebook.tables}
    for table in codebook.tables:
        for reference in table.references:
            if reference.column == name and reference.table == table.name:
                return str(_("Which column holds the id of the larger household?"))
    if any(one.household and one.household.column == name for one in part.of_mapping.tables):
        return str(_("Which column shows who lives together?"))
    meant = [one for one in codebook.tables if one.key == name]
    meant += [
        tables[each.table]
        for one in codebook.tables
        for each in one.references
        if each.column == name
    ]
    return str(_("%(table)s: which column holds the id?")) % {"table": _label(meant[0])}


def _label(table: Table) -> str:
    return in_language(table.label, get_language() or "en")
