"""The rule holds as its proof says, fails where a part of it is left out, and is the same in R."""

from __future__ import annotations

import csv
import math
import re
import shutil
import subprocess
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom
from scipy.stats import t as student

from lanterne.errors import UsageError
from lanterne.inference import About, combine

GOLDEN = Path(__file__).with_name("golden_combined.csv")
"""Estimates and variances of data sets, and what the rule makes of them; written by ``_write``."""

FILES = 4_000


def intervals(rule, about, sampling=2.0, noise=3.0, m=10, seed=1):
    """How many of so many files have an interval that holds, for an estimate that is linear.

    The noise of a data set is that of the measurement and as much again, as in the proof.
    """
    rng = np.random.default_rng(seed)
    held = 0
    for _ in range(FILES):
        records = rng.normal(0, math.sqrt(sampling))
        measured = records + rng.normal(0, math.sqrt(noise))
        estimates = measured + rng.normal(0, math.sqrt(noise), m)
        found = rule(estimates, np.full(m, sampling), about)
        held += found.low <= (0.0 if about == "population" else records) <= found.high
    return held


def limits(chance):
    """Numbers of intervals that are passed only once in 10^5 where so many hold."""
    return binom.ppf(5e-6, FILES, chance), binom.isf(5e-6, FILES, chance)


@pytest.mark.parametrize("m", [3, 20])
@pytest.mark.parametrize("about", ["population", "records"])
def test_intervals_of_linear_estimates_hold_as_often_as_they_say(about, m):
    """False alarm: once in 10^5 runs; for the population ν is an approximation, of 0.5 %."""
    least, most = limits(0.95)
    slack = 0 if about == "records" else 0.005 * FILES
    assert least - slack <= intervals(combine, about, m=m) <= most + slack


def without_noise(estimates, variances, about):
    """A broken rule: b is left out, as whoever averages over the data sets does."""
    return combine(np.full(len(estimates), estimates.mean()), variances, about)


def of_synthetic_samples(estimates, variances, about):
    """The rule for rows that are sampled anew: (1 + 1/m) b - ū, or what is left of it."""
    m = len(estimates)
    spread = max((1 + 1 / m) * estimates.var(ddof=1) - variances.mean(), 1e-9)
    return combine(estimates.mean() + np.array([1.0, -1.0]) * math.sqrt(spread / 3), [0, 0], about)


@pytest.mark.parametrize("broken", [without_noise, of_synthetic_samples])
def test_a_broken_rule_is_found(broken):
    least, most = limits(0.95)
    assert not least - 0.005 * FILES <= intervals(broken, "population") <= most + 0.005 * FILES


def test_rounding_makes_intervals_wider_and_never_shorter():
    """Rows are whole: what that adds is in b in full, and in the error divided by m."""

    def rounded(estimates, variances, about):
        return combine(np.round(estimates / 4) * 4, variances, about)

    assert intervals(rounded, "records") >= limits(0.95)[0]


def test_the_numbers_by_hand():
    found = combine([1.0, 2.0, 3.0], [4.0, 4.0, 4.0])
    noise = 4 / 3  # (1 + 1/3) · 1
    freedom = 2 * (1 + 4 / noise) ** 2
    assert found.estimate == pytest.approx(2.0)
    assert found.standard_error == pytest.approx(math.sqrt(4 + noise))
    assert found.degrees_of_freedom == pytest.approx(freedom)
    assert found.high - 2 == pytest.approx(student.ppf(0.975, freedom) * math.sqrt(4 + noise))
    assert found.by_noise == pytest.approx(noise / (4 + noise))
    records = combine([1.0, 2.0, 3.0], [4.0, 4.0, 4.0], About.RECORDS)
    assert (records.standard_error, records.degrees_of_freedom) == pytest.approx(
        (math.sqrt(noise), 2)
    )
    assert found.exponentiated() == pytest.approx(
        tuple(map(math.exp, (found.estimate, found.low, found.high)))
    )


def test_data_sets_that_agree_leave_what_is_usual():
    found = combine([1.0, 1.0], [4.0, 4.0])
    assert found.high == pytest.approx(1 + 2 * 1.959964, abs=1e-5)
    assert found.by_noise == 0
    assert combine([1.0, 1.0], [4.0, 4.0], "records").high == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ([1.0], [1.0]),
        ([1.0, 2.0], [1.0]),
        ([1.0, math.inf], [1.0, 1.0]),
        ([1.0, 2.0], [1.0, -1.0]),
        ([1.0, 2.0], [1.0, 1.0], "population", 1.0),
    ],
)
def test_what_cannot_be_combined_is_refused(wrong):
    with pytest.raises(UsageError):
        combine(*wrong)


def golden():
    """Estimates, variances, whom it is about, and the four numbers that come of it."""
    with GOLDEN.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            estimates, variances = (
                [float(one) for one in row[name].split()] for name in ("estimates", "variances")
            )
            numbers = [float(row[n]) for n in ("estimate", "standard_error", "low", "high")]
            yield estimates, variances, row["about"], numbers


def test_the_golden_table_is_what_the_rule_makes():
    for estimates, variances, about, numbers in golden():
        found = combine(estimates, variances, about)
        assert [found.estimate, found.standard_error, found.low, found.high] == pytest.approx(
            numbers, rel=1e-9
        )


def rule_in_r():
    text = resources.files("lanterne.release").joinpath("combine.R").read_text("utf-8")
    between = re.search(r"# The rule begins here\.\n(.*?)\n *# The rule ends here\.", text, re.S)
    return [line.strip().split(" <- ") for line in between[1].splitlines()]


def test_the_formulas_in_r_give_the_golden_table():
    """Its lines are plain arithmetic, which Python reads as R does."""
    for estimates, variances, about, numbers in golden():
        known = {
            "estimates": np.array(estimates), "variances": np.array(variances), "about": about,
            "level": 0.95, "length": len, "mean": np.mean, "sqrt": math.sqrt, "Inf": math.inf,
            "var": lambda values: np.var(values, ddof=1), "qt": student.ppf,
            "ifelse": lambda test, yes, no: yes if test else no,
        }  # fmt: skip
        for name, formula in rule_in_r():
            known[name] = eval(formula.replace("^", "**"), {"__builtins__": {}}, known)
        made = [known["estimate"], known["error"]]
        made += [known["estimate"] - known["reach"], known["estimate"] + known["reach"]]
        assert made == pytest.approx(numbers, rel=1e-9)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs Rscript")
def test_r_gives_the_golden_table(tmp_path):
    rule = tmp_path / "combine.R"
    rule.write_bytes(resources.files("lanterne.release").joinpath("combine.R").read_bytes())
    program = (
        f'source("{rule}"); g <- read.csv("{GOLDEN}", stringsAsFactors = FALSE)\n'
        "for (i in seq_len(nrow(g))) {\n"
        '  of <- function(x) as.numeric(strsplit(x, " ")[[1]])\n'
        "  f <- combine(of(g$estimates[i]), of(g$variances[i]), g$about[i])\n"
        "  made <- c(f$estimate, f$standard_error, f$low, f$high)\n"
        '  stopifnot(isTRUE(all.equal(made, unlist(g[i, c("estimate", "standard_error", "low",'
        ' "high")], use.names = FALSE), tolerance = 1e-8)))\n}\n'
    )
    done = subprocess.run(["Rscript", "-e", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _write():  # pragma: no cover - writes the golden table anew
    rng = np.random.default_rng(7)
    with GOLDEN.open("w", encoding="utf-8", newline="") as file:
        names = ["estimates", "variances", "about", "estimate", "standard_error", "low", "high"]
        table = csv.writer(file, lineterminator="\n")
        table.writerow(names)
        for m in (2, 5, 20):
            for about in About:
                estimates = rng.normal(0.3, 0.1, m).round(6)
                variances = rng.uniform(0.01, 0.02, m).round(6)
                found = combine(estimates, variances, about)
                numbers = [found.estimate, found.standard_error, found.low, found.high]
                texts = [" ".join(map(str, values.tolist())) for values in (estimates, variances)]
                table.writerow([*texts, about.value, *map(repr, numbers)])
