"""Who reported in each year: as somebody says at the delivery, never as counts show. Public."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from lanterne import disk
from lanterne.codebook.toml_text import key_lines
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.series.plan import Cohort

Reported = Mapping[int, tuple[str, ...]]
"""Year → the organisations whose cases were delivered."""


def read_reported(path: Path) -> Reported:
    """Who reported so far; raises InputError: the file cannot be read."""
    if not path.exists():
        return {}
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        return {int(year): _names(names) for year, names in said.items()}
    except (OSError, ValueError, TypeError, UsageError):
        raise InputError([Problem("series-reported", {}, Place(str(path)))]) from None


def note_reported(path: Path, year: int, organisations: Sequence[str]) -> None:
    """Say who reported in a year; nobody changes what was said of other years.

    Args:
        path: The file, which may not be there yet.
        year: Of the delivery.
        organisations: Their names; none: nothing is said.
    """
    if not organisations:
        return
    said = {**read_reported(path), year: _names(organisations)}
    lines = key_lines({str(one): list(said[one]) for one in sorted(said)})
    with disk.whole_file(path) as file:
        file.write(f"{lines}\n".encode())


def check_organisations(organisations: Sequence[str]) -> None:
    """Raise UsageError unless each is a name that can be published."""
    _names(organisations)


def reporting(reported: Reported, cohort: Cohort) -> tuple[str, ...]:
    """The organisations that reported in the years of a cohort, in the order of their names."""
    years = range(cohort.first, cohort.last + 1)
    return tuple(sorted({name for year in years for name in reported.get(year, ())}))


def _names(names: Sequence[str]) -> tuple[str, ...]:
    if isinstance(names, str) or not all(
        isinstance(one, str) and one.strip() and one.isprintable() for one in names
    ):
        raise UsageError("series.no-organisation")
    return tuple(dict.fromkeys(one.strip() for one in names))
