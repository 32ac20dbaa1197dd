"""``lanterne gate``, ``policy`` and ``key`` as a person and as a program see them."""

import json
import os
import re
import shutil

import pytest
from lanterne_process import run, run_json, tree

LONGEST = 80


@pytest.fixture(scope="module")
def gated(copy_of_made, tmp_path_factory):
    """Cases and release, with a key, a policy that the release keeps and one that it does not."""
    folder = copy_of_made(tmp_path_factory.mktemp("gate")).folder
    public = run(folder, "key", "officer.key", "--new").stdout.splitlines()[0]
    (folder / "officer.pub").write_text(public + "\n")
    run(folder, "policy", "own.toml", "--level", "lenient")
    text = (folder / "own.toml").read_text("utf-8")
    tight = text.replace('"lenient"', '"tight"').replace("epsilon = 10.0", "epsilon = 0.5")
    (folder / "tight.toml").write_text(tight, "utf-8")
    return folder


def words(folder, policy, *more):
    return ["gate", "cases.csv", folder / "release", "--policy", policy, "--key", "officer.key",
            "--by", "Ada Example", *more]  # fmt: skip


def wide(text):
    """Lines that are longer than the terminal, but for a path."""
    return [line for line in text.splitlines() if len(line) > LONGEST and "/" not in line]


def test_a_release_passes_and_the_record_is_verified(gated):
    done = run(gated, *words(gated, "own.toml", "--report", "figures.json"))
    assert done.stdout.startswith("SENSITIVE: computed from the cases.")
    assert "\nPASSED under the policy lenient.\n" in done.stdout
    assert "release.gate.json" in done.stdout
    assert done.stderr == ""
    assert not wide(done.stdout)
    figures = json.loads((gated / "figures.json").read_text("utf-8"))
    assert figures["sensitive"] is True
    assert figures["result"] == "passed"
    if os.name == "posix":
        assert (gated / "figures.json").stat().st_mode & 0o077 == 0
    said = run(gated, "verify", "release", "--public-key", "officer.pub").stdout
    assert re.search(
        r"^Gate       passed on \d{4}-\d\d-\d\d by Ada Example, policy lenient$", said, re.M
    )
    assert "looked at without protection" in run(gated, "ledger", "cases.csv").stdout


@pytest.mark.parametrize(("language", "parts"), [
    ("en", ("REFUSED under the policy tight (custom, ", "What to do:", "Please note:")),
    ("fr", ("REFUSÉE par la politique tight (personnalisée, ", "Pourquoi", "Que faire", "À noter")),
    ("es", ("RECHAZADA según la política tight (propia, ", "Qué hacer:", "Tenga en cuenta:")),
    ("ar", ("مرفوض وفق السياسة tight (خاصة، ", "ما العمل:", "للعلم:")),
])  # fmt: skip
def test_a_refusal_has_reasons_in_words_and_exit_code_3(gated, tmp_path, language, parts):
    shutil.copytree(gated, tmp_path, dirs_exist_ok=True)
    done = run(tmp_path, *words(tmp_path, "tight.toml", "--language", language), code=3)
    assert all(part in done.stdout for part in parts)
    assert not wide(done.stdout)
    said = run(tmp_path, "verify", "release", code=3).stdout
    assert "is whole" in said
    assert "refused on" in said


def test_an_override_is_recorded_and_as_json(gated, tmp_path):
    shutil.copytree(gated, tmp_path, dirs_exist_ok=True)
    why = "the court of appeal has ordered it, by its decision of the third of May, in all of it"
    answer = run_json(tmp_path, *words(tmp_path, "tight.toml", "--override", why))
    assert answer["result"] == "overridden"
    assert [one["reason"] for one in answer["reasons"]] == ["promise.epsilon"]
    assert all(one["what"] and one["advice"] for one in answer["reasons"])
    record = run_json(tmp_path, "verify", "release")["record"]
    assert record["allows"] is True
    assert record["decisions"][-1]["why"] == why
    said = run(tmp_path, "verify", "release").stdout
    assert "overridden on" in said
    assert "Because    the court" in said
    assert not wide(said)


@pytest.mark.parametrize("more", [(), ("--report", "figures.json"), ("--json",)])
def test_an_unknown_language_is_refused_before_anything_is_signed(gated, tmp_path, more):
    shutil.copytree(gated, tmp_path, dirs_exist_ok=True)
    (tmp_path / "release.gate.json").unlink(missing_ok=True)
    before = tree(tmp_path)
    done = run(tmp_path, *words(tmp_path, "own.toml", "--language", "xx", *more), code=2)
    assert "There are no texts in 'xx'" in done.stderr
    assert tree(tmp_path) == before


def test_a_forged_record_is_a_problem(gated, tmp_path):
    shutil.copytree(gated, tmp_path, dirs_exist_ok=True)
    run(tmp_path, *words(tmp_path, "own.toml"))
    path = tmp_path / "release.gate.json"
    path.write_text(path.read_text("utf-8").replace("Ada Example", "Eva Example"), "utf-8")
    done = run(tmp_path, "verify", "release", code=1)
    assert "[record-signature]" in done.stdout
    assert "Do not rely on the record" in done.stdout
    assert run_json(tmp_path, "verify", "release", code=1)["record"]["problems"]
    assert "record-signature" in run(tmp_path, *words(tmp_path, "own.toml"), code=1).stderr


def test_a_policy_with_typos_is_refused_with_all_of_them(gated, tmp_path):
    text = (gated / "own.toml").read_text("utf-8")
    typos = text.replace("copies = 0", "copys = 0").replace("k = 5", "k = 0")
    (tmp_path / "typos.toml").write_text(typos, "utf-8")
    for line in (["policy", "typos.toml"], words(gated, "typos.toml")):
        said = run(tmp_path if line[0] == "policy" else gated, *(
            part if part != "typos.toml" else tmp_path / part for part in line
        ), code=1).stderr  # fmt: skip
        assert "Did you mean 'copies'?" in said
        assert "promise.k: must be a whole number of 2 or more, is 0" in said
    done = run(tmp_path, "policy", "typos.toml", "--level", "usual", code=2)
    assert "exists already" in done.stderr
    assert "lenient" in run(tmp_path, "policy", "new.toml", "--level", "easy", code=2).stderr
    assert not (tmp_path / "new.toml").exists()


def test_keys_and_policies_as_json(gated, tmp_path):
    made = run_json(tmp_path, "key", "a.key", "--new")
    assert run_json(tmp_path, "key", "a.key") == made
    assert made["public_key"].startswith("ed25519:")
    assert "exists already" in run(tmp_path, "key", "a.key", "--new", code=2).stderr
    assert "--new" in run(tmp_path, "key", "b.key", code=2).stderr
    answer = run_json(gated, "policy", "own.toml")
    assert (answer["name"], answer["level"]) == ("lenient", "lenient")
    assert len(answer["sha256"]) == len(answer["content"]) == 64


def test_a_file_that_calls_itself_strict_does_not_verify_as_strict(gated, tmp_path):
    shutil.copytree(gated, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "own.toml").read_text("utf-8")
    text = text.replace('"lenient"', '"strict"').replace("epsilon = 10.0", "epsilon = 11.0")
    (tmp_path / "false.toml").write_text(text, "utf-8")
    assert "not one of the levels" in run(tmp_path, "policy", "false.toml").stdout
    assert "strict" not in run(tmp_path, *words(tmp_path, "false.toml")).stdout
    said = run(tmp_path, "verify", "release").stdout
    assert "strict" not in said
    assert re.search(r", policy custom \([0-9a-f]{8}\)$", said, re.M)
    (decision,) = run_json(tmp_path, "verify", "release")["record"]["decisions"][-1:]
    assert (decision["policy"], decision["level"]) == ("own", None)
    assert decision["rules"]["promise"]["epsilon"] == 11


def test_what_was_refused_before_and_whose_key_it_is_are_said(gated, tmp_path):
    shutil.copytree(gated, tmp_path, dirs_exist_ok=True)
    (tmp_path / "release.gate.json").unlink(missing_ok=True)
    run(tmp_path, *words(tmp_path, "tight.toml"), code=3)
    run(tmp_path, *words(tmp_path, "own.toml"))
    said = run(tmp_path, "verify", "release").stdout
    assert "\nBefore     refused 1 time, under another policy\n" in said
    assert "it was not checked whose key that is: see --public-key" in said
    run(tmp_path, *words(tmp_path, "tight.toml", "--override", "ordered by a court"))
    said = run(tmp_path, "verify", "release", "--public-key", "officer.pub").stdout
    assert "\nBefore     refused 1 time, under the same policy\n" in said
    assert "whose key" not in said


def test_a_key_is_never_made_in_a_release(gated):
    done = run(gated, "key", "release/officer.key", "--new", code=2)
    assert "lies inside the release" in done.stderr
    assert not (gated / "release" / "officer.key").exists()


def test_a_report_is_never_written_into_a_release(gated):
    done = run(gated, *words(gated, "own.toml", "--report", "release/figures.json"), code=2)
    assert "lies inside the release" in done.stderr


@pytest.mark.parametrize("left_out", ["--policy", "--key", "--by"])
def test_nobody_decides_without_a_policy_a_key_and_a_name(gated, left_out):
    line = words(gated, "usual")
    place = line.index(left_out)
    done = run(gated, *line[:place], *line[place + 2 :], code=2)
    assert f"Missing option '{left_out}'" in done.stderr
