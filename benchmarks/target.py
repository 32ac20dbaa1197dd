"""What a model gets from the rows, with and without a target in the codebook.

    python -m benchmarks target --draws 3 --save
    python -m benchmarks target cases.csv --columns first second --draws 3

Without a file: 20,000 people of eight columns, yes or no, of which the last is the parity of the
first two, three or four, but for five in a hundred. A table of the rows by these columns is the
model. With a file: boosted trees (scikit-learn, which must be installed), trained on the rows of a
release and on seven tenths of the file, both tried on the other three tenths, for each column that
is named, of its second most frequent answer. That file must be public: nothing is protected here.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.page import machine, save, spread, versions
from benchmarks.tables import public_codebook, read_texts
from lanterne.cases import decode, encode_frame
from lanterne.codebook import encode_table
from lanterne.codebook.model import Codebook
from lanterne.evaluation import compare_frames
from lanterne.privacy import Budget
from lanterne.synthesis import engine
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.exact_counts import CountedRows
from lanterne.synthesis.plan import make_plan

PEOPLE, COLUMNS, FLIPPED = 20_000, 8, 0.05
DELTA, SETS, SEED = 1e-6, 400, 1

Model = Callable[[pl.DataFrame, str], float]
"""What a model that is trained on rows gets of a column, in the table itself."""


@dataclass(frozen=True)
class Subject:
    """A table, the columns to model, and what says how well that is done."""

    title: str
    frame: pl.DataFrame
    codebook: Codebook
    targets: tuple[str, ...]
    best: Mapping[str, float]
    model: Model


def main(arguments: Sequence[str] | None = None) -> None:
    """Release each table with and without a target, and print a page."""
    options = _options(arguments)
    lines = [["table", "column", "target", "a model gets", "of", "two-way distance", "CPU s"]]
    lines.append(["---"] * 3 + ["---:"] * 4)
    for subject in _subjects(options):
        for targets in ((), subject.targets):
            runs = []
            for draw in range(options.draws):
                runs.append(_run(subject, targets, options.epsilon, draw))
                print(subject.title, targets, runs[-1], file=sys.stderr, flush=True)
            lines += _lines(subject, targets, runs)
    page = _page(lines, options)
    print(page)
    if options.save:
        save(page, "target")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks target", description=__doc__)
    add = parser.add_argument
    add("file", nargs="?", type=Path, help="a CSV file whose values may be public")
    add("--columns", nargs="+", default=[], help="its columns to model")
    add("--parity", type=int, nargs="+", default=[2, 3, 4], help="columns of which it is one")
    add("--epsilon", type=float, default=4.0)
    add("--draws", type=int, default=3)
    add("--save", action="store_true", help="write the page to benchmarks/results")
    options = parser.parse_args(arguments)
    if options.file and not options.columns:
        parser.error("say which columns of the file to model: --columns")
    return options


def _subjects(options: argparse.Namespace) -> Iterator[Subject]:
    if options.file:
        yield _of_file(options.file, tuple(options.columns))
    else:
        yield from (_parity(of) for of in options.parity)


def _parity(of: int) -> Subject:
    rng = np.random.default_rng(SEED)
    answers = rng.integers(0, 2, (PEOPLE, COLUMNS))
    flips = rng.random(PEOPLE) < FLIPPED
    answers[:, -1] = (answers[:, :of].sum(axis=1) + flips) % 2
    names = [*(f"c{place}" for place in range(COLUMNS - 1)), "label"]
    frame = pl.DataFrame(np.array(["no", "yes"])[answers], names)
    first = names[:of]

    def looked_up(rows: pl.DataFrame, column: str) -> float:
        votes = rows.group_by(first).agg((pl.col(column) == "yes").mean().alias("yes"))
        said = frame.join(votes, on=first, how="left")
        right = (said["yes"].fill_null(0) > 0.5) == (said[column] == "yes")
        return float(right.to_numpy().mean())

    codebook, _ = public_codebook(frame, "parity")
    title = f"label: parity of {of} columns"
    return Subject(title, frame, codebook, ("label",), {"label": 1 - FLIPPED}, looked_up)


def _of_file(path: Path, targets: tuple[str, ...]) -> Subject:
    whole = read_texts(path)
    codebook, left_out = public_codebook(whole, path.stem)
    frame = whole.drop(left_out)
    tried = np.random.default_rng(SEED).random(frame.height) < 0.3

    def trees(rows: pl.DataFrame, column: str) -> float:
        return _boosted_trees(rows, frame.filter(tried), frame, column)

    best = {column: trees(frame.filter(~tried), column) for column in targets}
    title = f"{path.stem}, {frame.height:,} × {frame.width}"
    return Subject(title, frame, codebook, targets, best, trees)


def _boosted_trees(
    rows: pl.DataFrame, tried: pl.DataFrame, frame: pl.DataFrame, column: str
) -> float:
    """Area under the curve of boosted trees on answers that are columns of their own."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415

    others = [name for name in frame.columns if name != column]
    answer = frame[column].value_counts(sort=True)[column][1]
    answers = {name: frame[name].unique().sort() for name in others}

    def coded(some: pl.DataFrame) -> Any:
        parts = [some[name].to_numpy()[:, None] == answers[name].to_numpy() for name in others]
        return np.concatenate(parts, axis=1).astype(np.float32)

    fitted = HistGradientBoostingClassifier(max_iter=60, random_state=SEED)
    fitted.fit(coded(rows), (rows[column] == answer).to_numpy())
    chances = fitted.predict_proba(coded(tried))[:, 1]
    return float(roc_auc_score((tried[column] == answer).to_numpy(), chances))


def _run(subject: Subject, targets: tuple[str, ...], epsilon: float, draw: int) -> dict[str, float]:
    """One release: what a model gets of each column, the two-way distance, and the cost."""
    begun = time.process_time()
    (table,) = subject.codebook.tables
    columns = tuple(replace(one, target=one.name in targets) for one in table.columns)
    domain = Domain.of(replace(table, columns=columns), encode_table(table))
    (codes,) = domain.compress([encode_frame(subject.frame, table, domain.encoding)])
    plan = make_plan(domain.layout, Budget(epsilon, DELTA), targets=domain.targets)
    measured, model = engine.measure(
        CountedRows([codes], domain.layout), plan, domain, draw, engine.silent
    )
    drawn = engine.synthesise(measured, model, domain, Dial.BALANCED, draw, engine.silent)
    cost = time.process_time() - begun
    rows = decode(domain.expand(drawn.codes), domain.encoding, domain.separators)
    rows = rows.select(subject.frame.columns)
    (two,) = compare_frames(subject.frame, rows, None, (2,), SETS).lengths
    got = {column: subject.model(rows, column) for column in subject.targets}
    return {**got, "distance": two.distance_mean, "cpu": cost}


def _lines(
    subject: Subject, targets: tuple[str, ...], runs: Sequence[Mapping[str, float]]
) -> Iterator[list[str]]:
    for column in subject.targets:
        yield [
            subject.title,
            f"`{column}`",
            "yes" if targets else "no",
            spread([run[column] for run in runs], 4),
            f"{subject.best[column]:.4f}",
            spread([run["distance"] for run in runs], 5),
            spread([run["cpu"] for run in runs], 1),
        ]


def _page(lines: Sequence[Sequence[str]], options: argparse.Namespace) -> str:
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    stands = ", ".join(f"{name} {number}" for name, number in versions().items())
    return (
        "# What a model gets from the rows, with and without a target\n\n"
        f"ε = {options.epsilon:g}, δ = {DELTA:g}, dial `balanced`; median (least to greatest) of "
        f"{options.draws} releases. Of a parity: share of the labels that a table of the rows gets "
        "right, of the share that is no chance. Of a file: area under the curve of boosted trees "
        "trained on the rows, of that of trees trained on the file; all on the rest of the file. "
        f"{time.strftime('%Y-%m-%d')}; {machine()}; {stands}.\n\n{table}\n"
    )


if __name__ == "__main__":
    main()
