"""Whether a release can be of the cases that were given, so that no other cases are judged.

A release that protects well is as near to other people of the same kind as to its own, so that
this cannot always be seen from the rows. The ledger says it for certain, where there is one.
A control group is asked the opposite: that it is of other people.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import NormalDist

import polars as pl

from lanterne.anonymity.result import Guarantee, Method
from lanterne.attacks import AttackReport
from lanterne.attacks.chances import chance_of_excess
from lanterne.codebook.model import Column, Table
from lanterne.errors import UsageError
from lanterne.messages import Message

FEWEST_HELD = 0.75
"""Share of the published intervals that hold for the release's own cases at the very least."""

ERROR = 1e-6
"""Chance that the release's own cases are taken for others, because of its noise; and that people
who were left out by lot are taken for those of the cases."""

MOST_SURPLUS = 0.005
"""Share of the rows, on average over the columns, by which answers are more frequent than in the
cases. A k-method takes answers away; the mending of broken rules adds few."""


_TIMES = "\x1ftimes"

FEWEST_NEW = 0.5
"""Of the rows of a control group that ought to stand in no case, the smallest share that does."""


def require_others(cases: pl.DataFrame, control: pl.DataFrame) -> None:
    """Raise UsageError where a control group holds people of the cases: attacks then see less.

    Of new people as many have a row that none of the cases has, as people of the cases have one
    that nobody else of them has (Good 1953, Biometrika 40, 237-264). A group with less than half
    as many, by Fisher's exact test and not by chance, is none.

    Args:
        cases: The people in the data, one row each.
        control: The control group, of the same columns.
    """
    names = cases.columns
    if sorted(names) != sorted(control.columns) or not cases.height or not control.height:
        return  # said by the attacks
    texts = pl.col(names).cast(pl.String).fill_null("")
    known = cases.select(texts).group_by(names).len(_TIMES)
    alone = known.filter(pl.col(_TIMES) == 1).height
    new = control.select(texts).join(known, on=names, how="anti").height
    few = new / control.height < FEWEST_NEW * alone / cases.height
    if few and chance_of_excess(alone, cases.height, new, control.height) <= ERROR:
        raise UsageError("gate.control-of-cases")


def require_intervals(held: float | None) -> None:
    """Raise UsageError where too few published intervals hold for the cases."""
    if held is not None and held < FEWEST_HELD:
        raise UsageError("gate.not-these-cases", why=Message("gate.counts-not-near"))


def require_noise(attacks: AttackReport) -> None:
    """Raise UsageError where published counts are farther from the cases than their noise reaches.

    The squares of the differences, in units of the stated noise, add up to χ². Only for counts of
    all people in the cases: where contributions are bounded, they are of fewer.
    """
    found = attacks.result("membership-by-counts")
    ratio = found.detail.get("noise_drawn_to_stated") if found else None
    if found is None or ratio is None:
        return
    terms = int(found.detail["counts_measured"])
    if ratio**2 * terms > _chi_square(terms, ERROR):
        raise UsageError("gate.not-these-cases", why=Message("gate.counts-beyond-noise"))


def require_answers(
    cases: pl.DataFrame, released: pl.DataFrame, table: Table, guarantee: Guarantee
) -> None:
    """Raise UsageError where rows of a k-method give answers more often than the cases do.

    Counts of synthetic rows are rounded to multiples of k, so that k rows more are nothing odd. A
    wider answer of generalised rows is not looked at where the table keeps no hierarchy.
    """
    synthetic = guarantee.method is Method.K_ANONYMOUS_SYNTHETIC
    surplus = [
        _surplus(
            cases[column.name], released[column.name], column, guarantee.k if synthetic else None
        )
        for column in table.columns
        if column.name in released.columns and column.name in cases.columns
    ]
    if surplus and sum(surplus) / len(surplus) > MOST_SURPLUS:
        raise UsageError("gate.not-these-cases", why=Message("gate.answers-of-others"))


def _surplus(
    cases: pl.Series, released: pl.Series, column: Column, rounded_to: int | None
) -> float:
    """Share of the rows by which answers are more frequent in the release than in the cases."""
    real, rows = (_counts(series) for series in (cases, released))
    covered: Mapping[str, tuple[str, ...]] = (
        {} if column.hierarchy is None else column.hierarchy.covered(column.codes)
    )
    scale = max(1.0, len(released) / len(cases))
    surplus = 0.0
    for answer, number in rows.items():
        known = sum(real.get(one, 0) for one in {answer, *covered.get(answer, ())})
        if answer and (known or rounded_to is not None):
            surplus += max(0.0, number - known * scale - (rounded_to or 0))
    return surplus / max(len(released), 1)


def _counts(series: pl.Series) -> dict[str, int]:
    texts = series.cast(pl.String).fill_null("").alias("answer")
    return dict(texts.value_counts().iter_rows())


def _chi_square(terms: int, error: float) -> float:
    """The value that χ² of so many terms exceeds with probability ``error``.

    Wilson and Hilferty (1931, PNAS 17, 684-688).
    """
    z = NormalDist().inv_cdf(1 - error)
    return terms * (1 - 2 / (9 * terms) + z * math.sqrt(2 / (9 * terms))) ** 3
