"""A suspended edition is shown to nobody, at once, until it is put back or withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from edition_shelf import FIRST, REASON, SECOND, SERIES, THIRD, moment
from test_portal_editions import page

from lanterne.catalogue import read_state, read_suspension, recover, restore, suspend, withdraw
from lanterne.catalogue.file_names import hidden
from lanterne.errors import UsageError

SECTIONS = ("", "figures/", "explore/", "codebook/")
FILES = (".zip", "/files/manifest.json", "/files/SHA256SUMS")


@pytest.fixture
def notice(catalogue):
    return read_state(catalogue).record(THIRD).notice


@pytest.fixture
def suspended(catalogue, notice):
    return suspend(notice, catalogue, suspended=moment(28))


def test_nobody_is_shown_it_and_everybody_is_told(visit, catalogue, suspended):
    visitor = visit(catalogue)
    for language, said in (("en", "while it is under review"), ("ar", "قيد المراجعة")):
        for section in SECTIONS:
            text = page(visitor, f"/{language}/releases/{THIRD}/{section}", 403)
            assert said in text
            assert f"/{language}/releases/{FIRST}/" in text, "what may be used meanwhile"
    for file in FILES:
        assert visitor.get(f"/en/releases/{THIRD}{file}").status_code == 403
    for path in ("", ".csv", ".zip", "/codebook", "/counts?columns=gender", "/files/manifest.json"):
        answer = visitor.get(f"/api/v1/releases/{THIRD}{path}")
        assert (answer.status_code, answer.json()["suspended"]) == (403, "2026-05-28"), path
    assert visitor.get(f"/api/v1/releases/{THIRD}/notice").status_code == 200


def test_lists_name_it_as_suspended(visit, catalogue, suspended):
    visitor = visit(catalogue)
    assert "suspended while under review" in page(visitor, "/en/")
    assert "suspended while under review" in page(visitor, f"/en/datasets/{SERIES}/")
    assert visitor.get(f"/en/releases/{SERIES}/latest")["Location"] == f"/en/releases/{FIRST}/"
    (line,) = [
        one for one in visitor.get("/api/v1/releases").json()["releases"] if one["name"] == THIRD
    ]
    assert (line["status"], line["whole"], line["suspended"]) == ("suspended", False, "2026-05-28")


def test_why_is_not_public_before_it_is_agreed_on(catalogue, suspended):
    text = (catalogue / f"{THIRD}.suspended.json").read_text("utf-8")
    assert set(read_suspension(catalogue / f"{THIRD}.suspended.json").__dict__) == {
        "series", "edition", "suspended", "mark", "notice",
    }  # fmt: skip
    assert "reason" not in text


def test_an_answer_that_was_kept_is_given_no_more(visit, catalogue, notice):
    visitor = visit(catalogue)
    assert page(visitor, f"/en/releases/{THIRD}/")
    suspend(notice, catalogue, suspended=moment(28))
    assert visitor.get(f"/en/releases/{THIRD}/").status_code == 403


def test_what_is_put_back_is_as_it_was(visit, catalogue, notice, suspended):
    before = read_state(catalogue)
    restore(notice, catalogue)
    assert page(visit(catalogue), f"/en/releases/{THIRD}/")
    assert before.record(THIRD).suspension == suspended
    assert read_state(catalogue).record(THIRD).is_shown
    restore(notice, catalogue)  # twice is no fault


def test_suspending_twice_keeps_the_first_moment(catalogue, notice, suspended):
    again = suspend(notice, catalogue, suspended=moment(28) + timedelta(days=1))
    assert again == suspended


def test_what_is_withdrawn_is_suspended_no_more(visit, catalogue, tmp_path, notice, suspended):
    archive = tmp_path / "archive"
    archive.mkdir()
    withdraw(THIRD, catalogue, REASON, archive=archive, withdrawn=moment(29))
    assert not (catalogue / f"{THIRD}.suspended.json").exists()
    assert page(visit(catalogue), f"/en/releases/{THIRD}/", 410)
    assert not read_state(catalogue).problems.get(THIRD)


def test_a_withdrawal_that_was_cut_short_ends_the_suspension_too(catalogue, tmp_path, suspended):
    archive = tmp_path / "archive"
    archive.mkdir()
    kept = (catalogue / f"{THIRD}.suspended.json").read_bytes()
    withdraw(THIRD, catalogue, REASON, archive=archive, withdrawn=moment(29))
    (catalogue / f"{THIRD}.suspended.json").write_bytes(kept)
    (catalogue / hidden(suspended.file, ".writing")).write_bytes(b"half")
    recover(catalogue, archive=archive)
    assert not [one for one in catalogue.iterdir() if ".suspended." in one.name]


@pytest.mark.parametrize("fault", ["half", "other"])
def test_a_suspension_that_cannot_be_believed_hides_all_the_same(
    visit, catalogue, suspended, fault
):
    place = catalogue / f"{THIRD}.suspended.json"
    text = place.read_text("utf-8")
    place.write_text(text[:40] if fault == "half" else text.replace(suspended.mark, "0" * 64))
    assert visit(catalogue).get(f"/en/releases/{THIRD}/").status_code == 409
    assert read_state(catalogue).problems[THIRD]


def test_the_next_edition_has_the_next_number(catalogue, suspended):
    series = read_state(catalogue).series[SERIES]
    assert series.last.notice.edition == 3
    assert series.current.name == FIRST
    assert [series.status(name) for name in (FIRST, SECOND, THIRD)] == [
        "current", "withdrawn", "suspended",
    ]  # fmt: skip


def test_what_is_no_edition_is_not_suspended(catalogue, notice):
    (catalogue / notice.file).unlink()
    with pytest.raises(UsageError):
        suspend(notice, catalogue, suspended=moment(28))
    assert not [one for one in catalogue.iterdir() if ".suspended." in one.name]
