"""From a partner's file and a mapping to cases of a codebook, and to a list of what did not fit."""

from lanterne.harmonise.apply import HarmonisedFile, LeftOver, Tally, open_harmonised, opened_by
from lanterne.harmonise.changes import Changes, changes_of
from lanterne.harmonise.check_mapping import codebook_digest
from lanterne.harmonise.coverage import Coverage, Covered, coverage_of
from lanterne.harmonise.draft_linked import draft_linked_mapping
from lanterne.harmonise.draft_mapping import Draft, draft_mapping
from lanterne.harmonise.linked_files import linked_parts, parts_by
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
from lanterne.harmonise.read_mapping import load_mapping, named_codebook
from lanterne.harmonise.scan_file import scan_file, scan_tables
from lanterne.harmonise.try_mapping import check_expected, tried_cases
from lanterne.harmonise.write_cases import (
    Harmonised,
    lines_of_cases,
    write_cases,
    write_linked_cases,
)
from lanterne.harmonise.write_mapping import draft_to_toml, identity_of, mapping_to_toml

__all__ = [
    "Changes",
    "Coverage",
    "Covered",
    "DateOrder",
    "Draft",
    "Equivalence",
    "Harmonised",
    "HarmonisedFile",
    "LeftOver",
    "LegalBasis",
    "MappedColumn",
    "Mapping",
    "Rule",
    "Source",
    "Status",
    "Tally",
    "changes_of",
    "check_expected",
    "codebook_digest",
    "coverage_of",
    "draft_linked_mapping",
    "draft_mapping",
    "draft_to_toml",
    "identity_of",
    "lines_of_cases",
    "linked_parts",
    "load_mapping",
    "mapping_to_toml",
    "named_codebook",
    "open_harmonised",
    "opened_by",
    "parts_by",
    "scan_file",
    "scan_tables",
    "tried_cases",
    "write_cases",
    "write_linked_cases",
]
