"""The questions of the forms: which answers each allows, and how often it is answered."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lanterne.fictional.control import MEANS_COLUMNS
from lanterne.fictional.partners import KINDS
from lanterne.fictional.rings import CHANNELS, Sector
from lanterne.fictional.routes import FIRST_YEAR, YEARS, read_countries

NOT_ASKED, UNKNOWN = "NotAsked", "Unknown"
"""Texts in the file that say why there is no answer."""

_YES_NO = ("", "1", "0")

_YES = ("", "1")

AGE_STARTS = np.array([9, 18, 21, 24, 27, 30, 39, 48])

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


ONLY_MAJORITY = "majority without age"

PILOT_TARGETS: Mapping[str, float] = {
    "woman": 0.545,
    "minor": 0.069,
    **FILLED,
    **_OWN_FILLED,
    ONLY_MAJORITY: FILLED["majorityStatus"] - FILLED["ageBand"],
    # A means of control is used two and a half times as often as it is written down.
    **{f"true {name}": 2.5 * FILLED[name] for name in MEANS_COLUMNS},
}
"""Coins that a pilot sets; the shares of all victims that they must give."""

QUESTIONS = tuple(ANSWERS)
