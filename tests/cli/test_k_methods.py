"""The k-methods as a person uses them: made, verified, noted, and refused in words."""

import json

import pytest
from lanterne_process import BOOK, CHARGED, run, run_json, tree, write_cases

PEOPLE = 437
"""People in the cases: no multiple of ten, and said nowhere."""

REASON = "decided by the board on Monday"
SYNTHETIC = ("--method", "k-anonymous-synthetic")
GENERALISED = ("--method", "k-anonymised")
QUASI = ("--quasi-identifiers", "year,gender,ageBand")


@pytest.fixture
def folder(tmp_path):
    write_cases(tmp_path, PEOPLE)
    return tmp_path


@pytest.fixture(scope="module")
def quiet_folder(tmp_path_factory):
    """A folder in which nothing is ever made."""
    folder = tmp_path_factory.mktemp("refused")
    write_cases(folder, PEOPLE)
    return folder


def protect(folder, *options, code=0, out="release"):
    return run(folder, "protect", "cases.csv", "-c", BOOK, "--out", out, *options, code=code)


def test_synthetic_rows_are_made_and_verified(folder):
    said = protect(folder, *SYNTHETIC, "--length", 2).stdout
    assert "(440 rows, k-anonymous-synthetic)" in said
    assert "any 2 answers of a row are shared by at least k = 10 people" in said
    assert "Not        differential privacy" in said
    assert "NEW ledger" in said
    assert str(PEOPLE) not in said
    assert all(len(line) <= 80 for line in said.splitlines())
    assert "is whole" in run(folder, "verify", "release").stdout
    entry = json.loads((folder / "lanterne-ledger.jsonl").read_text().splitlines()[-1])
    assert entry["kind"] == "k-release"
    assert {name: entry["details"][name] for name in ("method", "k", "length", "purpose")} == {
        "method": "k-anonymous-synthetic", "k": 10, "length": 2, "purpose": "release",
    }  # fmt: skip
    assert "people" not in json.dumps(sorted(entry["details"]))


def test_whole_rows_as_json(folder):
    answer = json.loads(protect(folder, *SYNTHETIC, "--length", "rows", "--k", 5, "--json").stdout)
    assert (answer["length"], answer["k"], answer["verified"]) == ("rows", 5, True)
    assert answer["rows"] % 10 == 0


def test_generalised_rows_are_made_and_verified(folder):
    said = protect(
        folder, *GENERALISED, *QUASI, "--diversity", 2, "--closeness", 0.6, "--sensitive", "sector",
        "--k", 5,
    ).stdout  # fmt: skip
    promise = " ".join(said.split())
    assert "at least k = 5 rows are alike in year, gender, ageBand" in promise
    assert (
        "with at least 2 different answers in sector, "
        "within 0.6 of the distribution of all rows in sector"
    ) in promise
    assert all(len(line) <= 80 for line in said.splitlines())
    entry = json.loads((folder / "lanterne-ledger.jsonl").read_text().splitlines()[-1])
    assert entry["details"]["quasi_identifiers"] == ["year", "gender", "ageBand", "isMinor"]


def test_a_second_release_needs_a_reason_and_the_ledger_shows_it(folder):
    protect(folder, *SYNTHETIC)
    before = tree(folder)
    for options in ((*GENERALISED, *QUASI), SYNTHETIC, ("--epsilon", "2")):
        refusal = protect(folder, *options, code=3, out="second").stderr
        assert "Refused" in refusal
        assert "release (k-anonymous-synthetic, k = 10)" in refusal
        assert "subtract one from the other" in refusal
        assert CHARGED not in refusal
        assert tree(folder) == before
    said = protect(folder, *GENERALISED, *QUASI, "--accept-risk", REASON, out="second").stdout
    assert "The ledger holds 1 other release about these people" in said
    said = protect(folder, "--epsilon", 2, "--accept-risk", REASON, out="third").stdout
    assert "2 releases about these people by k-methods, outside of ε" in " ".join(said.split())
    assert "2. They cost no epsilon" in (folder / "third" / "PRIVACY.md").read_text()
    assert REASON not in "".join(
        path.read_text("utf-8", "replace") for path in (folder / "third").rglob("*.*")
        if path.is_file()
    )  # fmt: skip
    shown = run(folder, "ledger", ".").stdout
    assert ": 3 releases" in shown
    assert "k-anonymised, k = 10  second" in shown
    assert shown.count(f"risk accepted: {REASON}") == 2
    assert "Spent      ε 2, " in shown
    assert "not counted: 2 releases by k-methods" in shown
    assert run_json(folder, "ledger", ".")["k_releases"] == 2
    page = (folder / "second" / "GUARANTEE.md").read_text()
    assert "0 with differential privacy, and 1 by k-methods" in page


def test_after_a_private_release_a_k_method_is_refused(folder):
    protect(folder, "--epsilon", 1, out="first")
    before = tree(folder)
    refusal = protect(folder, *SYNTHETIC, code=3).stderr
    assert "first (differential privacy, ε = 1)" in refusal
    assert tree(folder) == before


REFUSED = {
    "k of 1": ((*SYNTHETIC, "--k", 1), "k must be a whole number of at least 2", 2),
    "k of 0": ((*GENERALISED, *QUASI, "--k", 0), "k must be a whole number of at least 2", 2),
    "k below 0": ((*SYNTHETIC, "--k", -3), "k must be a whole number of at least 2", 2),
    "k in words": ((*SYNTHETIC, "--k", "ten"), "--k", 2),
    "more than there are": ((*SYNTHETIC, "--k", 1000), "fewer records than that", 2),
    "more than there are, generalised": (
        (*GENERALISED, *QUASI, "--k", 1000),
        "which is below 1,000",
        2,
    ),
    "length 0": ((*SYNTHETIC, "--length", 0), "The length must be from 1 to 3", 2),
    "length 4": ((*SYNTHETIC, "--length", 4), "The length must be from 1 to 3", 2),
    "length in words": ((*SYNTHETIC, "--length", "row"), "or rows for whole rows", 2),
    "a method with a typo": (("--method", "k-anonymized"), "'k-anonymised'", 2),
    "no such column": (
        (*GENERALISED, "--quasi-identifiers", "year,gendre"),
        "'gendre' is not a column of the codebook. Did you mean 'gender'?",
        2,
    ),
    "no quasi-identifier": (GENERALISED, "Name at least one quasi-identifier", 2),
    "all that is wrong at once": (
        (*GENERALISED, "--quasi-identifiers", "yaer", "--k", 1, "--closeness", 3),
        "The closeness must be above 0 and below 1",
        2,
    ),
    "diversity without a column": (
        (*GENERALISED, *QUASI, "--diversity", 2),
        "Name the sensitive columns",
        2,
    ),
    "too diverse": (
        (*GENERALISED, *QUASI, "--diversity", 50, "--sensitive", "sector"),
        "cannot be made k-anonymous as asked",
        3,
    ),
    "a reason of nothing": ((*SYNTHETIC, "--accept-risk", ""), "3 words at least", 2),
    "a reason of one word": ((*SYNTHETIC, "--accept-risk", "needed"), "3 words at least", 2),
    "epsilon of a k-method": (
        (*SYNTHETIC, "--epsilon", 4),
        "--epsilon cannot be used with the method k-anonymous-synthetic",
        2,
    ),
    "several options of others": (
        (*GENERALISED, *QUASI, "--length", 3, "--dial", "strict", "--delta", 0, "--no-keep"),
        "--length, --delta, --dial, --no-keep cannot be used",
        2,
    ),
    "classes of synthetic rows": (
        (*SYNTHETIC, *QUASI),
        "--quasi-identifiers cannot be used with the method k-anonymous-synthetic. Leave it out, "
        "or choose --method k-anonymised.",
        2,
    ),
    "k of differential privacy": (
        ("--epsilon", 4, "--k", 0),
        "--k cannot be used with the method differential-privacy",
        2,
    ),
    "no epsilon": ((), "Missing option '--epsilon'", 2),
    "a folder that exists": ((*SYNTHETIC, "--out", "."), "cannot be the name of a new folder", 2),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_cannot_be_is_said_and_nothing_is_written(wrong, quiet_folder):
    options, message, code = REFUSED[wrong]
    before = tree(quiet_folder)
    said = protect(quiet_folder, *options, code=code).stderr
    assert " ".join(message.split()) in " ".join(said.replace("│", " ").split())
    assert str(PEOPLE) not in said
    assert tree(quiet_folder) == before


def test_a_length_beyond_the_columns(tmp_path):
    (tmp_path / "two.toml").write_text(TWO)
    (tmp_path / "two.csv").write_text("a,b\n" + "x,x\ny,y\n" * 30)
    command = ("protect", "two.csv", "-c", "two.toml", "--out", "release", *SYNTHETIC)
    said = run(tmp_path, *command, "--length", 3, code=2).stderr
    assert "The length is 3, and the codebook has 2 columns" in said
    assert "any 2 answers of a row" in run(tmp_path, *command).stdout


def test_a_hierarchy_with_a_hole(tmp_path):
    (tmp_path / "hole.toml").write_text(TWO.replace('any = ["x", "y"]', 'any = ["x"]'))
    (tmp_path / "two.csv").write_text("a,b\n" + "x,x\ny,y\n" * 30)
    said = run(
        tmp_path, "protect", "two.csv", "-c", "hole.toml", "--out", "release", *GENERALISED,
        "--quasi-identifiers", "a", code=1,
    ).stderr  # fmt: skip
    assert "no wider value holds 'y'" in said
    assert "hierarchy-hole" in said
    assert not (tmp_path / "release").exists()
    assert not (tmp_path / "lanterne-ledger.jsonl").exists()


@pytest.mark.parametrize("options", [SYNTHETIC, (*GENERALISED, *QUASI)])
def test_linked_tables_are_not_for_k_methods(options, tmp_path):
    said = run(
        tmp_path, "protect", "nothing", "-c", "lanterne-network", "--out", "out", *options, code=2
    ).stderr
    assert "can only be protected by differential privacy" in said


def test_a_full_disk_leaves_no_release_and_says_what_the_ledger_holds(folder, mount):
    place = mount("small", "size=64k")
    said = protect(folder, *SYNTHETIC, out="small/release", code=2).stderr
    assert "may not be enough" in said
    assert not (folder / "lanterne-ledger.jsonl").exists()
    assert not list(place.iterdir())


TWO = """
name = "two"
version = "1"
title = { en = "Two columns" }
[[hierarchies.a]]
values = ["any"]
members = { any = ["x", "y"] }
[[tables]]
name = "t"
label = { en = "T" }
columns = [
  { name = "a", type = "category", label = { en = "A" }, values = ["x", "y"], hierarchy = "a" },
  { name = "b", type = "category", label = { en = "B" }, values = ["x", "y"] },
]
"""
