"""Every text of the report is used by some page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from noted_texts import Noted
from small_network import statement

from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook import load_codebook
from lanterne.codebook.model import Missing
from lanterne.evaluation import Evaluation
from lanterne.evaluation.network import NetworkEvaluation, compare_networks
from lanterne.fictional import fictional_network
from lanterne.messages.store import part
from lanterne.privacy.promises import GroupLoss
from lanterne.report import render_page
from lanterne.report import texts as of_tables
from lanterne.report.network import figures, page
from stored import in_languages

CATALOGUE, NETWORK_CATALOGUE = in_languages("report.page"), in_languages("report.network")

NAMED_BY_THE_CODEBOOK = {kind.value for kind in Missing if kind is not Missing.NOT_RECORDED}
"""Words for kinds of missingness: a page has those of its codebook."""


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Keys of the texts that pages have read since."""
    keys: set[str] = set()
    noted = {language: Noted(texts, keys) for language, texts in CATALOGUE.items()}
    whole = {tag: {**CATALOGUE[tag], **NETWORK_CATALOGUE[tag]} for tag in CATALOGUE}
    linked = {language: Noted(texts, keys) for language, texts in whole.items()}
    monkeypatch.setattr(
        of_tables,
        "part",
        lambda name, language: noted[language] if name == "report.page" else part(name, language),
    )
    for module in (page, figures):
        monkeypatch.setattr(module, "network_texts", linked.__getitem__)
    return keys


def other_reports(
    evaluation: Evaluation, network_evaluation: NetworkEvaluation
) -> Iterator[Evaluation | NetworkEvaluation]:
    """Without published counts, without relations, beside no other release, with a condensed file;
    and where nothing is promised to this kind of people or to that."""
    yield replace(evaluation, aggregates=())
    comparison = replace(network_evaluation.comparison, relations=(), apart=None)
    yield replace(network_evaluation, comparison=comparison)
    losses = tuple(GroupLoss(unit, 7, 24.0, 1e-5) for unit in ("victim", "perpetrator"))
    book, tables = load_codebook("lanterne-network"), fictional_network(60, seed=3)
    released = NetworkTables(tables.victims.drop("household"), tables.perpetrators, tables.links)
    comparison = compare_networks(tables, released, book)
    promised = replace(statement(), unit="household", unpromised=losses)
    yield NetworkEvaluation(book, promised, comparison, ())


@pytest.mark.parametrize(
    "language",
    [pytest.param(one, marks=() if one == "ar" else pytest.mark.long) for one in CATALOGUE],
)
def test_every_text_is_used(
    read: set[str],
    evaluation: Evaluation,
    network_evaluation: NetworkEvaluation,
    language: str,
) -> None:
    for one in (evaluation, network_evaluation, *other_reports(evaluation, network_evaluation)):
        render_page(one, language)
    everything = {*CATALOGUE[language], *NETWORK_CATALOGUE[language]}
    assert everything - read - NAMED_BY_THE_CODEBOOK == set()


def test_a_text_that_nothing_uses_is_found(read: set[str], evaluation: Evaluation) -> None:
    render_page(evaluation, "en")
    assert "distance" in read
    assert "ring_size" not in read
