"""Processes that die are started again, more and more slowly, and all end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import count

import psutil
import pytest

from lanterne.hub.processes.supervise import SLOWEST, STEADY, Child


class Process:
    """Stands for a process that ends when it is told to."""

    def __init__(self, code):
        self.code = code

    def poll(self):
        return self.code


@pytest.fixture
def dying(monkeypatch):
    child = Child("worker", ())
    starts = count(1)

    def start(now):
        next(starts)
        child.process, child.started = Process(1), now

    monkeypatch.setattr(child, "start", start)
    return child


def test_each_death_is_waited_for_longer_up_to_a_limit(dying):
    now, waits, told = 0.0, [], []
    dying.start(now)
    for _ in range(9):
        dying.look(now, told.append)
        assert dying.process is None
        waits.append(dying.wait)
        dying.look(now + dying.wait - 0.01, told.append)
        assert dying.process is None, "not before its time"
        now += dying.wait
        dying.look(now, told.append)
        assert dying.process is not None
    assert waits == sorted(waits)
    assert waits[0] == 2
    assert waits[-1] == SLOWEST
    assert len(told) == 9
    assert "exit code 1" in str(told[0])


def test_one_that_was_well_for_long_is_started_soon(dying):
    dying.wait = SLOWEST
    dying.start(0.0)
    dying.look(STEADY + 1, lambda text: None)
    assert dying.wait == 1


SCRIPT = """
import sys
from lanterne.hub.processes.supervise import Child, keep_alive
keep_alive([Child("sleeper", ("-c", "import time; time.sleep(600)"))],
           lambda text: print(text, flush=True))
print("all ended", flush=True)
"""


@pytest.mark.alone
def test_a_killed_process_is_replaced_and_none_outlives_its_keeper():
    keeper = subprocess.Popen([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True)
    first = _only_child(keeper.pid)
    os.kill(first, signal.SIGKILL)
    assert "signal 9" in keeper.stdout.readline()
    second = _only_child(keeper.pid, other_than=first)
    keeper.send_signal(signal.SIGTERM)
    assert keeper.wait(20) == 0
    assert "all ended" in keeper.stdout.read()
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def _only_child(parent, other_than=None):
    for _ in range(200):
        children = psutil.Process(parent).children()
        alive = [one.pid for one in children if one.pid != other_than]
        if alive:
            return alive[0]
        time.sleep(0.1)
    raise AssertionError("no child was started")
