"""Differencing: what two releases of overlapping people say together and neither says alone.

Two groups of at least k people that differ by fewer than k are, subtracted, a group of fewer than k
(Denning, Denning, Schwartz 1979, 'The tracker', ACM TODS 4 (1); for k-anonymity over time: Xiao
and Tao 2007, 'm-invariance', SIGMOD).
Released rows are counted by what they say; wherever the two counts differ by fewer than k, the
attacker claims that so many people like this have come, or gone.

A claim is right when the cases say the same. Between two releases that are drawn anew by chance,
rows differ everywhere, and claims are right by accident only. Then a change is as likely up as
down, whatever the truth: so the accident is counted in the claims that would be right with the two
releases exchanged.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.attacks.chances import least_rate
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import FALSE_ALARM, AttackResult, Rate, Verdict
from lanterne.counting.coding import as_texts
from lanterne.errors import UsageError

DEFINITION = "differencing of two releases (m-invariance, Xiao and Tao 2007, SIGMOD)"

USUAL_K = 10
"""Groups below it are small where the promise names no k."""

EXACT = 0.5
"""Share of combinations with exact counts from which a release is taken to publish exact counts."""

_ROW = "\x1fn"


def difference_releases(
    released: pl.DataFrame,
    earlier: pl.DataFrame,
    original: pl.DataFrame,
    promise: Promise,
    earlier_original: pl.DataFrame | None = None,
    columns: Sequence[str] | None = None,
) -> AttackResult:
    """Claims about groups of fewer than k people that the two releases make together.

    Args:
        released: The release.
        earlier: An earlier release of overlapping people.
        original: The people in the data of ``released``, in its values (of generalised data:
            :func:`lanterne.attacks.coarsen`).
        promise: Says k.
        earlier_original: The people in the data of ``earlier``, in its values. ``None``: they are
            not at hand; a claim then counts as right when the release holds the exact number of
            people of the combination.
        columns: Columns whose combinations are counted; by default all that every table has.

    Returns:
        The attack. False alarms: at most one in a thousand where the exact test decides; where
        most counts turn out to be exact, a single right claim is enough.

    Raises:
        UsageError: The tables have no column in common, or one of ``columns`` is not in all.
    """
    known = [] if earlier_original is None else [earlier_original]
    tables = [released, earlier, original, *known]
    columns = _common(tables, columns)
    counts = _counts([table.select(columns) for table in tables])
    now, before, people = counts[0], counts[1], counts[2]
    change = now - before
    k = promise.k or USUAL_K
    claimed = (change != 0) & (np.abs(change) < k)
    if earlier_original is None:
        right, reverse = people == now, people == before
    else:
        truth = people - counts[3]
        right, reverse = truth == change, truth == -change
    rate, accident = (
        Rate(int((claimed & of).sum()), int(claimed.sum())) for of in (right, reverse)
    )
    exact = float((people == now)[now > 0].mean()) if (now > 0).any() else 0.0
    detail = {
        "k": k,
        "combinations": int(((now > 0) | (before > 0)).sum()),
        "combinations_that_differ": int((change != 0).sum()),
        "people_in_right_claims": int(np.abs(change)[claimed & right].sum()),
        "share_of_exact_counts": exact,
        "earlier_cases_known": earlier_original is not None,
    }
    verdict = _verdict(rate, accident, exact)
    return AttackResult("differencing", DEFINITION, rate, accident, None, verdict, detail=detail)


def _verdict(rate: Rate, accident: Rate, exact: float) -> Verdict:
    """A sign test; or certainty, where the release holds exact counts of people."""
    right, either = rate.successes, rate.successes + accident.successes
    more = least_rate(right, either, FALSE_ALARM) >= 1 / 2
    certain = exact >= EXACT and right > accident.successes
    return Verdict.BEATS_CHANCE if more or certain else Verdict.NO


def _common(tables: Sequence[pl.DataFrame], asked: Sequence[str] | None) -> list[str]:
    """The columns that are asked for, or all that every table has."""
    shared = [name for name in tables[0].columns if all(name in one.columns for one in tables)]
    absent = sorted({*(asked or ())} - {*shared})
    if absent:
        raise UsageError("attack.column-not-in-all", columns=tuple(absent))
    wanted = [name for name in shared if asked is None or name in asked]
    if not wanted:
        raise UsageError("attack.no-common-column")
    return wanted


def _counts(tables: Sequence[pl.DataFrame]) -> npt.NDArray[np.int64]:
    """Tables × combinations: how many rows of each table hold each combination of any of them."""
    texts = [as_texts(table) for table in tables]
    stacked = pl.concat(
        [table.with_columns(pl.lit(place).alias(_ROW)) for place, table in enumerate(texts)]
    )
    names = texts[0].columns
    grouped = stacked.group_by(names).agg(
        (pl.col(_ROW) == place).sum().cast(pl.Int64).alias(f"{_ROW}{place}")
        for place in range(len(texts))
    )
    return np.stack([grouped[f"{_ROW}{place}"].to_numpy() for place in range(len(texts))])
