"""Whatever is wrong, it is said in words, nothing is written and nothing is spent."""

import os
import random
import re
import resource
from pathlib import Path

import pytest
from lanterne_process import (
    BOOK,
    CHARGED,
    HEADER,
    NOT_CHARGED,
    rows,
    run,
    run_apart,
    run_json,
    tree,
    write_cases,
)

CANARY = "Kwizera"
"""A value of a cell that no output may show."""

NOT_A_CASE_FILE = {
    "an empty file": (b"", "The file is empty"),
    "a header only": (f"{HEADER}\n".encode(), "a header but no case below it"),
    "a duplicate column": (
        f"{HEADER},gender\n2020,Man,,,Farm,Man\n".encode(),
        "column gender: The column occurs 2 times",
    ),
    "a misspelt column": (
        f"{HEADER.replace('gender', 'gendre')}\n2020,Man,,,Farm\n".encode(),
        "Did you mean gender?",
    ),
    "a value outside the list": (
        f"{HEADER}\n2020,Man,,,Farm\n2020,{CANARY},,,Farm\n".encode(),
        "row 3, column gender",
    ),
    "a broken rule": (f"{HEADER}\n2020,Man,30+,1,Farm\n".encode(), "rule:minor-by-age"),
    "a row too long": (f"{HEADER}\n2020,Man,,,Farm,{CANARY}\n".encode(), "row 2"),
    "binary rubbish": (random.Random(3).randbytes(20_000), "text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(3000), ""),
    "a very long line": (f"{HEADER}\n2020,{CANARY * 3_000_000}".encode(), "row"),
    "a very long first line": (CANARY.encode() * 3_000_000, ""),
}


@pytest.mark.parametrize("wrong", NOT_A_CASE_FILE)
def test_a_bad_case_file(wrong, tmp_path):
    content, message = NOT_A_CASE_FILE[wrong]
    (tmp_path / "bad.csv").write_bytes(content)
    refused(tmp_path, "bad.csv", message, code=1)


def refused(folder: Path, cases: object, message: str, *options: object, code: int) -> None:
    before = tree(folder)
    command = {"-c": BOOK, "--epsilon": 1, "--out": "out"}
    command |= dict(zip(options[::2], options[1::2], strict=True))
    done = run(
        folder, "protect", cases, *(word for pair in command.items() for word in pair), code=code
    )
    assert message in done.stderr
    assert len(done.stderr) < 5000
    assert CANARY not in done.stderr
    assert CHARGED not in done.stderr
    assert done.stdout == ""
    assert tree(folder) == before


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad")
    write_cases(folder, 300)
    (folder / "taken").mkdir()
    (folder / "taken" / "mine.txt").write_text("mine")
    return folder


WRONG_OPTIONS = {
    "a subject id that is misspelt": (("--subject-id", "persnId"), "persnId", 1),
    "no such file": (("CASES", "cases2.csv"), "no such file", 1),
    "a folder for a file": (("CASES", "taken"), "is a folder", 2),
    "an output folder that exists": (("--out", "taken"), "taken exists already", 2),
    "an output folder without a parent": (("--out", "no/such"), "Make it first", 2),
    "a codebook that is not there": (("-c", "lanterne-case"), "Did you mean 'lanterne-cases'", 2),
    "epsilon 0": (("--epsilon", "0"), "Epsilon must be between", 2),
    "epsilon negative": (("--epsilon", "-1"), "Epsilon must be between", 2),
    "epsilon NaN": (("--epsilon", "nan"), "it is not a finite number", 2),
    "epsilon infinite": (("--epsilon", "inf"), "it is not a finite number", 2),
    "epsilon in words": (("--epsilon", "four"), "--epsilon", 2),
    "delta 0": (("--delta", "0"), "Delta must be between", 2),
    "delta 1": (("--delta", "1"), "Delta must be between", 2),
    "delta NaN": (("--delta", "nan"), "it is not a finite number", 2),
    "people 0": (("--people", "0"), "must be at least 1", 2),
    "a dial that is not there": (("--dial", "strictest"), "closest, balanced, strict", 2),
    "an option that is misspelt": (("--epsilom", "4"), "--epsilon", 2),
    "a licence that is no name": (("--licence", "do what you like"), "SPDX", 2),
    "a ledger in no folder": (("--ledger", "no/ledger.jsonl"), "cannot be written", 1),
    "a ledger that is something else": (("--ledger", "cases.csv"), "ledger", 1),
}


@pytest.mark.parametrize("wrong", WRONG_OPTIONS)
def test_a_wrong_option(wrong, folder):
    options, message, code = WRONG_OPTIONS[wrong]
    cases = "cases.csv"
    if options[0] == "CASES":
        cases, options = options[1], ()
    refused(folder, cases, message, *options, code=code)


BAD_CODEBOOKS = {
    "rules that contradict each other": (
        """
[[tables.rules]]
name = "again"
label.en = "The same again."
forbid = [{ column = "ageBand", values = ["30+"] }, { column = "isMinor", values = ["1"] }]
""",
        "again",
    ),
    "rules that forbid everything": (
        """
[[tables.rules]]
name = "nobody"
label.en = "Nobody."
forbid = [{ column = "gender", values = ["Woman", "Man", ""] }]
""",
        "",
    ),
    "a column of one value": (
        """
[[tables.columns]]
name = "country"
type = "category"
required = true
label.en = "Country"
values = [{ code = "FRA", label.en = "France" }]
""",
        "country",
    ),
    "a key that is not there": ("\n[[tables.ruls]]\nname = 'x'\n", "ruls"),
    "no TOML at all": ("\n= = =\n", "TOML"),
}


@pytest.mark.parametrize("wrong", BAD_CODEBOOKS)
def test_a_bad_codebook(wrong, tmp_path):
    more, message = BAD_CODEBOOKS[wrong]
    text = BOOK.read_text(encoding="utf-8")
    if "tables.columns" in more:
        text = text.replace("\n[[tables.rules]]", f"{more}\n[[tables.rules]]", 1)
    else:
        text += more
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    write_cases(tmp_path, 50)
    refused(tmp_path, "cases.csv", message, "-c", "bad.toml", code=1)
    problems = run_json(tmp_path, "codebook", "validate", "bad.toml", code=1)["problems"]
    assert message in problems[0]["message"] + str(problems[0].get("column"))


def test_errors_as_json(tmp_path):
    write_cases(tmp_path, 5)
    answer = run_json(
        tmp_path, "protect", "cases.csv", "-c", BOOK, "--epsilon", 0, "--out", "out", code=2
    )
    assert answer["error"] == "usage"
    assert "Epsilon" in answer["message"]


def test_one_row_works_and_says_how_little_it_is_worth(tmp_path):
    (tmp_path / "one.csv").write_text(f"{HEADER}\n2020,Man,18--29,,Farm\n")
    done = run(tmp_path, "protect", "one.csv", "-c", BOOK, "--epsilon", 1, "--out", "out")
    assert "the release is of very little use" in " ".join(done.stdout.split())
    run(tmp_path, "verify", "out")


def test_a_full_disk_is_seen_before_anything_is_spent(tmp_path, mount):
    write_cases(tmp_path, 300)
    full = mount("full", "size=300k")
    refused(tmp_path, "cases.csv", "free in full", "--out", "full/out", code=2)
    assert list(full.iterdir()) == []


def test_a_full_disk_beside_the_ledger(tmp_path, mount):
    full = mount("full", "size=64k")
    write_cases(full, 300)
    (full / "filler").write_bytes(bytes(64 * 1024 - 20 * 1024))
    room = os.statvfs(full).f_bavail * os.statvfs(full).f_frsize
    (full / "rest").write_bytes(bytes(room))
    done = run(
        tmp_path, "protect", "full/cases.csv", "-c", BOOK, "--epsilon", 1, "--out", "out", code=1
    )
    assert NOT_CHARGED in done.stderr
    assert not (tmp_path / "out").exists()
    assert (full / "lanterne-ledger.jsonl").read_bytes() == b""  # its name may be there: no spend


@pytest.mark.parametrize("keep", ["--keep", pytest.param("--no-keep", marks=pytest.mark.long)])
def test_a_disk_that_would_fill_up_after_the_spend_costs_nothing(keep, tmp_path, made):
    """A limit on the size of files stands for the disk; all is written once before the charge."""
    write_cases(tmp_path, 1200)
    before = set(tree(tmp_path))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))

    done = run_apart(
        tmp_path, "protect", "cases.csv", "-c", BOOK, "--epsilon", 1, "--out", "out", keep,
        code=None, preexec_fn=limit,
    )  # fmt: skip
    assert done.returncode in {1, 2}
    assert NOT_CHARGED in done.stderr
    assert set(tree(tmp_path)) - before <= {"lanterne-ledger.jsonl"}


def test_a_read_only_folder_for_the_release(tmp_path, mount):
    write_cases(tmp_path, 300)
    mount("still", "ro,size=64k")
    refused(tmp_path, "cases.csv", "still cannot be written to", "--out", "still/out", code=2)


def test_a_read_only_folder_of_cases(tmp_path, mount):
    place = mount("still", "size=256k")
    write_cases(place, 300)
    mount_again_read_only(place)
    refused(tmp_path, "still/cases.csv", NOT_CHARGED, code=1)


def mount_again_read_only(place: Path) -> None:
    assert os.system(f"mount -o remount,ro {place}") == 0


def test_no_answer_of_a_case_and_no_exact_count_gets_out(made, tmp_path):
    """A value in a column that is left out is nowhere, nor is the number of people."""
    lines = [f"{row},{CANARY}" for row in rows(1237)]
    (tmp_path / "cases.csv").write_text("\n".join([f"{HEADER},notes", *lines, ""]))
    done = run(
        tmp_path, "protect", "cases.csv", "-c", BOOK, "--epsilon", 1, "--out", "out",
        "--ignore", "notes",
    )  # fmt: skip
    written = {name: content for name, content in tree(tmp_path).items() if name != "cases.csv"}
    assert "lanterne-ledger.jsonl" in written
    texts = [done.stdout, done.stderr]
    texts += [content.decode("utf-8", "replace") for content in written.values()]
    assert not any(CANARY in text for text in texts)
    said = [done.stdout, done.stderr, written["lanterne-ledger.jsonl"].decode()]
    released = len(written["out/data/people.csv"].splitlines()) - 1
    if released != 1237:  # the estimate may be right by chance
        said += [written[f"out/{name}"].decode() for name in ("README.md", "privacy.json")]
        assert not any(re.search(r"\b1,?237\b", text) for text in said)
