"""The look at a folder that requests share: changes are seen, whoever looked before."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from edition_shelf import FIRST, REASON, THIRD, moment

from lanterne.catalogue import withdraw
from lanterne.hub.portal import folder_listing, recent_look
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Broken, Edition
from lanterne.hub.portal.recent_look import RecentLook


@pytest.fixture
def settled(monkeypatch):
    """Time enough went by since the folder was written to."""
    monkeypatch.setattr(recent_look, "SETTLED", -(10**18))


@pytest.fixture
def clock(monkeypatch):
    """The seconds of the process: a list of one."""
    now = [time.monotonic()]
    monkeypatch.setattr(recent_look.time, "monotonic", lambda: now[0])
    return now


def shown_in(folder):
    """A catalogue of which everything was opened and looked at."""
    shown = Catalogue(folder)
    shown.entries()
    looked_beside(shown)
    return shown


def looked_beside(shown):
    """Wait until nobody looks at files."""
    with shown._looks._beside:
        pass


def whole_in(shown):
    return {one.name for one in shown.entries() if isinstance(one, Edition)}


@pytest.mark.usefixtures("settled")
def test_what_was_seen_is_not_looked_at_again_until_the_folder_is_written_to(
    catalogue, monkeypatch, clock
):
    looks, scanned, real = RecentLook(catalogue), [], os.scandir
    first = looks.now()
    looks._beside.acquire()  # nobody looks at files beside
    monkeypatch.setattr(folder_listing.os, "scandir", lambda at: scanned.append(at) or real(at))
    for _ in range(20):
        seen = looks.now()
    assert scanned == []
    assert (seen.names, seen.beside, seen.folders) == (first.names, first.beside, first.folders)
    (catalogue / "another").mkdir()
    assert "another" in looks.now().names
    assert len(scanned) == 2
    looks._beside.release()


@pytest.mark.usefixtures("settled")
def test_an_edition_that_is_withdrawn_is_gone_at_once_whoever_looked_before(catalogue, tmp_path):
    (tmp_path / "archive").mkdir()
    shown = shown_in(catalogue)
    assert THIRD in whole_in(shown)
    withdraw(THIRD, catalogue, REASON, archive=tmp_path / "archive", withdrawn=moment(10))
    assert shown.get(THIRD) is None
    assert shown.withdrawn(THIRD) is not None
    assert THIRD not in whole_in(shown)


def test_two_changes_within_one_tick_of_the_disk_are_both_seen(catalogue, monkeypatch):
    """The planted fault: were a folder believed that was just written to, the second is missed."""
    own = recent_look.own_mark(catalogue)
    monkeypatch.setattr(recent_look, "own_mark", lambda _folder: own)
    looks = RecentLook(catalogue)

    def sees(name):
        (catalogue / name).mkdir()
        return name in looks.now().names

    assert sees("one")
    assert sees("two")
    monkeypatch.setattr(recent_look, "SETTLED", -(10**18))
    looks.now()
    assert not sees("three")


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("ask", [Catalogue.look, Catalogue.entries, lambda one: one.look(THIRD)])
def test_what_changes_in_a_release_is_found_by_the_look_beside(catalogue, clock, ask):
    """Its own page tells so at once; who asks for others does not wait for it."""
    shown = shown_in(catalogue)
    before = ask(shown)
    (catalogue / FIRST / "README.md").write_text("spoilt", "utf-8")
    assert ask(shown) == before
    clock[0] += recent_look.BELIEVED
    assert ask(shown) == before, "who asks first begins the look, and is answered meanwhile"
    assert isinstance(shown.get(FIRST), Broken)
    looked_beside(shown)
    assert ask(shown) != before


@pytest.mark.usefixtures("settled")
def test_a_notice_that_is_edited_in_place_is_found_by_the_look_beside(catalogue, clock):
    shown = shown_in(catalogue)
    beside = shown._looks.now().beside
    notice = next(one for one in catalogue.iterdir() if one.suffix == ".json")
    notice.write_bytes(notice.read_bytes() + b"\n")
    assert shown._looks.now().beside == beside
    clock[0] += recent_look.BELIEVED
    shown._looks.now()
    looked_beside(shown)
    assert shown._looks.now().beside != beside


def test_of_many_who_ask_at_once_few_look_and_none_sees_less_than_what_was_there(
    catalogue, monkeypatch
):
    looks, begun, real = RecentLook(catalogue), [], recent_look._looked_at
    looks._beside.acquire()

    def slowly(folder):
        begun.append(time.monotonic())
        time.sleep(0.05)
        return real(folder)

    monkeypatch.setattr(recent_look, "_looked_at", slowly)
    together, made = threading.Barrier(9), (catalogue / "new").mkdir

    def ask(_number):
        together.wait(20)
        return "new" in looks.now().names

    with ThreadPoolExecutor(8) as people:
        asked = [people.submit(ask, number) for number in range(8)]
        made()
        together.wait(20)
        assert all(one.result() for one in asked)
    assert len(begun) <= 2
    looks._beside.release()


@pytest.mark.usefixtures("settled")
def test_nobody_who_asks_after_a_change_sees_what_was_before(catalogue):
    """While many ask and others look, a folder comes and goes: as it was when asked, or later."""
    looks, ends, wrong = RecentLook(catalogue), threading.Event(), []
    state = [0]  # how often it was changed, before it is asked

    def ask():
        while not ends.is_set():
            before = state[0]
            seen = sum(name.startswith("n") for name in looks.now().names)
            if seen < before:
                wrong.append((before, seen))

    readers = [threading.Thread(target=ask) for _ in range(4)]
    for one in readers:
        one.start()
    for number in range(30):
        time.sleep(0.02)  # more than a tick of the disk
        (catalogue / f"n{number}").mkdir()
        state[0] += 1
    ends.set()
    for one in readers:
        one.join(20)
    assert wrong == []


def test_a_folder_that_goes_and_comes_back_is_seen(catalogue, tmp_path):
    looks = RecentLook(catalogue)
    assert THIRD in looks.now().names
    away = catalogue.rename(tmp_path / "away")
    assert not looks.now().names
    away.rename(catalogue)
    assert THIRD in looks.now().names


@pytest.mark.usefixtures("settled")
def test_a_release_that_is_replaced_is_looked_at_at_once(catalogue):
    """Its files were believed to be as they were; the folder says that something was put there."""
    shown = shown_in(catalogue)
    before = shown.look()
    spare = catalogue / ".spare"
    (catalogue / FIRST).rename(spare)
    (spare / "README.md").write_text("spoilt", "utf-8")
    spare.rename(catalogue / FIRST)
    assert shown.look() != before
    assert FIRST not in whole_in(shown)


@pytest.mark.usefixtures("settled")
def test_a_release_that_is_shown_alone_tells_at_once_that_it_was_touched(catalogue):
    shown = shown_in(catalogue / FIRST)
    before = shown.look(FIRST)
    (catalogue / FIRST / "README.md").write_text("spoilt", "utf-8")
    assert shown.look(FIRST) != before
    assert isinstance(shown.get(FIRST), Broken)


@pytest.mark.usefixtures("settled")
def test_files_that_nobody_touched_are_told_by_the_same_object(catalogue, clock):
    """Answers that are kept are compared with them at every request."""
    shown = shown_in(catalogue)
    before = dict(shown._looks._seen.marks)
    (catalogue / THIRD / "README.md").write_text("spoilt", "utf-8")
    clock[0] += recent_look.BELIEVED
    shown.look()
    looked_beside(shown)
    after = shown._looks._seen.marks
    assert after[catalogue / FIRST] is before[catalogue / FIRST]
    assert after[catalogue / THIRD] != before[catalogue / THIRD]
