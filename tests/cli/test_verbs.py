"""Each verb as a person and as a program sees it."""

import json
import re

import polars as pl
import pytest
from lanterne_process import BOOK, HEADER, run, run_json, tree, write_cases

SUMMARY = (
    *("Release", "Promise", "Unit", "Worth", "Ledger", "Ledger", "Spent", "Kept", "Note", "Read"),
)


def test_protect_says_what_was_made_and_spent(made):
    labels = [line.split()[0] for line in made.said.splitlines() if not line.startswith(" ")]
    assert labels == list(SUMMARY)
    assert "ε = 2, δ = 1e-06 for each person; verified" in made.said
    assert "a NEW ledger was started, without a cap" in made.said
    assert max(map(len, made.said.splitlines())) <= 80
    assert sorted(path.name for path in made.folder.iterdir()) == [
        "cases.csv",
        "lanterne-ledger.jsonl",
        "release",
        "release.fitted.npz",
    ]


def test_protect_says_who_is_a_person(made, tmp_path):
    """Rows, where nothing joins them; a column that may join them is not left out in silence."""
    assert "Unit       each row is one person (no subject id)\n" in made.said
    lines = made.cases.read_text().splitlines()
    ids = ["pid", *(f"P{row}" for row in range(2, len(lines))), "P2"]
    named = (f"{one},{line}" for one, line in zip(ids, lines, strict=True))
    (tmp_path / "cases.csv").write_text("\n".join(named) + "\n")
    start = ("protect", "cases.csv", "-c", BOOK, "--epsilon", 1, "--out", "out")
    refused = run(tmp_path, *start, "--ignore", "pid", code=1)
    assert "[ignored-id]" in refused.stderr
    assert "NOT charged" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]
    rows = run(tmp_path, *start, "--ignore", "pid", "--subject-id", "", "--quiet")
    assert "Unit       each row is one person (no subject id)\n" in rows.stdout


def test_protect_joins_the_rows_of_a_person(made, tmp_path):
    header, *lines = made.cases.read_text().splitlines()
    twice = [f"P{row},{line}" for row, line in enumerate(lines) for _ in range(2)]
    (tmp_path / "cases.csv").write_text("\n".join([f"pid,{header}", *twice]) + "\n")
    said = run(
        tmp_path, "protect", "cases.csv", "-c", BOOK, "--epsilon", 1, "--out", "out",
        "--subject-id", "pid",
    )  # fmt: skip
    assert "Unit       a person (rows joined by pid)\n" in said.stdout
    assert json.loads((tmp_path / "out" / "privacy.json").read_text())["unit"] == "person"


def test_protect_as_json(made, tmp_path):
    answer = run_json(
        tmp_path, "protect", made.cases, "-c", BOOK, "--epsilon", 1, "--out", "other",
        "--no-keep", "--ledger", "own.jsonl", "--publisher", "Une ONG", "--licence", "CC-BY-4.0",
    )  # fmt: skip
    assert answer["verified"] is True
    assert answer["kept"] is None
    assert answer["new_ledger"] is True
    assert answer["delta_advice"] is None
    assert (answer["epsilon"], answer["epsilon_total"]) == (1.0, 1.0)
    assert {path.name for path in tmp_path.iterdir()} == {"other", "own.jsonl"}
    assert "Une ONG" in (tmp_path / "other" / "README.md").read_text(encoding="utf-8")


def test_verify_a_whole_release(made):
    assert "release is whole: 16 files" in run(made.folder, "verify", "release").stdout
    answer = run_json(made.folder, "verify", "release")
    assert answer["problems"] == []
    assert len(answer["files"]) == 16


def test_verify_one_changed_byte(made, tmp_path):
    copy = tmp_path / "release"
    for name, content in tree(made.release).items():
        place = copy / name
        if (made.release / name).is_dir():
            place.mkdir(parents=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    data = copy / "data" / "people.csv"
    data.write_bytes(data.read_bytes().replace(b"Woman", b"Womam", 1))
    assert "do not use it" in run(tmp_path, "verify", "release", code=1).stdout
    problems = run_json(tmp_path, "verify", "release", code=1)["problems"]
    assert any("people.csv" in problem["file"] for problem in problems)
    assert "Womam" not in json.dumps(problems)


def test_verify_what_is_no_release(tmp_path):
    assert "nowhere is not a folder" in run(tmp_path, "verify", "nowhere", code=2).stderr
    (tmp_path / "empty").mkdir()
    assert "do not use it" in run(tmp_path, "verify", "empty", code=1).stdout


def test_redraw_repeats_itself_by_its_seed_alone(made, tmp_path):
    for name, seed in (("one", 11), ("same", 11), ("other", 12)):
        out = tmp_path / name
        said = run(made.folder, "redraw", "release.fitted.npz", "--out", out, "--seed", seed)
        assert "no budget spent" in said.stdout
    one, same, other = (
        (tmp_path / name / "data" / "people.csv").read_bytes() for name in ("one", "same", "other")
    )
    assert one == same
    assert one != other


def test_redraw_as_json_with_a_number_of_rows(made, tmp_path):
    answer = run_json(
        made.folder, "redraw", "release.fitted.npz", "--out", tmp_path / "few", "--rows", 50,
        "--dial", "strict",
    )  # fmt: skip
    assert answer == {"release": str(tmp_path / "few")}
    assert pl.read_csv(tmp_path / "few" / "data" / "people.csv").height == 50
    run(tmp_path, "verify", "few")


def test_redraw_with_data_sets_for_inference_repeats_itself_and_is_whole(made, tmp_path):
    for name in ("one", "same"):
        run(
            made.folder, "redraw", "release.fitted.npz", "--out", tmp_path / name, "--seed", 3,
            "--datasets", 2,
        )  # fmt: skip
    assert "one is whole" in run(tmp_path, "verify", "one").stdout
    names = {f"{number}.{suffix}" for number in ("01", "02") for suffix in ("csv", "parquet")}
    names |= {"noise.csv", "combine.R", "schema.json"}
    assert {path.name for path in (tmp_path / "one" / "datasets").iterdir()} == names
    for name in names:
        one, same = (tmp_path / run / "datasets" / name for run in ("one", "same"))
        assert one.read_bytes() == same.read_bytes()


def test_redraw_from_what_was_not_kept(made, tmp_path):
    said = run(tmp_path, "redraw", made.cases, "--out", "out", code=1)
    assert "not a file of measurements" in said.stderr
    assert tree(tmp_path) == {}


def test_check_in_order(made):
    said = run(made.folder, "check", "cases.csv", "-c", BOOK).stdout
    assert said == "cases.csv is in order: 1,237 rows, 1,237 people.\n"
    assert run_json(made.folder, "check", "cases.csv", "-c", BOOK) == {
        "file": "cases.csv", "rows": 1237, "people": 1237, "blank": 0, "tables": {}, "problems": [],
        "more": 0,
    }  # fmt: skip


def test_check_says_row_column_and_rule(tmp_path):
    (tmp_path / "bad.csv").write_text(f"{HEADER}\n2020,Woman,30+,1,Farm\n2020,Womann,,,Farm\n")
    said = run(tmp_path, "check", "bad.csv", "-c", BOOK, code=1).stdout
    assert "row 2" in said
    assert "[rule:minor-by-age]" in said
    assert "row 3, column gender" in said
    assert "Womann" not in said
    answer = run_json(tmp_path, "check", "bad.csv", "-c", BOOK, code=1)
    assert {problem.get("row") for problem in answer["problems"]} == {2, 3}


def test_evaluate_in_both_languages(made, tmp_path):
    said = run(made.folder, "evaluate", "cases.csv", "release", "--out", tmp_path / "en").stdout
    assert said.startswith("SENSITIVE")
    french = run(
        made.folder, "evaluate", "cases.csv", "release", "--out", tmp_path / "fr",
        "--language", "fr",
    ).stdout  # fmt: skip
    assert french.startswith("SENSIBLE")
    for text in (said, french):
        assert max(len(line) for line in text.splitlines()[:-1]) <= 80
    assert 'lang="fr"' in (tmp_path / "fr" / "index.html").read_text(encoding="utf-8")


def test_evaluate_as_json_is_what_the_report_holds(made, tmp_path):
    answer = run_json(made.folder, "evaluate", "cases.csv", "release", "--out", tmp_path / "out")
    assert answer == json.loads((tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8"))


def test_evaluate_a_language_that_is_not_there(made, tmp_path):
    said = run(
        made.folder, "evaluate", "cases.csv", "release", "--out", tmp_path / "out",
        "--language", "de", code=2,
    )  # fmt: skip
    assert "'de'; choose from en, fr" in said.stderr
    assert tree(tmp_path) == {}


@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sampled")
    said = run(folder, "sample", "cases", "--victims", 600)
    assert "victims.csv" in said.stdout
    return folder


def test_sample_is_in_order_and_repeats_itself(sampled):
    answer = run_json(sampled, "sample", "again", "--victims", 600)
    assert answer["cases"] == "again/victims.csv"
    assert tree(sampled / "cases") == tree(sampled / "again")
    run(sampled, "check", "cases/victims.csv", "-c", "lanterne-cases")


def test_sample_leaves_a_full_folder_alone(sampled):
    before = tree(sampled)
    assert "not empty" in run(sampled, "sample", "cases", code=2).stderr
    assert tree(sampled) == before


@pytest.mark.long  # of linked tables it is walked each time
def test_demo_walks_the_whole_road_of_one_table(tmp_path):
    done = run(tmp_path, "demo", "--victims", 100, "--codebook", "lanterne-cases", "--json")
    answer = json.loads(done.stdout)
    assert set(answer) == {"cases", "release", "report", "hub"}
    assert all((tmp_path / path).exists() for path in answer.values())
    assert answer["cases"] == "demo/cases/victims.csv"


def test_codebook_list_and_show():
    listed = run(BOOK.parent, "codebook", "list").stdout
    names = [book["name"] for book in run_json(BOOK.parent, "codebook", "list")["codebooks"]]
    assert [line.split()[0] for line in listed.splitlines()] == names
    assert "lanterne-cases" in names
    said = run(BOOK.parent, "codebook", "show", "small.toml").stdout
    assert "gender (category)" in said
    assert "Impossible (minor-by-age)" in said
    assert run_json(BOOK.parent, "codebook", "show", "small.toml")["name"] == "small"


def test_codebook_show_writes_a_page_once(tmp_path):
    run(tmp_path, "codebook", "show", BOOK, "--html", "page.html")
    before = tree(tmp_path)
    assert b"<html" in before["page.html"]
    assert (
        "exists already"
        in run(tmp_path, "codebook", "show", BOOK, "--html", "page.html", code=2).stderr
    )
    assert tree(tmp_path) == before


def test_codebook_show_in_a_language_that_it_lacks(tmp_path):
    assert (
        "Its languages: en"
        in run(tmp_path, "codebook", "show", BOOK, "--language", "fr", code=2).stderr
    )


def test_a_built_in_codebook_is_shown_in_the_languages_that_lists_give_it(tmp_path):
    said = run(tmp_path, "codebook", "show", "lanterne-cases", "--language", "es").stdout
    assert "yearOfRegistration (year) — Año de registro" in said


def test_codebook_validate(tmp_path):
    assert "in order" in run(tmp_path, "codebook", "validate", BOOK).stdout
    (tmp_path / "bad.toml").write_text(BOOK.read_text().replace("languages", "langages"))
    said = run(tmp_path, "codebook", "validate", "bad.toml", code=1).stdout
    assert "languages" in said
    assert run_json(tmp_path, "codebook", "validate", "bad.toml", code=1)["problems"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_from_a_draft_to_a_release(suffix, tmp_path):
    """Draft, validate and protect, in a folder and a file with spaces and Arabic letters."""
    folder = tmp_path / "ملفات القضايا"
    folder.mkdir()
    file = write_cases(folder, 400, "حالات 2021.csv")
    if suffix == "xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        workbook = openpyxl.Workbook()
        for line in file.read_text().splitlines():
            workbook.active.append(line.split(","))
        file = file.with_suffix(".xlsx")
        workbook.save(file)
    said = run(folder, "codebook", "draft", file.name, "--out", "my book.toml").stdout
    assert "WILL BECOME PUBLIC" in " ".join(said.split())
    said = run(folder, "codebook", "validate", "my book.toml").stdout
    assert "still a draft" in said
    assert run_json(folder, "codebook", "validate", "my book.toml")["draft"] is True
    if suffix == "xlsx":
        run(folder, "check", file.name, "-c", "my book.toml")
        return
    call = ("protect", file.name, "-c", "my book.toml", "--epsilon", 3, "--out", "إصدار آمن")
    before = tree(folder)
    refused = run(folder, *call, code=3).stderr
    assert "remove the line draft = true" in " ".join(refused.split())
    assert tree(folder) == before
    refused = run(folder, *call, "--accept-draft", code=3).stderr
    assert "--title" in refused
    assert tree(folder) == before
    said = run(folder, *call, "--accept-draft", "--title", "Invented cases of 2021").stdout
    assert "إصدار آمن/README.md" in said
    (data,) = (folder / "إصدار آمن" / "data").glob("*.csv")
    assert pl.read_csv(data).columns == HEADER.split(",")
    assert "إصدار آمن" in run(folder, "ledger", file.name).stdout
    published = [path for path in (folder / "إصدار آمن").rglob("*") if path.suffix != ".parquet"]
    assert not any("Draft codebook" in path.read_text() for path in published if path.is_file())


def test_nothing_is_done_with_a_draft_until_its_rare_answers_are_decided(tmp_path):
    """Neither validate, check nor protect take it, and what is decided is taken."""
    lines = [
        "Prénom,job",
        *(f"{('Awa', 'Jean')[n % 2]},{('cook', 'nurse')[n % 2]}" for n in range(60)),
    ]
    (tmp_path / "cases.csv").write_text("\n".join([*lines, "Zoé,diver", "Zoé,diver"]), "utf-8")
    said = run(tmp_path, "codebook", "draft", "cases.csv", "--out", "book.toml").stdout
    assert "Left out: Prénom — its name suggests that it may identify a person" in " ".join(
        said.split()
    )
    assert "To decide: job" in said
    text = (tmp_path / "book.toml").read_text("utf-8")
    assert "Zoé" not in text
    reviewed = text.replace("\ndraft = true\n", "\n")
    (tmp_path / "book.toml").write_text(reviewed, "utf-8")
    spend = ("protect", "cases.csv", "-c", "book.toml", "--epsilon", 1, "--out", "out")
    for call in (
        ("codebook", "validate", "book.toml"),
        ("check", "cases.csv", "-c", "book.toml", "--ignore", "Prénom"),
        (*spend, "--ignore", "Prénom"),
        (*spend, "--ignore", "Prénom", "--accept-draft"),
    ):
        refused = run(tmp_path, *call, code=1)
        assert "undecided-values" in refused.stdout + refused.stderr
        assert "diver" not in refused.stdout + refused.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.toml", "cases.csv"]
    decided = reviewed.replace('undecided = ["diver"]\n', "")
    (tmp_path / "book.toml").write_text(decided.replace('"nurse"', '"nurse", "diver"'), "utf-8")
    assert "in order" in run(tmp_path, "codebook", "validate", "book.toml").stdout
    run(tmp_path, "check", "cases.csv", "-c", "book.toml", "--ignore", "Prénom")


def test_validate_says_which_columns_may_identify_people(tmp_path):
    book = (
        'name = "own"\nversion = "1"\ntitle = { en = "Own" }\n[[tables]]\nname = "victims"\n'
        'label = { en = "V" }\n[[tables.columns]]\nname = "Prénom"\ntype = "category"\n'
        'label = { en = "P" }\nvalues = ["Awa", "Jean"]\n'
    )
    (tmp_path / "own.toml").write_text(book, "utf-8")
    said = " ".join(run(tmp_path, "codebook", "validate", "own.toml").stdout.split())
    assert "Look again at Prénom: its name suggests that it may identify a person" in said
    assert list(run_json(tmp_path, "codebook", "validate", "own.toml")["identifying"]) == ["Prénom"]


def test_draft_does_not_overwrite(made, tmp_path):
    (tmp_path / "book.toml").write_text("mine")
    run(tmp_path, "codebook", "draft", made.cases, "--out", "book.toml", code=2)
    assert tree(tmp_path) == {"book.toml": b"mine"}


def test_what_protection_takes_of_the_machine_is_said_before_the_cases_are_read(tmp_path):
    at = ("protect", "none.csv", "-c", "lanterne-cases", "--epsilon", 1, "--out", "release")
    said = run(tmp_path, *at, code=1).stderr
    assert "Needs      For 30,000 people: about 0." in said
    assert said.index("Needs") < said.index("none.csv")
    more = run(tmp_path, *at, "--people", 10_000_000, code=1).stderr
    assert re.search(r"For 10,000,000 people: about \d+\.\d GB of memory and \d+ minutes", more)
