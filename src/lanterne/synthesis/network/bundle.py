"""Bundling: which links belong to one perpetrator, so that victims share them as was measured.

Links whose perpetrators have the same answers may be of one perpetrator. How many victims a
perpetrator has is drawn before, in `perpetrator_sizes`. Victims are put
in an order in which those who are alike stand together, each column shaken as much as the measured
likeness asks for; perpetrators take neighbours in that order, all from the same one, so that
victims who share one perpetrator tend to share others: rings, as large as was measured. Exchanges
then bring the likeness of victims of one perpetrator to what was measured, column by column.
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lanterne.counting.components import component_of
from lanterne.synthesis.network.exchange import Bundles, Goal, exchange_links
from lanterne.synthesis.network.joined_rings import JoinedRings
from lanterne.synthesis.network.placing import place_links
from lanterne.synthesis.network.ring_law import ANY, Room

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

GROUP = 12
"""Victims of one group: neighbours in the order of all answers, who are the first to be joined."""


@dataclass(frozen=True)
class Stubs:
    """Links that wait for a perpetrator.

    Attributes:
        victim: Victim of each link.
        kind: Number of the combination of the perpetrator's answers, from 0.
    """

    victim: Integers
    kind: Integers


@dataclass(frozen=True)
class Likeness:
    """How alike victims of one perpetrator are.

    Attributes:
        answers: Victims × columns; codes from 0, -1 where a victim gives no answer.
        same: Per column, the share of pairs of victims with the same answer among those where
            both answer; NaN where unknown.
    """

    answers: npt.NDArray[np.int32]
    same: Floats


def shaken_answers(likeness: Likeness, kind: Integers, seed: int) -> npt.NDArray[np.int32]:
    """Answers by which victims are put in order, those that perpetrators share most first.

    A victim gives a chance answer to a column as often as makes two who agree in all shaken answers
    alike at the measured rate: with true answers at rate a, two agree at a² + (1 - a²)·chance. The
    last column is the group: a few victims who agree in all the others.

    Returns:
        Victims × (columns with an answer + 1).
    """
    rng = np.random.default_rng(seed)
    lifts, keys = [], []
    for column in range(likeness.answers.shape[1]):
        answers = likeness.answers[:, column]
        known = answers[answers >= 0]
        if not len(known):
            continue
        chance = float(((np.bincount(known) / len(known)) ** 2).sum())
        same = float(np.nan_to_num(likeness.same[column], nan=chance))
        lift = np.clip((same - chance) / max(1 - chance, 1e-9), 0.0, 1.0)
        shaken = (rng.random(len(answers)) > np.sqrt(lift)) | (answers < 0)
        lifts.append(float(lift))
        keys.append(np.where(shaken, rng.choice(known, len(answers)), answers))
    ordered = np.stack(
        [keys[place] for place in np.argsort(lifts)[::-1]]
        or [np.zeros(len(likeness.answers), np.int64)],
        axis=1,
    )
    keyed = np.column_stack([ordered, kind])
    return np.column_stack([ordered, _groups(keyed, rng)]).astype(np.int32)


def _groups(ordered: Integers, rng: np.random.Generator) -> Integers:
    """A group for each victim: neighbours in the order of all answers."""
    order = np.lexsort([rng.random(len(ordered)), *ordered.T[::-1]])
    group = np.empty(len(order), np.int64)
    group[order] = np.arange(len(order)) // GROUP
    return group


def bundle(
    stubs: Stubs,
    sizes: list[Integers],
    likeness: Likeness,
    proposals: int,
    seed: int,
    room: Room = ANY,
) -> Integers:
    """The perpetrator of each link; a victim has each at most once.

    Args:
        stubs: The links.
        sizes: Per kind, the numbers of victims of its perpetrators.
        likeness: How alike victims should be.
        proposals: Exchanges that are tried for each link.
        seed: Seed of the drawing; it protects nothing.
        room: How large rings may be.
    """
    kind = np.full(len(likeness.answers), -1, np.int64)
    kind[stubs.victim] = stubs.kind
    shaken = shaken_answers(likeness, kind, seed)
    place = np.empty(len(shaken), np.int64)
    place[np.lexsort(shaken.T[::-1])] = np.arange(len(place))
    links = np.lexsort([place[stubs.victim], stubs.kind])
    of_kind = np.searchsorted(stubs.kind[links], np.arange(len(sizes) + 1))
    several = [np.sort(some[some > 1])[::-1] for some in sizes]
    first_size = np.cumsum([0, *map(len, several)])
    flat = np.concatenate([*several, np.zeros(0, np.int64)])
    joined = JoinedRings.nobody(len(shaken), room)
    owner = place_links(links, stubs.victim, of_kind, flat, first_size, shaken, joined, seed + 1)
    order = np.argsort(owner, kind="stable")
    first = np.searchsorted(owner[order], np.arange(owner.max(initial=-1) + 2))
    goal = Goal(likeness.answers, np.nan_to_num(likeness.same, nan=-1.0))
    owner = exchange_links(
        Bundles(links, stubs.victim, order, first),
        _rings(stubs.victim[links], owner, shaken, room),
        of_kind,
        owner,
        goal,
        proposals * len(links),
        seed + 2,
    )
    perpetrator = np.empty(len(links), np.int64)
    perpetrator[links] = owner
    return perpetrator


def _rings(
    victim: Integers, owner: Integers, shaken: npt.NDArray[np.int32], room: Room
) -> npt.NDArray[np.int32]:
    """Within what links may be exchanged: rings, which then join no others; else groups."""
    if not len(room.levels):
        return np.ascontiguousarray(shaken[:, -1])
    people = len(shaken) + int(owner.max(initial=-1)) + 1
    rings = component_of(victim, len(shaken) + owner, people)
    return rings[: len(shaken)].astype(np.int32)
