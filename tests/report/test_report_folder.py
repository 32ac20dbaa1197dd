"""The folder: whole or not at all, never overwritten, closed to others."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from lanterne.errors import UsageError
from lanterne.evaluation import Evaluation
from lanterne.evaluation.network import NetworkEvaluation
from lanterne.report import render_page, write_report
from lanterne.report import write as write_module


@pytest.fixture(scope="module", autouse=True)
def _pictures() -> None:
    """Pages are compared here: each has pictures of its own."""


def test_the_folder_holds_the_page_and_all_figures(evaluation: Evaluation, tmp_path: Path) -> None:
    out = write_report(evaluation, tmp_path / "report", language="fr")
    assert sorted(path.name for path in out.iterdir()) == ["evaluation.json", "index.html"]
    assert (out / "index.html").read_text("utf-8") == render_page(evaluation, "fr")
    figures = json.loads((out / "evaluation.json").read_text("utf-8"))
    assert figures["sensitive"] is True
    assert "Do not publish" in figures["notice"]
    assert figures["rows_ratio"] == 480 / 500
    assert [one["length"] for one in figures["lengths"]] == [1, 2, 3, 4]
    assert len(figures["pairs"]) == 6
    assert figures == json.loads(json.dumps(evaluation.to_dict()))


def test_linked_tables_have_the_same_folder(
    network_evaluation: NetworkEvaluation, tmp_path: Path
) -> None:
    out = write_report(network_evaluation, tmp_path / "report")
    assert sorted(path.name for path in out.iterdir()) == ["evaluation.json", "index.html"]
    assert (out / "index.html").read_text("utf-8") == render_page(network_evaluation)
    figures = json.loads((out / "evaluation.json").read_text("utf-8"))
    assert figures["sensitive"] is True
    assert figures["victims"]["rows_real"] == 400
    assert {"release", "apart", "relations", "published"} <= figures.keys()


def test_only_the_owner_opens_the_folder(evaluation: Evaluation, tmp_path: Path) -> None:
    out = write_report(evaluation, tmp_path / "report")
    assert stat.S_IMODE(out.stat().st_mode) == 0o700


def test_an_existing_folder_is_left_alone(evaluation: Evaluation, tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    with pytest.raises(UsageError, match="never overwritten"):
        write_report(evaluation, tmp_path / "report")
    assert list((tmp_path / "report").iterdir()) == []


def test_a_missing_parent_is_refused(evaluation: Evaluation, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a folder"):
        write_report(evaluation, tmp_path / "nowhere" / "report")


def test_a_failure_leaves_nothing_behind(
    evaluation: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_module, "FIGURES", "no/such/folder.json")
    with pytest.raises(Exception, match="Nothing was left behind"):
        write_report(evaluation, tmp_path / "report")
    assert list(tmp_path.iterdir()) == []
