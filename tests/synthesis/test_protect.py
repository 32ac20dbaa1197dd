"""From a case file to a protected table: what comes out depends on the cases by noise alone."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import polars as pl
import pytest
from small_tables import (
    book,
    breaks_a_rule,
    column,
    domain_of,
    people,
    plain_book,
    rich_book,
)

from lanterne.cases import decode, encode_frame, open_cases
from lanterne.codebook.model import ColumnType
from lanterne.errors import InputError, UsageError
from lanterne.privacy import Account, Budget, Ledger, Protected, events_from_list
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.draw import draw_table
from lanterne.synthesis.plan import make_plan
from lanterne.synthesis.protect import fit_cases
from lanterne.synthesis.saved import load_fitted, save_fitted

BOOK = rich_book()
DOMAIN = domain_of(BOOK)


def fitted_to(folder, codes, book=BOOK, epsilon=4.0):
    domain = domain_of(book)
    path = folder / "cases.csv"
    decode(domain.expand(codes), domain.encoding).write_csv(path)
    budget, ledger = Budget(epsilon, 1e-6), Ledger(folder / "ledger.jsonl")
    return fit_cases(open_cases(path, book), budget, Account(ledger, "test"))


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    return fitted_to(tmp_path_factory.mktemp("many"), people(DOMAIN, 400, seed=1))


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """A very different table under the same codebook: three people who say almost nothing."""
    codes = np.zeros((3, DOMAIN.layout.width), np.uint16)
    return fitted_to(tmp_path_factory.mktemp("few"), codes)


@pytest.fixture(scope="module", params=list(Dial))
def drawn(request, fitted):
    return draw_table(fitted, request.param, seed=5).value


@pytest.mark.parametrize(("subject_id", "unit"), [("pid", "person"), (None, "row"), ("", "row")])
def test_statement_and_ledger_say_who_is_a_person(subject_id, unit, tmp_path):
    """Without a subject id the promise is made to rows, and nothing may hide that."""
    codes = people(DOMAIN, 50, seed=1)
    frame = decode(DOMAIN.expand(codes), DOMAIN.encoding)
    ids = pl.Series("pid", [f"P{i}" for i in range(50)])
    frame.with_columns(ids).write_csv(tmp_path / "cases.csv")
    ignore = [] if subject_id else ["pid"]
    cases = open_cases(tmp_path / "cases.csv", BOOK, subject_id, ignore)
    ledger = Ledger(tmp_path / "ledger.jsonl")
    statement = fit_cases(cases, Budget(4.0, 1e-6), Account(ledger, "test")).value.statement
    spend = ledger.entries()[-1].details
    assert (statement.unit, spend["unit"]) == (unit, unit)
    assert dict(statement.bounds) == {f"records per {unit}": 1}
    said = "each row taken to be one person; no subject id was used"
    assert [said in statement.neighbours, said in spend["note"]] == [unit == "row"] * 2


def texts_of(each):
    """The texts that may stand in a column, of a set the members; from the codebook alone."""
    return {"", *each.codes, *(text for texts in each.missing.values() for text in texts)}


def test_every_value_of_the_rows_is_in_the_codebook_and_no_rule_is_broken(drawn):
    assert drawn.data.columns == list(BOOK.table.names)
    for each in BOOK.table.columns:
        for text in drawn.data[each.name].unique():
            parts = text.split(each.separator) if each.type is ColumnType.SET else [text]
            assert set(parts) <= texts_of(each)
            assert not (each.required and text == "")
    codes = encode_frame(drawn.data.cast(pl.String), BOOK, DOMAIN.encoding)
    for row in next(DOMAIN.compress([codes])):
        assert not breaks_a_rule(DOMAIN, row)


def test_every_published_combination_is_in_the_codebook(drawn):
    frame = drawn.aggregates
    assert frame.height > 50
    for place in (1, 2, 3):
        used = frame.filter(pl.col("length") >= place)
        for name, text in used.select(f"column_{place}", f"value_{place}").unique().iter_rows():
            each = BOOK.table.column(name)
            parts = text.split(each.separator) if each.type is ColumnType.SET else [text]
            assert set(parts) <= set(each.codes)
        unused = frame.filter(pl.col("length") < place)
        assert unused[f"column_{place}"].unique().to_list() in ([""], [])
    keys = [f"{part}_{place}" for place in (1, 2, 3) for part in ("column", "value")]
    assert frame.select(keys).is_duplicated().sum() == 0


def test_the_synthetic_counts_beside_the_combinations_are_those_of_the_rows(drawn):
    separators = {each.name: each.separator for each in BOOK.table.columns}
    large = {"sector"}  # one answer per member; a smaller set is one answer
    for row in drawn.aggregates.sample(60, seed=1).iter_rows(named=True):
        chosen = drawn.data.cast(pl.String)
        for place in range(1, row["length"] + 1):
            name, text = row[f"column_{place}"], row[f"value_{place}"]
            here = pl.col(name)
            if name in large:
                chosen = chosen.filter(here.str.split(separators[name]).list.contains(text))
            else:
                chosen = chosen.filter(here == text)
        assert chosen.height == row["synthetic"]


def test_every_answer_in_the_rows_is_published(drawn):
    """Of pairs there may be too few to say, whatever the rows hold."""
    single = drawn.aggregates.filter(pl.col("length") == 1)
    published = set(single.select("column_1", "value_1").iter_rows())
    for name in BOOK.table.names:
        if name != "sector":  # the only set
            answers = set(drawn.data[name].cast(pl.String).unique().to_list()) - {"", "?"}
            assert {(name, answer) for answer in answers} <= published


def test_headers_columns_plan_and_price_do_not_depend_on_the_cases(fitted, other):
    one, two = draw_table(fitted, seed=1).value, draw_table(other, seed=1).value
    assert one.codebook == two.codebook == BOOK
    assert one.data.columns == two.data.columns == list(BOOK.table.names)
    assert one.data.dtypes == two.data.dtypes
    assert one.aggregates.schema == two.aggregates.schema
    assert one.settings.keys() == two.settings.keys()
    many, few = fitted.value, other.value
    assert (many.statement.epsilon, many.statement.delta) == (
        few.statement.epsilon,
        few.statement.delta,
    )
    assert many.measurements.layout == few.measurements.layout
    # How noise is shared out follows the noisy number of people; what it costs does not.
    (charged,) = (e for e in make_plan(many.measurements.layout, Budget(4.0, 1e-6)).events)
    for one in (many, few):
        listed = events_from_list(one.statement.mechanisms)
        cost = sum(event.squared_mu() for event in listed)
        assert 0.9 * charged.squared_mu() < cost <= charged.squared_mu()
    assert len(many.model.weights) == len(few.model.weights)


def test_measuring_the_same_cases_again_gives_other_counts(fitted, tmp_path):
    again = fitted_to(tmp_path, people(DOMAIN, 400, seed=1)).value.measurements
    first = fitted.value.measurements
    assert (again.singles != first.singles).any()
    assert (again.pairs != first.pairs).mean() > 0.5
    assert (again.triple_counts != first.triple_counts).mean() > 0.5


def assert_same(one, two):
    assert one.data.equals(two.data)
    assert one.aggregates.equals(two.aggregates)
    assert (one.codebook, one.statement, one.settings) == (
        two.codebook,
        two.statement,
        two.settings,
    )


def test_drawing_is_repeatable_by_seed(fitted):
    one, two = (draw_table(fitted, Dial.BALANCED, seed=9).value for _ in range(2))
    assert_same(one, two)
    assert not draw_table(fitted, Dial.BALANCED, seed=10).value.data.equals(one.data)
    assert draw_table(fitted, rows=17, seed=9).value.data.height == 17


def test_a_saved_table_is_loaded_as_it_was_and_draws_the_same(fitted, tmp_path):
    path = save_fitted(fitted, tmp_path / "kept.npz")
    loaded = load_fitted(path)
    one, two = fitted.value, loaded.value
    assert isinstance(loaded, Protected)
    assert (one.codebook, one.statement) == (two.codebook, two.statement)
    for name in (field.name for field in fields(one.measurements)):
        value = getattr(one.measurements, name)
        assert np.array_equal(getattr(two.measurements, name), value) or value == getattr(
            two.measurements, name
        )
    assert (one.model.probabilities == two.model.probabilities).all()
    assert (one.model.weights == two.model.weights).all()
    assert one.model.people == two.model.people
    assert_same(draw_table(fitted, seed=3).value, draw_table(loaded, seed=3).value)
    with pytest.raises(UsageError, match="exists"):
        save_fitted(fitted, path)


def assert_refused_or_same(path, original):
    """A damaged file is refused; a bit that nothing reads may be lost."""
    try:
        loaded = load_fitted(path).value
    except InputError as error:
        return [problem.file for problem in error.problems] == [str(path)]
    assert (loaded.measurements.pairs == original.measurements.pairs).all()
    assert (loaded.measurements.triple_counts == original.measurements.triple_counts).all()
    assert (loaded.model.probabilities == original.model.probabilities).all()
    assert loaded.statement == original.statement
    return False


def test_a_damaged_file_is_refused(fitted, tmp_path):
    whole = save_fitted(fitted, tmp_path / "kept.npz").read_bytes()
    path, rng, refused = tmp_path / "damaged.npz", np.random.default_rng(1), 0
    places = [*rng.integers(0, 400, 40), *rng.integers(0, len(whole), 40)]
    places += [*(len(whole) - 1 - rng.integers(0, 1200, 40))]
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << rng.integers(8)
        path.write_bytes(damaged)
        refused += assert_refused_or_same(path, fitted.value)
    assert refused > 100
    for length in (0, 1, 4, 30, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert assert_refused_or_same(path, fitted.value)
    path.write_bytes(b"gender,age\nwoman,9--17\n")
    assert assert_refused_or_same(path, fitted.value)
    with pytest.raises(InputError):
        load_fitted(tmp_path / "missing.npz")


def test_a_file_whose_parts_do_not_belong_together_is_refused(fitted, other, tmp_path):
    with np.load(save_fitted(fitted, tmp_path / "kept.npz")) as archive:
        parts = dict(archive)
    for name in parts:
        short = {**parts, name: parts[name][:-1]}
        np.savez_compressed(tmp_path / "short.npz", **short)
        assert assert_refused_or_same(tmp_path / "short.npz", fitted.value), name
        missing = {key: part for key, part in parts.items() if key != name}
        np.savez_compressed(tmp_path / "missing.npz", **missing)
        assert assert_refused_or_same(tmp_path / "missing.npz", fitted.value), name


@pytest.mark.parametrize(
    "codebook",
    [
        plain_book(3),
        plain_book(2, 40),
        plain_book(80, 90, 3),
        book(column("only", ColumnType.FLAG, ("1",), required=True)),
        book(column("set", ColumnType.SET, "abcde")),
    ],
    ids=["one column", "two columns", "no small triple", "one code", "one large set"],
)
@pytest.mark.parametrize("number", [1, 30])
def test_the_smallest_tables_go_through(codebook, number, tmp_path):
    domain = domain_of(codebook)
    fitted = fitted_to(tmp_path, people(domain, number, seed=1), codebook, epsilon=1.0)
    for dial in Dial:
        table = draw_table(fitted, dial, seed=1).value
        assert table.data.height >= 1
        assert table.data.columns == list(codebook.table.names)
        assert (table.aggregates["estimate"] >= 0).all()
