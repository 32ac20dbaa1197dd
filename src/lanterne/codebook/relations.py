"""How a table hangs together with the others, as sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lanterne.codebook.model import Codebook, Household, Network, Reference, Table, Text
from lanterne.codebook.words import words


@dataclass(frozen=True)
class Relation:
    """One sentence about a table.

    Attributes:
        text: The sentence in each language; ``{column}``, ``{table}`` and such are its gaps.
        gaps: What stands in each gap: names from the codebook, or a number.
    """

    text: Text
    gaps: Mapping[str, str | int]


def relations(table: Table, codebook: Codebook) -> tuple[Relation, ...]:
    """The sentences about keys, references and households of one table; often none."""
    network = codebook.network
    return (*_keys(table, network), *_household(table.household))


def _keys(table: Table, network: Network | None) -> Iterator[Relation]:
    """The part that the table plays in a network."""
    if network is None:
        return
    if table.key is not None:
        said = "key_never_released" if table == network.households else "key"
        yield _said(said, {"column": table.key})
    if table == network.links:
        yield _said("pair", {"first": network.victims.name, "second": network.perpetrators.name})
        for reference in table.references:
            yield from _reference(reference)
    elif table == network.households:
        for reference in table.references:
            yield _said("part_of", {"column": reference.column})
        yield _said("never_released", {})
    if table.optional:
        yield _said("optional", {})


def _reference(reference: Reference) -> Iterator[Relation]:
    """What one end of a link says and allows."""
    names: dict[str, str | int] = {"column": reference.column, "table": reference.table}
    yield _said("reference", names)
    yield _said("dangling" if reference.dangling else "no_dangling", names)
    yield _said("every" if reference.every else "not_every", names)
    if reference.at_most is not None:
        yield _said("at_most", {**names, "number": reference.at_most})
    yield _said("counted", {**names, "number": reference.counted})


def _household(household: Household | None) -> Iterator[Relation]:
    """Which rows live together."""
    if household is not None:
        gaps: dict[str, str | int] = {"column": household.column, "number": household.counted}
        yield _said("household", gaps)


def _said(key: str, gaps: Mapping[str, str | int]) -> Relation:
    return Relation(words()[f"relation_{key}"], gaps)
