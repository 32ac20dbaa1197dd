"""A control group is of other people: a file of the same people hides what attacks would find."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from gated_tables import k_pledge

from lanterne.codebook import load_codebook
from lanterne.errors import UsageError
from lanterne.fictional.write import fictional_frame
from lanterne.gate import TableCandidate
from lanterne.gate.cases_match import require_others


def narrow(rows: int, seed: int) -> pl.DataFrame:
    """Few columns with a long tail of answers: some people are alike, others are alone."""
    random = np.random.default_rng(seed)
    return pl.DataFrame({name: random.geometric(0.1, rows).astype(str) for name in "ab"})


def wide(rows: int, seed: int) -> pl.DataFrame:
    return fictional_frame(rows, seed)


@pytest.mark.parametrize("people", [narrow, wide])
@pytest.mark.parametrize("left_out", [100, 400])
def test_people_who_were_left_out_by_lot_are_a_control_group(people, left_out):
    for seed in range(50 if people is narrow else 3):
        everybody = people(2_000, seed)
        require_others(everybody[left_out:], everybody[:left_out])


@pytest.mark.parametrize("people", [narrow, wide])
@pytest.mark.parametrize("rows", [200, 2_000])
@pytest.mark.parametrize("of_cases", [1.0, 0.75])
def test_people_of_the_cases_are_none(people, rows, of_cases):
    cases, others = people(2_000, 1), people(2_000, 2)
    known = int(rows * of_cases)
    control = pl.concat([cases.sample(known, seed=1), others[: rows - known]])
    with pytest.raises(UsageError, match="not consist of other people"):
        require_others(cases, control.sample(rows, seed=2))


def test_the_gate_asks_it_before_any_attack():
    cases = wide(300, 1)
    book = load_codebook("lanterne-cases")
    candidate = TableCandidate(cases, wide(300, 2), book.table, k_pledge(), control=cases)
    with pytest.raises(UsageError, match="not consist of other people"):
        candidate.examine(draws=10)
