"""Keeping a fitted table: measurements and model in one file, to be drawn from again at no cost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lanterne.codebook import codebook_from_dict, codebook_to_dict, encode_table
from lanterne.privacy import PrivacyStatement, Protected
from lanterne.synthesis.archive import (
    Arrays,
    definitions_in,
    load_archive,
    pack_measurements,
    pack_model,
    partners_in,
    save_archive,
    unpack_measurements,
    unpack_model,
)
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.protect import FittedTable

KIND = "table"
"""Kind of the archive."""


def save_fitted(fitted: Protected[FittedTable], path: Path) -> Path:
    """Write a fitted table to a new file, whole or not at all.

    Raises:
        UsageError: The file exists, or cannot be written.
    """
    table = fitted.value
    head, arrays = pack_measurements(table.measurements)
    model_head, model_arrays = pack_model(table.model)
    head |= {
        **model_head,
        "codebook": codebook_to_dict(table.codebook),
        "statement": table.statement.to_dict(),
    }
    if table.told_by is not None:
        head["told_by"] = list(table.told_by)
    if table.mapping:
        head["mapping"] = list(table.mapping)
    if table.joined:
        head["joined"] = table.joined
    if table.stage:
        head["stage"] = table.stage
    if table.definitions is not None:
        head["definitions"] = table.definitions.to_dict()
    if table.partners:
        head["partners"] = [one.to_dict() for one in table.partners]
    return save_archive(path, KIND, head, arrays | model_arrays)


def load_fitted(path: Path) -> Protected[FittedTable]:
    """Read what :func:`save_fitted` wrote.

    Raises:
        InputError: The file is missing, is not such a file, or is of a later format.
    """
    return load_archive(path, {KIND: read_fitted})


def read_fitted(head: Mapping[str, Any], arrays: Arrays) -> FittedTable:
    """The fitted table of an archive; raises any error when its parts are not of one table."""
    codebook = codebook_from_dict(head["codebook"])
    domain = Domain.of(codebook.table, encode_table(codebook.table))
    layout = domain.layout
    measurements = unpack_measurements(head, arrays, layout, domain.ranges)
    model = unpack_model(head, arrays, layout)
    statement = PrivacyStatement.from_dict(head["statement"])
    told_by = None
    if "told_by" in head:
        subject, household = head["told_by"]
        told_by = str(subject), str(household)
    mapping = tuple(map(str, head.get("mapping", ())))
    return FittedTable(
        codebook,
        measurements,
        model,
        statement,
        told_by,
        mapping,
        definitions_in(head),
        str(head.get("joined", "")),
        str(head.get("stage", "")),
        partners_in(head),
    )
