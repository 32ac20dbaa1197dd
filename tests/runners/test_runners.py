"""Work in stages gives the same here and in several processes, and errors come back."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import time
from collections.abc import Iterator, Sequence

import pytest

from lanterne.errors import InputError, LanterneError, Place, Problem, UsageError
from lanterne.runners import InProcess, Runner
from lanterne.runners.processes import Processes
from lanterne.runners.runner import Pair

RUNNERS = (InProcess(), Processes(2))


def by_rest(number: int) -> Iterator[Pair]:
    """A number under its rest, and one half of it under another key."""
    yield number % 3, pickle.dumps(number)
    yield 5, pickle.dumps(number // 2)


def sums(key: int, values: Sequence[bytes]) -> Iterator[Pair]:
    yield key % 2, pickle.dumps((key, sum(map(pickle.loads, values))))


def together(key: int, values: Sequence[bytes]) -> Iterator[Pair]:
    yield key, pickle.dumps(sorted(map(pickle.loads, values)))


def of_a_file(number: int) -> Iterator[Pair]:
    raise InputError([Problem("empty-file.whole", {}, Place(f"{number}.csv"))], 3)


def of_a_call(key: int, values: Sequence[bytes]) -> Iterator[Pair]:
    raise UsageError("cases.released-subject", column="a")


def ended(number: int) -> Iterator[Pair]:
    os._exit(9)


def named(runner: Runner) -> str:
    return type(runner).__name__


@pytest.mark.parametrize("runner", RUNNERS, ids=named)
def test_stages_one_after_the_other(runner):
    numbers = range(10)
    found = runner.run(list(numbers), by_rest, sums, together)
    wanted = {
        0: [(0, 0 + 3 + 6 + 9), (2, 2 + 5 + 8)],
        1: [(1, 1 + 4 + 7), (5, sum(number // 2 for number in numbers))],
    }
    assert {key: pickle.loads(value) for key, value in found} == wanted


@pytest.mark.parametrize("runner", RUNNERS, ids=named)
def test_nothing_to_do(runner):
    assert list(runner.run([], by_rest, sums)) == []
    assert runner.tasks >= 1


@pytest.mark.parametrize("runner", RUNNERS, ids=named)
def test_what_a_stage_raises_comes_back_as_it_was(runner):
    with pytest.raises(InputError) as raised:
        list(runner.run([7], of_a_file, sums))
    assert raised.value.problems == (Problem("empty-file.whole", {}, Place("7.csv")),)
    assert raised.value.more == 3
    with pytest.raises(UsageError, match="cannot be a"):
        list(runner.run([1, 2], by_rest, of_a_call))


def test_a_process_that_is_ended_from_outside_is_told_in_words():
    with pytest.raises(LanterneError, match="was ended from outside"):
        list(Processes(2).run([1, 2, 3], ended))


def who(_number: int) -> Iterator[Pair]:
    yield 1, str(os.getpid()).encode()


def ids_of_workers(runner: Processes) -> set[bytes]:
    return {name for _, name in runner.run([*range(8)], who)}


def is_alive(process: bytes) -> bool:
    # One that ended and that nobody has asked for yet is still in the list.
    active = {child.pid for child in multiprocessing.active_children()}
    return int(process) in active


def test_processes_stay_for_the_next_work_and_end_with_whoever_began_them():
    runner = Processes(1)
    (first,) = ids_of_workers(runner)
    assert ids_of_workers(runner) == {first}
    assert is_alive(first)
    del runner
    deadline = time.monotonic() + 30
    while is_alive(first) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(first)


def test_work_that_is_not_done_to_its_end_leaves_no_process():
    runner = Processes(1)
    (first,) = ids_of_workers(runner)
    with pytest.raises(LanterneError):
        list(runner.run([0], divided))
    assert not is_alive(first)
    (second,) = ids_of_workers(runner)
    assert second != first
    some = runner.run([*range(8)], who)
    next(some)
    some.close()
    assert not is_alive(second)


def divided(number: int) -> Iterator[Pair]:
    yield 1, str(1 // (number - number)).encode()


def test_a_fault_of_a_stage_is_told_by_its_kind_and_place_alone():
    with pytest.raises(LanterneError, match=r"ZeroDivisionError in test_runners\.py") as raised:
        list(Processes(2).run([12345], divided))
    assert raised.value.__cause__ is None
    assert "12345" not in str(raised.value)


def test_there_is_a_worker():
    with pytest.raises(ValueError, match="at least 1"):
        Processes(0)
