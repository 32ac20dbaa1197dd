"""The verb that pays for a choice: what it says, writes and spends, and when it refuses."""

from __future__ import annotations

import shutil
import signal
import time

import pytest
from lanterne_process import BOOK, CHARGED, INTERRUPTED, NOT_CHARGED, run, run_json, start, tree
from network_cases import NETWORK, write_network_cases

import lanterne
from lanterne.errors import LanterneError, UsageError
from lanterne.privacy import Ledger
from lanterne.synthesis import choice_mechanism
from lanterne.verbs.road import choosing

LEDGER = "lanterne-ledger.jsonl"
CHOOSE = ("choose", "cases.csv", "release.fitted.npz", "--epsilon", 0.1, "--out", "best")


@pytest.fixture
def folder(made, tmp_path):
    """Cases, their ledger, and the measurements that were kept."""
    for name in ("cases.csv", LEDGER, "release.fitted.npz"):
        shutil.copy2(made.folder / name, tmp_path / name)
    return tmp_path


def spends(folder):
    entries = Ledger(folder / LEDGER).entries()
    return [entry.details["purpose"] for entry in entries if entry.kind == "spend"]


def test_it_says_what_was_chosen_promised_and_spent(folder):
    said = run(folder, *CHOOSE).stdout
    assert "one of 3, chosen with differential privacy" in " ".join(said.split())
    assert "Promise    ε = 2.1, δ = 1e-06 for each person; verified" in said
    assert "ε = 0.1 for the choice" in said
    assert lanterne.verify(folder / "best").ok
    statement = lanterne.load(folder / "best").statement
    assert (statement.candidates, statement.epsilon, statement.evaluations) == (3, 2.1, 0)
    assert spends(folder)[-1] == "best: choice among 3 candidates"
    assert "best: choice among 3 candidates" in run(folder, "ledger", ".").stdout
    names = {path.name for path in folder.iterdir()}
    assert names == {"cases.csv", LEDGER, "release.fitted.npz", "best"}


def test_the_same_for_programs(folder):
    said = run_json(folder, *CHOOSE, "--dials", "strict, closest")
    assert said["dial"] in {"strict", "closest"}
    assert (said["candidates"], said["epsilon_of_choice"], said["verified"]) == (2, 0.1, True)
    assert said["epsilon"] == said["epsilon_total"] == 2.1
    assert lanterne.load(folder / "best").statement.candidates == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("--epsilon", 0), "Epsilon must be between"),
        (("--dials", "strict"), "two candidates or more"),
        (("--dials", "strict,strict"), "named twice"),
        (("--dials", "strict,loose"), "must be one of closest, balanced, strict"),
        (("--household", "sector"), "do not protect households"),
        (("--ledger", "none.jsonl"), "not the ledger that was charged"),
    ],
)
def test_a_wrong_call_writes_and_spends_nothing(folder, change, message):
    before = tree(folder)
    said = run(folder, *CHOOSE, *change, code=2)
    assert message in " ".join(said.stderr.split())
    assert tree(folder) == before


def test_cases_of_another_codebook_are_refused(folder):
    (folder / "cases.csv").write_text("gender,height\nWoman,170\nMan,180\n")
    before = tree(folder)
    said = run(folder, *CHOOSE, code=1).stderr
    assert "year" in said
    assert "170" not in said
    assert tree(folder) == before


def test_cases_with_a_problem_cost_nothing(folder):
    with (folder / "cases.csv").open("a") as file:
        file.write("2020,Nobody,,,\n")
    before = tree(folder)
    said = run(folder, *CHOOSE, code=1).stderr
    assert NOT_CHARGED in " ".join(said.split())
    assert "Nobody" not in said
    assert tree(folder) == before


def test_what_is_no_file_of_measurements_is_refused(folder):
    (folder / "release.fitted.npz").write_bytes(b"nothing")
    before = tree(folder)
    run(folder, *CHOOSE, code=1)
    assert tree(folder) == before


def test_linked_tables_are_refused_in_words(tmp_path):
    write_network_cases(tmp_path, 60)
    run(tmp_path, "protect", "net", "-c", NETWORK, "--epsilon", 8, "--out", "rel")
    before = tree(tmp_path)
    said = run(
        tmp_path, "choose", "net", "rel.fitted.npz", "--epsilon", 1, "--out", "best", code=2
    ).stderr
    assert "only among releases of one table" in " ".join(said.split())
    assert tree(tmp_path) == before


def test_the_cap_holds_for_a_choice(folder):
    folder.joinpath(LEDGER).unlink()
    run(folder, "ledger", ".", "--cap-epsilon", 2, "--cap-delta", 1e-5)
    run(folder, "protect", "cases.csv", "-c", BOOK, "--epsilon", 2, "--out", "again")
    before = tree(folder)
    said = run(folder, "choose", "cases.csv", "again.fitted.npz", *CHOOSE[3:], code=3).stderr
    assert "cap would be exceeded" in said
    assert tree(folder) == before


def test_nothing_of_a_score_is_shown_or_kept(folder, capfd, monkeypatch):
    """Numbers that stand for the scores are planted, and looked for in every byte."""
    planted = [7_123_456_781, 7_123_456_782, 7_123_456_783]
    left = list(planted)
    monkeypatch.setattr(choice_mechanism, "misfit", lambda exact, released: left.pop())
    made = lanterne.choose(
        folder / "cases.csv", folder / "release.fitted.npz", epsilon=1, out=folder / "best"
    )
    assert not left
    said = capfd.readouterr()
    written = b"".join(tree(folder).values()) + (said.out + said.err + repr(made)).encode()
    assert not any(str(number)[:-1].encode() in written for number in planted)
    assert b"misfit" not in written


def test_a_failure_after_the_spend_says_so_and_leaves_nothing(folder, monkeypatch):
    def fail(exact, released):
        raise LanterneError("the disk failed")

    monkeypatch.setattr(choice_mechanism, "misfit", fail)
    with pytest.raises(LanterneError) as caught:
        lanterne.choose(
            folder / "cases.csv", folder / "release.fitted.npz", epsilon=1, out=folder / "best"
        )
    assert CHARGED in "".join(caught.value.__notes__)
    assert "no release was made" in "".join(caught.value.__notes__)
    assert spends(folder)[-1] == "best: choice among 3 candidates"
    assert not (folder / "best").exists()
    assert not list(folder.glob(".*"))


def test_beside_a_release_by_a_k_method_somebody_must_accept_the_risk(folder):
    reason = ("--accept-risk", "only fictional people are in it")
    method = ("--method", "k-anonymous-synthetic", "--out", "k")
    run(folder, "protect", "cases.csv", "-c", BOOK, *method, *reason)
    before = tree(folder)
    run(folder, *CHOOSE, code=3)
    assert tree(folder) == before
    run(folder, *CHOOSE, *reason)
    assert Ledger(folder / LEDGER).entries()[-1].details["accepted_risk"] == reason[1]


def test_the_stages_that_are_told_are_those_of_the_road(folder):
    """In their order, each candidate's too; the verb itself tells of the verifying."""
    told = []
    lanterne.choose(
        folder / "cases.csv",
        folder / "release.fitted.npz",
        epsilon=1,
        dials=["closest", "strict"],
        out=folder / "best",
        progress=lambda stage, share: told.append(stage),
    )
    assert [*told, "verify"] == [step.stage for step in choosing(2)]


@pytest.mark.parametrize(
    "stop",
    # test_stopping kills at any moment of a protection, which spends in the same order.
    [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.long)],
)
def test_stopped_as_soon_as_the_spend_is_written(folder, stop):
    before = len(spends(folder))
    process = start(folder, *CHOOSE, env=INTERRUPTED)
    while len(spends(folder)) == before and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(stop)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in out + err
    assert len(spends(folder)) == before + 1
    assert not (folder / "best").exists() or lanterne.verify(folder / "best").ok
    if stop is signal.SIGINT and process.returncode:
        assert CHARGED in " ".join(err.split())
        assert not list(folder.glob(".*"))


def test_several_files_of_measurements(folder):
    run(folder, "protect", "cases.csv", "-c", BOOK, "--epsilon", 1, "--out", "second")
    made = lanterne.choose(
        folder / "cases.csv",
        [folder / "release.fitted.npz", folder / "second.fitted.npz"],
        epsilon=0.2,
        dials=["closest"],
        out=folder / "best",
    )
    assert made.candidates == 2
    assert made.fitted.name in {"release.fitted.npz", "second.fitted.npz"}
    assert made.statement.epsilon == pytest.approx(3.2)
    assert made.statement.epsilon_total == pytest.approx(3.2)
    assert lanterne.verify(folder / "best").ok
    with pytest.raises(UsageError, match="two candidates or more"):
        lanterne.choose(
            folder / "cases.csv",
            [],
            epsilon=0.2,
            out=folder / "none",
        )
