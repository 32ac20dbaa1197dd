"""The verb risk as a person and as a program sees it."""

import json

import pytest
from lanterne_process import BOOK, run, run_json, write_cases


@pytest.fixture
def cases(tmp_path):
    return write_cases(tmp_path, 400)


def test_it_says_what_it_found_and_where(cases, tmp_path):
    done = run(tmp_path, "risk", "cases.csv", "-c", BOOK)
    lines = done.stdout.splitlines()
    assert lines[0] == "SENSITIVE: counted in the cases. Do not publish."
    assert "unique by their answers" in lines[2]
    assert max(map(len, lines[:-1])) <= 80
    folder = tmp_path / "cases-risk-SENSITIVE"
    assert lines[-1] == "Open cases-risk-SENSITIVE/index.html"
    assert sorted(one.name for one in folder.iterdir()) == ["index.html", "risk.json"]
    assert done.stderr == ""


def test_a_folder_of_tables_has_its_report_beside_it(tmp_path):
    (tmp_path / "net").mkdir()
    run(tmp_path, "sample", "net", "--codebook", "lanterne-network", "--victims", 200)
    done = run(tmp_path / "net", "risk", ".", "-c", "lanterne-network", "--length", 2)
    assert (tmp_path / "net-risk-SENSITIVE" / "index.html").is_file()
    assert "In the condensed file" in done.stdout
    assert "SENSITIVE" not in "".join(one.name for one in (tmp_path / "net").iterdir())


def test_an_existing_folder_is_left_alone(cases, tmp_path):
    run(tmp_path, "risk", "cases.csv", "-c", BOOK)
    again = run(tmp_path, "risk", "cases.csv", "-c", BOOK, code=2)
    assert "never overwritten" in again.stderr


def test_json_is_what_the_file_holds(cases, tmp_path):
    found = run_json(
        tmp_path, "risk", "cases.csv", "-c", BOOK, "--k", 5, "--length", 4, "--columns",
        "year,gender", "--columns", "sector", "--out", "out",
    )  # fmt: skip
    assert found == json.loads((tmp_path / "out" / "risk.json").read_text("utf-8"))
    assert (found["sensitive"], found["k"]) == (True, 5)
    (table,) = found["tables"]
    assert table["examined"] == ["year", "gender", "sector"]
    assert [one["length"] for one in table["lengths"]] == [1, 2, 3]
    assert sum(one["unique"] for one in table["lengths"]) == table["unique"]


@pytest.mark.parametrize("options", [("--language", "fr"), ()])
def test_in_french(cases, tmp_path, monkeypatch, options):
    """In the language given for the report, or that of the terminal."""
    if not options:
        monkeypatch.setenv("LANTERNE_LANGUAGE", "fr")
    said = run(tmp_path, "risk", "cases.csv", "-c", BOOK, *options, "--out", "out").stdout
    assert said.startswith("SENSIBLE\u00a0:")
    assert "Ouvrez out/index.html" in said
    assert '<html lang="fr"' in (tmp_path / "out" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--k", 1], "k must be at least 2"),
        (["--k", 401], "fewer people"),
        (["--length", 5], "length must be from 1 to 4"),
        (["--columns", "gendre,sectr"], "no column gendre, sectr"),
        (["--out", "nowhere/out"], "not a folder"),
        (["--subject-id", "gender"], "would be released"),
    ],
)
def test_what_cannot_be_asked_leaves_nothing(options, message, cases, tmp_path):
    done = run(tmp_path, "risk", "cases.csv", "-c", BOOK, *options, code=2)
    assert message in " ".join(done.stderr.split())
    assert [one.name for one in tmp_path.iterdir()] == ["cases.csv"]


def test_cases_with_problems_are_refused_without_their_values(cases, tmp_path):
    text = cases.read_text().replace("Farm", "Secret", 1)
    cases.write_text(text)
    done = run(tmp_path, "risk", "cases.csv", "-c", BOOK, code=1)
    assert "value-not-listed" in done.stderr
    assert "Secret" not in done.stdout + done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["cases.csv"]


def test_what_if_columns_were_left_out(cases, tmp_path):
    asked = ("risk", "cases.csv", "-c", BOOK, "--columns", "year,gender")
    (found,) = run_json(tmp_path, *asked, "--leave-out", "year,sector", "--out", "out")["tables"]
    assert found["examined"] == ["gender"]
    assert "year" not in found["whole"]["columns"]


def test_wider_answers_are_asked_for_by_column_and_level(cases, tmp_path):
    for wrong in ("year", "=1", "year=one"):
        said = run(tmp_path, "risk", "cases.csv", "-c", BOOK, "--wider", wrong, code=2).stderr
        assert "COLUMN=LEVEL" in said
    said = run(tmp_path, "risk", "cases.csv", "-c", BOOK, "--wider", "gender=1", code=2).stderr
    assert "no wider answers for gender" in said
    assert not (tmp_path / "cases-risk-SENSITIVE").exists()
