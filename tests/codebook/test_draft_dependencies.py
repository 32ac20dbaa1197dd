"""Dependencies that a draft proposes hold in every row, and are not put down to chance."""

from __future__ import annotations

import polars as pl

from lanterne.codebook import draft_from_frame

AGES = ["0--8", "9--17", "18--20", "21--23"]
STATUS = {"0--8": "Minor", "9--17": "Minor", "18--20": "Adult", "21--23": "Adult"}


def _frame(people: int) -> pl.DataFrame:
    ages = [AGES[i % 4] for i in range(people)]
    return pl.DataFrame(
        {
            "age": ages,
            "status": [STATUS[age] for age in ages],
            "sex": ["Female" if i % 3 else "Male" for i in range(people)],
        }
    )


def _proposed(frame: pl.DataFrame) -> dict[tuple[str, str], dict[str, str]]:
    table = draft_from_frame(frame, "draft").codebook.table
    return {(d.parent, d.child): dict(d.mapping) for d in table.dependencies}


def test_a_column_that_follows_from_another_is_proposed() -> None:
    """Status follows from age, and nothing follows from sex."""
    assert _proposed(_frame(400)) == {("age", "status"): STATUS}


def test_one_exception_is_enough_to_propose_nothing() -> None:
    """A rule with an exception is no rule."""
    frame = _frame(400)
    status = frame["status"].to_list()
    status[7] = "Minor"
    assert status != frame["status"].to_list()
    assert _proposed(frame.with_columns(pl.Series("status", status))) == {}


def test_a_blank_below_a_known_parent_is_an_exception() -> None:
    """Where the parent is known, the child must be."""
    frame = _frame(400)
    status = ["", *frame["status"].to_list()[1:]]
    assert _proposed(frame.with_columns(pl.Series("status", status))) == {}


def test_a_blank_parent_leaves_the_child_free() -> None:
    """Where the parent is missing, anything goes."""
    frame = _frame(400)
    age = ["" if i < 20 else text for i, text in enumerate(frame["age"].to_list())]
    status = ["Adult" if i < 20 else text for i, text in enumerate(frame["status"].to_list())]
    frame = frame.with_columns(pl.Series("age", age), pl.Series("status", status))
    assert _proposed(frame) == {("age", "status"): STATUS}


def test_a_few_rows_prove_nothing() -> None:
    """Forty rows for four ages may be chance."""
    assert _proposed(_frame(40)) == {}
