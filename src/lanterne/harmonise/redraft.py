"""A draft for another file or codebook, with every decision that still holds: part by part."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import replace

from lanterne.codebook.model import Codebook
from lanterne.codebook.spelling import plain
from lanterne.errors import Problem
from lanterne.harmonise.edit_mapping import redrafted
from lanterne.harmonise.headers import match_headers
from lanterne.harmonise.mapping import Mapping
from lanterne.harmonise.mapping_parts import MappingPart, joined, mapping_parts


def redrafted_parts(mapping: Mapping, draft: Mapping, codebook: Codebook) -> Mapping:
    """The draft with what people decided; see :func:`lanterne.harmonise.edit_mapping.redrafted`.

    A part of linked tables keeps what was decided of the same tables. Who is who in it stays as it
    is, where its columns are there; once people have said so, nothing is proposed beside it.

    Args:
        mapping: What people have decided.
        draft: What is proposed for the file and the codebook of now.
        codebook: That codebook.
    """
    parts = []
    for old, part in _beside(mapping, draft, codebook):
        if old is None:
            parts.append(part)
            continue
        changed = redrafted(old.mapping, part.mapping, part.codebook)
        proposed = {} if mapping.legal.stated else part.keys
        parts.append(_with_keys_of(old, replace(part, mapping=changed), proposed))
    return replace(joined(draft, codebook, parts), name=mapping.name, version=mapping.version)


def other_file(mapping: Mapping, draft: Mapping, codebook: Codebook) -> tuple[Problem, ...]:
    """Why a draft is for another partner's file than a mapping; nothing where it is for the same.

    Of linked tables those are compared that are where they were.
    """
    return tuple(
        problem
        for old, part in _beside(mapping, draft, codebook)
        if old is not None and (old.name == part.name or not mapping.tables)
        for problem in match_headers(part.mapping.source.headers, old.mapping).problems
    )


def still_holds(mapping: Mapping, draft: Mapping, codebook: Codebook) -> bool:
    """Whether nothing of a mapping has to be decided anew for a file and a codebook."""
    if draft.codebook_digest != mapping.codebook_digest:
        return False
    return [_place(one) for one in mapping_parts(mapping, codebook)] == [
        _place(one) for one in mapping_parts(draft, codebook)
    ]


def _place(part: MappingPart) -> object:
    source = part.mapping.source
    return part.name, source.headers, source.layout, part.several


def _beside(
    mapping: Mapping, draft: Mapping, codebook: Codebook
) -> Iterator[tuple[MappingPart | None, MappingPart]]:
    """Each part of a draft, after the part of the mapping that makes the same tables."""
    before = {_tables(one): one for one in mapping_parts(mapping, codebook)}
    for part in mapping_parts(draft, codebook):
        yield before.get(_tables(part)), part


def _tables(part: MappingPart) -> tuple[tuple[str, ...], bool]:
    return tuple(table.name for table in part.tables), bool(part.several)


def _with_keys_of(old: MappingPart, part: MappingPart, proposed: Table[str, str]) -> MappingPart:
    if not part.permitted:
        return part
    spelt = {plain(name): name for name in part.mapping.source.headers}
    said = {name: spelt.get(plain(header), "") for name, header in old.keys.items()}
    keys = {**proposed, **said}
    return part.with_keys({name: header for name, header in keys.items() if header})
