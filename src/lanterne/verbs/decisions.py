"""Who stands in a partner's file twice, as people decided in a sheet: the sheet and its key."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.disk import reason
from lanterne.errors import UsageError

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.harmonise import DecidedPairs, Mapping


def decisions_of(
    sheet: str | Path | None, pair_key: str | Path | None, mapping: Mapping, codebook: Codebook
) -> DecidedPairs | None:
    """What was decided in a sheet; ``None`` where there is none.

    Args:
        sheet: The sheet that :func:`lanterne.find_duplicates` wrote.
        pair_key: Its key; ``None``: beside it.
        mapping: The mapping of the partner's file.
        codebook: The codebook of the cases.

    Raises:
        UsageError: The cases are of linked tables, the mapping keeps no id, or the key is gone or
            cannot be read.
        InputError: The sheet or its key has problems.
    """
    from lanterne.harmonise import read_decisions, read_key

    if sheet is None:
        return None
    if codebook.network is not None:
        raise UsageError("duplicates.linked", codebook=codebook.name)
    id_of(mapping)
    place = key_place(Path(sheet), pair_key)
    if not place.exists():
        raise UsageError("duplicates.key-gone", place=str(place))
    try:
        return read_decisions(Path(sheet), read_key(place))
    except OSError as error:
        raise UsageError("key.unreadable", path=str(place), why=reason(error)) from error


def key_place(sheet: Path, pair_key: str | Path | None) -> Path:
    """Where the key of a sheet is, if nobody says otherwise."""
    from lanterne.harmonise.pair_key import NAME

    return sheet.with_name(NAME) if pair_key is None else Path(pair_key)


def id_of(mapping: Mapping) -> str:
    """The column that says who is who."""
    if not mapping.source.keep:
        raise UsageError("duplicates.no-id", mapping=mapping.name)
    return mapping.source.keep[0]
