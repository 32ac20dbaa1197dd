"""What a release of linked tables is worth, measured against the cases. All of it is sensitive."""

from lanterne.evaluation.network.comparison import compare_networks
from lanterne.evaluation.network.evaluation import (
    NetworkEvaluation,
    PublishedCounts,
    evaluate_network,
)
from lanterne.evaluation.network.figures import (
    UNANSWERED,
    NetworkComparison,
    NetworkFigures,
    why_unanswered,
)
from lanterne.evaluation.network.findings import network_comparison_findings, network_findings
from lanterne.evaluation.network.measures import (
    LINKS,
    PERPETRATORS,
    VICTIMS,
    ComponentBand,
    ComponentMeasures,
    CrossMeasures,
    DegreeCount,
    DegreeMeasures,
    LikenessMeasures,
    RelationCell,
    Relations,
)

__all__ = [
    "LINKS",
    "PERPETRATORS",
    "UNANSWERED",
    "VICTIMS",
    "ComponentBand",
    "ComponentMeasures",
    "CrossMeasures",
    "DegreeCount",
    "DegreeMeasures",
    "LikenessMeasures",
    "NetworkComparison",
    "NetworkEvaluation",
    "NetworkFigures",
    "PublishedCounts",
    "RelationCell",
    "Relations",
    "compare_networks",
    "evaluate_network",
    "network_comparison_findings",
    "network_findings",
    "why_unanswered",
]
