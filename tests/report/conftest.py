"""A small evaluation."""

from __future__ import annotations

import pytest
from small_table import aggregates, codebook, people

from lanterne.evaluation import Evaluation, compare_frames, measure_aggregates


@pytest.fixture(scope="session")
def evaluation() -> Evaluation:
    real, released, book = people(500, 1), people(480, 2), codebook()
    comparison = compare_frames(real, released, {"sex": frozenset({"", "R"})})
    measured = measure_aggregates(real, aggregates(), book.table)
    return Evaluation(book, 4.0, 1e-6, comparison, measured)
