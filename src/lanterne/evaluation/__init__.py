"""What a release is worth, measured against the cases. Everything here is sensitive."""

from lanterne.evaluation.aggregates import AggregateMeasures, measure_aggregates
from lanterne.evaluation.comparison import (
    ColumnMeasures,
    Comparison,
    ValueCounts,
    compare_frames,
)
from lanterne.evaluation.counts import CountBand, CountsSeen
from lanterne.evaluation.evaluation import Evaluation, evaluate_release
from lanterne.evaluation.findings import Finding, comparison_findings, findings
from lanterne.evaluation.measures import LengthMeasures, SetMeasures

__all__ = [
    "AggregateMeasures",
    "ColumnMeasures",
    "Comparison",
    "CountBand",
    "CountsSeen",
    "Evaluation",
    "Finding",
    "LengthMeasures",
    "SetMeasures",
    "ValueCounts",
    "compare_frames",
    "comparison_findings",
    "evaluate_release",
    "findings",
    "measure_aggregates",
]
