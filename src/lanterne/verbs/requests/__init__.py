"""What verbs are asked for: one frozen request per verb.

A request is made once, from the command line, a form, JSON or Python, checked when it is made, and
travels whole to where it is used. The command that does the same is rendered from it.
"""

from lanterne.verbs.requests.anonymise import DIFFERENTIAL_PRIVACY, METHODS, AnonymiseRequest, K
from lanterne.verbs.requests.begin import BeginRequest
from lanterne.verbs.requests.check import CheckRequest
from lanterne.verbs.requests.choose import CANDIDATES, ChooseRequest
from lanterne.verbs.requests.command import command_line
from lanterne.verbs.requests.deliver import DeliverRequest
from lanterne.verbs.requests.deposit import DepositRequest
from lanterne.verbs.requests.digest import digest_of
from lanterne.verbs.requests.edition import EditionRequest
from lanterne.verbs.requests.evaluate import CompareRequest, EvaluateRequest, ReportRequest
from lanterne.verbs.requests.export import ExportRequest
from lanterne.verbs.requests.harmonise import HarmoniseRequest
from lanterne.verbs.requests.judge import JudgeRequest
from lanterne.verbs.requests.protect import EXPECTED_PEOPLE, ProtectRequest
from lanterne.verbs.requests.redraw import RedrawRequest
from lanterne.verbs.requests.releasing import ReleaseRequest
from lanterne.verbs.requests.risk import RiskRequest
from lanterne.verbs.requests.verb import takes

__all__ = [
    "CANDIDATES",
    "DIFFERENTIAL_PRIVACY",
    "EXPECTED_PEOPLE",
    "METHODS",
    "AnonymiseRequest",
    "BeginRequest",
    "CheckRequest",
    "ChooseRequest",
    "CompareRequest",
    "DeliverRequest",
    "DepositRequest",
    "EditionRequest",
    "EvaluateRequest",
    "ExportRequest",
    "HarmoniseRequest",
    "JudgeRequest",
    "K",
    "ProtectRequest",
    "RedrawRequest",
    "ReleaseRequest",
    "ReportRequest",
    "RiskRequest",
    "command_line",
    "digest_of",
    "takes",
]
