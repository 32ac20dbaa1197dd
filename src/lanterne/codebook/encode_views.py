"""The view of victims as model columns, and what links cannot answer together.

A family is a column with all that follow from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lanterne.codebook.bands import band_range
from lanterne.codebook.encode import composite_size, encode_table
from lanterne.codebook.encoding import Encoding, ForbiddenCodes, ModelColumn
from lanterne.codebook.model import Dependency, Network, Table
from lanterne.codebook.views import UNSAID, folded_columns, victim_view

LARGEST_FAMILY = 32
"""Combinations up to which columns that follow from each other are one model column. Of a larger
family each is one: what is known of regions would be lost in the noise of all their countries."""


def encode_victim_view(network: Network) -> Encoding:
    """The victim view as model columns, and what a number of perpetrators makes impossible.

    What links can answer together follows from what each of them may answer
    (:mod:`lanterne.codebook.together`). Where each victim must be linked, nobody has none.
    """
    from lanterne.codebook.together import impossible_sets  # noqa: PLC0415 - brings in numpy

    view = victim_view(network, UNSAID)
    encoding = _encode_apart(view)
    name, reference = network.perpetrators.name, network.of_victim
    columns = tuple(
        _without_nobody(column) if reference.every and column.sources == (name,) else column
        for column in encoding.columns
    )
    encoding = replace(encoding, columns=columns)
    (number,) = (column for column in columns if column.sources == (name,))
    ranges = [
        band_range(text, reference) if can else None
        for (text,), can in zip(number.cells, number.possible, strict=True)
    ]
    impossible = impossible_sets(network, folded_columns(network), view, encoding, ranges)
    return replace(encoding, forbidden=(*encoding.forbidden, *impossible))


def _without_nobody(number: ModelColumn) -> ModelColumn:
    """The number of perpetrators where it cannot be 0."""
    possible = (
        can and cell != ("0",) for cell, can in zip(number.cells, number.possible, strict=True)
    )
    return replace(number, possible=tuple(possible))


def _encode_apart(table: Table) -> Encoding:
    """The table as model columns, large families apart, with what cannot be together."""
    large = {
        dependency.child: dependency
        for dependency in table.dependencies
        if composite_size(table, _root(table, dependency)) > LARGEST_FAMILY
    }
    kept = tuple(item for item in table.dependencies if item.child not in large)
    encoding = encode_table(replace(table, dependencies=kept))
    contradictions = [
        codes
        for child in large
        for dependency in _all_ways(child, large)
        for codes in _contradictions(dependency, encoding)
    ]
    return replace(encoding, forbidden=(*encoding.forbidden, *contradictions))


def _root(table: Table, dependency: Dependency) -> str:
    parents = {item.child: item.parent for item in table.dependencies}
    name = dependency.parent
    while name in parents:
        name = parents[name]
    return name


def _all_ways(child: str, direct: Mapping[str, Dependency]) -> Iterator[Dependency]:
    """How a column follows from its parent, from the parent's parent, and so on."""
    dependency = direct[child]
    yield dependency
    while dependency.parent in direct:
        above = direct[dependency.parent]
        mapping = {
            answer: dependency.mapping[middle]
            for answer, middle in above.mapping.items()
            if middle in dependency.mapping
        }
        dependency = Dependency(child, above.parent, mapping)
        yield dependency


def _contradictions(dependency: Dependency, encoding: Encoding) -> Iterator[ForbiddenCodes]:
    """For each answer of the child, the answers of the other from which it follows: no others."""
    sources = [column.sources for column in encoding.columns]
    parent, child = sources.index((dependency.parent,)), sources.index((dependency.child,))
    parents = [cell[0] for cell in encoding.columns[parent].cells]
    children = [cell[0] for cell in encoding.columns[child].cells]
    for answer in sorted(set(dependency.mapping.values())):
        from_these = {
            code for code, text in enumerate(parents) if dependency.mapping.get(text) == answer
        }
        others = {code for code, text in enumerate(children) if text != answer}
        codes = {parent: frozenset(from_these), child: frozenset(others)}
        first, second = sorted(codes)
        if from_these and others:
            yield ForbiddenCodes(
                f"{dependency.child}-follows-{dependency.parent}-{answer}",
                (first, second),
                (codes[first], codes[second]),
            )
