"""The methods that hide a person among k others. None of them is differentially private."""

from lanterne.anonymity.check import checked
from lanterne.anonymity.check_classes import find_faults
from lanterne.anonymity.check_combinations import find_violations
from lanterne.anonymity.result import AnonymousTable, Checked, Guarantee, Method

__all__ = [
    "AnonymousTable",
    "Checked",
    "Guarantee",
    "Method",
    "checked",
    "find_faults",
    "find_violations",
]
