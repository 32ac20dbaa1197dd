"""The verbs as Python functions."""

import subprocess
import sys

import pytest

import lanterne
from lanterne import api
from lanterne.codebook import load_codebook
from lanterne.errors import InputError, Refused, UsageError
from lanterne.privacy import Budget, Ledger

TOML = """\
name = "tiny"
version = "1.0"
languages = ["en"]
title.en = "Tiny"

[[tables]]
name = "people"
label.en = "People"

[[tables.columns]]
name = "gender"
type = "category"
label.en = "Gender"
values = [{ code = "Woman", label.en = "Woman" }, { code = "Man", label.en = "Man" }]

[[tables.columns]]
name = "isMinor"
type = "flag"
label.en = "Minor"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("api")
    (folder / "tiny.toml").write_text(TOML)
    (folder / "cases.csv").write_text("gender,isMinor\n" + "Woman,1\nMan,\nWoman,\n" * 200)
    return folder


@pytest.fixture(scope="module")
def made(folder):
    return api.protect(
        folder / "cases.csv", folder / "tiny.toml", epsilon=2, out=folder / "release"
    )


def test_protect_tells_what_it_made(made, folder):
    assert made.release == folder / "release"
    assert made.kept == folder / "release.fitted.npz"
    assert made.ledger == folder / "lanterne-ledger.jsonl"
    assert (made.epsilon, made.delta, made.epsilon_total) == (2, 1e-6, 2)
    assert lanterne.load(made.release).data.height == made.rows == pytest.approx(600, abs=60)
    assert lanterne.verify(made.release).ok


def test_a_codebook_may_be_an_object_and_paths_may_be_texts(folder):
    book = load_codebook(folder / "tiny.toml")
    report = lanterne.check(str(folder / "cases.csv"), book)
    assert report.ok
    assert (report.rows, report.people) == (600, 600)


def test_redraw_costs_nothing(made, folder):
    ledger = made.ledger.read_bytes()
    release = lanterne.redraw(made.kept, out=folder / "again", rows=30, seed=1, dial="closest")
    assert lanterne.load(release).data.height == 30
    assert made.ledger.read_bytes() == ledger


def test_evaluate_without_a_report_writes_nothing(made, folder):
    before = sorted(folder.iterdir())
    evaluation = lanterne.evaluate(folder / "cases.csv", made.release)
    assert evaluation.to_dict()
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"dial": "strictest"},
        {"epsilon": 0},
        {"delta": 1.0},
        {"people": -1},
        {"licence": "none at all"},
        {"publisher": "two\nlines"},
        {"codebook": "no-such-codebook"},
    ],
)
def test_a_wrong_argument_spends_nothing(wrong, folder, tmp_path):
    call = {"codebook": folder / "tiny.toml", "epsilon": 1, "out": tmp_path / "out"} | wrong
    with pytest.raises(UsageError):
        lanterne.protect(folder / "cases.csv", ledger=tmp_path / "ledger.jsonl", **call)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", [{"rows": 0}, {"dial": "x"}, {"licence": "a b"}])
def test_redraw_checks_before_it_draws(wrong, made, tmp_path):
    with pytest.raises(UsageError):
        lanterne.redraw(made.kept, out=tmp_path / "out", **wrong)
    assert list(tmp_path.iterdir()) == []


def test_an_error_notes_that_nothing_was_charged(folder, tmp_path):
    (tmp_path / "bad.csv").write_text("gender,isMinor\nWoman,2\n")
    with pytest.raises(InputError) as caught:
        lanterne.protect(
            tmp_path / "bad.csv", folder / "tiny.toml", epsilon=1, out=tmp_path / "out"
        )
    assert caught.value.__notes__ == ["The budget was NOT charged: nothing was spent."]


@pytest.mark.parametrize(
    ("stage", "keep", "note"),
    [
        ("plan", True, "NOT charged"),
        ("measure", True, "WAS charged, and no release was made"),
        ("sample", True, "lanterne redraw"),
        ("sample", False, "WAS charged, and no release was made"),
        ("write", True, "lanterne redraw"),
    ],
)
def test_a_stop_notes_whether_the_budget_was_charged(stage, keep, note, folder, tmp_path):
    def stop(at: str, share: float) -> None:
        if at == stage:
            raise KeyboardInterrupt

    ledger = tmp_path / "ledger.jsonl"
    with pytest.raises(KeyboardInterrupt) as caught:
        lanterne.protect(
            folder / "cases.csv",
            folder / "tiny.toml",
            epsilon=1,
            out=tmp_path / "out",
            ledger=ledger,
            keep=keep,
            progress=stop,
        )
    assert note in caught.value.__notes__[0]
    assert ledger.exists() == ("NOT" not in note)
    assert not (tmp_path / "out").exists()


def test_the_cap_refuses(folder, tmp_path):
    Ledger(tmp_path / "ledger.jsonl").create(Budget(1, 1e-5))
    with pytest.raises(Refused, match="Remaining"):
        lanterne.protect(
            folder / "cases.csv",
            folder / "tiny.toml",
            epsilon=2,
            out=tmp_path / "out",
            ledger=tmp_path / "ledger.jsonl",
        )


def test_a_disk_without_room_is_seen_before_the_spend(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(api, "ROOM", 2**62)
    with pytest.raises(UsageError, match="nothing was spent"):
        lanterne.protect(
            folder / "cases.csv",
            folder / "tiny.toml",
            epsilon=2,
            out=tmp_path / "out",
            ledger=tmp_path / "ledger.jsonl",
        )
    assert list(tmp_path.iterdir()) == []


def test_a_draft_is_checked_by_a_person_and_holds_the_lists(folder):
    drafted = lanterne.draft(folder / "cases.csv", name="mine")
    assert drafted.codebook.name == "mine"
    assert "WILL BECOME PUBLIC" in " ".join(drafted.to_toml().replace("#", "").split())


def test_importing_lanterne_loads_nothing_heavy():
    heavy = ("polars", "numpy", "numba", "opendp", "dp_accounting", "vl_convert", "jinja2", "typer")
    code = f"import lanterne, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
