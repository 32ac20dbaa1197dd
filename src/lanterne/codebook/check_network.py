"""Whether the tables of a codebook hang together: victims, perpetrators, links and households."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from lanterne.codebook.advice import nearest, quoted
from lanterne.codebook.model import Codebook, Household, Network, Reference, Table
from lanterne.codebook.views import UNSAID, perpetrator_view, victim_view
from lanterne.errors import Place, Problem
from lanterne.messages import Message, Parameter

CONDENSED = "condensed"
"""Name of the condensed file of a release; no table of a network is called so."""


def network_problems(codebook: Codebook) -> Iterator[Problem]:
    """Every reason for which the tables are neither one table nor a network.

    When there is none, ``codebook.network`` raises nothing and its views can be made. How the
    columns and rules of each table go together is not asked here.
    """
    if len(codebook.tables) == 1:
        yield from _single_problems(codebook)
        return
    broken = [*_duplicate_tables(codebook), *_form_problems(codebook), *_numbers(codebook)]
    yield from broken
    network = None if broken else codebook.network
    if network is not None:
        found = [
            *_links_problems(network),
            *(p for table in codebook.tables for p in _table_problems(table, network)),
            *_name_problems(codebook, network),
        ]
        yield from found or _view_problems(network)
        yield from _group_problems(codebook)


def _single_problems(codebook: Codebook) -> Iterator[Problem]:
    """What only a network has."""
    (table,) = codebook.tables
    if not table.columns:
        yield Problem("no-columns", {"table": table.name})
    if table.key is not None or table.references or table.optional:
        yield Problem("not-a-network.one-table", {"table": table.name})
    if codebook.condensed is not None:
        yield Problem("not-a-network.condensed")
    if table.household is not None:
        name = table.household.column
        if name in table.names or name == table.subject_id:
            gaps = {"table": table.name, "column": name}
            yield Problem("household-is-column", gaps, Place(column=name))


def _duplicate_tables(codebook: Codebook) -> Iterator[Problem]:
    """Tables become files, of which some systems do not tell small letters from capitals."""
    for name, times in Counter(table.name.lower() for table in codebook.tables).items():
        if name and times > 1:
            yield Problem("duplicate-name.table", {"count": times, "name": name})
        if name == CONDENSED:
            yield Problem("bad-name.condensed", {"name": name})


def _numbers(codebook: Codebook) -> Iterator[Problem]:
    """Columns of numbers, which only a single table may have."""
    for table in codebook.tables:
        for column in table.columns:
            if column.traits.number:
                yield Problem("number-in-network", place=Place(column=column.name))


def _form_problems(codebook: Codebook) -> Iterator[Problem]:
    """Tables that are no network: without them, nothing else can be asked."""
    tables = {table.name: table for table in codebook.tables}
    unknown = [
        (table, reference)
        for table in codebook.tables
        for reference in table.references
        if reference.table not in tables
    ]
    for table, reference in unknown:
        gaps = {"table": table.name, "other": reference.table}
        advice = nearest(reference.table, tables)
        yield Problem("unknown-table.reference", gaps, advice=advice)
    linking = [table for table in codebook.tables if len(table.references) == 2]
    if len(linking) != 1:
        yield Problem("not-a-network.links", {"count": len(linking)})
    elif not unknown:
        yield from _role_problems(linking[0], codebook.tables)


def _role_problems(links: Table, tables: tuple[Table, ...]) -> Iterator[Problem]:
    """Links that do not join two other tables, and tables that have no part in them."""
    ends = [reference.table for reference in links.references]
    if ends[0] == ends[1] or links.name in ends:
        yield Problem("not-a-network.ends", {"table": links.name})
        return
    others = [table.name for table in tables if table.name not in (links.name, *ends)]
    if len(others) > 1:
        yield Problem("not-a-network.others", {"tables": quoted(others)})


def _links_problems(network: Network) -> Iterator[Problem]:
    """What a table of links cannot be, and what its references cannot say."""
    links = network.links
    if links.key is not None:
        yield Problem("key-of-links", {"table": links.name})
    if links.references[0].column == links.references[1].column:
        gaps = {"table": links.name, "column": links.references[0].column}
        yield Problem("duplicate-name.references", gaps)
    for reference in links.references:
        if not reference.required:
            gaps = {"column": reference.column, "table": links.name}
            yield Problem("bad-reference.optional", gaps, Place(column=reference.column))


def _table_problems(table: Table, network: Network) -> Iterator[Problem]:
    """What the part that a table plays does not allow."""
    name, is_households = {"table": table.name}, table == network.households
    if table.subject_id is not None:
        yield Problem("subject-id-in-network", name)
    for column in table.columns:
        if column.target:
            gaps = {"table": table.name, "column": column.name}
            yield Problem("target-in-network", gaps, Place(column=column.name))
    if table != network.links and table.key is None:
        yield Problem("no-key", name)
    if table.household is not None and table != network.victims:
        yield Problem("bad-household", name)
    if table.optional and not is_households:
        yield Problem("bad-optional", name)
    if not table.columns and not is_households:
        yield Problem("no-columns", name)
    if table in (network.victims, network.perpetrators) and table.references:
        gaps = {"table": table.name, "other": table.references[0].table}
        yield Problem("bad-reference.to-people", gaps)
    if is_households:
        yield from _households_problems(table, network)


def _households_problems(table: Table, network: Network) -> Iterator[Problem]:
    """Households are never released: they have a key, and may be parts of others."""
    name = {"table": table.name}
    if network.victims.household is None:
        gaps = {"table": table.name, "what": "household = { column = … }"}
        yield Problem("not-a-network.households", gaps)
    if table.columns or table.rules or table.dependencies:
        yield Problem("columns-of-households", name)
    if len(table.references) > 1 or any(r.table != table.name for r in table.references):
        yield Problem("bad-reference.to-others", name)
    for reference in table.references:
        if reference.required or reference.every:
            place = Place(column=reference.column)
            yield Problem("bad-reference.each-household", name, place)


def _name_problems(codebook: Codebook, network: Network) -> Iterator[Problem]:
    """Each header means one thing in all tables: a file may hold them side by side."""
    meanings: dict[str, set[_Meaning]] = defaultdict(set)
    for table in codebook.tables:
        for name in table.names:
            meanings[name].add(("meaning.column", table.name))
        if table.key is not None:
            meanings[table.key].add(("meaning.key", table.name))
        if table.household is not None:
            meanings[table.household.column].add(_of_household(table.household, network))
        for reference in table.references:
            meanings[reference.column].add(_of_reference(reference, table, codebook))
    for name, several in meanings.items():
        if name and len(several) > 1:
            words = tuple(Message(code, {"table": table}) for code, table in sorted(several))
            gaps: dict[str, Parameter] = {"name": name, "meanings": words}
            yield Problem("duplicate-name.meanings", gaps, Place(column=name))


_Meaning = tuple[str, str]
"""Code of what the name of a column stands for, and the table in which it does."""


def _of_household(household: Household, network: Network) -> _Meaning:
    """What the column of the household means: the key of the households, if it is called so."""
    households = network.households
    if households is not None and households.key == household.column:
        return "meaning.key", households.name
    return "meaning.household", network.victims.name


def _of_reference(reference: Reference, table: Table, codebook: Codebook) -> _Meaning:
    """What the column of a reference means: the key to which it refers, if it is called so."""
    (target,) = (other for other in codebook.tables if other.name == reference.table)
    if reference.column == target.key and target != table:
        return "meaning.key", target.name
    return "meaning.reference", table.name


def _view_problems(network: Network) -> Iterator[Problem]:
    """Names and answers that run together when links are folded into the row of a person."""
    for view in (victim_view(network, UNSAID), perpetrator_view(network, UNSAID)):
        for name, times in Counter(view.names).items():
            if times > 1:
                gaps = {"name": name, "table": view.name}
                yield Problem("duplicate-name.in-view", gaps, Place(column=name))
    own = set(network.victims.names)
    for column in victim_view(network, UNSAID).columns:
        joined = column.traits.several and column.name not in own
        if joined and any(column.separator in code for code in column.codes):
            joint = {"separator": column.separator}
            yield Problem("bad-separator.in-view", joint, Place(column=column.name))


def _group_problems(codebook: Codebook) -> Iterator[Problem]:
    """The columns of a group have one denominator, so they are of one table."""
    for group in codebook.groups:
        tables = [
            table.name
            for table in codebook.tables
            if any(column.group == group.name for column in table.columns)
        ]
        if len(tables) > 1:
            yield Problem("group-of-tables", {"name": group.name, "tables": quoted(tables)})
