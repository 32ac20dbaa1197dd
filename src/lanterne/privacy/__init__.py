"""The promise: how much may be learnt about one person, and the mechanisms that keep to it.

A plan of mechanisms is calibrated to a :class:`Budget`, charged to the :class:`Ledger`, and only
then drawn. Everything afterwards is computed from the draws, at no further cost.
"""

from lanterne.privacy.accountant import (
    delta_from_zcdp,
    delta_spent,
    epsilon_from_zcdp,
    epsilon_spent,
    zcdp,
)
from lanterne.privacy.budget import Budget, default_delta
from lanterne.privacy.calibration import (
    Calibration,
    SelectionShare,
    UnitCalibration,
    calibrate,
    calibrate_units,
)
from lanterne.privacy.cap import CAP
from lanterne.privacy.chain import Entry
from lanterne.privacy.cohorts import MeasuredCohort, statement_of_edition, years_of_cohort
from lanterne.privacy.events import (
    Event,
    GaussianEvent,
    SelectionEvent,
    VectorGaussianEvent,
    events_from_list,
    events_to_list,
)
from lanterne.privacy.grade import UP_TO, Strength, certainty, strength
from lanterne.privacy.groups import epsilon_of_group
from lanterne.privacy.k_releases import K_RELEASE, KRelease
from lanterne.privacy.ledger import Ledger
from lanterne.privacy.ledger_account import Account
from lanterne.privacy.noise import discrete_gaussian, select_top_k
from lanterne.privacy.parts import Parts, PartsCalibration, calibrate_parts
from lanterne.privacy.promises import CohortPromise, GroupLoss, Selection, UnitPromise
from lanterne.privacy.protected import Protected
from lanterne.privacy.spending import Spend, Spent, UnitSpend
from lanterne.privacy.standing import Standing
from lanterne.privacy.statement import PrivacyStatement, privacy_statement
from lanterne.privacy.units import Unit
from lanterne.privacy.wording import epsilon_in_words, strength_in_words

__all__ = [
    "CAP",
    "K_RELEASE",
    "UP_TO",
    "Account",
    "Budget",
    "Calibration",
    "CohortPromise",
    "Entry",
    "Event",
    "GaussianEvent",
    "GroupLoss",
    "KRelease",
    "Ledger",
    "MeasuredCohort",
    "Parts",
    "PartsCalibration",
    "PrivacyStatement",
    "Protected",
    "Selection",
    "SelectionEvent",
    "SelectionShare",
    "Spend",
    "Spent",
    "Standing",
    "Strength",
    "Unit",
    "UnitCalibration",
    "UnitPromise",
    "UnitSpend",
    "VectorGaussianEvent",
    "calibrate",
    "calibrate_parts",
    "calibrate_units",
    "certainty",
    "default_delta",
    "delta_from_zcdp",
    "delta_spent",
    "discrete_gaussian",
    "epsilon_from_zcdp",
    "epsilon_in_words",
    "epsilon_of_group",
    "epsilon_spent",
    "events_from_list",
    "events_to_list",
    "privacy_statement",
    "select_top_k",
    "statement_of_edition",
    "strength",
    "strength_in_words",
    "years_of_cohort",
    "zcdp",
]
