"""The verbs as Python functions."""

import dataclasses
import subprocess
import sys

import pytest

import lanterne
from lanterne import verbs
from lanterne.codebook import load_codebook
from lanterne.errors import InputError, Refused, UsageError
from lanterne.privacy import Budget, Ledger
from lanterne.verbs import precautions

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
    return verbs.protect(
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


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": 0},
        {"dial": "x"},
        {"licence": "a b"},
        {"datasets": 1},
        {"datasets": 101},
        {"datasets": 5, "dial": "strict"},
        {"datasets": 5, "rows": 30},
    ],
)
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
    monkeypatch.setattr(precautions, "ROOM", 2**62)
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


def test_a_draft_protects_nothing_until_it_is_reviewed(folder, tmp_path):
    book = lanterne.draft(folder / "cases.csv").codebook
    call = {"epsilon": 1, "out": tmp_path / "out", "ledger": tmp_path / "ledger.jsonl"}
    with pytest.raises(Refused, match="remove the line draft = true"):
        lanterne.protect(tmp_path / "there-is-no-such-file.csv", book, **call)
    with pytest.raises(Refused, match="is a draft"):
        lanterne.protect(folder / "cases.csv", book, **call)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Refused, match="--title"):
        lanterne.protect(folder / "cases.csv", book, accept_draft=True, **call)
    call["title"] = "Invented cases"
    made = lanterne.protect(folder / "cases.csv", book, accept_draft=True, **call)
    assert lanterne.load(made.release).codebook.title == {"en": "Invented cases"}
    assert lanterne.load(made.release).codebook.draft
    reviewed = dataclasses.replace(book, draft=False)
    lanterne.protect(folder / "cases.csv", reviewed, **call | {"out": tmp_path / "reviewed"})


def test_a_new_ledger_is_told_and_an_old_one_is_not(made, folder, tmp_path):
    assert made.new_ledger
    Ledger(tmp_path / "capped.jsonl").create(Budget(9, 1e-5))
    call = {"codebook": folder / "tiny.toml", "epsilon": 1, "keep": False}
    for number, name, new in ((1, "capped", False), (2, "other", True), (3, "other", False)):
        again = lanterne.protect(
            folder / "cases.csv",
            out=tmp_path / f"out{number}",
            ledger=tmp_path / f"{name}.jsonl",
            **call,
        )
        assert again.new_ledger == new


def test_a_link_to_the_cases_finds_the_same_ledger(folder, tmp_path):
    link = tmp_path / "link.csv"
    link.symlink_to(folder / "cases.csv")
    assert verbs.ledger_beside(link) == (folder / "lanterne-ledger.jsonl").resolve()
    assert verbs.ledger_beside(folder / "cases.csv") == folder / "lanterne-ledger.jsonl"


def test_a_redraw_dates_its_totals_and_brings_them_up_to_date(folder, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    call = {"codebook": folder / "tiny.toml", "epsilon": 1, "ledger": ledger}
    first = lanterne.protect(folder / "cases.csv", out=tmp_path / "first", **call)
    lanterne.protect(folder / "cases.csv", out=tmp_path / "second", keep=False, **call)
    charge = Ledger(ledger).entries()[1]
    old, new = (
        lanterne.load(lanterne.redraw(first.kept, out=tmp_path / name, ledger=given)).statement
        for name, given in (("old", None), ("new", ledger))
    )
    assert (old.releases, old.epsilon_total, old.as_of) == (1, 1, charge.time[:10])
    assert (new.releases, new.epsilon_total) == (2, 2)
    assert old.ledger == new.ledger == charge.digest
    for name, statement in (("old", old), ("new", new)):
        for file in ("README.md", "PRIVACY.md"):
            assert statement.as_of in (tmp_path / name / file).read_text("utf-8")
        assert lanterne.verify(tmp_path / name).ok


def test_a_redraw_refuses_a_ledger_that_was_not_charged(made, folder, tmp_path):
    Ledger(tmp_path / "ledger.jsonl").create()
    with pytest.raises(UsageError, match="not the ledger that was charged"):
        lanterne.redraw(made.kept, out=tmp_path / "out", ledger=tmp_path / "ledger.jsonl")
    assert not (tmp_path / "out").exists()


def test_the_number_of_rows_asked_for_is_published(made, tmp_path):
    lanterne.redraw(made.kept, out=tmp_path / "few", rows=30)
    lanterne.redraw(made.kept, out=tmp_path / "all")
    few, every = (lanterne.load(tmp_path / name).manifest["settings"] for name in ("few", "all"))
    assert few["rows_requested"] == 30
    assert "rows_requested" not in every
    assert few["people_estimated"] == every["people_estimated"] == made.rows


def test_nothing_is_written_inside_a_release(made, folder, tmp_path):
    before = sorted(made.release.rglob("*"))
    link = tmp_path / "link"
    link.symlink_to(made.release / "data")
    for out in (made.release / "report", link / "report", made.release / "data" / "report"):
        for verb in (
            lambda out: lanterne.evaluate(folder / "cases.csv", made.release, out=out),
            lambda out: lanterne.redraw(made.kept, out=out),
            lambda out: lanterne.protect(
                folder / "cases.csv", folder / "tiny.toml", epsilon=1, out=out
            ),
        ):
            with pytest.raises(UsageError, match="inside the release"):
                verb(out)
    assert sorted(made.release.rglob("*")) == before


def test_a_delta_too_large_for_the_people_is_told_in_words(made, folder, tmp_path):
    assert made.delta_advice is None
    large = lanterne.protect(
        folder / "cases.csv",
        folder / "tiny.toml",
        epsilon=2,
        delta=1e-3,
        out=tmp_path / "out",
        ledger=tmp_path / "ledger.jsonl",
    )
    assert large.delta_advice == 1e-6
    few = lanterne.redraw(large.kept, out=tmp_path / "few", rows=2)
    for release, told in ((large.release, True), (few, True), (made.release, False)):
        for file in ("README.md", "PRIVACY.md"):
            text = (release / file).read_text("utf-8")
            assert ("larger than is advised" in text) == told
            assert ("plus grand qu’il n’est conseillé" in text) == told


def test_importing_lanterne_loads_nothing_heavy():
    heavy = ("polars", "numpy", "numba", "opendp", "dp_accounting", "vl_convert", "jinja2", "typer")
    code = f"import lanterne, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
