"""What *Analysing a release* shows for Stata, which we have not: what of it can be checked."""

from __future__ import annotations

import math
import re
from pathlib import Path
from statistics import fmean, variance

import lanterne_reader
import numpy as np
import pyreadstat
import pytest
from blocks import blocks
from course_pages import page_of
from course_release import write_several
from scipy.stats import t as student

from once import made_once

SHOWN = [
    one.text for one in blocks(page_of("analysing-a-release", "en")) if one.language == "stata"
]

TEXT = "\n".join(SHOWN)

LOOPS = [one for one in SHOWN if "forvalues" in one]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the export writes, as `test_pages.py` has it."""
    return made_once(tmp_path_factory, "meridia-several", write_several) / "stata"


def test_files_and_variables_for_stata_are_those_that_are_exported(files):
    named = re.findall(r'use "stata/(.+?)"', TEXT)
    assert {*named} == {"dataset-01.dta", "dataset-`file'.dta", "aggregates.dta"}
    assert TEXT.count("forvalues set = 1/20 {") == len(LOOPS) == 2
    assert all((files / f"dataset-{place:02.0f}.dta").is_file() for place in range(1, 21))
    _, rows = pyreadstat.read_dta(files / "dataset-20.dta", output_format="dict")
    counts, _ = pyreadstat.read_dta(files / "aggregates.dta", output_format="dict")
    asked = {"citizenship", "isForcedLabour", "year"}
    assert asked <= {*rows.column_names}
    assert {name for name in rows.column_names if re.search(rf"\b{name}\b", TEXT)} == asked
    texts = {"column_1", "value_1"}
    numbers = {"length", "noisy_count", "count_high", "estimate", "estimate_low", "estimate_high"}
    assert texts | numbers <= {*counts}
    assert all(isinstance(counts[name][0], str) for name in texts)
    assert all(isinstance(counts[name][0], float) for name in numbers)
    assert {"Norland", "Ostia", "Vesta"} <= {*counts["value_1"]}


def test_numbers_of_answers_in_stata_are_those_of_their_labels(files):
    _, rows = pyreadstat.read_dta(files / "dataset-20.dta", output_format="dict")
    labels = rows.variable_value_labels
    compared = 0
    for column, told in re.findall(r"(\w+) == \d+.*// (.*)$", TEXT, re.M):
        for code, label in re.findall(r"(\d) (\w+)", told):
            assert labels[column][int(code)] == label
            compared += 1
    assert compared == 3
    assert labels["isForcedLabour"] == {0: "No", 1: "Yes"}
    assert "year" not in labels, "a year is its own number"
    assert re.findall(r"year == (\d+)", TEXT) == ["2025"]


@pytest.mark.parametrize("loop", LOOPS)
def test_the_rule_in_stata_is_the_rule(loop):
    """Its lines are plain arithmetic, which Python reads as Stata does."""
    (kept,) = re.findall(r'postfile `results\' q u using "(.+?)", replace', loop)
    (fitted,) = re.findall(r"_b\[(\w+)\]", loop)
    assert f"    post `results' (_b[{fitted}]) (_se[{fitted}]^2)\n" in loop
    rng = np.random.default_rng(3)
    q, u = rng.normal(0.3, 0.1, 20).tolist(), rng.uniform(0.01, 0.02, 20).tolist()
    summarised = {"q": q, "u": u}
    known: dict[str, object] = {"sqrt": math.sqrt}
    known["invttail"] = lambda freedom, chance: student.isf(chance, freedom)
    lines = [one.strip() for one in loop.partition(f'use "{kept}"')[2].splitlines()]
    for line in lines:
        if line.startswith("quietly summarize "):
            values = summarised[line.rpartition(" ")[2]]
            r = {"N": len(values), "mean": fmean(values), "Var": variance(values)}
            known["r"] = r
        elif line.startswith("scalar "):
            name, formula = line.removeprefix("scalar ").split(" = ")
            formula = re.sub(r"\br\((\w+)\)", r'r["\1"]', formula).replace("^", "**")
            known[name] = eval(formula, {"__builtins__": {}}, known)
    expected = lanterne_reader.combine(q, u)
    assert known["centre"] - known["reach"] == pytest.approx(expected.low, rel=1e-9)
    assert known["centre"] + known["reach"] == pytest.approx(expected.high, rel=1e-9)
    assert known["freedom"] == pytest.approx(expected.degrees_of_freedom, rel=1e-9)
    shown = ["centre", "centre - reach", "centre + reach"]
    if "logit " in loop:
        shown = [f"exp({one})" for one in shown]
    assert lines[-1] == "display " + ' "  " '.join(shown)
