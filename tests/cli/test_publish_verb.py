"""A release is published in a catalogue as an edition, and withdrawn with a reason."""

from __future__ import annotations

import json

from lanterne_process import run

TERMS = ("--publisher", "Nobody", "--licence", "CC0-1.0")
TITLES = ("--title", "en=People of a test", "--title", "fr=Gens d'un essai")


def publish(made, catalogue, *more, code=0):
    command = ("publish", made.release, "--catalogue", catalogue, "--series", "test-people")
    return run(made.folder, *command, *TITLES, *TERMS, *more, code=code)


def test_editions_follow_each_other_and_one_is_withdrawn(made, tmp_path):
    catalogue = tmp_path / "catalogue"
    first = publish(made, catalogue)
    assert "test-people.v1" in first.stdout
    second = json.loads(publish(made, catalogue, "--json").stdout)
    assert second["name"] == "test-people.v2"
    notice = json.loads((catalogue / "test-people.v2.edition.json").read_text("utf-8"))
    assert notice["title"] == {"en": "People of a test", "fr": "Gens d'un essai"}
    assert notice["supersedes"] == "test-people.v1"
    assert run(made.folder, "verify", catalogue / "test-people.v2").stderr == ""
    gone = run(
        made.folder, "withdraw", "test-people.v2", "--catalogue", catalogue,
        "--archive", tmp_path / "archive", "--reason", "A column was wrong.",
    )  # fmt: skip
    assert "Withdrawn  test-people.v2" in gone.stdout
    assert not (catalogue / "test-people.v2").exists()
    assert (tmp_path / "archive" / "test-people.v2").is_dir()


def test_all_that_is_wrong_with_a_notice_is_said_and_nothing_is_published(made, tmp_path):
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
