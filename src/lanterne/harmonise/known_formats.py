"""Files of standards and public editions: each is known by its columns and has a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from lanterne.codebook.model import Codebook
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.crosswalks import builtin_mappings
from lanterne.harmonise.mapping import LegalBasis, MappedColumn, Mapping, Rule, Source, Status
from lanterne.harmonise.read_mapping import stated_mapping


def known_format(headers: Sequence[str], codebook: Codebook) -> tuple[str, Mapping] | None:
    """The mapping that comes with Lanterne for a file with just these columns, in any order.

    Args:
        headers: The columns of the file.
        codebook: A codebook of one table.

    Returns:
        Name of what the file is, and its mapping; ``None``: there is none for this codebook as it
        is.
    """
    for file, mapping in _mappings_to(codebook.name):
        same = sorted(mapping.source.headers) == sorted(headers)
        if same and not [*mapping_problems(mapping, codebook)]:
            return file, mapping
    return None


@cache
def _mappings_to(codebook: str) -> tuple[tuple[str, Mapping], ...]:
    """Names of files, and their mappings to the codebook of that name."""
    names = (name.partition("/") for name in builtin_mappings())
    return tuple((file, stated_mapping(f"{file}/{of}")) for file, _, of in names if of == codebook)


def proposed(
    mapping: Mapping, name: str, source: Source, legal: LegalBasis, codebook: Codebook
) -> Mapping:
    """A mapping that comes with Lanterne as a draft: a person approves it, and says on which basis.

    What the file does not ask is known from its format, and needs nobody; but a person says what
    stands in a column that every case must fill.

    Args:
        mapping: The mapping.
        name: Name of the draft.
        source: The file, with its headers.
        legal: Which column is about consent, if one is: a person says which answers give it.
        codebook: Its codebook.
    """
    required = {column.name for column in codebook.table.columns if column.required}

    def drafted(one: MappedColumn) -> MappedColumn:
        if one.rule is not Rule.IMPOSSIBLE:
            return replace(one, status=Status.PROPOSED, by="")
        return MappedColumn(one.target, Rule.UNDETERMINED) if one.target in required else one

    return replace(
        mapping,
        name=name,
        version="1",
        source=replace(source, keep=mapping.source.keep, leave_out=mapping.source.leave_out),
        legal=legal,
        columns=tuple(map(drafted, mapping.columns)),
        losses=(),
    )
