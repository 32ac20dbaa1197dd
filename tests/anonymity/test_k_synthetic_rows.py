"""k-anonymous synthetic rows: the promise by brute force, the codebook, the counts, bad input."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from k_synthetic_tables import rich_book, rich_people, violations

from lanterne.anonymity import find_violations
from lanterne.anonymity.synthetic import make, make_k_synthetic
from lanterne.cases import check_cases
from lanterne.codebook import load_codebook
from lanterne.codebook.model import ColumnType
from lanterne.errors import InputError, Refused, UsageError
from lanterne.evaluation import compare_frames
from small_codebooks import book, column

LENGTHS = [1, 2, 3, None]


def made(real, k=10, length=3, seed=1, codebook=None):
    return make_k_synthetic(real, codebook or rich_book(), k, length, seed).value


@pytest.fixture(scope="module")
def real():
    return rich_people(1500, 3)


@pytest.fixture(scope="module", params=LENGTHS)
def table(request, real):
    return made(real, length=request.param)


def test_the_promise_holds_by_brute_force(table, real):
    length = table.guarantee.length
    assert not violations(table.data, real, 10, length)
    if length is None:
        assert not find_violations(table.data, real, 10, real.width)
    else:
        assert find_violations(table.data, real, 10, length + 1)  # no more than was promised


def test_members_of_sets_are_held_with_other_answers(table, real):
    if table.guarantee.length not in {2, 3}:
        return
    for row in table.data.select("control", "sector").unique().iter_rows():
        for first in filter(None, row[0].split(";")):
            for second in filter(None, row[1].split(";")):
                both = real["control"].str.contains(first) & real["sector"].str.contains(second)
                assert both.sum() >= 10


def test_the_rows_fit_the_codebook(table, tmp_path):
    assert table.data.columns == list(rich_book().table.names)
    assert table.data.null_count().sum_horizontal().item() == 0
    table.data.write_csv(tmp_path / "rows.csv")
    report = check_cases(tmp_path / "rows.csv", rich_book())
    assert not report.problems


def test_the_number_of_rows_is_rounded(real):
    for number in (994, 995, 1006):
        assert made(real.head(number), k=5).data.height % 10 == 0
        assert made(real.head(number), k=7).data.height % 10 == 0
        assert made(real.head(number), k=16).data.height % 16 == 0
        assert abs(made(real.head(number), k=16).data.height - number) <= 8


def test_what_is_rare_is_not_said(real):
    held = {name: dict(real[name].value_counts().iter_rows()) for name in real.columns}
    assert 0 < held["country"].get("NG", 0) < 10
    data = made(real, length=1).data
    for name in real.columns:
        for text in data[name].unique():
            assert not text or held[name][text] >= 10


def test_typed_missingness_is_an_answer():
    codebook = rich_book()
    real = rich_people(400, 5)
    few = pl.Series("gender", ["?"] * 4 + ["woman"] * 396)
    assert "?" not in made(real.with_columns(few), codebook=codebook).data["gender"].unique()
    many = pl.Series("gender", ["?"] * 200 + ["woman"] * 200)
    assert "?" in made(real.with_columns(many), codebook=codebook).data["gender"].unique()


@pytest.mark.parametrize(("length", "bound"), [(1, 0.02), (2, 0.05), (3, 0.07), (None, 0.12)])
def test_counts_are_near_the_real_ones(length, bound):
    people = rich_people(6000, 3)
    compared = compare_frames(people, made(people, length=length).data, lengths=(2,))
    assert compared.lengths[0].distance_mean < bound


def test_counts_are_not_the_real_ones():
    people = rich_people(6000, 3)
    data = made(people).data
    pairs = [people.columns[place : place + 2] for place in range(people.width - 1)]
    both = [
        people.group_by(pair).len("real").join(data.group_by(pair).len("drawn"), on=pair)
        for pair in pairs
    ]
    counts = pl.concat([counts.select("real", "drawn") for counts in both])
    assert counts.height > 80
    assert counts.filter(pl.col("real") == pl.col("drawn")).height < counts.height / 5


@pytest.mark.parametrize("length", [3, None])
def test_rows_are_no_nearer_to_the_people_than_to_other_people(length):
    """Of records that nobody else has, as many are met by chance among people not in the cases.

    Each is a Poisson number; a difference of four standard deviations happens to one honest
    generator in 15,000, and here the seed is fixed.
    """
    people = rich_people(4000, 9)
    data = made(people.head(2000), length=length).data.unique()
    met = []
    for half in (people.head(2000), people.tail(2000)):
        alone = half.filter(half.is_unique())
        met.append(alone.join(data, on=data.columns, how="semi").height)
    assert met[0] - met[1] <= 4 * sqrt(max(sum(met), 1))


def test_a_seed_repeats_the_rows_and_no_seed_does_not(real):
    for length in (3, None):
        assert made(real, length=length).data.equals(made(real, length=length).data)
        others = [made(real, length=length, seed=seed).data for seed in (2, None, None)]
        assert not others[0].equals(others[1])
        assert not others[1].equals(others[2])


def test_the_settings_tell_nothing_of_the_cases(real):
    assert made(real).settings == {
        "technique": "k-anonymous-synthetic",
        "k": 10,
        "length": 3,
        "rows_rounded_to": 10,
        "counts_rounded_to": 10,
    }


@settings(max_examples=40)
@given(
    st.lists(st.tuples(*[st.sampled_from(["", "v1", "v2", "v3"])] * 4), min_size=4, max_size=60),
    st.integers(2, 4),
    st.sampled_from(LENGTHS),
    st.integers(0, 2**31),
)
def test_any_small_table_keeps_the_promise(rows, k, length, seed):
    columns = [column(f"c{i}", ColumnType.CATEGORY, ["v1", "v2", "v3"]) for i in range(4)]
    real = pl.DataFrame(rows, [f"c{i}" for i in range(4)], orient="row")
    data = made(real, k, length, seed, book(*columns)).data
    assert not violations(data, real, k, length)
    assert data.height % 10 == 0


def test_one_column_or_two_are_enough():
    for width in (1, 2):
        columns = [column(f"c{i}", ColumnType.CATEGORY, ["v"]) for i in range(width)]
        real = pl.DataFrame({f"c{i}": ["v"] * 20 + [""] * 10 for i in range(width)})
        for length in LENGTHS:
            data = made(real, 10, length, codebook=book(*columns)).data
            assert data.height == 30
            assert (data["c0"] == "v").any()


@pytest.mark.parametrize("length", LENGTHS)
def test_a_generator_that_counts_wrongly_is_caught(length, real, monkeypatch):
    right = make.find_support, make.code_records
    monkeypatch.setattr(make, "find_support", lambda records, k, size: right[0](records, 2, size))
    monkeypatch.setattr(make, "code_records", lambda rows, table, k: right[1](rows, table, 2))
    with pytest.raises(Refused, match="fault in the software"):
        made(real, length=length)


@pytest.mark.parametrize("k", [1, 0, -3, 2.5, 10.0, True, "10"])
def test_a_k_below_two_is_refused_in_words(k, real):
    with pytest.raises(UsageError, match="k must be a whole number of at least 2"):
        made(real, k=k)


def test_a_k_above_the_records_is_refused_without_their_number(real):
    with pytest.raises(UsageError, match="fewer records than that") as refusal:
        made(real.head(37), k=38)
    assert "37" not in str(refusal.value)
    assert made(real.head(37), k=37, length=1, codebook=_without_required()).data.height == 37


@pytest.mark.parametrize("length", [0, 4, 2.0, True, "3"])
def test_lengths_that_cannot_be_are_refused(length, real):
    with pytest.raises(UsageError, match="1 to 3, or whole rows"):
        made(real, length=length)


def test_columns_that_are_not_there_are_named(real):
    with pytest.raises(UsageError, match="lack these columns of the codebook: age, forced"):
        made(real.drop("age", "forced"))


def test_all_that_cannot_be_is_said_at_once(real):
    with pytest.raises(UsageError) as refusal:
        made(real.drop("age").with_columns(pl.lit("x").alias("name")), k=1, length=9)
    assert len(str(refusal.value).splitlines()) == 4
    assert "have name, which the codebook does not" in str(refusal.value)


def test_a_codebook_of_several_tables_is_refused_in_words(real):
    with pytest.raises(UsageError, match="has 4 tables"):
        made(real, codebook=load_codebook("lanterne-network"))


def test_texts_that_do_not_fit_are_named_by_column_only(real):
    wrong = real.with_columns(pl.lit("secret").alias("country"))
    with pytest.raises(InputError, match="country") as refusal:
        made(wrong)
    assert "secret" not in str(refusal.value)


def test_rows_that_break_a_rule_are_refused(real):
    broken = pl.when(pl.int_range(pl.len()) < 2).then(pl.lit("land")).otherwise("labour")
    wrong = real.with_columns(broken.alias("labour"), pl.lit("fish").alias("sector"))
    with pytest.raises(InputError, match="row 2"):
        made(wrong)


def test_members_of_a_set_may_stand_in_any_order(real):
    turned = real.with_columns(pl.col("control").str.split(";").list.reverse().list.join(";"))
    assert not turned.equals(real)
    assert made(turned).data.equals(made(real).data)


def test_a_column_that_must_be_answered_and_cannot_be_is_refused(real):
    with pytest.raises(Refused, match="country"):
        made(real.head(20), k=20)


def _without_required():
    (table,) = rich_book().tables
    columns = tuple(replace(column, required=False) for column in table.columns)
    return replace(rich_book(), tables=(replace(table, columns=columns),))


@pytest.mark.parametrize("length", [2, None])
def test_required_answers_that_never_meet_are_refused(length):
    columns = [column(f"c{i}", ColumnType.CATEGORY, ["a", "b"], required=True) for i in range(2)]
    pairs = [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")] * 3
    real = pl.DataFrame(pairs, ["c0", "c1"], orient="row")
    with pytest.raises(Refused, match="No row can be drawn"):
        made(real, 4, length, codebook=book(*columns))
    assert made(real, 3, length, codebook=book(*columns)).data.height == 10
