"""An edition of linked tables: all cohorts as one release, held by what each was charged."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest
from linked_histories import BOOK, write
from test_series_linked import a_year

import lanterne
from few_starts import few_starts
from forged import altered
from lanterne.cases.network import perpetrator_rows, victim_rows
from lanterne.codebook.views import UNSAID, perpetrator_view, victim_view
from lanterne.errors import UsageError
from lanterne.gate import new_key
from lanterne.messages import LANGUAGES
from lanterne.messages.store import part
from lanterne.privacy import epsilon_spent, events_from_list
from lanterne.release import people_of
from lanterne.release.cohorts import COHORT, counts_of_cohort
from lanterne.release.trends import Apart, trend
from lanterne.synthesis.fitted import load_kept
from lanterne.verbs.released_cases import tables_of_edition
from program import run_here

COHORTS = ("2023", "2024", "2025-2026")
VICTIMS = {"2023": 400, "2024": 300, "2025-2026": 250}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """2023 and 2024 measured for good, 2025-2026 provisionally; and their edition."""
    folder = tmp_path_factory.mktemp("linked")
    units = ["victim", "perpetrator"]
    lanterne.begin_series(folder / "series", BOOK, COHORTS, 8.0, unit=units, people=1000)
    last = 0
    with few_starts():
        for year, cohort in zip((2023, 2024, 2026), COHORTS, strict=True):
            last += VICTIMS[cohort]
            cases = write(folder / f"cases-{year}", a_year(0, last))
            said = ["Shelter A"] if year > 2023 else []
            lanterne.deliver(folder / "series", cases, year, reported_by=said)
    lanterne.draw_edition(folder / "series", out=folder / "edition", seed=1)
    return folder


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "copy")


def verified(folder):
    return lanterne.verify(folder / "edition", ledger=folder / "series" / "ledgers", exact=True)


def test_it_holds_all_cohorts_and_is_what_their_ledgers_were_charged(made):
    report = verified(made)
    assert report.ok, report.problems
    assert not report.unchecked
    release = lanterne.load(made / "edition")
    said = release.statement
    (also,) = said.also
    assert (said.epsilon, said.epsilon_total, said.releases) == (8.0, 8.0, 1)
    assert (also.unit, also.epsilon, also.epsilon_total) == ("perpetrator", 8.0, 8.0)
    assert [(one.cohort, one.stage) for one in said.cohorts] == [
        ("2023", "final"),
        ("2024", "final"),
        ("2025-2026", "provisional"),
    ]
    for one in said.cohorts:
        ((of_perpetrators),) = one.also
        assert epsilon_spent(events_from_list(of_perpetrators), 1e-6) <= 8.0
    assert [one.reported_by for one in release.cohorts] == [(), ("Shelter A",), ("Shelter A",)]
    sizes = dict(release.tables.victims[COHORT].value_counts().iter_rows())
    # Noise of sizes has a standard deviation of 9 to 15 people here: five of them.
    assert all(abs(sizes[one] - people) < 75 for one, people in VICTIMS.items()), sizes


def test_no_link_leads_from_one_cohort_to_another(made):
    tables = lanterne.load(made / "edition").tables
    of_victim = tables.links.join(tables.victims, on="victim").select("perpetrator", COHORT)
    assert (
        of_victim.unique().height
        == tables.perpetrators.height
        == of_victim["perpetrator"].n_unique()
    )
    for frame, key in ((tables.victims, "victim"), (tables.perpetrators, "perpetrator")):
        numbers = frame[key].str.slice(1).cast(pl.Int64).to_list()
        assert numbers == list(range(1, frame.height + 1)), key


def test_people_of_a_cohort_are_counted_by_the_cohort_of_their_victims(made):
    """Counted again by hand, of perpetrators as of victims."""
    release = lanterne.load(made / "edition")
    tables, network = release.tables, release.codebook.network
    cohort = dict(tables.victims.select("victim", COHORT).iter_rows())
    theirs = {
        by: cohort[victim] for victim, by in tables.links.select("victim", "perpetrator").rows()
    }
    gang = dict(tables.perpetrators.select("perpetrator", "gang").iter_rows())
    counts = release.counts["perpetrators"]
    for name in COHORTS:
        number = sum(theirs[one] == name and gang[one] == "k" for one in theirs)
        listed = counts_of_cohort(counts, name).filter(
            (pl.col("length") == 1) & (pl.col("column_1") == "gang") & (pl.col("value_1") == "k")
        )
        assert listed["synthetic"].to_list() == [number], name
        whole = counts_of_cohort(counts, name).filter(pl.col("length") == 0)
        assert whole["synthetic"].to_list() == [sum(one == name for one in theirs.values())]
    rows = perpetrator_rows(tables, network)
    assert rows.columns == [*perpetrator_view(network, UNSAID).names]
    assert "same_cohort" not in rows.columns
    assert rows[COHORT].to_list() == [theirs[one] for one in tables.perpetrators["perpetrator"]]
    assert victim_rows(tables, network).columns == [*victim_view(network, UNSAID).names]
    assert [one.table.name for one in people_of(release)] == ["victims", "perpetrators"]


def test_counts_of_all_are_the_sums_of_what_was_measured(made):
    counts = lanterne.load(made / "edition").counts["victims"]
    answer = (pl.col("column_1") == "place") & (pl.col("value_1") == "a") & (pl.col("length") == 1)
    stages = (("2023", "final"), ("2024", "final"), ("2025-2026", "provisional"))
    paths = [made / "series" / "kept" / f"{name}-{stage}.fitted.npz" for name, stage in stages]
    measured = [load_kept(path).value.measurements.victims.residuals for path in paths]
    whole = counts.filter(answer)["estimate"].item()
    parts = [counts_of_cohort(counts, name).filter(answer)["estimate"].item() for name in COHORTS]
    assert whole == pytest.approx(sum(parts), abs=0.02)
    assert len(measured) == 3
    (row,) = counts.filter(answer).iter_rows(named=True)
    spread = sum((one.variance((0,))) for one in measured) ** 0.5
    assert row["estimate_high"] - row["estimate"] == pytest.approx(1.96 * spread, rel=0.05)


def test_whoever_reads_it_is_told_that_perpetrators_do_not_add_up(made):
    text = (made / "edition" / "README.md").read_text("utf-8")
    for language in LANGUAGES:
        assert text.count("2025-2026") >= len(LANGUAGES), language
    said = part("read-me", "en")["cohorts.linked"]
    assert said in " ".join(text.split())


def test_drawing_again_costs_nothing(folder):
    ledgers = {path: path.read_bytes() for path in (folder / "series" / "ledgers").iterdir()}
    for place in range(2):
        lanterne.draw_edition(folder / "series", out=folder / f"again-{place}", seed=5)
    one, other = (lanterne.load(folder / f"again-{place}") for place in range(2))
    assert all(one.rows[name].equals(other.rows[name]) for name in one.rows)
    alone = lanterne.draw_edition(folder / "series", out=folder / "one", cohorts=["2024"])
    assert lanterne.verify(alone.release, ledger=alone.ledgers, exact=True).ok
    assert ledgers == {path: path.read_bytes() for path in ledgers}


def less_noise(statement):
    for one in statement["cohorts"][1]["also"][0]:
        one["sigma"] = str(Fraction(one["sigma"]) / 2)


def of_victims(statement):
    """What perpetrators lose, told as if it were what victims lose."""
    for one in statement["cohorts"]:
        one["also"] = [one["mechanisms"]]


def invented_of_rho(rho):
    """One vector of noise that costs as much."""
    squared = round(2 * 1000**2 * rho)
    vector = {"sigma": "1000", "squared_sensitivity": squared, "count": 1}
    return [{"mechanism": "discrete-gaussian-vector", **vector}]


FORGED = {
    "kinds of people that a cohort leaves out": (lambda said: said["cohorts"][0].pop("also"), 0),
    "a kind of people too many": (
        lambda said: said["cohorts"][0]["also"].append(said["cohorts"][0]["also"][0]),
        0,
    ),
    "kinds of people that are no list": (lambda said: said["cohorts"][0].update(also=7), 0),
    "no mechanisms for perpetrators": (lambda said: said["cohorts"][1].update(also=[[]]), 0),
    "mechanisms that are none": (lambda said: said["cohorts"][1].update(also=[["x"]]), 0),
    "less noise than is promised to perpetrators": (less_noise, 0),
    "mechanisms of victims in the place of others": (of_victims, 1),
    "a stage that was not measured": (lambda said: said["cohorts"][2].update(stage="final"), 1),
    "two ledgers exchanged": (
        lambda said: [
            one.update(ledger=other)
            for one, other in zip(
                said["cohorts"], [one["ledger"] for one in said["cohorts"][::-1]], strict=True
            )
        ],
        1,
    ),
    "mechanisms of perpetrators that no cohort has": (
        lambda said: said["also"][0].update(mechanisms=invented_of_rho(said["also"][0]["rho"])),
        0,
    ),
    "another ρ of perpetrators": (lambda said: said["also"][0].update(rho=0.001), 0),
}
"""What is done, and whether it takes the ledgers to see it."""


@pytest.mark.parametrize("name", FORGED)
def test_what_somebody_forged_is_found(name, folder):
    change, by_ledgers = FORGED[name]
    altered(folder / "edition", change)
    report = verified(folder)
    rules = {one.rule for one in report.problems}
    assert rules & ({"privacy-ledgers", "privacy-ledger", "privacy"} if by_ledgers else {"privacy"})


def test_trends_are_of_victims_or_of_perpetrators(made):
    edition = lanterne.load(made / "edition")
    found = trend(edition, [("place", "a")])
    assert [one.cohort for one in found] == list(COHORTS)
    assert found[1].change.number == pytest.approx(found[1].count.number - found[0].count.number)
    assert found[2].apart is Apart.LENGTH
    gangs = trend(edition, [("gang", "k")], "perpetrators")
    counts = counts_of_cohort(edition.counts["perpetrators"], "2023")
    (row,) = counts.filter(
        (pl.col("length") == 1) & (pl.col("column_1") == "gang") & (pl.col("value_1") == "k")
    ).iter_rows(named=True)
    assert gangs[0].count.number == row["estimate"]
    with pytest.raises(UsageError, match="victims, perpetrators"):
        trend(edition, [], "links")
    with pytest.raises(UsageError, match="same_place"):
        trend(edition, [("plaec", "a")], "perpetrators")


def test_likeness_is_not_compared_where_its_answer_is_defined_otherwise(made):
    edition = lanterne.load(made / "edition")
    cohorts = [dict(one) for one in edition.manifest["cohorts"]]
    cohorts[1]["defined_otherwise"] = ["place"]
    changed = replace(edition, manifest={**edition.manifest, "cohorts": cohorts})
    alike = trend(changed, [("same_place", "same")], "perpetrators")
    assert alike[1].apart is Apart.OTHERWISE
    others = trend(changed, [("same_child", "same")], "perpetrators")
    assert others[1].apart is not Apart.OTHERWISE


@pytest.mark.parametrize("lost", [True, False])
def test_a_cohort_whose_ledger_was_lost_is_not_left_out_silently(lost, folder):
    ledgers = folder / "series" / "ledgers"
    if lost:
        (ledgers / "2024.jsonl").unlink()
    else:
        shutil.copy(ledgers / "2023.jsonl", ledgers / "2024.jsonl")
    with pytest.raises(UsageError, match=r"2024\.jsonl is missing, or is not the one"):
        lanterne.draw_edition(folder / "series", out=folder / "other")
    assert not (folder / "other").exists()


def test_a_codebook_of_an_edition_can_be_used_for_cases(made, tmp_path):
    """There all victims of a perpetrator need not be of one cohort."""
    book = lanterne.load(made / "edition").codebook
    cases = shutil.copytree(made / "cases-2023", tmp_path / "cases")
    victims = pl.read_csv(cases / "victims.csv", infer_schema=False)
    victims.with_columns(pl.lit("2023").alias(COHORT)).write_csv(cases / "victims.csv")
    with few_starts():
        lanterne.protect(cases, book, epsilon=8, out=tmp_path / "out", unit="victim")
    assert lanterne.verify(tmp_path / "out").ok


def test_on_the_command_line(made):
    def told(*more):
        return run_here(made, "series", "trend", made / "edition", *more)

    said = " ".join(told("--of", "perpetrators").stdout.split())
    assert "2025-2026" in said
    assert "do not add up to people" in said
    assert "do not add up to people" not in " ".join(told().stdout.split())
    wrong = told("--of", "links")
    assert wrong.returncode == 2
    assert "victims, perpetrators" in wrong.stderr


def test_it_is_compared_with_the_cases_of_each_cohort(folder, tmp_path, monkeypatch):
    """All links are there, also of perpetrators who count in other cohorts."""
    cases, series = folder / "cases-2026", folder / "series"
    real = tables_of_edition(lanterne.load(folder / "edition"), series, cases, None, ())
    assert dict(real.victims[COHORT].value_counts().iter_rows()) == VICTIMS
    assert real.links.height == 2 * sum(VICTIMS.values())
    cohorts = real.perpetrators["perpetrator"].str.split("\x1f").list.first()
    assert set(cohorts) == set(COHORTS)
    assert real.perpetrators["perpetrator"].is_unique().all()
    lanterne.withdraw_people(series, ["v3"])
    found = lanterne.evaluate(cases, folder / "edition", series=series, out=tmp_path / "report")
    assert found.looks == 1, "each ledger of the three has one"
    new_key(tmp_path / "key")
    # Counts this few, which share their noise, may be so far off together that they look like those
    # of other cases: about once in a hundred releases. That is not what is asked here.
    monkeypatch.setattr("lanterne.gate.candidate.require_intervals", lambda _held: None)
    gated = lanterne.judge(
        cases,
        folder / "edition",
        policy="lenient",
        key=tmp_path / "key",
        by="Ada Example",
        series=series,
    )
    assert gated.decision.charged
    with pytest.raises(UsageError):
        lanterne.evaluate(cases, folder / "edition")
