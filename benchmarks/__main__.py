"""The command: ``python -m benchmarks [FILE.csv] --epsilon 4``.

``python -m benchmarks network`` and ``network-scale`` are about linked tables, ``agreement`` about
rows beside their own counts, ``shards`` about rows that are drawn in parts, ``sizes`` about samples
of few and of many people, ``inference`` about intervals from many data sets, ``target`` about
models of a column, ``suggestions`` about what is suggested for the columns and answers of a
partner's file, ``harmonise`` about what it costs to make cases of one, ``series`` about ten years
of a dataset, ``intake`` about the pages of a hub with very many registered people.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.errors import errors_of
from benchmarks.methods import TITLES, Run, Setting, run_method
from benchmarks.page import RESULTS, Report, Result, machine, versions
from benchmarks.tables import Subject, fictional, from_file

OTHERS = {
    "agreement": "benchmarks.agreement",
    "harmonise": "benchmarks.harmonise",
    "inference": "benchmarks.inference",
    "intake": "benchmarks.intake",
    "network": "benchmarks.network.command",
    "network-scale": "benchmarks.network.scale",
    "series": "benchmarks.series",
    "shards": "benchmarks.shards",
    "sizes": "benchmarks.sizes",
    "suggestions": "benchmarks.suggestions",
    "target": "benchmarks.target",
}
FICTIONAL = ((20_000, 25), (156_000, 40))
SENSITIVE = "These figures are computed from the cases without privacy: treat them as the cases."


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the methods on the tables, print a page for each, and save it when asked."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given and given[0] in OTHERS:
        import_module(OTHERS[given[0]]).main(given[1:])
        return
    options = _options(given)
    for subject in _subjects(options):
        report = _report(subject, options)
        print(report.to_markdown(), flush=True)
        if options.save:
            _save(report, subject)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("file", nargs="?", type=Path, help="a CSV file instead of the fictional tables")
    add("--epsilon", type=float, default=4.0)
    add("--delta", type=float, help="1 / (n ln n) when left out")
    add("--methods", nargs="+", choices=TITLES, default=list(TITLES), metavar="METHOD")
    add("--limit", type=float, default=1800.0, help="seconds of CPU time for each run")
    add("--repeat", type=int, default=1, help="runs of each method; medians are shown")
    add("--victims", type=int, help="one fictional table of so many people instead of two")
    add("--columns", type=int, default=40, help="columns of that table")
    add("--save", action="store_true", help="write the page and its JSON to benchmarks/results")
    return parser.parse_args(arguments)


def _subjects(options: argparse.Namespace) -> Iterator[Subject]:
    if options.file:
        yield from_file(options.file)
    elif options.victims:
        yield fictional(options.victims, options.columns)
    else:
        yield from (fictional(victims, columns) for victims, columns in FICTIONAL)


def _report(subject: Subject, options: argparse.Namespace) -> Report:
    delta = subject.delta if options.delta is None else options.delta
    setting = Setting(options.epsilon, delta, options.limit)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "table.csv")
        subject.frame.write_csv(table)
        for method in options.methods:
            print(f"{subject.title}: {TITLES[method]} …", file=sys.stderr, flush=True)
            results.append(_result(subject, table, method, setting, options.repeat))
    return Report(
        title=subject.title,
        date=time.strftime("%Y-%m-%d"),
        machine=machine(),
        versions=versions(),
        epsilon=options.epsilon,
        delta=delta,
        limit=options.limit,
        repeat=options.repeat,
        warning=SENSITIVE if options.file else "",
        results=tuple(results),
    )


def _result(subject: Subject, table: Path, method: str, setting: Setting, repeat: int) -> Result:
    runs = []
    for _ in range(repeat):
        with tempfile.TemporaryDirectory() as folder:
            run = run_method(method, table, setting, Path(folder))
        runs.append(_figures(run, subject))
        if run.released is None:
            return Result(method, runs[-1], _failure(run))
    medians = {key: statistics.median(figures[key] for figures in runs) for key in runs[0]}
    return Result(method, medians, run.note if method.startswith("pac-synth") else "")


def _figures(run: Run, subject: Subject) -> dict[str, float]:
    figures = {"cpu": run.cost.cpu, "wall": run.cost.wall, "memory": float(run.cost.memory)}
    return figures if run.released is None else figures | errors_of(subject.frame, run.released)


def _failure(run: Run) -> str:
    if run.cost.out_of_time:
        return f"did not finish: {run.note}" if "budget" in run.note else "did not finish"
    print(run.note, file=sys.stderr)
    return f"failed with code {run.cost.code}"


def _save(report: Report, subject: Subject) -> None:
    RESULTS.mkdir(exist_ok=True)
    stem = f"{report.date}-{subject.name}"
    Path(RESULTS, f"{stem}.md").write_text(report.to_markdown(), encoding="utf-8")
    Path(RESULTS, f"{stem}.json").write_text(report.to_json() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
