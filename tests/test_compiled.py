"""Loops that are compiled when they are first called."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lanterne.compiled import compiled

HUB = """
import sys
from pathlib import Path
from lanterne.hub.door import Door
from lanterne.hub.home import Home
from lanterne.hub.project import open_workspace
open_workspace(Home(Path(sys.argv[1])), Door(8000))
from django.urls import get_resolver
assert get_resolver().url_patterns
heavy = ("polars", "numba", "scipy.optimize", "scipy.special")
print(*(one for one in heavy if one in sys.modules))
"""


def test_a_hub_has_all_its_pages_without_a_compiler_or_solvers(tmp_path: Path) -> None:
    words = [sys.executable, "-c", HUB, tmp_path / "hub"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == "polars\n"


@compiled()
def _twice(number):  # type: ignore[no-untyped-def]
    """Two of it."""
    return 2 * number


@compiled(fastmath=True, nogil=True)
def _sum_of_twice(numbers):  # type: ignore[no-untyped-def]
    total = 0.0
    for number in numbers:
        total += _twice(number)
    return total


def test_it_compiles_where_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    from numba.core.caching import CacheImpl  # noqa: PLC0415 - takes half a second

    monkeypatch.setattr(CacheImpl, "_locator_classes", [])
    twice = compiled()(lambda number: 2 * number)
    assert twice(21) == 42


def test_a_compiled_function_calls_others_and_is_compiled_once() -> None:
    numbers = np.arange(5.0)
    assert _sum_of_twice(numbers) == 20.0
    assert _sum_of_twice.compiled is _sum_of_twice.compiled
    assert _sum_of_twice.compiled.nopython_signatures
    assert _sum_of_twice.compiled.targetoptions["fastmath"]
    assert (_twice.__name__, _twice.__doc__) == ("_twice", "Two of it.")


CALLED = """
from constants_of_a_test import MORE
from lanterne.compiled import compiled

@compiled()
def called(number):
    return {called}
"""
CALLS = """
from called_by_a_test import called
from lanterne.compiled import compiled

@compiled()
def between(number):
    return called(number)

@compiled()
def calls(number):
    return between(number)
"""


def test_what_is_kept_on_disk_is_made_anew_when_what_is_called_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sources of the caller are the same each time."""
    names = ["constants_of_a_test", "called_by_a_test", "calls_of_a_test"]
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def result(called: str, more: int) -> tuple[int, int]:
        sources = f"MORE = {more}", CALLED.format(called=called), CALLS
        for name, source in zip(names, sources, strict=True):
            sys.modules.pop(name, None)
            (tmp_path / f"{name}.py").write_text(source)
        importlib.invalidate_caches()
        made = importlib.import_module(names[-1]).calls
        found = made(1)
        return found, sum(made.compiled.stats.cache_hits.values())

    assert result("number + MORE", 1) == (2, 0)
    assert result("number + MORE", 1) == (2, 1), "nothing has changed"
    assert result("number - MORE", 1) == (0, 0), "a function in another file"
    assert result("number - MORE", 5) == (-4, 0), "a constant in a third"
