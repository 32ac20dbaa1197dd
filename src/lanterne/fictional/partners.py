"""Who meets the victims: partners with territories, years, and forms that never ask some things.

The partners are invented. What they have in common with real ones is the shape: a hotline hears a
voice and seldom learns a citizenship; an authority asks what its law names; forms are revised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from lanterne.fictional.chance import Bools, Chance, Floats, Ints
from lanterne.fictional.profile import WOMAN
from lanterne.fictional.routes import FIRST_YEAR, YEARS, Routes
from lanterne.fictional.victims import Victims

KINDS = ("Authority", "CaseManagement", "Hotline", "Shelter")
AUTHORITY, CASE_MANAGEMENT, HOTLINE, SHELTER = range(len(KINDS))

_SEXUAL_PAGE = ("sexProstitution", "sexPornography", "sexRemoteServices")
_MARRIAGE_AND_AGE = ("forcedMarriage", "majorityAtExploitation")


@dataclass(frozen=True)
class _Partner:
    """One partner.

    Attributes:
        kind: Position in ``KINDS``.
        weight: Size of the partner where it works.
        regions: Presence in Africa, Americas and Oceania, Asia, Europe: 0 to 1.
        first: First year of its records.
        last: Last year of its records.
        depth: How much it writes down; 0 is usual.
        never: Columns for which its form has no question.
        since: Columns that a revision of the form added → year of the revision.
    """

    kind: int
    weight: float
    regions: tuple[float, float, float, float]
    first: int = FIRST_YEAR
    last: int = FIRST_YEAR + YEARS - 1
    depth: float = 0.0
    never: tuple[str, ...] = ()
    since: Mapping[str, int] = field(default_factory=dict)


_PARTNERS = (
    _Partner(CASE_MANAGEMENT, 5.0, (1, 1, 1, 1), depth=0.7, since={"recruitmentChannel": 2012}),
    _Partner(CASE_MANAGEMENT, 2.5, (0.6, 0.2, 0.9, 0.1), 2009, 2020, 0.2, _MARRIAGE_AND_AGE),
    _Partner(CASE_MANAGEMENT, 1.2, (0.2, 0.3, 0.3, 0.9), 2011, depth=0.4, never=("isAbduction",)),
    _Partner(CASE_MANAGEMENT, 1.0, (0.8, 0, 0, 0), 2014, depth=0.9, never=("durationMonths",)),
    _Partner(
        HOTLINE,
        2.0,
        (0.1, 1, 0.2, 0.4),
        2008,
        depth=-0.8,
        never=("citizenship", "durationMonths", "perpetratorsKnown", *_MARRIAGE_AND_AGE),
        since={"recruitmentChannel": 2015, "meansPsychoactiveSubstances": 2013},
    ),
    _Partner(
        HOTLINE,
        1.0,
        (0.3, 0, 0.7, 0),
        2013,
        depth=-0.5,
        never=("forcedMarriage", "isAbduction", "durationMonths", "meansDeniesNecessities"),
    ),
    _Partner(SHELTER, 1.6, (0.6, 0.5, 0.6, 0.6), 2005, depth=0.5, never=("perpetratorsKnown",)),
    _Partner(SHELTER, 0.8, (0, 0, 0.7, 0.8), 2010, 2022, 0.1, never=("meansWithholdsDocuments",)),
    _Partner(
        AUTHORITY,
        1.8,
        (0.1, 0.2, 0.2, 0.9),
        2008,
        depth=-0.3,
        never=(
            "recruitmentChannel",
            "meansPsychologicalAbuse",
            "meansExcessiveHours",
            "meansDeniesNecessities",
            *_SEXUAL_PAGE[1:],
        ),
        since={"forcedMarriage": 2016},
    ),
    _Partner(
        AUTHORITY,
        1.0,
        (0.5, 0.2, 0.6, 0),
        2012,
        depth=-0.6,
        never=(
            "recruiterRelation",
            "recruitmentChannel",
            "durationMonths",
            *_SEXUAL_PAGE,
            *_MARRIAGE_AND_AGE,
        ),
    ),
)


@dataclass(frozen=True)
class Partners:
    """The ``p`` partners of one world and their ``q`` questions.

    Attributes:
        kind: Position in ``KINDS``, shape ``(p,)``.
        depth: How much each writes down, shape ``(p,)``.
        presence: Log-weight by country and year, shape ``(c, YEARS, p)``; minus infinity where
            a partner does not work. The first works everywhere.
        leaning: Inclination to answer each question, shape ``(p, q)``.
        asks: Whether the form of a year asks each question, shape ``(p, q, YEARS)``.
    """

    kind: Ints
    depth: Floats
    presence: Floats
    leaning: Floats
    asks: Bools


def draw_partners(rng: np.random.Generator, routes: Routes, questions: tuple[str, ...]) -> Partners:
    """Invent where the partners work and what each is good at asking."""
    region = routes.countries.region
    shape = (len(_PARTNERS), len(questions))
    present = np.array([partner.regions for partner in _PARTNERS])[:, region].T
    there = rng.random(present.shape) < present
    there[:, 0] = True
    sizes = np.log([partner.weight for partner in _PARTNERS]) + rng.normal(0.0, 0.8, there.shape)
    years = np.arange(FIRST_YEAR, FIRST_YEAR + YEARS)
    active = np.array([(partner.first <= years) & (years <= partner.last) for partner in _PARTNERS])
    works = there[:, None, :] & active.T
    presence = np.where(works, sizes[:, None, :], -np.inf).astype(np.float32)
    return Partners(
        kind=np.array([partner.kind for partner in _PARTNERS]),
        depth=np.array([partner.depth for partner in _PARTNERS], dtype=np.float32),
        presence=presence,
        leaning=(0.7 * rng.standard_normal(shape)).astype(np.float32),
        asks=np.array([[_asks(partner, name) for name in questions] for partner in _PARTNERS]),
    )


def _asks(partner: _Partner, question: str) -> list[bool]:
    """Whether the partner's form asks a question, year by year."""
    if question in partner.never:
        return [False] * YEARS
    since = partner.since.get(question, FIRST_YEAR)
    return [FIRST_YEAR + year >= since for year in range(YEARS)]


def choose_partners(chance: Chance, partners: Partners, victims: Victims) -> Ints:
    """Who meets each victim: who works there then, and whom such a victim reaches."""
    severity, woman = victims.severity, victims.gender == WOMAN
    foreign = victims.origin != victims.destination
    reach = np.zeros((len(severity), len(KINDS)), dtype=np.float32)
    reach[:, AUTHORITY] = 0.6 * foreign - 0.4 * (victims.age < 18)
    reach[:, HOTLINE] = 0.5 * woman - 0.3 * severity + 0.5 * (victims.age < 30)
    reach[:, SHELTER] = 1.0 * woman + 0.8 * (victims.age < 18) + 0.3 * severity
    presence = partners.presence[victims.destination, victims.year]
    return chance.choose(presence + reach[:, partners.kind])


def draw_care(chance: Chance, partners: Partners, partner: Ints, severity: Floats) -> Floats:
    """How carefully each case is written down, about 0 with spread about 1; shape ``(n,)``.

    Args:
        chance: The stream of random numbers.
        partners: Who meets the victims.
        partner: Partner of each case, shape ``(n,)``.
        severity: How hard it was, shape ``(n,)``.
    """
    # An authority writes more when it is grave; a hotline hears least from those worst held.
    by_kind = np.zeros(len(KINDS), dtype=np.float32)
    by_kind[AUTHORITY], by_kind[CASE_MANAGEMENT], by_kind[HOTLINE] = 0.5, 0.2, -0.3
    care = partners.depth[partner] + by_kind[partners.kind[partner]] * severity
    return np.asarray(care + 0.8 * chance.normal(len(partner)), dtype=np.float32)
