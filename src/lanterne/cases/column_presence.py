"""Which of some columns are in case files: for whoever leaves out the same ones of many files."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from lanterne.cases.network.locations import find_places, open_table_at
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table


def columns_there(path: Path, codebook: Codebook, names: Collection[str]) -> tuple[str, ...]:
    """Those of some columns that the cases have; none where the cases cannot be read.

    Args:
        path: The cases.
        codebook: What they are.
        names: Columns.
    """
    try:
        header = _header(path, codebook)
    except InputError:
        return ()
    return tuple(name for name in names if name in header)


def _header(path: Path, codebook: Codebook) -> set[str]:
    findings, network = Findings(str(path)), codebook.network
    if network is None:
        table = codebook.table
        return set(open_table(path, table.name, table.names, findings).header)
    files = (
        open_table_at(place, place.table.names, findings)
        for place in find_places(path, network, {}, findings)
    )
    return {name for file in files for name in file.header}
