"""What a notebook shows by itself, and keeps, says nothing that was computed from cases."""

from __future__ import annotations

import re

from lanterne.evaluation import Evaluation, Versus
from lanterne.evaluation.network import NetworkEvaluation
from lanterne.risk import SourceRisk


def test_what_is_sensitive_shows_no_number(
    evaluation: Evaluation,
    network_evaluation: NetworkEvaluation,
    versus: Versus,
    risks: dict[str, SourceRisk],
) -> None:
    for one in (evaluation, network_evaluation, versus, *risks.values()):
        said = repr(one)
        assert said.endswith(": SENSITIVE")
        assert said.startswith(type(one).__name__)
        assert not re.search(r"\d", said)
        assert len(said) < 100
        assert f"{one!s}" == said
