"""A year of a joint series, as it is handed in: files, and a sheet that says whose they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from histories import BOOK, ID, Row, written

from lanterne.cases.joint import BETWEEN

SHEET = "partners.toml"

HEADER = ",".join((ID, *BOOK.table.names))


def joint_year(folder: Path, files: Mapping[str, Sequence[Row]], **keys: Mapping[str, str]) -> Path:
    """Write the files of a year.

    Args:
        folder: Where; must not exist.
        files: Code of an organisation → rows of its file, whose ids are its own.
        keys: Code → more keys of its part of the sheet, as TOML writes their values.
    """
    folder.mkdir()
    parts = []
    for code, rows in files.items():
        written(rows, folder / f"{code}.csv")
        told = {"name": f'"House {code.title()}"', "cases": f'"{code}.csv"', **keys.get(code, {})}
        lines = [f"{key} = {value}" for key, value in told.items()]
        parts.append("\n".join((f"[{code}]", *lines)))
    (folder / SHEET).write_text("\n\n".join(parts) + "\n", "utf-8")
    return folder


def whose(rows: Sequence[Row], code: str) -> list[Row]:
    """The rows of one organisation, with its own ids, of rows of several."""
    before = f"{code}{BETWEEN}"
    return [(one.removeprefix(before), *said) for one, *said in rows if one.startswith(before)]
