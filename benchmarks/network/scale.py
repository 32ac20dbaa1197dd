"""Cost of linked tables against the number of victims: ``python -m benchmarks network-scale``.

Fictional networks of growing size are written to files, then protected, each in a process of its
own, and every stage is timed. Cost should grow in proportion to the victims.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.methods import Setting
from benchmarks.network.page import table
from benchmarks.network.runs import (
    RunError,
    Timed,
    protect_by_stages,
    size_of,
    warm_up,
    write_network,
)
from benchmarks.network.stages import Stage
from benchmarks.page import machine, save, versions

VICTIMS = (10_000, 100_000, 1_000_000)
MEMORY_LIMIT = 24e9
TOO_SHORT = 0.5
"""Seconds below which the growth of a stage is not said."""


@dataclass(frozen=True)
class Size:
    """One network that was protected.

    Attributes:
        victims: Number of its victims.
        links: Number of its links.
        bytes: Size of its files.
        timed: What it took.
    """

    victims: int
    links: int
    bytes: int
    timed: Timed


def main(arguments: Sequence[str] | None = None) -> None:
    """Protect networks of growing size, print what it costs, and save it when asked."""
    options = _options(arguments)
    sizes, failures = [], []
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        warm_up(Path(folder))
        for victims in sorted(options.victims):
            try:
                sizes.append(_protected(victims, options))
                print(" | ".join(_line(sizes[-1])), file=sys.stderr, flush=True)
            except RunError as error:
                failures.append(f"{victims:,} victims: {error}")
    page = _page(sizes, failures, options)
    print(page)
    if options.save:
        save(page, "network-scale")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks network-scale", description=__doc__)
    add = parser.add_argument
    add("--victims", nargs="+", type=int, default=list(VICTIMS))
    add("--epsilon", type=float, default=4.0, help="what a victim may lose")
    add("--delta", type=float, default=1e-7)
    add("--dial", default="balanced")
    add("--limit", type=float, default=7200.0, help="seconds of CPU time for each network")
    add("--folder", type=Path, help="where the temporary files go")
    add("--save", action="store_true", help="write the page to benchmarks/results")
    return parser.parse_args(arguments)


def _protected(victims: int, options: argparse.Namespace) -> Size:
    setting = Setting(options.epsilon, options.delta, options.limit)
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        folder = Path(place)
        cases = write_network(folder / "cases", victims)
        with (cases / "links.csv").open("rb") as lines:
            links = sum(1 for _ in lines) - 1
        timed = protect_by_stages(cases, folder / "release", setting, options.dial)
        return Size(victims, links, size_of(cases), timed)


def _page(sizes: Sequence[Size], failures: Sequence[str], options: argparse.Namespace) -> str:
    numbers = versions()
    head = ["victims", "links", "files MB", "CPU s", "wall s", "memory MB", "CPU s / million links"]
    verdict = "\n".join(f"- {line}" for line in (*_verdict(sizes), *failures))
    return (
        "# Cost of linked tables by number of victims\n\n"
        f"Fictional networks, ε = {options.epsilon:g} and δ = {options.delta:g} for a victim, dial "
        f"{options.dial}, from CSV files to a verified release; {time.strftime('%Y-%m-%d')}; "
        f"{machine()}; lanterne {numbers['lanterne']}, polars {numbers['polars']}; one run each. "
        "Other work may run on the machine: CPU time is the figure to read.\n\n"
        f"{table(head, [_line(size) for size in sizes], left=0)}\n\n{verdict}\n\n"
        "## CPU seconds of each stage\n\n"
        "In brackets: the power of the number of links with which the cost grew from the size "
        "before; 1 is linear. None is said of less than half a second. Refining tries at most so "
        "many changes, which is why those stages stop growing.\n\n"
        f"{_by_stage(sizes, lambda stage: stage.cpu, 1, growth=True)}\n\n"
        "## Peak memory in MB while each stage ran\n\n"
        f"{_by_stage(sizes, lambda stage: stage.memory / 1e6, 0)}\n\n"
        "## Seconds by the clock of each stage\n\n"
        f"{_by_stage(sizes, lambda stage: stage.wall, 1)}\n"
    )


def _line(size: Size) -> list[str]:
    cost = size.timed.cost
    return [
        f"{size.victims:,}",
        f"{size.links:,}",
        f"{size.bytes / 1e6:.0f}",
        f"{cost.cpu:.1f}",
        f"{cost.wall:.1f}",
        f"{cost.memory / 1e6:,.0f}",
        f"{cost.cpu / size.links * 1e6:.1f}",
    ]


def _verdict(sizes: Sequence[Size]) -> Iterator[str]:
    """Whether the largest keeps to the memory that it may have, and how cost grows."""
    for size in sizes[-1:]:
        memory = size.timed.cost.memory
        met = "met" if memory <= MEMORY_LIMIT else "**not met**"
        yield (
            f"Asked: {size.victims:,} victims within {MEMORY_LIMIT / 1e9:.0f} GB. "
            f"Reached: {memory / 1e9:.1f} GB: {met}."
        )
    for smaller, larger in pairwise(sizes):
        before, after = smaller.timed.cost, larger.timed.cost
        yield (
            f"From {smaller.victims:,} to {larger.victims:,} victims: "
            f"{larger.links / smaller.links:.1f} times the links, "
            f"{after.cpu / before.cpu:.1f} times the CPU time (power "
            f"{_power(smaller, larger, before.cpu, after.cpu):.2f}), "
            f"{after.memory / before.memory:.1f} times the memory."
        )


def _power(smaller: Size, larger: Size, before: float, after: float) -> float:
    """The power of the number of links with which a cost grows."""
    return math.log(after / before) / math.log(larger.links / smaller.links)


def _by_stage(
    sizes: Sequence[Size], figure: Callable[[Stage], float], digits: int, *, growth: bool = False
) -> str:
    names = dict.fromkeys(stage.name for size in sizes for stage in size.timed.stages)
    lines = []
    for name in names:
        values = [
            sum(figure(stage) for stage in size.timed.stages if stage.name == name)
            for size in sizes
        ]
        cells = [f"{value:,.{digits}f}" for value in values]
        for place, (before, after) in enumerate(pairwise(values), start=1):
            if growth and min(before, after) >= TOO_SHORT:
                power = _power(sizes[place - 1], sizes[place], before, after)
                cells[place] += f" ({power:.2f})"
        lines.append([name, *cells])
    return table(["stage", *(f"{size.victims:,}" for size in sizes)], lines, left=1)


def _of(name: str, size: Size, figure: Callable[[Stage], float]) -> float:
    return sum(figure(stage) for stage in size.timed.stages if stage.name == name)
