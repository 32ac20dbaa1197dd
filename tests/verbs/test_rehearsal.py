"""Whatever can fail after a spend fails before it; and a destination belongs to one at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from test_api import TOML

import lanterne
from few_starts import few_starts
from lanterne import disk, verbs
from lanterne.errors import UsageError
from lanterne.messages import Message, say
from lanterne.privacy import Ledger
from lanterne.verbs import rehearsal

LEDGER = "lanterne-ledger.jsonl"
NOT_CHARGED = "The budget was NOT charged: nothing was spent."


class PlantedError(Exception):
    """Something that nobody expected."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tiny.toml").write_text(TOML)
    (tmp_path / "cases.csv").write_text("gender,isMinor\n" + "Woman,1\nMan,\nWoman,\n" * 100)
    return tmp_path


def protect(folder: Path, out: str = "out", **more: object) -> verbs.Protection:
    return verbs.protect(
        folder / "cases.csv", folder / "tiny.toml", epsilon=2, out=folder / out, **more
    )


def kinds(folder: Path) -> list[str]:
    return [entry.kind for entry in Ledger(folder / LEDGER).entries()]


def hidden(folder: Path) -> list[Path]:
    return list(folder.glob(".*"))


@pytest.mark.parametrize(
    ("module", "function"),
    [
        ("lanterne.synthesis.fitted", "save_kept"),
        ("lanterne.synthesis.fitted", "load_kept"),
        ("lanterne.synthesis.engine", "fit_model"),
        ("lanterne.synthesis.draw", "synthesise"),
        ("lanterne.synthesis.draw", "published_counts"),
        ("lanterne.release.write", "privacy_page"),
        ("lanterne.release.write", "codebook_page"),
        ("lanterne.release.formats.data_package", "json_text"),
        ("lanterne.release", "verify_release"),
    ],
)
def test_what_fails_after_a_spend_fails_before_it(folder, monkeypatch, module, function):
    """Keeping, reading back, fitting, drawing, counting, writing and verifying, one by one."""

    def fail(*args: object, **options: object) -> None:
        raise PlantedError

    monkeypatch.setattr(f"{module}.{function}", fail)
    with pytest.raises(PlantedError) as raised:
        protect(folder)
    assert raised.value.__notes__ == [say(Message("spend.rehearsed")), NOT_CHARGED]
    assert "spend" not in kinds(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["cases.csv", "tiny.toml"]


@pytest.mark.parametrize("condensed", [False, True])
def test_linked_tables_are_rehearsed(tmp_path, monkeypatch, condensed):
    lanterne.sample(tmp_path / "net", 60, codebook="lanterne-network")

    def fail(*args: object, **options: object) -> None:
        raise PlantedError

    wanted = "contents.condensed_rows" if condensed else "write.read_me"
    monkeypatch.setattr(f"lanterne.release.{wanted}", fail)
    with few_starts(), pytest.raises(PlantedError) as raised:
        verbs.protect(
            tmp_path / "net",
            "lanterne-network",
            epsilon=4,
            out=tmp_path / "out",
            condensed=condensed,
        )
    assert raised.value.__notes__ == [say(Message("spend.rehearsed")), NOT_CHARGED]
    assert "spend" not in kinds(tmp_path / "net")


def test_households_are_rehearsed(folder, monkeypatch):
    (folder / "cases.csv").write_text(
        "gender,isMinor,home\n" + "".join(f"Woman,1,h{n // 3}\n" for n in range(300))
    )

    def fail(*args: object, **options: object) -> None:
        raise PlantedError

    monkeypatch.setattr("lanterne.release.write.privacy_page", fail)
    with pytest.raises(PlantedError):
        protect(folder, unit="household", household="home", bounds={"household": 2})
    assert "spend" not in kinds(folder)


def test_a_k_method_and_a_choice_are_rehearsed(folder, monkeypatch):
    one = protect(folder, "one")
    before = kinds(folder)

    def fail(*args: object, **options: object) -> None:
        raise PlantedError

    monkeypatch.setattr("lanterne.release.write.write_lists", fail)
    monkeypatch.setattr("lanterne.release.k_write.write_lists", fail)
    with pytest.raises(PlantedError) as raised:
        verbs.choose(folder / "cases.csv", one.kept, epsilon=0.5, out=folder / "best")
    assert raised.value.__notes__ == [say(Message("spend.rehearsed")), NOT_CHARGED]
    assert kinds(folder) == before
    with pytest.raises(PlantedError):
        verbs.anonymise(
            folder / "cases.csv",
            folder / "tiny.toml",
            method="k-anonymous-synthetic",
            out=folder / "grouped",
            ledger=folder / "other.jsonl",
        )
    assert not Ledger(folder / "other.jsonl").entries()
    assert not hidden(folder)


def test_a_rehearsal_looks_at_no_case(folder, monkeypatch):
    """The invented people are the same whatever the cases are."""
    seen = []
    original = rehearsal.Rehearsal.fitted

    def fitted(self, invented, dial):
        def kept():
            seen.append(made := invented())
            return made

        original(self, kept, dial)

    monkeypatch.setattr(rehearsal.Rehearsal, "fitted", fitted)
    protect(folder, "one")
    (folder / "cases.csv").write_text("gender,isMinor\n" + "Man,1\n" * 50)
    protect(folder, "two")
    first, second = (one.value for one in seen)
    for name in ("singles", "pairs", "triple_counts", "pair_sigmas"):
        these = getattr(first.measurements, name), getattr(second.measurements, name)
        assert np.array_equal(*these)
    assert np.array_equal(first.model.probabilities, second.model.probabilities)


def test_what_the_disk_will_not_take_is_found_before(folder):
    """A name that is too long, once the hidden names around it are."""
    with pytest.raises(UsageError, match="too long"):
        protect(folder, "x" * 250)
    assert "spend" not in kinds(folder)


PROTECT = """
import sys
from lanterne import verbs
from lanterne.errors import UsageError
from lanterne.messages import Message, say
try:
    verbs.protect("cases.csv", "tiny.toml", epsilon=2, out="out")
    print("made")
except UsageError as error:
    print(error)
"""


@pytest.mark.long  # whoever finds the claim of another is refused, below
def test_of_three_at_once_one_is_made_and_charged_and_two_are_refused(folder):
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROTECT], cwd=folder, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    said = [process.communicate(timeout=240)[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert said.count("made") == 1
    assert all(
        "Another process is making" in text or "exists already" in text
        for text in said
        if text != "made"
    )
    assert kinds(folder) == ["open", "spend"]
    assert lanterne.verify(folder / "out").ok
    assert not hidden(folder)


@pytest.mark.parametrize("verb", ["protect", "redraw"])
def test_a_claim_is_given_back_by_whoever_dies(folder, verb):
    kept = protect(folder, "first").kept
    claim = folder / ".out.claim"
    program = (
        "import sys, time; from pathlib import Path; from lanterne import disk\n"
        f"with disk.claimed(Path({str(claim)!r})) as ours: print(ours, flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "True\n"
    make = {
        "protect": lambda: protect(folder),
        "redraw": lambda: verbs.redraw(kept, out=folder / "out"),
    }[verb]
    with pytest.raises(UsageError, match="Another process is making"):
        make()
    other.kill()
    other.communicate()
    assert claim.exists()
    make()
    assert not claim.exists()


def test_a_file_system_without_locks_protects_all_the_same(folder, monkeypatch):
    def no_locks(handle: int, *, wait: bool = False) -> bool:
        raise OSError(95, "not supported")

    monkeypatch.setattr(disk, "lock", no_locks)
    protect(folder)
    assert lanterne.verify(folder / "out").ok
    assert not hidden(folder)
