"""Each verb on victims, perpetrators and links, as a person and as a program sees it."""

import json
import re

import polars as pl
import pytest
from lanterne_process import NOT_CHARGED, run, run_json, tree
from network_cases import NETWORK, write_network_cases, write_pairs

VICTIMS = 413
LEDGER = "lanterne-ledger.jsonl"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with cases, and what protect says of a release that it has made of them."""
    folder = tmp_path_factory.mktemp("linked")
    write_network_cases(folder, VICTIMS)
    done = run(
        folder, "protect", "net", "-c", NETWORK, "--epsilon", "victim=2,perpetrator=6",
        "--bound", "perpetrator=2", "--out", "release",
    )  # fmt: skip
    assert done.stderr.startswith("Expected from the noise alone, before a case is read")
    return folder, done.stdout


def test_protect_names_everybody_to_whom_something_is_promised(made):
    folder, said = made
    assert re.search(
        r"Holds      [\d,]+ victims, [\d,]+ perpetrators, [\d,]+ links; [\d,]+ counts", said
    )
    assert "Promise    ε = 2, δ = 1e-06 for each victim; verified\n" in said
    assert "Promise    ε = 6, δ = 1e-06 for each perpetrator\n" in said
    assert re.search(
        r"No promise to households: privacy loss up to ε = [\d.]+ with 3 members", said
    )
    assert "No promise to perpetrators" not in said
    assert "Spent      ε = 2, δ = 1e-06 in all so far for each victim\n" in said
    assert "Spent      ε = 6, δ = 1e-06 in all so far for each perpetrator\n" in said
    assert max(map(len, said.splitlines())) <= 80
    assert sorted(path.name for path in folder.iterdir()) == [
        "net", "release", "release.fitted.npz"
    ]  # fmt: skip
    statement = json.loads((folder / "release" / "privacy.json").read_text("utf-8"))
    assert [statement["unit"], statement["also"][0]["unit"]] == ["victim", "perpetrator"]
    assert statement["bounds"]["links per perpetrator"] == 2


def test_the_ledger_lies_among_the_tables_and_is_no_table(made):
    folder, _ = made
    assert sorted(path.name for path in (folder / "net").iterdir()) == [
        LEDGER, "links.csv", "perpetrators.csv", "victims.csv"
    ]  # fmt: skip
    said = run(folder, "check", "net", "-c", NETWORK).stdout
    assert said.startswith(f"net is in order: {VICTIMS} victims, ")
    assert "1 release" in run(folder, "ledger", "net").stdout
    (folder / "link").symlink_to(folder / "net")
    assert run_json(folder, "ledger", "link")["others"]["perpetrator"]["epsilon"] == 6
    (folder / "link").unlink()


def test_who_lives_together_is_said_by_the_codebook_alone(made, tmp_path):
    folder, _ = made
    run(folder, "key", tmp_path / "officer.key", "--new")
    before = tree(folder)
    decision = ("--policy", "lenient", "--key", tmp_path / "officer.key", "--by", "Ada Example")
    for words in (
        ("check", "net", "-c", NETWORK),
        ("risk", "net", "-c", NETWORK),
        ("protect", "net", "-c", NETWORK, "--epsilon", 1, "--out", "other"),
        ("evaluate", "net", "release", "--out", "report"),
        ("gate", "net", "release", *decision),
    ):
        for column in ("home", "gender", "nothing"):
            said = run(folder, *words, "--household", column, code=2).stderr
            assert "the codebook says who lives together" in " ".join(said.split())
    assert tree(folder) == before
    run(folder, "evaluate", "net", "release", "--out", tmp_path / "report", "--household", "")


def test_what_perpetrators_can_lose_is_said_where_nothing_is_promised_to_them(made, tmp_path):
    folder, _ = made
    said = run(
        tmp_path, "protect", folder / "net", "-c", NETWORK, "--epsilon", 3, "--out", "out",
        "--ledger", "own.jsonl", "--no-keep", "--delta", 1e-3,
    ).stdout  # fmt: skip
    words = " ".join(said.split())
    assert re.search(
        r"No promise to perpetrators: privacy loss up to ε = [\d.]+ with 1 link, "
        r"ε = [\d.]+ with 4 links, at δ = 0.001",
        words,
    )
    assert "--delta 1e-06" in words
    assert max(map(len, said.splitlines())) <= 80
    assert {path.name for path in tmp_path.iterdir()} == {"out", "own.jsonl"}


def test_protect_a_file_of_pairs_for_households_as_json(tmp_path):
    write_pairs(tmp_path, 200)
    answer = run_json(
        tmp_path, "protect", "pairs.csv", "-c", NETWORK, "--epsilon", 3, "--unit", "household",
        "--bound", "household=2", "--out", "out", "--no-keep",
    )  # fmt: skip
    assert (answer["unit"], answer["epsilon"], answer["also"]) == ("household", 3, [])
    assert [loss["unit"] for loss in answer["unpromised"]] == ["perpetrator", "perpetrator"]
    assert set(answer["tables"]) == {"victims", "perpetrators", "links"}
    assert answer["rows"] == answer["tables"]["victims"]
    assert (answer["subject_id"], answer["household"], answer["kept"]) == (None, None, None)
    assert answer["ledger"] == LEDGER
    assert {path.name for path in tmp_path.iterdir()} == {"pairs.csv", LEDGER, "out"}


def test_redraw_verify_and_evaluate(made, tmp_path):
    folder, _ = made
    ledger = (folder / "net" / LEDGER).read_bytes()
    said = run(folder, "redraw", "release.fitted.npz", "--out", tmp_path / "one").stdout
    assert "no budget spent" in said
    assert "one is whole" in run(tmp_path, "verify", "one").stdout
    assert (folder / "net" / LEDGER).read_bytes() == ledger
    said = run(folder, "evaluate", "net", "release", "--out", tmp_path / "report").stdout
    assert said.startswith("SENSITIVE")
    assert f"the cases have {VICTIMS}, " in " ".join(said.split())
    assert max(map(len, said.splitlines()[:-1])) <= 80
    assert json.loads((tmp_path / "report" / "evaluation.json").read_text("utf-8"))["sensitive"]
    noted = (folder / "net" / LEDGER).read_bytes().removeprefix(ledger)
    assert json.loads(noted)["kind"] == "evaluation"


REDRAWS = {
    "a number of rows": (("--rows", 9), "number of rows of linked tables cannot be chosen"),
    "data sets for inference": (("--datasets", 9), "from measurements of one table only"),
    "a condensed file that the codebook has not": (("--condensed",), "does not say how its tables"),
}


@pytest.mark.parametrize("wrong", REDRAWS)
def test_redraw_refuses(wrong, made, tmp_path):
    options, message = REDRAWS[wrong]
    folder, _ = made
    done = run(folder, "redraw", "release.fitted.npz", "--out", tmp_path / "out", *options, code=2)
    assert message in done.stderr
    assert tree(tmp_path) == {}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--epsilon", "victim=4,victim=5"), "names the victim twice"),
        (("--epsilon", "4", "--bound", "victim=0"), "at least 1"),
        (("--epsilon", "4", "--subject-id", "victim"), "leave out the subject id"),
    ],
)
def test_protect_refuses_before_anything_is_read(options, message, tmp_path):
    """The cases are not even there; all refusals are tried in the tests of the functions."""
    done = run(tmp_path, "protect", "nowhere", "-c", NETWORK, "--out", "out", *options, code=2)
    assert message in " ".join(done.stderr.split())
    assert done.stdout == ""
    assert tree(tmp_path) == {}


def test_bad_cases_spend_nothing(tmp_path):
    net = write_network_cases(tmp_path, 30)
    (net / "links.csv").write_text("victim,perpetrator,role\nvic-1,nobody-Kwizera,Exploiter\n")
    before = tree(tmp_path)
    done = run(tmp_path, "protect", "net", "-c", NETWORK, "--epsilon", 1, "--out", "out", code=1)
    assert NOT_CHARGED in done.stderr
    assert "links.csv, row 2" in done.stderr
    assert "Kwizera" not in done.stderr
    assert tree(tmp_path) == before
    assert run_json(tmp_path, "check", "net", "-c", NETWORK, code=1)["problems"]


def test_demo_makes_the_linked_release_and_its_condensed_file(tmp_path, monkeypatch):
    monkeypatch.setenv("LANTERNE_LANGUAGE", "fr")
    done = run(tmp_path, "demo", "--victims", 100, "--json")
    answer = json.loads(done.stdout)
    assert answer["cases"] == "demo/cases"
    assert all((tmp_path / path).exists() for path in answer.values())
    assert '<html lang="fr"' in (tmp_path / answer["report"]).read_text("utf-8")
    assert [line.split()[2] for line in done.stderr.splitlines() if line.startswith("$")] == [
        "sample", "check", "protect", "verify", "evaluate", "publish"
    ]  # fmt: skip
    condensed = pl.read_csv(tmp_path / "demo/release/data/condensed.csv", infer_schema=False)
    assert condensed.width == 16
    assert condensed.height == pl.read_csv(tmp_path / "demo/release/data/victims.csv").height
    run(tmp_path, "check", "demo/release/data/condensed.csv", "-c", "gvpsd-2022")
    again = ("redraw", "demo/release.fitted.npz", "--out", "again")
    assert run_json(tmp_path, *again, "--condensed") == {"release": "again"}
    assert (tmp_path / "again/data/condensed.csv").exists()
    assert "existe déjà" in run(tmp_path, "demo", code=2).stderr
