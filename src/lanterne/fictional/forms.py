"""What reaches the file: questions that a form asks, answers that a person gives.

Most cells are blank, and not at random: it depends on who asks, on when, and on the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanterne.fictional.chance import Bools, Chance, Floats, Ints
from lanterne.fictional.control import MEANS_COLUMNS
from lanterne.fictional.partners import KINDS, Partners, choose_partners, draw_care
from lanterne.fictional.rings import CHANNELS, LABOUR, OTHER_PURPOSES, SEXUAL, Sector
from lanterne.fictional.routes import FIRST_YEAR, YEARS, read_countries
from lanterne.fictional.victims import Victims

Codes = NDArray[np.uint8]
Records = dict[str, Codes]
"""Column → position in ``ANSWERS`` of each cell, shape ``(n,)``."""

NOT_ASKED, UNKNOWN = "NotAsked", "Unknown"
"""Texts in the file that say why there is no answer."""

_YES_NO = ("", "1", "0")
_YES = ("", "1")
_AGE_STARTS = np.array([9, 18, 21, 24, 27, 30, 39, 48])
_AGES = ("0--8", "9--17", "18--20", "21--23", "24--26", "27--29", "30--38", "39--47", "48+")
_WAYS = ("Advertisement", "Agency", "InPerson", "Online")
_WAYS_SETS = tuple(
    ";".join(way for bit, way in enumerate(_WAYS) if subset >> bit & 1)
    for subset in range(2**CHANNELS)
)
_COUNTRIES = ("", *read_countries().iso3)

LABOUR_COLUMNS = {
    "labourAgriculture": Sector.AGRICULTURE,
    "labourConstruction": Sector.CONSTRUCTION,
    "labourDomesticWork": Sector.DOMESTIC,
    "labourHospitality": Sector.HOSPITALITY,
    "labourManufacturing": Sector.MANUFACTURING,
    "labourBegging": Sector.BEGGING,
    "labourFishing": Sector.FISHING,
    "labourOther": Sector.OTHER_LABOUR,
}
SEXUAL_COLUMNS = {
    "sexProstitution": Sector.PROSTITUTION,
    "sexPornography": Sector.PORNOGRAPHY,
    "sexRemoteServices": Sector.REMOTE,
}

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "yearOfRegistration": ("", *(str(FIRST_YEAR + year) for year in range(YEARS))),
    "dataSource": ("", *KINDS),
    "gender": ("", "Woman", "Man", "TransgenderNonConforming", UNKNOWN),
    "ageBand": ("", *_AGES),
    "majorityStatus": ("", "Minor", "Adult"),
    "majorityAtExploitation": ("", "Minor", "Adult", NOT_ASKED, UNKNOWN),
    "citizenship": _COUNTRIES,
    "countryOfExploitation": _COUNTRIES,
    "isForcedLabour": _YES_NO,
    "isSexualExploitation": _YES_NO,
    "isOtherExploitation": _YES_NO,
    "forcedMarriage": (*_YES_NO, NOT_ASKED),
    "labourAgriculture": _YES_NO,
    "labourConstruction": _YES_NO,
    "labourDomesticWork": _YES_NO,
    "labourHospitality": _YES_NO,
    "labourManufacturing": _YES_NO,
    "sexProstitution": _YES_NO,
    "meansDebtBondage": _YES,
    "meansThreats": _YES,
    "meansPsychologicalAbuse": _YES,
    "meansPhysicalAbuse": _YES,
    "meansRestrictsMovement": _YES,
    "meansWithholdsDocuments": _YES,
    "recruiterRelation": (
        "",
        "IntimatePartner",
        "FamilyRelative",
        "FriendAcquaintance",
        "Other",
        NOT_ASKED,
        UNKNOWN,
    ),
    "durationMonths": ("", "0--12", "13--24", "25+", NOT_ASKED, UNKNOWN),
    "recruitmentChannel": (*_WAYS_SETS, NOT_ASKED),
    "isAbduction": (*_YES_NO, NOT_ASKED),
    "perpetratorsKnown": ("", "1", "2--4", "5+", NOT_ASKED, UNKNOWN),
    "labourBegging": _YES_NO,
    "labourFishing": _YES_NO,
    "labourOther": _YES_NO,
    "sexPornography": _YES_NO,
    "sexRemoteServices": _YES_NO,
    "meansTakesEarnings": _YES,
    "meansFalsePromises": _YES,
    "meansSexualAbuse": _YES,
    "meansPsychoactiveSubstances": _YES,
    "meansExcessiveHours": _YES,
    "meansDeniesNecessities": _YES,
}
"""Column → the texts that its cells may hold, in the order of the file; the first is blank."""

FILLED: Mapping[str, float] = {
    "yearOfRegistration": 0.979,
    "gender": 0.917,
    "ageBand": 0.521,
    "majorityStatus": 0.729,
    "majorityAtExploitation": 0.218,
    "citizenship": 0.545,
    "countryOfExploitation": 0.752,
    "isForcedLabour": 0.672,
    "isSexualExploitation": 0.669,
    "isOtherExploitation": 0.751,
    "forcedMarriage": 0.138,
    "labourAgriculture": 0.630,
    "labourConstruction": 0.633,
    "labourDomesticWork": 0.652,
    "labourHospitality": 0.642,
    "labourManufacturing": 0.631,
    "labourBegging": 0.630,
    "labourFishing": 0.630,
    "labourOther": 0.642,
    "sexProstitution": 0.406,
    "sexPornography": 0.314,
    "sexRemoteServices": 0.314,
    "meansDebtBondage": 0.084,
    "meansThreats": 0.159,
    "meansPsychologicalAbuse": 0.151,
    "meansPhysicalAbuse": 0.122,
    "meansRestrictsMovement": 0.144,
    "meansWithholdsDocuments": 0.085,
    "meansTakesEarnings": 0.117,
    "meansFalsePromises": 0.083,
    "meansSexualAbuse": 0.092,
    "meansPsychoactiveSubstances": 0.112,
    "meansExcessiveHours": 0.088,
    "meansDeniesNecessities": 0.091,
    "recruiterRelation": 0.605,
    "isAbduction": 0.311,
}
"""Share of cells with an answer in the Global K-anonymised Dataset of July 2021, 97,750 records."""

_OWN_FILLED = {
    "durationMonths": 0.38,
    "recruitmentChannel": 0.33,
    "perpetratorsKnown": 0.28,
    # Pages of a form: a page that is skipped leaves all its questions blank.
    "page exploitation": 0.775,
    "page labour": 0.656,
    "page sex": 0.47,
    "page online": 0.40,
    "page means": 0.48,
}
_ONLY_MAJORITY = "majority without age"

PILOT_TARGETS: Mapping[str, float] = {
    "woman": 0.545,
    "minor": 0.069,
    **FILLED,
    **_OWN_FILLED,
    _ONLY_MAJORITY: FILLED["majorityStatus"] - FILLED["ageBand"],
    # A means of control is used two and a half times as often as it is written down.
    **{f"true {name}": 2.5 * FILLED[name] for name in MEANS_COLUMNS},
}
"""Coins that a pilot sets; the shares of all victims that they must give."""

QUESTIONS = tuple(ANSWERS)

# How much an answer depends on how carefully the whole record is kept.
_BY_CARE = 0.8


@dataclass(frozen=True)
class _Interviews:
    """Who asks whom, with which form, and how carefully; ``n`` interviews."""

    chance: Chance
    partners: Partners
    partner: Ints
    year: Ints
    care: Floats

    def asked(self, question: str) -> Bools:
        """Whether the form of that partner and year has the question."""
        column = QUESTIONS.index(question)
        return np.asarray(self.partners.asks[self.partner, column, self.year])

    def answered(self, question: str, among: Bools | None = None, coin: str = "") -> Bools:
        """Whether there is an answer, among those of whom it is asked."""
        who = self.asked(question) if among is None else self.asked(question) & among
        leaning = self.partners.leaning[self.partner, QUESTIONS.index(question)]
        return self.chance.flip(leaning + _BY_CARE * self.care, coin or question, who)

    def page(self, name: str, among: Bools | None = None) -> Bools:
        """Whether a page of the form was filled in at all."""
        return self.chance.flip(1.2 * self.care, f"page {name}", among)

    def cell(self, question: str, codes: NDArray[np.integer], answered: Bools) -> Codes:
        """The codes where there is an answer, and why there is none elsewhere."""
        texts = ANSWERS[question]
        cells = np.where(answered, codes, 0)
        if UNKNOWN in texts:
            unknown = self.chance.flip(0.4 * self.care - 1.2, among=~answered)
            cells[unknown] = texts.index(UNKNOWN)
        if NOT_ASKED in texts:
            cells[~self.asked(question)] = texts.index(NOT_ASKED)
        return cells.astype(np.uint8)


def fill_in(chance: Chance, partners: Partners, victims: Victims) -> Records:
    """Write the records of the victims, as the partners' forms would."""
    partner = choose_partners(chance, partners, victims)
    care = draw_care(chance, partners, partner, victims.severity)
    interviews = _Interviews(chance, partners, partner, victims.year, care)
    records = {
        "dataSource": (1 + partners.kind[partner]).astype(np.uint8),
        **_person(interviews, victims),
        **_exploitation(interviews, victims),
        **_means(interviews, victims),
        **_recruitment(interviews, victims),
    }
    return {name: records[name] for name in ANSWERS}


def _person(interviews: _Interviews, victims: Victims) -> Records:
    """Year, gender, age, majority, countries."""
    minor = victims.age < 18
    age_known = interviews.answered("ageBand")
    majority_known = age_known | interviews.answered("majorityStatus", ~age_known, _ONLY_MAJORITY)
    codes = {
        "yearOfRegistration": victims.year + 1,
        "gender": victims.gender + 1,
        "ageBand": np.searchsorted(_AGE_STARTS, victims.age, side="right") + 1,
        "majorityStatus": np.where(minor, 1, 2),
        "majorityAtExploitation": np.where(victims.minor_at_start, 1, 2),
        "citizenship": victims.origin + 1,
        "countryOfExploitation": victims.destination + 1,
    }
    known = {"ageBand": age_known, "majorityStatus": majority_known}
    return {
        name: interviews.cell(
            name, code, known[name] if name in known else interviews.answered(name)
        )
        for name, code in codes.items()
    }


def _exploitation(interviews: _Interviews, victims: Victims) -> Records:
    """Purposes, and the sectors of a purpose where the purpose itself is written down."""
    purposes = victims.purposes
    page = interviews.page("exploitation")
    labour = interviews.answered("isForcedLabour", page)
    sexual = interviews.answered("isSexualExploitation", page)
    other = interviews.answered("isOtherExploitation", page)
    labour_page = interviews.page("labour", labour)
    sex_page = interviews.page("sex", sexual)
    online_page = interviews.page("online", sex_page)
    marriage = purposes[:, Sector.MARRIAGE]

    facts = {
        "isForcedLabour": (purposes[:, LABOUR].any(axis=1), labour),
        "isSexualExploitation": (purposes[:, SEXUAL].any(axis=1), sexual),
        "isOtherExploitation": (purposes[:, OTHER_PURPOSES].any(axis=1), other),
        "forcedMarriage": (marriage, interviews.answered("forcedMarriage", other)),
    }
    for name, sector in LABOUR_COLUMNS.items():
        facts[name] = (purposes[:, sector], interviews.answered(name, labour_page))
    for name, sector in SEXUAL_COLUMNS.items():
        pages = sex_page if sector == Sector.PROSTITUTION else online_page
        facts[name] = (purposes[:, sector], interviews.answered(name, pages))
    return {
        name: interviews.cell(name, np.where(fact, 1, 2), answered)
        for name, (fact, answered) in facts.items()
    }


def _means(interviews: _Interviews, victims: Victims) -> Records:
    """Means of control: ticked or blank; there is no box for "no"."""
    page = interviews.page("means")
    return {
        name: interviews.answered(name, page & victims.means[:, mean]).astype(np.uint8)
        for mean, name in enumerate(MEANS_COLUMNS)
    }


def _recruitment(interviews: _Interviews, victims: Victims) -> Records:
    """Who recruited and how, for how long, by how many, and whether by force."""
    codes = {
        "recruiterRelation": victims.relation + 1,
        "durationMonths": 1 + (victims.months > 12) + (victims.months > 24),
        "recruitmentChannel": victims.channels @ (1 << np.arange(CHANNELS)),
        "isAbduction": np.where(victims.abducted, 1, 2),
        "perpetratorsKnown": 1 + (victims.perpetrators > 1) + (victims.perpetrators > 4),
    }
    return {
        name: interviews.cell(name, code, interviews.answered(name)) for name, code in codes.items()
    }
