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
from lanterne.harmonise.mapping import LegalBasis, Mapping
from lanterne.harmonise.mapping_parts import MappingPart, joined, mapping_parts


def redrafted_parts(mapping: Mapping, draft: Mapping, codebook: Codebook) -> Mapping:
    """The draft with what people decided; see :func:`lanterne.harmonise.edit_mapping.redrafted`.

    A part of linked tables keeps what was decided of the same tables. Who is who and who agreed
    holds for the sheet or file of which people said it, and is asked of another; once people have
    said so, nothing is proposed beside it.

    Args:
        mapping: What people have decided.
        draft: What is proposed for the file and the codebook of now.
        codebook: That codebook.
    """
    said = mapping.legal.stated
    parts = [
        _redrafted_part(old, part, said=said) for old, part in _beside(mapping, draft, codebook)
    ]
    return replace(joined(draft, codebook, parts), name=mapping.name, version=mapping.version)


def _redrafted_part(old: MappingPart | None, part: MappingPart, *, said: bool) -> MappingPart:
    """A part with what people decided of the same tables; `said`: they have said who is who."""
    if old is None:
        return _unsaid(part) if said else part
    changed = redrafted(old.mapping, part.mapping, part.codebook)
    made = _with_keys_of(old, replace(part, mapping=changed), {} if said else part.keys)
    return _unsaid(made) if said and old.name != part.name else made


def _unsaid(part: MappingPart) -> MappingPart:
    """A part of which nobody has said who is who, nor who agreed."""
    if not part.permitted:
        return part
    legal = LegalBasis(part.mapping.legal.consent)
    return replace(part, mapping=replace(part.mapping, legal=legal)).with_keys({})


def other_file(mapping: Mapping, draft: Mapping, codebook: Codebook) -> tuple[Problem, ...]:
    """Why a draft is for another partner's file than a mapping; nothing where it is for the same.

    Of linked tables each must be where it was.
    """
    pairs = [(old, part) for old, part in _beside(mapping, draft, codebook) if old is not None]
    there = [old for old, part in pairs if old.name == part.name]
    before = mapping_parts(mapping, codebook)
    gone = [one for one in before if one not in there] if codebook.network is not None else []
    if gone:
        names = tuple(one.name or table.name for one in gone for table in one.tables[:1])
        return (Problem("harmonise-other-tables", {"names": tuple(dict.fromkeys(names))}),)
    return strange_headers(mapping, draft, codebook)


def strange_headers(mapping: Mapping, draft: Mapping, codebook: Codebook) -> tuple[Problem, ...]:
    """Why the columns of what is where it was are not those of a mapping."""
    return tuple(
        problem
        for old, part in _beside(mapping, draft, codebook)
        if old is not None and (codebook.network is None or old.name == part.name)
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
