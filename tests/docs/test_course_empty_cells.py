"""Cells that are empty in the records get rows in data sets, as *Analysing a release* says."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

import lanterne_reader
import polars as pl
import pytest
from course_release import true_count, write_several

from once import made_once

FORCED, OTHER = "isForcedLabour", "isSexualExploitation"

EMPTY = [
    *({FORCED: one, OTHER: other} for one, other in ("11", "00", ("1", ""), ("0", ""))),
    *({FORCED: "", OTHER: other} for other in "10"),
    {"gender": "Man", FORCED: "0"},
]
"""Answers that nobody in the records gives together."""


def rows_with(answers: dict[str, str], frame: pl.DataFrame) -> int:
    return frame.filter(*(pl.col(name) == one for name, one in answers.items())).height


def rows_that_are_nobody(sets: tuple[pl.DataFrame, ...]) -> float:
    """Rows in empty cells, in a data set on average."""
    return fmean(sum(rows_with(cell, one) for cell in EMPTY) for one in sets)


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, ...]:
    made: Path = made_once(tmp_path_factory, "meridia-several", write_several)
    return lanterne_reader.open_release(made / "several").data_sets()


def test_cells_that_are_empty_in_the_records_get_rows(sets):
    """In 40 releases there were 27 on average, and never fewer than 15."""
    assert [true_count(cell) for cell in EMPTY] == [0] * len(EMPTY)
    assert 1 < rows_that_are_nobody(sets) < 150
    without = tuple(
        one.filter(*(~pl.all_horizontal(pl.col(n) == a for n, a in cell.items()) for cell in EMPTY))
        for one in sets
    )
    assert rows_that_are_nobody(without) == 0


def test_they_pull_the_share_of_the_group_down(sets):
    """In the records it is that of the column itself; in no data set is it larger."""
    yes, no = (true_count({FORCED: one}) for one in "10")
    assert sum(true_count({OTHER: one}) for one in "10") == yes + no
    for one in sets:
        answered = one.filter(pl.col(FORCED) != "")
        known = one.filter((pl.col(FORCED) != "") | (pl.col(OTHER) != ""))
        nobody = sum(rows_with({FORCED: "", OTHER: other}, one) for other in "10")
        assert known.height - answered.height == nobody < 150
