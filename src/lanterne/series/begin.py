"""A series is begun once, and then read by everybody who goes on with it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lanterne import disk
from lanterne.codebook import Codebook, codebook_to_toml
from lanterne.codebook.encode import encode_table
from lanterne.errors import UsageError
from lanterne.privacy import Unit
from lanterne.release.cohorts import COHORT
from lanterne.release.folder import new_folder
from lanterne.series.begin_linked import check_linked
from lanterne.series.plan import SHARES, Cohort, SeriesPlan
from lanterne.series.plan_file import load_series, write_plan
from lanterne.series.register import Register
from lanterne.series.register_file import new_key
from lanterne.series.series_folder import CODEBOOK, Series
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.payment import Wanted
from lanterne.synthesis.protect import counted_of_group
from lanterne.synthesis.staged_plan import make_staged_plan


def begin_series(folder: Path, codebook: Codebook, plan: SeriesPlan) -> Series:
    """Begin a series: write its plan, its codebook, an empty register and a ledger of each cohort.

    The most that may ever be spent on a cohort is the budget of the plan.

    Args:
        folder: Where it goes; must not exist.
        codebook: What the columns mean, in every year; of one table, or of linked ones.
        plan: What is fixed.

    Raises:
        UsageError: Something is there, the ids are a column that would be released, a column has
            the name that editions give to cohorts, or the budget is too small for two stages.
        InputError: The codebook has problems.
        LanterneError: The disk refuses.
    """
    if any(COHORT in table.names for table in codebook.tables):
        raise UsageError("series.column-taken", column=COHORT)
    if codebook.network is not None:
        check_linked(plan, codebook)
    else:
        _check_columns(plan, codebook)
        _try_plan(plan, codebook)
    plan = replace(plan, identity=secrets.token_hex(8))
    with new_folder(folder) as made:
        made.chmod(disk.PRIVATE_FOLDER)
        series = Series(made, plan, codebook)
        for part in ("ledgers", "kept"):
            (made / part).mkdir(mode=disk.PRIVATE_FOLDER)
        (made / CODEBOOK).write_text(codebook_to_toml(codebook), "utf-8")
        series.register_file(new_key(series.key)).save(Register())
        for cohort in plan.cohorts:
            series.ledger(cohort).create(cap=plan.budget)
        write_plan(series)
        load_series(made)  # a codebook that could not be read again would stop everything later
    return replace(series, folder=folder)


def _check_columns(plan: SeriesPlan, codebook: Codebook) -> None:
    """Ids of people and of households are columns of their own, which are not released."""
    for column in filter(None, (plan.subject_id, plan.household)):
        if column in codebook.table.names or not column.isprintable():
            raise UsageError("series.released-subject", column=column)
    if plan.household == plan.subject_id:
        raise UsageError("series.household-of-one", column=plan.household)


def _try_plan(plan: SeriesPlan, codebook: Codebook) -> None:
    """Plan both stages, as they will be: a budget that is too small for it is refused now."""
    domain = Domain.of(codebook.table, encode_table(codebook.table))
    unit = next(iter(plan.units), Unit.PERSON)
    most = plan.counted.get(unit)
    bound = counted_of_group(unit, codebook, plan.household, most) if plan.units else None
    wanted = Wanted(domain.layout, domain.ranges, domain.targets, unit, bound, "")
    try:
        make_staged_plan(plan.budget, SHARES, wanted.plan, (), plan.in_sequence)
    except UsageError:
        raise UsageError("series.budget-too-small", epsilon=plan.budget.epsilon) from None


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
            ledger = longer.ledger(cohort)
            if ledger.cap() != plan.budget:  # it is there where this was stopped in the middle
                ledger.create(cap=plan.budget)
        write_plan(longer)
    return longer
