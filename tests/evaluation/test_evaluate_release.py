"""A release evaluated from a case file, as the command line does it."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from lanterne.cases import open_cases
from lanterne.codebook.model import Codebook, Column, ColumnType, Missing, Table, Value
from lanterne.errors import UsageError
from lanterne.evaluation import Evaluation, evaluate_release, findings

MISSING = {Missing.NOT_RECORDED: ("", "n/a"), Missing.UNKNOWN: ("unknown",)}


def column(name: str, kind: ColumnType, *codes: str) -> Column:
    values = tuple(Value(code, {"en": code}) for code in codes)
    return Column(name, kind, values, {"en": name}, missing=MISSING)


BOOK = Codebook(
    "small",
    "2",
    {"en": "Small"},
    (
        Table(
            "victims",
            {"en": "Victims"},
            (
                column("sex", ColumnType.CATEGORY, "f", "m"),
                column("means", ColumnType.SET, "debt", "threat"),
            ),
        ),
    ),
)

CASES = "sex,means\nf,debt\nf,threat;debt\nm,n/a\nunknown,debt\n"


def release(data: pl.DataFrame) -> SimpleNamespace:
    """What the evaluation reads of a release."""
    aggregates = pl.DataFrame(
        {
            "length": [1, 2],
            **{"column_1": ["sex"] * 2, "value_1": ["f", "f"]},
            **{"column_2": ["", "means"], "value_2": ["", "debt;threat"]},
            **{"column_3": ["", ""], "value_3": ["", ""]},
            "method": ["measured"] * 2,
            **{"count": [3, 1], "count_low": [1, 2], "count_high": [5, 3]},
            **{"estimate": [2.0, 1.5], "estimate_low": [1.0, 1.0], "estimate_high": [3.0, 2.0]},
            "synthetic": [2, 1],
        }
    )
    statement = SimpleNamespace(epsilon=4.0, delta=1e-6)
    return SimpleNamespace(codebook=BOOK, data=data, aggregates=aggregates, statement=statement)


def evaluated(folder: Path, data: pl.DataFrame) -> Evaluation:
    path = folder / "cases.csv"
    path.write_text(CASES, encoding="utf-8")
    return evaluate_release(open_cases(path, BOOK), release(data))  # type: ignore[arg-type]


def test_sets_are_whole_answers_and_the_kinds_of_missingness_are_none(tmp_path: Path) -> None:
    data = pl.DataFrame(
        {
            "sex": ["f", "f", "m", "unknown"],
            "means": ["debt", "debt;threat", "", "debt"],
        }
    )
    evaluation = evaluated(tmp_path, data)
    two = evaluation.comparison.length(2)
    assert two is not None
    assert two.distance_max == 0
    assert two.combinations_real == two.combinations_released == 2
    assert evaluation.comparison.rows_real == 4


def test_published_counts_are_checked_and_pooled(tmp_path: Path) -> None:
    evaluation = evaluated(tmp_path, pl.DataFrame({"sex": ["f"], "means": [""]}))
    assert [one.count_coverage for one in evaluation.aggregates] == [1, 0]
    assert [one.estimate_coverage for one in evaluation.aggregates] == [1, 1]
    assert evaluation.intervals_held == 0.5
    assert findings(evaluation)[-1].text == (
        "Of 100 published intervals, 50 contain the true count; 95 were promised."
    )


def test_the_figures_are_plain_json_and_marked(tmp_path: Path) -> None:
    evaluation = evaluated(tmp_path, pl.DataFrame({"sex": ["f"], "means": [""]}))
    figures = json.loads(json.dumps(evaluation.to_dict(), allow_nan=False))
    assert figures["sensitive"] is True
    assert figures["codebook"] == {"name": "small", "version": "2"}
    assert (figures["epsilon"], figures["delta"]) == (4.0, 1e-6)
    assert figures["rows_released"] == 1


def test_a_release_of_other_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no column means"):
        evaluated(tmp_path, pl.DataFrame({"sex": ["f"]}))
