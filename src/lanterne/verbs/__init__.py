"""The verbs of Lanterne as Python functions: what the command line calls, and nothing more.

check     are the cases in order?
draft     a codebook drafted from a case file, for a person to review
find_risk who stands out in the cases, before anything is protected (sensitive)
accuracy  how close the counts of a release will come, before it is made
budget_for  what it costs that they come close enough
expected_worth  what the whole release will be worth, in words
expected_needs  what making it takes, of memory and time
protect   cases in, a safe release out
anonymise cases in, a release that hides each person among k others out: protect --method k-…
redraw    another release from measurements that were kept, at no cost
choose    one of several such releases, chosen by its closeness to the cases, at a cost
evaluate  what a release is worth, measured against the cases (sensitive)
compare   the same for several releases of the same cases, side by side (sensitive)
judge     does a release keep a policy? Signed, and recorded beside it (sensitive)
verify    is a release whole, and does it keep its codebook?
load      a release in memory
export    a release for Stata, SPSS, R and Excel, and for catalogues
deposit   a release with Zenodo, for a DOI: a draft, or published for ever
draft_mapping   a mapping drafted from a partner's file, for a person to review
agreement       how alike two people coded the same vignettes
write_vignettes  ten invented stories to code
find_duplicates  pairs of ids in a partner's file that may be one person
harmonise_file  cases of a codebook from a partner's file and its mapping
coverage  which columns of a codebook a mapping fills
changes   what of a mapping still fits a file, and what is to be decided
write_form  a form for a codebook; what comes back by it needs no mapping
make_collection_key  a key for forms that are pages: they encrypt what is filled in
open_collected  what such pages saved, decrypted and joined
begin_series  a dataset over the years, measured cohort by cohort
extend_series  cohorts of later years
deliver   the cases of a year, handed in: cohorts that are due are measured
draw_edition  all cohorts that were measured, as one release, at no cost
series_standing  what each cohort has spent, and when it is measured
trend     numbers of people from cohort to cohort, with the uncertainty of each change
join_people  ids of a series that are one person
withdraw_people  people who are in nothing that is measured of a series from now on
confirm_withdrawal  a signed note that somebody was taken out of a series
leave_series  an organisation that is in nothing that is measured of a joint series from now on
confirm_leaving  a signed note of that
check_withdrawal_note  by which key a note was signed
sample    fictional cases that belong to nobody

Cases are one table, or victims, perpetrators and the links between them: as the codebook says.
"""

from lanterne.verbs.accuracy import Accuracy, accuracy, budget_for
from lanterne.verbs.agreement import agreement, write_vignettes
from lanterne.verbs.anonymity import Anonymised, anonymise
from lanterne.verbs.cases import check, draft, sample
from lanterne.verbs.choice import Choice, choose
from lanterne.verbs.collect import CollectionKey, make_collection_key, open_collected
from lanterne.verbs.deposits import deposit
from lanterne.verbs.duplicates import find_duplicates
from lanterne.verbs.editions import draw_edition, trend
from lanterne.verbs.exports import export
from lanterne.verbs.forms import write_form
from lanterne.verbs.gate import Gated, judge, record_beside, verify_record
from lanterne.verbs.harmonise import (
    changes,
    check_expected,
    coverage,
    draft_mapping,
    harmonise_file,
    open_mapping,
    tried_cases,
)
from lanterne.verbs.needs import Needs, expected_needs
from lanterne.verbs.precautions import LEDGER, ledger_beside
from lanterne.verbs.protection import DEFAULT_POPULATION, Protection, protect
from lanterne.verbs.releases import compare, evaluate, load, redraw, verify
from lanterne.verbs.requests import (
    CANDIDATES,
    EXPECTED_PEOPLE,
    AnonymiseRequest,
    BeginRequest,
    CheckRequest,
    ChooseRequest,
    CompareRequest,
    DeliverRequest,
    DepositRequest,
    EditionRequest,
    EvaluateRequest,
    ExportRequest,
    HarmoniseRequest,
    JudgeRequest,
    K,
    ProtectRequest,
    RedrawRequest,
    RiskRequest,
)
from lanterne.verbs.risk import find_risk, risk_folder
from lanterne.verbs.series import begin_series, deliver, extend_series, series_standing
from lanterne.verbs.series_people import (
    check_withdrawal_note,
    confirm_leaving,
    confirm_withdrawal,
    join_people,
    leave_series,
    withdraw_people,
)
from lanterne.verbs.settings import Progress
from lanterne.verbs.worth import SIZES, expected_worth

__all__ = [
    "CANDIDATES",
    "DEFAULT_POPULATION",
    "EXPECTED_PEOPLE",
    "LEDGER",
    "SIZES",
    "Accuracy",
    "AnonymiseRequest",
    "Anonymised",
    "BeginRequest",
    "CheckRequest",
    "Choice",
    "ChooseRequest",
    "CollectionKey",
    "CompareRequest",
    "DeliverRequest",
    "DepositRequest",
    "EditionRequest",
    "EvaluateRequest",
    "ExportRequest",
    "Gated",
    "HarmoniseRequest",
    "JudgeRequest",
    "K",
    "Needs",
    "Progress",
    "ProtectRequest",
    "Protection",
    "RedrawRequest",
    "RiskRequest",
    "accuracy",
    "agreement",
    "anonymise",
    "begin_series",
    "budget_for",
    "changes",
    "check",
    "check_expected",
    "check_withdrawal_note",
    "choose",
    "compare",
    "confirm_leaving",
    "confirm_withdrawal",
    "coverage",
    "deliver",
    "deposit",
    "draft",
    "draft_mapping",
    "draw_edition",
    "evaluate",
    "expected_needs",
    "expected_worth",
    "export",
    "extend_series",
    "find_duplicates",
    "find_risk",
    "harmonise_file",
    "join_people",
    "judge",
    "leave_series",
    "ledger_beside",
    "load",
    "make_collection_key",
    "open_collected",
    "open_mapping",
    "protect",
    "record_beside",
    "redraw",
    "risk_folder",
    "sample",
    "series_standing",
    "trend",
    "tried_cases",
    "verify",
    "verify_record",
    "withdraw_people",
    "write_form",
    "write_vignettes",
]
