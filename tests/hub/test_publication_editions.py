"""An edition is published whole, once, in its order, and never changed; or it is said why not."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from edition_shelf import (
    FIRST,
    REASON,
    SECOND,
    SERIES,
    THIRD,
    make_candidates,
    moment,
    notice,
    publish,
)

import lanterne
from lanterne.catalogue import (
    EditionRefused,
    faults,
    next_edition,
    read_notice,
    read_state,
    read_tombstone,
    recover,
    storage,
    withdraw,
)
from lanterne.errors import InputError, LanterneError, UsageError

RAW = "\u202eabc"  # would turn the rest of the line round


@pytest.fixture(scope="module")
def candidates(tmp_path_factory):
    return make_candidates(tmp_path_factory.mktemp("candidates"))


@pytest.fixture
def catalogue(tmp_path):
    folder = tmp_path / "catalogue"
    folder.mkdir()
    return folder


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


@pytest.fixture
def spoilt(published, tmp_path):
    """A copy of the catalogue with three editions, to be spoilt."""
    return Path(shutil.copytree(published, tmp_path / "spoilt"))


def names(folder):
    return {path.name for path in folder.iterdir()} - {".publication.lock"}


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".publication.lock"
    }


def refused(rule, *arguments, **named):
    with pytest.raises(EditionRefused) as error:
        publish(*arguments, **named)
    assert error.value.rule == rule
    return error.value


def test_an_edition_is_the_release_byte_by_byte_with_a_notice_beside_it(candidates, catalogue):
    made = publish(candidates[0], catalogue, notice(1))
    assert names(catalogue) == {FIRST, f"{FIRST}.edition.json"}
    assert content(made.folder) == content(candidates[0])
    assert lanterne.verify(made.folder).ok
    kept = read_notice(catalogue / f"{FIRST}.edition.json")
    assert kept == made.notice
    sums = (candidates[0] / "SHA256SUMS").read_bytes()
    assert kept.mark == hashlib.sha256(sums).hexdigest()
    written = (catalogue / f"{FIRST}.edition.json").read_bytes()
    assert made.digest == hashlib.sha256(written).hexdigest()
    assert made.remarks == ()
    assert next_edition(catalogue, SERIES) == 2


def test_everybody_may_read_it_whatever_the_mask_of_the_process(candidates, catalogue):
    before = os.umask(0o077)
    try:
        made = publish(candidates[0], catalogue, notice(1))
    finally:
        os.umask(before)
    for path in (made.folder, *made.folder.rglob("*"), catalogue / f"{FIRST}.edition.json"):
        wanted = 0o755 if path.is_dir() else 0o644
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_editions_are_a_chain(published):
    state = read_state(published)
    assert not state.problems
    series = state.series[SERIES]
    assert [series.status(name) for name in (FIRST, SECOND, THIRD)] == [
        "superseded",
        "withdrawn",
        "current",
    ]
    files = [published / f"{name}.edition.json" for name in (FIRST, SECOND, THIRD)]
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    assert [one.notice.previous for one in series.records] == [None, *digests[:2]]
    assert state.series["mistake"].current is None


def test_what_is_wrong_with_a_notice_is_all_said_at_once(candidates, catalogue):
    bad = notice(
        0,
        series="Not a slug",
        title={"en": "two\nlines", "de": "x"},
        description={"en": "only English"},
        licence="not a licence",
        publisher=" ",
        languages=("fr", "de"),
        citation=RAW,
        supersedes="",
        mark="no digest",
    )
    wrong = {
        *("edition", "series", "title", "description", "licence", "publisher", "languages"),
        *("citation", "supersedes", "mark"),
    }
    assert set(faults(bad)) == wrong
    with pytest.raises(InputError) as error:
        publish(candidates[0], catalogue, bad)
    assert {one.place.key.partition(".")[0] for one in error.value.problems} == wrong
    assert RAW not in str(error.value)
    assert names(catalogue) == set()
    assert faults(notice(1)) == {}


def test_no_notice_without_a_time_zone(candidates, catalogue):
    with pytest.raises(UsageError, match="time zone"):
        publish(candidates[0], catalogue, notice(1, published=datetime(2026, 5, 1)))
    assert names(catalogue) == set()


def test_arabic_and_french_need_characters_that_have_no_shape(candidates, catalogue):
    title = {"fr": "Données\u202f: traite", "ar": "می\u200cخواهم"}
    publish(
        candidates[0], catalogue, notice(1, title=title, description={}, languages=("fr", "ar"))
    )
    assert read_notice(catalogue / f"{FIRST}.edition.json").title == title


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda v: v.pop("licence"), "edition-field"),
        (lambda v: v.update(more=1), "edition-field"),
        (lambda v: v.update(edition="1"), "edition-field"),
        (lambda v: v.update(edition=True), "edition-field"),
        (lambda v: v.update(published="2026-05-01 12:00"), "edition-field"),
        (lambda v: v.update(title={"en": "x"}), "edition-field"),
        (lambda v: v.update(title={"en": "x", "fr": "", "ar": "ب"}), "edition-field"),
        (lambda v: v.update(languages=[]), "edition-field"),
        (lambda v: v.update(languages=["fr", "en", "ar"]), "edition-field"),
        (lambda v: v.update(mark="0" * 63), "edition-field"),
        (lambda v: v.update(mark=None), "edition-field"),
        (lambda v: v.update(format=2), "edition-format"),
        (lambda v: v.update(format=True), "edition-format"),
        (lambda v: v.update(kind="lanterne-withdrawal"), "edition-kind"),
        (lambda v: v.update(edition=2), "edition-other"),
        (lambda v: v.update(series="other"), "edition-other"),
    ],
)
def test_a_notice_is_read_strictly(spoilt, change, rule):
    path = spoilt / f"{FIRST}.edition.json"
    values = json.loads(path.read_text("utf-8"))
    change(values)
    path.write_text(json.dumps(values, ensure_ascii=False, indent=2) + "\n", "utf-8")
    with pytest.raises(InputError) as error:
        read_notice(path)
    assert [one.rule for one in error.value.problems] == [rule]
    assert FIRST in read_state(spoilt).problems


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"\xff",
        b"{" * 10_000,
        b"[" * 200_000,
        b'{"kind": "lanterne-edition", "format": 1}',
    ],
)
def test_what_is_no_notice_is_said_to_be_none(spoilt, text):
    path = spoilt / f"{FIRST}.edition.json"
    path.write_bytes(text)
    with pytest.raises(InputError):
        read_notice(path)
    assert FIRST in read_state(spoilt).problems


def test_a_notice_in_another_spelling_was_changed(spoilt):
    path = spoilt / f"{FIRST}.edition.json"
    for text in (
        path.read_text("utf-8").rstrip("\n"),
        path.read_text("utf-8").replace('"edition": 1', '"edition": 3,\n  "edition": 1'),
    ):
        path.write_text(text, "utf-8")
        with pytest.raises(InputError) as error:
            read_notice(path)
        assert [one.rule for one in error.value.problems] == ["edition-changed"]


def test_links_and_pipes_are_not_read(spoilt, tmp_path):
    path = spoilt / f"{FIRST}.edition.json"
    path.rename(tmp_path / "elsewhere.json")
    path.symlink_to(tmp_path / "elsewhere.json")
    assert FIRST in read_state(spoilt).problems
    path.unlink()
    os.mkfifo(path)  # would be waited for without end
    assert FIRST in read_state(spoilt).problems


def test_an_edition_that_is_there_is_never_changed(candidates, catalogue):
    publish(candidates[0], catalogue, notice(1, approved_by="Somebody"))
    before = content(catalogue)
    error = refused(
        "edition-exists",
        candidates[1],
        catalogue,
        notice(1, title={"en": "Other"}, description={}, languages=("en",)),
    )
    assert "Réseau <b>" in str(error)
    assert "Somebody" in str(error)
    assert "Edition 1 of" in str(error)
    assert content(catalogue) == before


@pytest.mark.parametrize("number", [1, 2, 4, 5])
def test_numbers_have_no_gaps_and_never_come_again(candidates, spoilt, number):
    rule = "edition-exists" if number < 4 else "edition-gap"
    before = content(spoilt)
    if number == 4:
        publish(candidates[0], spoilt, notice(4, supersedes=THIRD))
        return
    refused(rule, candidates[0], spoilt, notice(number))
    assert content(spoilt) == before


def test_the_first_edition_has_number_one(candidates, catalogue):
    error = refused("edition-gap", candidates[0], catalogue, notice(2))
    assert "is number 1, not 2" in str(error)


@pytest.mark.parametrize("name", [None, "survivors-2026.v3", "mistake.v1"])
def test_what_is_superseded_is_an_earlier_edition_of_the_series(candidates, catalogue, name):
    publish(candidates[0], catalogue, notice(1))
    refused("supersedes", candidates[0], catalogue, notice(2, supersedes=name))
    refused("supersedes", candidates[0], catalogue, notice(1, "other", supersedes=FIRST))
    publish(candidates[0], catalogue, notice(2, supersedes=FIRST))


def test_only_the_release_that_was_approved_is_published(candidates, catalogue):
    approved = hashlib.sha256((candidates[0] / "SHA256SUMS").read_bytes()).hexdigest()
    refused("other-release", candidates[1], catalogue, notice(1, mark=approved))
    assert names(catalogue) == set()
    assert publish(candidates[0], catalogue, notice(1, mark=approved)).notice.mark == approved


def test_a_release_that_is_not_whole_never_comes_near_the_catalogue(
    candidates, catalogue, tmp_path
):
    copy = shutil.copytree(candidates[0], tmp_path / "copy")
    (copy / "data" / "cases.csv").write_text("a canary")
    with pytest.raises(InputError, match=r"cases\.csv"):
        publish(copy, catalogue, notice(1))
    assert names(catalogue) == set()


def test_what_changes_while_it_is_copied_is_not_published(
    candidates, catalogue, tmp_path, monkeypatch
):
    """Every byte of the copy is verified where it lies, whatever was verified before."""
    copy = shutil.copytree(candidates[0], tmp_path / "copy")
    real = storage.copy_release

    def meddle(source, target, paths):
        shutil.rmtree(copy)
        shutil.copytree(candidates[1], copy)  # whole, and another
        real(source, target, paths)

    monkeypatch.setattr(storage, "copy_release", meddle)
    with pytest.raises(UsageError, match="changed while"):
        publish(copy, catalogue, notice(1))
    assert names(catalogue) == set()


def test_a_release_and_its_notice_do_not_contradict_each_other(tmp_path, catalogue):
    made = make_candidates(tmp_path, 1)[0]
    said = tmp_path / "said"
    lanterne.protect(
        tmp_path / "cases.csv",
        Path(__file__).with_name("hostile.toml"),
        epsilon=1,
        out=said,
        ledger=tmp_path / "ledger.jsonl",
        publisher="Somebody else",
        licence="ODbL-1.0",
    )
    with pytest.raises(InputError) as error:
        publish(said, catalogue, notice(1))
    assert [one.rule for one in error.value.problems] == ["edition-contrary"] * 2
    publish(said, catalogue, notice(1, publisher="Somebody else", licence="ODbL-1.0"))
    publish(made, catalogue, notice(2))  # says nothing of itself


def test_the_place_of_an_edition_may_be_taken(candidates, catalogue):
    (catalogue / FIRST).mkdir()  # even an empty folder is not replaced
    refused("name-taken", candidates[0], catalogue, notice(1))
    (catalogue / FIRST).rmdir()
    (catalogue / FIRST).symlink_to("nowhere")
    refused("name-taken", candidates[0], catalogue, notice(1))


def test_folders_that_are_none_or_the_wrong_ones(candidates, catalogue, tmp_path):
    for folder in (tmp_path / "none", candidates[1]):
        with pytest.raises(UsageError):
            publish(candidates[0], folder, notice(1))
    with pytest.raises(UsageError):
        publish(tmp_path / "none", catalogue, notice(1))
    publish(candidates[0], catalogue, notice(1))
    (catalogue / "private").mkdir()
    for archive in (catalogue, catalogue / "private", tmp_path / "none"):
        with pytest.raises(UsageError):
            withdraw(FIRST, catalogue, REASON, archive=archive, withdrawn=moment(9))
    assert (catalogue / FIRST).is_dir()


def test_a_clock_that_jumped_back_is_said_and_changes_no_order(candidates, catalogue):
    publish(candidates[0], catalogue, notice(1, published=moment(5)))
    made = publish(candidates[1], catalogue, notice(2, published=moment(4)))
    assert len(made.remarks) == 1
    assert made.remarks[0].code == "remark.clock-of-publication"
    assert made.remarks[0].parameters["number"] == "1"
    series = read_state(catalogue).series[SERIES]
    assert series.current is not None
    assert series.current.name == SECOND
    assert publish(candidates[1], catalogue, notice(3, published=moment(4))).remarks == ()


def test_languages_are_kept_in_the_order_of_the_pages(candidates, catalogue):
    given = {"ar": "ب", "en": "A"}
    made = publish(
        candidates[0],
        catalogue,
        notice(1, title=given, description={}, languages=tuple(given)),
    )
    kept = read_notice(catalogue / f"{FIRST}.edition.json")
    assert kept.languages == tuple(kept.title) == ("en", "ar")
    assert (kept, kept.digest) == (made.notice, made.digest)


def test_a_moment_is_kept_to_the_second_in_utc(candidates, catalogue):
    when = datetime.fromisoformat("2026-05-02T01:30:15.999999+05:30")
    made = publish(candidates[0], catalogue, notice(1, published=when))
    assert made.notice.published == datetime(2026, 5, 1, 20, 0, 15, tzinfo=UTC)
    assert publish(candidates[1], catalogue, notice(2, published=when)).remarks == ()


# What was taken away or changed afterwards


def test_a_notice_that_was_changed_is_missed_by_the_next(spoilt):
    """Well formed, and not what was published: whoever comes after it remembers."""
    path = spoilt / f"{FIRST}.edition.json"
    path.write_text(replace(read_notice(path), publisher="Somebody else").text, "utf-8")
    assert set(read_state(spoilt).problems) == {FIRST}  # the second is vouched for by the third


def test_of_the_last_two_nobody_can_say_which_was_changed(spoilt):
    path = spoilt / f"{THIRD}.edition.json"
    path.write_text(replace(read_notice(path), previous="0" * 64).text, "utf-8")
    assert set(read_state(spoilt).problems) == {SECOND, THIRD}


@pytest.mark.parametrize(
    ("gone", "missed"),
    [
        ([f"{FIRST}.edition.json"], FIRST),
        ([f"{FIRST}.edition.json", FIRST], FIRST),
        ([FIRST], FIRST),
        ([f"{SECOND}.withdrawn.json"], SECOND),
        ([f"{SECOND}.edition.json"], SECOND),
        ([f"{SECOND}.edition.json", f"{SECOND}.withdrawn.json"], SECOND),
        ([THIRD], THIRD),
    ],
)
def test_an_edition_that_was_taken_away_is_missed(candidates, spoilt, gone, missed):
    for name in gone:
        storage.remove(spoilt / name)
    problems = read_state(spoilt).problems
    assert set(problems) == {missed}
    assert {one.rule for one in problems[missed]} <= {"edition-missing", "edition-tombstone"}
    error = refused("series-broken", candidates[0], spoilt, notice(4))
    assert missed in str(error)


def test_a_tombstone_of_something_else_hides_all_the_same(spoilt):
    path = spoilt / f"{SECOND}.withdrawn.json"
    path.write_text(replace(read_tombstone(path), mark="0" * 64).text, "utf-8")
    assert set(read_state(spoilt).problems) == {SECOND}


# Withdrawing


def test_a_withdrawn_edition_leaves_its_tombstone_and_goes_to_the_archive(
    candidates, catalogue, archive
):
    made = publish(candidates[0], catalogue, notice(1))
    gone = withdraw(FIRST, catalogue, REASON, archive=archive, withdrawn=moment(9))
    assert names(catalogue) == {f"{FIRST}.edition.json", f"{FIRST}.withdrawn.json"}
    assert names(archive) == {FIRST}
    assert content(archive / FIRST) == content(candidates[0])
    kept = read_tombstone(catalogue / f"{FIRST}.withdrawn.json")
    assert kept == gone.tombstone
    assert (kept.reason, kept.mark, kept.notice) == (REASON, made.notice.mark, made.digest)
    assert next_edition(catalogue, SERIES) == 2
    refused("edition-exists", candidates[0], catalogue, notice(1))
    publish(candidates[1], catalogue, notice(2))


def test_an_edition_is_withdrawn_once_and_for_a_reason(candidates, catalogue, archive):
    publish(candidates[0], catalogue, notice(1))
    how = {"archive": archive, "withdrawn": moment(9)}
    for reason in ({}, {"en": " "}, {"de": "x"}, {"en": RAW}, {"en": "x" * 2001}):
        with pytest.raises(InputError, match="reason"):
            withdraw(FIRST, catalogue, reason, **how)
    for unknown in ("survivors-2026.v2", "../catalogue", FIRST + ".edition.json"):
        with pytest.raises(UsageError):
            withdraw(unknown, catalogue, REASON, **how)
    assert names(catalogue) == {FIRST, f"{FIRST}.edition.json"}
    withdraw(FIRST, catalogue, REASON, **how)
    before = content(catalogue)
    with pytest.raises(EditionRefused) as error:
        withdraw(FIRST, catalogue, {"en": "Another"}, **how)
    assert error.value.rule == "withdrawn"
    assert content(catalogue) == before


def test_nothing_in_the_archive_is_overwritten(candidates, catalogue, archive):
    publish(candidates[0], catalogue, notice(1))
    (archive / FIRST).mkdir()
    with pytest.raises(EditionRefused) as error:
        withdraw(FIRST, catalogue, REASON, archive=archive, withdrawn=moment(9))
    assert error.value.rule == "archived"
    assert names(catalogue) == {FIRST, f"{FIRST}.edition.json"}


def test_an_archive_on_another_disk(candidates, catalogue, archive, monkeypatch):
    publish(candidates[0], catalogue, notice(1))
    real = Path.rename

    def rename(self, target):
        if (self.parent == catalogue) != (Path(target).parent == catalogue):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    withdraw(FIRST, catalogue, REASON, archive=archive, withdrawn=moment(9))
    assert names(archive) == {FIRST}
    assert content(archive / FIRST) == content(candidates[0])
    assert names(catalogue) == {f"{FIRST}.edition.json", f"{FIRST}.withdrawn.json"}


def test_an_edition_that_broke_can_be_withdrawn(candidates, catalogue, archive):
    publish(candidates[0], catalogue, notice(1))
    (catalogue / FIRST / "README.md").unlink()
    withdraw(FIRST, catalogue, REASON, archive=archive, withdrawn=moment(9))
    publish(candidates[0], catalogue, notice(2))
    shutil.rmtree(catalogue / SECOND)
    gone = withdraw(SECOND, catalogue, REASON, archive=archive, withdrawn=moment(1))
    assert gone.archived is None
    assert gone.remarks[0].code == "remark.clock-of-withdrawal"
    assert not read_state(catalogue).problems


# The disk


def test_nothing_that_is_there_is_replaced_by_a_rename(tmp_path):
    (tmp_path / "new").write_text("new")
    (tmp_path / "there").write_text("old")
    with pytest.raises(FileExistsError):
        storage.reveal(tmp_path / "new", tmp_path / "there")
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileExistsError):
        storage.reveal(tmp_path / "folder", tmp_path / "empty")
    assert (tmp_path / "there").read_text() == "old"


def test_a_copy_follows_no_link(tmp_path):
    (tmp_path / "secret").write_text("a canary")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "file").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="symbolic links"):
        storage.copy_release(tmp_path / "source", tmp_path / "target", ["file"])


def test_a_full_disk_leaves_nothing_behind(candidates, catalogue, archive, monkeypatch):
    """At each write and each rename in turn, until there is none left that could fail."""
    publish(candidates[0], catalogue, notice(1))
    before = content(catalogue)
    for step in range(200):
        told = ""
        with monkeypatch.context() as patch:
            left = fail_at(patch, step)
            try:
                publish(candidates[1], catalogue, notice(2))
            except LanterneError as error:
                told = str(error)
        if not told:
            break
        assert not left()
        assert "the disk is full" in told
        assert content(catalogue) == before, step
        assert not read_state(catalogue).problems
    assert step > 20
    assert lanterne.verify(catalogue / SECOND).ok


def test_a_full_disk_while_withdrawing_is_said_and_made_good(
    candidates, catalogue, archive, tmp_path, monkeypatch
):
    publish(candidates[0], catalogue, notice(1))
    said = set()
    for step in range(50):
        here, there, told = tmp_path / f"c{step}", tmp_path / f"a{step}", ""
        shutil.copytree(catalogue, here)
        there.mkdir()
        with monkeypatch.context() as patch:
            fail_at(patch, step)
            try:
                withdraw(FIRST, here, REASON, archive=there, withdrawn=moment(9))
            except LanterneError as error:
                told = str(error)
        buried = (here / f"{FIRST}.withdrawn.json").exists()
        assert ("is withdrawn" in told) is (buried and bool(told)), step
        assert ("was not withdrawn" in told) is not buried
        said.add((bool(told), buried))
        if buried:
            assert read_state(here).record(FIRST).tombstone is not None
            recover(here, there)
            assert names(there) == {FIRST}
            assert names(here) == {f"{FIRST}.edition.json", f"{FIRST}.withdrawn.json"}
        else:
            assert names(here) == {FIRST, f"{FIRST}.edition.json"}
        if not told:
            break
    assert said == {(True, False), (True, True), (False, True)}


def fail_at(patch, step):
    """The disk is full from a step on, for what writes; tells how many steps were left."""
    left = [step]

    def count():
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    for owner, name in ((os, "fsync"), (Path, "rename"), (Path, "mkdir"), (shutil, "copyfileobj")):
        real = getattr(owner, name)

        def full(*arguments, real=real, **named):
            count()
            return real(*arguments, **named)

        patch.setattr(owner, name, full)
    return lambda: max(0, left[0])


def test_where_the_first_rename_cannot_be_taken_back_the_edition_is_completed(
    candidates, catalogue, monkeypatch
):
    """The disk fails for good between the two renames: nobody sees a half, now or later."""
    real = Path.rename

    def rename(self, target):
        if Path(target).name == FIRST:
            raise OSError(errno.EIO, "Input/output error")
        return real(self, target)

    def unlink(self, missing_ok=False):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        patch.setattr(Path, "unlink", unlink)
        with pytest.raises((LanterneError, OSError), match="error"):
            publish(candidates[0], catalogue, notice(1))
    state = read_state(catalogue)
    assert not state.series
    assert not state.problems
    assert recover(catalogue).completed == (FIRST,)
    assert lanterne.verify(catalogue / FIRST).ok
    assert next_edition(catalogue, SERIES) == 2
