"""What reaches the file: questions that a form asks, answers that a person gives.

Most cells are blank, and not at random: it depends on who asks, on when, and on the case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanterne.fictional.chance import Bools, Chance, Floats, Ints
from lanterne.fictional.control import MEANS_COLUMNS
from lanterne.fictional.form_questions import (
    AGE_STARTS,
    ANSWERS,
    LABOUR_COLUMNS,
    NOT_ASKED,
    ONLY_MAJORITY,
    QUESTIONS,
    SEXUAL_COLUMNS,
    UNKNOWN,
)
from lanterne.fictional.partners import Partners, choose_partners, draw_care
from lanterne.fictional.rings import CHANNELS, LABOUR, OTHER_PURPOSES, SEXUAL, Sector
from lanterne.fictional.victims import Victims

Codes = NDArray[np.uint8]
Records = dict[str, Codes]
"""Column → position in ``ANSWERS`` of each cell, shape ``(n,)``."""


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
    majority_known = age_known | interviews.answered("majorityStatus", ~age_known, ONLY_MAJORITY)
    codes = {
        "yearOfRegistration": victims.year + 1,
        "gender": victims.gender + 1,
        "ageBand": np.searchsorted(AGE_STARTS, victims.age, side="right") + 1,
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
