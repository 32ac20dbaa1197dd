"""An edition: all cohorts of a series as one release, held by what each cohort was charged."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pyreadstat
import pytest
from histories import BOOK, ID
from test_series_verbs import cases

sys.path.insert(0, str(Path(__file__).parents[1] / "synthesis"))

from small_tables import domain_of, measured, plain_book

import forged
import lanterne
from forged import put_right
from lanterne.codebook.model import ColumnType
from lanterne.errors import InputError, UsageError
from lanterne.gate import new_key
from lanterne.harmonise.definitions import Definition, Definitions, otherwise_defined
from lanterne.harmonise.mapping import Equivalence, Rule
from lanterne.messages import LANGUAGES
from lanterne.privacy import Ledger, Protected
from lanterne.release.cohorts import COHORT
from lanterne.release.held import held_by
from lanterne.synthesis.fitted import load_kept, save_kept, with_mapping
from lanterne.synthesis.group_counts import counts_of_groups
from lanterne.synthesis.pool import pooled
from lanterne.verbs.released_cases import people_of_edition
from program import command, run_here
from small_codebooks import book, column


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """2024 measured for good, 2025-2026 provisionally, 2027 not at all; and their edition."""
    folder = tmp_path_factory.mktemp("series")
    series = folder / "series"
    lanterne.begin_series(series, BOOK, ["2024", "2025-2026"], 4.0, subject_id=ID)
    lanterne.deliver(series, cases(folder / "a.csv", *range(80)), 2024)
    lanterne.deliver(series, cases(folder / "b.csv", *range(200)), 2026)
    lanterne.extend_series(series, ["2027"])
    lanterne.draw_edition(series, out=folder / "edition", seed=1)
    return folder


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "copy")


def verified(folder):
    return lanterne.verify(folder / "edition", ledger=folder / "series" / "ledgers", exact=True)


def test_an_edition_holds_all_cohorts_and_is_what_their_ledgers_were_charged(made):
    report = verified(made)
    assert report.ok, report.problems
    assert not report.unchecked
    release = lanterne.load(made / "edition")
    assert release.data[COHORT].unique().sort().to_list() == ["2024", "2025-2026"]
    said = release.statement
    assert (said.epsilon, said.epsilon_total, said.releases) == (4.0, 4.0, 1)
    assert [(one.cohort, one.stage) for one in said.cohorts] == [
        ("2024", "final"),
        ("2025-2026", "provisional"),
    ]
    # Four standard deviations (8 to 10, of 60 editions): a false alarm in 10,000 runs.
    assert 160 < release.data.height < 240


def test_whoever_reads_it_is_told_of_its_cohorts(made):
    for page in ("README.md", "PRIVACY.md"):
        text = (made / "edition" / page).read_text("utf-8")
        assert text.count("2025-2026") >= len(LANGUAGES), page
    codebook = json.loads((made / "edition" / "codebook" / "codebook.json").read_text("utf-8"))
    first = codebook["tables"][0]["columns"][0]
    assert (first["name"], first["role"]) == (COHORT, "year")


def test_what_was_measured_for_good_stands_for_the_cohort(made):
    """The provisional counts of 2024 are of records that were corrected since."""
    counts = lanterne.load(made / "edition").aggregates
    kept = load_kept(made / "series" / "kept" / "2024-final.fitted.npz").value.measurements
    women = counts.filter(
        (pl.col("value_1") == "2024") & (pl.col("value_2") == "woman") & (pl.col("length") == 2)
    )
    assert women["noisy_count"].item() == kept.singles[1]


def test_it_costs_nothing_and_can_be_drawn_for_ever(folder):
    ledgers = {path: path.read_bytes() for path in (folder / "series" / "ledgers").iterdir()}
    for place in range(2):
        lanterne.draw_edition(folder / "series", out=folder / f"again-{place}", seed=1)
    assert ledgers == {path: path.read_bytes() for path in ledgers}
    one, other = (lanterne.load(folder / f"again-{place}") for place in range(2))
    assert one.data.equals(other.data)


def test_some_cohorts_alone(folder):
    made = lanterne.draw_edition(folder / "series", out=folder / "one", cohorts=["2025-2026"])
    assert made.stages == {"2025-2026": "provisional"}
    ledgers = folder / "series" / "ledgers"
    assert lanterne.verify(made.release, ledger=ledgers).ok


def altered(change):
    """What somebody may have done to the statement of an edition."""
    return lambda folder: forged.altered(folder / "edition", change)


def less_noise(statement):
    for one in statement["cohorts"][1]["mechanisms"]:
        one["sigma"] = str(Fraction(one["sigma"]) / 2)


def more_noise(statement):
    for one in statement["cohorts"][1]["mechanisms"]:
        one["sigma"] = str(Fraction(one["sigma"]) * 2)


def exchanged(statement):
    first, second = statement["cohorts"]
    first["ledger"], second["ledger"] = second["ledger"], first["ledger"]


def narrowed(statement):
    """The scales of the final stage, for what was measured provisionally."""
    first, second = statement["cohorts"]
    second["scales"] = first["scales"]


def top_level_of_nobody(statement):
    statement["ledger"] = "0" * 64


FORGED = {
    "a stage that was not measured": (
        altered(lambda said: said["cohorts"][1].update(stage="final")),
        "privacy-ledgers",
    ),
    "a stage that is none": (
        altered(lambda said: said["cohorts"][1].update(stage="by angels")),
        "privacy",
    ),
    "the noise of another stage": (altered(narrowed), "privacy-widths"),
    "the noise of both stages": (
        altered(lambda said: said["cohorts"][0]["scales"].extend(said["cohorts"][1]["scales"])),
        "privacy-ledgers",
    ),
    "one scale many times": (
        altered(lambda said: said["cohorts"][1].update(scales=said["cohorts"][1]["scales"] * 9)),
        "privacy",
    ),
    "a stage that is a list": (
        altered(lambda said: said["cohorts"][1].update(stage=["final"])),
        "privacy",
    ),
    "noise that no mechanism has": (
        altered(lambda said: said["cohorts"][1].update(scales=[[0.5, 1]])),
        "privacy",
    ),
    "scales that are none": (
        altered(lambda said: said["cohorts"][1].update(scales=[["x", 1]])),
        "privacy",
    ),
    "a ledger above that no cohort has": (altered(top_level_of_nobody), "privacy"),
    "years that two cohorts share": (
        altered(lambda said: said["cohorts"][0].update(cohort="2024-2025")),
        "privacy",
    ),
    "a field that nobody knows": (
        altered(lambda said: said["cohorts"][0].update(more=1)),
        "privacy",
    ),
    "less noise than is promised": (altered(less_noise), "privacy"),
    "more noise than was drawn": (altered(more_noise), "privacy"),
    "two ledgers exchanged": (altered(exchanged), "privacy-ledgers"),
    "an entry that no ledger has": (
        altered(lambda said: said["cohorts"][1].update(ledger="0" * 64)),
        "privacy-ledgers",
    ),
    "a cohort that rows cannot have": (
        altered(lambda said: said["cohorts"][0].update(cohort="2023")),
        "privacy",
    ),
    "a cohort that is left out": (altered(lambda said: said["cohorts"].pop(0)), "privacy"),
    "a cohort twice": (
        altered(lambda said: said["cohorts"].append(said["cohorts"][0])),
        "privacy",
    ),
    "cohorts that are no list": (altered(lambda said: said.update(cohorts={"a": 1})), "privacy"),
    "a cohort without mechanisms": (
        altered(lambda said: said["cohorts"][0].update(mechanisms=[])),
        "privacy",
    ),
    "a cohort without a stage": (
        altered(lambda said: said["cohorts"][0].update(stage="")),
        "privacy",
    ),
    "a ledger that is no digest": (
        altered(lambda said: said["cohorts"][0].update(ledger="ours")),
        "privacy",
    ),
    "another ρ": (altered(lambda said: said.update(rho=said["rho"] / 2)), "privacy"),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_somebody_forged_is_found(name, folder):
    forge, rule = FORGED[name]
    forge(folder)
    report = verified(folder)
    assert rule in {one.rule for one in report.problems}, report.problems


def test_intervals_of_one_cohort_that_were_narrowed_are_found(folder):
    path = folder / "edition" / "aggregates" / "aggregates.csv"
    lines = path.read_text("utf-8").splitlines()
    counts = pl.read_csv(path, infer_schema_length=0)
    place = next(
        at
        for at, row in enumerate(counts.iter_rows(named=True))
        if row["value_1"] == "2024" and row["value_2"] == "woman" and row["length"] == "2"
    )
    row = counts.row(place, named=True)
    narrow = row | {"count_low": row["count"], "count_high": row["count"]}
    lines[place + 1] = ",".join("" if one is None else one for one in narrow.values())
    path.write_text("\n".join(lines) + "\n", "utf-8")
    put_right(folder / "edition", json.loads((folder / "edition" / "privacy.json").read_text()))
    assert {one.rule for one in verified(folder).problems} == {"privacy-widths"}


def test_a_ledger_that_is_not_there_is_asked_for(folder):
    (folder / "series" / "ledgers" / "2025-2026.jsonl").unlink()
    (problem,) = verified(folder).problems
    assert problem.rule == "privacy-ledgers"
    assert problem.parameters["cohorts"] == ("2025-2026",)


def test_intervals_of_all_people_that_were_narrowed_are_found(folder):
    path = folder / "edition" / "aggregates" / "aggregates.csv"
    counts = pl.read_csv(path, infer_schema_length=0).with_columns(pl.all().fill_null(""))
    whole = (pl.col("column_1") == "gender") & (pl.col("length") == "1")
    least = pl.col("noisy_count").cast(pl.Int64)
    narrow = counts.with_columns(
        pl.when(whole)
        .then((least - 4).clip(0).cast(pl.String))
        .otherwise("count_low")
        .alias("count_low"),
        pl.when(whole)
        .then((least + 4).clip(0).cast(pl.String))
        .otherwise("count_high")
        .alias("count_high"),
    )
    narrow.write_csv(path)
    put_right(folder / "edition", json.loads((folder / "edition" / "privacy.json").read_text()))
    assert "privacy-widths" in {one.rule for one in verified(folder).problems}


def test_two_series_over_the_same_people_make_no_edition_together(folder):
    series, other = folder / "series", folder / "other"
    lanterne.begin_series(other, BOOK, ["2023"], 4.0, subject_id=ID)
    lanterne.deliver(other, cases(folder / "c.csv", *range(80)), 2023)
    apart = json.loads((folder / "edition" / "privacy.json").read_text("utf-8"))
    made = lanterne.draw_edition(other, out=folder / "edition-2").release
    theirs = json.loads((made / "privacy.json").read_text("utf-8"))["cohorts"]
    both = {**apart, "cohorts": [*theirs, *apart["cohorts"][1:]]}
    ledgers = [*(series / "ledgers").iterdir(), *(other / "ledgers").iterdir()]
    for path in ledgers:
        (folder / "both").mkdir(exist_ok=True)
        shutil.copy(path, folder / "both")
    problems, _ = held_by(both, folder / "both", both)
    assert "privacy-ledgers.other-series" in {one.code for one in problems}


def test_a_foreign_or_broken_file_among_the_ledgers_does_not_matter(folder):
    ledgers = folder / "series" / "ledgers"
    (ledgers / "z.jsonl").write_text("garbage", "utf-8")
    (ledgers / "y.jsonl").mkdir()
    assert verified(folder).ok


def test_an_edition_is_of_a_format_that_earlier_versions_refuse(made):
    assert json.loads((made / "edition" / "manifest.json").read_text("utf-8"))["format"] == 5


def test_a_year_in_which_nothing_was_delivered_is_no_year_without_people(tmp_path):
    series = tmp_path / "series"
    lanterne.begin_series(series, BOOK, ["2020", "2021", "2022"], 4.0, subject_id=ID)
    lanterne.deliver(series, cases(tmp_path / "a.csv", *range(40)), 2020)
    made = lanterne.deliver(series, cases(tmp_path / "b.csv", *range(60)), 2022)
    assert [str(one.due.cohort) for one in made.measured] == ["2020", "2022"]
    out = lanterne.draw_edition(series, out=tmp_path / "out").release
    assert lanterne.load(out).codebook.title["en"].endswith("2020, 2022")
    assert lanterne.trend(out).cohorts[1].before == "2020"


def measured_of(people, seed):
    domain = domain_of(plain_book(3))
    codes = np.full((people + 20, 1), 2, np.uint16)
    codes[:people] = 1
    return f"{2000 + seed}", measured(codes, domain.layout)


def groups_counts(groups):
    domain = domain_of(plain_book(3))
    rows = [np.zeros((1, 1), np.uint16) for _ in groups]
    whole = pooled([one for _, one in groups])
    return counts_of_groups(dict(groups), COHORT, whole, domain, rows)


def of_first(counts, names):
    return counts.filter(pl.col("value_1") == "2000").select(names).rows()


def test_a_cohort_is_known_by_its_own_counts_whatever_the_others_are():
    """Noise of many cohorts in which nobody gives an answer does not cut that of one."""
    groups = [measured_of(40 if place == 0 else 0, place) for place in range(20)]
    alone = groups_counts(groups[:1])
    together = groups_counts(groups)
    names = ("estimate", "estimate_low", "estimate_high", "noisy_count")
    for one, other in zip(*(of_first(counts, names) for counts in (alone, together)), strict=True):
        assert one == other


def refused(code, series, out, **more):
    with pytest.raises(UsageError) as raised:
        lanterne.draw_edition(series, out=out, **more)
    assert raised.value.message.code == code
    assert not out.exists()


def test_what_cannot_be_drawn_writes_nothing(folder):
    series, out = folder / "series", folder / "out"
    refused("series.not-of-series", series, out, cohorts=["2023"])
    refused("series.not-measured-yet", series, out, cohorts=["2027"])
    refused("series.no-cohort", series, out, cohorts=["x"])
    kept = series / "kept" / "2024-final.fitted.npz"
    other = load_kept(series / "kept" / "2025-2026-provisional.fitted.npz")
    earlier = load_kept(series / "kept" / "2024-provisional.fitted.npz")
    kept.unlink()
    save_kept(other, kept)
    refused("kept.other-ledger", series, out)
    kept.unlink()
    save_kept(earlier, kept)
    refused("series.other-stage", series, out)
    kept.unlink()
    refused("series.measurements-lost", series, out)
    with pytest.raises(UsageError):
        lanterne.draw_edition(series, out=out, seed=-1)
    made = lanterne.draw_edition(series, out=out, cohorts=["2025-2026"])
    assert list(made.stages) == ["2025-2026"], "the others can go on"


def test_measurements_by_another_codebook_are_refused(folder):
    toml = folder / "series" / "codebook.toml"
    toml.write_text(toml.read_text("utf-8").replace('"woman"', '"women"'), "utf-8")
    refused("series.other-codebook", folder / "series", folder / "out")


def test_nothing_measured_is_no_edition(tmp_path):
    lanterne.begin_series(tmp_path / "series", BOOK, ["2024"], 4.0, subject_id=ID)
    refused("series.nothing-measured", tmp_path / "series", tmp_path / "out")


def test_measurements_that_cannot_be_read_are_told(folder):
    (folder / "series" / "kept" / "2024-final.fitted.npz").write_bytes(b"PK")
    with pytest.raises(InputError):
        lanterne.draw_edition(folder / "series", out=folder / "out")


def test_a_codebook_with_a_column_of_that_name_is_refused_at_the_beginning(tmp_path):
    taken = book(column(COHORT, ColumnType.CATEGORY, ("a", "b")))
    with pytest.raises(UsageError) as raised:
        lanterne.begin_series(tmp_path / "series", taken, ["2024"], 4.0, subject_id=ID)
    assert raised.value.message.code == "series.column-taken"


def test_the_command_line_draws_and_says_how_to_verify(folder):
    def lantern(*words):
        return run_here(folder, *words).stdout

    told = lantern("series", "edition", folder / "series", "--out", folder / "out")
    assert "good: 2024" in " ".join(told.split())
    lantern(*told.strip().splitlines()[-1].split()[1:])
    words = ("--out", folder / "json", "--json", "--cohorts", "2024")
    assert json.loads(lantern("series", "edition", folder / "series", *words))["cohorts"] == {
        "2024": "final"
    }


def test_an_edition_says_who_reported_and_how_numbers_changed(tmp_path):
    series = tmp_path / "series"
    lanterne.begin_series(series, BOOK, ["2024", "2025"], 4.0, subject_id=ID)
    many = cases(tmp_path / "many.csv", *range(300))
    lanterne.deliver(series, cases(tmp_path / "few.csv", *range(60)), 2024, reported_by=["B", "A"])
    lanterne.deliver(series, many, 2025, reported_by=["A"])
    lanterne.draw_edition(series, out=tmp_path / "first", cohorts=["2024"])
    lanterne.draw_edition(series, out=tmp_path / "second")
    release = lanterne.load(tmp_path / "second")
    assert [one.reported_by for one in release.cohorts] == [("A", "B"), ("A",)]
    found = lanterne.trend(tmp_path / "second", ["gender=woman"], tmp_path / "first")
    assert found.cohorts[1].change.low > 100, "60 and 240 women"
    assert [one.measured_again for one in found.revisions] == [False]
    said = subprocess.check_output(
        command("series", "trend", tmp_path / "second", "--answer", "gender=woman"), text=True
    )
    assert "Reported by: A, B." in said
    assert "More than in 2024" in said
    with pytest.raises(UsageError) as raised:
        lanterne.trend(tmp_path / "second", ["woman"])
    assert raised.value.message.code == "trend.no-value"


def test_an_organisation_without_a_name_stops_a_delivery(tmp_path):
    series = tmp_path / "series"
    lanterne.begin_series(series, BOOK, ["2024"], 4.0, subject_id=ID)
    file = cases(tmp_path / "a.csv", *range(30))
    for names in ([" "], ["A", "B\n"]):
        with pytest.raises(UsageError) as raised:
            lanterne.deliver(series, file, 2024, reported_by=names)
        assert raised.value.message.code == "series.no-organisation"
    assert not lanterne.series_standing(series)[0].begun
    assert not (series / "reported.toml").exists()


@pytest.mark.parametrize("text", ["2024 = 'A'", "2024 = [1]", "x = ['A']", "2024 ="])
def test_a_file_of_who_reported_that_was_broken_is_told(text, folder):
    (folder / "series" / "reported.toml").write_text(text, "utf-8")
    with pytest.raises(InputError):
        lanterne.draw_edition(folder / "series", out=folder / "out")


def test_what_a_mapping_makes_otherwise_is_said_from_that_cohort_on(folder):
    kept = folder / "series" / "kept" / "2025-2026-provisional.fitted.npz"
    value = load_kept(kept).value
    asked = Definition("gender", Rule.RECODE, ("Sex",), Equivalence.EQUAL, "", "1" * 64)
    said = Definitions("shelter", "1", "a" * 64, (asked, replace(asked, target="age")))
    mapped = with_mapping(Protected(value), ("shelter", "1", "a" * 64), said, "")
    kept.unlink()
    save_kept(mapped, kept)
    lanterne.draw_edition(folder / "series", out=folder / "out")
    release = lanterne.load(folder / "out")
    assert [one.defined_otherwise for one in release.cohorts] == [(), ("gender", "age")]
    found = lanterne.trend(folder / "out", ["gender=woman"])
    assert found.cohorts[1].apart is not None
    assert "`gender`, `age`" in (folder / "out" / "README.md").read_text("utf-8")
    assert lanterne.verify(folder / "out", ledger=folder / "series" / "ledgers").ok


def test_columns_differ_by_what_decides_their_answers_alone():
    one = Definition("gender", Rule.RECODE, ("Sex",), Equivalence.EQUAL, "a note", "1" * 64)
    same = replace(one, note="another note", equivalence=Equivalence.INEXACT)
    other = replace(one, digest="2" * 64)
    unknown = replace(one, digest="")

    def of(column):
        return Definitions("m", "1", "a" * 64, (column,))

    assert otherwise_defined(of(one), of(same)) == ()
    assert otherwise_defined(of(one), of(unknown)) == ()
    assert otherwise_defined(of(one), of(other)) == ("gender",)
    assert otherwise_defined(of(one), of(replace(unknown, sources=("S",)))) == ("gender",)
    assert otherwise_defined(of(one), None) == ("gender",)
    assert otherwise_defined(None, None) == ()


def everybody(folder):
    return cases(folder / "all.csv", *range(200))


def test_an_edition_is_evaluated_with_each_person_in_their_cohort(folder):
    series, file = folder / "series", everybody(folder)
    found = lanterne.evaluate(file, folder / "edition", series=series, out=folder / "report")
    assert found.intervals_held > 0.7
    assert found.looks == 1
    looks = {Ledger(path).looks() for path in (series / "ledgers").glob("202[45]*.jsonl")}
    assert looks == {1}, "both cohorts were looked at"
    again = lanterne.draw_edition(series, out=folder / "again").release
    assert lanterne.load(again).statement.evaluations == 1
    assert lanterne.verify(again, ledger=series / "ledgers").ok
    assert not lanterne.deliver(series, everybody(folder), 2026).measured, "a look changes nothing"


def test_an_edition_of_some_cohorts_is_looked_at_in_their_ledgers_alone(folder):
    series, file = folder / "series", everybody(folder)
    one = lanterne.draw_edition(series, out=folder / "one", cohorts=["2024"]).release
    lanterne.evaluate(file, one, series=series)
    looks = {path.stem: Ledger(path).looks() for path in (series / "ledgers").glob("*.jsonl")}
    assert looks == {"2024": 1, "2025-2026": 0, "2027": 0}


def test_the_register_of_another_series_places_nobody(folder):
    lanterne.begin_series(folder / "other", BOOK, ["2024", "2025-2026"], 4.0, subject_id=ID)
    with pytest.raises(UsageError) as raised:
        lanterne.evaluate(
            everybody(folder),
            folder / "edition",
            series=folder / "other",
            ledger=folder / "series" / "ledgers",
        )
    assert raised.value.message.code == "comparison.other-ledger"


def test_provisional_counts_sold_as_final_ones_are_found(folder):
    """Scales of the planned final stage, and each interval narrowed to them."""
    statement = json.loads((folder / "edition" / "privacy.json").read_text("utf-8"))
    first, second = statement["cohorts"]
    second |= {"scales": first["scales"], "stage": "provisional"}
    problems, _ = held_by(statement, folder / "series" / "ledgers", statement)
    assert [one.code for one in problems] == ["privacy-ledgers.no-stage"]
    second["stage"] = "final"
    problems, _ = held_by(statement, folder / "series" / "ledgers", statement)
    assert [one.code for one in problems] == ["privacy-ledgers.no-stage"]
    first["stage"] = "provisional"
    problems, _ = held_by(statement, folder / "series" / "ledgers", statement)
    assert len(problems) == 2


def test_whoever_withdrew_is_not_compared(folder):
    series, file = folder / "series", everybody(folder)
    release = lanterne.load(folder / "edition")
    before = people_of_edition(release, series, file, None, ()).height
    lanterne.withdraw_people(series, ["C3"])
    assert people_of_edition(release, series, file, None, ()).height == before - 1 == 199


def test_an_edition_passes_the_gate_and_is_published(folder, tmp_path):
    new_key(tmp_path / "key")
    gated = lanterne.judge(
        everybody(folder),
        folder / "edition",
        policy="lenient",
        key=tmp_path / "key",
        by="Ada Example",
        series=folder / "series",
    )
    assert gated.decision.charged, "it was held against the ledgers of its cohorts"
    assert not [one for one in gated.judgement.notes if one.name == "note.earlier"]


@pytest.mark.parametrize("verb", ["evaluate", "judge"])
def test_an_edition_asks_for_its_series_and_another_release_for_none(verb, folder, tmp_path):
    new_key(tmp_path / "key")
    more = {"policy": "strict", "key": tmp_path / "key", "by": "A"} if verb == "judge" else {}
    run = getattr(lanterne, verb)
    file = everybody(folder)

    def code(release, **given):
        with pytest.raises(UsageError) as raised:
            run(file, release, **given, **more)
        return raised.value.message.code

    assert code(folder / "edition") == "comparison.edition"
    kept = folder / "series" / "kept" / "2024-final.fitted.npz"
    plain = lanterne.redraw(kept, out=folder / "plain")
    assert code(plain, series=folder / "series") == "comparison.no-edition"
    lanterne.begin_series(folder / "other", BOOK, ["2024", "2025-2026"], 4.0, subject_id=ID)
    assert code(folder / "edition", series=folder / "other") == "comparison.other-ledger"
    assert code(folder / "edition", series=folder / "none") == "series.not-there"


def test_two_editions_of_the_same_cohorts_are_compared(folder):
    series, file = folder / "series", everybody(folder)
    other = lanterne.draw_edition(series, out=folder / "strict", dial="strict").release
    versus = lanterne.compare(file, [folder / "edition", other], series=series)
    assert len(versus.evaluations) == 2
    few = lanterne.draw_edition(series, out=folder / "few", cohorts=["2024"]).release
    with pytest.raises(UsageError) as raised:
        lanterne.compare(file, [folder / "edition", few], series=series)
    assert raised.value.message.code == "comparison.other-columns"


def test_an_edition_is_exported_with_its_cohorts(made, tmp_path):
    """The cohort is an answer of each row, and of counts."""
    kinds = ["stata", "sdmx", "ddi", "r", "excel", "croissant", "csvw", "datacite"]
    out = lanterne.export(made / "edition", kinds=kinds, out=tmp_path / "out", language="fr")
    table = lanterne.load(made / "edition").codebook.table.name
    columns, meta = pyreadstat.read_dta(out / f"{table}.dta", output_format="dict")
    labels = meta.variable_value_labels[COHORT]
    rows = lanterne.load(made / "edition").data
    assert [labels.get(one, str(one)) for one in columns[COHORT]] == rows[COHORT].to_list()
    assert meta.column_names[0] == COHORT
    text = (out / "aggregates.sdmx.csv").read_text("utf-8")
    assert text.startswith(f"STRUCTURE,STRUCTURE_ID,ACTION,{COHORT},")
    assert ",2025-2026," in text
