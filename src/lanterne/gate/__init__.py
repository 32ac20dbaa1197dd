"""The gate: a release is held against a policy before it is published, and the answer is signed.

What is found is as sensitive as the cases. What is recorded is whether the release passes, by which
policy, when, and who says so.
"""

from lanterne.gate.candidate import NetworkCandidate, TableCandidate
from lanterne.gate.examination import Examination, Told, Use
from lanterne.gate.judge import Judgement, Reason, judge_release
from lanterne.gate.levels import LEVELS, USUAL, level_text
from lanterne.gate.pledge import Pledge
from lanterne.gate.policy import Family, Policy, PromiseRules, RiskRules, UseRules
from lanterne.gate.policy_file import load_policy, parse_policy
from lanterne.gate.policy_identity import OWN, content_of_decision, decided_by, known_as, level_of
from lanterne.gate.record import (
    Decision,
    Examined,
    Result,
    decide,
    read_record,
    record_beside,
    write_record,
)
from lanterne.gate.signature import key_pair, new_key, public_key, read_public_key
from lanterne.gate.verify import RecordReport, verify_record
from lanterne.gate.wording import (
    copies_in_words,
    notes_in_words,
    policy_in_words,
    reasons_in_words,
    result_in_words,
    uncharged_in_words,
)

__all__ = [
    "LEVELS",
    "OWN",
    "USUAL",
    "Decision",
    "Examination",
    "Examined",
    "Family",
    "Judgement",
    "NetworkCandidate",
    "Pledge",
    "Policy",
    "PromiseRules",
    "Reason",
    "RecordReport",
    "Result",
    "RiskRules",
    "TableCandidate",
    "Told",
    "Use",
    "UseRules",
    "content_of_decision",
    "copies_in_words",
    "decide",
    "decided_by",
    "judge_release",
    "key_pair",
    "known_as",
    "level_of",
    "level_text",
    "load_policy",
    "new_key",
    "notes_in_words",
    "parse_policy",
    "policy_in_words",
    "public_key",
    "read_public_key",
    "read_record",
    "reasons_in_words",
    "record_beside",
    "result_in_words",
    "uncharged_in_words",
    "verify_record",
    "write_record",
]
