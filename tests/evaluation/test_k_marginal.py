"""The k-marginal score, against its formula on densities."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
import pytest

from lanterne.evaluation import compare_frames
from lanterne.evaluation.k_marginal import k_marginal


def test_against_densities() -> None:
    random = np.random.default_rng(1)
    real, released = (
        pl.DataFrame({name: random.choice(["", "x", "y"], n) for name in "abcd"}) for n in (70, 50)
    )
    found = {one.length: one for one in k_marginal(compare_frames(real, released).lengths)}
    for length in (1, 2, 3, 4):
        differences = []
        for columns in combinations("abcd", length):
            one, other = (
                dict(f.group_by(columns).agg(n=pl.len() / f.height).select(
                    pl.concat_str(columns, separator="|"), "n").iter_rows())
                for f in (real, released)
            )  # fmt: skip
            keys = {*one, *other}
            differences.append(sum(abs(one.get(key, 0) - other.get(key, 0)) for key in keys))
        assert found[length].tables == len(differences)
        assert found[length].score == pytest.approx((2 - np.mean(differences)) * 500)


def test_the_ends_of_the_scale() -> None:
    one, other = pl.DataFrame({"a": ["x", "y"]}), pl.DataFrame({"a": ["z"]})
    assert k_marginal(compare_frames(one, one).lengths)[0].score == 1000
    assert k_marginal(compare_frames(one, other).lengths)[0].score == 0
