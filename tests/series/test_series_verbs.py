"""A series as somebody uses it, from Python and the command line; what goes wrong loses nothing."""

from __future__ import annotations

import csv
import json

import pytest
from histories import BOOK, ID

import lanterne
from lanterne.codebook import codebook_to_toml
from lanterne.disk import claimed
from lanterne.errors import InputError, LanterneError, UsageError
from lanterne.privacy import Ledger, epsilon_spent, events_from_list
from lanterne.privacy.events import merge
from lanterne.privacy.stages import Stage, check_stage, stages_begun
from lanterne.series import measured_stage
from lanterne.series.plan_file import load_series
from lanterne.series.register_file import load_key
from program import run_here


@pytest.fixture
def begun(tmp_path):
    folder = tmp_path / "series"
    lanterne.begin_series(folder, BOOK, ["2024", "2025-2026"], 4.0, subject_id=ID)
    return folder


def cases(path, *numbers, gender="woman"):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow((ID, "gender", "age"))
        writer.writerows((f"C{number}", gender, "30+") for number in numbers)
    return path


def stages(made):
    return [(str(one.due.cohort), one.due.stage) for one in made.measured]


def test_a_cohort_is_measured_twice_and_each_can_be_released(begun, tmp_path):
    made = lanterne.deliver(begun, cases(tmp_path / "a.csv", *range(600)), 2024)
    assert stages(made) == [("2024", "provisional")]
    made = lanterne.deliver(begun, cases(tmp_path / "b.csv", *range(1000)), 2026)
    assert stages(made) == [("2024", "final"), ("2025-2026", "provisional")]
    for one in made.measured:
        out = tmp_path / f"release-{one.due.cohort}"
        lanterne.redraw(one.kept, out=out, ledger=one.ledger)
        assert lanterne.verify(out).ok, lanterne.verify(out).problems
        said = lanterne.load(out).statement
        assert said.epsilon == said.epsilon_total == 4.0
        assert said.unit == "person"
        assert str(one.due.cohort) in (out / "README.md").read_text("utf-8").splitlines()[0]
    first = lanterne.load(tmp_path / "release-2024").data.height
    second = lanterne.load(tmp_path / "release-2025-2026").data.height
    # Four and five standard deviations (5 and 10, of 60 series): a false alarm in 10,000 runs.
    assert 580 < first < 620, "600 people, with noise"
    assert 950 < first + second < 1050, "and 400 more"
    one, other = lanterne.series_standing(begun)
    assert (one.epsilon, one.begun, one.kept) == (4.0, *[("provisional", "final")] * 2)
    assert (other.epsilon, other.begun, other.final_in) == (4.0, ("provisional",), 2028)


def test_what_was_measured_is_not_measured_again(begun, tmp_path):
    file = cases(tmp_path / "a.csv", *range(20))
    (first,) = lanterne.deliver(begun, file, 2024).measured
    before = first.ledger.read_bytes()
    assert not lanterne.deliver(begun, cases(tmp_path / "b.csv", *range(15)), 2024).measured
    assert first.ledger.read_bytes() == before
    first.kept.unlink()
    assert not lanterne.deliver(begun, file, 2024).measured, "its noise may have been seen"
    assert lanterne.series_standing(begun)[0].kept == ()


def test_after_a_crash_before_the_noise_the_year_is_delivered_again(begun, tmp_path, monkeypatch):
    file = cases(tmp_path / "a.csv", *range(20))

    def fails(self, charge, stage):
        raise LanterneError("disk.full")

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "begin_stage", fails)
        with pytest.raises(LanterneError):
            lanterne.deliver(begun, file, 2024)
    ledger = begun / "ledgers" / "2024.jsonl"
    assert Ledger(ledger).spent().epsilon == 4.0, "what was charged stays charged"
    assert stages(lanterne.deliver(begun, file, 2024)) == [("2024", "provisional")]
    assert Ledger(ledger).spent().epsilon == 4.0
    assert Ledger(ledger).spent().releases == 1


def test_what_was_lost_or_put_back_stops_a_delivery(begun, tmp_path):
    """Whoever is not in an older register would be new once more; a lost ledger has no cap."""
    first = {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()}
    lanterne.deliver(begun, cases(tmp_path / "a.csv", 1, 2), 2024)
    now = {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()}
    file = cases(tmp_path / "b.csv", 1, 2, 3)
    for name, code in (
        ("register", "series.older-register"),
        ("register.jsonl", "series.older-register"),
        ("ledgers/2024.jsonl", "series.ledger-lost"),
    ):
        for older in (first[begun / name], None):
            (begun / name).unlink()
            if older is not None:
                (begun / name).write_bytes(older)
            elif name == "register":
                continue
            with pytest.raises(UsageError) as raised:
                lanterne.deliver(begun, file, 2026)
            assert raised.value.message.code == code
            (begun / name).write_bytes(now[begun / name])
        (begun / name).write_bytes(now[begun / name])
    assert len(lanterne.deliver(begun, file, 2026).measured) == 2


def test_both_register_files_from_before_a_measurement_are_refused(begun, tmp_path):
    pair = ("register", "register.jsonl")
    first = {name: (begun / name).read_bytes() for name in pair}
    lanterne.deliver(begun, cases(tmp_path / "a.csv", 1, 2), 2024)
    for name, content in first.items():
        (begun / name).write_bytes(content)
    with pytest.raises(UsageError, match="older copy"):
        lanterne.deliver(begun, cases(tmp_path / "b.csv", 1, 2), 2025)


def test_what_somebody_else_charged_to_its_ledger_is_not_taken_for_its_own(begun, tmp_path):
    """A release that is named like the cohort would pay for both stages once more."""
    file, ledger = cases(tmp_path / "a.csv", *range(30)), begun / "ledgers" / "2024.jsonl"
    lanterne.protect(
        file, BOOK, epsilon=4.0, delta=1e-6, out=tmp_path / "2024", ledger=ledger, subject_id=ID
    )
    before = {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()}
    with pytest.raises(UsageError, match="something else was charged"):
        lanterne.deliver(begun, file, 2024)
    assert {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()} == before


def test_a_plan_from_before_it_was_extended_is_refused(begun, tmp_path):
    plan = (begun / "series.toml").read_bytes()
    lanterne.deliver(begun, cases(tmp_path / "a.csv", 1), 2026)
    (begun / "series.toml").write_bytes(plan.replace(b', "2025-2026"', b""))
    with pytest.raises(UsageError, match="older than the register"):
        lanterne.deliver(begun, cases(tmp_path / "a.csv", 1), 2024)


def test_ids_of_one_person_that_disagree_stop_it_before_anything_is_registered(begun, tmp_path):
    lanterne.deliver(begun, cases(tmp_path / "a.csv", 1, 2), 2024)
    lanterne.join_people(begun, ["C1", "C9"])
    file = cases(tmp_path / "b.csv", 1, 2)
    file.write_text(file.read_text("utf-8") + "C9,man,30+\n", "utf-8")
    before = {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()}
    with pytest.raises(InputError) as raised:
        lanterne.deliver(begun, file, 2026)
    assert [one.code for one in raised.value.problems] == ["subject-disagrees"]
    assert {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()} == before


def test_ids_that_a_spreadsheet_rewrote_are_one_person_once_that_is_said(begun, tmp_path):
    """Both stand in one file, as after two spreadsheets were put together."""
    lanterne.deliver(begun, cases(tmp_path / "a.csv", 1, 2), 2024)
    file = tmp_path / "b.csv"
    file.write_text(f"{ID},gender,age\n7,woman,30+\n07,woman,30+\n", "utf-8")
    with pytest.raises(InputError) as raised:
        lanterne.deliver(begun, file, 2025)
    assert [one.code for one in raised.value.problems] == ["ids-alike"]
    lanterne.join_people(begun, ["7", "07"])
    lanterne.deliver(begun, file, 2025)


def test_register_and_ledger_say_it_before_the_noise(begun, tmp_path, monkeypatch):
    def fails(*_told):
        raise LanterneError("disk.full")

    monkeypatch.setattr("lanterne.synthesis.protect.measure", fails)
    with pytest.raises(LanterneError):
        lanterne.deliver(begun, cases(tmp_path / "a.csv", 1, 2), 2024)
    monkeypatch.undo()
    entries = Ledger(begun / "ledgers" / "2024.jsonl").entries()
    assert [one.kind for one in entries] == ["open", "spend", "stage"]
    series = load_series(begun)
    there = series.register_file(load_key(series.key)).load()
    assert (there.years, there.begun) == ((2024,), (("2024", "provisional"),))
    assert len(there.cohorts) == 2


def test_a_release_lists_the_mechanisms_of_both_stages(begun, tmp_path):
    lanterne.deliver(begun, cases(tmp_path / "a.csv", *range(30)), 2024)
    made = lanterne.deliver(begun, cases(tmp_path / "b.csv", *range(30)), 2026)
    final = made.measured[0]
    lanterne.redraw(final.kept, out=tmp_path / "r", ledger=final.ledger)
    said = lanterne.load(tmp_path / "r").statement
    entries = Ledger(final.ledger).entries()
    stages = stages_begun(entries, entries[1])
    assert [*stages] == ["provisional", "final"]
    both = merge(event for some in stages.values() for event in some)
    listed = events_from_list(said.mechanisms)
    assert 0.9 * epsilon_spent(both, said.delta) < epsilon_spent(listed, said.delta) <= 4.0
    alone = epsilon_spent(stages["final"], said.delta)
    assert epsilon_spent(listed, said.delta) > 1.05 * alone


def test_a_later_version_measures_the_final_stage_by_its_own_plan(begun, tmp_path, monkeypatch):
    """What is planned changes from version to version; what was charged, and is left, does not."""
    lanterne.deliver(begun, cases(tmp_path / "a.csv", *range(30)), 2024)
    monkeypatch.setattr("lanterne.synthesis.plan.SELECTION", 0.08)
    book = (begun / "codebook.toml").read_text("utf-8")
    assert '"30+"' in book
    made = lanterne.deliver(begun, cases(tmp_path / "b.csv", *range(30)), 2026)
    assert stages(made) == [("2024", "final"), ("2025-2026", "provisional")]
    entries = Ledger(made.measured[0].ledger).entries()
    both = merge(one for some in stages_begun(entries, entries[1]).values() for one in some)
    assert epsilon_spent(both, 1e-6) <= 4.0
    for place, one in enumerate((begun / "kept").glob("2024-*.npz")):
        out = tmp_path / f"release-{place}"
        lanterne.redraw(one, out=out, ledger=made.measured[0].ledger)
        checked = lanterne.verify(out, ledger=made.measured[0].ledger)
        assert checked.ok, checked.problems
    third = Stage("third", stages_begun(entries, entries[1])["final"], ())
    with pytest.raises(LanterneError, match="cost epsilon"):
        check_stage(entries, entries[1], third)


def test_after_a_stop_in_the_middle_of_extending_it_can_be_extended(begun, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("lanterne.series.begin.write_plan", lambda series: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            lanterne.extend_series(begun, ["2027"])
    lanterne.extend_series(begun, ["2027"])
    assert [str(one.cohort) for one in lanterne.series_standing(begun)][-1] == "2027"


def test_measurements_are_not_written_over(begun, tmp_path):
    (begun / "kept" / "2024-provisional.fitted.npz").write_bytes(b"mine")
    before = {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()}
    with pytest.raises(UsageError, match="there already"):
        lanterne.deliver(begun, cases(tmp_path / "a.csv", 1), 2024)
    assert {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()} == before


def test_a_cohort_of_nobody_is_measured_like_any_other(begun, tmp_path):
    lanterne.deliver(begun, cases(tmp_path / "a.csv", *range(30)), 2024)
    made = lanterne.deliver(begun, cases(tmp_path / "b.csv", *range(30)), 2026)
    assert stages(made) == [("2024", "final"), ("2025-2026", "provisional")]
    lanterne.redraw(made.measured[1].kept, out=tmp_path / "r", ledger=made.measured[1].ledger)
    assert lanterne.verify(tmp_path / "r").ok


@pytest.mark.parametrize(
    ("file", "year", "error", "code"),
    [
        ("good", 2024, UsageError, "series.year-gone"),
        ("good", 2099, UsageError, "series.year-to-come"),
        ("rewritten", 2026, UsageError, "series.most-are-gone"),
        ("form", 2026, UsageError, "series.ids-of-a-form"),
        ("good", 2023, UsageError, "series.year-of-no-cohort"),
        ("alike", 2026, UsageError, "series.ids-alike"),
        ("blank", 2026, InputError, "blank-subject-id"),
        ("without", 2026, InputError, "missing-subject-id"),
        ("wrong", 2026, InputError, "value-not-listed"),
    ],
)
def test_what_cannot_be_delivered_changes_nothing(file, year, error, code, begun, tmp_path):
    lanterne.deliver(begun, cases(tmp_path / "a.csv", *range(12)), 2025)
    good = cases(tmp_path / "good.csv", *range(12))
    text = good.read_text("utf-8")
    for name, other in (
        ("alike", text.replace("C3", "7")),
        ("blank", text.replace("C3", "")),
        ("without", "\n".join(line.partition(",")[2] for line in text.splitlines())),
        ("wrong", text.replace("woman", "canary", 1)),
        ("rewritten", text.replace("C", "new-")),
        ("form", text.replace("C3", "form:uuid-3")),
    ):
        (tmp_path / f"{name}.csv").write_text(other, "utf-8")
    if file == "alike":
        (tmp_path / "seven.csv").write_text(text.replace("C3", "07"), "utf-8")
        lanterne.deliver(begun, tmp_path / "seven.csv", 2025)
    before = {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()}
    with pytest.raises(error) as raised:
        lanterne.deliver(begun, tmp_path / f"{file}.csv", year)
    told = raised.value
    codes = [one.code for one in told.problems] if error is InputError else [told.message.code]
    assert any(one.startswith(code) for one in codes), codes
    assert "canary" not in str(told)
    after = {one: one.read_bytes() for one in begun.rglob("*") if one.is_file()}
    assert after == before


def test_somebody_who_withdraws_is_in_no_later_measurement(begun, tmp_path, monkeypatch):
    seen = []
    real = measured_stage.fit_paid

    def noted(people, *others, **more):
        seen.append(sum(len(codes) for codes in people.batches()))
        return real(people, *others, **more)

    monkeypatch.setattr(measured_stage, "fit_paid", noted)
    lanterne.deliver(begun, cases(tmp_path / "a.csv", *range(20)), 2024)
    assert lanterne.withdraw_people(begun, [" c3", "C99"]) == (True, False)
    assert lanterne.join_people(begun, ["C4", "C5"]) == (True, True)
    lanterne.deliver(begun, cases(tmp_path / "b.csv", *range(20)), 2026)
    assert seen == [20, 18, 0]


def test_two_do_not_change_a_series_at_once(begun, tmp_path):
    file = cases(tmp_path / "a.csv", 1)
    with claimed(begun / ".claim"):
        for change in (
            lambda: lanterne.deliver(begun, file, 2024),
            lambda: lanterne.join_people(begun, ["a", "b"]),
            lambda: lanterne.withdraw_people(begun, ["a"]),
            lambda: lanterne.extend_series(begun, ["2030"]),
        ):
            with pytest.raises(UsageError, match="Somebody else"):
                change()


@pytest.mark.parametrize(
    ("cohorts", "more", "code"),
    [
        (["2024-2023"], {}, "series.no-cohort"),
        (["24"], {}, "series.no-cohort"),
        ([], {}, "series.without-cohorts"),
        (["2024", "2023-2025"], {}, "series.cohorts-overlap"),
        (["2024"], {"final_after": 0}, "series.final-at-once"),
        (["2024"], {"subject_id": None}, "series.no-subject-id"),
        (["2024"], {"codebook": "lanterne-network"}, "protect.subject-id-of-linked"),
        (["2024"], {"subject_id": "gender"}, "series.released-subject"),
        (["2024"], {"subject_id": "a\nb"}, "series.released-subject"),
        (["2024"], {"epsilon": 0.001}, "series.budget-too-small"),
    ],
)
def test_what_cannot_be_begun_leaves_nothing(cohorts, more, code, tmp_path):
    asked = {"codebook": BOOK, "subject_id": ID, "epsilon": 4.0} | more
    with pytest.raises(UsageError) as raised:
        lanterne.begin_series(tmp_path / "s", cohorts=cohorts, **asked)
    assert raised.value.message.code == code
    assert not (tmp_path / "s").exists()


def test_a_plan_that_was_changed_spends_nothing_more(begun, tmp_path):
    """Whoever writes a larger budget into the plan does not get it: the ledgers have their cap."""
    file = cases(tmp_path / "a.csv", *range(20))
    lanterne.deliver(begun, file, 2024)
    plan = begun / "series.toml"
    plan.write_text(plan.read_text("utf-8").replace("epsilon = 4.0", "epsilon = 9.0"), "utf-8")
    with pytest.raises(UsageError, match="not the one of this series"):
        lanterne.deliver(begun, file, 2026)
    for text in ("cohorts = 7", plan.read_text("utf-8").replace('"2024"', "2024"), "é ="):
        plan.write_text(text, "utf-8")
        with pytest.raises(InputError):
            lanterne.deliver(begun, file, 2026)


def test_the_command_line_leads_from_the_beginning_to_a_release(tmp_path):
    def lantern(*words, typed=""):
        done = run_here(tmp_path, "series", *words, typed=typed)
        assert not done.returncode, done.stdout + done.stderr
        return done.stdout

    book, folder = tmp_path / "book.toml", tmp_path / "s"
    book.write_text(codebook_to_toml(BOOK), "utf-8")
    options = ("-c", book, "--cohorts", "2024,2025-2026", "--epsilon", "4", "--subject-id", ID)
    assert "ε = 4" in lantern("begin", folder, *options)
    lantern("extend", folder, "--cohorts", "2027")
    file = cases(tmp_path / "a.csv", *range(30))
    assert "lanterne redraw" in lantern("deliver", folder, file, "--year", "2024")
    made = json.loads(lantern("deliver", folder, file, "--year", "2026", "--json"))
    assert [one["stage"] for one in made["measured"]] == ["final", "provisional"]
    assert "one person" in lantern("join", folder, typed="C1\nC2\n")
    assert "id number 1" in lantern("withdraw", folder, typed="C77\n")
    shown = json.loads(lantern("show", folder, "--json"))
    assert [one["epsilon"] for one in shown["cohorts"]] == [4.0, 4.0, 0.0]
    assert shown["noise_of_total"]["3"] == pytest.approx(2.0)
    assert "2027" in lantern("show", folder)
