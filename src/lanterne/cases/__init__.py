"""Case tables: read, checked against the codebook, one row per person, in codes or in texts."""

from lanterne.cases.cases import Cases, check_cases, open_cases
from lanterne.cases.column_presence import columns_there
from lanterne.cases.encode import decode, encode_frame
from lanterne.cases.report import CheckReport

__all__ = [
    "Cases",
    "CheckReport",
    "check_cases",
    "columns_there",
    "decode",
    "encode_frame",
    "open_cases",
]
