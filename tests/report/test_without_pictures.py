"""What draws pictures is an extra: without it a report has all its tables, and says so."""

from __future__ import annotations

import re
import sys
from html import unescape

import pytest

from lanterne.evaluation import Evaluation
from lanterne.evaluation.network import NetworkEvaluation
from lanterne.report import render_page
from lanterne.report.risk.page import render_risk
from lanterne.risk import SourceRisk

INSTALL = "pip install 'lanterne[pictures]'"


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """What draws cannot be imported."""
    monkeypatch.setitem(sys.modules, "vl_convert", None)


def _tables(page: str) -> list[str]:
    return re.findall(r"<table>.*?</table>", page, re.DOTALL)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_a_report_has_the_same_tables_and_says_what_to_install(
    evaluation: Evaluation, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = render_page(evaluation, language)
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    page = render_page(evaluation, language)
    assert _tables(page) == _tables(drawn) != []
    assert INSTALL in unescape(page)
    assert INSTALL not in unescape(drawn)
    assert "picture" not in re.findall(r'class="([\w-]+)"', page)
    assert 'role="img"' not in page


@pytest.mark.usefixtures("without")
def test_so_have_linked_tables_and_the_risk_of_the_source(
    network_evaluation: NetworkEvaluation, risks: dict[str, SourceRisk]
) -> None:
    for page in (render_page(network_evaluation), *map(render_risk, risks.values())):
        assert unescape(page).count(INSTALL) == 1
        assert _tables(page)
        assert 'role="img"' not in page
