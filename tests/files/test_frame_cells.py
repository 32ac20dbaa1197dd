"""The text of a cell of a data frame is a function of its value: no other cell has a say in it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from contextlib import suppress
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.errors import InputError
from lanterne.files.frame_cells import Unfit, text_of_cell
from lanterne.files.frames import text_of
from lanterne.files.problem_log import Findings

DAY = dt.date(2024, 5, 1)

ALIKE: dict[str | None, list[Any]] = {
    "5": [5, 5.0, Decimal(5), Decimal("5.00"), np.int8(5), np.float32(5), np.float64(5), "5"],
    "1": [True, 1, 1.0, np.bool_(True)],
    "0": [False, 0, -0.0, Decimal("-0.0"), np.bool_(False)],
    "-2.5": [-2.5, Decimal("-2.50")],
    "0.1": [0.1, Decimal("0.10"), np.float64(0.1)],
    "0.0000001": [1e-7, Decimal("1E-7")],
    "120000": [1.2e5, Decimal("1.2E5"), 120000],
    "inf": [float("inf"), Decimal("inf"), np.float32("inf")],
    "2024-05-01": [DAY, dt.datetime(2024, 5, 1), pd.Timestamp(2024, 5, 1)],
    "2024-05-01T13:45:00": [dt.datetime(2024, 5, 1, 13, 45), pd.Timestamp(2024, 5, 1, 13, 45)],
    "2024-05-01T00:00:00.5": [dt.datetime(2024, 5, 1, 0, 0, 0, 500_000)],
    "13:45:00": [dt.time(13, 45)],
    " 5.0 ": [" 5.0 ", np.str_(" 5.0 ")],
    None: [None, float("nan"), np.float32("nan"), Decimal("nan"), pd.NaT, pd.NA],
}

UNFIT = {
    Unfit.KIND: [
        *([1], (1,), {1}, {"a": 1}, b"a", object(), 1j, dt.timedelta(1), np.array([1])),
        *(np.datetime64("2024-05-01"), np.longdouble(1), pd.Period("2024-05"), int),
    ],
    Unfit.ROUNDED: [
        *(2.0**53, -(2.0**60), np.float32(2**24), np.float16(2**11)),
        *(10**40, Decimal("1E+40"), Decimal("1E-500")),
    ],
    Unfit.ZONE: [
        dt.datetime(2024, 5, 1, tzinfo=dt.UTC),
        pd.Timestamp(2024, 5, 1, tz="Europe/Paris"),
        dt.time(1, tzinfo=ZoneInfo("UTC")),
    ],
}


@pytest.mark.parametrize("text", ALIKE)
def test_what_is_equal_has_one_text(text: str | None) -> None:
    assert [text_of_cell(cell) for cell in ALIKE[text]] == [text] * len(ALIKE[text])


@pytest.mark.parametrize("why", UNFIT)
def test_what_has_no_text(why: Unfit) -> None:
    assert [text_of_cell(cell) for cell in UNFIT[why]] == [why] * len(UNFIT[why])


LARGE = st.sampled_from([3, 2**53 + 1, 2**60 + 3])
NUMBERS = st.none() | st.booleans() | st.integers(-(2**65), 2**65) | st.floats() | LARGE
CELLS = (
    NUMBERS
    | st.decimals()
    | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=3)
    | st.dates()
    | st.datetimes()
    | st.sampled_from([pd.NA, pd.NaT, np.float32(0.1), np.int8(3)])
)


def lines(frame: Any) -> list[str] | None:
    """The text of each row; ``None`` where the frame is refused."""
    findings = Findings("")
    with suppress(InputError):
        text = text_of(frame, findings)
    if findings:
        assert {one.code for one in findings.problems} == {"frame-cell.rounded"}
        return None
    _, *found = csv.reader(io.StringIO(text.decode(), newline=""))
    return ["".join(row) for row in found]


def one_more_changes_no_other(cells: list[Any], more: Any, frame: Any) -> None:
    before, after = lines(frame(cells)), lines(frame([*cells, more]))
    if before is not None and after is not None:
        assert before[: len(cells)] == after[: len(cells)]


@given(st.lists(CELLS, min_size=1, max_size=4), CELLS)
def test_one_more_cell_changes_no_other_in_pandas(cells: list[Any], more: Any) -> None:
    one_more_changes_no_other(cells, more, lambda some: pd.DataFrame({"a": some}))


@given(st.lists(NUMBERS, min_size=1, max_size=4), NUMBERS)
def test_one_more_number_changes_no_other_in_numpy(cells: list[Any], more: Any) -> None:
    """Which makes 1.0 of True where somebody's number has a point."""

    def frame(some: list[Any]) -> pd.DataFrame:
        return pd.DataFrame({"a": np.array([np.nan if cell is None else cell for cell in some])})

    one_more_changes_no_other(cells, more, frame)


@given(st.lists(NUMBERS, min_size=1, max_size=4), NUMBERS)
def test_one_more_number_changes_no_other_in_polars(cells: list[Any], more: Any) -> None:
    """In the type that is common to all numbers."""

    def frame(some: list[Any]) -> pl.DataFrame:
        plain = [cell for cell in some if cell is not None]
        if all(isinstance(cell, bool) for cell in plain):
            return pl.DataFrame({"a": pl.Series(some, dtype=pl.Boolean)})
        if all(isinstance(cell, int) for cell in plain):
            whole = [None if cell is None else int(cell) for cell in some]
            return pl.DataFrame({"a": pl.Series(whole, dtype=pl.Int128)})
        wide = [None if cell is None else float(cell) for cell in some]
        return pl.DataFrame({"a": pl.Series(wide, dtype=pl.Float64)})

    one_more_changes_no_other(cells, more, frame)
