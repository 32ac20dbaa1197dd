"""The page of an edition over its cohorts: numbers, changes, who reported, what was revised."""

from __future__ import annotations

import csv
import re
import shutil

import polars as pl
import pytest
from edition_shelf import notice, publish
from few_countries import write_linked
from portal_visit import page
from yearly import begin_series, hand_in

import lanterne
from few_starts import few_starts
from lanterne.release.trends import trend

NAME = "over-the-years.v2"
PAGE = f"/en/releases/{NAME}/over-the-years/"
WOMEN = "where[gender]=Woman"


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    """Two editions of a series; in the second 2020 was measured for good."""
    folder = tmp_path_factory.mktemp("years")
    series, catalogue = folder / "series", folder / "catalogue"
    catalogue.mkdir()
    begin_series(series)
    said = {2020: ["Réseau <b>", "B"], 2021: ["Réseau <b>"]}
    for edition, years in enumerate(((2020, 2021), (2023,)), start=1):
        for year in years:
            hand_in(series, year, 300 * (year - 2019), said.get(year, ()))
        made = lanterne.draw_edition(series, out=folder / f"edition-{edition}").release
        publish(made, catalogue, notice(edition, "over-the-years"))
    return catalogue


@pytest.fixture
def visitor(editions, visit):
    return visit(editions)


def test_every_page_of_an_edition_leads_to_it_and_other_releases_have_none(
    visitor, visit, published
):
    assert f'href="/en/releases/{NAME}/over-the-years/"' in page(visitor, f"/en/releases/{NAME}/")
    other = visit(published)
    name = next(iter(other.get("/api/v1/releases").json()["releases"]))["name"]
    assert "over-the-years" not in page(other, f"/en/releases/{name}/")
    page(other, f"/en/releases/{name}/over-the-years/", 404)


def test_it_shows_each_cohort_with_its_interval_and_who_reported(visitor, editions):
    text = page(visitor, f"{PAGE}?{WOMEN}")
    found = trend(lanterne.load(editions / NAME), [("gender", "Woman")])
    assert len(found) == 3, "2024-2025 was not measured"
    for one in found:
        assert f"{one.count.number:,.0f} <bdi" in text
    assert "Réseau &lt;b&gt;" in text
    assert "another number of years" in text, "2022-2023 beside 2021"
    assert "has not said who reported" in text
    assert "provisional" in text


def test_what_the_edition_before_said_of_what_was_measured_again(visitor):
    text = page(visitor, f"{PAGE}?{WOMEN}")
    (revised,) = re.findall(r'<h2 id="revised">.*?</section>', text)
    assert re.findall(r'<th scope="row"><bdi dir="ltr">(.*?)</bdi>', revised) == ["2020", "2021"]
    assert 'href="/en/releases/over-the-years.v1/over-the-years/?people=' in revised
    assert "where%5Bgender%5D=Woman" in revised
    first = page(visitor, PAGE.replace("v2", "v1"))
    assert "revised" not in first, "before the first there is none"


def test_answers_are_chosen_column_by_column_and_taken_away(visitor):
    text = page(visitor, PAGE)
    assert "All people, by cohort" in text
    assert '<option value="gender">' in text
    assert '<option value="cohort">' not in text
    text = page(visitor, f"{PAGE}?by=gender")
    (chips,) = re.findall(r'<ul class="chips" aria-label="[^"]*">(.*?)</ul>', text)
    assert "where%5Bgender%5D=Woman" in chips
    text = page(visitor, f"{PAGE}?{WOMEN}&where[threat]=1")
    assert '<select id="by"' not in text, "two answers are the most"
    assert text.count("Remove the filter") == 2


@pytest.mark.parametrize(
    "query",
    [
        "where[gender]=Womann",
        "where[x]=1",
        "where[cohort]=2020",
        "where[gender]=Woman&where[threat]=1&where[debt]=1",
        "by=x",
        "x=1",
    ],
)
def test_what_cannot_be_asked_is_said(query, visitor):
    page(visitor, f"{PAGE}?{query}", 400)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_it_speaks_the_language_of_the_visitor(language, visitor):
    text = page(visitor, f"/{language}/releases/{NAME}/over-the-years/?{WOMEN}")
    assert ("Who reported" in text) == (language == "en")


def test_programs_have_the_same_as_json_and_csv(visitor, editions):
    found = trend(lanterne.load(editions / NAME), [("gender", "Woman")])
    told = visitor.get(f"/api/v1/releases/{NAME}/over-the-years?{WOMEN}").json()
    assert told["where"] == {"gender": "Woman"}
    assert [one["cohort"] for one in told["cohorts"]] == [one.cohort for one in found]
    assert told["cohorts"][1]["change"]["low"] == found[1].change.low
    assert [one["not_compared"] for one in told["cohorts"]] == [None, None, "other-length"]
    assert told["earlier"] == "over-the-years.v1"
    assert [one["cohort"] for one in told["measured_again"]] == ["2020", "2021"]
    page_csv = visitor.get(f"/en/releases/{NAME}/over-the-years.csv?{WOMEN}").content.decode()
    lines = list(csv.DictReader(page_csv.splitlines()))
    assert float(lines[0]["number"]) == found[0].count.number
    assert lines[0]["reported_by"] == "B; Réseau <b>"


def test_programs_are_told_what_cannot_be_asked(visitor, visit, published):
    address = f"/api/v1/releases/{NAME}/over-the-years"
    assert visitor.get(f"{address}?where[cohort]=2020").status_code == 400
    other = visit(published)
    name = next(iter(other.get("/api/v1/releases").json()["releases"]))["name"]
    assert other.get(f"/api/v1/releases/{name}/over-the-years").status_code == 404


@pytest.fixture(scope="module")
def linked_editions(tmp_path_factory):
    """An edition of linked tables of two years."""
    folder = tmp_path_factory.mktemp("linked-years")
    series, catalogue = folder / "series", folder / "catalogue"
    catalogue.mkdir()
    codebook, everybody = write_linked(folder, 400)
    lanterne.begin_series(series, codebook, ["2023", "2024"], 8.0, people=1000)
    with few_starts():
        for year, victims in ((2023, 200), (2024, 400)):
            cases = first_victims(everybody, victims, folder / f"cases-{year}")
            lanterne.deliver(series, cases, year, reported_by=["A"])
    publish(
        lanterne.draw_edition(series, out=folder / "edition").release,
        catalogue,
        notice(1, "linked"),
    )
    return catalogue


def first_victims(everybody, number, folder):
    """The first of the victims, with their links."""
    shutil.copytree(everybody, folder)
    victims = pl.read_csv(everybody / "victims.csv", infer_schema=False).head(number)
    links = pl.read_csv(everybody / "links.csv", infer_schema=False)
    victims.write_csv(folder / "victims.csv")
    links.filter(pl.col("victim").is_in(victims["victim"].to_list())).write_csv(
        folder / "links.csv"
    )
    return folder


def test_of_linked_tables_victims_or_perpetrators_are_followed(linked_editions, visit):
    visitor, edition = visit(linked_editions), lanterne.load(linked_editions / "linked.v1")
    address = "/en/releases/linked.v1/over-the-years/"
    victims = page(visitor, address)
    assert "different people, and can be compared" in victims
    assert 'href="?people=perpetrators"' in victims
    text = page(visitor, f"{address}?people=perpetrators&where[IP_Gender]=Male")
    assert "do not add up to people" in text
    assert '<input type="hidden" name="people" value="perpetrators">' in text
    found = trend(edition, [("IP_Gender", "Male")], "perpetrators")
    for one in found:
        assert f"{one.count.number:,.0f} <bdi" in text
    told = visitor.get("/api/v1/releases/linked.v1/over-the-years?people=perpetrators").json()
    assert told["people"] == "perpetrators"
    assert (
        told["cohorts"][0]["count"]["number"] == trend(edition, [], "perpetrators")[0].count.number
    )
    assert page(visitor, f"{address}?people=links", 400)
    assert page(visitor, f"{address}?people=perpetrators&where[gender]=Male", 400)
