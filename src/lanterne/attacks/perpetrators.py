"""Membership of a perpetrator, known through the victims.

Who knows several victims of one perpetrator knows a pattern that few others have. Of each target
the attacker knows all links, with what is recorded of the victim, the link and the perpetrator, and
looks for the released perpetrator whose links agree with them the most:

    score(p) = max over released q of Σ over links l of p of max over links m of q of agree(l, m),

with agree the number of columns in which two links, joined with both their ends, say the same. A
target that scores higher than people outside the data usually do is taken for a member
(:mod:`lanterne.attacks.threshold`). Only targets with at least two victims are attacked: with one,
it is the attack on the victim.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.attacks.people import Codes, code_alike, some
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import AttackResult, compare
from lanterne.attacks.threshold import tell_members
from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook.model import Network
from lanterne.compiled import compiled
from lanterne.evaluation.network.rows import network_rows, take

DEFINITION = "membership by the best match of all links (arXiv 1709.01604), against a control group"

FEWEST_VICTIMS = 2
"""Victims of a perpetrator who is attacked."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Joined:
    """Links with both their ends, sorted by perpetrator.

    Attributes:
        codes: Links × columns.
        first: First link of each perpetrator; one more entry than perpetrators.
    """

    codes: Codes = field(repr=False)
    first: Numbers = field(repr=False)

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
) -> AttackResult:
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
    if rest:
        others = rest[0]
    else:
        order = rng.permutation(rows.many)
        others, rows = rows.some(order[: rows.many // 2]), rows.some(order[rows.many // 2 :])
    real, outside = (
        _scores(side.some(some(side.known, targets, rng)), rows) for side in (people, others)
    )
    least, rate, chance = tell_members(real, outside, 1.0)
    detail = {
        "least_agreement": least,
        "mean_agreement": float(real.mean()) if len(real) else 0.0,
        "mean_agreement_of_control": float(outside.mean()) if len(outside) else 0.0,
    }
    return compare("membership-of-perpetrators", DEFINITION, rate, chance, promise, detail)


def _links(tables: NetworkTables, network: Network) -> tuple[pl.DataFrame, Numbers]:
    """Links joined with both ends, in the order of their perpetrators, and who these are."""
    rows = network_rows(tables, network)
    order = np.argsort(rows.perpetrator, kind="stable")
    return take(rows.joined(), order), rows.perpetrator[order]


def _joined(tables: list[tuple[pl.DataFrame, Numbers]]) -> list[Joined]:
    """Code the joined links alike."""
    _, codes = code_alike([frame for frame, _ in tables], {})
    return [
        Joined(part, np.concatenate([[0], np.cumsum(np.bincount(of))]).astype(np.int64))
        for part, (_, of) in zip(codes, tables, strict=True)
    ]


def _scores(targets: Joined, released: Joined) -> npt.NDArray[np.float64]:
    """Agreement of the best released perpetrator per link and column, 0 to 1."""
    best = np.zeros(targets.many, np.int64)
    _best(targets.codes, targets.first, released.codes, released.first, best)
    width = max(targets.codes.shape[1], 1)
    shares: npt.NDArray[np.float64] = best / (np.maximum(np.diff(targets.first), 1) * width)
    return shares


@compiled(nogil=True)
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
