"""Who is caught: what a sector wants, whom a ring looks for, and who is in need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanterne.fictional.chance import Bools, Chance, Doubles, Floats, Ints
from lanterne.fictional.rings import CHANNELS, RELATIONS, Habits, Sector

WOMAN, MAN, TRANSGENDER = range(3)
PARTNER, RELATIVE, FRIEND, STRANGER = range(RELATIONS)
ADVERTISEMENT, AGENCY, IN_PERSON, ONLINE = range(CHANNELS)

# Log-odds by sector, in the order of Sector: being a woman; being a minor.
_WOMEN = np.array(
    [-0.9, -3.2, 2.0, 0.5, 0.1, -3.6, -0.2, -0.6, 2.4, 1.4, 1.8, 3.2, -0.5], np.float32
)
_MINORS = np.array([0, -2, 0.3, -1, -1, -0.3, 2.2, -0.3, 0.6, 1.8, 1.0, 1.4, 0.4], np.float32)
_MEAN_YEARS_OVER_17 = np.array([15, 15, 13, 11, 12, 14, 14, 14, 8, 7, 8, 7, 12], np.float32)

# Log-odds of being sought, by whom the exploiter looks for (women, men, children, anybody).
_WOMEN_SOUGHT = np.array([2.2, -2.4, 0.0, 0.0], np.float32)
_MINORS_SOUGHT = np.array([-1.0, -1.2, 3.0, 0.0], np.float32)


@dataclass(frozen=True)
class Person:
    """What is settled about ``n`` victims before they are recruited; each of shape ``(n,)``.

    Attributes:
        year: Years since 2002, at registration.
        foreign: Whether exploited outside the country of citizenship.
        poverty: 5 less the wealth of the country of citizenship: -5 to 5.
        crisis: Whether that country was in crisis.
        woman: Whether a woman or girl.
        minor: Whether under 18 at registration.
        alone: Whether the exploiter acts alone.
    """

    year: Ints
    foreign: Bools
    poverty: Floats
    crisis: Bools
    woman: Bools
    minor: Bools
    alone: Bools


def draw_people(
    chance: Chance, habits: Habits, poverty: Floats, crisis: Bools, foreign: Bools
) -> tuple[Ints, Bools]:
    """Gender, and whether under 18: what the sector wants, whom the ring seeks, who is in need."""
    sector, sought = habits.sector, habits.sought
    wanted = _WOMEN[sector] + _WOMEN_SOUGHT[sought] - 0.10 * poverty * foreign
    woman = chance.flip(wanted, "woman")
    begging_boy = ~woman & np.isin(sector, (Sector.BEGGING, Sector.FISHING))
    house_girl = woman & (sector == Sector.DOMESTIC) & (poverty > 2)
    minor = chance.flip(
        _MINORS[sector]
        + _MINORS_SOUGHT[sought]
        + 0.15 * poverty
        + 0.7 * crisis
        - 0.8 * foreign
        + 0.9 * (begging_boy | house_girl),
        "minor",
    )
    sold_sex = np.isin(sector, (Sector.PROSTITUTION, Sector.REMOTE))
    transgender = chance.flip(1.8 * sold_sex - 1.5 * minor - 5.2)
    return np.where(transgender, TRANSGENDER, np.where(woman, WOMAN, MAN)), minor


def draw_ages(rng: np.random.Generator, sector: Ints, minor: Bools, woman: Bools) -> Ints:
    """Completed years. Children who beg are young; those sold for sex are adolescents."""
    youth = np.where(sector == Sector.BEGGING, 1.4, 4.0) + 1.0 * np.isin(
        sector, (Sector.PROSTITUTION, Sector.REMOTE, Sector.MARRIAGE)
    )
    child = 18 * rng.random(len(sector)) ** (1 / youth)
    mean = _MEAN_YEARS_OVER_17[sector] - 3 * woman
    adult = 18 + rng.gamma(1.7, mean / 1.7)
    years: Doubles = np.where(minor, np.minimum(child, 17.99), np.minimum(adult, 90.0))
    return years.astype(np.int64)
