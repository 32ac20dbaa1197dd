"""The independent check, against counting by hand, and against faults put in on purpose."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from generalised_tables import small, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.anonymity import AnonymousTable, Guarantee, Method
from lanterne.anonymity.generalised import anonymise, check_generalised, find_faults
from lanterne.anonymity.generalised import anonymise as made_from
from lanterne.anonymity.generalised.records import Records
from lanterne.anonymity.generalised.suppression import Solution
from lanterne.errors import Refused

NAMES = ("age", "place")


def guarantee(k: int = 3, **more: object) -> Guarantee:
    return replace(Guarantee(Method.K_ANONYMISED, k, None, NAMES), **more)  # type: ignore[arg-type]


def by_hand(data: pl.DataFrame, promised: Guarantee) -> tuple[int, int, int]:
    """How many classes are too small, too uniform and too far, for one sensitive column."""
    classes = defaultdict(list)
    for row in data.iter_rows(named=True):
        classes[tuple(row[name] for name in NAMES)].append(row["secret"])
    whole = Counter(data["secret"])
    small_ones = uniform = far = 0
    for answers in classes.values():
        here = Counter(answers)
        distance = sum(abs(here[text] / len(answers) - whole[text] / data.height) for text in whole)
        small_ones += len(answers) < promised.k
        uniform += promised.diversity is not None and len(here) < promised.diversity
        far += promised.closeness is not None and distance / 2 > promised.closeness + 1e-9
    return small_ones, uniform, far


@given(tables(), st.integers(2, 6), st.integers(2, 4), st.sampled_from([0.1, 0.25, 0.5, 0.75]))
@settings(max_examples=80, deadline=None)
def test_faults_are_those_that_counting_by_hand_finds(
    data: pl.DataFrame, k: int, diversity: int, closeness: float
) -> None:
    promised = guarantee(k, diversity=diversity, closeness=closeness, sensitive=("secret",))
    found = find_faults(data, promised)
    expected = by_hand(data, promised)
    names = (
        f"have fewer than {k} rows",
        f"have fewer than {diversity} answers in secret",
        f"are further than {closeness} from the whole table in secret",
    )
    assert found == {name: n for name, n in zip(names, expected, strict=True) if n}


def published() -> AnonymousTable:
    """A table of two classes of 20, in which each of two secrets is as frequent as in all."""
    rows = [
        (age, "yes" if age == "a" else "no", "N1", "p", "", "", "", secret)
        for age in ("a", "c")
        for secret in ("s", "t")
        for _ in range(10)
    ]
    data = pl.DataFrame(rows, schema=small().table.names, orient="row")
    promised = guarantee(20, diversity=2, closeness=0.1, sensitive=("secret",))
    return AnonymousTable(small(), data, promised, {})


def with_cell(data: pl.DataFrame, row: int, name: str, text: str) -> pl.DataFrame:
    cells = data[name].to_list()
    cells[row] = text
    return data.with_columns(pl.Series(name, cells))


def test_a_good_table_is_checked() -> None:
    table = published()
    assert check_generalised(table).value is table


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [("place", "N2", "fewer than 20 rows"), ("age", "", "fewer than 20 rows")],
)
def test_one_cell_that_stands_out_is_found(name: str, text: str, said: str) -> None:
    table = published()
    broken = replace(table, data=with_cell(table.data, 0, name, text))
    with pytest.raises(Refused, match=said) as caught:
        check_generalised(broken)
    assert "N2" not in str(caught.value)


def test_one_row_too_few_is_found() -> None:
    table = published()
    with pytest.raises(Refused, match="1 classes have fewer than 20 rows"):
        check_generalised(replace(table, data=table.data[1:]))


def test_a_class_with_one_secret_is_found() -> None:
    table = published()
    same = table.data.with_columns(
        pl.when(pl.col("age") == "a").then(pl.lit("s")).otherwise("secret").alias("secret")
    )
    with pytest.raises(Refused) as caught:
        check_generalised(replace(table, data=same))
    assert "fewer than 2 answers in secret" in str(caught.value)
    assert "further than 0.1" in str(caught.value)


def test_a_promise_about_no_column_is_no_promise() -> None:
    assert find_faults(published().data, guarantee(quasi_identifiers=()))


def test_a_fault_of_the_recoding_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    def lazy(records: Records, *_: object) -> Solution:
        nodes = np.zeros(records.codes.shape, np.int16)
        return Solution(tuple(0 for _ in records.top), nodes, 0.0, 0.0)

    rows = pl.DataFrame(
        [("a", "yes", place, "p", "", "", "", "") for place in ("N1", "N2", "S1") * 10],
        schema=small().table.names,
        orient="row",
    )
    rows = with_cell(rows, 0, "place", "S3")
    module = __import__(made_from.__module__, fromlist=["solve"])
    monkeypatch.setattr(module, "solve", lazy)
    monkeypatch.setattr(module, "rounded_down", lambda classes, *_: np.ones(len(classes), bool))
    with pytest.raises(Refused, match="fault of the software"):
        anonymise(rows, small(), 5, ["place"])
