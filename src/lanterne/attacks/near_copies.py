"""Near copies: rows of people of whom up to three answers were changed.

Cases and released rows are put together, and pairs are looked for that are each other's nearest and
far from all others (:mod:`lanterne.attacks.nearest_pairs`). A row that was copied from somebody and
changed a little makes such a pair with that person. Rows that were drawn without looking at anybody
in particular make them by chance; and then pairs of a person and a row are at most as many as pairs
of two people and of two rows together. Where the density of people is p and that of rows is q, so
near together that nothing else is, n people and m rows have n²p²/2 + m²q²/2 pairs of a kind, and
nmpq mixed ones, which are fewer by (np − mq)²/2. A model that is poor only makes the mixed ones
rarer still. So pairs of a kind say how often mixed ones come by chance, and no control group is
needed (as in Rosenbaum 2005, Journal of the Royal Statistical Society B 67, 515-530).

With a control group, pairs of a row and somebody of that group say it as well: who of both groups
is in the cases is then as good as drawn by lot, and Fisher's test is exact.

One test for each number of changed columns, and in each the likeliest of the gaps and references
counts, at a like share of the false alarms.

What share of copies would be seen is a matter of the released rows: how many of them are far enough
from the others, and how many pairs they make among themselves. So it can be told to everybody.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from lanterne.attacks.chances import (
    chance_of_excess,
    least_successes,
    poisson_mean,
    poisson_quantile,
)
from lanterne.attacks.nearest_pairs import distance_to_others, find_pairs
from lanterne.attacks.people import Codes, People, code_alike, some
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import FALSE_ALARM, AttackResult, ControlGroup, Rate, compare

DEFINITION = "isolated pairs of a person and a released row, against pairs of a kind"

NAMES = {0: "near-copies-0", 1: "near-copies-1", 2: "near-copies-2", 3: "near-copies-3"}
"""Columns in which a copy may differ from the person → the name of the attack that looks for it."""

GAPS = (2, 3)
"""By how many more columns everybody else has to differ from both rows of a pair, at least."""

EACH = FALSE_ALARM / (2 * len(GAPS))
"""False alarms of one gap and reference: there are at most two references."""

MOST = 20_000
"""People and rows that are put together; of each a sample where there are more."""

PROBES = 1_000
"""Released rows that are copied to see what would be seen."""

SEED = 20260111
"""Seed of these: the same rows give the same answer, whoever asks."""

POWER = 0.95
"""Probability with which the stated share of copies is seen."""


def find_near_copies(
    people: People, promise: Promise, rng: np.random.Generator
) -> Iterator[AttackResult]:
    """One attack for each number of changed columns. All rows are looked at, up to ``MOST``."""
    original, published = some(people.original, MOST, rng), some(people.published, MOST, rng)
    left_out = people.group is ControlGroup.LEFT_OUT
    control = some(people.control, MOST if left_out else 0, rng)
    pairs = find_pairs(np.concatenate([original, published, control]))
    kinds = np.repeat([_PERSON, _ROW, _OTHER], [len(original), len(published), len(control)])
    kind = kinds[pairs.first] + kinds[pairs.second]
    for changed, name in NAMES.items():
        found = []
        for gap in GAPS:
            far = pairs.isolated(changed, gap)
            mixed, same, other = (
                int((far & np.isin(kind, wanted)).sum()) for wanted in (_MIXED, _SAME, _CONTROL)
            )
            rate = Rate(mixed, len(original))
            chances = [Rate(min(same, len(original)), len(original))]
            if left_out:
                chances.append(Rate(other, len(control)))
            detail = {"changed": changed, "gap": gap}
            found += [
                compare(name, DEFINITION, rate, chance, promise, detail, EACH) for chance in chances
            ]
        yield min(found, key=lambda one: (one.verdict.rank, _by_chance(one)))


_PERSON, _ROW, _OTHER = 1, 10, 100
_MIXED, _SAME, _CONTROL = [_PERSON + _ROW], [2 * _PERSON, 2 * _ROW], [_ROW + _OTHER]


def _by_chance(found: AttackResult) -> float:
    rate, chance = found.rate, found.chance
    return chance_of_excess(rate.successes, rate.attempts, chance.successes, chance.attempts)


def detectable_shares(released: pl.DataFrame) -> dict[int, float | None]:
    """What share of copied rows would be seen with probability ``POWER``, by changed columns.

    Public: computed from the released rows alone, as if the cases were as many, and as unlike each
    other, as these. A copy is seen by the pair that it makes. Of a share π of rows a copy stays the
    only near one among all released rows; among these and as many people of a share π² at least
    (Jensen: the chance of each row is squared). Chance pairs are taken for twice those among the
    released rows. Both numbers are Poisson, by the union bound.

    Args:
        released: All released rows.

    Returns:
        Changed columns, 0 to 3 → the smallest share of the rows, above 0 to 1, for which it holds
        without a control group; ``None``: copies of that kind cannot be told from other rows.
    """
    rng = np.random.default_rng(SEED)
    rows = some(code_alike([released, released[:0]], {})[1][0], MOST, rng)
    pairs, sampled = find_pairs(rows), len(rows) / released.height
    probes = some(np.arange(len(rows)), PROBES, rng)
    own = distance_to_others(rows[probes], rows, probes)
    shares: dict[int, float | None] = {}
    least = 0.0  # more changes are never said to be seen better: that would be chance
    for changed in NAMES:
        copies = _change(rows[probes], rows, changed, rng)
        if copies is None:
            shares[changed] = None
            continue
        nearest = np.minimum(own, distance_to_others(copies, rows, probes))
        each = []
        for gap in GAPS:
            seen = float((nearest >= changed + gap).mean()) ** 2 * sampled
            by_chance = 2 * int(pairs.isolated(changed, gap).sum())
            each.append(_needed(by_chance, len(rows)) / max(seen * len(rows), 1e-9))
        shares[changed] = share if (share := max(min(each), least)) <= 1 else None
        least = share
    return shares


def _needed(by_chance: float, rows: int) -> float:
    """How many pairs copies have to make, on average, to be seen where chance makes so many."""
    miss = (1 - POWER) / 2
    others = poisson_quantile(by_chance, 1 - miss)
    return poisson_mean(least_successes(others, rows, EACH), 1 - miss)


def _change(targets: Codes, rows: Codes, changed: int, rng: np.random.Generator) -> Codes | None:
    """Targets with other answers in so many columns; ``None``: fewer columns have two answers."""
    varied = np.flatnonzero((rows != rows[:1]).any(axis=0))
    if len(varied) < changed:
        return None
    copies = targets.copy()
    for copy in copies:
        for column in rng.choice(varied, changed, replace=False):
            others = rows[rows[:, column] != copy[column], column]
            copy[column] = others[rng.integers(len(others))]
    return copies
