"""A release is published in a catalogue as an edition, and withdrawn with a reason."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from lanterne_process import BOOK, run

from let_pass import judged, let_pass

TERMS = ("--publisher", "Nobody", "--licence", "CC0-1.0")
TITLES = ("--title", "en=People of a test", "--title", "fr=Gens d'un essai")


@pytest.fixture
def made(made, tmp_path):
    """The same, where a record may be written beside the release."""
    release = shutil.copytree(made.release, tmp_path / "release")
    return replace(made, folder=tmp_path, release=release)


@pytest.fixture
def passed(made):
    """A release that the gate lets pass."""
    let_pass(made.release)
    return made


def publish(made, catalogue, *more, code=0):
    command = ("publish", made.release, "--catalogue", catalogue, "--series", "test-people")
    return run(made.folder, *command, *TITLES, *TERMS, *more, code=code)


def editions(catalogue):
    return [path for path in catalogue.glob("*") if not path.name.startswith(".")]


WHY = "A court has ordered that it be published today."


def test_what_the_gate_has_not_let_pass_is_not_published(made, tmp_path):
    catalogue = tmp_path / "catalogue"
    assert "No reliable record" in publish(made, catalogue, code=3).stderr
    judged(made.release, passed=False)
    said = publish(made, catalogue, code=3).stderr
    assert "The gate refuses this release under the policy usual" in said
    assert "4 words" in publish(made, catalogue, "--exception", "because", code=2).stderr
    let_pass(made.release, "lenient")
    assert publish(made, catalogue, "--policy", "strict", code=3).stderr
    other = let_pass(shutil.copytree(made.release, tmp_path / "other"))
    other.rename(tmp_path / "copy.json")
    manifest = made.release / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace("\n", " \n", 1), "utf-8")
    publish(made, catalogue, code=1)
    assert not editions(catalogue)


def test_an_exception_is_published_with_the_release(made, tmp_path):
    catalogue, file = tmp_path / "catalogue", tmp_path / "why.txt"
    judged(made.release, passed=False)
    file.write_text("Un tribunal a ordonné de la publier.\n", "utf-8")
    said = publish(made, catalogue, "--exception", WHY, "--exception", f"fr={file}").stdout
    assert "Gate       refused, under the policy usual" in said
    notice = json.loads((catalogue / "test-people.v1.edition.json").read_text("utf-8"))
    gate = notice["gate"]
    assert (gate["answer"], gate["policy"]) == ("refused", "usual")
    assert gate["exemption"]["by"] == "publisher"
    french = "Un tribunal a ordonné de la publier."
    assert gate["exemption"]["reason"] == {"en": WHY, "fr": french}


def test_nothing_else_writes_into_a_catalogue(passed, tmp_path):
    catalogue = tmp_path / "catalogue"
    assert "passed under the policy usual" in publish(passed, catalogue).stdout
    fitted = passed.cases.parent / "release.fitted.npz"
    before = editions(catalogue)
    cases, sneaked = ("protect", passed.cases, "-c", BOOK), ("--out", catalogue / "sneaked")
    for verb in (
        ("redraw", fitted, *sneaked),
        (*cases, "--epsilon", 1, *sneaked),
        (*cases, "--method", "k-anonymous-synthetic", "--k", 5, *sneaked),
    ):
        assert "is a catalogue" in run(tmp_path, *verb, code=2).stderr, verb
    assert editions(catalogue) == before


def test_editions_follow_each_other_and_one_is_withdrawn(passed, tmp_path):
    made = passed
    catalogue = tmp_path / "catalogue"
    first = publish(made, catalogue)
    assert "test-people.v1" in first.stdout
    second = json.loads(publish(made, catalogue, "--json").stdout)
    assert second["name"] == "test-people.v2"
    notice = json.loads((catalogue / "test-people.v2.edition.json").read_text("utf-8"))
    assert notice["title"] == {"en": "People of a test", "fr": "Gens d'un essai"}
    assert notice["supersedes"] == "test-people.v1"
    assert run(made.folder, "verify", catalogue / "test-people.v2").stderr == ""
    command = (
        "withdraw", "test-people.v2", "--catalogue", catalogue,
        "--archive", tmp_path / "archive", "--reason", "A column was wrong.",
    )  # fmt: skip
    asked = run(made.folder, *command, code=2)
    assert "cannot be put back" in asked.stderr
    assert (catalogue / "test-people.v2").exists(), "nobody has said yes"
    gone = run(made.folder, *command, "--yes")
    assert "Withdrawn  test-people.v2" in gone.stdout
    assert not (catalogue / "test-people.v2").exists()
    assert (tmp_path / "archive" / "test-people.v2").is_dir()


def test_all_that_is_wrong_with_a_notice_is_said_and_nothing_is_published(passed, tmp_path):
    made = passed
    catalogue = tmp_path / "catalogue"
    said = run(
        made.folder, "publish", made.release, "--catalogue", catalogue, "--series", "Not A Slug",
        "--title", "en=Fine", "--publisher", " ", "--licence", "all mine", code=1,
    ).stderr  # fmt: skip
    for field in ("series", "publisher", "licence"):
        assert field in said
    assert not [path for path in catalogue.iterdir() if not path.name.startswith(".")]


def test_a_title_given_twice_is_refused(made, tmp_path):
    said = publish(made, tmp_path / "catalogue", "--title", "fr=Autre", code=2).stderr
    assert "--title is given twice in 'fr'" in said
