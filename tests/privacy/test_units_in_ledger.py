"""Several kinds of people in one ledger: each has its own sum, and the cap holds for each."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.cli.ledgers import ledger as show_ledger
from lanterne.errors import InputError, LanterneError, Refused, UsageError
from lanterne.privacy import (
    Budget,
    Ledger,
    Spend,
    Spent,
    Unit,
    UnitSpend,
    VectorGaussianEvent,
)
from lanterne.privacy.spending import by_kind, total

EVENTS = (VectorGaussianEvent(100, 64, 3),)
MORE = (VectorGaussianEvent(100, 200, 3),)


def promise(unit, epsilon, delta=1e-6, events=()):
    return UnitSpend(unit, Budget(epsilon, delta), events)


def spend(first, *also):
    return Spend("all", first.unit, first.budget, first.events, "release", "", also)


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.jsonl")


def test_each_kind_of_people_has_its_own_sum(ledger):
    ledger.charge(spend(promise("person", 1.0)))
    ledger.charge(spend(promise(Unit.VICTIM, 4.0, 1e-6, EVENTS), promise("perpetrator", 8.0)))
    ledger.charge(spend(promise("perpetrator", 2.0, 1e-7), promise("victim", 3.0)))
    spent = ledger.spent()
    assert (spent.releases, spent.epsilon, spent.delta) == (3, 8.0, 3e-6)
    for unit in (Unit.PERSON, Unit.ROW, Unit.VICTIM, "victim"):
        assert spent.of(unit) is spent
    other = spent.of(Unit.PERPETRATOR)
    assert (other.releases, other.epsilon, other.delta) == (2, 10.0, 1.1e-6)
    assert spent.of(Unit.HOUSEHOLD) == Spent(0, 0.0, 0.0, (), 3)
    assert (spent.unpromised, other.unpromised) == (0, 1)
    assert spent.events == EVENTS


def test_a_promise_to_households_counts_for_their_people(ledger):
    ledger.charge(spend(promise("household", 4.0, 1e-6, MORE)))
    assert ledger.spent().epsilon == ledger.spent().of("household").epsilon == 4.0
    assert ledger.spent().events == MORE


def test_the_victims_own_figure_counts_where_there_is_one(ledger):
    ledger.charge(
        spend(promise("household", 6.0, 1e-6, MORE), promise("victim", 2.0, 1e-6, EVENTS))
    )
    assert (ledger.spent().epsilon, ledger.spent().of("household").epsilon) == (2.0, 6.0)
    assert (ledger.spent().events, ledger.spent().of("household").events) == (EVENTS, MORE)


def test_composition_is_exact_for_each_kind(ledger):
    for _ in range(4):
        ledger.charge(
            spend(promise("victim", 2.0, 1e-6, EVENTS), promise("perpetrator", 3.0, 1e-6, MORE))
        )
    spent = ledger.spent()
    assert spent.composed_epsilon() < spent.of("perpetrator").composed_epsilon() < 12


def test_the_cap_holds_for_each_kind(ledger):
    ledger.create(Budget(10.0, 1e-5))
    ledger.charge(spend(promise("victim", 2.0), promise("perpetrator", 7.0)))
    before = ledger.path.read_bytes()
    with pytest.raises(Refused) as refused:
        ledger.charge(spend(promise("victim", 2.0), promise("perpetrator", 4.0)))
    assert "For each:  perpetrator" in str(refused.value)
    assert "Remaining: epsilon 3" in str(refused.value)
    assert "person whose case" not in str(refused.value)
    assert ledger.path.read_bytes() == before
    ledger.charge(spend(promise("victim", 8.0)))
    with pytest.raises(Refused, match="person whose case is recorded"):
        ledger.charge(spend(promise("household", 1.0)))


def test_a_release_that_promises_nothing_to_victims_is_not_hidden(ledger):
    ledger.charge(spend(promise("victim", 2.0)))
    ledger.charge(spend(promise("perpetrator", 1.0)))
    spent = ledger.spent()
    assert (spent.releases, spent.unpromised, spent.epsilon) == (1, 1, 2.0)
    assert spent.of("household").unpromised == 2


def test_under_a_cap_victims_must_be_promised_something(ledger):
    ledger.create(Budget(10.0, 1e-5))
    with pytest.raises(Refused, match="could cost them more"):
        ledger.charge(spend(promise("perpetrator", 1.0)))
    assert [entry.kind for entry in ledger.entries()] == ["open"]


@pytest.mark.parametrize("unit", ["victim", "household", "perpetrator"])
@pytest.mark.parametrize("epsilon", [2.0, 3.0, 3.1, 7.0])
def test_what_a_standing_refuses_the_ledger_refuses_and_nothing_else(ledger, unit, epsilon):
    ledger.create(Budget(5.0, 1e-5))
    ledger.charge(spend(promise("victim", 2.0)))
    now, wanted = ledger.standing(), promise(unit, epsilon)
    assert (now.entries, now.spent, now.cap) == (ledger.entries(), ledger.spent(), ledger.cap())
    allowed = unit != "perpetrator" and epsilon <= 3
    if allowed:
        now.check([wanted])
        ledger.charge(spend(wanted))
        return
    with pytest.raises(Refused):
        now.check([wanted])
    with pytest.raises(Refused):
        ledger.charge(spend(wanted))


def test_the_verb_shows_each_kind_of_people(ledger, capsys):
    ledger.create(Budget(20.0, 1e-5))
    ledger.charge(spend(promise("victim", 2.0)))
    ledger.charge(spend(promise("victim", 2.0, 1e-6, EVENTS), promise("perpetrator", 8.0)))
    show_ledger(ledger.path)
    said = capsys.readouterr().out
    assert "Spent      ε 4, δ 2e-06 (sum of all releases)" in said
    assert "Perpetrators\nSpent      ε 8, δ 1e-06 (promised in 1 of 2 releases)" in said
    assert (
        said.index("Remains    ε 16") < said.index("Perpetrators") < said.index("Remains    ε 12")
    )
    assert "(perpetrator)" in said
    show_ledger(ledger.path, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["releases"], told["epsilon"]) == (2, 4.0)
    assert (
        told["others"]["perpetrator"]["releases"],
        told["others"]["perpetrator"]["epsilon"],
    ) == (
        1,
        8.0,
    )


def test_a_cost_above_any_promise_is_refused(ledger):
    with pytest.raises(LanterneError, match="for one perpetrator"):
        ledger.charge(spend(promise("victim", 2.0), promise("perpetrator", 0.1, 1e-6, MORE)))
    assert ledger.spent().releases == 0


@pytest.mark.parametrize(
    "units",
    [("victim", "person"), ("victim", "victim"), ("victim", "row"), ("dog",),
     ("victim", "household", "household")],
)  # fmt: skip
def test_promises_that_make_no_sense_are_refused_and_nothing_is_written(ledger, units):
    with pytest.raises(UsageError):
        ledger.charge(spend(*(promise(unit, 1.0) for unit in units)))
    assert not ledger.path.exists() or not ledger.entries()


def test_entries_of_one_promise_are_as_they_always_were(ledger):
    ledger.charge(spend(promise("person", 1.0)))
    ledger.charge(spend(promise("victim", 1.0), promise("perpetrator", 2.0, 1e-6, MORE)))
    _, one, two = (json.loads(line)["details"] for line in ledger.path.read_text().splitlines())
    assert set(one) == {"population", "unit", "epsilon", "delta", "events", "purpose", "note"}
    assert set(two) - set(one) == {"also"}
    assert set(two["also"][0]) == {"unit", "epsilon", "delta", "events"}


def test_a_unit_from_the_future_is_not_guessed_at(ledger, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("lanterne.privacy.spending.by_kind", None)
        patch.setattr("lanterne.privacy.ledger.by_kind", lambda _: {})
        ledger.charge(spend(promise("village", 1.0)))
    with pytest.raises(InputError, match="format"):
        ledger.spent()


PROMISES = st.fixed_dictionaries(
    {},
    optional={
        unit: st.integers(1, 40) for unit in ("victim", "person", "row", "perpetrator", "household")
    },
)


@settings(max_examples=60)
@given(st.lists(PROMISES, max_size=6))
def test_sums_are_those_of_a_plain_table(releases):
    """Tenths, so that sums are exact; releases that would be refused are left out."""
    subjects = {"victim", "person", "row"}
    valid = [r for r in releases if r and len(subjects & set(r)) <= 1]
    costs = [by_kind(promise(unit, tenths / 10) for unit, tenths in r.items()) for r in valid]
    spent = total(costs)
    own = [next((r[u] for u in subjects if u in r), r.get("household", 0)) for r in valid]
    assert spent.epsilon == sum(own) / 10
    assert (spent.releases, spent.unpromised) == (len(own) - own.count(0), own.count(0))
    for unit in ("perpetrator", "household"):
        given_to = [r[unit] for r in valid if unit in r]
        assert spent.of(unit).epsilon == sum(given_to) / 10
        assert spent.of(unit).releases == len(given_to)
