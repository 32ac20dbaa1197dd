"""A baseline: tables that were synthesised apart, and linked at random."""

from __future__ import annotations

import numpy as np

from lanterne.evaluation.network.degrees import perpetrator_degrees, victim_degrees
from lanterne.evaluation.network.rows import NetworkRows, Numbers, take

ROUNDS = 20
"""How often pairs that stand twice are drawn again; those left are dropped."""


def link_at_random(
    real: NetworkRows, released: NetworkRows, random: np.random.Generator
) -> NetworkRows:
    """Link the released victims and perpetrators by the configuration model.

    Both sides have the numbers of links of the cases: the same ones where there are as many people
    in the release, and otherwise their quantiles. Each person has so many ends of links, and ends
    are joined at random; the longer side loses ends at random. A link has the columns of some
    real link, drawn without regard to whom it joins.

    Args:
        real: The cases: degrees and columns of links.
        released: Who is linked.
        random: Source of the randomness.
    """
    victim = _ends(victim_degrees(real), released.many_victims, random)
    perpetrator = _ends(perpetrator_degrees(real), released.many_perpetrators, random)
    links = min(len(victim), len(perpetrator))
    victim, perpetrator = _without_doubles(victim[:links], perpetrator[:links], random)
    linked, numbered = np.unique(perpetrator, return_inverse=True)
    drawn = random.integers(0, len(real.victim), len(victim))
    return NetworkRows(
        victims=released.victims,
        perpetrators=take(released.perpetrators, linked),
        links=real.links[drawn],
        victim=victim,
        perpetrator=numbered.astype(np.int64),
        many_victims=released.many_victims,
    )


def _ends(degrees: Numbers, people: int, random: np.random.Generator) -> Numbers:
    """Each of so many people once for each of their links, in random order."""
    quantiles = ((np.arange(people) + 0.5) * len(degrees) / max(people, 1)).astype(np.int64)
    ends = np.repeat(random.permutation(people), np.sort(degrees)[quantiles])
    random.shuffle(ends)
    return ends


def _without_doubles(
    victim: Numbers, perpetrator: Numbers, random: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Swap the perpetrators of pairs that stand twice with those of links anywhere."""
    for _ in range(ROUNDS):
        doubled = _doubled(victim, perpetrator)
        if not len(doubled):
            break
        for link, other in zip(
            doubled.tolist(), random.integers(0, len(victim), len(doubled)).tolist(), strict=True
        ):
            perpetrator[[link, other]] = perpetrator[[other, link]]
    kept = np.ones(len(victim), bool)
    kept[_doubled(victim, perpetrator)] = False
    return victim[kept], perpetrator[kept]


def _doubled(victim: Numbers, perpetrator: Numbers) -> Numbers:
    """Links whose pair stands before them."""
    pairs = victim * (int(perpetrator.max(initial=0)) + 1) + perpetrator
    first = np.unique(pairs, return_index=True)[1]
    return np.setdiff1d(np.arange(len(pairs)), first)
