"""What a model gets from the rows, with and without a target in the codebook.

    python -m benchmarks target --draws 3 --save
    python -m benchmarks target cases.csv --columns first second --draws 3

Without a file: 20,000 people of eight columns, yes or no, of which the last is the parity of the
first two, three or four, but for five in a hundred. A table of the rows by these columns is the
model. With a file: boosted trees (scikit-learn, which must be installed), trained on the rows of a
release and on seven tenths of the file, both tried on the other three tenths, for each column that
is named, of its second most frequent answer. Beside them, what no rows can get that know how the
answer depends on the others and not what each person answered: trees trained on those seven tenths
with every answer drawn afresh from the chances that the first trees give it. That file must be
public: nothing is protected here.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
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
    """A table, the columns to model, and what says how well that is done.

    Attributes:
        title: What stands on the page.
        frame: The table.
        codebook: What is public of it.
        targets: The columns to model.
        best: What a model gets of each that is trained on the table.
        afresh: The same where each answer was drawn afresh from the chances of the best model.
        model: Says what a model gets that is trained on other rows.
    """

    title: str
    frame: pl.DataFrame
    codebook: Codebook
    targets: tuple[str, ...]
    best: Mapping[str, float]
    afresh: Mapping[str, float]
    model: Model


def main(arguments: Sequence[str] | None = None) -> None:
    """Release each table with and without a target, and print a page."""
    options = _options(arguments)
    heads = ["table", "column", "target", "a model gets", "of", "drawn afresh"]
    lines = [[*heads, "two-way distance", "CPU s"]]
    lines.append(["---"] * 3 + ["---:"] * 5)
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
    best = {"label": 1 - FLIPPED}  # a table of so many people says the likelier answer everywhere
    return Subject(title, frame, codebook, ("label",), best, best, looked_up)


def _of_file(path: Path, targets: tuple[str, ...]) -> Subject:
    whole = read_texts(path)
    codebook, left_out = public_codebook(whole, path.stem)
    frame = whole.drop(left_out)
    tried = np.random.default_rng(SEED).random(frame.height) < 0.3

    trees = {column: _Trees(frame, column) for column in targets}
    trained, rest = frame.filter(~tried), frame.filter(tried)

    def area(rows: pl.DataFrame, column: str) -> float:
        return trees[column].area(rows, trees[column].answered(rows), rest)

    best = {column: area(trained, column) for column in targets}
    afresh = {
        column: trees[column].area(trained, trees[column].drawn_afresh(trained), rest)
        for column in targets
    }
    title = f"{path.stem}, {frame.height:,} × {frame.width}"
    return Subject(title, frame, codebook, targets, best, afresh, area)


class _Trees:
    """Boosted trees for one answer of one column; every other answer is a column of its own."""

    def __init__(self, frame: pl.DataFrame, column: str) -> None:
        self._column, self._answer = column, frame[column].value_counts(sort=True)[column][1]
        others = [name for name in frame.columns if name != column]
        self._answers = {name: frame[name].unique().sort().to_numpy() for name in others}

    def answered(self, rows: pl.DataFrame) -> npt.NDArray[np.bool_]:
        """Who gave that answer."""
        return np.asarray(rows[self._column] == self._answer)

    def drawn_afresh(self, rows: pl.DataFrame) -> npt.NDArray[np.bool_]:
        """Who gives that answer by the chances that trees learn from the rows themselves."""
        rng = np.random.default_rng(SEED)
        chances = self._chances(rows, self.answered(rows), rows)
        return np.asarray(rng.random(rows.height) < chances)

    def area(self, rows: pl.DataFrame, labels: npt.NDArray[np.bool_], tried: pl.DataFrame) -> float:
        """Area under the curve, on what is tried, of trees trained on rows with these labels."""
        from sklearn.metrics import roc_auc_score  # noqa: PLC0415

        return float(roc_auc_score(self.answered(tried), self._chances(rows, labels, tried)))

    def _chances(
        self, rows: pl.DataFrame, labels: npt.NDArray[np.bool_], asked: pl.DataFrame
    ) -> npt.NDArray[np.float64]:
        from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415

        fitted = HistGradientBoostingClassifier(max_iter=60, random_state=SEED)
        fitted.fit(self._coded(rows), labels)
        chances: npt.NDArray[np.float64] = fitted.predict_proba(self._coded(asked))[:, 1]
        return chances

    def _coded(self, rows: pl.DataFrame) -> npt.NDArray[np.float32]:
        parts = [rows[name].to_numpy()[:, None] == some for name, some in self._answers.items()]
        return np.concatenate(parts, axis=1).astype(np.float32)


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
            f"{subject.afresh[column]:.4f}",
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
        "Drawn afresh: the same of trees trained on the file after each answer was drawn from the "
        "chances that those trees give it. "
        f"{time.strftime('%Y-%m-%d')}; {machine()}; {stands}.\n\n{table}\n"
    )


if __name__ == "__main__":
    main()
