"""The methods that hide a person among k others. None of them is differentially private."""

from typing import TYPE_CHECKING

from lanterne.anonymity.check import checked
from lanterne.anonymity.check_classes import find_faults
from lanterne.anonymity.result import AnonymousTable, Checked, Guarantee, Method
from lanterne.anonymity.statement import KStatement, k_release, k_statement

if TYPE_CHECKING:
    from lanterne.anonymity.check_combinations import find_violations

__all__ = [
    "AnonymousTable",
    "Checked",
    "Guarantee",
    "KStatement",
    "Method",
    "checked",
    "find_faults",
    "find_violations",
    "k_release",
    "k_statement",
]


def __getattr__(name: str) -> object:
    """Load the compiled loops when they are asked for: who reads a release needs none."""
    if name == "find_violations":
        from lanterne.anonymity.check_combinations import find_violations  # noqa: PLC0415

        return find_violations
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
