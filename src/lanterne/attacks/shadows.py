"""Membership by shadow releases: the release is made many times, with and without one person.

Shokri, Stronati, Song, Shmatikov 2017, arXiv 1610.05820; for synthetic data Stadler, Oprisanu,
Troncoso 2022, arXiv 2011.07018. What the attacker looks at is how many released rows agree with the
target in how many answers. A linear discriminant of these numbers is learnt from one half of the
releases; the threshold with it; the other half is what counts. False alarms and detections then
bound ε from below (Nasr et al. 2021, arXiv 2101.04535): no (ε, δ)-private release allows
detections > e^ε · alarms + δ.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.attacks.chances import largest_rate, least_rate
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import AttackResult, Rate, compare
from lanterne.counting.coding import as_texts
from lanterne.errors import UsageError

DEFINITION = "shadow releases (arXiv 1610.05820, 2011.07018), bound on epsilon (arXiv 2101.04535)"

FEWEST_RUNS = 8
"""Releases of each kind, of which half are learnt from."""

ERROR = 0.025
"""Chance that each of the two bounds behind the reported ε is wrong: 95 % together."""

Floats = npt.NDArray[np.float64]
MakeRelease = Callable[[pl.DataFrame], pl.DataFrame]
"""Makes a release of cases, with new noise at each call."""


def attack_with_shadows(
    make_release: MakeRelease,
    others: pl.DataFrame,
    target: pl.DataFrame,
    promise: Promise,
    runs: int = 200,
) -> AttackResult:
    """How often a release with the target is told from one without.

    Args:
        make_release: Makes a release from cases; called 2 · ``runs`` times. What it reads of the
            ledger or the disk is its own affair: nothing that it gives back is kept.
        others: All cases but the target.
        target: One row of the same columns: best somebody like nobody else.
        promise: What is put to the test.
        runs: Releases of each kind, at least 8. With so many detections and no false alarm, ε is
            known to be at least about ln(runs / 8).

    Returns:
        The attack; ``detail`` has ``epsilon_at_least``, the lower bound on ε at the promise's δ
        (95 %, two exact bounds).

    Raises:
        UsageError: The target is not one row of the same columns, or there are too few runs.
    """
    if target.height != 1 or set(target.columns) != set(others.columns):
        raise UsageError("attack.no-target")
    if runs < FEWEST_RUNS:
        raise UsageError("attack.few-runs", least=FEWEST_RUNS, got=runs)
    joined = pl.concat([others, target.select(others.columns)])
    kinds = [
        np.stack([_resemblance(make_release(cases), target) for _ in range(runs)])
        for cases in (others, joined)
    ]
    alarms, detections = _tell_apart(*kinds)
    return compare(
        "membership-by-shadow-releases",
        DEFINITION,
        detections,
        alarms,
        promise,
        {"epsilon_at_least": epsilon_at_least(detections, alarms, promise.delta)},
    )


def epsilon_at_least(detections: Rate, alarms: Rate, delta: float) -> float:
    """Lower bound on ε: ln((detections − δ) / alarms), each bounded exactly; 0 when none."""
    low = least_rate(detections.successes, detections.attempts, ERROR)
    high = largest_rate(alarms.successes, alarms.attempts, ERROR)
    return math.log(max((low - delta) / high, 1.0)) if high else 0.0


def _resemblance(released: pl.DataFrame, target: pl.DataFrame) -> Floats:
    """Number of released rows that agree with the target in 0, 1 … d columns."""
    wanted = as_texts(target).row(0, named=True)
    same = released.select(
        pl.sum_horizontal(
            (pl.col(name).cast(pl.String).fill_null("") == value).cast(pl.Int64)
            for name, value in wanted.items()
        ).alias("same")
    )["same"].to_numpy()
    return np.bincount(same, minlength=len(wanted) + 1).astype(float)


def _tell_apart(without: Floats, with_target: Floats) -> tuple[Rate, Rate]:
    """False alarms and detections among the releases that nothing was learnt from."""
    learn0, learn1 = without[::2], with_target[::2]
    direction = _discriminant(learn0, learn1)
    scores0, scores1 = learn0 @ direction, learn1 @ direction
    candidates = np.concatenate([scores0, scores1])
    advantage = [(scores1 >= at).mean() - (scores0 >= at).mean() for at in candidates]
    threshold = candidates[int(np.argmax(advantage))]
    alarms, detections = (
        Rate(int((held @ direction >= threshold).sum()), len(held))
        for held in (without[1::2], with_target[1::2])
    )
    return alarms, detections


def _discriminant(first: Floats, second: Floats) -> Floats:
    """Fisher's linear discriminant, with a ridge of one row where releases hardly differ."""
    spread = np.cov(first, rowvar=False) + np.cov(second, rowvar=False) + np.eye(first.shape[1])
    direction: Floats = np.linalg.solve(spread, second.mean(axis=0) - first.mean(axis=0))
    return direction
