"""What a release says of the organisations whose cases were counted together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lanterne.errors import Place, Problem
from lanterne.privacy import Unit
from lanterne.release.coverage_page import FILE, TABLE
from lanterne.release.folder import MANIFEST
from lanterne.release.statement_fields import records

_PLACE = Place(MANIFEST)


def partners_problems(
    statement: Mapping[str, Any], manifest: Mapping[str, Any]
) -> Iterator[Problem]:
    """Where manifest and statement do not say the same of several organisations.

    Args:
        statement: The privacy statement, which is in order.
        manifest: The manifest.
    """
    names = manifest.get("partners", [])
    if not isinstance(names, list) or not all(isinstance(one, str) and one for one in names):
        yield Problem("manifest.partners", place=_PLACE)
        return
    losses = records(statement.get("unpromised", [])) or []
    said = any(loss.get("unit") == Unit.PERSON for loss in losses)
    if len({*names}) < len(names) or said != bool(names):
        yield Problem("manifest.partners", place=_PLACE)
    for one in records(manifest.get("cohorts", [])) or ():
        counted = one.get("mappings", {})
        if counted and ({*counted} != {*one.get("reported_by", ())} or not {*counted} <= {*names}):
            yield Problem("manifest.partners", place=_PLACE)
    listed = {one.get("path") for one in records(manifest.get("files")) or ()}
    if names and not {FILE, TABLE} <= listed:
        yield Problem("manifest.no-coverage", place=_PLACE)
