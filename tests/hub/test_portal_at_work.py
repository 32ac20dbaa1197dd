"""Few requests are worked on at once; those that wait for a picture or a release stand aside."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lanterne.hub.portal import at_work
from lanterne.hub.portal.at_work import AT_ONCE, few_at_once, stand_aside


class Counted:
    """How many are worked on, and the most there were."""

    def __init__(self, stands_aside: bool) -> None:
        self.now = self.most = 0
        self._stands_aside = stands_aside
        self._lock = threading.Lock()
        self.go = threading.Event()
        self.came = threading.Semaphore(0)

    def __call__(self, _request):
        if self._stands_aside:
            stand_aside()
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.came.release()
        assert self.go.wait(20)
        with self._lock:
            self.now -= 1


@pytest.mark.parametrize("aside", [False, True])
def test_no_more_are_worked_on_than_may_be_but_any_number_waits(aside):
    many, worked = 3 * AT_ONCE, Counted(aside)
    with ThreadPoolExecutor(many) as people:
        asked = [people.submit(few_at_once(worked), None) for _ in range(many)]
        for _ in range(many if aside else AT_ONCE):
            assert worked.came.acquire(timeout=20)
        assert worked.came.acquire(timeout=0.1) is False
        worked.go.set()
        for one in asked:
            one.result(20)
    assert worked.most == (many if aside else AT_ONCE)
    assert at_work._free._value == AT_ONCE


def test_a_request_that_fails_makes_room_once():
    def fails(_request):
        stand_aside()
        stand_aside()
        raise ZeroDivisionError

    for _ in range(2 * AT_ONCE):
        with pytest.raises(ZeroDivisionError):
            few_at_once(fails)(None)
    assert at_work._free._value == AT_ONCE


def test_whoever_has_no_place_gives_none_up():
    stand_aside()
    assert at_work._free._value == AT_ONCE
