"""A story is told of an edition from the command line, told anew, and taken away."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from lanterne_process import run

from let_pass import let_pass

PUBLISHED = ("--title", "en=People", "--publisher", "Nobody", "--licence", "CC0-1.0")
EDITION = "test-people.v1"


@pytest.fixture
def shelf(made, tmp_path):
    """A catalogue with an edition, beside the files of a story."""
    release = shutil.copytree(made.release, tmp_path / "release")
    let_pass(release)
    made = replace(made, folder=tmp_path, release=release)
    run(tmp_path, "publish", release, "--catalogue", "shelf", "--series", "test-people", *PUBLISHED)
    return made.folder


def write(folder, text):
    (folder / "people.md").write_text(f"# People\n\nWho they are.\n\n{text}\n", "utf-8")


def test_told_told_anew_and_taken_away(shelf):
    story = ("story", EDITION, "people.md", "--catalogue", "shelf")
    place = shelf / "shelf" / f"{EDITION}.people.story.json"
    write(shelf, 'There are {count nothing = "x"}, <b>7</b>.')
    wrong = run(shelf, *story, code=1).stderr
    assert "people.md, row 5: " in wrong
    assert ("[unknown-column]" in wrong, "[story-text]" in wrong) == (True, True)
    write(shelf, "We saw 7 of them.")
    assert run(shelf, *story, "--check").stdout.startswith("Checked ")
    assert not place.exists()
    said = run(shelf, *story).stdout
    assert said.startswith(f"Published  releases/{EDITION}/stories/people/\n")
    assert "Rows: 5." in said
    assert json.loads(place.read_text("utf-8"))["text"] == {"en": "We saw 7 of them."}
    write(shelf, "We saw some of them.")
    changed = json.loads(run(shelf, *story, "--json").stdout)
    assert (changed["state"], changed["remarks"], changed["languages"]) == ("changed", [], ["en"])
    remove = ("story", EDITION, "--remove", "people", "--catalogue", "shelf")
    assert run(shelf, *remove).stdout == "Removed    people\n"
    assert not place.exists()
    assert "has no story called people" in run(shelf, *remove, code=2).stderr
    assert "not both" in run(shelf, *story, "--remove", "people", code=2).stderr
    assert "is not an edition" in run(shelf, "story", "x.v1", *story[2:], code=2).stderr
