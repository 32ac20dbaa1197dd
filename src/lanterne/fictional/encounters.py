"""Who met whom: the perpetrators of each victim, and the victims who share them.

Every perpetrator has a specialism and a place. A victim meets people of different specialisms,
seldom two of one in a row. The core of a place is met by several of its victims, the others by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanterne.errors import UsageError
from lanterne.fictional.chance import Bools, Chance, Doubles, Ints
from lanterne.fictional.places import Places, traits_by_place
from lanterne.fictional.victims import Victims

SPECIALISMS = 4
"""Recruiters, transporters, controllers, exploiters; the codes below are positions."""

RECRUITER, TRANSPORTER, CONTROLLER, EXPLOITER = range(SPECIALISMS)

PER_VICTIM = 2.2
"""Perpetrators per victim: 37,000 to 17,000 in the published data set."""

MOST_MET = 30
"""Most perpetrators of one victim."""

# Assumed: no figure on links is public.
_LINKS_PER_PERPETRATOR = 1.33
_VICTIMS_PER_MEMBER = 2.2  # of the core of a place, for each specialism
_LED_BY_ONE = 0.07  # share of the places with a core of one for each specialism
_UNLIKE_THE_LAST = 2.7  # log-odds against two people of one specialism in a row


@dataclass(frozen=True)
class Encounters:
    """Who met whom: ``m`` links between the victims and ``k`` perpetrators.

    Attributes:
        victim: Victim of each link, ascending, shape ``(m,)``.
        person: Perpetrator of each link, shape ``(m,)``; no pair stands twice.
        specialism: What the perpetrator is to this victim first of all, shape ``(m,)``.
        first: Whether the victim met nobody before, shape ``(m,)``.
        only: Whether the victim met nobody else, shape ``(m,)``.
        root: A link of each perpetrator, shape ``(k,)``.
    """

    victim: Ints
    person: Ints
    specialism: Ints
    first: Bools
    only: Bools
    root: Ints


def draw_encounters(
    chance: Chance, victims: Victims, places: Places, unknown: Bools, wanted: int | None
) -> Encounters:
    """Let the victims meet perpetrators.

    Args:
        chance: The stream of random numbers.
        victims: The victims.
        places: Where they are held.
        unknown: Of which victims no perpetrator is known, shape ``(n,)``.
        wanted: Number of perpetrators; ``None``: 2.2 per victim, as near as can be.

    Raises:
        UsageError: When so many or so few perpetrators cannot be.
    """
    goal = round(PER_VICTIM * len(unknown)) if wanted is None else wanted
    met = _draw_numbers(chance.rng, victims, unknown, goal)
    while True:
        victim = np.repeat(np.arange(len(met)), met)
        turn = np.arange(len(victim)) - np.repeat(np.cumsum(met) - met, met)
        specialism = _draw_specialisms(chance, victims, places, victim, turn)
        first, repeats = _find_repeats(chance.rng, places, victim, specialism)
        too_many = len(victim) - len(repeats) - goal
        others = victim[turn > 0]
        if too_many <= 0 or not len(others):
            break
        # A small world has small places, whose people are shared by few: its victims meet fewer.
        dropped = chance.rng.permutation(others)[:too_many]
        met = met - np.bincount(dropped, minlength=len(met))
    if wanted is not None:
        _check_possible(wanted, len(victim) - len(repeats), len(victim))
    shared = repeats[: max(len(victim) - goal, 0)]
    root = np.arange(len(victim))
    root[shared] = first[shared]
    roots, person = np.unique(root, return_inverse=True)
    return Encounters(victim, person, specialism, turn == 0, met[victim] == 1, roots)


def _check_possible(wanted: int, fewest: int, most: int) -> None:
    """Raise UsageError for a number of perpetrators that these victims cannot have."""
    if wanted < fewest:
        raise UsageError("fictional.at-least", least=fewest, number=wanted, usual=PER_VICTIM)
    if wanted > most:
        raise UsageError("fictional.at-most", most=most, number=wanted, usual=PER_VICTIM)


def _draw_numbers(rng: np.random.Generator, victims: Victims, unknown: Bools, goal: int) -> Ints:
    """How many people each victim met: those of the ring, and some more."""
    ring = np.where(unknown, 0, victims.perpetrators)
    known = max(int(np.count_nonzero(~unknown)), 1)
    more = max(_LINKS_PER_PERPETRATOR * goal - ring.sum(), 0.0) / known
    more_of_each = more * np.where(victims.ring < 0, 0.6, 1.35) * rng.gamma(2.0, 0.5, len(ring))
    return np.where(unknown, 0, np.minimum(ring + rng.poisson(more_of_each), MOST_MET))


def _draw_specialisms(
    chance: Chance, victims: Victims, places: Places, victim: Ints, turn: Ints
) -> Ints:
    """One after the other; who has met a recruiter meets somebody else next."""
    foreign = victims.origin != victims.destination
    lean = np.stack([traits_by_place(chance.rng, places) for _ in range(SPECIALISMS)], axis=1)
    logits = np.log([0.48, 0.114, 0.0175, 0.38]) + 0.7 * lean[places.of_victim]
    logits[:, TRANSPORTER] += 0.6 * foreign - 0.3
    logits[:, CONTROLLER] += 0.6 * victims.severity
    logits[:, RECRUITER] += 0.3 * foreign
    logits[:, EXPLOITER] -= 0.3 * foreign
    chosen = np.empty(len(victim), dtype=np.int64)
    for position in range(int(turn.max(initial=-1)) + 1):
        links = np.flatnonzero(turn == position)
        weights = logits[victim[links]]
        if position:
            weights[np.arange(len(links)), chosen[links - 1]] -= _UNLIKE_THE_LAST
        chosen[links] = chance.choose(weights)
    return chosen


def _find_repeats(
    rng: np.random.Generator, places: Places, victim: Ints, specialism: Ints
) -> tuple[Ints, Ints]:
    """Links that may be with somebody whom another victim met before.

    Returns:
        The first link with the same member of the core, for each link, shape ``(m,)``; and the
        links that may be with the person of that first one, those of the closest places first.
    """
    links = np.arange(len(victim))
    core, looseness = _draw_core(rng, places, places.of_victim[victim], specialism)
    order = np.lexsort((looseness, core))
    opens = np.ones(len(links), dtype=np.bool_)
    opens[1:] = core[order][1:] != core[order][:-1]
    first = np.empty_like(links)
    first[order] = order[np.maximum.accumulate(np.where(opens, links, 0))]
    repeats = np.flatnonzero(_once(victim, core, looseness) & (first != links))
    return first, repeats[np.argsort(looseness[repeats], kind="stable")]


def _draw_core(
    rng: np.random.Generator, places: Places, place: Ints, specialism: Ints
) -> tuple[Ints, Doubles]:
    """The member of the core that each link may be with, and how loosely; shape ``(m,)`` each.

    Few places are led by one person of each specialism, who has a part in all that is done there.
    """
    led = rng.random(len(places.held)) < _LED_BY_ONE
    size = np.where(led, 1, np.round(places.held / _VICTIMS_PER_MEMBER)).astype(np.int64).clip(1)
    member = (size[place] * rng.random(len(place))).astype(np.int64)
    core = (place * SPECIALISMS + specialism) * size.max(initial=1) + member
    looseness = rng.random(len(place)) + (0.3 * rng.random(len(led)) - 0.3 * led)[place]
    return core, looseness + np.array([0.0, 0.25, 0.15, 0.1])[specialism]


def _once(victim: Ints, core: Ints, looseness: Doubles) -> Bools:
    """Whether a link is the first of its victim with that member of the core."""
    order = np.lexsort((looseness, core, victim))
    once = np.ones(len(victim), dtype=np.bool_)
    same = (core[order][1:] == core[order][:-1]) & (victim[order][1:] == victim[order][:-1])
    once[order[1:]] = ~same
    return once
