"""``lanterne evaluate --compare`` and what it says on the screen."""

import json

import pytest
from lanterne_process import run, run_json


@pytest.fixture(scope="module")
def two(copy_of_made, tmp_path_factory):
    """The folder of cases with a second release, drawn otherwise."""
    folder = copy_of_made(tmp_path_factory.mktemp("compare")).folder
    run(folder, "redraw", "release.fitted.npz", "--out", "strict", "--dial", "strict")
    return folder


def test_several_releases_stand_side_by_side(two, tmp_path):
    said = run(
        two, "evaluate", "cases.csv", "--compare", "release", "strict", "--out", tmp_path / "out"
    ).stdout
    assert said.startswith("SENSITIVE")
    assert "A · release · Utility:" in said
    assert "B · strict · Utility:" in said
    assert max(len(line) for line in said.splitlines()[:-1]) <= 80
    figures = json.loads((tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8"))
    assert [one["release"] for one in figures["releases"]] == ["release", "strict"]
    assert "looked at without protection: " in run(two, "ledger", "cases.csv").stdout


def test_the_lights_are_said_in_both_languages(two, tmp_path, monkeypatch):
    said = run(two, "evaluate", "cases.csv", "release", "--out", tmp_path / "en").stdout
    assert "\nUtility: " in said
    assert "\nRisk: " in said
    monkeypatch.setenv("LANTERNE_LANGUAGE", "fr")
    said = run(two, "evaluate", "cases.csv", "release", "--out", tmp_path / "fr").stdout
    assert "\nUtilité\u00a0: " in said
    assert "\nRisque\u00a0: " in said


def test_several_without_the_option_and_one_with_it(two, tmp_path):
    out = tmp_path / "out"
    said = run(two, "evaluate", "cases.csv", "release", "strict", "--out", out, code=2)
    assert "--compare" in said.stderr
    said = run(two, "evaluate", "cases.csv", "release", "--compare", "--out", out, code=2)
    assert "Two to 6 releases" in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_attacks_are_read_from_json(two, tmp_path):
    attacks = tmp_path / "attacks.json"
    attacks.write_text('{"results": [{"name": "x", "rate": 0.9, "chance": 0.5, "allowed": 0.6}]}')
    answer = run_json(
        two, "evaluate", "cases.csv", "release", "--attacks", attacks, "--out", tmp_path / "out"
    )
    assert answer["risk"]["level"] == "poor"
    attacks.write_text("{")
    said = run(two, "evaluate", "cases.csv", "release", "--attacks", attacks, "--out", "no", code=2)
    assert "not a JSON file" in said.stderr
    said = run(
        two, "evaluate", "cases.csv", "release", "strict", "--compare", "--attacks", attacks,
        "--out", "no", code=2,
    )  # fmt: skip
    assert "not in a comparison" in said.stderr
