"""How often intervals from many data sets hold: ``python -m benchmarks inference --save``.

People are drawn at random from a fictional population and measured as for a release; data sets are
drawn, and :mod:`lanterne.inference` gives intervals of 95 %, or refuses them. Each is compared with
what it is about: the population, and the records (the same estimate on those people, without
noise). Beside them stand the intervals of whoever takes the rows of one data set for people, what
refused intervals would have come to, and those of the records themselves for the population.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from statistics import NormalDist

import numpy as np
import polars as pl

from benchmarks.page import machine, save, versions
from benchmarks.tables import SEED
from lanterne.cases import open_cases
from lanterne.codebook import load_codebook
from lanterne.codebook.model import Codebook
from lanterne.errors import UsageError
from lanterne.fictional import fictional_frame
from lanterne.inference import About, Answer, Combined, DataSets, combine
from lanterne.inference.regression import coefficients_in, logistic_regression
from lanterne.inference.shares import difference_in, difference_of_shares
from lanterne.privacy import Account, Budget, Ledger
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.datasets import draw_datasets
from lanterne.synthesis.engine import silent
from lanterne.synthesis.protect import fit_cases

POPULATION = 400_000
DELTA = 1e-6

OUTCOMES: Mapping[Answer, bool] = {
    ("meansThreats", "1"): False,
    ("meansPsychologicalAbuse", "1"): False,
    ("meansPhysicalAbuse", "1"): False,
    ("meansRestrictsMovement", "1"): False,
    ("isForcedLabour", "1"): True,
    ("isSexualExploitation", "1"): True,
}
"""Outcomes, and whether only those are asked of whom something is recorded: of the means of
control nothing but "yes" ever is."""

PREDICTORS: tuple[Answer, ...] = (
    ("gender", "Woman"),
    ("gender", "Man"),
    ("dataSource", "CaseManagement"),
    ("dataSource", "Shelter"),
    ("dataSource", "Authority"),
    ("majorityStatus", "Minor"),
    ("isForcedLabour", "1"),
    ("isSexualExploitation", "1"),
)
GROUPS: tuple[tuple[Answer, Answer], ...] = (
    (("gender", "Woman"), ("gender", "Man")),
    (("dataSource", "Shelter"), ("dataSource", "CaseManagement")),
    (("dataSource", "Authority"), ("dataSource", "CaseManagement")),
    (("dataSource", "Hotline"), ("dataSource", "CaseManagement")),
    (("dataSource", "Shelter"), ("dataSource", "Authority")),
    (("majorityStatus", "Minor"), ("majorityStatus", "Adult")),
    (("isForcedLabour", "1"), ("isForcedLabour", "0")),
    (("isSexualExploitation", "1"), ("isSexualExploitation", "0")),
)
COLUMNS = tuple(dict.fromkeys(name for name, _ in (*OUTCOMES, *PREDICTORS)))

COEFFICIENT, DIFFERENCE = "coefficients", "differences"
KINDS = (COEFFICIENT, DIFFERENCE)
Question = tuple[str, Answer, tuple[Answer, ...]]
"""Its kind, the outcome, and the predictor or the two groups."""
Found = tuple[float, float]


EXPLANATION = (
    "Share in % of intervals of 95 % that hold, of all that were given (or, where it says so, "
    "refused); behind the semicolon the least and the greatest share of one question."
)


def few_columns() -> Codebook:
    """``lanterne-cases`` with the columns that are asked about, and the rules between them."""
    book = load_codebook("lanterne-cases")
    table, names = book.table, set(COLUMNS)
    few = replace(
        table,
        columns=tuple(one for one in table.columns if one.name in names),
        rules=tuple(r for r in table.rules if {part.column for part in r.forbid} <= names),
        dependencies=tuple(d for d in table.dependencies if {d.child, d.parent} <= names),
    )
    used = {column.group for column in few.columns}
    return replace(book, tables=(few,), groups=tuple(g for g in book.groups if g.name in used))


def _terms(outcome: Answer) -> list[tuple[Answer]]:
    return [(one,) for one in PREDICTORS if one[0] != outcome[0]]


def _groups(outcome: Answer) -> list[tuple[Answer, Answer]]:
    return [one for one in GROUPS if one[0][0] != outcome[0]]


def answers_in(frame: pl.DataFrame) -> dict[Question, Found]:
    """What one table answers to every question."""
    found: dict[Question, Found] = {}
    for outcome, recorded in OUTCOMES.items():
        terms = _terms(outcome)
        estimates = coefficients_in(frame, outcome, terms, recorded=recorded)
        for term, estimate, variance in zip(terms, *estimates, strict=True):
            found[COEFFICIENT, outcome, term] = float(estimate), float(variance)
        for groups in _groups(outcome):
            found[DIFFERENCE, outcome, groups] = difference_in(
                frame, outcome, groups, recorded=recorded
            )
    return found


def refused_by(sets: DataSets) -> set[Question]:
    """The questions to which these data sets give no interval."""
    refused: set[Question] = set()
    for outcome, recorded in OUTCOMES.items():
        terms = _terms(outcome)
        fitted = logistic_regression(sets, outcome, terms, recorded=recorded)
        refused |= {(COEFFICIENT, outcome, term) for term in fitted.refused}
        for groups in _groups(outcome):
            try:
                difference_of_shares(sets, outcome, *groups, recorded=recorded)
            except UsageError:
                refused.add((DIFFERENCE, outcome, groups))
    return refused


@dataclass(frozen=True)
class Study:
    """What is tried: people of each file, ε and data sets of each release, and its dial."""

    people: int
    epsilon: float
    sets: int
    dial: Dial

    @cached_property
    def population(self) -> pl.DataFrame:
        """All whom the people of the files are drawn from."""
        frame = fictional_frame(POPULATION, SEED).select(COLUMNS)
        return frame.select(pl.all().cast(pl.String).fill_null(""))

    def data_sets(self, records: pl.DataFrame, seed: int, folder: Path) -> DataSets:
        """Measure some people, and draw data sets."""
        file = folder / f"{seed}.csv"
        records.write_csv(file)
        cases = open_cases(file, few_columns(), subject_id="")
        account = Account(Ledger(folder / f"{seed}.jsonl"), "inference")
        fitted = fit_cases(cases, Budget(self.epsilon, DELTA), account)
        drawn = draw_datasets(fitted, self.sets, self.dial, seed, silent).value
        return DataSets.of(drawn, few_columns().table)


@dataclass(frozen=True)
class OneFile:
    """What its people answer without noise, what each data set answers, and what is refused."""

    records: Mapping[Question, Found]
    sets: Sequence[Mapping[Question, Found]]
    refused: frozenset[Question]

    def combined(self, question: Question, about: About) -> Combined:
        """The interval of all data sets."""
        found = [answers[question] for answers in self.sets]
        return combine([one for one, _ in found], [variance for _, variance in found], about)


def tried(study: Study, number: int, folder: Path) -> OneFile:
    """Draw people, measure them, and ask everything."""
    records = study.population.sample(study.people, seed=SEED + number)
    sets = study.data_sets(records, number, folder)
    answers = [answers_in(frame) for frame in sets.frames]
    return OneFile(answers_in(records), answers, frozenset(refused_by(sets)))


class Tally:
    """How often intervals of some kind held, by question."""

    def __init__(self) -> None:
        self._held: dict[Question, list[bool]] = defaultdict(list)

    def add(self, question: Question, low: float, high: float, truth: float) -> None:
        """Note whether an interval held."""
        self._held[question].append(low <= truth <= high)

    def said(self, kind: str, files: int) -> str:
        """Share that held, how many, and the least share of a question of most files."""
        some = {asked: held for asked, held in self._held.items() if asked[0] == kind}
        every = [one for held in some.values() for one in held]
        if not every:
            return "–"
        often = [np.mean(held) for held in some.values() if len(held) >= files / 2]
        least = f"; {100 * min(often):.0f} to {100 * max(often):.0f}" if often else ""
        return f"{100 * np.mean(every):.1f} ({len(every):,} of {len(some)} questions{least})"


TITLES = {
    "population": "**population**",
    "records": "**records**",
    "refused-population": "refused, population",
    "refused-records": "refused, records",
    "one-set": "rows of one data set as if they were people, population",
    "no-noise": "records without noise, population",
}


def tallies(truth: Mapping[Question, Found], files: Sequence[OneFile]) -> dict[str, Tally]:
    """All kinds of intervals over all files."""
    found = {name: Tally() for name in TITLES}
    usual = NormalDist().inv_cdf(0.975)
    for one in files:
        for question, (true, _) in truth.items():
            own, variance = one.records[question]
            given = question not in one.refused
            for about, target in ((About.POPULATION, true), (About.RECORDS, own)):
                interval = one.combined(question, about)
                name = about.value if given else f"refused-{about}"
                found[name].add(question, interval.low, interval.high, target)
            reach = usual * variance**0.5
            found["no-noise"].add(question, own - reach, own + reach, true)
            if given:
                first, usual_variance = one.sets[0][question]
                reach = usual * usual_variance**0.5
                found["one-set"].add(question, first - reach, first + reach, true)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Try as many files as asked, print a page, and save it when asked."""
    options = _options(arguments)
    study = Study(options.people, options.epsilon, options.sets, Dial(options.dial))
    truth = answers_in(study.population)
    files: list[OneFile] = []
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.files):
            files.append(tried(study, number, Path(folder)))
            seconds = (time.process_time() - begun) / len(files)
            print(f"file {len(files)}: {seconds:.1f} s of CPU time each", file=sys.stderr)
            if options.keep:
                options.keep.write_bytes(pickle.dumps((truth, files)))
    page = "\n".join(_page(study, truth, files, seconds))
    print(page)
    if options.save:
        save(page, f"inference-{options.people}-{options.epsilon:g}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks inference", description=__doc__)
    add = parser.add_argument
    add("--files", type=int, default=100)
    add("--people", type=int, default=3_000, help="in each file")
    add("--epsilon", type=float, default=4.0)
    add("--sets", type=int, default=20, help="data sets of each file")
    add("--dial", choices=[Dial.CLOSEST.value, Dial.BALANCED.value], default=Dial.BALANCED.value)
    add("--keep", type=Path, help="file for all estimates, after each file")
    add("--save", action="store_true", help="write the page to benchmarks/results")
    return parser.parse_args(arguments)


def _page(
    study: Study, truth: Mapping[Question, Found], files: Sequence[OneFile], seconds: float
) -> Iterator[str]:
    stands = ", ".join(f"{name} {number}" for name, number in versions().items())
    yield "# How often intervals from many data sets hold\n"
    yield (
        f"{len(files)} files of {study.people:,} people × {len(COLUMNS)} columns, ε = "
        f"{study.epsilon:g}, δ = {DELTA:g}, dial {study.dial}, {study.sets} data sets each; "
        f"{time.strftime('%Y-%m-%d')}; {machine()}; {stands}; {seconds:.0f} s of CPU time a file."
    )
    yield ""
    yield EXPLANATION
    yield ""
    yield f"| intervals | {' | '.join(KINDS)} |"
    yield "| --- | ---: | ---: |"
    for name, tally in tallies(truth, files).items():
        cells = " | ".join(tally.said(kind, len(files)) for kind in KINDS)
        yield f"| {TITLES[name]} | {cells} |"
    yield ""


if __name__ == "__main__":
    main()
