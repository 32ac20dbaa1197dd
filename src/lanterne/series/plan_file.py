"""The plan of a series as a file, read by everybody who goes on with it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from lanterne import disk
from lanterne.codebook import load_codebook
from lanterne.codebook.toml_text import key_lines
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.privacy import Budget
from lanterne.privacy.units import unit_of
from lanterne.series.plan import Cohort, SeriesPlan, names
from lanterne.series.series_folder import CODEBOOK, PLAN, Series

FORMAT = 1
"""Of a plan that protects each person alone."""

FORMAT_OF_UNITS = 2
"""Of one that says who is protected: an earlier program would protect other people by it."""

JOINT = 3
"""Of one of several organisations: an earlier program would count their people as of one."""


def load_series(folder: Path) -> Series:
    """Read what beginning a series wrote.

    Raises:
        UsageError: There is no series.
        InputError: Its plan or its codebook cannot be read.
    """
    path = folder / PLAN
    if not path.is_file():
        raise UsageError("series.not-there", folder=str(folder))
    try:
        found = tomllib.loads(path.read_text("utf-8"))
        plan = SeriesPlan(
            str(found["subject-id"]),
            Budget(found["epsilon"], found["delta"]),
            tuple(map(Cohort.read, found["cohorts"])),
            int(found["final-after"]),
            str(found.get("identity", "")),
            tuple(map(unit_of, found.get("units", ()))),
            str(found.get("household", "")),
            tuple((str(unit), int(most)) for unit, most in found.get("bounds", ())),
            found["format"] == JOINT,
        )
        if found["format"] != _format_of(plan):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError, UsageError):
        raise InputError([Problem("series-plan", {}, Place(str(path)))]) from None
    return Series(folder, plan, load_codebook(folder / CODEBOOK))


def write_plan(series: Series) -> None:
    """Write the plan of a series, whole or not at all; raises LanterneError: the disk refuses."""
    with disk.whole_file(series.folder / PLAN) as file:
        file.write(_written(series.plan).encode())


def _format_of(plan: SeriesPlan) -> int:
    """The oldest format that can hold a plan."""
    if plan.joint:
        return JOINT
    return FORMAT_OF_UNITS if plan.units else FORMAT


def _written(plan: SeriesPlan) -> str:
    told = {
        "format": _format_of(plan),
        "subject-id": plan.subject_id,
        "epsilon": plan.budget.epsilon,
        "delta": plan.budget.delta,
        "final-after": plan.final_after,
        "cohorts": list(names(plan.cohorts)),
        **({"identity": plan.identity} if plan.identity else {}),
        **({"units": list(map(str, plan.units))} if plan.units else {}),
        **({"household": plan.household} if plan.household else {}),
        **({"bounds": [list(one) for one in plan.bounds]} if plan.bounds else {}),
    }
    return key_lines(told) + "\n"
