"""A dataset over the years: who is in which cohort, what it has spent, when it is measured."""

from lanterne.series.begin import begin_series, extend_series, load_series
from lanterne.series.deliver import Delivery, Due, Handed, Measured, deliver
from lanterne.series.edition import draw_edition
from lanterne.series.partner_files import PartnerFile, read_partner_files
from lanterne.series.partners_there import leave_series
from lanterne.series.people_in import linked_in, people_in
from lanterne.series.plan import FINAL, PROVISIONAL, SHARES, Cohort, SeriesPlan
from lanterne.series.said_of_people import join_people, withdraw_people
from lanterne.series.series_folder import Series
from lanterne.series.signed_notes import check_note
from lanterne.series.standing import CohortStanding, noise_of_total, standings
from lanterne.series.withdrawal_note import confirm_leaving, confirm_withdrawal

__all__ = [
    "FINAL",
    "PROVISIONAL",
    "SHARES",
    "Cohort",
    "CohortStanding",
    "Delivery",
    "Due",
    "Handed",
    "Measured",
    "PartnerFile",
    "Series",
    "SeriesPlan",
    "begin_series",
    "check_note",
    "confirm_leaving",
    "confirm_withdrawal",
    "deliver",
    "draw_edition",
    "extend_series",
    "join_people",
    "leave_series",
    "linked_in",
    "load_series",
    "noise_of_total",
    "people_in",
    "read_partner_files",
    "standings",
    "withdraw_people",
]
