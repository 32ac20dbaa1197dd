"""Case tables: read, checked against the codebook, one row per person, in codes or in texts."""

from lanterne.cases.cases import Cases, check_cases, open_cases
from lanterne.cases.encode import decode, encode_frame
from lanterne.cases.report import CheckReport
from lanterne.cases.texts import read_texts
from lanterne.cases.there import columns_there

__all__ = [
    "Cases",
    "CheckReport",
    "check_cases",
    "columns_there",
    "decode",
    "encode_frame",
    "open_cases",
    "read_texts",
]
