"""A series of linked tables, as somebody uses it: what is stated, charged, drawn and refused."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from linked_histories import BOOK, write
from tiny_networks import Tiny

import lanterne
from few_starts import few_starts
from lanterne.codebook import codebook_to_toml
from lanterne.errors import InputError, UsageError
from lanterne.privacy import Ledger, Unit, epsilon_spent, events_from_list
from lanterne.privacy.events import repeated
from lanterne.privacy.stages import charged_for_stages, noise_of_stages
from lanterne.series.plan import SHARES
from lanterne.series.plan_file import load_series
from lanterne.series.register_file import RegisterFile
from lanterne.synthesis.network.fit import network_bounds
from lanterne.synthesis.network.payment import plan_stages
from lanterne.synthesis.network.sensitivity import unpromised
from program import run_here


def a_year(first, last):
    """Victims of these numbers with two perpetrators each, whom they share with others."""
    rng = np.random.default_rng(last)
    places = rng.choice(["a", "b"], last)
    victims = {
        f"v{n}": (f"h{n // 3}", place, {"a": "x", "b": "y"}[place], "1")
        for n, place in enumerate(places.tolist())
    }
    people = {f"p{n}": ("k" if n % 2 else "l", "m") for n in range(last)}
    links = {
        (f"v{n}", f"p{(n + k) % last}"): ("r", "no") for n in range(first, last) for k in (0, 1)
    }
    return Tiny(victims, people, links)


@pytest.fixture
def begun(tmp_path):
    folder = tmp_path / "series"
    lanterne.begin_series(
        folder, BOOK, ["2024", "2025-2026"], 8.0, unit=["victim", "perpetrator"], people=1000
    )
    return folder


def test_a_cohort_is_measured_twice_and_each_can_be_released(begun, tmp_path):
    with few_starts():
        made = lanterne.deliver(begun, write(tmp_path / "a", a_year(0, 400)), 2024)
        assert [one.due.stage for one in made.measured] == ["provisional"]
        made = lanterne.deliver(begun, write(tmp_path / "b", a_year(0, 700)), 2026)
    assert [(str(one.due.cohort), one.due.stage) for one in made.measured] == [
        ("2024", "final"),
        ("2025-2026", "provisional"),
    ]
    sizes = []
    for one in made.measured:
        out = tmp_path / f"release-{one.due.cohort}"
        lanterne.redraw(one.kept, out=out, ledger=one.ledger)
        checked = lanterne.verify(out, ledger=one.ledger)
        assert checked.ok, checked.problems
        release = lanterne.load(out)
        said = release.statement
        (also,) = said.also
        assert (said.unit, said.epsilon, said.epsilon_total) == ("victim", 8.0, 8.0)
        assert (also.unit, also.epsilon, also.epsilon_total) == ("perpetrator", 8.0, 8.0)
        assert said.bounds["cohorts per perpetrator"] == 2
        for language in ("en", "fr", "es", "ar"):
            assert len(said.counted_in_words(language)) == 3, language
        assert str(one.due.cohort) in (out / "README.md").read_text("utf-8").splitlines()[0]
        sizes.append(release.tables.victims.height)
    assert 250 < sizes[0] < 550, "400 victims"
    assert 150 < sizes[1] < 450, "and 300 more"
    ledger = Ledger(begun / "ledgers" / "2024.jsonl")
    entries = ledger.entries()
    assert [one.kind for one in entries] == ["open", "spend", "stage", "stage"]
    spent = ledger.spent()
    assert (spent.epsilon, spent.of(Unit.PERPETRATOR).epsilon) == (8.0, 8.0)
    assert [*noise_of_stages(entries, entries[1])] == ["provisional", "final"]
    for victims, perpetrators in charged_for_stages(entries, entries[1]):
        assert epsilon_spent(victims, 1e-4) <= 8.0
        assert 7.9 < epsilon_spent(perpetrators, said.delta) <= 8.0


def test_nothing_is_begun_twice_and_a_changed_ledger_is_seen(begun, tmp_path):
    files = write(tmp_path / "a", a_year(0, 40))
    with few_starts():
        (first,) = lanterne.deliver(begun, files, 2024).measured
    before = first.ledger.read_bytes()
    assert not lanterne.deliver(begun, files, 2024).measured
    assert first.ledger.read_bytes() == before
    lanterne.redraw(first.kept, out=tmp_path / "r", ledger=first.ledger)
    other = tmp_path / "other"
    lanterne.begin_series(other, BOOK, ["2024"], 8.0, unit=["victim", "perpetrator"])
    with few_starts():
        (second,) = lanterne.deliver(other, files, 2024).measured
    assert not lanterne.verify(tmp_path / "r", ledger=second.ledger).ok


def test_what_others_lose_is_of_both_stages(tmp_path):
    """Perpetrators are promised nothing: what they can lose is by all that is ever measured."""
    folder = tmp_path / "series"
    lanterne.begin_series(folder, BOOK, ["2024"], 4.0, people=1000)
    with few_starts():
        (one,) = lanterne.deliver(folder, write(tmp_path / "a", a_year(0, 40)), 2024).measured
    lanterne.redraw(one.kept, out=tmp_path / "r", ledger=one.ledger)
    said = lanterne.load(tmp_path / "r").statement
    assert said.unit == "victim"
    series = load_series(folder)
    bounds = network_bounds(BOOK, [Unit.VICTIM])
    budgets = {Unit.VICTIM: series.plan.budget}
    plans = plan_stages(BOOK, budgets, bounds, SHARES, {Unit.VICTIM: ()})
    sigmas = tuple(sigma for plan in plans.values() for sigma in plan.sigmas)
    whole = replace(plans["final"], sigmas=sigmas)
    for loss in said.unpromised:
        change = unpromised(bounds, Unit(loss.unit), loss.links)
        assert loss.epsilon == pytest.approx(whole.cost(change, loss.delta))
        assert loss.epsilon > plans["final"].cost(change, loss.delta)


def test_what_others_lose_is_the_same_once_a_stage_was_measured(tmp_path):
    folder = tmp_path / "series"
    lanterne.begin_series(folder, BOOK, ["2023", "2024"], 4.0, people=1000)
    said = []
    with few_starts():
        for year in (2023, 2025):
            if year == 2025:
                lanterne.extend_series(folder, ["2025"])
            files = write(tmp_path / str(year), a_year(0, 40))
            made = lanterne.deliver(folder, files, year).measured
            one = next(one for one in made if str(one.due.cohort) == "2023")
            lanterne.redraw(one.kept, out=tmp_path / f"r{year}", ledger=one.ledger)
            said.append(lanterne.load(tmp_path / f"r{year}").statement)
    assert [one.epsilon for one in said[0].unpromised] == [
        pytest.approx(one.epsilon, rel=1e-3) for one in said[1].unpromised
    ]


def without(people):
    """All but the one whose key a spreadsheet rewrites."""
    return {key: row for key, row in people.items() if key != "7"}


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        (lambda one: replace(one, perpetrators={**without(one.perpetrators), "07": ("k", "m")}),
         UsageError, "series.perpetrators-alike"),
        (lambda one: replace(one, victims={**without(one.victims), "07": ("", "", "", "")}),
         UsageError, "series.ids-alike"),
        (lambda one: replace(one, links={**one.links, ("v1", "nobody"): ("r", "no")}),
         InputError, "dangling-key"),
        (lambda one: replace(one, links={**one.links, ("v1", "p9"): ("r", "no")}),
         InputError, "victim-over-bound"),
    ],
)  # fmt: skip
def test_what_cannot_be_delivered_changes_nothing(change, error, code, begun, tmp_path):
    good = a_year(0, 12)
    good = replace(
        good,
        victims={**good.victims, "7": ("", "", "", "")},
        perpetrators={**good.perpetrators, "7": ("k", "m")},
    )
    lanterne.deliver(begun, write(tmp_path / "a", good), 2025)
    before = {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()}
    with pytest.raises(error) as raised:
        lanterne.deliver(begun, write(tmp_path / "b", change(good)), 2026)
    told = raised.value
    codes = [one.code for one in told.problems] if error is InputError else [told.message.code]
    assert codes == [code]
    after = {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()}
    assert after == before


def with_reference(place, **changes):
    links = BOOK.tables[2]
    references = [
        replace(one, **(changes if number == place else {}))
        for number, one in enumerate(links.references)
    ]
    tables = [*BOOK.tables]
    tables[2] = replace(links, references=tuple(references))
    return replace(BOOK, tables=tuple(tables))


@pytest.mark.parametrize(
    ("book", "more", "code"),
    [
        (BOOK, {"unit": ["victim", "household"]}, "series.victims-and-households"),
        (BOOK, {"unit": ["perpetrator"]}, "series.victims-unprotected"),
        (BOOK, {"unit": ["victim", "victim"]}, "protect.unit-twice"),
        (BOOK, {"unit": ["person"]}, "bounds.unknown-unit"),
        (BOOK, {"subject_id": "victim"}, "protect.subject-id-of-linked"),
        (BOOK, {"household": "home"}, "protect.household-of-linked"),
        (BOOK, {"epsilon": 0.001}, "series.budget-too-small"),
        (with_reference(0, dangling=True), {}, "series.victims-by-links"),
        (
            with_reference(1, dangling=True),
            {"unit": ["victim", "perpetrator"]},
            "series.perpetrators-by-links",
        ),
        (
            with_reference(1, every=True),
            {"unit": ["household", "perpetrator"]},
            "series.perpetrators-by-links",
        ),
    ],
)
def test_what_cannot_be_begun_leaves_nothing(book, more, code, tmp_path):
    asked = {"codebook": book, "epsilon": 4.0} | more
    with pytest.raises(UsageError) as raised:
        lanterne.begin_series(tmp_path / "s", cohorts=["2024"], **asked)
    assert raised.value.message.code == code
    assert not (tmp_path / "s").exists()


def test_how_much_counts_is_fixed_when_it_begins(tmp_path):
    folder = tmp_path / "series"
    lanterne.begin_series(
        folder,
        BOOK,
        ["2024"],
        8.0,
        unit=["victim", "perpetrator"],
        bounds={"victim": 3, "perpetrator": 4},
    )
    three = a_year(0, 30)
    three = replace(three, links={**three.links, ("v1", "p9"): ("r", "no")})
    with few_starts():
        (one,) = lanterne.deliver(folder, write(tmp_path / "a", three), 2024).measured
    lanterne.redraw(one.kept, out=tmp_path / "r", ledger=one.ledger)
    said = lanterne.load(tmp_path / "r").statement.bounds
    assert (said["links per victim"], said["links per perpetrator"]) == (3, 4)
    # By these bounds perpetrators ask for most noise; by others, victims, who count in one cohort.
    assert lanterne.series_standing(folder)[0].in_sequence == pytest.approx(2, rel=0.02)
    other, bounds = tmp_path / "other", {"victim": 8, "perpetrator": 1}
    asked = {"unit": ["victim", "perpetrator"], "bounds": bounds}
    lanterne.begin_series(other, BOOK, ["2024"], 8.0, **asked)
    assert lanterne.series_standing(other)[0].in_sequence == pytest.approx(1, rel=0.02)
    with pytest.raises(UsageError) as raised:
        lanterne.begin_series(tmp_path / "s", BOOK, ["2024"], 8.0, bounds={"victim": 9})
    assert raised.value.message.code == "bounds.too-large"


def test_files_that_change_on_the_way_are_refused(begun, tmp_path, monkeypatch):
    files, save = write(tmp_path / "a", a_year(0, 12)), RegisterFile.save

    def meanwhile(self, register):
        save(self, register)
        with (files / "links.csv").open("a", encoding="utf-8") as file:
            file.write("v1,p5,r,no\n")

    monkeypatch.setattr(RegisterFile, "save", meanwhile)
    with pytest.raises(InputError) as raised:
        lanterne.deliver(begun, files, 2024)
    assert [one.code for one in raised.value.problems] == ["file-changed.cases"]
    assert Ledger(begun / "ledgers" / "2024.jsonl").spent().releases == 0


def test_the_command_line_leads_from_the_beginning_to_a_release(tmp_path):
    def lantern(*words, typed=""):
        done = run_here(tmp_path, *words, typed=typed)
        assert not done.returncode, done.stdout + done.stderr
        return done.stdout

    book, folder = tmp_path / "book.toml", tmp_path / "s"
    book.write_text(codebook_to_toml(BOOK), "utf-8")
    options = ("-c", book, "--cohorts", "2024,2025", "--epsilon", "8")
    said = lantern("series", "begin", folder, *options, "--unit", "victim,perpetrator")
    assert "Each perpetrator counts in 2 cohorts" in " ".join(said.split())
    files = write(tmp_path / "a", a_year(0, 30))
    said = lantern("series", "deliver", folder, files, "--year", "2024")
    assert "lanterne redraw" in said
    kept, ledger = folder / "kept" / "2024-provisional.fitted.npz", folder / "ledgers/2024.jsonl"
    lantern("redraw", kept, "--ledger", ledger, "--out", tmp_path / "r")
    lantern("verify", tmp_path / "r", "--ledger", ledger)
    shown = json.loads(lantern("series", "show", folder, "--json"))
    assert [one["epsilon"] for one in shown["cohorts"]] == [8.0, 0.0]
    assert "one person" in lantern("series", "join", folder, typed="v1\nv99\n")
    assert "nothing that is measured" in lantern("series", "withdraw", folder, typed="v2\n")


def test_all_that_a_stage_costs_is_charged_in_sequence(begun, tmp_path):
    with few_starts():
        (one,) = lanterne.deliver(begun, write(tmp_path / "a", a_year(0, 30)), 2024).measured
    entry = Ledger(one.ledger).entries()
    charged, stage = entry[1].details, entry[2].details
    both = [*events_from_list(stage["also"][0]["events"])]
    both += events_from_list(stage["also"][0]["beside"])
    delta = charged["delta"]
    assert epsilon_spent(repeated(both, 2), delta) == pytest.approx(
        epsilon_spent(events_from_list(charged["also"][0]["events"]), delta)
    )
    first = [*events_from_list(stage["events"]), *events_from_list(stage["beside"])]
    assert epsilon_spent(first, delta) == pytest.approx(
        epsilon_spent(events_from_list(charged["events"]), delta)
    )
