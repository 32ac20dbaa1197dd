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

from lanterne.anonymity import AnonymousTable, Checked, Guarantee, Method, checked, find_faults
from lanterne.anonymity.generalised import Requirements, anonymise
from lanterne.anonymity.generalised import anonymise as made_from
from lanterne.anonymity.generalised.records import Records
from lanterne.anonymity.generalised.suppression import Solution
from lanterne.errors import Refused
from lanterne.messages import Message

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
    found = {str(fault): number for fault, number in find_faults(data, promised).items()}
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


def check(table: AnonymousTable) -> Checked[AnonymousTable]:
    """Through the one door; the cases are not looked at."""
    return checked(table, table.data)


def with_cell(data: pl.DataFrame, row: int, name: str, text: str) -> pl.DataFrame:
    cells = data[name].to_list()
    cells[row] = text
    return data.with_columns(pl.Series(name, cells))


def test_a_good_table_is_checked() -> None:
    table = published()
    assert check(table).value is table


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [("place", "N2", "fewer than 20 rows"), ("age", "", "fewer than 20 rows")],
)
def test_one_cell_that_stands_out_is_found(name: str, text: str, said: str) -> None:
    table = published()
    broken = replace(table, data=with_cell(table.data, 0, name, text))
    with pytest.raises(Refused, match=said) as caught:
        check(broken)
    assert "N2" not in str(caught.value)


def test_one_row_too_few_is_found() -> None:
    table = published()
    with pytest.raises(Refused, match="1 classes have fewer than 20 rows"):
        check(replace(table, data=table.data[1:]))


def test_a_class_with_one_secret_is_found() -> None:
    table = published()
    same = table.data.with_columns(
        pl.when(pl.col("age") == "a").then(pl.lit("s")).otherwise("secret").alias("secret")
    )
    with pytest.raises(Refused) as caught:
        check(replace(table, data=same))
    assert "fewer than 2 answers in secret" in str(caught.value)
    assert "further than 0.1" in str(caught.value)


ONE_SECRET = (pl.col("age") == "a").replace_strict({True: "s", False: "t"}).alias("secret")
ONE_IN_FIVE = pl.when(pl.int_range(pl.len()) < 4).then(pl.lit("u")).otherwise("secret")
FAULTS = [
    # what is done to the table, what is promised, what is said
    (pl.lit("s").alias("secret"), {"closeness": None}, "2 classes have fewer than 2 answers in"),
    (ONE_SECRET, {"diversity": None}, "2 classes are further than 0.1 from the whole table in"),
    (ONE_IN_FIVE.alias("secret"), {"closeness": 0.09}, "2 classes are further than 0.09"),
    (pl.lit("").replace("", None).alias("secret"), {"closeness": None}, "fewer than 2 answers"),
    (pl.col("age"), {"k": 21}, "2 classes have fewer than 21 rows"),
    (pl.col("age"), {"k": 1}, "k is 1"),
    (pl.col("age"), {"length": 2}, "promise about combinations"),
    (pl.col("age"), {"quasi_identifiers": ()}, "have no quasi-identifier"),
    (pl.col("age"), {"sensitive": ()}, "have no sensitive column"),
    (pl.col("age"), {"sensitive": (), "closeness": None}, "have no sensitive column"),
    (pl.col("age"), {"sensitive": ("secret", "kind")}, "2 classes have fewer than 2 answers in k"),
]


@pytest.mark.parametrize(("change", "promise", "said"), FAULTS)
def test_no_fault_passes_the_one_door(
    change: pl.Expr, promise: dict[str, object], said: str
) -> None:
    table = published()
    planted = replace(
        table,
        data=table.data.with_columns(change),
        guarantee=replace(table.guarantee, **promise),  # type: ignore[arg-type]
    )
    with pytest.raises(Refused, match="fault in the software") as caught:
        check(planted)
    assert said in str(caught.value)


def test_all_faults_are_said_at_once() -> None:
    table = published()
    same = table.data.with_columns(ONE_SECRET)
    with pytest.raises(Refused) as caught:
        check(replace(table, data=same[1:]))
    for said in ("fewer than 20 rows", "fewer than 2 answers", "further than 0.1"):
        assert said in str(caught.value)


def test_null_is_the_blank() -> None:
    table = published()
    mixed = pl.when(pl.col("secret") == "s").then(pl.lit("")).alias("secret")
    blanks = table.data.with_columns(mixed)
    assert blanks["secret"].unique().len() == 2
    with pytest.raises(Refused, match="2 classes have fewer than 2 answers"):
        check(replace(table, data=blanks))
    age = pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.col("work")).alias("work")
    alike = replace(table.guarantee, quasi_identifiers=(*NAMES, "work"))
    halves = replace(table, data=table.data.with_columns(age), guarantee=alike)
    assert check(halves).value is halves


def test_classes_are_counted_by_their_texts() -> None:
    data = pl.DataFrame({"a": ["x"] * 3 + ["y"] * 2, "b": ["1", "2", "3", "4", "5"]})
    assert find_faults(data, guarantee(2, quasi_identifiers=("a",))) == {}
    for names, k, classes in ((("a",), 3, 1), (("a", "b"), 2, 5)):
        found = find_faults(data, guarantee(k, quasi_identifiers=names))
        assert found == {Message("k-method.class.few-rows", {"k": k}): classes}


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
    with pytest.raises(Refused, match="fault in the software"):
        anonymise(rows, small(), Requirements(5, ["place"]))
