"""Pages of countries and themes: who has one, what it says, and that its numbers are published."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html import unescape
from urllib.parse import quote, urlencode

import polars as pl
import pytest
from django.test import override_settings
from hypothesis import example, given
from hypothesis import strategies as st
from shelf import BOOK, GROUPED, NETWORK, TABLE, write_people

import lanterne
from lanterne.codebook.model import Column, ColumnType, Value
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.coded import coded
from lanterne.hub.portal.counts import Count
from lanterne.hub.portal.figures.asked import Asked
from lanterne.hub.portal.figures.bars import MOST_ROWS
from lanterne.hub.portal.figures.figure import Answer, Figure, Item, Kind
from lanterne.hub.portal.figures.find import plans, unique_names
from lanterne.hub.portal.figures.grouped import Group, Grouped, key_of
from lanterne.hub.portal.figures.numbers import yes
from lanterne.hub.portal.profiles import subjects
from lanterne.hub.portal.profiles.profile import Part, profile_of
from lanterne.hub.portal.profiles.subjects import slug, topics
from lanterne.hub.portal.published import PublishedCount

NAMES = (TABLE, NETWORK)
LANGUAGES = ("en", "fr", "es", "ar")
COLUMNS = {
    TABLE: ("threat", "debt"),
    NETWORK: (
        *("citizenship", "countryOfExploitation"),
        *(
            "UN_COO_Region",
            "UN_COE_Region",
            "IP_citizen_UNRegion",
            "isForcedLabour",
            "isSexualExploit",
        ),
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
    own = {table.name: table.names for table in edition.release.codebook.tables}
    for people in edition.people:
        alone = people.counts.filter(pl.col("length") == 1, pl.col("estimate_low") > 0)
        for column, value, *bounds in alone.select(
            *("column_1", "value_1", "estimate", "estimate_low", "estimate_high")
        ).iter_rows():
            is_tick = people.table.column(column).traits.flag
            there = column in COLUMNS[name] and column in own[people.table.name]
            if there and (value == "1" or not is_tick):
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


@pytest.mark.parametrize("name", NAMES)
def test_what_can_be_said_is_shown_and_the_rest_is_numbered(hub, made, name):
    """By the lines of the CSV: of a figure without an order those that an interval keeps off 0."""
    ordered = {plan.name for plan in plans(Catalogue(made).get(name)) if plan.ordered}
    for one in hub.get(api(name)).json()["profiles"][:4]:
        address = f"/en/releases/{quote(name)}/profiles/{one['name']}/"
        page = hub.get(address).content.decode()
        table = lines(hub.get(f"{one['url']}.csv"))
        sections = dict(re.findall(r'<h3 id="([\w-]+)">(.*?)(?=<h3 |id="cannot")', page, re.S))
        said = {line["figure"] for line in table if (number(line["estimate_low"]) or 0) > 0}
        assert said == set(sections)
        silent = profile_titled(page, "Where there are too few people with this answer to say more")
        every = {part["figure"] for part in hub.get(one["url"]).json()["figures"]}
        assert silent == len(every - said)
        for figure, section in sections.items():
            several = [line for line in table if line["figure"] == figure]
            known = [line for line in several if (number(line["estimate_low"]) or 0) > 0]
            shown = section.count('<th scope="row">') - 1  # and those without an answer
            few = re.search(r"Not shown, as there are too few to say: (\d+)", section)
            if figure in ordered:
                assert few is None
            elif "answers-" not in figure:  # a column alone may have an order too
                assert shown == min(len(known), MOST_ROWS)
                assert int(few[1] if few else 0) == len(several) - len(known)


def profile_titled(page: str, title: str) -> int:
    """How many lines stand in the section of that title; 0: there is none."""
    found = re.search(rf">{title}</h2>\n<ul>(.*?)</ul>", page, re.S)
    return found[1].count("<li>") if found else 0


def test_more_than_a_dozen_known_answers_are_told_from_too_few(hub, made):
    """Those after the first dozen are in the CSV, and are not called too few to say."""
    plan = next(one for one in plans(Catalogue(made).get(NETWORK)) if not one.ordered)
    label = ({"en": "An answer"},)

    def item(code, published):
        answers = tuple(Answer(column, code, label) for column in plan.columns)
        return Item(answers, 30, published, 0.1, counted=True)

    many = [item(f"c{n}", PublishedCount(30.0, 20.0, 40.0)) for n in range(20)]
    figure = Figure(plan, (*many, item("few", None)), 630, 630, counted=True)
    group = Group(None, Count((), 630, None, None), figure)
    told = Grouped(plan, Asked({}), (group,), tuple(map(key_of, figure.items)), (), ())
    part = Part(plan, told)
    (panel,) = part.panels.panels
    assert (len(panel.first), len(panel.others)) == (MOST_ROWS, 0)
    assert (part.few, part.left_off) == (1, len(many) - MOST_ROWS)
    empty = replace(figure, items=())
    nothing = replace(told, groups=(replace(group, figure=empty),), order=())
    assert replace(part, told=nothing).reading.startswith("There are too few people to say")


def test_figures_are_those_of_which_counts_were_published_with_the_answer(hub, made):
    """Of two columns of which one is its own, or that were not counted with it, each alone."""
    edition = Catalogue(made).get(NETWORK)
    topic = topics(edition)[0]
    subject = topic.subjects[0]
    has, column = coded(subject.people).published.has, subject.answer.column
    profile = profile_of(edition, topic, subject)
    shown = {tuple(one.name for one in part.plan.columns): part for part in profile.parts}
    assert len(shown) == len(profile.parts)
    for plan in plans(edition):
        if plan.people is not subject.people:
            continue
        across = {plan.across.name} if plan.across else set()
        together = any(has({column.name, row.name, *across}) for row in plan.rows)
        names = tuple(one.name for one in plan.columns)
        if column not in plan.columns:
            assert (names in shown and shown[names].is_figure) == together
        if column in plan.columns or (plan.kind is Kind.AGE_SEX and not together):
            for name in {one.name for one in plan.columns} - {column.name}:
                assert (not plan.flags and (name,) in shown) == has({column.name, name})
    page = text_of(hub.get(f"/en/releases/{NETWORK}/profiles/{subject.name}/"))
    assert ("What was never counted together with this answer" in page) == bool(profile.lacking)
    assert "What these data cannot tell you" in page


def test_beside_a_tick_box_stand_the_others_of_its_group(hub, made):
    edition = Catalogue(made).get(TABLE)
    (topic,) = topics(edition)
    for subject in topic.subjects:
        parts = profile_of(edition, topic, subject).parts
        (rest,) = (part for part in parts if part.plan.flags)
        assert {one.name for one in rest.plan.rows} == {"debt", "threat"} - {
            subject.answer.column.name
        }
        page = text_of(hub.get(f"/en/releases/{quote(TABLE)}/profiles/{subject.name}/"))
        assert "One person may give several answers" in page


def test_the_sentence_can_stand_alone(hub):
    page = text_of(hub.get(f"/en/releases/{quote(TABLE)}/profiles/threat/"))
    assert re.search(
        r"People <i> in these data with the answer “Threat: Yes”: about \d+ "
        r"\(95% confidence interval: \d+ to \d+\)\.",
        page,
    )


def test_where_no_counts_were_published_nobody_has_a_page(hub, tmp_path, visit):
    """There rows may be real: a page of a rare answer would be about one person."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    cases = write_people(tmp_path / "cases.csv", 200)
    method = {"method": "k-anonymised", "quasi_identifiers": ["year"], "k": 3}
    lanterne.anonymise(cases, BOOK, out=shelf / "real", **method)
    assert_nobody_has_a_page(hub, GROUPED)
    assert_nobody_has_a_page(visit(shelf), "real")


def assert_nobody_has_a_page(visitor, name):
    assert visitor.get(api(name)).json() == {"profiles": []}
    page = visitor.get(f"/en/releases/{name}/profiles/")
    assert "This release has no such pages" in text_of(page)
    assert visitor.get(f"/en/releases/{name}/profiles/threat/").status_code == 404


@given(st.lists(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=3), max_size=8))
@example([["تهديد"], ["دين"], ["region", "مصر"], ["region", "ليبيا"], ["a b"], ["a", "b"], ["?"]])
def test_every_name_can_stand_in_an_address(several):
    names = list(unique_names(map(slug, several)))
    assert len(set(names)) == len(several)
    assert all(re.fullmatch(r"[-a-zA-Z0-9_]+", name) for name in names)
    assert slug(["region", "مصر"]) not in {slug(["region", "ليبيا"]), slug(["region"])}


def test_no_two_answers_of_a_release_have_one_name(made):
    """Neither in a column nor in several: here all answers of two columns would."""
    edition = Catalogue(made).get(TABLE)
    (people,) = edition.people
    label = {"en": "x"}

    def column(name, kind, *codes):
        return Column(name, kind, tuple(Value(code, label) for code in codes), label)

    columns = [
        column("work", ColumnType.CATEGORY, "a b", "a-b", "c"),
        column("work a", ColumnType.CATEGORY, "b"),
        column("work-c", ColumnType.FLAG, "0", "1"),
    ]
    names = subjects._names(edition, [(people, one) for one in columns])
    assert list(names.values()) == ["work-a-b", "work-a-b-2", "work-c", "work-a-b-3", "work-c-2"]
    assert ("people", "work-c", "0") not in names


def test_of_a_box_with_several_answers_none_is_taken_for_yes():
    label = {"en": "x"}

    def box(*codes):
        return Column("x", ColumnType.FLAG, tuple(Value(code, label) for code in codes), label)

    assert [yes(box("1")), yes(box("0", "1")), yes(box("yes"))] == ["1", "1", "yes"]
    assert yes(box("no", "yes")) is None


def test_a_sitemap_names_all_other_pages_first(hub):
    text = hub.get("/sitemap.xml").content.decode()
    places = re.findall(r"<loc>[^<]*/en/([^<]*)</loc>", text)
    are = ["/profiles/" in one and not one.endswith("/profiles/") for one in places]
    assert any(are)
    assert are == sorted(are)


def test_where_pages_become_files_those_of_most_people_have_one(hub, made):
    """And have the names that they have elsewhere."""
    edition = Catalogue(made).get(NETWORK)
    whole = topics(edition)
    with override_settings(LANTERNE_MOST_PROFILES=1):
        short = topics(edition)
        page = text_of(hub.get(f"/en/releases/{NETWORK}/profiles/"))
    assert len(short) == len(whole)
    for one, every in zip(short, whole, strict=True):
        (only,) = one.subjects
        assert only == every.subjects[0]
        assert only.published.estimate == max(one.published.estimate for one in every.subjects)
        assert one.left_off == len(every.subjects) - 1
        if one.left_off:
            assert f"Further answers, without a page here: {one.left_off}" in page


def test_a_release_without_such_columns_says_so(hub, monkeypatch):
    for found in ("plans", "regions"):
        monkeypatch.setattr(subjects, found, lambda _edition: ())
    monkeypatch.setattr(subjects, "_all_topics", subjects._all_topics.__wrapped__)  # asked anew
    assert "This release has no such pages" in text_of(hub.get(f"/en/releases/{NETWORK}/profiles/"))


@pytest.mark.parametrize("wanted", ["nobody", "citizenship-fra-99", "threat"])
def test_of_others_there_is_no_page(hub, wanted):
    assert hub.get(f"/en/releases/{NETWORK}/profiles/{wanted}/").status_code == 404
    assert hub.get(api(NETWORK, wanted)).status_code == 404
