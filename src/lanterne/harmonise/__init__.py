"""From a partner's file and a mapping to cases of a codebook, and to a list of what did not fit."""

from lanterne.harmonise.agreement import ColumnAgreement, Confused, agreement_of
from lanterne.harmonise.alike import Alike, AlikePair, find_alike_people
from lanterne.harmonise.apply import ByMapping, HarmonisedFile, LeftOver, Tally, open_harmonised
from lanterne.harmonise.changes import Changes, changes_of
from lanterne.harmonise.check_mapping import codebook_digest
from lanterne.harmonise.coverage import Coverage, Covered, coverage_of
from lanterne.harmonise.crosswalks import builtin_mappings
from lanterne.harmonise.decided_pairs import DecidedPairs, read_decisions
from lanterne.harmonise.definitions import Definition, Definitions, definitions_of
from lanterne.harmonise.draft_linked import draft_linked_mapping
from lanterne.harmonise.draft_mapping import Draft, draft_mapping
from lanterne.harmonise.earlier_mappings import Learnt, learn
from lanterne.harmonise.kappa import Estimate
from lanterne.harmonise.linked_files import linked_parts, parts_by
from lanterne.harmonise.losses import Loss, LossKind
from lanterne.harmonise.mapping import (
    DateOrder,
    Equivalence,
    LegalBasis,
    MappedColumn,
    Mapping,
    Rule,
    Source,
    Status,
)
from lanterne.harmonise.pair_key import PairKey, new_key, read_key
from lanterne.harmonise.pair_sheet import write_pairs
from lanterne.harmonise.parted_cases import write_parted_cases
from lanterne.harmonise.parted_tables import write_parted_tables
from lanterne.harmonise.partner_folders import folders_of_parts
from lanterne.harmonise.partner_parts import PartnerParts
from lanterne.harmonise.partner_tables import PartnerTables
from lanterne.harmonise.read_mapping import load_mapping, named_codebook, stated_mapping
from lanterne.harmonise.scan_file import scan_file, scan_tables
from lanterne.harmonise.try_mapping import check_expected, tried_cases
from lanterne.harmonise.unanswered import never_answered, what_to_do
from lanterne.harmonise.write_cases import (
    Destinations,
    Harmonised,
    lines_of_cases,
    write_cases,
    write_linked_cases,
)
from lanterne.harmonise.write_mapping import draft_to_toml, identity_of, mapping_to_toml

__all__ = [
    "Alike",
    "AlikePair",
    "ByMapping",
    "Changes",
    "ColumnAgreement",
    "Confused",
    "Coverage",
    "Covered",
    "DateOrder",
    "DecidedPairs",
    "Definition",
    "Definitions",
    "Destinations",
    "Draft",
    "Equivalence",
    "Estimate",
    "Harmonised",
    "HarmonisedFile",
    "Learnt",
    "LeftOver",
    "LegalBasis",
    "Loss",
    "LossKind",
    "MappedColumn",
    "Mapping",
    "PairKey",
    "PartnerParts",
    "PartnerTables",
    "Rule",
    "Source",
    "Status",
    "Tally",
    "agreement_of",
    "builtin_mappings",
    "changes_of",
    "check_expected",
    "codebook_digest",
    "coverage_of",
    "definitions_of",
    "draft_linked_mapping",
    "draft_mapping",
    "draft_to_toml",
    "find_alike_people",
    "folders_of_parts",
    "identity_of",
    "learn",
    "lines_of_cases",
    "linked_parts",
    "load_mapping",
    "mapping_to_toml",
    "named_codebook",
    "never_answered",
    "new_key",
    "open_harmonised",
    "parts_by",
    "read_decisions",
    "read_key",
    "scan_file",
    "scan_tables",
    "stated_mapping",
    "tried_cases",
    "what_to_do",
    "write_cases",
    "write_linked_cases",
    "write_pairs",
    "write_parted_cases",
    "write_parted_tables",
]
