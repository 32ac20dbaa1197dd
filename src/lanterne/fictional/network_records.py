"""What partners wrote down about victims, perpetrators and links: much of it is blank."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lanterne.fictional.chance import Bools, Chance, Doubles, Floats, Ints
from lanterne.fictional.encounters import (
    CONTROLLER,
    EXPLOITER,
    RECRUITER,
    SPECIALISMS,
    TRANSPORTER,
    Encounters,
)
from lanterne.fictional.links import Links
from lanterne.fictional.perpetrators import Perpetrators
from lanterne.fictional.profile import MAN, TRANSGENDER
from lanterne.fictional.rings import LABOUR, SEXUAL
from lanterne.fictional.routes import FIRST_YEAR, Countries, read_countries
from lanterne.fictional.victims import Victims

Codes = NDArray[np.int64]
Records = dict[str, Codes]
"""Column → position in ``ANSWERS`` of each cell; 0 is blank."""

_REGIONS = ("Africa", "Americas/Oceania", "Asia", "Europe")
_COUNTRIES = ("", *read_countries().iso3)
_SEXES = ("Female", "Male")
_ROLES = {
    "ControlAbuseKidnap": CONTROLLER,
    "Exploiter": EXPLOITER,
    "RecruiterBroker": RECRUITER,
    "TransactionProcess": TRANSPORTER,
}
_YEARS = ("2005-2013", "2014-2018", "2019", "2020", "2021-2022")
_YEAR_STARTS = np.array([2014, 2019, 2020, 2021])
_AGE_STARTS = np.array([30, 39, 48])

VICTIM_ANSWERS: Mapping[str, tuple[str, ...]] = {
    "yearRegister": ("", *_YEARS),
    "gender": ("", *_SEXES),
    "majorityStatus": ("", "Adult", "Minor"),
    "isForcedLabour": ("", "1"),
    "isSexualExploit": ("", "1"),
    "citizenship": _COUNTRIES,
    "UN_COO_Region": ("", *_REGIONS),
    "countryOfExploitation": _COUNTRIES,
    "UN_COE_Region": ("", *_REGIONS),
}
PERPETRATOR_ANSWERS: Mapping[str, tuple[str, ...]] = {
    "IP_Gender": ("", *_SEXES),
    "IP_ageBroad": ("", "0--29", "30--38", "39--47", "48+"),
    "IP_citizen_UNRegion": ("", *_REGIONS),
}
LINK_ANSWERS: Mapping[str, tuple[str, ...]] = {
    "IP_Roles": tuple(
        ";".join(role for bit, role in enumerate(_ROLES) if subset >> bit & 1)
        for subset in range(2**SPECIALISMS)
    ),
    "IP_Relation": ("", "FamilyIntimatePartner", "FriendAcquaintance", "StrangerUnknownOther"),
    "IP_PayMoney": ("", "No", "Yes"),
}
"""Column → the texts that its cells may hold, in the order of the codebook; the first is blank."""

VICTIMS_PUBLISHED = 17_584
"""Victims with a known gender in the published file: the nearest to its number of victims."""


def _of_victims(count: int) -> float:
    return count / VICTIMS_PUBLISHED


VICTIMS_FILLED: Mapping[str, float] = {
    "yearRegister": 0.98,
    "gender": 0.985,
    "majorityStatus": 0.985,
    "citizenship": 0.975,
    "countryOfExploitation": 0.955,
    "isForcedLabour": _of_victims(12_248),
    "isSexualExploit": _of_victims(2_775),
}
"""Share of the victims with an answer. The two flags are published; the others are assumed: the
published file says little more than that nearly all are known."""

ANY_FILLED: Mapping[str, float] = {
    "IP_Gender": _of_victims(15_787),
    "IP_ageBroad": _of_victims(3_202),
    "IP_citizen_UNRegion": _of_victims(14_249),
    "IP_Roles": 0.83,
    "IP_Relation": _of_victims(14_572),
    "IP_PayMoney": _of_victims(15_155),
}
"""Share of the victims of whom it is known for one perpetrator at least; the published file of
December 2022, but for the roles, which are assumed."""

_SAMPLE = 200_000  # links on which an offset is found


def victim_records(chance: Chance, countries: Countries, victims: Victims, care: Floats) -> Records:
    """What is written down about the victims; shape ``(n,)`` each."""
    gender = np.where(victims.gender == TRANSGENDER, 0, 1 + (victims.gender == MAN))
    year = np.searchsorted(_YEAR_STARTS, victims.year + FIRST_YEAR, side="right")
    labour = np.asarray(victims.purposes[:, LABOUR].any(axis=1))
    sexual = np.asarray(victims.purposes[:, SEXUAL].any(axis=1))

    def known(column: str, among: Bools | None = None) -> Bools:
        return chance.flip(0.8 * care, column, among)

    citizenship, exploitation = known("citizenship"), known("countryOfExploitation")
    nearly = np.full(len(care), 1.0)
    of_origin = citizenship | chance.flip(nearly)
    of_destination = exploitation | chance.flip(nearly)
    origin, destination = victims.origin, victims.destination
    return {
        "yearRegister": known("yearRegister") * (1 + year),
        "gender": known("gender", np.asarray(gender > 0)) * gender,
        "majorityStatus": known("majorityStatus") * (1 + (victims.age < 18)),
        "isForcedLabour": known("isForcedLabour", labour).astype(np.int64),
        "isSexualExploit": known("isSexualExploit", sexual).astype(np.int64),
        "citizenship": citizenship * (1 + origin),
        "UN_COO_Region": of_origin * (1 + countries.region[origin]),
        "countryOfExploitation": exploitation * (1 + destination),
        "UN_COE_Region": of_destination * (1 + countries.region[destination]),
    }


def perpetrator_records(
    chance: Chance, people: Perpetrators, met: Encounters, care: Floats
) -> Records:
    """What is written down about the perpetrators; shape ``(k,)`` each.

    Whoever has many victims is better known, and so is whoever exploits or recruits.
    """
    fame = np.log(np.bincount(met.person, minlength=len(met.root)))
    interviewer = care[met.victim[met.root]]
    closeness = 1.3 * interviewer + np.array([0.3, -0.4, -0.2, 0.3])[people.specialism]
    closeness = closeness + 0.8 * fame + 0.7 * chance.normal(len(fame))

    def known(column: str, by_first: float) -> Bools:
        logits = closeness + by_first * met.first[met.root]
        offset = _offset_for_any(logits[met.person], met.victim, ANY_FILLED[column], len(care))
        return chance.flip(logits + offset)

    age = np.searchsorted(_AGE_STARTS, people.age, side="right")
    return {
        "IP_Gender": known("IP_Gender", 0.6) * (2 - people.woman.astype(np.int64)),
        "IP_ageBroad": known("IP_ageBroad", 2.5) * (1 + age),
        "IP_citizen_UNRegion": known("IP_citizen_UNRegion", 0.6) * (1 + people.region),
    }


def link_records(chance: Chance, links: Links, met: Encounters, care: Floats) -> Records:
    """What is written down about the links; shape ``(m,)`` each."""
    count = len(met.victim)
    closeness = 1.2 * care[met.victim] + np.array([0.4, -0.3, -0.1, 0.2])[met.specialism]
    closeness = closeness + 0.8 * chance.normal(count)

    def known(column: str) -> Bools:
        offset = _offset_for_any(closeness, met.victim, ANY_FILLED[column], len(care))
        return chance.flip(closeness + offset)

    roles = (links.roles[:, list(_ROLES.values())] * (1 << np.arange(SPECIALISMS))).sum(axis=1)
    return {
        "IP_Roles": known("IP_Roles") * roles,
        "IP_Relation": known("IP_Relation") * (1 + links.relation),
        "IP_PayMoney": known("IP_PayMoney") * (1 + links.paid),
    }


def _offset_for_any(logits: Doubles, victim: Ints, share: float, victims: int) -> float:
    """The offset at which ``share`` of the victims have at least one link with an answer.

    Args:
        logits: Log-odds that a link has an answer, shape ``(m,)``.
        victim: Victim of each link, ascending, shape ``(m,)``.
        share: Share of all victims, from 0 to 1.
        victims: Number of victims.
    """
    part = logits[:_SAMPLE]
    if not len(part):
        return 0.0
    among = victims if len(logits) <= _SAMPLE else int(victim[_SAMPLE - 1])
    starts = np.flatnonzero(np.diff(victim[: len(part)], prepend=-1))
    low, high = -12.0, 12.0
    for _ in range(18):
        middle = (low + high) / 2
        none = np.add.reduceat(-np.logaddexp(0.0, part + middle), starts)
        if (1 - np.exp(none)).sum() < share * among:
            low = middle
        else:
            high = middle
    return (low + high) / 2
