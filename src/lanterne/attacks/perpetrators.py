"""Membership of a perpetrator, known through the victims.

Who knows several victims of one perpetrator knows a pattern that few others have. Of each target
the attacker knows all links, with what is recorded of the victim, the link and the perpetrator, and
looks for the released perpetrator whose links agree with them the most:

    score(p) = max over released q of Σ over links l of p of max over links m of q of agree(l, m),

with agree the number of columns in which two links, joined with both their ends, say the same. A
target that scores higher than people outside the data usually do is taken for a member. How high
is learnt from one half of the control group; the other half says how often that is wrong (as in
:mod:`lanterne.attacks.closest`). Only targets with at least two victims are attacked: with one, it
is the attack on the victim.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl
from numba import njit

from lanterne.attacks.people import Codes
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import AttackResult, ControlGroup, Rate, judge
from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook.model import Network
from lanterne.evaluation.codes import CodedTables
from lanterne.evaluation.network.linked import linked_rows

DEFINITION = "membership by the best match of all links (arXiv 1709.01604), against a control group"

FEWEST_VICTIMS = 2
"""Victims of a perpetrator who is attacked."""

ALARMS = 0.1
"""Share of perpetrators outside the data who may be taken for members."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Joined:
    """Links with both their ends, sorted by perpetrator.

    Attributes:
        codes: Links × columns.
        first: First link of each perpetrator; one more entry than perpetrators.
    """

    codes: Codes
    first: Numbers

    def some(self, people: Numbers) -> Joined:
        """The links of some perpetrators only."""
        rows = [np.arange(self.first[p], self.first[p + 1]) for p in people]
        sizes = [len(row) for row in rows]
        chosen = np.concatenate([np.zeros(0, np.int64), *rows])
        return Joined(self.codes[chosen], np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))

    @property
    def many(self) -> int:
        """Number of perpetrators."""
        return len(self.first) - 1

    @property
    def known(self) -> Numbers:
        """Perpetrators with enough victims to be attacked."""
        return np.flatnonzero(np.diff(self.first) >= FEWEST_VICTIMS)


def find_perpetrators(
    original: NetworkTables,
    released: NetworkTables,
    network: Network,
    control: NetworkTables | None,
    promise: Promise,
    targets: int,
    rng: np.random.Generator,
) -> tuple[AttackResult, ControlGroup]:
    """How many perpetrators of the cases are found, and how many others are taken for one.

    Args:
        original: The cases.
        released: The released tables.
        network: What the tables mean.
        control: Other cases of the same kind that the release was made without; ``None``: one half
            of the released perpetrators stands for them, and the other half is attacked.
        promise: What is promised to perpetrators.
        targets: Most perpetrators of each group that are attacked.
        rng: Chooses them.

    Raises:
        UsageError: The cases have no link, or the tables do not have the same columns.
    """
    given = [original, released] if control is None else [original, released, control]
    people, rows, *rest = _joined([_links(tables, network) for tables in given])
    group = ControlGroup.LEFT_OUT
    if rest:
        others = rest[0]
    else:
        group = ControlGroup.RELEASE
        order = rng.permutation(rows.many)
        others, rows = rows.some(order[: rows.many // 2]), rows.some(order[rows.many // 2 :])
    real, outside = (
        _scores(side.some(_some(side.known, targets, rng)), rows) for side in (people, others)
    )
    learning, held = outside[::2], outside[1::2]
    least = np.quantile(learning, 1 - ALARMS, method="higher") if len(learning) else 0.0
    if len(learning) and (learning >= least).mean() > ALARMS:
        least = np.nextafter(least, np.inf)
    rate, chance = (Rate(int((scores >= least).sum()), len(scores)) for scores in (real, held))
    detail = {
        "least_agreement": float(least),
        "mean_agreement": float(real.mean()) if len(real) else 0.0,
        "mean_agreement_of_control": float(outside.mean()) if len(outside) else 0.0,
    }
    result = AttackResult(
        "membership-of-perpetrators",
        DEFINITION,
        rate,
        chance,
        *judge(rate, chance, promise),
        detail=detail,
    )
    return result, group


def _links(tables: NetworkTables, network: Network) -> tuple[pl.DataFrame, Numbers]:
    """Links joined with both ends, in the order of their perpetrators, and who these are."""
    rows = linked_rows(tables, network)
    order = np.argsort(rows.perpetrator, kind="stable")
    rows = replace(rows, victim=rows.victim[order], perpetrator=rows.perpetrator[order],
                   links=rows.links[order] if rows.links.width else rows.links)  # fmt: skip
    return rows.joined(), rows.perpetrator


def _joined(tables: list[tuple[pl.DataFrame, Numbers]]) -> list[Joined]:
    """Code the joined links alike."""
    (first, _), *rest = tables
    others = pl.concat([frame.select(pl.all().cast(pl.String)) for frame, _ in rest])
    coded = CodedTables.of(first, others, {})
    codes = np.ascontiguousarray(coded.codes.T.astype(np.uint16))
    ends = np.cumsum([frame.height for frame, _ in tables])[:-1]
    return [
        Joined(part, np.concatenate([[0], np.cumsum(np.bincount(of))]).astype(np.int64))
        for part, (_, of) in zip(np.split(codes, ends), tables, strict=True)
    ]


def _some(people: Numbers, most: int, rng: np.random.Generator) -> Numbers:
    return people if len(people) <= most else rng.choice(people, most, replace=False)


def _scores(targets: Joined, released: Joined) -> npt.NDArray[np.float64]:
    """Agreement of the best released perpetrator per link and column, 0 to 1."""
    best = np.zeros(targets.many, np.int64)
    _best(targets.codes, targets.first, released.codes, released.first, best)
    width = max(targets.codes.shape[1], 1)
    shares: npt.NDArray[np.float64] = best / (np.maximum(np.diff(targets.first), 1) * width)
    return shares


@njit(nogil=True, cache=True)
def _best(targets, first, rows, starts, best):  # type: ignore[no-untyped-def]
    """The score above for each target."""
    width = rows.shape[1]
    for t in range(len(best)):
        for q in range(len(starts) - 1):
            total = 0
            for link in range(first[t], first[t + 1]):
                most = 0
                for r in range(starts[q], starts[q + 1]):
                    same = 0
                    for j in range(width):
                        same += targets[link, j] == rows[r, j]
                    most = max(most, same)
                total += most
            best[t] = max(best[t], total)
