"""What a person's row looks like once the links are folded into it, as tables of a codebook.

A network is measured and its counts are published by two such *views*: one row per victim with what
is known of all their perpetrators together, and one row per perpetrator with how many victims they
have and how alike these are. Both follow from the codebook alone, so that anybody who has a release
can make them again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lanterne.codebook.bands import bands
from lanterne.codebook.encoding import SMALL_SET
from lanterne.codebook.model import (
    Column,
    ColumnType,
    Missing,
    Network,
    Reference,
    Table,
    Text,
    Value,
)
from lanterne.codebook.roles import Role
from lanterne.codebook.words import VIEW_WORDS, view_words

CONTEXT = 16
"""Most values of a victim's column that is counted beside the answers of each of their links."""

SAME, DIFFERENT = "same", "different"
"""Answers of a column that compares two victims of one perpetrator."""

UNSAID: Mapping[str, Text] = {key: {"en": ""} for key in VIEW_WORDS}
"""Words of a view that nobody reads: what counts and checks needs no language."""


def folded_columns(network: Network) -> tuple[Column, ...]:
    """Columns of perpetrators and links of which a victim's row holds the set of all answers.

    Those with at most ``SMALL_SET`` values (a set of more would have too many members together)
    which neither follow from others nor have others that follow.
    """
    tables = (network.perpetrators, network.links)
    tied = {
        name
        for table in tables
        for item in table.dependencies
        for name in (item.child, item.parent)
    }
    return tuple(
        column
        for table in tables
        for column in table.columns
        if len(column.values) <= SMALL_SET and column.name not in tied
    )


def victim_view(network: Network, said: Mapping[str, Text] | None = None) -> Table:
    """One row per victim: their columns, how many perpetrators, and what these are together.

    The number is an ordinal column named like the table of perpetrators. A column of
    perpetrators or links becomes a ``set`` of the same name: every answer that is recorded of at
    least one of them.

    Args:
        network: The linked tables.
        said: Words of the columns that are of no table; ``None``: those of the store, in every
            language; :data:`UNSAID`: none.
    """
    victims = network.victims
    number = _number(network.perpetrators, network.of_victim, 0, said or view_words())
    folded = (
        replace(
            column,
            type=ColumnType.SET,
            required=False,
            missing={Missing.NOT_RECORDED: ("",)},
            at_most=None,
            hierarchy=None,
        )
        for column in folded_columns(network)
    )
    return Table(
        name=victims.name,
        label=victims.label,
        columns=(*victims.columns, number, *folded),
        rules=victims.rules,
        dependencies=victims.dependencies,
    )


def perpetrator_view(network: Network, said: Mapping[str, Text] | None = None) -> Table:
    """One row per linked perpetrator: their columns, how many victims, and how alike these are.

    What all of their victims share, their cohort, comes first.

    The number is an ordinal column named like the table of victims. ``same_x`` says whether two
    of the victims give the same answer to column x; it is blank where there is one victim, or
    where one of the two gives no answer.

    The arguments are those of :func:`victim_view`.
    """
    perpetrators, victims = network.perpetrators, network.victims
    said = said or view_words()
    number = _number(victims, network.of_perpetrator, 1, said)
    return Table(
        name=perpetrators.name,
        label=perpetrators.label,
        columns=(
            *shared_columns(network),
            *perpetrators.columns,
            number,
            *(_comparison(column, said) for column in compared_columns(network)),
        ),
        rules=perpetrators.rules,
        dependencies=perpetrators.dependencies,
    )


def context_columns(network: Network) -> tuple[Column, ...]:
    """Columns of victims that stand beside each of their links: those with few values.

    A set has a value for each of its subsets.
    """
    return tuple(
        column
        for column in network.victims.columns
        if len(column.values) <= (SMALL_SET if column.traits.several else CONTEXT)
    )


def shared_columns(network: Network) -> tuple[Column, ...]:
    """Columns of victims to which all victims of a perpetrator give one answer: their cohort.

    Only editions of a series have one; a perpetrator who acted in two cohorts is in two rows.
    """
    return tuple(one for one in network.victims.columns if one.role is Role.COHORT)


def compared_columns(network: Network) -> tuple[Column, ...]:
    """Columns of victims in which two victims of a perpetrator are compared."""
    shared = shared_columns(network)
    return tuple(one for one in network.victims.columns if one not in shared)


def link_view(network: Network) -> Table:
    """One row per link: what is recorded of its perpetrator, of the link itself, and of its victim.

    Of the victim, the columns with few values only.
    """
    perpetrators, links = network.perpetrators, network.links
    return Table(
        name=links.name,
        label=links.label,
        columns=(*perpetrators.columns, *links.columns, *context_columns(network)),
        rules=(*perpetrators.rules, *links.rules),
        dependencies=(*perpetrators.dependencies, *links.dependencies),
    )


def _number(of: Table, reference: Reference, least: int, said: Mapping[str, Text]) -> Column:
    values = tuple(Value(text, {"en": text}) for text in bands(reference, least))
    return Column(
        name=of.name,
        type=ColumnType.ORDINAL,
        values=values,
        label=of.label,
        definition=said["number"],
        required=True,
    )


def same(column: Column) -> str:
    """The column that says whether two victims give the same answer to this one."""
    return f"same_{column.name}"


def _comparison(column: Column, said: Mapping[str, Text]) -> Column:
    return Column(
        name=same(column),
        type=ColumnType.CATEGORY,
        values=(Value(SAME, said["same"]), Value(DIFFERENT, said["different"])),
        label=column.label,
        definition=said["comparison"],
    )
