"""Risk of the source: who stands out in the cases, before anything is protected. Sensitive.

Everything here is counted in the cases without a privacy mechanism. It is as sensitive as they are
and never enters a release.
"""

from lanterne.risk.classes import ClassRisk, DiversityOf
from lanterne.risk.figures import (
    ColumnRisk,
    LengthRisk,
    PlanStep,
    SetRisk,
    TableRisk,
    ValueRisk,
)
from lanterne.risk.households import HouseholdRisk
from lanterne.risk.people import CodedPeople
from lanterne.risk.source import (
    NOTICE,
    SourceRisk,
    assess_cases,
    assess_network,
    tables_looked_at,
)
from lanterne.risk.suda import SudaFigures
from lanterne.risk.table import assess_people
from lanterne.risk.wider import Wider, with_wider_answers

__all__ = [
    "NOTICE",
    "ClassRisk",
    "CodedPeople",
    "ColumnRisk",
    "DiversityOf",
    "HouseholdRisk",
    "LengthRisk",
    "PlanStep",
    "SetRisk",
    "SourceRisk",
    "SudaFigures",
    "TableRisk",
    "ValueRisk",
    "Wider",
    "assess_cases",
    "assess_network",
    "assess_people",
    "tables_looked_at",
    "with_wider_answers",
]
