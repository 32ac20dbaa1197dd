"""From a partner's file and a mapping to cases of a codebook, and to a list of what did not fit."""

from lanterne.harmonise.apply import HarmonisedFile, LeftOver, Tally, open_harmonised, opened_by
from lanterne.harmonise.changes import Changes, changes_of
from lanterne.harmonise.check_mapping import codebook_digest
from lanterne.harmonise.coverage import Coverage, Covered, coverage_of
from lanterne.harmonise.crosswalks import builtin_mappings
from lanterne.harmonise.definitions import Definition, Definitions, definitions_of
from lanterne.harmonise.draft_mapping import Draft, draft_mapping
from lanterne.harmonise.mapping import (
    DateOrder,
    Equivalence,
    LegalBasis,
    Loss,
    LossKind,
    MappedColumn,
    Mapping,
    Rule,
    Source,
    Status,
)
from lanterne.harmonise.read_mapping import load_mapping, named_codebook
from lanterne.harmonise.scan_file import scan_file
from lanterne.harmonise.write_cases import Harmonised, write_cases
from lanterne.harmonise.write_mapping import draft_to_toml, identity_of, mapping_to_toml

__all__ = [
    "Changes",
    "Coverage",
    "Covered",
    "DateOrder",
    "Definition",
    "Definitions",
    "Draft",
    "Equivalence",
    "Harmonised",
    "HarmonisedFile",
    "LeftOver",
    "LegalBasis",
    "Loss",
    "LossKind",
    "MappedColumn",
    "Mapping",
    "Rule",
    "Source",
    "Status",
    "Tally",
    "builtin_mappings",
    "changes_of",
    "codebook_digest",
    "coverage_of",
    "definitions_of",
    "draft_mapping",
    "draft_to_toml",
    "identity_of",
    "load_mapping",
    "mapping_to_toml",
    "named_codebook",
    "open_harmonised",
    "opened_by",
    "scan_file",
    "write_cases",
]
