"""Pages of countries and themes: who has one, what it says, and that its numbers are published."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import quote, urlencode

import polars as pl
import pytest
from django.test import override_settings
from shelf import GROUPED, NETWORK, TABLE

from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.coded import coded
from lanterne.hub.portal.figures.figure import Kind
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.profiles import subjects
from lanterne.hub.portal.profiles.profile import profile_of
from lanterne.hub.portal.profiles.subjects import topics

NAMES = (TABLE, NETWORK, GROUPED)
LANGUAGES = ("en", "fr", "es", "ar")
COLUMNS = {
    TABLE: ("threat", "debt"),
    GROUPED: ("threat", "debt"),
    NETWORK: (
        *("citizenship", "countryOfExploitation"),
        *("UN_COO_Region", "UN_COE_Region", "isForcedLabour", "isSexualExploit"),
    ),
}
"""Columns on places, forms of exploitation and means of control."""


def api(name, *more):
    return "/".join([f"/api/v1/releases/{quote(name)}/profiles", *more])


def lines(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def text_of(page):
    """What a person reads, each part after the other."""
    return plain(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def plain(text):
    """The words, without breaks of lines and the signs that nobody sees."""
    return " ".join(re.sub("[\u2066-\u2069]", "", text).split())


def number(text):
    return float(text) if text else None


@pytest.mark.parametrize("name", [TABLE, NETWORK])
def test_whoever_can_be_counted_has_a_page_and_nobody_else(hub, made, name):
    """By the file of published counts itself."""
    edition = Catalogue(made).get(name)
    known = set(edition.people[0].table.names) & set(COLUMNS[name])
    assert len(known) >= 2
    expected = {}
    for people in edition.people:
        alone = people.counts.filter(pl.col("length") == 1, pl.col("estimate_low") > 0)
        for column, value, *bounds in alone.select(
            *("column_1", "value_1", "estimate", "estimate_low", "estimate_high")
        ).iter_rows():
            is_tick = people.table.column(column).traits.flag
            if column in COLUMNS[name] and (value == "1" or not is_tick):
                expected[people.table.name, column, value] = tuple(bounds)
    found = {
        (one["people"], one["column"], one["answer"]): tuple(
            float(one[key]) for key in ("estimate", "estimate_low", "estimate_high")
        )
        for one in lines(hub.get(f"{api(name)}.csv"))
    }
    assert found == expected
    assert len(found) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_list_page_and_data_say_the_same(hub, name):
    listed = hub.get(api(name)).json()["profiles"]
    table = lines(hub.get(f"{api(name)}.csv"))
    assert [one["name"] for one in table] == [one["name"] for one in listed]
    assert len({one["name"] for one in listed}) == len(listed) >= 2
    page = hub.get(f"/fr/releases/{quote(name)}/profiles/").content.decode()
    for one, line in zip(listed, table, strict=True):
        assert f'href="/fr/releases/{quote(name)}/profiles/{one["name"]}/"' in page
        assert (one["rows"], one["answered"]) == (int(line["rows"]), int(line["answered"]))
        given = one["published"] and one["published"]["estimate"]
        assert given == number(line["estimate"])
        assert hub.get(one["url"]).json().items() >= one.items()
    first = listed[0]
    for language in LANGUAGES:
        shown = hub.get(f"/{language}/releases/{quote(name)}/profiles/{first['name']}/")
        assert plain(first["reading"][language]) in text_of(shown)
        assert "<script" not in shown.content.decode().replace("&lt;script", "")


@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_the_count_of_these_people(hub, name):
    """Each as the counts of the API have it, asked for one by one."""
    asked = 0
    for one in hub.get(api(name)).json()["profiles"][:3]:
        for line in lines(hub.get(f"{one['url']}.csv"))[:40]:
            where = {line["column"]: line["answer"], one["column"]: one["answer"]}
            if line["second_column"]:
                where[line["second_column"]] = line["second_answer"]
            query = {f"where[{column}]": answer for column, answer in where.items()}
            address = f"/api/v1/releases/{quote(name)}/counts"
            told = hub.get(f"{address}?{urlencode({'people': one['people'], **query})}").json()
            (count,) = told["counts"]
            assert count["rows"] == int(line["rows"])
            bounds = [number(line[key]) for key in ("estimate", "estimate_low", "estimate_high")]
            published = count["published"]
            assert bounds == (list(published.values()) if published else [None] * 3)
            asked += 1
    assert asked >= 5


def test_what_too_few_gave_is_left_out_and_said(hub):
    """Every line of the CSV is on the page, or counted among those that are not."""
    (first, *_) = hub.get(api(NETWORK)).json()["profiles"]
    page = hub.get(f"/en/releases/{NETWORK}/profiles/{first['name']}/").content.decode()
    table = lines(hub.get(f"{first['url']}.csv"))
    sections = dict(re.findall(r'<h3 id="([\w-]+)">(.*?)(?=<h3 |id="cannot")', page, re.S))
    assert {line["figure"] for line in table} <= set(sections)
    for name, section in sections.items():
        shown = section.partition("<tbody>")[2].count("<tr") - 1  # and that without an answer
        more = re.search(r"too few to say; the CSV file has them: (\d+)", section)
        several = [line for line in table if line["figure"] == name]
        assert shown + int(more[1] if more else 0) == len(several)


def test_figures_are_those_of_which_counts_were_published_with_the_answer(hub, made):
    """Of age and gender each is alone, where both together were not counted with the answer."""
    edition = Catalogue(made).get(NETWORK)
    topic = topics(edition)[0]
    subject = topic.subjects[0]
    has, column = coded(subject.people).published.has, subject.answer.column
    expected, lacking = set(), set()
    for plan in plans(edition):
        if plan.people is not subject.people or column in plan.columns:
            continue
        across = {plan.across.name} if plan.across else set()
        named = {plan.name: [{column.name, row.name, *across} for row in plan.rows]}
        if plan.kind is Kind.AGE_SEX and not any(map(has, named[plan.name])):
            named = {
                f"answers-{one.name.lower()}": [{column.name, one.name}] for one in plan.columns
            }
        for name, together in named.items():
            (expected if any(map(has, together)) else lacking).add(name)
    profile = profile_of(edition, topic, subject)
    assert {part.plan.name for part in profile.parts} == expected
    assert len(profile.lacking) == len(lacking)
    page = text_of(hub.get(f"/en/releases/{NETWORK}/profiles/{subject.name}/"))
    assert ("What was not published together with this answer" in page) == bool(lacking)
    assert "What these data cannot tell you" in page


def test_a_release_without_counts_says_that_there_is_no_interval(hub):
    page = text_of(hub.get(f"/en/releases/{GROUPED}/profiles/threat/"))
    assert "rows of the release have this answer: Threat" in page
    assert "There is no interval." in page
    assert "This release has no published counts." in page
    with_counts = text_of(hub.get(f"/en/releases/{quote(TABLE)}/profiles/threat/"))
    assert re.search(r"About \d+ people, between \d+ and \d+, have this answer: ", with_counts)
    assert "There is no interval." not in with_counts


def test_where_pages_become_files_those_of_most_people_have_one(hub, made):
    edition = Catalogue(made).get(NETWORK)
    whole = topics(edition)
    with override_settings(LANTERNE_MOST_PROFILES=1):
        short = topics(edition)
        page = text_of(hub.get(f"/en/releases/{NETWORK}/profiles/"))
    assert len(short) == len(whole)
    for one, every in zip(short, whole, strict=True):
        (only,) = one.subjects
        assert only.number == max(subject.number for subject in every.subjects)
        assert one.left_off == len(every.subjects) - 1
        if one.left_off:
            assert f"Further answers, without a page here: {one.left_off}" in page


def test_a_release_without_such_columns_says_so(hub, monkeypatch):
    monkeypatch.setattr(subjects, "plans", lambda _edition: ())
    assert "This release has no such pages" in text_of(hub.get(f"/en/releases/{NETWORK}/profiles/"))


@pytest.mark.parametrize("wanted", ["nobody", "citizenship-fra-99", "threat"])
def test_of_others_there_is_no_page(hub, wanted):
    assert hub.get(f"/en/releases/{NETWORK}/profiles/{wanted}/").status_code == 404
    assert hub.get(api(NETWORK, wanted)).status_code == 404
