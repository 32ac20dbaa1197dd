"""The synthetic rows themselves, with a canary: a person like nobody else, in or out.

The whole road is travelled: measurements, selection, fit, drawing, repair, refining. Rows are made
from released counts alone, so that no attack on them can find more than was promised; this one
looks for a leak on the way, such as exact counts that reach the rows.
"""

from __future__ import annotations

from functools import cache, partial
from itertools import combinations

import numpy as np
import pytest
from auditing import ASSERTED, distinguish

from extent import ALL
from lanterne.codebook import encode_table
from lanterne.codebook.model import Column, ColumnType, Table, Value
from lanterne.counting import count_pairs
from lanterne.privacy import Budget, delta_spent
from lanterne.synthesis import engine, exact_counts
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.exact_counts import CountedRows
from lanterne.synthesis.plan import make_plan

RUNS = 300
EPSILON = 4.0
SIZES = (2, 3, 3, 2)
CANARY = np.array([1, 2, 2, 1], np.uint16)


def domain():
    label = {"en": "label"}
    columns = tuple(
        Column(
            f"c{i}", ColumnType.CATEGORY, tuple(Value(f"v{k}", label) for k in range(1, m)), label
        )
        for i, m in enumerate(SIZES)
    )
    table = Table("t", label, columns)
    return Domain.of(table, encode_table(table))


def rows_of(codes, here, plan, seed):
    exact = CountedRows([codes], here.layout)
    fitted = engine.measure(exact, plan, here, seed, lambda stage, share: None)
    made = engine.synthesise(*fitted, here, Dial.CLOSEST, seed, lambda stage, share: None, rows=60)
    return made.codes


def resemblance(codes):
    """Pairs of answers of the canary in the rows, and the whole of it, many times over."""
    same = codes == CANARY
    pairs = sum((same[:, i] & same[:, j]).sum() for i, j in combinations(range(len(SIZES)), 2))
    return float(pairs + 10 * same.all(axis=1).sum())


def audit(runs=RUNS):
    here = domain()
    plan = make_plan(here.layout, Budget(EPSILON, 1e-6))
    others = np.zeros((60, len(SIZES)), np.uint16)
    others[:30, 0] = 1
    tables = others, np.concatenate([others, CANARY[None]])
    drawn = [
        np.array([resemblance(rows_of(table, here, plan, seed)) for seed in range(runs)])
        for table in tables
    ]
    return distinguish(*drawn), plan


@pytest.fixture(autouse=True)
def small_model(monkeypatch):
    """Few classes and steps: the road is the same, and each run is quick."""
    small = engine.Fitting(classes=8, first=(60, 0.2, 1.02), again=(40, 0.15, 1.0))
    monkeypatch.setattr(engine, "fit", partial(engine.fit, fitting=small))


def test_a_canary_is_not_found_in_the_rows_better_than_promised():
    found, plan = audit(RUNS if ALL else RUNS // 2)
    print(f"rows: eps >= {found.epsilon(1e-6):.2f} of {EPSILON:g} claimed")
    assert found.excess(cache(lambda epsilon: delta_spent(plan.events, epsilon))) <= 0
    assert found.epsilon(1e-6, ASSERTED) <= EPSILON


def test_a_case_that_is_copied_into_the_rows_is_caught(monkeypatch):
    """The planted bug: the last case, canary or not, ends up among the synthetic rows."""
    refine_rows = engine.refine_rows
    last = []

    def leaking(codes, *rest):
        changes = refine_rows(codes, *rest)
        codes[0] = last[-1]
        return changes

    def looking(batches, layout):
        last.append(batches[0][-1])
        return count_pairs(batches, layout)

    monkeypatch.setattr(engine, "refine_rows", leaking)
    monkeypatch.setattr(exact_counts, "count_pairs", looking)
    found, plan = audit(RUNS // 3)  # what is there in every run is seen in few
    print(f"rows with a copied case: eps >= {found.epsilon(1e-6):.2f} of {EPSILON:g} claimed")
    assert found.excess(cache(lambda epsilon: delta_spent(plan.events, epsilon))) > 0
