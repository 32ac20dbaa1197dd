"""Results on linked tables as a page of Markdown and as JSON."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from benchmarks.measured import Cost
from benchmarks.network.criteria import CPU, CRITERIA, MEMORY, PEER, Criterion, reached
from benchmarks.network.figures import CONDENSED, Figures
from benchmarks.network.peers import LENGTHS, PEERS, SAME_BUT_LINKED, Condensed
from benchmarks.network.runs import Timed

APART, FOLDED, REAL = "linked at random", "condensed file", "cases"
NO_PEER = "pac-synth is not installed here: its line of the condensed file is missing."
NOTES = (
    "Distance: total variation, mean over the sets of columns, blank an answer. Distances across "
    "tables are counted on one row per link. Linked at random: the released victims and "
    "perpetrators with the degrees of the cases, joined at random, and links whose columns are "
    "those of real links. Condensed file: what a file with one row per victim, made of the "
    "release at the first dial, still says. Alike: share of the pairs in which both answer."
)


@dataclass(frozen=True)
class Dialled:
    """Releases at one setting of the dial, one of each run.

    Attributes:
        cost: What the process of each run took.
        figures: What each says of the cases.
        apart: What the same people linked at random say.
        folded: What a condensed file made of each says.
    """

    cost: tuple[Cost, ...]
    figures: tuple[Figures, ...]
    apart: tuple[Figures, ...]
    folded: tuple[Figures, ...]


@dataclass(frozen=True)
class NetworkReport:
    """All results on one network.

    Attributes:
        title: What the network is.
        setting: Budget, machine, versions, date, repetitions: one line.
        truth: Figures of the cases.
        dials: Setting of the dial → its releases; the first by ``protect``, others by ``redraw``.
        timed: One more release at the first setting, stage by stage.
        peers: Method → its condensed files; empty where it is not installed.
    """

    title: str
    setting: str
    truth: Figures
    dials: Mapping[str, Dialled]
    timed: Timed
    peers: Mapping[str, tuple[Condensed, ...]]

    def to_json(self) -> str:
        """Return everything as JSON."""
        criteria = {
            dial: {one.words: values for one, values in self._reached(dial).items()}
            for dial in self.dials
        }
        whole = asdict(self) | {"criteria": criteria}
        return json.dumps(whole, indent=1, ensure_ascii=False)

    def to_markdown(self) -> str:
        """Return the page."""
        parts = (
            f"# {self.title}\n\n{self.setting}",
            "## What must be true\n\n" + self._criteria(),
            "## Cost\n\n" + self._cost(),
            f"## Figures\n\n{NOTES}\n\n" + self._figures(),
            "## The condensed file\n\n" + self._condensed(),
        )
        return "\n\n".join(parts) + "\n"

    def _reached(self, dial: str) -> dict[Criterion, list[float]]:
        """Each criterion → its figure in every run."""
        releases = self.dials[dial]
        found: dict[Criterion, list[float]] = {}
        for run, (ours, random) in enumerate(zip(releases.figures, releases.apart, strict=True)):
            others = self._others(dial, run)
            for one, value in reached(ours, self.truth, random, others).items():
                found.setdefault(one, []).append(value)
        return found

    def _others(self, dial: str, run: int) -> Figures:
        others: Figures = {}
        if dial == next(iter(self.dials)):
            cost = self.dials[dial].cost[run]
            others |= {CPU: cost.cpu, MEMORY: cost.memory / 1e9}
        closest = self._closest_peer()
        return others if closest is None else others | {PEER: closest}

    def _closest_peer(self) -> float | None:
        """The least two-way distance of any setting of the peer, by medians over its runs."""
        medians = [
            statistics.median(one.distances[2] for one in self.peers[method])
            for method in PEERS
            if all(2 in one.distances for one in self.peers.get(method, ()))
            and method in self.peers
        ]
        return min(medians, default=None)

    def _criteria(self) -> str:
        by_dial = {dial: self._reached(dial) for dial in self.dials}
        head = ["", "asked", *(text for dial in self.dials for text in (dial, ""))]
        lines = [
            [one.words, one.asked]
            + [cell for found in by_dial.values() for cell in _judged(one, found.get(one, ()))]
            for one in CRITERIA
        ]
        return table(head, lines, left=1)

    def _cost(self) -> str:
        lines = []
        for command, cost in self._commands():
            cpu, wall, memory = (
                _median(getattr(one, figure) for one in cost)
                for figure in ("cpu", "wall", "memory")
            )
            lines.append([command, f"{cpu:.1f}", f"{wall:.1f}", f"{memory / 1e6:.0f}"])
        stages = [
            [one.name, f"{one.cpu:.2f}", f"{one.wall:.2f}", f"{one.memory / 1e6:.0f}"]
            for one in self.timed.stages
        ]
        head = ["CPU s", "wall s", "peak MB"]
        return (
            "Each command in a fresh process, from files to files; CPU time is that of the process "
            "and its children. What is compiled once on a machine was compiled before.\n\n"
            f"{table(['command', *head], lines, left=1)}\n\n"
            "The stages of one more `protect`:\n\n"
            f"{table(['stage', *head], stages, left=1)}"
        )

    def _commands(self) -> Iterator[tuple[str, tuple[Cost, ...]]]:
        verb = "protect … --condensed"
        for dial, one in self.dials.items():
            yield f"`lanterne {verb} --dial {dial}`", one.cost
            verb = "redraw …"

    def _figures(self) -> str:
        first = next(iter(self.dials.values()))
        columns: dict[str, Figures] = {REAL: self.truth}
        columns |= {dial: _medians(one.figures) for dial, one in self.dials.items()}
        columns |= {APART: _medians(first.apart), FOLDED: _medians(first.folded)}
        names = dict.fromkeys(name for column in columns.values() for name in column)
        order = [name for name in _medians(first.figures) if name in names]
        lines = [
            [name, *(_number(column.get(name)) for column in columns.values())] for name in order
        ]
        return table(["", *columns], lines, left=1)

    def _condensed(self) -> str:
        lines = []
        for dial, one in self.dials.items():
            medians = _medians(one.figures)
            distances = [f"{medians[CONDENSED.format(length)]:.4f}" for length in LENGTHS]
            lines.append([f"Lanterne, linked tables, {dial}", "", *distances])
        titles = SAME_BUT_LINKED | PEERS
        for method, runs in self.peers.items():
            cells = [
                f"{_median(one.distances[length] for one in runs):.4f}"
                if all(one.distances for one in runs)
                else "–"
                for length in LENGTHS
            ]
            lines.append([titles[method], f"{_median(one.cost.cpu for one in runs):.1f}", *cells])
        said = (
            "Distance to the true condensed file by number of columns. The other methods get the "
            "true condensed file, at the same ε and δ, whose rows are the victims. A `;` set is "
            "one value."
        )
        missing = "" if any(method in self.peers for method in PEERS) else f"\n\n{NO_PEER}"
        head = ["method", "CPU s", *(f"distance {length}" for length in LENGTHS)]
        return f"{said}{missing}\n\n" + table(head, lines, left=1)


def _judged(one: Criterion, values: Sequence[float]) -> list[str]:
    """The median, with the range where there are several, and whether it will do."""
    if not values:
        return ["–", ""]
    median = statistics.median(values)
    text = one.shown(median)
    if len(values) > 1:
        text += f" ({one.shown(min(values))} to {one.shown(max(values))})"
    return [text, "met" if one.met(median) else "**not met**"]


def _medians(runs: Sequence[Figures]) -> Figures:
    """The median of each figure that all runs have, in their order."""
    names = [name for name in runs[0] if all(name in run for run in runs)]
    return {name: statistics.median(run[name] for run in runs) for name in names}


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


def _number(value: float | None) -> str:
    """Distances and shares to four digits, numbers of people whole."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value > 1 else f"{value:.4f}"


def table(head: Sequence[str], lines: Sequence[Sequence[str]], left: int) -> str:
    """A table of Markdown; its first columns stand to the left, numbers to the right."""
    rule = ["---"] * left + ["---:"] * (len(head) - left)
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, rule, *lines))
