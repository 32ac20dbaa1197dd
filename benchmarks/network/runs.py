"""Processes that protect linked tables, from the outside: what they take, and what they make."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.measured import Cost, run_measured
from benchmarks.methods import LANTERNE, Setting, protect_command
from benchmarks.network.road import CODEBOOK
from benchmarks.network.stages import Stage

SEED = 7
PERPETRATORS_PER_VICTIM = 37 / 17

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""What the command sets for itself."""


class RunError(Exception):
    """A process failed, or reached its limit; the text says how."""


@dataclass(frozen=True)
class Timed:
    """One process that has made a release, stage by stage.

    Attributes:
        cost: What the whole process took.
        stages: What each of its stages took.
    """

    cost: Cost
    stages: tuple[Stage, ...]


def write_network(folder: Path, victims: int) -> Path:
    """Write a fictional network, the same in every run, in a process of its own."""
    perpetrators = round(victims * PERPETRATORS_PER_VICTIM)
    code = (
        "from lanterne.fictional import write_fictional_network as write\n"
        f"write({str(folder)!r}, {victims}, {SEED}, {perpetrators})"
    )
    _run([sys.executable, "-c", code], 3600, folder.with_name(f"{folder.name}.log"))
    return folder


def protect(cases: Path, release: Path, setting: Setting, dial: str) -> Cost:
    """Make a release by the command, as a person would.

    The ledger lies beside the release, so that runs on the same cases do not meet.
    """
    command = protect_command(cases, CODEBOOK, setting.epsilon, dial, release)
    command += ["--delta", repr(setting.delta), "--condensed"]
    command += ["--ledger", str(release.with_suffix(".ledger.jsonl"))]
    return _run(command, setting.limit, release.with_suffix(".log"))


def redraw(made: Path, release: Path, setting: Setting, dial: str) -> Cost:
    """Make another release by the command, from the measurements of one that was made."""
    kept = made.with_name(f"{made.name}.fitted.npz")
    command = [str(LANTERNE), "redraw", str(kept), "--dial", dial, "--out", str(release)]
    return _run(command, setting.limit, release.with_suffix(".log"))


def protect_by_stages(cases: Path, release: Path, setting: Setting, dial: str) -> Timed:
    """Make a release by the functions of the command, and time each stage."""
    record = release.with_suffix(".stages.json")
    numbers = [repr(setting.epsilon), repr(setting.delta), dial]
    command = [sys.executable, "-m", "benchmarks.network.road", str(cases), str(release)]
    cost = _run([*command, *numbers, str(record)], setting.limit, release.with_suffix(".log"))
    stages = tuple(Stage(**stage) for stage in json.loads(record.read_text(encoding="utf-8")))
    # The process forgot its peak at each stage.
    return Timed(replace(cost, memory=max(stage.memory for stage in stages)), stages)


def warm_up(folder: Path) -> None:
    """Have everything compiled that is compiled once on a machine, by a few victims."""
    cases = write_network(folder / "few", 300)
    setting = Setting(4.0, 1e-6, 3600)
    protect(cases, folder / "warm", setting, "balanced")
    redraw(folder / "warm", folder / "warmer", setting, "closest")


def size_of(folder: Path) -> int:
    """Bytes of the tables in a folder."""
    return sum(file.stat().st_size for file in folder.glob("*.csv"))


def _run(command: list[str], limit: float, log: Path) -> Cost:
    cost = run_measured(command, limit, log, ONE_THREAD)
    if cost.out_of_time:
        raise RunError(f"did not finish in {cost.cpu:.0f} s of CPU time")
    if cost.code:
        said = log.read_text(errors="replace")[-3000:]
        raise RunError(f"failed with code {cost.code}: {said}")
    return cost
