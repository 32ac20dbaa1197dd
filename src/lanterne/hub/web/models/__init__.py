"""What an organisation works on: datasets, their case files, runs, reports, reviews, publications.

Nothing that was computed from cases stands in a column here: it lies in the vault, encrypted, and
only its id is here. What is protected, such as the promise of a release, may stand here.
"""

from lanterne.hub.web.models.datasets import (
    CaseFile,
    CodebookComment,
    CodebookVersion,
    Dataset,
    MappingVersion,
    PageKey,
    VignetteCoding,
)
from lanterne.hub.web.models.releases import (
    Decision,
    Exemption,
    Publication,
    Report,
    Run,
    Submission,
    Withdrawal,
)

__all__ = [
    "CaseFile",
    "CodebookComment",
    "CodebookVersion",
    "Dataset",
    "Decision",
    "Exemption",
    "MappingVersion",
    "PageKey",
    "Publication",
    "Report",
    "Run",
    "Submission",
    "VignetteCoding",
    "Withdrawal",
]
