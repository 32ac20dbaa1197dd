"""From a case file with households to a table that protects them."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from small_tables import MANY, counts_of, domain_of, people, rich_book

from lanterne.cases import decode, open_cases
from lanterne.codebook.model import Household
from lanterne.counting import split_tables
from lanterne.errors import InputError, Refused, UsageError
from lanterne.privacy import Account, Budget, Ledger, SelectionEvent, Unit, epsilon_spent, noise
from lanterne.privacy.events import events_from_list
from lanterne.synthesis import engine, measure, plan, selection
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.draw import draw_table
from lanterne.synthesis.exact_counts import CountedPeople
from lanterne.synthesis.households import counted_people
from lanterne.synthesis.plan import make_plan
from lanterne.synthesis.protect import fit_cases
from lanterne.synthesis.saved import load_fitted, save_fitted

BOOK = rich_book()
DOMAIN = domain_of(BOOK)
BUDGET = Budget(8.0, 1e-6)
BOUND = 2


def write_cases(folder, codes, homes, ids=None, name="cases.csv"):
    frame = decode(DOMAIN.expand(codes), DOMAIN.encoding)
    ids = [f"P{number}" for number in range(len(codes))] if ids is None else ids
    extra = [pl.Series("pid", ids), pl.Series("home", homes)]
    frame.with_columns(extra).write_csv(folder / name)
    return folder / name


def opened(path, subject_id="pid"):
    ignore = [] if subject_id else ["pid"]
    return open_cases(path, BOOK, subject_id, ignore, household="home")


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    """Six hundred people in households of six, of whom two count; they are fitted and charged."""
    folder = tmp_path_factory.mktemp("homes")
    codes = people(DOMAIN, 600, seed=1)
    path = write_cases(folder, codes, [f"H{number // 6}" for number in range(600)])
    ledger = Ledger(folder / "ledger.jsonl")
    made = fit_cases(
        opened(path), BUDGET, Account(ledger, "test"), unit=Unit.HOUSEHOLD, contribution_bound=BOUND
    )
    return made, ledger


def test_statement_and_ledger_promise_something_to_households(fitted):
    made, ledger = fitted
    statement = made.value.statement
    assert (statement.unit, statement.epsilon, statement.delta) == ("household", 8.0, 1e-6)
    assert "all people of one household, or any one of them" in statement.neighbours
    assert dict(statement.bounds) == {"records per person": 1, "people per household": BOUND}
    events = events_from_list(statement.mechanisms)
    assert all(event.squared_sensitivity == BOUND**2 for event in events)
    assert 0.99 * 8.0 < epsilon_spent(events, 1e-6) <= 8.0
    spend = ledger.entries()[-1].details
    assert (spend["unit"], spend["note"]) == ("household", "")
    # Each person is protected by what protects the household.
    assert [ledger.spent().of(unit).epsilon for unit in (Unit.HOUSEHOLD, Unit.PERSON)] == [8.0] * 2


def test_what_is_drawn_is_of_the_people_who_count_and_says_so(fitted):
    made, _ = fitted
    for dial in Dial:
        table = draw_table(made, dial, seed=1).value
        assert table.settings["people_counted_per_household"] == BOUND
        assert table.settings["people_estimated"] == table.data.height
        assert 140 < table.data.height < 260  # of 600 people, 200 count
        assert table.data.columns == list(BOOK.table.names)


def test_without_households_the_settings_speak_of_none(tmp_path):
    path = write_cases(tmp_path, people(DOMAIN, 50, seed=1), [""] * 50)
    for unit in (None, Unit.PERSON):
        made = fit_cases(
            opened(path), BUDGET, Account(Ledger(tmp_path / "l.jsonl"), "test"), unit=unit
        )
        assert made.value.statement.unit == "person"
        assert dict(made.value.statement.bounds) == {"records per person": 1}
        settings = draw_table(made, seed=1).value.settings
        assert "people_counted_per_household" not in settings


def test_it_is_kept_and_loaded_as_it_was(fitted, tmp_path):
    made, _ = fitted
    loaded = load_fitted(save_fitted(made, tmp_path / "kept.npz"))
    assert loaded.value.statement == made.value.statement
    one, two = (draw_table(each, seed=3).value for each in (made, loaded))
    assert one.data.equals(two.data)
    assert one.settings == two.settings


def test_rows_that_are_taken_to_be_people_are_named(tmp_path):
    path = write_cases(tmp_path, people(DOMAIN, 60, seed=1), ["a"] * 20 + [""] * 40)
    ledger = Ledger(tmp_path / "ledger.jsonl")
    made = fit_cases(opened(path, ""), BUDGET, Account(ledger, "test"), unit=Unit.HOUSEHOLD)
    assert dict(made.value.statement.bounds) == {"records per row": 1, "people per household": 6}
    assert "each row taken to be one person" in ledger.entries()[-1].details["note"]


def people_who_count(path, bound, subject_id="pid", key=b"k" * 32):
    cases = opened(path, subject_id)
    found = counted_people(cases.batches_with_households(), DOMAIN.encoding.width, bound, key)
    return next(DOMAIN.compress([found]))


@pytest.mark.parametrize(
    ("bound", "subject_id"),
    [
        (1, "pid"),
        (3, ""),
        # Each bound, with and without rows to be joined, stands above.
        *(pytest.param(*one, marks=pytest.mark.long) for one in ((1, ""), (3, "pid"))),
    ],
)
def test_all_neighbours_of_a_file(subject_id, bound, monkeypatch, tmp_path):
    """From texts on: rows of a person are joined, ids are spelt alike, and the bound holds."""
    codes = people(DOMAIN, 16, seed=3)
    homes = ["a"] * 5 + ["b"] * 4 + ["A "] * 2 + ["c"] + [""] * 4
    ids = [f"P{number}" for number in range(16)]
    if subject_id:  # each person has a second row, with the same answers
        codes, homes, ids = np.concatenate([codes, codes]), homes * 2, ids * 2
    before = people_who_count(write_cases(tmp_path, codes, homes, ids), bound, subject_id)
    assert len(before) == min(7, bound) + min(4, bound) + 1 + 4
    names, everybody = np.array(homes), np.array(ids)
    gone = [everybody == person for person in sorted(set(ids))]
    gone += [np.isin(names, ["a", "A "]), names == "b", names == "c"]
    squares = set()
    for number, leave in enumerate(gone):
        kept = [codes[~leave], names[~leave].tolist(), everybody[~leave].tolist()]
        path = write_cases(tmp_path, *kept, name=f"{number}.csv")
        after = people_who_count(path, bound, subject_id)
        one, two = counts_of(DOMAIN.layout, before), counts_of(DOMAIN.layout, after)
        squares |= {int(((one[table] - two[table]) ** 2).sum()) for table in one}
    assert max(squares) <= max(bound**2, 2)
    assert {0, 1, 2} <= squares


def test_who_counts_is_decided_anew_at_each_run(tmp_path):
    path = write_cases(tmp_path, people(DOMAIN, 60, seed=1), ["a"] * 30 + ["b"] * 30)
    runs = [CountedPeople(opened(path), DOMAIN, 3) for _ in range(4)]
    assert any((one.pairs != runs[0].pairs).any() for one in runs)
    assert {np.trace(one.pairs) for one in runs} == {6 * DOMAIN.layout.width}


def test_the_same_people_count_in_narrow_and_in_wider_tables(tmp_path):
    path = write_cases(tmp_path, people(DOMAIN, 60, seed=1), ["a"] * 30 + ["b"] * 30)
    counts = CountedPeople(opened(path), DOMAIN, 3)
    (table,) = split_tables(counts.tables([(0, 1, 2)]), DOMAIN.layout, [(0, 1, 2)])
    layout = DOMAIN.layout
    assert (table.sum(axis=2) == counts.pairs[layout.block(0), layout.block(1)]).all()


@pytest.fixture
def watched(monkeypatch):
    """What happens as it happens: keys that are asked for, releases, selections."""
    seen = []
    token_bytes = secrets.token_bytes

    def key(size):
        seen.append(("key", size, 1))
        return token_bytes(size)

    def gaussian(counts, sigma):
        seen.append(("gaussian", Fraction(sigma), counts.size))
        return noise.discrete_gaussian(counts, sigma)

    def select(scores, k, epsilon):
        seen.append(("select", epsilon, k))
        return noise.select_top_k(scores, k, epsilon)

    monkeypatch.setattr(secrets, "token_bytes", key)
    monkeypatch.setattr(measure, "discrete_gaussian", gaussian)
    monkeypatch.setattr(selection, "select_top_k", select)
    return seen


def sizes_of(table):
    return int(np.prod([DOMAIN.layout.sizes[column] for column in table]))


@pytest.mark.parametrize("bound", [1, 3])
def test_what_is_drawn_is_what_is_charged(bound, watched, monkeypatch, tmp_path):
    """One key; each table once, with the noise of a household; selections of a part of their ε."""
    monkeypatch.setattr(plan, "TRIPLES_PER_COLUMN", 1)
    monkeypatch.setattr(engine, "CLASSES", 8)
    many = make_plan(DOMAIN.layout, BUDGET, bound).scales(MANY)
    monkeypatch.setattr(plan.Plan, "scales", lambda self, people: many)
    path = write_cases(tmp_path, people(DOMAIN, 60, seed=1), ["a"] * 30 + ["b"] * 30)
    ledger = Ledger(tmp_path / "ledger.jsonl")
    fitted = fit_cases(
        opened(path), BUDGET, Account(ledger, "test"), unit=Unit.HOUSEHOLD, contribution_bound=bound
    )
    made = fitted.value.measurements
    drawn, cells = Counter(), Counter()
    for kind, parameter, number in watched:
        drawn[kind, parameter] += number
    tables = [(columns, precision) for columns, _, precision in made.tables()]
    for columns, precision in tables:
        cells[round(precision**-0.5, 9)] += sizes_of(columns)
    chosen = make_plan(DOMAIN.layout, BUDGET, bound)
    cells[round(float(chosen.number_sigma), 9)] += 1
    charged = events_from_list(ledger.entries()[-1].details["events"])
    assert charged == chosen.events
    listed = events_from_list(fitted.value.statement.mechanisms)
    vectors = [event for event in listed if not isinstance(event, SelectionEvent)]
    (selection,) = [event for event in listed if isinstance(event, SelectionEvent)]
    assert selection in charged
    assert {event.squared_sensitivity for event in vectors} == {max(bound**2, 2)}
    assert sum(event.squared_mu() for event in vectors) <= chosen.noise.event.squared_mu()
    assert sum(event.count for event in vectors) == len(tables) + 1
    assert {Fraction(event.sigma) for event in vectors} == {
        p for k, p, _ in watched if k == "gaussian"
    }
    noisy = {round(float(p), 9): n for (k, p), n in drawn.items() if k == "gaussian"}
    assert noisy == cells
    ((step, selected),) = [(p, n) for (k, p), n in drawn.items() if k == "select"]
    assert selected == selection.count == len(made.triples)
    assert step * max(bound, 2) == pytest.approx(selection.epsilon, rel=1e-12)
    assert drawn["key", 32] == 1


@pytest.mark.parametrize(
    ("unit", "bound", "subject_id", "message"),
    [
        (Unit.HOUSEHOLD, 0, "pid", "at least 1, got 0"),
        (Unit.HOUSEHOLD, -3, "pid", "at least 1"),
        (Unit.VICTIM, None, "pid", "It cannot be made to a victim"),
        (Unit.ROW, None, "pid", "each person"),
        (Unit.PERSON, None, "", "each row"),
        (None, 4, "pid", "leave the bound out"),
        (Unit.PERSON, 4, "pid", "leave the bound out"),
    ],
)
def test_a_promise_that_cannot_be_is_refused_and_costs_nothing(
    unit, bound, subject_id, message, tmp_path
):
    path = write_cases(tmp_path, people(DOMAIN, 20, seed=1), ["a"] * 20)
    ledger = Ledger(tmp_path / "ledger.jsonl")
    cases = opened(path, subject_id)
    with pytest.raises(UsageError, match=message):
        fit_cases(cases, BUDGET, Account(ledger, "test"), unit=unit, contribution_bound=bound)
    assert not ledger.path.exists()


def test_households_that_nobody_named_cannot_be_protected(tmp_path):
    path = write_cases(tmp_path, people(DOMAIN, 20, seed=1), ["a"] * 20)
    cases = open_cases(path, BOOK, "pid", ["home"])
    ledger = Ledger(tmp_path / "ledger.jsonl")
    with pytest.raises(UsageError, match="live together"):
        fit_cases(cases, BUDGET, Account(ledger, "test"), unit=Unit.HOUSEHOLD)
    assert not ledger.path.exists()


def test_a_person_of_two_households_is_an_error_and_costs_nothing(tmp_path):
    codes = people(DOMAIN, 1, seed=1).repeat(2, axis=0)
    path = write_cases(tmp_path, codes, ["a", "b"], ["P1", "P1"])
    ledger = Ledger(tmp_path / "ledger.jsonl")
    with pytest.raises(InputError, match="one person"):
        fit_cases(opened(path), BUDGET, Account(ledger, "test"), unit=Unit.HOUSEHOLD)
    assert not ledger.path.exists()


def test_the_cap_of_the_ledger_holds_for_households_and_their_people(tmp_path):
    path = write_cases(tmp_path, people(DOMAIN, 20, seed=1), ["a"] * 10 + [""] * 10)
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.create(Budget(10.0, 1e-5))
    fit_cases(opened(path), BUDGET, Account(ledger, "first"), unit=Unit.HOUSEHOLD)
    for unit in (Unit.HOUSEHOLD, Unit.PERSON):
        with pytest.raises(Refused):
            fit_cases(opened(path), BUDGET, Account(ledger, "second"), unit=unit)
    assert len(ledger.entries()) == 2


def test_the_number_that_count_is_that_of_the_codebook(tmp_path):
    table = replace(BOOK.table, household=Household("home", counted=4))
    book = replace(BOOK, tables=(table,))
    path = write_cases(tmp_path, people(DOMAIN, 40, seed=1), ["a"] * 40)
    ledger = Ledger(tmp_path / "ledger.jsonl")
    made = fit_cases(
        open_cases(path, book, "pid"), BUDGET, Account(ledger, "test"), unit=Unit.HOUSEHOLD
    )
    assert made.value.statement.bounds["people per household"] == 4
