"""What a person's row looks like once the links are folded into it, as tables of a codebook.

A network is measured and its counts are published by two such *views*: one row per victim with what
is known of all their perpetrators together, and one row per perpetrator with how many victims they
have and how alike these are. Both follow from the codebook alone, so that anybody who has a release
can make them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from lanterne.codebook.encode import composite_size, encode_table
from lanterne.codebook.encoding import SMALL_SET, Encoding, ForbiddenCodes, ModelColumn
from lanterne.codebook.model import (
    Column,
    ColumnType,
    Dependency,
    Missing,
    Network,
    Reference,
    Table,
    Text,
    Value,
)

LARGEST_FAMILY = 32
"""Combinations up to which columns that follow from each other are one model column. Of a larger
family each is one: what is known of regions would be lost in the noise of all their countries."""

CONTEXT = 16
"""Most values of a victim's column that is counted beside the answers of each of their links."""

SAME, DIFFERENT = "same", "different"
"""Answers of a column that compares two victims of one perpetrator."""

BANDS = (5, 8)
"""Last number of each band of the views; up to the first of them each number is a band of its own.
Few, since noise on a band is multiplied by its numbers where links are counted from it."""

FINE_BANDS = (8, 12, 20, 50, 200)
"""The same where the number stands alone."""


def bands(reference: Reference, least: int, last: Sequence[int] = BANDS) -> tuple[str, ...]:
    """Texts of the bands of how many rows may refer to one row: ``0``, ``1`` … ``6-8`` ….

    Args:
        reference: Its ``at_most`` ends the last band; without one the last band is open.
        least: The first number, 0 or 1.
        last: Last number of each band but the last; numbers up to the first stand alone.
    """
    most = reference.at_most
    texts = [str(number) for number in range(least, min(last[0], most or last[0]) + 1)]
    for before, after in pairwise(last):
        if most is None or before < most:
            texts.append(_band(before + 1, after if most is None else min(after, most)))
    if most is None:
        texts.append(f"{last[-1] + 1}+")
    elif most > last[-1]:
        texts.append(_band(last[-1] + 1, most))
    return tuple(texts)


def _band(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def band_range(text: str, reference: Reference) -> tuple[int, int]:
    """First and last number of a band; an open band ends at the reference's bound or tenfold."""
    if text.endswith("+"):
        first = int(text[:-1])
        return first, reference.at_most or 10 * first
    low, _, high = text.partition("-")
    return int(low), int(high or low)


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


def victim_view(network: Network) -> Table:
    """One row per victim: their columns, how many perpetrators, and what these are together.

    The number is an ordinal column named like the table of perpetrators. A column of
    perpetrators or links becomes a ``set`` of the same name: every answer that is recorded of at
    least one of them.
    """
    victims = network.victims
    number = _number(network.perpetrators.name, network.perpetrators.label, network.of_victim, 0)
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


def perpetrator_view(network: Network) -> Table:
    """One row per linked perpetrator: their columns, how many victims, and how alike these are.

    The number is an ordinal column named like the table of victims. ``same_x`` says whether two
    of the victims give the same answer to column x; it is blank where there is one victim, or
    where one of the two gives no answer.
    """
    perpetrators, victims = network.perpetrators, network.victims
    number = _number(victims.name, victims.label, network.of_perpetrator, 1)
    return Table(
        name=perpetrators.name,
        label=perpetrators.label,
        columns=(
            *perpetrators.columns,
            number,
            *(_comparison(column) for column in victims.columns),
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
        if len(column.values) <= (SMALL_SET if column.type is ColumnType.SET else CONTEXT)
    )


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


def _number(name: str, label: Text, reference: Reference, least: int) -> Column:
    values = tuple(Value(text, {"en": text}) for text in bands(reference, least))
    return Column(
        name=name,
        type=ColumnType.ORDINAL,
        values=values,
        label=label,
        definition={
            "en": "How many are linked to this person.",
            "fr": "Combien sont liés à cette personne.",
            "es": "Cuántas están vinculadas a esta persona.",
            "ar": "عدد المرتبطين بهذا الشخص.",
        },
        required=True,
    )


def _comparison(column: Column) -> Column:
    return Column(
        name=f"same_{column.name}",
        type=ColumnType.CATEGORY,
        values=(
            Value(SAME, {"en": "Same", "fr": "Identique", "es": "Igual", "ar": "متماثل"}),
            Value(
                DIFFERENT, {"en": "Different", "fr": "Différent", "es": "Distinto", "ar": "مختلف"}
            ),
        ),
        label=column.label,
        definition={
            "en": "Whether two victims of this perpetrator give the same answer.",
            "fr": "Si deux victimes de cet auteur donnent la même réponse.",
            "es": "Si dos víctimas de este autor dan la misma respuesta.",
            "ar": "ما إذا كانت ضحيتان لهذا الجاني تعطيان الإجابة نفسها.",
        },
    )


def encode_victim_view(network: Network) -> Encoding:
    """The victim view as model columns, and what a number of perpetrators makes impossible.

    What links can answer together follows from what each of them may answer
    (:mod:`lanterne.codebook.together`). Where each victim must be linked, nobody has none.
    """
    from lanterne.codebook.together import impossible_sets  # noqa: PLC0415 - brings in numpy

    view = victim_view(network)
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
