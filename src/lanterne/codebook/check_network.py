"""Whether the tables of a codebook hang together: victims, perpetrators, links and households."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from lanterne.codebook.model import Codebook, ColumnType, Household, Network, Reference, Table
from lanterne.codebook.section import suggestion
from lanterne.codebook.views import perpetrator_view, victim_view
from lanterne.errors import Problem

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
    broken = [*_duplicate_tables(codebook), *_form_problems(codebook)]
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
    where = f"the table {table.name!r}"
    if not table.columns:
        yield Problem("no-columns", f"{where} has no column.", "Describe one.")
    if table.key is not None or table.references or table.optional:
        message = f"{where} has a key, refers to a table or is optional, and is the only one."
        hint = "Describe the other tables, or take out key, references and optional."
        yield Problem("not-a-network", message, hint)
    if codebook.condensed is not None:
        message = "only a codebook with several tables can be condensed."
        yield Problem("not-a-network", message, "Take [condensed] out.")
    if table.household is not None:
        name = table.household.column
        if name in table.names or name == table.subject_id:
            message = f"{where}: {name!r} is the column of the household, and something else too."
            hint = (
                "It is never published, and says who lives together: give it a column of its own."
            )
            yield Problem("household-is-column", message, hint, column=name)


def _duplicate_tables(codebook: Codebook) -> Iterator[Problem]:
    """Tables become files, of which some systems do not tell small letters from capitals."""
    for name, times in Counter(table.name.lower() for table in codebook.tables).items():
        if name and times > 1:
            message = f"{times} tables are called {name!r}, in small or capital letters."
            yield Problem("duplicate-name", message, "Each becomes a file: names must differ.")
        if name == CONDENSED:
            message = f"no table of several can be called {name!r}."
            yield Problem("bad-name", message, "The condensed file of a release has that name.")


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
        message = f"the table {table.name!r} refers to {reference.table!r}, which is not there."
        yield Problem("unknown-table", message, suggestion(reference.table, tables))
    linking = [table for table in codebook.tables if len(table.references) == 2]
    if len(linking) != 1:
        message = (
            f"of several tables, exactly one must have two references, {len(linking)} have two."
        )
        hint = "It is the table of links: one reference to the victims, one to the perpetrators."
        yield Problem("not-a-network", message, hint)
    elif not unknown:
        yield from _role_problems(linking[0], codebook.tables)


def _role_problems(links: Table, tables: tuple[Table, ...]) -> Iterator[Problem]:
    """Links that do not join two other tables, and tables that have no part in them."""
    ends = [reference.table for reference in links.references]
    if ends[0] == ends[1] or links.name in ends:
        message = f"the two references of {links.name!r} must be to two other tables."
        hint = "The first is to the victims, the second to the perpetrators."
        yield Problem("not-a-network", message, hint)
        return
    others = [table.name for table in tables if table.name not in (links.name, *ends)]
    if len(others) > 1:
        message = f"the tables {', '.join(map(repr, others))} have no part in the links."
        hint = "Beside victims, perpetrators and links there may be one: that of the households."
        yield Problem("not-a-network", message, hint)


def _links_problems(network: Network) -> Iterator[Problem]:
    """What a table of links cannot be, and what its references cannot say."""
    links = network.links
    if links.key is not None:
        message = f"the table {links.name!r} has a key."
        hint = "A link is known by whom it links: take the key out."
        yield Problem("key-of-links", message, hint)
    if links.references[0].column == links.references[1].column:
        message = f"both references of {links.name!r} are in {links.references[0].column!r}."
        yield Problem("duplicate-name", message, "Each needs a column of its own.")
    for reference in links.references:
        if not reference.required:
            message = f"the reference {reference.column!r} of {links.name!r} must be required."
            hint = "A link without one of its ends says nothing: take required = false out."
            yield Problem("bad-reference", message, hint, column=reference.column)


def _table_problems(table: Table, network: Network) -> Iterator[Problem]:
    """What the part that a table plays does not allow."""
    where = f"the table {table.name!r}"
    is_households = table == network.households
    if table.subject_id is not None:
        message = f"{where} has a subject_id; of several tables, the key says who is who."
        yield Problem("subject-id-in-network", message, "Use key instead.")
    if table != network.links and table.key is None:
        message = f"{where} has no key, so nothing can refer to its rows."
        yield Problem("no-key", message, 'Add key = "…", the column that names a row.')
    if table.household is not None and table != network.victims:
        message = f"{where} has a household; only victims have."
        yield Problem("bad-household", message, "Say it in the table of victims.")
    if table.optional and not is_households:
        message = f"{where} is optional; only that of the households can be."
        yield Problem("bad-optional", message, "Take optional out.")
    if not table.columns and not is_households:
        yield Problem("no-columns", f"{where} has no column.", "Describe one.")
    if table in (network.victims, network.perpetrators) and table.references:
        message = f"{where} refers to {table.references[0].table!r}; only links refer to people."
        yield Problem("bad-reference", message, "Take the reference out.")
    if is_households:
        yield from _households_problems(table, network)


def _households_problems(table: Table, network: Network) -> Iterator[Problem]:
    """Households are never released: they have a key, and may be parts of others."""
    where = f"the table {table.name!r}"
    if network.victims.household is None:
        message = f"{where} is no part of the links, and no victim is in a household."
        hint = "Add household = { column = … } to the victims, or take the table out."
        yield Problem("not-a-network", message, hint)
    if table.columns or table.rules or table.dependencies:
        message = f"{where} has columns or rules, and is never released."
        yield Problem("columns-of-households", message, "Take them out.")
    if len(table.references) > 1 or any(r.table != table.name for r in table.references):
        message = f"{where} may only refer to itself, once: a household that is part of another."
        yield Problem("bad-reference", message, "Take the other references out.")
    for reference in table.references:
        if reference.required or reference.every:
            message = f"{where}: not each household can be a part of another, nor have parts."
            hint = "Write required = false, and no every."
            yield Problem("bad-reference", message, hint, column=reference.column)


def _name_problems(codebook: Codebook, network: Network) -> Iterator[Problem]:
    """Each header means one thing in all tables: a file may hold them side by side."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for table in codebook.tables:
        for name in table.names:
            meanings[name].add(f"a column of {table.name!r}")
        if table.key is not None:
            meanings[table.key].add(f"the key of {table.name!r}")
        if table.household is not None:
            meanings[table.household.column].add(_of_household(table.household, network))
        for reference in table.references:
            meanings[reference.column].add(_of_reference(reference, table, codebook))
    for name, words in meanings.items():
        if name and len(words) > 1:
            message = f"{name!r} is {' and '.join(sorted(words))}."
            hint = (
                "Names differ across all tables; a key is called the same where it is referred to."
            )
            yield Problem("duplicate-name", message, hint, column=name)


def _of_household(household: Household, network: Network) -> str:
    """What the column of the household means: the key of the households, if it is called so."""
    households = network.households
    if households is not None and households.key == household.column:
        return f"the key of {households.name!r}"
    return f"the household of {network.victims.name!r}"


def _of_reference(reference: Reference, table: Table, codebook: Codebook) -> str:
    """What the column of a reference means: the key to which it refers, if it is called so."""
    (target,) = (other for other in codebook.tables if other.name == reference.table)
    if reference.column == target.key and target != table:
        return f"the key of {target.name!r}"
    return f"a reference of {table.name!r}"


def _view_problems(network: Network) -> Iterator[Problem]:
    """Names and answers that run together when links are folded into the row of a person."""
    for view in (victim_view(network), perpetrator_view(network)):
        for name, times in Counter(view.names).items():
            if times > 1:
                message = f"{name!r} is also how a row of {view.name!r} says what its links hold."
                yield Problem("duplicate-name", message, "Rename the column.", column=name)
    own = set(network.victims.names)
    for column in victim_view(network).columns:
        joined = column.type is ColumnType.SET and column.name not in own
        if joined and any(column.separator in code for code in column.codes):
            message = f"a value holds {column.separator!r}, which joins the answers of several."
            yield Problem("bad-separator", message, "Write it without.", column=column.name)


def _group_problems(codebook: Codebook) -> Iterator[Problem]:
    """The columns of a group have one denominator, so they are of one table."""
    for group in codebook.groups:
        tables = [
            table.name
            for table in codebook.tables
            if any(column.group == group.name for column in table.columns)
        ]
        if len(tables) > 1:
            message = f"the group {group.name!r} has columns of {' and '.join(map(repr, tables))}."
            hint = "Percentages are among the rows of one table: use a group for each."
            yield Problem("group-of-tables", message, hint)
