"""What a release is worth, measured against the cases. Everything here is sensitive."""

from lanterne.evaluation.aggregates import AggregateMeasures, measure_aggregates
from lanterne.evaluation.analyses import Analyses
from lanterne.evaluation.attacked import AttackOutcome, attack_outcomes
from lanterne.evaluation.comparison import ColumnMeasures, Comparison, ValueCounts, compare_frames
from lanterne.evaluation.counts import CountBand, CountsSeen
from lanterne.evaluation.evaluation import (
    Evaluation,
    evaluate_answers,
    evaluate_frame,
    evaluate_release,
)
from lanterne.evaluation.findings import Finding, comparison_findings, findings
from lanterne.evaluation.lights import Level, Light
from lanterne.evaluation.measures import LengthMeasures, SetMeasures
from lanterne.evaluation.network import (
    NetworkComparison,
    NetworkEvaluation,
    compare_networks,
    evaluate_network,
    network_comparison_findings,
    network_findings,
)
from lanterne.evaluation.promised import Promised
from lanterne.evaluation.sizes import SizeMeasures
from lanterne.evaluation.summary import PlainWords, plain_words
from lanterne.evaluation.versus import Versus, check_number

__all__ = [
    "AggregateMeasures",
    "Analyses",
    "AttackOutcome",
    "ColumnMeasures",
    "Comparison",
    "CountBand",
    "CountsSeen",
    "Evaluation",
    "Finding",
    "LengthMeasures",
    "Level",
    "Light",
    "NetworkComparison",
    "NetworkEvaluation",
    "PlainWords",
    "Promised",
    "SetMeasures",
    "SizeMeasures",
    "ValueCounts",
    "Versus",
    "attack_outcomes",
    "check_number",
    "compare_frames",
    "compare_networks",
    "comparison_findings",
    "evaluate_answers",
    "evaluate_frame",
    "evaluate_network",
    "evaluate_release",
    "findings",
    "measure_aggregates",
    "network_comparison_findings",
    "network_findings",
    "plain_words",
]
