"""What happens to each victim: cause by cause, from the route to the means of control.

Every step draws from the steps before it, so that what goes together in the file goes together
for a reason. Nothing here knows what a form will ask.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanterne.cases.fictional.chance import Bools, Chance, Doubles, Floats, Ints
from lanterne.cases.fictional.rings import (
    ANYBODY,
    CHANNELS,
    CHILDREN,
    LABOUR,
    MEANS,
    MEN,
    RELATIONS,
    SECTORS,
    SEXUAL,
    WOMEN,
    Habits,
    Rings,
    Sector,
    draw_habits,
    draw_sectors,
)
from lanterne.cases.fictional.routes import YEARS, Routes

WOMAN, MAN, TRANSGENDER = range(3)
PARTNER, RELATIVE, FRIEND, STRANGER = range(RELATIONS)
ADVERTISEMENT, AGENCY, IN_PERSON, ONLINE = range(CHANNELS)

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

# Log-odds by sector, in the order of Sector: being a woman; being a minor.
_WOMEN = np.array(
    [-0.9, -3.2, 2.0, 0.5, 0.1, -3.6, -0.2, -0.6, 2.4, 1.4, 1.8, 3.2, -0.5], np.float32
)
_MINORS = np.array([0, -2, 0.3, -1, -1, -0.3, 2.2, -0.3, 0.6, 1.8, 1.0, 1.4, 0.4], np.float32)
_MEAN_YEARS_OVER_17 = np.array([15, 15, 13, 11, 12, 14, 14, 14, 8, 7, 8, 7, 12], np.float32)

# Log-odds of being sought, by whom the exploiter looks for (women, men, children, anybody).
_WOMEN_SOUGHT = np.array([2.2, -2.4, 0.0, 0.0], np.float32)
_MINORS_SOUGHT = np.array([-1.0, -1.2, 3.0, 0.0], np.float32)


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
        (0, 1, 4, 7): {DEBT: 0.9, EARNINGS: 1.1, HOURS: 1.3, SEXUAL_ABUSE: -2.0, PROMISES: 0.8},
        (2,): {HOURS: 1.8, DOCUMENTS: 1.0, MOVEMENT: 1.0, NECESSITIES: 0.9, DEBT: -0.3},
        (3,): {EARNINGS: 0.9, HOURS: 1.2, DOCUMENTS: 0.4},
        (5,): {DEBT: 1.4, HOURS: 1.7, MOVEMENT: 1.6, NECESSITIES: 1.3, SEXUAL_ABUSE: -3.0},
        (6,): {PHYSICAL: 0.9, EARNINGS: 1.6, DEBT: -1.2, NECESSITIES: 0.9, DOCUMENTS: -0.8},
        (8, 9, 10): {SEXUAL_ABUSE: 2.2, SUBSTANCES: 1.8, THREATS: 0.8, HOURS: -1.2, DEBT: 0.2},
        (11,): {SEXUAL_ABUSE: 1.6, MOVEMENT: 1.0, PSYCHOLOGICAL: 0.8, HOURS: -1.0, DEBT: -1.5},
        (12,): {THREATS: 0.9, SUBSTANCES: 0.9, HOURS: -1.0},
    }
)


@dataclass(frozen=True)
class Victims:
    """The truth about ``n`` invented people.

    Attributes:
        year: Years since 2002, at registration, shape ``(n,)``.
        origin: Country of citizenship, shape ``(n,)``.
        destination: Country of exploitation, shape ``(n,)``.
        gender: Woman, man, transgender or non-conforming, shape ``(n,)``.
        age: Age at registration in completed years, shape ``(n,)``.
        minor_at_start: Whether under 18 when exploitation began, shape ``(n,)``.
        purposes: Whether exploited in each sector, shape ``(n, SECTORS)``.
        severity: How hard it was; mean about 0, spread about 1, shape ``(n,)``.
        months: Duration in months, shape ``(n,)``.
        means: Whether each means of control was used, shape ``(n, MEANS)``.
        relation: Partner, relative, friend or stranger who recruited, shape ``(n,)``.
        channels: Ways of recruiting, shape ``(n, CHANNELS)``; one at least.
        abducted: Whether taken by force, shape ``(n,)``.
        perpetrators: How many people of the ring the victim met, shape ``(n,)``.
    """

    year: Ints
    origin: Ints
    destination: Ints
    gender: Ints
    age: Ints
    minor_at_start: Bools
    purposes: Bools
    severity: Floats
    months: Floats
    means: Bools
    relation: Ints
    channels: Bools
    abducted: Bools
    perpetrators: Ints


@dataclass(frozen=True)
class _Person:
    """What is settled about the victims before they are recruited; each of shape ``(n,)``."""

    year: Ints
    foreign: Bools
    poverty: Floats
    crisis: Bools
    woman: Bools
    minor: Bools
    alone: Bools


def draw_victims(chance: Chance, routes: Routes, rings: Rings, count: int) -> Victims:
    """Invent ``count`` victims of one world."""
    rng = chance.rng
    route, year = _draw_journeys(rng, routes, count)
    origin, destination = routes.origin[route], routes.destination[route]
    ring, alone = _draw_rings(rng, routes, rings, route * YEARS + year)
    lone_sector = draw_sectors(rng, rings.economy[destination[alone], year[alone]])
    habits = rings.habits.of(ring, alone, draw_habits(rng, lone_sector, alone=True))

    poverty = (5 - routes.countries.wealth[origin]).astype(np.float32)
    crisis = routes.crisis[origin, year]
    foreign = origin != destination
    gender, minor = _draw_people(chance, habits, poverty, crisis, foreign)
    person = _Person(year, foreign, poverty, crisis, gender == WOMAN, minor, alone)
    age = _draw_ages(rng, habits.sector, minor, person.woman)

    relation = _draw_relations(chance, habits, person, age)
    channels = _draw_channels(chance, habits, person, relation)
    severity = _draw_severity(chance, habits, person)
    months = _draw_months(chance, habits, severity, relation)
    since_start = (months / 12 + rng.exponential(0.7, count)).astype(np.float32)
    purposes = _draw_purposes(chance, habits, person)
    return Victims(
        year=year,
        origin=origin,
        destination=destination,
        gender=gender,
        age=age,
        minor_at_start=minor | (age + rng.random(count) - since_start < 18),
        purposes=purposes,
        severity=severity,
        months=months,
        means=_draw_means(
            chance,
            habits,
            person,
            severity=severity,
            months=months,
            relation=relation,
            channels=channels,
            purposes=purposes,
        ),
        relation=relation,
        channels=channels,
        abducted=_draw_abductions(chance, habits, person, relation),
        perpetrators=1 + rng.binomial(habits.crew - 1, 0.7),
    )


def _draw_journeys(rng: np.random.Generator, routes: Routes, count: int) -> tuple[Ints, Ints]:
    """A route and a year per victim, by the strength of the route in that year."""
    cells = np.cumsum(routes.strength.ravel())
    cell = np.searchsorted(cells, rng.random(count) * cells[-1], side="right")
    route, year = np.divmod(cell, YEARS)
    return route, year


def _draw_rings(
    rng: np.random.Generator, routes: Routes, rings: Rings, cell: Ints
) -> tuple[Ints, Bools]:
    """The ring that caught each victim, by size among those then active; and who met none."""
    start, end = rings.starts[cell], rings.starts[cell + 1]
    low, high = rings.pull[start], rings.pull[end]
    aim = low + rng.random(len(cell)) * (high - low)
    position = np.searchsorted(rings.pull, aim, side="right") - 1
    position = np.minimum(np.maximum(position, start), np.maximum(end - 1, start))
    # Big rings nearly fill a small route; they leave room for people who act alone on a busy one.
    sought: Doubles = high - low
    alone = rng.random(len(cell)) >= 0.9 * sought / (sought + 0.1 * routes.strength.ravel()[cell])
    return rings.members[np.minimum(position, len(rings.members) - 1)], alone


def _draw_people(
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


def _draw_ages(rng: np.random.Generator, sector: Ints, minor: Bools, woman: Bools) -> Ints:
    """Completed years. Children who beg are young; those sold for sex are adolescents."""
    youth = np.where(sector == Sector.BEGGING, 1.4, 4.0) + 1.0 * np.isin(
        sector, (Sector.PROSTITUTION, Sector.REMOTE, Sector.MARRIAGE)
    )
    child = 18 * rng.random(len(sector)) ** (1 / youth)
    mean = _MEAN_YEARS_OVER_17[sector] - 3 * woman
    adult = 18 + rng.gamma(1.7, mean / 1.7)
    years: Doubles = np.where(minor, np.minimum(child, 17.99), np.minimum(adult, 90.0))
    return years.astype(np.int64)


def _draw_relations(chance: Chance, habits: Habits, person: _Person, age: Ints) -> Ints:
    """Who recruited. Women are recruited by a partner about four times as often as men."""
    logits = habits.relations + np.array([-1.5, -0.5, 0.2, 1.0], np.float32)
    sold_sex = np.isin(habits.sector, (Sector.PROSTITUTION, Sector.PORNOGRAPHY))
    logits[:, PARTNER] += 1.6 * person.woman + 1.3 * (sold_sex & person.woman) - 2.0 * person.minor
    logits[:, RELATIVE] += 1.9 * person.minor + 0.9 * (habits.sector == Sector.MARRIAGE)
    logits[:, RELATIVE] += 0.8 * (~person.foreign & person.minor)
    logits[:, FRIEND] += 0.4 * person.foreign - 0.5 * person.minor
    logits[age < 12, PARTNER] = -np.inf
    return chance.choose(logits)


def _draw_channels(chance: Chance, habits: Habits, person: _Person, relation: Ints) -> Bools:
    """How they were recruited: agencies for work abroad, the network more every year."""
    decade = ((person.year - 11) / 10).astype(np.float32)
    works = habits.sector < Sector.PROSTITUTION
    close = relation <= RELATIVE
    logits = habits.channels.copy()
    logits[:, ADVERTISEMENT] += 0.5 * works - 1.2 * close - 1.6 - 0.5 * decade
    logits[:, AGENCY] += 1.6 * (works & person.foreign) - 2.5 * close - 1.8 * person.minor - 1.2
    logits[:, IN_PERSON] += 1.2 * close + 0.4
    logits[:, ONLINE] += 1.9 * decade + 1.2 * (habits.sector == Sector.REMOTE) - 0.9 * close - 1.9
    channels = np.stack([chance.flip(logits[:, way]) for way in range(CHANNELS)], axis=1)
    channels[~channels.any(axis=1), IN_PERSON] = True
    return channels


def _draw_severity(chance: Chance, habits: Habits, person: _Person) -> Floats:
    """How hard it was, from how the ring treats women, men and children."""
    kind = np.where(person.minor, CHILDREN, np.where(person.woman, WOMEN, MEN))
    harshness = habits.harshness[np.arange(len(kind)), kind]
    unwanted = (habits.sought != ANYBODY) & (habits.sought != kind)
    severity = 0.75 * harshness + 0.55 * chance.normal(len(kind)) + 0.25 * person.crisis
    return np.asarray(severity - 0.3 * unwanted, dtype=np.float32)


def _draw_months(chance: Chance, habits: Habits, severity: Floats, relation: Ints) -> Floats:
    """Duration: long behind closed doors and among kin, short where people are moved on."""
    hidden = np.isin(habits.sector, (Sector.DOMESTIC, Sector.FISHING, Sector.MARRIAGE))
    logs = 2.1 + 0.7 * hidden + 0.45 * (relation <= RELATIVE) + 0.35 * severity
    logs = logs + 0.25 * habits.means[:, MOVEMENT] + 0.7 * chance.normal(len(hidden))
    months: Floats = np.exp(np.minimum(logs, 6.0)).astype(np.float32)
    return months


def _draw_purposes(chance: Chance, habits: Habits, person: _Person) -> Bools:
    """Sectors: the ring's first for nearly all, its second for some, and abuse of women at home."""
    count = len(habits.sector)
    rows = np.arange(count)
    purposes = np.zeros((count, SECTORS), dtype=np.bool_)
    purposes[rows, habits.sector] = True
    moved = chance.flip(np.full(count, -0.4, np.float32)) & (habits.second != habits.sector)
    purposes[rows[moved], habits.second[moved]] = True
    at_home = (habits.sector == Sector.DOMESTIC) & person.woman & person.alone
    purposes[chance.flip(np.full(count, -1.9, np.float32), among=at_home), Sector.PROSTITUTION] = (
        True
    )
    filmed = purposes[:, Sector.PROSTITUTION] & (person.year > 8)
    purposes[chance.flip(0.8 * person.minor - 2.3, among=filmed), Sector.PORNOGRAPHY] = True
    return purposes


def _draw_means(
    chance: Chance,
    habits: Habits,
    person: _Person,
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


def _draw_abductions(chance: Chance, habits: Habits, person: _Person, relation: Ints) -> Bools:
    """Taken by force: in a crisis, by strangers, by violent rings."""
    violence = habits.means[:, PHYSICAL]
    return chance.flip(
        1.1 * violence
        + 1.3 * person.crisis
        + 0.8 * person.minor
        - 1.5 * (relation != STRANGER)
        + 0.9 * (habits.sector == Sector.MARRIAGE)
        - 3.4
    )
