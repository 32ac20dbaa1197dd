"""Our attacks and anonymeter's on the same three releases.

    python3 -m venv other && other/bin/pip install anonymeter
    python -m benchmarks.against_anonymeter --python other/bin/python

The releases: an honest one, one with a tenth of its rows copied from the cases, and the cases
themselves. anonymeter runs as it comes; with one column as a number; and with the conventions that
are ours, where every count must be the same as ours. All people are fictional.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.other_python import ask
from benchmarks.page import machine
from benchmarks.tables import SEED
from lanterne.attacks import ControlGroup, Promise, Rate
from lanterne.attacks.inference import infer_answers
from lanterne.attacks.linkability import link_parts
from lanterne.attacks.nearest import count_agreeing
from lanterne.attacks.people import People, code_alike
from lanterne.attacks.result import AttackResult
from lanterne.attacks.singling_out import _questions, single_out_by_answers, single_out_by_value
from lanterne.cases import open_cases
from lanterne.codebook import load_codebook
from lanterne.evaluation.evaluation import missing_texts
from lanterne.fictional import fictional_frame
from lanterne.privacy import Account, Budget, Ledger
from lanterne.synthesis.draw import draw_table
from lanterne.synthesis.protect import fit_cases

PARTS = (
    ("yearOfRegistration", "gender", "ageBand", "citizenship", "isForcedLabour",
     "recruiterRelation"),
    ("dataSource", "countryOfExploitation", "isSexualExploitation", "meansThreats",
     "durationMonths", "recruitmentChannel"),
)  # fmt: skip
"""Twelve columns, and which of them stand in each of the two lists that are linked."""

NUMBER = "yearOfRegistration"
SHOWN = ("gender", "citizenship", "recruiterRelation")
"""Secrets that get a line of their own; of the others it is said whether the counts agree."""

FEW = (("gender", "isForcedLabour"), ("dataSource", "isSexualExploitation"))
"""Two lists of two columns, by which many released rows are equally near to a person."""

COLUMNS, DRAWN = 3, "singling out by answers"
DELTA = 1e-6

HEAD = (
    "| release | attack | ours: people in the data | control group | verdict "
    "| anonymeter: people in the data | control group | risk | with a number |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True)
class Tables:
    """A release and both groups, as texts in the order in which they are attacked."""

    original: pl.DataFrame = field(repr=False)
    control: pl.DataFrame = field(repr=False)
    released: pl.DataFrame = field(repr=False)

    @property
    def people(self) -> People:
        """The same in codes. Unlike ``code_people`` it keeps the order, which the peer sees too."""
        frames = [self.original, self.released, self.control]
        coded, (original, released, control) = code_alike(frames, _silent())
        return People(
            coded.header, coded.silent, original, control, released, released, ControlGroup.LEFT_OUT
        )


@dataclass(frozen=True)
class Counted:
    """Successes in attempts, of both groups; anonymeter corrects some counts to a fraction."""

    original: tuple[float, int]
    control: tuple[float, int]

    @classmethod
    def of(cls, result: AttackResult) -> Counted:
        """Of an attack of ours."""
        real, other = result.rate, result.chance
        return cls((real.successes, real.attempts), (other.successes, other.attempts))

    @classmethod
    def told(cls, told: Mapping[str, Any]) -> Counted:
        """Of what anonymeter said."""
        return cls(tuple(told["original"]), tuple(told["control"]))

    @property
    def cells(self) -> str:
        """Both rates with their intervals of 95 %."""
        return " | ".join(map(_interval, (self.original, self.control)))


Ours = Mapping[str, tuple[Counted, str]]
Questions = tuple[np.ndarray, np.ndarray]


def main(arguments: Sequence[str] | None = None) -> None:
    """Attack the three releases by both, and print one table for all."""
    options = _options(arguments)
    print(f"{2 * options.victims:,} fictional people, half of them in the data, ε = "
          f"{options.epsilon:g}; {machine()}\n\n{HEAD}")  # fmt: skip
    differences: list[str] = []
    versions: Mapping[str, str] = {}
    for name, tables in releases(options.victims, options.epsilon).items():
        rng = np.random.default_rng(SEED)
        questions = _questions(tables.people, COLUMNS, options.attacks, rng)
        said = _ask(options, tables, questions)
        ours = _ours(tables.people, options)
        _print(name, ours, said)
        differences += [f"{name}: {one}" for one in _differences(tables, ours, said, questions)]
        versions = said["versions"]
    print("\n" + ", ".join(f"{name} {number}" for name, number in versions.items()))
    print("Under our conventions: " + ("; ".join(differences) or "every count is the same."))


def releases(victims: int, epsilon: float) -> dict[str, Tables]:
    """The three releases of the same people, each with the same control group."""
    people = fictional_frame(2 * victims, SEED).select(pl.all().cast(pl.String).fill_null(""))
    people = people.sample(fraction=1.0, shuffle=True, seed=SEED)
    cases, control = people.head(victims), people.tail(victims)
    with tempfile.TemporaryDirectory() as folder:
        cases.write_csv(Path(folder, "cases.csv"))
        fitted = fit_cases(
            open_cases(Path(folder, "cases.csv"), load_codebook("lanterne-cases")),
            Budget(epsilon, DELTA),
            Account(Ledger(Path(folder, "ledger.jsonl")), "benchmark"),
        )
    made = draw_table(fitted).value.data.select(pl.all().cast(pl.String).fill_null(""))
    leaked = cases.select(made.columns).sample(made.height // 10, seed=SEED)
    copied = pl.concat([leaked, made.tail(made.height - leaked.height)])
    names = PARTS[0] + PARTS[1]
    return {
        name: Tables(cases.select(names), control.select(names), _shuffled(rows.select(names)))
        for name, rows in (("honest", made), ("a tenth copied", copied), ("the cases", cases))
    }


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.against_anonymeter", description=__doc__)
    add = parser.add_argument
    add("--python", type=Path, required=True, help="of an environment that has anonymeter")
    add("--victims", type=int, default=4_000)
    add("--epsilon", type=float, default=4.0)
    add("--attacks", type=int, default=2_000, help="questions on three columns")
    add("--targets", type=int, default=1_000, help="people of each group, linked and inferred")
    return parser.parse_args(arguments)


def _shuffled(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sample(fraction=1.0, shuffle=True, seed=SEED + 1)


def _silent() -> dict[str, frozenset[str]]:
    """Column → texts that say nothing, blank included."""
    missing = missing_texts(load_codebook("lanterne-cases").table)
    return {name: missing[name] | {""} for part in PARTS for name in part}


def _ask(options: argparse.Namespace, tables: Tables, questions: Questions) -> dict[str, Any]:
    """What anonymeter says, by way and attack."""
    frames = [tables.original, tables.released, tables.control]
    texts = code_alike(frames, _silent())[0].texts
    names = tables.original.columns
    asked = {
        "number": NUMBER,
        "seed": SEED,
        "attacks": options.attacks,
        "targets": options.targets,
        "columns": COLUMNS,
        "parts": {"linkability": PARTS, "linkability by few columns": FEW},
        "silent": {name: sorted(said) for name, said in _silent().items()},
        "questions": [
            {names[j]: texts[j][code] for j, code in zip(columns, codes, strict=True)}
            for columns, codes in zip(*questions, strict=True)
        ],
    }
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        tables.original.write_csv(folder / "original.csv")
        tables.control.write_csv(folder / "control.csv")
        tables.released.write_csv(folder / "released.csv")
        (folder / "ask.json").write_text(json.dumps(asked))
        answer: dict[str, Any] = ask(options.python, "anonymeter_side.py", folder)
    return answer


def _ours(people: People, options: argparse.Namespace) -> Ours:
    """Attack → counts and verdict."""
    rng, promise = np.random.default_rng(SEED), Promise(options.epsilon, DELTA)
    first = options.targets
    targets = replace(people, original=people.original[:first], control=people.control[:first])
    results = {
        "singling out by value": single_out_by_value(people, promise, len(people.released), rng),
        DRAWN: single_out_by_answers(people, promise, options.attacks, rng, (COLUMNS,)),
        "linkability": link_parts(targets, promise, rng, PARTS),
        "linkability by few columns": link_parts(targets, promise, rng, FEW),
    }
    found = {name: (Counted.of(one), str(one.verdict)) for name, one in results.items()}
    inferred = infer_answers(targets, promise).detail["columns"]
    for j, name in enumerate(people.header):
        asked = [int((group[:, j] >= people.silent[j]).sum())
                 for group in (targets.original, targets.control)]  # fmt: skip
        rates = inferred[name]["rate"], inferred[name]["chance"]
        counts = [(round(rate * number), number) for rate, number in zip(rates, asked, strict=True)]
        found[f"inference of {name}"] = Counted(*counts), inferred[name]["verdict"]
    return found


def _print(release: str, ours: Ours, said: Mapping[str, Any]) -> None:
    """The lines of one release."""
    for attack, (counted, verdict) in ours.items():
        if attack.startswith("inference") and not attack.endswith(SHOWN):
            continue
        theirs = said["as it comes"][attack]
        number = Counted.told(said["with a number"][attack])
        rates = " / ".join(
            f"{share / (of or 1):.3f}" for share, of in (number.original, number.control)
        )
        risk, low, high = theirs["risk"]
        print(
            f"| {release} | {attack} | {counted.cells} | {verdict} | {Counted.told(theirs).cells} "
            f"| {risk:.2f} ({low:.2f}–{high:.2f}) | {rates} |"
        )


def _differences(
    tables: Tables, ours: Ours, said: Mapping[str, Any], questions: Questions
) -> list[str]:
    """Attacks that do not come to the same counts though nothing is left to chance.

    Questions on three columns are drawn by each: there the very same questions are counted.
    """
    theirs = {name: Counted.told(told) for name, told in said["our conventions"].items()}
    found = [
        name for name, (counted, _) in ours.items() if name != DRAWN and counted != theirs[name]
    ]
    people = tables.people
    for name in ("original", "control", "released"):
        rows = getattr(people, name)
        counts = count_agreeing(rows, *questions, len(rows)).tolist()
        found += [f"questions about {name}"] * (counts != said["same questions"][name])
    return found


def _interval(counts: tuple[float, int]) -> str:
    successes, attempts = counts
    if not attempts:
        return "–"
    rate = Rate(round(successes), attempts)
    low, high = rate.interval
    return f"{rate.rate:.3f} ({low:.3f}–{high:.3f}) of {attempts}"


if __name__ == "__main__":
    main()
