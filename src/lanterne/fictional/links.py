"""What a perpetrator did to a victim, how the two knew each other, and whether the victim paid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanterne.fictional.chance import Bools, Chance, Doubles, Floats, Ints
from lanterne.fictional.encounters import (
    CONTROLLER,
    EXPLOITER,
    RECRUITER,
    SPECIALISMS,
    TRANSPORTER,
    Encounters,
)
from lanterne.fictional.places import Places, traits_by_place
from lanterne.fictional.profile import AGENCY, FRIEND, RELATIVE, STRANGER
from lanterne.fictional.rings import LABOUR
from lanterne.fictional.victims import Victims

RELATIONS = 3
FAMILY, ACQUAINTED, STRANGE = range(RELATIONS)
"""Family or intimate partner; friend or acquaintance; stranger, unknown or other."""


@dataclass(frozen=True)
class Links:
    """The truth about ``m`` links between a victim and a perpetrator.

    Attributes:
        roles: Whether the perpetrator had each role, by specialism, shape ``(m, 4)``.
        relation: How the two knew each other: a position in the three above, shape ``(m,)``.
        paid: Whether the victim paid this perpetrator, shape ``(m,)``.
    """

    roles: Bools
    relation: Ints
    paid: Bools


def draw_links(chance: Chance, victims: Victims, places: Places, met: Encounters) -> Links:
    """Invent what happened between each victim and each perpetrator whom they met."""
    relation = _draw_relations(chance, victims, places, met)
    return Links(
        roles=_draw_roles(chance, victims, places, met, relation),
        relation=relation,
        paid=_draw_payments(chance, victims, places, met, relation),
    )


def _draw_relations(chance: Chance, victims: Victims, places: Places, met: Encounters) -> Ints:
    """Who is caught through kin or friends meets their friends; strangers bring strangers."""
    recruiter = victims.relation
    alone = victims.ring < 0
    trait = traits_by_place(chance.rng, places)[places.of_victim]
    family = chance.flip(
        1.5 * alone + 0.8 * (victims.age < 18), "family", among=recruiter <= RELATIVE
    )
    strange = chance.flip(
        2.0 * (recruiter == STRANGER)
        - 0.6 * (recruiter == FRIEND)
        + 0.6 * victims.channels[:, AGENCY]
        - 0.5 * alone
        + 1.2 * trait,
        "strange",
        among=~family,
    )
    usual = np.where(family, FAMILY, np.where(strange, STRANGE, ACQUAINTED))[met.victim]
    recruits = met.specialism == RECRUITER
    turns = chance.rng.random(len(usual))
    befriended = (usual == STRANGE) & recruits & (turns < 0.03)
    unknown = (usual != STRANGE) & ~recruits & ~met.only & (turns < 0.07)
    return np.asarray(np.where(befriended, ACQUAINTED, np.where(unknown, STRANGE, usual)))


def _draw_roles(
    chance: Chance, victims: Victims, places: Places, met: Encounters, relation: Ints
) -> Bools:
    """The specialism, and what goes with it; somebody alone has several roles at once."""
    trait = traits_by_place(chance.rng, places)[places.of_victim[met.victim]]
    severity, special = victims.severity[met.victim], met.specialism
    foreign = (victims.origin != victims.destination)[met.victim]
    close = relation == FAMILY
    roles = special[:, None] == np.arange(SPECIALISMS)

    def also(role: int, logits: Doubles | Floats) -> None:
        roles[:, role] |= chance.flip(logits)

    also(RECRUITER, 0.8 * trait + 2.4 * met.only + 0.5 * close - 3.2)
    also(
        TRANSPORTER,
        0.8 * trait + 1.1 * met.only + 0.5 * foreign + 1.3 * (special == RECRUITER) - 3.6,
    )
    also(
        CONTROLLER,
        0.8 * severity + 2.0 * (special == EXPLOITER) + 0.4 * close + 0.6 * met.only - 5.0,
    )
    also(EXPLOITER, -0.8 * trait + 1.7 * met.only + 0.8 * close + (special == CONTROLLER) - 3.2)
    return np.asarray(roles)


def _draw_payments(
    chance: Chance, victims: Victims, places: Places, met: Encounters, relation: Ints
) -> Bools:
    """Who goes abroad to work pays agencies and strangers: recruiters and movers first of all."""
    foreign = victims.origin != victims.destination
    trait = traits_by_place(chance.rng, places)[places.of_victim]
    pays = chance.flip(
        1.2 * foreign
        + 1.3 * victims.channels[:, AGENCY]
        + 0.6 * victims.purposes[:, LABOUR].any(axis=1)
        - 1.0 * (victims.age < 18)
        + 1.5 * trait,
        "pays",
    )[met.victim]
    takes = np.array([3.2, 2.8, 1.2, 1.4])[met.specialism] + 1.5 * met.only
    return chance.flip(takes - 2.0 * (relation == FAMILY), among=pays)
