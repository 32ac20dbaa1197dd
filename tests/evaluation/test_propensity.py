"""The propensity score mean squared error, against fits and formulas done otherwise."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize

from lanterne.counting.answered import CountAnswers, HeldAnswers
from lanterne.evaluation.codes import CodedTables
from lanterne.evaluation.propensity import (
    MOST_PARAMETERS,
    propensity_of_cells,
    propensity_of_drawn,
    propensity_of_rows,
)
from lanterne.evaluation.tables import CountedTables


def table(rows: int, seed: int, tilt: float = 0.0) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    a = random.choice(["", "x", "y"], rows, p=[0.2 + tilt, 0.5 - tilt, 0.3])
    b = np.where(random.random(rows) < 0.4 + tilt, "u", "v")
    return pl.DataFrame({"a": a, "b": b})


def coded(real: pl.DataFrame, released: pl.DataFrame) -> CodedTables:
    return CodedTables.of(real, released, {})


def fitted(design: np.ndarray, released: np.ndarray) -> np.ndarray:
    """Probabilities of a logistic regression, by a general minimiser."""

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        score = design @ beta
        p = 1 / (1 + np.exp(-score))
        return float(np.logaddexp(0, score).sum() - released @ score), design.T @ (p - released)

    found = minimize(loss, np.zeros(design.shape[1]), jac=True, method="BFGS", tol=1e-9)
    return 1 / (1 + np.exp(-design @ found.x))


def test_main_effects_are_those_of_a_general_minimiser() -> None:
    real, released = table(400, 1), table(300, 2, tilt=0.15)
    both = pl.concat([real, released])
    design = np.column_stack(
        [np.ones(700), *(both["a"] == v for v in ("x", "y")), both["b"] == "v"]
    ).astype(float)
    outcome = np.repeat([0.0, 1.0], [400, 300])
    share = 300 / 700
    found = propensity_of_rows(coded(real, released))
    assert found is not None
    assert found.parameters == 4
    assert found.pmse == pytest.approx(((fitted(design, outcome) - share) ** 2).mean(), rel=1e-4)
    assert found.expected == pytest.approx(3 * (1 - share) ** 2 * share / 700)


def test_a_table_is_a_regression_with_a_parameter_for_each_cell() -> None:
    real, released = table(400, 3), table(500, 4, tilt=0.1)
    both = pl.concat([real, released])
    keys = both.select(pl.concat_str(["a", "b"], separator="|"))["a"]
    design = np.column_stack([(keys == key).to_numpy() for key in keys.unique()]).astype(float)
    outcome = np.repeat([0.0, 1.0], [400, 500])
    found = propensity_of_cells(coded(real, released).cells((0, 1)))
    share = 500 / 900
    assert found.parameters == design.shape[1]
    assert found.pmse == pytest.approx(((fitted(design, outcome) - share) ** 2).mean(), rel=1e-4)


def test_by_hand() -> None:
    real, released = pl.DataFrame({"a": ["x", "x", "y"]}), pl.DataFrame({"a": ["x"]})
    found = propensity_of_cells(coded(real, released).cells((0,)))
    # x: 1 of 3 released; y: 0 of 1; overall 1 of 4
    assert found.pmse == pytest.approx((3 * (1 / 3 - 1 / 4) ** 2 + (1 / 4) ** 2) / 4)
    assert found.expected == pytest.approx((2 - 1) * 0.75**2 * 0.25 / 4)
    assert found.ratio == pytest.approx(found.pmse / found.expected)


def test_equal_tables_cannot_be_told_apart() -> None:
    same = coded(table(200, 5), table(200, 5))
    rows = propensity_of_rows(same)
    assert rows is not None
    assert rows.pmse == pytest.approx(0, abs=1e-12)
    assert propensity_of_cells(same.cells((0, 1))).pmse == 0


def test_the_expectation_is_met_by_rows_drawn_from_the_cases() -> None:
    """Of 300 pairs the mean ratio is 1; its standard error is about 0.05 (3 degrees of freedom),
    so that a band of 0.2 is left by chance less than once in 10,000 runs."""
    ratios = []
    for seed in range(300):
        one = table(300, seed)
        other = one.sample(200, with_replacement=True, seed=seed)
        found = propensity_of_rows(coded(one, other))
        assert found is not None
        assert found.ratio is not None
        ratios.append(found.ratio)
    assert np.mean(ratios) == pytest.approx(1, abs=0.2)


def test_codes_on_one_side_only_do_not_break_the_fit() -> None:
    found = propensity_of_rows(
        coded(pl.DataFrame({"a": ["x"] * 50}), pl.DataFrame({"a": ["y"] * 50}))
    )
    assert found is not None
    assert found.pmse == pytest.approx(0.25, abs=0.01)


def test_what_cannot_be_measured_is_not_measured() -> None:
    one = pl.DataFrame({"a": ["x"]})
    assert propensity_of_rows(coded(one, one.clear())) is None
    many = pl.DataFrame({"a": [str(i) for i in range(MOST_PARAMETERS + 1)]})
    assert propensity_of_rows(coded(many, many)) is None
    alone = propensity_of_rows(coded(one, one))
    assert alone is not None
    assert alone.ratio is None


def test_of_people_drawn_by_lot_the_ratio_is_about_one_as_well() -> None:
    """Rows drawn from all cases, of which a quarter is looked at: it is 1, and not 1.75."""
    random = np.random.default_rng(11)
    ratios = []
    for _ in range(60):
        real = pl.DataFrame({name: random.integers(1, 5, 1_600).astype(str) for name in "abcd"})
        rows = real[random.integers(0, 1_600, 1_600)]
        sides = [HeldAnswers(one) for one in (real, rows)]
        asked = CountAnswers(sides[0].header)
        tables = CountedTables.of(*((one, one.add_up(asked)[0]) for one in sides), {})
        found, drawn = propensity_of_drawn(tables, 1_600)
        assert drawn == 400
        assert found is not None
        ratios.append(found.ratio or 0.0)
    assert np.mean(ratios) == pytest.approx(1, abs=4 * np.std(ratios) / 60**0.5)
    assert np.mean(ratios) < 1.3
