"""How a table hangs together with the others, as sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lanterne.codebook.model import Codebook, Household, Network, Reference, Table, Text


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
        text = _KEY_NEVER_RELEASED if table == network.households else _KEY
        yield Relation(text, {"column": table.key})
    if table == network.links:
        yield Relation(_PAIR, {"first": network.victims.name, "second": network.perpetrators.name})
        for reference in table.references:
            yield from _reference(reference)
    elif table == network.households:
        for reference in table.references:
            yield Relation(_PART_OF, {"column": reference.column})
        yield Relation(_NEVER_RELEASED, {})
    if table.optional:
        yield Relation(_OPTIONAL, {})


def _reference(reference: Reference) -> Iterator[Relation]:
    """What one end of a link says and allows."""
    names: dict[str, str | int] = {"column": reference.column, "table": reference.table}
    yield Relation(_REFERENCE, names)
    yield Relation(_DANGLING if reference.dangling else _NO_DANGLING, names)
    yield Relation(_EVERY if reference.every else _NOT_EVERY, names)
    if reference.at_most is not None:
        yield Relation(_AT_MOST, {**names, "number": reference.at_most})
    yield Relation(_COUNTED, {**names, "number": reference.counted})


def _household(household: Household | None) -> Iterator[Relation]:
    """Which rows live together."""
    if household is not None:
        gaps: dict[str, str | int] = {"column": household.column, "number": household.counted}
        yield Relation(_HOUSEHOLD, gaps)


_KEY = {
    "en": "The key {column} names each row. It is never published: a release has keys of its own.",
    "fr": "La clé {column} désigne chaque ligne. Elle n'est jamais publiée : une publication a ses "
    "propres clés.",
}
_KEY_NEVER_RELEASED = {
    "en": "The key {column} names each row.",
    "fr": "La clé {column} désigne chaque ligne.",
}
_PAIR = {
    "en": "Each row links one row of {first} and one row of {second}; a pair stands once.",
    "fr": "Chaque ligne relie une ligne de {first} et une ligne de {second} ; une paire n'y figure "
    "qu'une fois.",
}
_REFERENCE = {
    "en": "The column {column} holds a key of {table}.",
    "fr": "La colonne {column} contient une clé de {table}.",
}
_NO_DANGLING = {
    "en": "Each key in {column} must have a row in {table}.",
    "fr": "Chaque clé de {column} doit avoir une ligne dans {table}.",
}
_DANGLING = {
    "en": "A key in {column} may have no row in {table}: nothing is then recorded but the link.",
    "fr": "Une clé de {column} peut ne pas avoir de ligne dans {table} : seul le lien est alors "
    "noté.",
}
_EVERY = {
    "en": "Each row of {table} must have a link.",
    "fr": "Chaque ligne de {table} doit avoir un lien.",
}
_NOT_EVERY = {
    "en": "A row of {table} may have no link: none was recorded, which does not say that there "
    "was none.",
    "fr": "Une ligne de {table} peut n'avoir aucun lien : aucun n'a été noté, ce qui ne dit pas "
    "qu'il n'y en avait pas.",
}
_AT_MOST = {
    "en": "One row of {table} has at most {number} links; more is an error.",
    "fr": "Une ligne de {table} a au plus {number} liens ; au-delà, c'est une erreur.",
}
_COUNTED = {
    "en": "Of the links of one row of {table}, {number} count in protected figures, unless another "
    "number is chosen.",
    "fr": "Des liens d'une ligne de {table}, {number} comptent dans les chiffres protégés, sauf si "
    "un autre nombre est choisi.",
}
_HOUSEHOLD = {
    "en": "The column {column} says who lives together; it is blank where somebody lives alone. "
    "It is never published. Where households are protected, {number} members of each count.",
    "fr": "La colonne {column} dit qui vit ensemble ; elle est vide pour une personne seule. Elle "
    "n'est jamais publiée. Quand les ménages sont protégés, {number} membres de chacun comptent.",
}
_PART_OF = {
    "en": "The column {column} holds the key of the larger household of which it is a part; it is "
    "blank where there is none.",
    "fr": "La colonne {column} contient la clé du ménage plus large dont il fait partie ; elle est "
    "vide s'il n'y en a pas.",
}
_NEVER_RELEASED = {
    "en": "The table serves to protect households. It is never released.",
    "fr": "La table sert à protéger les ménages. Elle n'est jamais publiée.",
}
_OPTIONAL = {
    "en": "The table may be left out.",
    "fr": "La table peut manquer.",
}
