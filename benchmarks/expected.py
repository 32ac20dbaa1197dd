"""What a release is said to be worth beside what it then is: ``python -m benchmarks.expected``.

Fictional tables of few and many columns, fictional linked tables, and files whose values are public
already; each is protected and evaluated as people do it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.page import machine, save, versions
from benchmarks.tables import SEED, public_codebook, read_texts
from lanterne import verbs
from lanterne.codebook import load_codebook
from lanterne.codebook.model import Codebook
from lanterne.evaluation import Evaluation, NetworkEvaluation
from lanterne.evaluation.comparison import Comparison
from lanterne.fictional import fictional_frame, write_fictional_network

FEW = ((6, 30), (12, 30), (25, 12))
"""Columns of the smaller fictional tables, and the most answers of one."""


@dataclass(frozen=True)
class Subject:
    """Cases to be protected.

    Attributes:
        title: What they are.
        people: How many.
        cases: Their file or folder.
        codebook: What their columns mean.
        ignored: Columns of the file that are left out.
    """

    title: str
    people: int
    cases: Path
    codebook: Codebook
    ignored: frozenset[str] = frozenset()


def main(arguments: Sequence[str] | None = None) -> None:
    """Protect, evaluate, and print a page."""
    options = _options(arguments)
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, subject in enumerate(_subjects(options, Path(folder))):
            for epsilon in options.epsilon:
                out = Path(folder, f"release-{number}-{epsilon:g}")
                for line in _compared(subject, epsilon, out):
                    print(line, file=sys.stderr, flush=True)
                    lines.append(line)
    page = _page(lines)
    print(page)
    if options.save:
        save(page, "expected")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.expected", description=__doc__)
    add = parser.add_argument
    add("files", nargs="*", type=Path, help="CSV files whose values may be public")
    add("--people", type=int, nargs="*", default=[300, 1_000, 3_000, 10_000, 30_000])
    add("--victims", type=int, nargs="*", default=[300, 1_000, 5_000], help="of linked tables")
    add("--epsilon", type=float, nargs="+", default=[1.0, 4.0])
    add("--save", action="store_true", help="write the page to benchmarks/results")
    return parser.parse_args(arguments)


def _subjects(options: argparse.Namespace, folder: Path) -> Iterator[Subject]:
    whole = load_codebook("lanterne-cases")
    for people in options.people:
        for columns, answers in FEW:
            book = few_columns(whole, columns, answers)
            frame = fictional_frame(people, SEED).select(book.table.names)
            file = folder / f"{people}-{columns}.csv"
            frame.write_csv(file)
            yield Subject(f"{columns} columns of up to {answers} answers", people, file, book)
        file = folder / f"{people}.csv"
        fictional_frame(people, SEED).write_csv(file)
        yield Subject("`lanterne-cases`", people, file, whole)
    network = load_codebook("lanterne-network")
    for victims in options.victims:
        made = write_fictional_network(folder / f"network-{victims}", victims, SEED)
        yield Subject("`lanterne-network`", victims, made, network)
    for file in options.files:
        frame = read_texts(file)
        codebook, ignored = public_codebook(frame, file.stem)
        yield Subject(f"`{file.stem}`", frame.height, file, codebook, ignored)


def few_columns(book: Codebook, columns: int, answers: int) -> Codebook:
    """The first columns with so few answers of a table, without what ties them to others."""
    (table,) = book.tables
    few = [column for column in table.columns if len(column.values) <= answers]
    kept = tuple(replace(column, group=None) for column in few[:columns])
    alone = replace(table, columns=kept, rules=(), dependencies=())
    return replace(book, groups=(), tables=(alone,))


def _compared(subject: Subject, epsilon: float, out: Path) -> Iterator[str]:
    """A line for each table of one release."""
    made = verbs.protect(
        subject.cases,
        subject.codebook,
        epsilon=epsilon,
        out=out,
        ledger=out.with_suffix(".jsonl"),
        accept_draft=True,
        ignore=subject.ignored,
    )
    ledger = out.with_suffix(".jsonl")
    found = verbs.evaluate(subject.cases, out, ledger=ledger, ignore=subject.ignored)
    for table, comparison in _comparisons(subject.codebook, found).items():
        said = made.worth[table]
        cells = [subject.title, table, f"{subject.people:,}", f"{epsilon:g}"]
        for length, expected in ((1, said.alone), (2, said.pair)):
            measured = comparison.length(length)
            if measured is None or expected is None:
                cells += ["–"] * 3
                continue
            distance = measured.distance_mean
            cells += [f"{100 * expected:.2f}", f"{100 * distance:.2f}"]
            cells.append(f"{distance / expected:.2f}")
        yield f"| {' | '.join(cells)} |"


def _comparisons(book: Codebook, found: Evaluation | NetworkEvaluation) -> dict[str, Comparison]:
    if isinstance(found, Evaluation):
        return {book.table.name: found.comparison}
    network = book.network
    assert network is not None
    tables = found.comparison
    of_each = {
        network.victims.name: tables.victims,
        network.perpetrators.name: tables.perpetrators,
        network.links.name: tables.links,
    }
    return {name: one for name, one in of_each.items() if one is not None}


def _page(lines: Sequence[str]) -> str:
    head = ["table", "of it", "people", "ε"]
    for what in ("one column", "two columns"):
        head += [f"{what}, said %", "measured %", "measured ÷ said"]
    return (
        "# What a release is said to be worth, and what it is\n\n"
        "Share of the rows that would have to change for one column, or two together, to be right "
        "(total variation, mean over the columns or pairs): as the release says it, from the noise "
        "and the noisy number of people alone, and as measured against the cases. One release "
        "each. "
        f"{time.strftime('%Y-%m-%d')}; {machine()}; lanterne {versions()['lanterne']}.\n\n"
        f"| {' | '.join(head)} |\n| --- | --- |{' ---: |' * (len(head) - 2)}\n"
        + "\n".join(lines)
        + "\n"
    )


if __name__ == "__main__":
    main()
