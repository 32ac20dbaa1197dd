"""Rows drawn in shards beside rows drawn together: ``python -m benchmarks shards --save``.

Fictional cases are measured once. From the same measurements rows are drawn together and in shards,
with so many changes tried for each row, and held against the cases: mean total variation of all
columns, all pairs, and a fixed sample of threes. The number of changes that shards try is bounded
by nothing here, so that all are told apart by what they are alone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from unittest.mock import patch

import numpy as np
import polars as pl

from benchmarks.page import machine, save, versions
from benchmarks.scale import CODEBOOK, write_cases
from benchmarks.tables import SEED
from lanterne.cases import encode_frame, open_cases
from lanterne.codebook import load_codebook
from lanterne.counting import Layout, count_pairs, count_tables, split_tables
from lanterne.counting.marginals import Codes, Counts
from lanterne.privacy import Account, Budget, Ledger, Protected
from lanterne.synthesis import planned_rows
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.protect import FittedTable, fit_cases

DELTA, SETS = 1e-8, 400
HEAD = "| shards | changes a row | one | two | three | CPU s |\n" + 6 * "| ---: " + "|"


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw in shards and together, and print how far each is from the cases."""
    parser = argparse.ArgumentParser("python -m benchmarks shards", description=__doc__)
    parser.add_argument("--victims", type=int, default=1_000_000)
    parser.add_argument("--shards", nargs="+", type=int, default=[1, 10])
    parser.add_argument("--changes", nargs="+", type=int, default=[4, 10, 40])
    parser.add_argument("--epsilon", type=float, default=4.0)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args(arguments)
    lines = [HEAD]
    with tempfile.TemporaryDirectory() as folder:
        written = write_cases(Path(folder), options.victims, "parquet")
        cases = open_cases(written, load_codebook(CODEBOOK), subject_id="")
        account = Account(Ledger(Path(folder, "ledger.jsonl")), "shards")
        fitted = fit_cases(cases, Budget(options.epsilon, DELTA), account)
        domain = Domain.of(cases.codebook.table, cases.encoding)
        threes = _threes(domain.layout)
        truth = _shares(domain.compress(cases.batches()), domain.layout, threes)
    for changes in options.changes:
        for number in options.shards:
            begun = time.process_time()
            codes = list(_drawn(fitted, domain, number, changes))
            cost = time.process_time() - begun
            found = _shares(codes, domain.layout, threes)
            off = [_distance(one, other) for one, other in zip(truth, found, strict=True)]
            cells = " | ".join(f"{one:.5f}" for one in off)
            lines.append(f"| {number} | {changes} | {cells} | {cost:.0f} |")
            print(lines[-1], file=sys.stderr, flush=True)
    numbers = versions()
    page = (
        f"# Rows in shards\n\n{options.victims:,} fictional cases, ε = {options.epsilon:g}; "
        f"{time.strftime('%Y-%m-%d')}; {machine()}; lanterne {numbers['lanterne']}; one run.\n\n"
        + "\n".join(lines)
        + "\n"
    )
    print(page)
    if options.save:
        save(page, "shards")


def _drawn(
    fitted: Protected[FittedTable], domain: Domain, number: int, changes: int
) -> Iterator[Codes]:
    rows = round(fitted.value.model.people)
    with patch.multiple(planned_rows, PROPOSALS_PER_ROW=changes, PROPOSALS=changes * rows):
        plan = planned_rows.plan_table(
            fitted, rows=rows, seed=SEED, most=-(-rows // number)
        ).value.rows
        for shard in range(number):
            texts = planned_rows.draw_shard(plan, shard).texts
            codes = encode_frame(texts.cast(pl.String), plan.codebook, domain.encoding)
            yield from domain.compress([codes])


def _threes(layout: Layout) -> list[tuple[int, ...]]:
    every = list(combinations(range(layout.width), 3))
    rng = np.random.default_rng(SEED)
    chosen = rng.choice(len(every), min(SETS, len(every)), replace=False)
    return [every[place] for place in sorted(chosen.tolist())]


def _shares(
    batches: Iterator[Codes] | list[Codes], layout: Layout, threes: list[tuple[int, ...]]
) -> tuple[list[Counts], ...]:
    """Tables of one, two and three columns."""
    kept = list(batches)
    gram = count_pairs(kept, layout)
    columns = range(layout.width)
    ones = [np.diag(gram)[layout.block(i)] for i in columns]
    twos = [gram[layout.block(i), layout.block(j)] for i, j in combinations(columns, 2)]
    return ones, twos, split_tables(count_tables(kept, layout, threes), layout, threes)


def _distance(real: Sequence[Counts], made: Sequence[Counts]) -> float:
    """Mean total variation."""
    pairs = zip(real, made, strict=True)
    return float(np.mean([np.abs(a / a.sum() - b / b.sum()).sum() / 2 for a, b in pairs]))


if __name__ == "__main__":
    main()
