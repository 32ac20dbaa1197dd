"""Small evaluations: of one table, and of linked tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest
from small_network import linked, network_codebook, statement
from small_risks import of_network, of_table
from small_table import aggregates, codebook, people

from few_columns import CASES, COUNTRIES, cut
from lanterne.codebook import load_codebook
from lanterne.evaluation import (
    Evaluation,
    Promised,
    Versus,
    compare_frames,
    evaluate_frame,
)
from lanterne.evaluation.aggregates import check_counts, measures_of
from lanterne.evaluation.coverage import Coverage, coverage_of
from lanterne.evaluation.network import NetworkEvaluation, PublishedCounts, compare_networks
from lanterne.report import render_page
from lanterne.risk import SourceRisk
from pictures import drawn_once


@pytest.fixture(scope="module", autouse=True)
def _pictures() -> Iterator[None]:
    with drawn_once():
        yield


@pytest.fixture(scope="session")
def evaluation() -> Evaluation:
    real, released, book = people(500, 1), people(480, 2), codebook()
    comparison = compare_frames(real, released, {"sex": frozenset({"", "R"})})
    checked = check_counts(real, aggregates(), book.table)
    measured, coverage = measures_of(checked), coverage_of(checked)
    return Evaluation(book, 4.0, 1e-6, comparison, measured, coverage=coverage)


@pytest.fixture(scope="session")
def full_evaluation() -> Evaluation:
    """Of columns of the built-in codebook: with years, routes, flags and sets."""
    book = cut(load_codebook("lanterne-cases"), (*CASES, *COUNTRIES))
    tables = []
    for seed, rows in ((1, 600), (2, 580)):
        random = np.random.default_rng(seed)
        drawn = {
            column.name: random.choice(["", *column.codes[:6]], rows)
            for column in book.table.columns
        }
        tables.append(pl.DataFrame(drawn))
    real, released = tables
    release: Any = SimpleNamespace(codebook=book, data=released, statement=None, path=Path("made"))
    return evaluate_frame(real, release)


@pytest.fixture(scope="session")
def network_evaluation(evaluation: Evaluation) -> NetworkEvaluation:
    book = network_codebook()
    comparison = compare_networks(linked(400, 1), linked(390, 2), book)
    by_size = Coverage(evaluation.coverage.sizes)  # its columns are those of another table
    published = (
        PublishedCounts("victims", False, evaluation.aggregates, by_size),
        PublishedCounts("perpetrators", True, evaluation.aggregates, by_size),
    )
    return NetworkEvaluation(book, statement(), comparison, published)


@pytest.fixture(scope="session")
def versus(full_evaluation: Evaluation) -> Versus:
    """Three releases of the same cases, side by side."""
    promised = Promised("k-anonymous-synthetic", k=10, length=3)
    other = replace(full_evaluation, method=promised, release="other")
    return Versus((full_evaluation, other, replace(other, release="third")), looks=9)


@pytest.fixture(scope="session")
def risks() -> dict[str, SourceRisk]:
    """Who stands out in one table, and in linked tables."""
    return {"table": of_table(columns=["sex", "place"]), "network": of_network()}


LANGUAGES = ("en", "fr", "es", "ar")


@pytest.fixture(scope="session")
def table_pages(evaluation: Evaluation) -> dict[str, str]:
    return {language: render_page(evaluation, language) for language in LANGUAGES}


@pytest.fixture(scope="session")
def network_pages(network_evaluation: NetworkEvaluation) -> dict[str, str]:
    return {language: render_page(network_evaluation, language) for language in LANGUAGES}


@pytest.fixture(params=["table_pages", "network_pages"])
def pages(request: pytest.FixtureRequest) -> dict[str, str]:
    """Language → page, of a report on one table and of one on linked tables."""
    found: dict[str, str] = request.getfixturevalue(request.param)
    return found
