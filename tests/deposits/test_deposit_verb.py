"""The command: a draft by itself, a publication only after a question that says it is for ever."""

from __future__ import annotations

import json

import pytest
from stand_in import StandIn

from lanterne.messages import TAGS, Message, say
from program import run_here


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_draft_says_what_to_do_next(release, site: StandIn, tmp_path):
    done = run_here(tmp_path, "deposit", release)
    assert done.returncode == 0, done.stderr
    (number,) = site.drafts
    shown = words(done.stdout)
    assert f"https://sandbox.zenodo.org/deposit/{number}" in shown
    assert f"10.5072/zenodo.{number}, reserved" in shown
    assert "cannot be taken back" in shown
    assert "this is the sandbox" in shown
    assert done.stderr == ""


def test_programs_are_answered_with_json(release, site: StandIn, tmp_path):
    done = run_here(tmp_path, "deposit", release, "--json")
    told = json.loads(done.stdout)
    assert told["published"] is False
    assert told["files"][0] == "README.md"
    assert [told["number"]] == site.drafts


@pytest.mark.parametrize(
    ("language", "typed"), [*((tag, "no\n") for tag in TAGS), ("en", "\n"), ("en", "")]
)
def test_nothing_is_sent_unless_somebody_says_yes(release, site, tmp_path, language, typed):
    asked = ("--language", language, "deposit", release, "--publish")
    done = run_here(tmp_path, *asked, typed=typed)
    assert done.returncode == 2
    assert words(say(Message("terminal.deposit.once-more"), language)) in words(done.stderr)
    assert site.asked == []


@pytest.mark.parametrize(("typed", "more"), [("oui\n", []), ("", ["--yes"])])
def test_it_is_published_after_yes(release, site: StandIn, tmp_path, typed, more):
    done = run_here(tmp_path, "deposit", release, "--publish", *more, typed=typed)
    assert done.returncode == 0, done.stderr
    assert "cannot be taken back" in words(done.stderr)
    assert site.drafts == []
    (number,) = site.deposits
    assert f"https://sandbox.zenodo.org/records/{number}" in done.stdout
    assert "reserved" not in done.stdout


def test_what_cannot_go_is_said_before_the_question(releases, site: StandIn, tmp_path):
    done = run_here(tmp_path, "deposit", releases / "real", "--publish", typed="yes\n")
    assert done.returncode == 3
    assert "Type yes" not in done.stderr
    assert "real people" in words(done.stderr)
    assert site.asked == []
