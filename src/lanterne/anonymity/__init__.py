"""The methods that hide a person among k others. None of them is differentially private."""

from lanterne.anonymity.check import checked, find_small_classes, find_violations
from lanterne.anonymity.result import AnonymousTable, Checked, Guarantee, Method

__all__ = [
    "AnonymousTable",
    "Checked",
    "Guarantee",
    "Method",
    "checked",
    "find_small_classes",
    "find_violations",
]
