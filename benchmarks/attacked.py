"""Attacks on honest releases, draw after draw: none may beat what ε allows.

    python -m benchmarks.attacked --draws 20 --epsilon 1
    python -m benchmarks.attacked --draws 3 --copies 0.01    # a release that leaks: they must win

For each draw, fictional people are split by lot: one half are the cases, from which a release is
made with new noise; the other half are the control group. Then every attack is run.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import polars as pl

from benchmarks.page import machine
from benchmarks.tables import SEED
from lanterne.attacks import AttackReport, Promise, PublishedBeside, run_attacks
from lanterne.cases import open_cases
from lanterne.codebook import load_codebook
from lanterne.fictional import fictional_frame
from lanterne.privacy import Account, Budget, Ledger
from lanterne.synthesis.draw import draw_table
from lanterne.synthesis.protect import fit_cases

DELTA = 1e-6

HEAD = "| attack | rate | by chance | allowed | verdicts |\n| --- | ---: | ---: | ---: | --- |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Attack as many releases as asked, and print medians and verdicts."""
    options = _options(arguments)
    found = defaultdict(list)
    for draw in range(options.draws):
        for result in _attacked(options, SEED + draw).results:
            found[result.name].append(result)
        print(f"draw {draw + 1} of {options.draws} …", flush=True)
    copies = f", {options.copies:.1%} of the rows copied from the cases" if options.copies else ""
    print(
        f"\n{options.draws} releases of {options.victims:,} fictional people, ε = "
        f"{options.epsilon:g}{copies}; {machine()}\n\n{HEAD}"
    )
    for name, results in found.items():
        rate = median(one.rate.rate for one in results)
        chance = median(one.chance.rate for one in results)
        allowed = [one.allowed for one in results if one.allowed is not None]
        verdicts = Counter(str(one.verdict) for one in results)
        said = ", ".join(f"{verdict} × {times}" for verdict, times in verdicts.most_common())
        limit = f"{median(allowed):.4f}" if allowed else "–"
        print(f"| {name} | {rate:.4f} | {chance:.4f} | {limit} | {said} |")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.attacked", description=__doc__)
    add = parser.add_argument
    add("--draws", type=int, default=20)
    add("--victims", type=int, default=5_000)
    add("--epsilon", type=float, default=1.0)
    add("--copies", type=float, default=0.0, help="share of rows replaced by real ones")
    return parser.parse_args(arguments)


def _attacked(options: argparse.Namespace, seed: int) -> AttackReport:
    codebook = load_codebook("lanterne-cases")
    people = fictional_frame(2 * options.victims, seed).select(
        pl.all().cast(pl.String).fill_null("")
    )
    people = people.sample(fraction=1.0, shuffle=True, seed=seed)
    cases, control = people.head(options.victims), people.tail(options.victims)
    with tempfile.TemporaryDirectory() as folder:
        cases.write_csv(Path(folder, "cases.csv"))
        made = draw_table(
            fit_cases(
                open_cases(Path(folder, "cases.csv"), codebook),
                Budget(options.epsilon, DELTA),
                Account(Ledger(Path(folder, "ledger.jsonl")), "benchmark"),
            )
        ).value
    rows = made.data.select(pl.all().cast(pl.String))
    leaked = cases.select(rows.columns).head(round(options.copies * rows.height))
    return run_attacks(
        cases.select(rows.columns),
        pl.concat([leaked, rows.tail(rows.height - leaked.height)]),
        codebook,
        control.select(rows.columns),
        promise=Promise.of_statement(made.statement),
        beside=PublishedBeside(made.aggregates),
    )


if __name__ == "__main__":
    main()
