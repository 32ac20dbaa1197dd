"""Processes of the road, from the outside: their whole cost, their stages, their releases."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.measured import Cost, run_measured
from benchmarks.network.stages import Stage

ENVIRONMENT = {"OMP_NUM_THREADS": "1"}
SEED = 7
PERPETRATORS_PER_VICTIM = 37 / 17


class RoadError(Exception):
    """A process of the road failed, or reached its limit; the text says how."""


@dataclass(frozen=True)
class Road:
    """One process that has made a release.

    Attributes:
        release: Folder of the release.
        cost: What the whole process took.
        stages: What each of its stages took.
        settings: How the tables were made.
    """

    release: Path
    cost: Cost
    stages: tuple[Stage, ...]
    settings: Mapping[str, str | float | int]


@dataclass(frozen=True)
class Budget:
    """What one victim may lose, and the CPU seconds that a process may take."""

    epsilon: float
    delta: float
    limit: float


def write_network(folder: Path, victims: int) -> Path:
    """Write a fictional network, the same in every run, in a process of its own."""
    perpetrators = round(victims * PERPETRATORS_PER_VICTIM)
    code = (
        "from lanterne.cases.fictional import write_fictional_network as write\n"
        f"write({str(folder)!r}, {victims}, {SEED}, {perpetrators})"
    )
    log = folder.with_name(f"{folder.name}.txt")
    _raise_failed(run_measured([sys.executable, "-c", code], 3600, log, ENVIRONMENT), log)
    return folder


def protect(cases: Path, folder: Path, budget: Budget, dial: str) -> Road:
    """Make a release in a process of its own; ``folder`` must be empty, and keeps everything."""
    values = (str(cases), str(folder), repr(budget.epsilon), repr(budget.delta), dial)
    return _run(["protect", *values], folder, budget.limit, dial)


def redraw(folder: Path, budget: Budget, dial: str) -> Road:
    """Make another release from the same measurements."""
    return _run(["redraw", str(folder), dial], folder, budget.limit, dial)


def warm_up(folder: Path) -> None:
    """Have everything compiled that is compiled once on a machine, by a road of few victims."""
    folder.mkdir()
    cases = write_network(folder / "cases", 300)
    budget = Budget(4.0, 1e-6, 3600)
    protect(cases, folder, budget, "balanced")
    redraw(folder, budget, "closest")


def size_of(folder: Path) -> int:
    """Bytes of the tables in a folder."""
    return sum(file.stat().st_size for file in folder.glob("*.csv"))


def _run(arguments: list[str], folder: Path, limit: float, dial: str) -> Road:
    log = folder / f"{dial}.log"
    command = [sys.executable, "-m", "benchmarks.network.road", *arguments]
    cost = run_measured(command, limit, log, ENVIRONMENT)
    _raise_failed(cost, log)
    record = json.loads((folder / f"{dial}.json").read_text(encoding="utf-8"))
    stages = tuple(Stage(**stage) for stage in record["stages"])
    # The process forgot its peak at each stage.
    cost = replace(cost, memory=max(cost.memory, *(stage.memory for stage in stages)))
    return Road(folder / dial, cost, stages, record["settings"])


def _raise_failed(cost: Cost, log: Path) -> None:
    if cost.out_of_time:
        raise RoadError(f"did not finish in {cost.cpu:.0f} s of CPU time")
    if cost.code:
        said = log.read_text(errors="replace")[-3000:]
        raise RoadError(f"failed with code {cost.code}: {said}")
