"""Codebooks: what the columns of a dataset mean, for people and for machines."""

from lanterne.codebook.check import check_codebook
from lanterne.codebook.draft import DRAFT_WARNING, Draft, draft_from_frame
from lanterne.codebook.encode import encode_table
from lanterne.codebook.encoding import SMALL_SET, Encoding, ForbiddenCodes, ModelColumn
from lanterne.codebook.hierarchy import Hierarchy, Level
from lanterne.codebook.identifying import REASONS, identifying_column
from lanterne.codebook.load import builtin_codebooks, load_codebook, parse_codebook
from lanterne.codebook.looks import why_identifying
from lanterne.codebook.model import (
    Codebook,
    Column,
    ColumnType,
    Condensed,
    CondensedColumn,
    Condition,
    Dependency,
    Group,
    Household,
    Missing,
    Network,
    Reference,
    Rule,
    Table,
    Text,
    Value,
    in_language,
)
from lanterne.codebook.page import codebook_page
from lanterne.codebook.reader import codebook_from_dict
from lanterne.codebook.relations import Relation, relations
from lanterne.codebook.undecided import as_if_kept, undecided_problems
from lanterne.codebook.write import codebook_to_dict, codebook_to_toml

__all__ = [
    "DRAFT_WARNING",
    "REASONS",
    "SMALL_SET",
    "Codebook",
    "Column",
    "ColumnType",
    "Condensed",
    "CondensedColumn",
    "Condition",
    "Dependency",
    "Draft",
    "Encoding",
    "ForbiddenCodes",
    "Group",
    "Hierarchy",
    "Household",
    "Level",
    "Missing",
    "ModelColumn",
    "Network",
    "Reference",
    "Relation",
    "Rule",
    "Table",
    "Text",
    "Value",
    "as_if_kept",
    "builtin_codebooks",
    "check_codebook",
    "codebook_from_dict",
    "codebook_page",
    "codebook_to_dict",
    "codebook_to_toml",
    "draft_from_frame",
    "encode_table",
    "identifying_column",
    "in_language",
    "load_codebook",
    "parse_codebook",
    "relations",
    "undecided_problems",
    "why_identifying",
]
