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
from lanterne.evaluation.network import (
    NetworkComparison,
    NetworkEvaluation,
    compare_networks,
    evaluate_network,
    network_comparison_findings,
    network_findings,
)

__all__ = [
    "AggregateMeasures",
    "ColumnMeasures",
    "Comparison",
    "CountBand",
    "CountsSeen",
    "Evaluation",
    "Finding",
    "LengthMeasures",
    "NetworkComparison",
    "NetworkEvaluation",
    "SetMeasures",
    "ValueCounts",
    "compare_frames",
    "compare_networks",
    "comparison_findings",
    "evaluate_network",
    "evaluate_release",
    "findings",
    "measure_aggregates",
    "network_comparison_findings",
    "network_findings",
]
