"""The reader in R says what the reader in Python says: of counts, shares, and broken files."""

from __future__ import annotations

import json
import shutil
import subprocess
from itertools import combinations
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
from example_release import MOMENT
from lanterne_reader import Release, ReleaseError, open_release
from network_release_example import a_network

from lanterne.privacy import Protected
from lanterne.release import write_release
from lanterne.release.folder import CHECKSUMS, MANIFEST, checksum_lines, files_below, sha256

READER = Path(__file__).parents[2] / "reader" / "r" / "lanterne.R"


def has_r() -> bool:
    """Whether R is there, with what the reader needs of it."""
    asked = ["Rscript", "-e", "library(jsonlite)"]
    there = shutil.which("Rscript") is not None
    return there and subprocess.run(asked, capture_output=True, check=False).returncode == 0


# `test_reader.py` asks the same of the reader in Python, quickly.
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not has_r(), reason="needs Rscript and jsonlite"),
]

FEW = "too few people to say"
NEVER = "these columns were never counted together, and there may be many people"

ASK = """
source(commandArgs(TRUE)[1])
asked <- jsonlite::fromJSON(commandArgs(TRUE)[2], simplifyVector = FALSE)
release <- open_release(asked$folder)
answer <- function(one) {
  list(
    count = unclass(count_people(release, unlist(one$answers), table = one$table)),
    share = unclass(share_of(release, unlist(one$answers), table = one$table))
  )
}
said <- lapply(asked$questions, answer)
cat(jsonlite::toJSON(said, auto_unbox = TRUE, digits = NA, na = "null"))
"""


def _r(program: str, *words: object) -> subprocess.CompletedProcess[str]:
    with NamedTemporaryFile("w", suffix=".R", encoding="utf-8") as file:
        file.write(program)
        file.flush()
        call = ["Rscript", file.name, *map(str, words)]
        return subprocess.run(call, capture_output=True, text=True, check=False)


def _questions(read: Release) -> list[dict[str, Any]]:
    """Single answers of each column, and what was published of several."""
    questions = []
    for name, table in read.codebook.tables.items():
        asked = [{column.name: code} for column in table.columns.values() for code in column.values]
        lines = read.counts(name)
        for line in lines.iter_rows(named=True) if not lines.is_empty() else ():
            places = range(1, int(line["length"]) + 1)
            answers = {line[f"column_{n}"]: line[f"value_{n}"] for n in places}
            if len(answers) == len(places) > 1 and table.columns.keys() >= answers.keys():
                asked.append(answers)
        last = [{column.name: [*column.values][-1]} for column in table.columns.values()]
        asked += [one | other for one, other in combinations(last, 2)]  # many were never counted
        questions += [{"table": name, "answers": one} for one in asked[:: max(len(asked) // 80, 1)]]
    return questions


@pytest.fixture(params=["table", "linked", "linked, and what was counted together"])
def folder(request, release, tmp_path) -> Path:
    if request.param == "table":
        return release
    linked = write_release(Protected(a_network()), tmp_path / "linked", created=MOMENT)
    if request.param != "linked":
        _say_together(linked)
    return linked


def _say_together(folder: Path) -> None:
    """Have a manifest say what was counted together, whatever was: of perpetrators, one answer
    of the first column in place of the column.
    """
    path = folder / MANIFEST
    manifest = json.loads(path.read_text("utf-8"))
    manifest["measured_together"] = {}
    for name, table in open_release(folder).codebook.tables.items():
        (column, *others) = table.columns.values()
        first = [column.name] if name == "victims" else [column.name, [*column.values][-1]]
        parts = [first, *([other.name] for other in others)]
        sets = [f"{at} {of}" for at, of in combinations(range(len(parts)), 2) if at + of < 9]
        manifest["measured_together"][name] = {"parts": parts, "sets": sets}
    path.write_text(json.dumps(manifest), "utf-8")
    sums = {one: sha256(folder / one) for one in files_below(folder)}
    del sums[CHECKSUMS]
    (folder / CHECKSUMS).write_text(checksum_lines(sums), "utf-8")


def test_counts_and_shares_are_the_same(folder, tmp_path):
    read = open_release(folder)
    told_apart = {FEW, NEVER} if "measured_together" in read.manifest else set()
    questions = _questions(read)
    assert len(questions) > 30
    (tmp_path / "asked.json").write_text(
        json.dumps({"folder": str(folder), "questions": questions}), encoding="utf-8"
    )
    done = _r(ASK, READER, tmp_path / "asked.json")
    assert done.returncode == 0, done.stderr
    published, reasons = 0, set()
    for question, said in zip(questions, json.loads(done.stdout), strict=True):
        count = read.count(question["answers"], table=question["table"])
        ends = [said["count"].get(name) for name in ("estimate", "low", "high")]
        assert ends == pytest.approx([count.estimate, count.low, count.high]), question
        assert (said["count"]["rows"], said["count"]["without"]) == (count.rows, count.without)
        share = read.share(question["answers"], table=question["table"])
        named = said["share"]["columns"]
        assert (said["share"]["rows"], said["share"]["of"]) == (share.rows, share.of)
        assert (named if isinstance(named, list) else [named]) == list(share.columns)
        assert said["share"]["only_yes"] == share.only_yes
        published += count.estimate is not None
        reasons.add(count.without)
    assert published > 10
    assert told_apart <= reasons


def test_broken_files_are_told_all_at_once(release):
    folder = release
    with (folder / "README.md").open("a", encoding="utf-8") as file:
        file.write("more")
    (folder / "privacy.json").unlink()
    (folder / "more.txt").touch()
    with pytest.raises(ReleaseError) as told:
        open_release(folder)
    program = "source(commandArgs(TRUE)[1]); cat(verify_release(commandArgs(TRUE)[2]), sep = '\\n')"
    done = _r(program, READER, folder)
    assert sorted(done.stdout.splitlines()) == sorted(told.value.problems), done.stderr
    assert len(told.value.problems) == 3
    done = _r("source(commandArgs(TRUE)[1]); open_release(commandArgs(TRUE)[2])", READER, folder)
    assert done.returncode != 0
    assert all(problem in done.stderr for problem in told.value.problems)
