"""The command: ``python -m benchmarks network --victims 17000 --epsilon 4``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measured import Cost
from benchmarks.methods import Setting
from benchmarks.network.figures import Figures, estimates_of, figures_of, truth_of
from benchmarks.network.page import Dialled, NetworkReport
from benchmarks.network.peers import PEERS, SAME_BUT_LINKED, Condensed, installed, run_peer
from benchmarks.network.road import CODEBOOK
from benchmarks.network.runs import (
    Timed,
    protect,
    protect_by_stages,
    redraw,
    warm_up,
    write_network,
)
from benchmarks.page import machine, save, versions
from lanterne.cases.network import NetworkTables, open_network
from lanterne.cases.network.views import condensed_rows
from lanterne.codebook import Codebook, load_codebook
from lanterne.evaluation import NetworkComparison, compare_networks
from lanterne.release import load_release

DIALS = ("balanced", "closest")


@dataclass(frozen=True)
class _Cases:
    """The fictional cases: where they are, and what they say."""

    path: Path
    tables: NetworkTables
    codebook: Codebook

    @classmethod
    def of(cls, path: Path) -> _Cases:
        codebook = load_codebook(CODEBOOK)
        return cls(path, open_network(path, codebook).tables(), codebook)


@dataclass(frozen=True)
class _Made:
    """One release: what it took, what it estimates, and what it says of the cases."""

    cost: Cost
    estimates: Figures
    comparison: NetworkComparison


def main(arguments: Sequence[str] | None = None) -> None:
    """Protect a fictional network, compare, print a page, and save it when asked."""
    options = _options(arguments)
    setting = Setting(options.epsilon, options.delta, options.limit)
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        folder = Path(place)
        warm_up(folder)
        cases = _Cases.of(write_network(folder / "cases", options.victims))
        made: dict[str, list[_Made]] = {dial: [] for dial in DIALS}
        for run in range(1, options.repeat + 1):
            print(f"run {run} of {options.repeat} …", file=sys.stderr, flush=True)
            for dial, one in zip(DIALS, _releases(cases, folder, run, setting), strict=True):
                made[dial].append(one)
        timed = protect_by_stages(cases.path, folder / "timed", setting, DIALS[0])
        peers = _peers(cases, setting, options)
    report = _report(cases, made, timed, peers, options)
    print(report.to_markdown(), flush=True)
    if options.save:
        stem = f"network-{options.victims}"
        save(report.to_markdown(), stem)
        save(report.to_json() + "\n", stem, "json")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks network", description=__doc__)
    add = parser.add_argument
    add("--victims", type=int, default=17_000)
    add("--epsilon", type=float, default=4.0, help="what a victim may lose")
    add("--delta", type=float, default=1e-6)
    add("--repeat", type=int, default=1, help="measurements; medians and ranges are shown")
    add("--limit", type=float, default=1800.0, help="seconds of CPU time for each process")
    add("--without-peers", action="store_true", help="leave out the condensed files of others")
    add("--folder", type=Path, help="where the temporary files go")
    add("--save", action="store_true", help="write the page and its JSON to benchmarks/results")
    return parser.parse_args(arguments)


def _releases(cases: _Cases, folder: Path, run: int, setting: Setting) -> Iterator[_Made]:
    """A release at each setting of the dial, from one measurement."""
    first, *others = DIALS
    made = folder / f"{first}-{run}"
    yield _made(cases, made, protect(cases.path, made, setting, first))
    for dial in others:
        again = folder / f"{dial}-{run}"
        yield _made(cases, again, redraw(made, again, setting, dial))


def _made(cases: _Cases, place: Path, cost: Cost) -> _Made:
    release = load_release(place)
    assert release.tables is not None  # the codebook is that of a network
    comparison = compare_networks(cases.tables, release.tables, cases.codebook)
    return _Made(cost, estimates_of(release.manifest["settings"]), comparison)


def _peers(
    cases: _Cases, setting: Setting, options: argparse.Namespace
) -> dict[str, tuple[Condensed, ...]]:
    """The condensed files that others make of the true one."""
    if options.without_peers:
        return {}
    truth = condensed_rows(cases.tables, cases.codebook)
    found = {}
    for method in (*SAME_BUT_LINKED, *(PEERS if installed() else ())):
        print(f"condensed file: {method} …", file=sys.stderr, flush=True)
        found[method] = tuple(run_peer(method, truth, setting) for _ in range(options.repeat))
    return found


def _report(
    cases: _Cases,
    made: dict[str, list[_Made]],
    timed: Timed,
    peers: dict[str, tuple[Condensed, ...]],
    options: argparse.Namespace,
) -> NetworkReport:
    tables = cases.tables
    numbers = ", ".join(f"{name} {number}" for name, number in versions().items())
    return NetworkReport(
        title=(
            f"Linked tables: fictional, {tables.victims.height:,} victims, "
            f"{tables.perpetrators.height:,} perpetrators, {tables.links.height:,} links"
        ),
        setting=(
            f"ε = {options.epsilon:g} and δ = {options.delta:g} for a victim; "
            f"{time.strftime('%Y-%m-%d')}; {machine()}; {numbers}; median of {options.repeat} "
            "(in brackets: least to greatest)."
        ),
        truth=truth_of(made[DIALS[0]][0].comparison),
        dials={dial: _dialled(ones) for dial, ones in made.items()},
        timed=timed,
        peers=peers,
    )


def _dialled(made: Sequence[_Made]) -> Dialled:
    apart = [one.comparison.apart for one in made]
    folded = [one.comparison.condensed for one in made]
    return Dialled(
        cost=tuple(one.cost for one in made),
        figures=tuple(figures_of(one.comparison.release) | one.estimates for one in made),
        apart=tuple(figures_of(one) for one in apart if one is not None),
        folded=tuple(figures_of(one) for one in folded if one is not None),
    )
