"""What a figure says to a question: its numbers by hand, its sentences, and what it cannot say."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import quote

import polars as pl
import pytest
from django.http import QueryDict
from django.utils.translation import override
from shelf import GROUPED, NETWORK, TABLE

from lanterne.hub.languages import LANGUAGES
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.counts import PublishedCount
from lanterne.hub.portal.figures import views
from lanterne.hub.portal.figures.asked import MOST_GROUPS, Asked, asked_in
from lanterne.hub.portal.figures.caption import NO_BREAK
from lanterne.hub.portal.figures.compared import sentences
from lanterne.hub.portal.figures.figure import Answer, Item
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.figures.form import form_of
from lanterne.hub.portal.figures.grouped import Grouped, grouped, published_rows
from lanterne.hub.portal.figures.how_to_read import how_to_read
from lanterne.hub.portal.figures.panels import filters_of, panels_of, tip
from lanterne.hub.portal.lookup import QuestionError
from lanterne.messages.typography import END, ISOLATE

NAME = quote(TABLE)
ROOT = f"/en/releases/{NAME}/figures"


@pytest.fixture(autouse=True)
def undrawn(monkeypatch):
    """No picture is drawn for a question."""

    def refuse(*_any):
        raise AssertionError

    monkeypatch.setattr(views, "drawer", refuse)


@pytest.fixture(scope="module")
def edition(made):
    return Catalogue(made).get(TABLE)


def plan_of(edition, name):
    (found,) = (plan for plan in plans(edition) if plan.name == name)
    return found


def ask(edition, name, query, *, strict=True):
    plan = plan_of(edition, name)
    return grouped(plan, asked_in(QueryDict(query), plan, edition, strict=strict))


def published_by_hand(edition):
    """Answers → estimate and bounds, from the file, line by line."""
    file = edition.folder / "aggregates" / "aggregates.csv"
    bounds = ("estimate", "estimate_low", "estimate_high")
    found = {}
    for line in pl.read_csv(file, infer_schema=False).fill_null("").to_dicts():
        pairs = [(line[f"column_{n}"], line[f"value_{n}"]) for n in (1, 2, 3)]
        key = frozenset(pair for pair in pairs if pair[0])
        if len({column for column, _value in key}) == int(line["length"]):
            found[key] = tuple(float(line[name]) for name in bounds)
    return found


def rows_by_hand(edition, where):
    rows = pl.read_csv(edition.folder / "data" / "people.csv", infer_schema=False).fill_null("")
    return rows.filter(*(pl.col(name) == code for name, code in where.items()))


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("trend-year", "where[gender]=Woman"),
        ("trend-year", "by=gender"),
        ("trend-year", "by=gender&where[debt]=1"),
        ("means-means", "by=year&where[gender]=Woman"),
        ("means-means", "by=gender&group=Woman"),
        ("answers-papers", "where[year]=2020"),
    ],
)
def test_numbers_are_those_of_the_files(edition, name, query):
    told, published = ask(edition, name, query), published_by_hand(edition)
    compared, of_three = 0, bool(told.asked.where) and told.asked.by is not None
    for group in told.groups:
        where = dict(told.asked.where)
        if group.answer is not None:
            where[group.answer.column.name] = group.answer.code
        rows = rows_by_hand(edition, where)
        flags = [c.name for c in plan_of(edition, name).rows]
        answered = rows.filter(pl.any_horizontal(~pl.col(f).is_in(["", "?"]) for f in flags))
        assert (group.figure.matching, group.figure.answered) == (rows.height, answered.height)
        assert group.size.rows == rows.height
        for item in group.figure.items:
            assert item.rows == rows_by_hand(edition, where | item.codes).height
            assert item.share == item.rows / answered.height
            said = item.published and tuple(item.published)
            assert said == published.get(frozenset((where | item.codes).items()))
            compared += said is not None
    assert compared or of_three, "nothing was compared with nothing; noise may hide all of three"


def test_of_columns_without_counts_together_nothing_is_made_up(edition):
    """Four columns at once were never counted; three not always."""
    told = ask(edition, "trend-year", "by=gender&where[debt]=1&where[threat]=1")
    assert told.groups == ()
    published = {frozenset(c for c, _v in key) for key in published_by_hand(edition)}
    published |= edition.people[0].together.columns  # too few to say of any answers
    for plan in plans(edition):
        for column in plan.people.table.columns:
            for other in plan.people.table.columns:
                more = {column.name, other.name}
                has = {row.name for row in plan.rows if {row.name, *more} in published}
                assert {row.name for row in published_rows(plan, sorted(more))} == has


def test_tick_boxes_without_counts_are_named_and_none_comes_first(edition, monkeypatch):
    plan = plan_of(edition, "means-means")
    monkeypatch.setattr(
        "lanterne.hub.portal.figures.grouped.published_rows", lambda plan, _more: plan.rows[:1]
    )
    told = grouped(plan, Asked({"gender": "Woman"}))
    assert [column.name for column in told.unpublished] == ["debt"]
    text = panels_of(told)
    assert "Most often" not in text.reading
    assert "comes first" not in text.reading
    assert any("Debt" in note for note in text.notes)


def test_a_form_offers_what_can_be_answered(edition):
    for plan in plans(edition):
        form = form_of(plan, Asked({}), None)
        assert form.fields
        for field in form.fields:
            for option in field.options:
                told = grouped(plan, Asked({field.column.name: option.code}))
                assert told.groups, (plan.name, field.column.name)
        chosen = Asked({form.fields[0].column.name: form.fields[0].options[0].code})
        for option in form_of(plan, chosen, grouped(plan, chosen)).by:
            by = plan.people.table.column(option.code)
            assert grouped(plan, Asked(chosen.where, by)).groups


def test_where_nothing_can_be_said_the_page_says_what_can_be(hub):
    text = hub.get(f"{ROOT}/trend-year/?by=gender&where[debt]=1&where[threat]=1").content.decode()
    assert "These columns were never counted together, so there is no count of them." in text
    assert "explorer" in text
    assert 'class="panel"' not in text
    kept = re.findall(r'href="\?([^"]*)" title="Remove the filter"', text)
    assert len(kept) == 2
    more = [hub.get(f"{ROOT}/trend-year/?{unescape(query)}").content.decode() for query in kept]
    assert any('class="panel"' in page for page in more)


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
@pytest.mark.parametrize("name", [TABLE, NETWORK, GROUPED])
def test_every_page_has_sentence_table_denominator_and_source(hub, made, name, language):
    """By rule: what states a number has its interval, what it is of, and where it comes from."""
    edition = Catalogue(made).get(name)
    for plan in plans(edition)[:4]:
        form = form_of(plan, Asked({}), None)
        if not form.fields or not form.fields[0].options:
            continue
        field = form.fields[0]
        for query in (
            f"by={quote(field.column.name)}",
            f"where[{quote(field.column.name)}]={quote(field.options[0].code)}",
        ):
            answer = hub.get(f"/{language}/releases/{quote(name)}/figures/{plan.name}/?{query}")
            assert answer.status_code == 200
            text = answer.content.decode()
            told = ask(edition, plan.name, query)
            with override(language):
                said = sentences(told, filters_of(plan, told.asked))
            assert said in unescape(text)
            assert text.count("<table") >= len(told.groups) > 0
            assert text.count('class="small size"') == len(told.groups)
            assert f"/{language}/releases/{quote(name)}/" in text
            assert ("<strong>" in text) == (not plan.counted)
            assert "<script" not in text.replace("&lt;script", "")


def test_no_sentence_is_contradicted_by_an_interval(made):
    """Whatever is said to be more has its lower end above the other's upper end."""
    claims = 0
    for name in (TABLE, NETWORK):
        edition = Catalogue(made).get(name)
        for plan in plans(edition):
            for option in form_of(plan, Asked({}), None).by:
                told = grouped(plan, Asked({}, plan.people.table.column(option.code)))
                with override("en"):
                    text = sentences(told, ())
                if "there are more in" not in text or "not clear" in text:
                    continue
                plain = text.translate(dict.fromkeys(map(ord, (ISOLATE, END, NO_BREAK))))
                numbers = re.findall(r"about [\d,]+ \(([\d,]+)–([\d,]+)\)", plain)
                (low, _), (_, high) = [
                    tuple(int(part.replace(",", "")) for part in pair) for pair in numbers
                ]
                assert low >= high, text
                claims += 1
    assert claims > 2


def test_overlapping_groups_are_not_told_apart(edition):
    told = ask(edition, "trend-year", "by=gender")
    first, second = told.groups[:2]
    key = told.order[0]

    def with_count(group, estimate, low, high):
        column = told.plan.rows[0]
        answer = Answer(column, key[0][1], (column.values[0].label,))
        item = Item((answer,), 5, PublishedCount(estimate, low, high), None, counted=True)
        made = type(group)(group.answer, group.size, group.figure)
        made.__dict__["items"] = {key: item}
        return made

    def said(*groups):
        with override("en"):
            return sentences(Grouped(told.plan, told.asked, groups, (key,), (), ()), ())

    apart = said(with_count(first, 90, 80, 100), with_count(second, 50, 40, 79))
    assert "there are more in" in apart
    touching = said(with_count(first, 90, 80, 100), with_count(second, 50, 40, 80))
    assert "the intervals overlap" in touching
    few = said(with_count(first, 90, 80, 100), with_count(second, 5, 0, 300))
    assert "too few to say" in few
    assert "more" not in few


def test_a_column_over_time_says_its_number_to_keyboard_and_pointer(hub, edition):
    text = hub.get(f"{ROOT}/trend-year/?by=gender").content.decode()
    tips = [
        unescape(one) for one in re.findall(r'type="radio" name="[^"]+" aria-label="([^"]*)"', text)
    ]
    told = ask(edition, "trend-year", "by=gender")
    assert len(tips) == len(told.groups) * len(told.order)
    panels = panels_of(told)
    with override("en"):
        lines = [line for panel in panels.panels for line in panel.first]
        assert tips == [tip(line) for line in lines]
    assert any(re.fullmatch(r"\d{4}: [\d,]+ \([\d,]+–[\d,]+\)", one) for one in tips)


@pytest.mark.parametrize("name", [TABLE, NETWORK, GROUPED])
def test_every_kind_of_figure_says_how_it_is_read(made, name):
    said = set()
    for plan in plans(Catalogue(made).get(name)):
        with override("en"):
            sentences = how_to_read(plan)
        said.add(sentences)
        assert len(sentences) >= 2
        assert ("Noise" in " ".join(sentences)) == plan.counted
        assert ("both answers" in " ".join(sentences)) == (plan.across is not None)
    assert len(said) > 1


def test_years_of_which_nothing_can_be_said_keep_their_rows(edition):
    """In a group with too few, the rows of every year are still those of the file."""
    told = ask(edition, "trend-year", "by=papers")
    for group in told.groups:
        where = {"papers": group.answer.code}
        for key in told.order:
            rows = rows_by_hand(edition, where | dict(key)).height
            assert group.items[key].rows == rows


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("where[year]=2020", 404),
        ("by=year", 404),
        ("by=nothing", 404),
        ("where[gender]=Nobody", 404),
        ("by=gender&group=Nobody", 404),
        ("by=gender&where[gender]=Woman", 400),
        ("bye=gender", 400),
        ("by=gender&" + "&".join(f"group=Woman{n}" for n in range(MOST_GROUPS + 1)), 400),
        ("&".join(["by=gender", *["group="] * (MOST_GROUPS + 1)]), 400),
    ],
)
def test_what_cannot_be_asked(hub, query, status):
    assert hub.get(f"/api/v1/releases/{NAME}/figures/trend-year?{query}").status_code == status


def test_all_that_is_wrong_is_said_at_once(edition):
    with pytest.raises(QuestionError) as error:
        ask(edition, "trend-year", "bye=1&where[year]=2020&where[gender]=x&where[nothing]=1")
    assert len(error.value.problems) == 4


def test_what_a_form_leaves_open_asks_nothing(hub, edition):
    told = ask(edition, "trend-year", "by=&where[gender]=Woman&where[debt]=&group=7", strict=False)
    assert told.asked == Asked({"gender": "Woman"})
    page = hub.get(f"{ROOT}/trend-year/?fbclid=abc&where[gender]=Woman").content.decode()
    assert 'class="panel"' in page


@pytest.mark.parametrize("query", ["by=gender", "where[gender]=Woman", "by=gender&where[debt]=1"])
def test_json_csv_and_page_say_the_same(hub, query):
    root = f"/api/v1/releases/{NAME}/figures/trend-year"
    told = hub.get(f"{root}?{query}").json()
    lines = list(csv.DictReader(io.StringIO(hub.get(f"{root}.csv?{query}").content.decode())))
    counts = [(group["answer"], one) for group in told["groups"] for one in group["counts"]]
    assert len(counts) == len(lines) > 0
    for (answer, one), line in zip(counts, lines, strict=True):
        assert (line.get("group_answer") or None) == answer
        assert (int(line["rows"]), line["answer"]) == (one["rows"], one["answers"]["year"])
    page = hub.get(f"{ROOT}/trend-year/?{query}").content.decode()
    assert page.count('class="small size"') == len(told["groups"])
    assert set(told["reading"]) == {code for code, _name in LANGUAGES}


def test_in_arabic_a_filter_runs_as_the_page_does(edition):
    """What holds nothing but isolated parts would be taken for a text from left to right."""
    plan = plan_of(edition, "trend-year")
    asked = Asked({"gender": "Woman"})
    with override("ar"):
        text = sentences(grouped(plan, asked), filters_of(plan, asked))
    assert f"{ISOLATE}{ISOLATE}" not in text.partition(".")[0]
