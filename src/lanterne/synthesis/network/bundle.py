"""Bundling: which links belong to one perpetrator, so that victims share them as was measured.

Links whose perpetrators have the same answers may be of one perpetrator. How many victims a
perpetrator has is drawn before, in `perpetrator_sizes`. Victims are put
in an order in which those who are alike stand together, each column shaken as much as the measured
likeness asks for; perpetrators take neighbours in that order, all from the same one, so that
victims who share one perpetrator tend to share others: rings. Exchanges then bring the likeness of
victims of one perpetrator to what was measured, column by column.
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.synthesis.network.exchange import NEAR, Bundles, Goal, exchange_links

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

TRIES = 48
"""Places that are looked at for each perpetrator with several victims; the one with victims most
alike is taken."""

TOGETHER = 5.0
"""What it counts that two victims are of one ring, where an answer in common counts one."""

RING = 12
"""Victims of one ring, on average: how many is not measured."""


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
    """Answers by which victims are put in order, those that rings share most first.

    A victim gives a chance answer to a column as often as makes two who agree in all shaken answers
    alike at the measured rate: with true answers at rate a, two agree at a² + (1 - a²)·chance. The
    last column is the ring: a few victims who agree in all the others.

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
    return np.column_stack([ordered, _rings(keyed, rng)]).astype(np.int32)


def _rings(ordered: Integers, rng: np.random.Generator) -> Integers:
    """A ring for each victim: neighbours in the order of all answers."""
    order = np.lexsort([rng.random(len(ordered)), *ordered.T[::-1]])
    ring = np.empty(len(order), np.int64)
    ring[order] = np.arange(len(order)) // RING
    return ring


def bundle(
    stubs: Stubs, sizes: list[Integers], likeness: Likeness, proposals: int, seed: int
) -> Integers:
    """The perpetrator of each link; a victim has each at most once.

    Args:
        stubs: The links.
        sizes: Per kind, the numbers of victims of its perpetrators.
        likeness: How alike victims should be.
        proposals: Exchanges that are tried for each link.
        seed: Seed of the drawing; it protects nothing.
    """
    kind = np.full(len(likeness.answers), -1, np.int64)
    kind[stubs.victim] = stubs.kind
    shaken = shaken_answers(likeness, kind, seed)
    place = np.empty(len(shaken), np.int64)
    place[np.lexsort(shaken.T[::-1])] = np.arange(len(place))
    links = np.lexsort([place[stubs.victim], stubs.kind])
    of_kind = np.searchsorted(stubs.kind[links], np.arange(len(sizes) + 1))
    several = [np.sort(some[some > 1])[::-1] for some in sizes]
    first_size = np.concatenate([[0], np.cumsum([len(some) for some in several])])
    flat = np.concatenate([*several, np.zeros(0, np.int64)])
    owner = _place_all(links, stubs.victim, of_kind, flat, first_size, shaken, seed + 1)
    order = np.argsort(owner, kind="stable")
    first = np.searchsorted(owner[order], np.arange(owner.max(initial=-1) + 2))
    goal = Goal(likeness.answers, np.nan_to_num(likeness.same, nan=-1.0))
    owner = exchange_links(
        Bundles(links, stubs.victim, order, first),
        shaken[:, -1],
        of_kind,
        owner,
        goal,
        proposals * len(links),
        seed + 2,
    )
    perpetrator = np.empty(len(links), np.int64)
    perpetrator[links] = owner
    return perpetrator


@compiled()
def _place_all(links, victim, of_kind, sizes, first_size, shaken, seed):  # type: ignore[no-untyped-def]
    """The perpetrator of each link in order: neighbours who are alike share one."""
    np.random.seed(seed)
    owner = np.full(links.size, -1, np.int64)
    here = np.empty(sizes.max() if sizes.size else 1, np.int64)
    made = 0
    for kind in range(of_kind.size - 1):
        begin, end = of_kind[kind], of_kind[kind + 1]
        free = begin
        for which in range(first_size[kind], first_size[kind + 1]):
            while free < end and owner[free] >= 0:
                free += 1
            best, place, most = -1.0, -1, 0
            for attempt in range(TRIES):
                # From the first link that is free, somebody of everybody finds them all.
                start = begin + np.random.randint(end - begin) if attempt else free
                found = _gather(links, victim, owner, start, end, sizes[which], here)
                if found > 1:
                    score = _agreement(links, victim, shaken, here[:found])
                    if (found, score) > (most, best):
                        best, place, most = score, start, found
            if place >= 0:
                found = _gather(links, victim, owner, place, end, sizes[which], here)
                owner[here[:found]] = made
                made += 1
    for place in range(links.size):
        if owner[place] < 0:
            owner[place] = made
            made += 1
    return owner


@compiled()
def _gather(links, victim, owner, start, end, size, here):  # type: ignore[no-untyped-def]
    """The next links without a perpetrator, of different victims; how many were found nearby."""
    found = 0
    for place in range(start, min(end, start + 4 * size + NEAR)):
        if owner[place] >= 0:
            continue
        twice = False
        for before in range(found):
            if victim[links[here[before]]] == victim[links[place]]:
                twice = True
                break
        if not twice:
            here[found] = place
            found += 1
            if found == size:
                break
    return found


@compiled()
def _agreement(links, victim, shaken, here):  # type: ignore[no-untyped-def]
    """How many shaken answers the others share with the first, on average."""
    score = 0.0
    first = victim[links[here[0]]]
    for place in here[1:]:
        person = victim[links[place]]
        for column in range(shaken.shape[1] - 1):
            if shaken[person, column] == shaken[first, column]:
                score += 1.0
        if shaken[person, -1] == shaken[first, -1]:
            score += TOGETHER
    return score / (here.size - 1)
