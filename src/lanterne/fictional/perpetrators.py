"""Who the perpetrators are: like the others of their place, and like their specialism."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanterne.fictional.chance import Bools, Chance, Floats, Ints
from lanterne.fictional.encounters import RECRUITER, Encounters
from lanterne.fictional.places import Places, traits_by_place
from lanterne.fictional.profile import WOMAN
from lanterne.fictional.rings import Sector
from lanterne.fictional.routes import Countries
from lanterne.fictional.victims import Victims

_AGES = np.array([38.3, 37.3, 35.8, 41.5])
# Log-odds, in the order of the specialisms: being a woman; coming from where the victims come from.
_WOMEN = np.array([0.7, -0.8, -0.3, 0.0])
_AT_ORIGIN = np.array([1.8, 0.4, -0.6, -1.6])


@dataclass(frozen=True)
class Perpetrators:
    """The truth about ``k`` invented perpetrators.

    Attributes:
        place: Where each works, shape ``(k,)``.
        specialism: First of all, shape ``(k,)``.
        woman: Whether a woman, shape ``(k,)``.
        age: In years, shape ``(k,)``.
        region: Of citizenship, position in ``routes.REGIONS``, shape ``(k,)``.
    """

    place: Ints
    specialism: Ints
    woman: Bools
    age: Floats
    region: Ints


def draw_perpetrators(
    chance: Chance, countries: Countries, victims: Victims, places: Places, met: Encounters
) -> Perpetrators:
    """Invent the perpetrators: like their place, their specialism and its end of the route."""
    victim, specialism = met.victim[met.root], met.specialism[met.root]
    place = places.of_victim[victim]
    return Perpetrators(
        place=place,
        specialism=specialism,
        woman=_draw_women(chance, victims, places, victim, specialism),
        age=_draw_years(chance, places, place, specialism),
        region=_draw_regions(chance, countries, victims, places, victim, specialism),
    )


def _draw_women(
    chance: Chance, victims: Victims, places: Places, victim: Ints, specialism: Ints
) -> Bools:
    """Places of men, places of women, few of both; women recruit women."""
    sector, woman = victims.sector[victim], victims.gender[victim] == WOMAN
    trait = traits_by_place(chance.rng, places)[places.of_victim[victim]]
    logits = 5.0 * trait + _WOMEN[specialism]
    logits += 1.2 * (woman & (specialism == RECRUITER)) + 0.5 * woman
    logits += 1.5 * (sector == Sector.DOMESTIC) - 2.0 * (sector == Sector.CONSTRUCTION)
    return chance.flip(logits, "perpetrator woman")


def _draw_years(chance: Chance, places: Places, place: Ints, specialism: Ints) -> Floats:
    """Controllers are young; those who exploit are older."""
    trait = traits_by_place(chance.rng, places)[place]
    mean = _AGES[specialism]
    return (mean + 6.6 * trait + 3.0 * chance.normal(len(place))).clip(18).astype(np.float32)


def _draw_regions(
    chance: Chance,
    countries: Countries,
    victims: Victims,
    places: Places,
    victim: Ints,
    specialism: Ints,
) -> Ints:
    """From where the victims come or where they are taken; a place is mostly of one region."""
    trait = traits_by_place(chance.rng, places)[places.of_victim[victim]]
    at_origin = chance.flip(3.2 * trait + _AT_ORIGIN[specialism], "at origin")
    country = np.where(at_origin, victims.origin[victim], victims.destination[victim])
    region = countries.region[country]
    elsewhere = chance.rng.random(len(region)) < 0.01
    anywhere = countries.region[victims.origin[chance.rng.permutation(victim)]]
    return np.where(elsewhere, anywhere, region)
