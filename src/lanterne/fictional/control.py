"""How people are held: a ring's habits, the sector, and what can hold this very person."""

from __future__ import annotations

import numpy as np

from lanterne.fictional.chance import Bools, Chance, Floats, Ints
from lanterne.fictional.profile import AGENCY, FRIEND, ONLINE, PARTNER, RELATIVE, Person
from lanterne.fictional.rings import LABOUR, MEANS, SECTORS, SEXUAL, Habits, Sector

MEANS_COLUMNS = (
    "meansDebtBondage",
    "meansThreats",
    "meansPsychologicalAbuse",
    "meansPhysicalAbuse",
    "meansRestrictsMovement",
    "meansWithholdsDocuments",
    "meansTakesEarnings",
    "meansFalsePromises",
    "meansSexualAbuse",
    "meansPsychoactiveSubstances",
    "meansExcessiveHours",
    "meansDeniesNecessities",
)
"""The means of control, as columns of the file; the codes below are positions in it."""

(
    DEBT,
    THREATS,
    PSYCHOLOGICAL,
    PHYSICAL,
    MOVEMENT,
    DOCUMENTS,
    EARNINGS,
    PROMISES,
    SEXUAL_ABUSE,
    SUBSTANCES,
    HOURS,
    NECESSITIES,
) = range(MEANS)


def _by_sector(entries: dict[tuple[int, ...], dict[int, float]]) -> Floats:
    """Log-odds of each means in each sector; sectors not named get 0."""
    table = np.zeros((SECTORS, MEANS), dtype=np.float32)
    for sectors, means in entries.items():
        for sector in sectors:
            for mean, value in means.items():
                table[sector, mean] = value
    return table


_SECTOR_MEANS = _by_sector(
    {
        (Sector.AGRICULTURE, Sector.CONSTRUCTION, Sector.MANUFACTURING, Sector.OTHER_LABOUR): {
            DEBT: 0.9,
            EARNINGS: 1.1,
            HOURS: 1.3,
            SEXUAL_ABUSE: -2.0,
            PROMISES: 0.8,
        },
        (Sector.DOMESTIC,): {
            HOURS: 1.8,
            DOCUMENTS: 1.0,
            MOVEMENT: 1.0,
            NECESSITIES: 0.9,
            DEBT: -0.3,
        },
        (Sector.HOSPITALITY,): {EARNINGS: 0.9, HOURS: 1.2, DOCUMENTS: 0.4},
        (Sector.FISHING,): {
            DEBT: 1.4,
            HOURS: 1.7,
            MOVEMENT: 1.6,
            NECESSITIES: 1.3,
            SEXUAL_ABUSE: -3.0,
        },
        (Sector.BEGGING,): {
            PHYSICAL: 0.9,
            EARNINGS: 1.6,
            DEBT: -1.2,
            NECESSITIES: 0.9,
            DOCUMENTS: -0.8,
        },
        (Sector.PROSTITUTION, Sector.PORNOGRAPHY, Sector.REMOTE): {
            SEXUAL_ABUSE: 2.2,
            SUBSTANCES: 1.8,
            THREATS: 0.8,
            HOURS: -1.2,
            DEBT: 0.2,
        },
        (Sector.MARRIAGE,): {
            SEXUAL_ABUSE: 1.6,
            MOVEMENT: 1.0,
            PSYCHOLOGICAL: 0.8,
            HOURS: -1.0,
            DEBT: -1.5,
        },
        (Sector.OTHER,): {THREATS: 0.9, SUBSTANCES: 0.9, HOURS: -1.0},
    }
)


def draw_means(
    chance: Chance,
    habits: Habits,
    person: Person,
    *,
    severity: Floats,
    months: Floats,
    relation: Ints,
    channels: Bools,
    purposes: Bools,
) -> Bools:
    """Means of control: the ring's habits, the sector, and what can hold this very person."""
    woman, foreign, minor = person.woman, person.foreign, person.minor
    sold_sex, works = purposes[:, SEXUAL].any(axis=1), purposes[:, LABOUR].any(axis=1)
    indebted = channels[:, AGENCY] & foreign & (person.poverty > 0)
    has_papers = foreign & ~minor & chance.flip(0.9 - 0.8 * person.crisis - 0.1 * person.poverty)
    long = months > 24
    partner = relation == PARTNER

    logits = 1.2 * habits.means + _SECTOR_MEANS[habits.sector] + 0.6 * severity[:, None]
    logits[:, DEBT] += np.where(indebted, 2.2, -0.7) - 1.2 * minor
    logits[:, THREATS] += 0.8 * (indebted & long)
    logits[:, PSYCHOLOGICAL] += 1.2 * (partner & woman) + 0.4 * long
    # Violence is for men at work and for women in the sex trade, not the other way round.
    logits[:, PHYSICAL] += np.where(sold_sex == woman, 0.7, -0.7) + 0.6 * (partner & sold_sex)
    logits[:, MOVEMENT] += 0.7 * (foreign & ~has_papers) - 0.9 * (relation == FRIEND)
    logits[:, DOCUMENTS] += np.where(has_papers, 1.6, -2.6)
    logits[:, EARNINGS] += 0.9 * (indebted & works) - 0.5 * (partner & ~sold_sex)
    logits[:, PROMISES] += 1.1 * channels[:, ONLINE] + 0.7 * channels[:, AGENCY] - 0.8 * minor
    logits[:, SEXUAL_ABUSE] += 1.4 * woman + 0.6 * (minor & (relation == RELATIVE))
    logits[:, SUBSTANCES] += 0.9 * (partner & sold_sex) + 0.5 * (minor & sold_sex)
    logits[:, HOURS] += 0.6 * (works & indebted) - 0.8 * (works & sold_sex)
    logits[:, NECESSITIES] += 0.7 * (~has_papers & works) + 0.5 * minor
    # Who is watched most turns over with each of three things: abroad, the trade, and gender.
    logits[:, MOVEMENT] += np.where(((sold_sex == woman) == foreign) | minor, 0.9, -0.9)
    # Nationals sold for sex are threatened with shame, foreigners at work with the police.
    logits[:, THREATS] += np.where(sold_sex == foreign, -0.8, 0.8)
    return _use_means(chance, logits, woman, foreign)


def _use_means(chance: Chance, logits: Floats, woman: Bools, foreign: Bools) -> Bools:
    """Draw each means; those drawn first change the odds of the others, not alike for all."""
    used = np.zeros(logits.shape, dtype=np.bool_)

    def use(mean: int) -> Bools:
        used[:, mean] = chance.flip(logits[:, mean], f"true {MEANS_COLUMNS[mean]}")
        return used[:, mean]

    beaten, owing = use(PHYSICAL), use(DEBT)
    # Blows replace threats for men and come with them for women; a debt replaces locks for
    # foreigners, whose earnings it takes, and comes with locks for nationals.
    logits[:, THREATS] += beaten * np.where(woman, 1.0, -1.0)
    logits[:, MOVEMENT] += owing * np.where(foreign, -1.0, 1.0)
    logits[:, EARNINGS] += owing * np.where(foreign, 1.2, -0.6)
    locked = use(MOVEMENT)
    # Hunger goes with locks and blows together, or with neither; abroad, so do long hours, and at
    # home it is the other way round.
    logits[:, NECESSITIES] += np.where(locked == beaten, 0.9, -0.9)
    logits[:, HOURS] += np.where((locked == beaten) == foreign, 0.9, -0.9)
    logits[:, SUBSTANCES] += np.where(locked == woman, -0.6, 0.6)
    for mean in sorted(set(range(MEANS)) - {PHYSICAL, DEBT, MOVEMENT}):
        use(mean)
    return used
