"""The ledger and its cap as a person sees them."""

import json

import pytest
from lanterne_process import BOOK, NOT_CHARGED, run, run_json, tree, write_cases


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a cap of ε 3, of which 2 are spent."""
    folder = tmp_path_factory.mktemp("capped")
    write_cases(folder, 300)
    run(folder, "ledger", ".", "--cap-epsilon", 3, "--cap-delta", 1e-5)
    run(
        folder, "protect", "cases.csv", "-c", BOOK, "--epsilon", 2, "--out", "first",
        "--population", "Nobody at all",
    )  # fmt: skip
    return folder


@pytest.mark.parametrize("where", [".", "cases.csv", "lanterne-ledger.jsonl"])
def test_the_ledger_is_found(where, folder):
    said = run(folder, "ledger", where).stdout
    assert "1 release\n" in said
    assert "first" in said
    assert "Remains    ε 1, δ 9e-06" in said


def test_the_ledger_as_json(folder):
    answer = run_json(folder, "ledger", ".")
    assert (answer["releases"], answer["epsilon"], answer["cap"]["epsilon"]) == (1, 2.0, 3.0)
    assert 0 < answer["epsilon_composed"] <= 2
    assert answer["entries"][1]["population"] == "Nobody at all"


def test_the_cap_refuses_and_says_the_numbers(folder):
    before = tree(folder)
    command = ("protect", "cases.csv", "-c", BOOK, "--epsilon", 1.5, "--out", "second")
    said = run(folder, *command, code=3).stderr
    for line in ("Requested: epsilon 1.5", "Spent:     epsilon 2", "Remaining: epsilon 1,"):
        assert line in said
    assert NOT_CHARGED in said
    answer = run_json(folder, *command, code=3)
    assert answer["error"] == "refused"
    assert tree(folder) == before


def test_a_cap_cannot_be_changed(folder):
    before = tree(folder)
    assert "cannot be changed" in run(folder, "ledger", ".", "--cap-epsilon", 9, code=2).stderr
    assert tree(folder) == before


def test_no_ledger_yet(tmp_path):
    write_cases(tmp_path, 3)
    assert "nothing has been spent" in run(tmp_path, "ledger", "cases.csv").stdout
    assert "There is no cases2.csv" in run(tmp_path, "ledger", "cases2.csv", code=2).stderr
    assert set(tree(tmp_path)) == {"cases.csv"}


def test_a_ledger_that_was_changed(folder, tmp_path):
    path = tmp_path / "lanterne-ledger.jsonl"
    path.write_text((folder / path.name).read_text().replace('"epsilon":2.0', '"epsilon":1.0'))
    write_cases(tmp_path, 300)
    assert "was changed" in run(tmp_path, "ledger", ".", code=1).stderr
    before = tree(tmp_path)
    run(tmp_path, "protect", "cases.csv", "-c", BOOK, "--epsilon", 1, "--out", "out", code=1)
    assert tree(tmp_path) == before
    assert json.loads(path.read_text().splitlines()[0])["kind"] == "open"
