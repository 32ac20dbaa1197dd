"""A series that protects households, as somebody uses it: what is stated, charged and refused."""

from __future__ import annotations

import csv
import json
from fractions import Fraction

import polars as pl
import pytest
from histories import BOOK, BUDGET, HOME, ID

import lanterne
from lanterne.cases.identifiers import one_spelling
from lanterne.codebook import codebook_to_toml
from lanterne.errors import InputError, LanterneError, UsageError
from lanterne.privacy import Account, Ledger, Unit, epsilon_spent, events_from_list
from lanterne.privacy.events import SelectionEvent, VectorGaussianEvent, repeated
from lanterne.privacy.gaussian import gaussian_mu
from lanterne.privacy.stages import IN_STAGES, Stage
from lanterne.series.begin import begin_series
from lanterne.series.id_hashes import Hashes
from lanterne.series.mixed_cohorts import check_beside_others
from lanterne.series.people_in import people_in
from lanterne.series.plan import SeriesPlan, cohorts_of
from lanterne.series.plan_file import load_series
from lanterne.series.register_file import load_key
from program import run_here


@pytest.fixture
def begun(tmp_path):
    folder = tmp_path / "series"
    lanterne.begin_series(
        folder, BOOK, ["2024", "2025-2026"], 4.0, subject_id=ID, household=HOME, people=1000
    )
    return folder


def cases(path, people, columns=(ID, "gender", "age", HOME)):
    """People with a household, three to each."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(
            (f"C{one}", "woman", "30+", f"H{one // 3}")[: len(columns)] for one in people
        )
    return path


def test_a_release_and_an_edition_say_for_how_many_cohorts_epsilon_is(begun, tmp_path):
    lanterne.deliver(begun, cases(tmp_path / "a.csv", range(600)), 2024)
    made = lanterne.deliver(begun, cases(tmp_path / "b.csv", range(900)), 2026)
    ledgers = begun / "ledgers"
    releases = []
    for one in made.measured:
        out = tmp_path / f"release-{one.due.cohort}"
        lanterne.redraw(one.kept, out=out, ledger=one.ledger)
        releases.append((out, one.ledger))
    lanterne.draw_edition(begun, out=tmp_path / "edition")
    for out, ledger in (*releases, (tmp_path / "edition", ledgers)):
        checked = lanterne.verify(out, ledger=ledger)
        assert checked.ok, checked.problems
        said = lanterne.load(out).statement
        assert (said.unit, said.epsilon, said.epsilon_total) == ("household", 4.0, 4.0)
        assert said.bounds == {
            "records per person": 1,
            "people per household": 6,
            "cohorts per household": 2,
        }
        assert epsilon_spent(events_from_list(said.mechanisms), said.delta) <= 4.0
        for language in ("en", "fr", "es", "ar"):
            assert any("2" in one for one in said.counted_in_words(language)), language
        assert "the first 2 that its people are in" in (out / "PRIVACY.md").read_text("utf-8")
    entries = Ledger(ledgers / "2024.jsonl").entries()
    charged = events_from_list(entries[1].details["events"])
    assert {one.squared_sensitivity for one in charged} == {36}
    both = [one for entry in entries[2:] for one in events_from_list(entry.details["events"])]
    assert epsilon_spent(both, said.delta) < 0.8 * epsilon_spent(repeated(both, 2), said.delta)
    assert 0.97 * 4 < epsilon_spent(repeated(both, 2), said.delta) <= 4.0
    rows = lanterne.load(releases[0][0]).data.height
    assert 300 < rows < 900, "600 people, with the noise of households"


def test_who_comes_too_late_counts_nowhere_and_a_comparison_shows_it(tmp_path):
    folder, years = tmp_path / "series", (2022, 2023, 2024)
    lanterne.begin_series(folder, BOOK, [*map(str, years)], 4.0, subject_id=ID, household=HOME)
    series, ids = load_series(folder), []
    for year in years:
        ids += [f"C{year}", f"D{year}"]
        rows = [f"{one},man,30+,{'H' if one[0] == 'C' else ''}" for one in ids]
        file = tmp_path / f"{year}.csv"
        file.write_text("\n".join([f"{ID},gender,age,{HOME}", *rows]), "utf-8")
        lanterne.deliver(folder, file, year)
    key = load_key(series.key)
    register, hashes = series.register_file(key).load(), Hashes(key)
    there = one_spelling(pl.Series(ids))

    def who(told):
        return [one for one, counts in zip(ids, told(there), strict=True) if counts]

    assert who(register.who("2023", hashes)) == ["C2023", "D2023"]
    assert who(register.who("2024", hashes)) == ["D2024"], "a third cohort of the household"
    assert who(people_in(series, ["2024"], {})["2024"]) == ["C2024", "D2024"]


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        (lambda text: text.replace("H0", "7"), UsageError, "series.households-alike"),
        (lambda text: text.replace(f",{HOME}", ""), InputError, ""),
        (lambda text: text + "C1,woman,30+,H9\n", InputError, "subject-disagrees"),
    ],
)
def test_what_cannot_be_delivered_changes_nothing(change, error, code, begun, tmp_path):
    known = cases(tmp_path / "a.csv", range(12))
    known.write_text(known.read_text("utf-8").replace("H0", "07"), "utf-8")
    lanterne.deliver(begun, known, 2025)
    before = {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()}
    text = cases(tmp_path / "b.csv", range(14)).read_text("utf-8").replace("C", "N")
    text = text if code == "series.households-alike" else text.replace("N", "C")
    (tmp_path / "b.csv").write_text(change(text), "utf-8")
    with pytest.raises(error) as raised:
        lanterne.deliver(begun, tmp_path / "b.csv", 2026, most_are_gone=True)
    told = raised.value
    codes = [one.code for one in told.problems] if error is InputError else [told.message.code]
    assert any(one.startswith(code) for one in codes), codes
    assert {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()} == before


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"household": "gender"}, "series.released-subject"),
        ({"household": ID}, "series.household-of-one"),
        ({"household": HOME, "bounds": {"household": 0}}, "bounds.not-whole"),
        ({"bounds": {"household": 3}}, "bounds.household-unprotected"),
        ({"household": HOME, "unit": ["person"]}, "series.units-of-one-table"),
        ({"household": HOME, "epsilon": 0.002}, "series.budget-too-small"),
    ],
)
def test_what_cannot_be_begun_leaves_nothing(more, code, tmp_path):
    asked = {"codebook": BOOK, "subject_id": ID, "epsilon": 4.0} | more
    with pytest.raises(UsageError) as raised:
        lanterne.begin_series(tmp_path / "s", cohorts=["2024"], **asked)
    assert raised.value.message.code == code
    assert not (tmp_path / "s").exists()


def test_fewer_members_may_count(tmp_path):
    folder = tmp_path / "series"
    asked = {"subject_id": ID, "household": HOME, "bounds": {"household": 2}, "unit": ["household"]}
    lanterne.begin_series(folder, BOOK, ["2024"], 4.0, **asked)
    (one,) = lanterne.deliver(folder, cases(tmp_path / "a.csv", range(30)), 2024).measured
    lanterne.redraw(one.kept, out=tmp_path / "r", ledger=one.ledger)
    said = lanterne.load(tmp_path / "r").statement
    assert said.bounds["people per household"] == 2
    assert {one["squared_sensitivity"] for one in said.mechanisms} == {4}


def test_an_earlier_program_does_not_take_it_for_a_series_of_persons(begun, tmp_path):
    assert "format = 2" in (begun / "series.toml").read_text("utf-8")
    series = load_series(begun)
    assert (series.plan.units, series.plan.household) == ((Unit.HOUSEHOLD,), HOME)
    plan = begun / "series.toml"
    plan.write_text(plan.read_text("utf-8").replace('units = ["household"]\n', ""), "utf-8")
    with pytest.raises(InputError):
        load_series(begun)


def test_two_cohorts_by_other_mechanisms_may_cost_more_than_each_of_them_twice(tmp_path):
    """Each twice costs 4 at most; one beside the other 4.3, and is refused."""
    plan = SeriesPlan(ID, BUDGET, cohorts_of(["2021", "2022"]), 2, "", (Unit.HOUSEHOLD,), HOME)
    series = begin_series(tmp_path / "s", BOOK, plan)
    first, second = series.plan.cohorts
    chosen = (SelectionEvent(1.95),)
    sigma = 6 * 2**0.5 / gaussian_mu(BUDGET.epsilon, BUDGET.delta) + 0.2
    noise = (VectorGaussianEvent(Fraction(round(100 * sigma), 100), 36),)
    for events in (chosen, noise):
        assert epsilon_spent(repeated(events, 2), BUDGET.delta) <= BUDGET.epsilon
    assert epsilon_spent((*chosen, *noise), BUDGET.delta) > 1.05 * BUDGET.epsilon
    ledger = series.ledger(first)
    account = Account(ledger, str(first), series.population(first))
    check_beside_others(series, first, chosen)
    charge = ledger.charge(
        account.spend(Unit.HOUSEHOLD, BUDGET, repeated(chosen, 2), note=IN_STAGES)
    )
    ledger.begin_stage(charge, Stage("provisional", chosen, ()))
    check_beside_others(series, second, chosen)
    with pytest.raises(LanterneError, match="cost epsilon"):
        check_beside_others(series, second, noise)


def test_a_stage_that_costs_too_much_in_both_cohorts_is_not_begun(tmp_path):
    plan = SeriesPlan(ID, BUDGET, cohorts_of(["2021"]), 2, "", (Unit.HOUSEHOLD,), HOME)
    series = begin_series(tmp_path / "s", BOOK, plan)
    ledger, (cohort,) = series.ledger(series.plan.cohorts[0]), series.plan.cohorts
    sigma = 6 / gaussian_mu(BUDGET.epsilon, BUDGET.delta) + 0.5
    once = (VectorGaussianEvent(Fraction(round(100 * sigma), 100), 36),)
    account = Account(ledger, str(cohort), series.population(cohort))
    charge = ledger.charge(account.spend(Unit.HOUSEHOLD, BUDGET, once, note=IN_STAGES))
    with pytest.raises(LanterneError, match="cost epsilon"):
        ledger.begin_stage(charge, Stage("provisional", once, ()))


def test_the_command_line_says_it(tmp_path):
    def lantern(*words):
        done = run_here(tmp_path, *words)
        assert not done.returncode, done.stdout + done.stderr
        return done.stdout

    book, folder = tmp_path / "book.toml", tmp_path / "s"
    book.write_text(codebook_to_toml(BOOK), "utf-8")
    options = ("-c", book, "--cohorts", "2024,2025", "--epsilon", "4", "--subject-id", ID)
    said = lantern("series", "begin", folder, *options, "--household", HOME)
    assert "Each household counts in the first 2 cohorts" in said
    file = cases(tmp_path / "a.csv", range(30))
    lantern("series", "deliver", folder, file, "--year", "2025")
    shown = json.loads(lantern("series", "show", folder, "--json"))
    assert [one["epsilon"] for one in shown["cohorts"]] == [0.0, 4.0]
    assert shown["noise_of_total"]["2"] == pytest.approx((2 * 2 / 0.75) ** 0.5)
    lantern("series", "edition", folder, "--out", tmp_path / "e")
    lantern("verify", tmp_path / "e", "--ledger", folder / "ledgers")
    lantern("evaluate", file, tmp_path / "e", "--series", folder, "--out", tmp_path / "report")
