"""What happens to each victim: cause by cause, from the route to the means of control.

Every step draws from the steps before it, so that what goes together in the file goes together
for a reason. Nothing here knows what a form will ask.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanterne.fictional.chance import Bools, Chance, Doubles, Floats, Ints
from lanterne.fictional.control import MOVEMENT, PHYSICAL, draw_means
from lanterne.fictional.profile import (
    ADVERTISEMENT,
    AGENCY,
    FRIEND,
    IN_PERSON,
    ONLINE,
    PARTNER,
    RELATIVE,
    STRANGER,
    WOMAN,
    Person,
    draw_ages,
    draw_people,
)
from lanterne.fictional.rings import (
    ANYBODY,
    CHANNELS,
    CHILDREN,
    MEN,
    SECTORS,
    WOMEN,
    Habits,
    Rings,
    Sector,
    draw_habits,
    draw_sectors,
)
from lanterne.fictional.routes import YEARS, Routes


@dataclass(frozen=True)
class Victims:
    """The truth about ``n`` invented people.

    Attributes:
        year: Years since 2002, at registration, shape ``(n,)``.
        origin: Country of citizenship, shape ``(n,)``.
        destination: Country of exploitation, shape ``(n,)``.
        ring: The ring that exploited them; -1 where somebody acted alone, shape ``(n,)``.
        sector: Main sector of those who exploited them, shape ``(n,)``.
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
    ring: Ints
    sector: Ints
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
    gender, minor = draw_people(chance, habits, poverty, crisis, foreign)
    person = Person(year, foreign, poverty, crisis, gender == WOMAN, minor, alone)
    age = draw_ages(rng, habits.sector, minor, person.woman)

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
        ring=np.where(alone, -1, ring),
        sector=habits.sector,
        gender=gender,
        age=age,
        minor_at_start=minor | (age + rng.random(count) - since_start < 18),
        purposes=purposes,
        severity=severity,
        months=months,
        means=draw_means(
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


def _draw_relations(chance: Chance, habits: Habits, person: Person, age: Ints) -> Ints:
    """Who recruited. Women are recruited by a partner about four times as often as men."""
    logits = habits.relations + np.array([-1.5, -0.5, 0.2, 1.0], np.float32)
    sold_sex = np.isin(habits.sector, (Sector.PROSTITUTION, Sector.PORNOGRAPHY))
    logits[:, PARTNER] += 1.6 * person.woman + 1.3 * (sold_sex & person.woman) - 2.0 * person.minor
    logits[:, RELATIVE] += 1.9 * person.minor + 0.9 * (habits.sector == Sector.MARRIAGE)
    logits[:, RELATIVE] += 0.8 * (~person.foreign & person.minor)
    logits[:, FRIEND] += 0.4 * person.foreign - 0.5 * person.minor
    logits[age < 12, PARTNER] = -np.inf
    return chance.choose(logits)


def _draw_channels(chance: Chance, habits: Habits, person: Person, relation: Ints) -> Bools:
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


def _draw_severity(chance: Chance, habits: Habits, person: Person) -> Floats:
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


def _draw_purposes(chance: Chance, habits: Habits, person: Person) -> Bools:
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


def _draw_abductions(chance: Chance, habits: Habits, person: Person, relation: Ints) -> Bools:
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
