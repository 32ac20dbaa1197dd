"""A series is begun once, and then read by everybody who goes on with it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lanterne import disk
from lanterne.codebook import Codebook, codebook_to_toml, load_codebook
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.privacy import Budget
from lanterne.series.plan import Cohort, SeriesPlan, names
from lanterne.series.register import Register, new_key, save
from lanterne.series.series_folder import Series

PLAN, CODEBOOK = "series.toml", "codebook.toml"

FORMAT = 1


def begin_series(folder: Path, codebook: Codebook, plan: SeriesPlan) -> Series:
    """Begin a series: write its plan, its codebook, an empty register and a ledger of each cohort.

    The most that may ever be spent on a cohort is the budget of the plan.

    Args:
        folder: Where it goes; must not exist.
        codebook: What the columns mean, in every year; of one table.
        plan: What is fixed.

    Raises:
        UsageError: Something is there, or the codebook is of linked tables.
        LanterneError: The disk refuses.
    """
    if codebook.network is not None:
        raise UsageError("series.linked")
    series = Series(folder, plan, codebook)
    try:
        folder.mkdir(mode=disk.PRIVATE_FOLDER)
    except FileExistsError:
        raise UsageError("series.there-already", folder=str(folder)) from None
    for part in ("ledgers", "kept"):
        (folder / part).mkdir(mode=disk.PRIVATE_FOLDER)
    (folder / CODEBOOK).write_text(codebook_to_toml(codebook), "utf-8")
    save(Register(), series.register, new_key(series.key))
    for cohort in plan.cohorts:
        series.ledger(cohort).create(cap=plan.budget)
    _write(series)  # last: a series is there when its plan is
    return series


def extend_series(series: Series, cohorts: Sequence[Cohort]) -> Series:
    """Add cohorts of later years, each before anything is handed in in it.

    Args:
        series: That was begun.
        cohorts: In their order, after all that there are.

    Raises:
        UsageError: Some are not later, overlap, or somebody else changes the series.
        LanterneError: The disk refuses.
    """
    plan = replace(series.plan, cohorts=(*series.plan.cohorts, *cohorts))
    longer = replace(series, plan=plan)
    with series.claimed():
        for cohort in cohorts:
            longer.ledger(cohort).create(cap=plan.budget)
        _write(longer)
    return longer


def load_series(folder: Path) -> Series:
    """Read what :func:`begin_series` wrote.

    Raises:
        UsageError: There is no series.
        InputError: Its plan or its codebook cannot be read.
    """
    path = folder / PLAN
    if not path.is_file():
        raise UsageError("series.not-there", folder=str(folder))
    try:
        found = tomllib.loads(path.read_text("utf-8"))
        if found["format"] != FORMAT:
            raise ValueError
        plan = SeriesPlan(
            str(found["subject-id"]),
            Budget(found["epsilon"], found["delta"]),
            tuple(map(Cohort.read, found["cohorts"])),
            int(found["final-after"]),
        )
    except (OSError, ValueError, KeyError, TypeError, UsageError):
        raise InputError([Problem("series-plan", {}, Place(str(path)))]) from None
    return Series(folder, plan, load_codebook(folder / CODEBOOK))


def cohorts_of(texts: Sequence[str]) -> tuple[Cohort, ...]:
    """Cohorts as somebody writes them, in their order; raises UsageError where one is none."""
    return tuple(sorted(map(Cohort.read, texts)))


def _write(series: Series) -> None:
    with disk.whole_file(series.folder / PLAN) as file:
        file.write(_written(series.plan).encode())


def _written(plan: SeriesPlan) -> str:
    quoted = ", ".join(f'"{name}"' for name in names(plan.cohorts))
    subject = plan.subject_id.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'format = {FORMAT}\nsubject-id = "{subject}"\nepsilon = {plan.budget.epsilon!r}\n'
        f"delta = {plan.budget.delta!r}\nfinal-after = {plan.final_after}\ncohorts = [{quoted}]\n"
    )
