"""The search finds what is there in any language, says what is wrong, and keeps no question."""

from __future__ import annotations

import csv
import io

import pytest
from edition_shelf import FIRST, GONE, PLAIN, REASON, SECOND, THIRD, moment
from portal_visit import page
from shelf import GROUPED, NETWORK, TABLE

from lanterne.catalogue import withdraw
from lanterne.hub.portal.search.words import holds, searchable, words_in

KINDS = ("datasets", "columns", "answers", "terms")


def found(client, query):
    answer = client.get(f"/api/v1/search?{query}")
    assert answer.status_code == 200
    return answer.json()


def names(part):
    return [one["name"] for one in part["hits"]]


@pytest.mark.parametrize(
    ("asked", "text", "there"),
    [
        ("age", "Ages of victims", True),
        ("age", "Language and village", False),
        ("énfant", "ENFANTS", True),
        ("جنس", "الجنس", True),
        ("٢٠٢٠", "Year 2020", True),
        ("broad", "ageBroad", False),  # names of columns alone are taken apart
        ("two words", "words, and two", True),
        ("two three", "words, and two", False),
    ],
)
def test_words(asked, text, there):
    assert holds(searchable([text]), words_in(asked)) is there


def test_columns_and_answers_are_found_by_their_words_in_every_language(hub):
    told = found(hub, "q=homme")
    (man,) = (one for one in told["answers"]["hits"] if one["code"] == "Man & co")
    assert {place["release"] for place in man["places"]} == {TABLE, GROUPED}
    assert man["column"]["name"] == "gender"
    told = found(hub, "q=gender")
    assert "gender" in names(told["columns"])
    (mine,) = (one for one in told["columns"]["hits"] if len(one["places"]) == 2)
    assert {place["release"] for place in mine["places"]} == {TABLE, GROUPED}
    assert told["columns"]["total"] == len(told["columns"]["hits"]) >= 2


def test_a_word_of_the_column_and_one_of_the_answer_find_the_answer(hub):
    told = found(hub, "q=gender+woman&kind=answers")
    assert {one["code"].casefold() for one in told["answers"]["hits"]} == {"woman"}
    assert [told[kind]["total"] for kind in ("datasets", "columns", "terms")] == [0, 0, 0]


def test_the_glossary_is_found(hub):
    assert "epsilon" in names(found(hub, "q=epsilon")["terms"])
    assert not found(hub, "q=epsilon&protection=k-anonymity")["terms"]["hits"]


@pytest.mark.parametrize(
    ("query", "releases"),
    [
        ("publisher=Réseau+<b>", {TABLE}),
        ("licence=CC-BY-4.0", {TABLE}),
        ("protection=k-anonymity", {GROUPED}),
        ("protection=differential-privacy", {TABLE, NETWORK}),
        ("year=1999", set()),
        ("q=linked", {NETWORK}),
        ("q=%3F", set()),
        ("kind=datasets&q=", {TABLE, NETWORK, GROUPED}),
    ],
)
def test_filters(hub, query, releases):
    assert set(names(found(hub, query)["datasets"])) == releases


def test_superseded_editions_are_found_when_they_are_asked_for(visit, published):
    client = visit(published)
    assert names(found(client, "q=survivors")["datasets"]) == [THIRD]
    both = found(client, "q=survivors&editions=all")
    assert set(names(both["datasets"])) == {THIRD, FIRST}
    everything = client.get("/api/v1/search.csv?q=gender&editions=all").content.decode()
    assert THIRD in everything
    for hidden in (SECOND, GONE, PLAIN):  # withdrawn, or published by nobody
        assert hidden not in everything


def test_what_is_withdrawn_is_not_found_any_more(visit, catalogue, tmp_path):
    client = visit(catalogue)
    assert found(client, "q=gender")["columns"]["total"]
    for name in (THIRD, FIRST):
        withdraw(name, catalogue, REASON, archive=tmp_path, withdrawn=moment(20))
    told = found(client, "q=gender&editions=all")
    assert not told["columns"]["total"]
    assert not told["answers"]["total"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_leads_to_where_a_column_stands(hub, language):
    text = page(hub, f"/{language}/search/?q=gender")
    assert f'href="/{language}/releases/people%202026/codebook/#people.gender"' in text
    assert "no-store" in hub.get(f"/{language}/search/?q=gender")["Cache-Control"]
    assert 'value="gender"' in text
    assert "&lt;b&gt;" in page(hub, f"/{language}/search/?publisher=Réseau+<b>")


def test_csv_has_what_json_has(hub):
    told = found(hub, "q=gender")
    lines = list(
        csv.DictReader(io.StringIO(hub.get("/api/v1/search.csv?q=gender").content.decode()))
    )
    for kind in KINDS:
        places = [max(1, len(one.get("places", "x"))) for one in told[kind]["hits"]]
        assert sum(places) == sum(line["kind"] == kind for line in lines)


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ("word=x", "unknown-part"),
        ("q=a&q=b", "twice"),
        ("kind=people", "unknown-choice"),
        ("editions=old", "unknown-choice"),
        ("protection=none", "unknown-choice"),
    ],
)
def test_a_search_that_cannot_be_is_answered_with_what_is_wrong(hub, query, rule):
    answer = hub.get(f"/api/v1/search?{query}")
    assert answer.status_code == 400
    assert {one["rule"] for one in answer.json()["problems"]} == {rule}
    assert "/fr/search/" in page(hub, f"/fr/search/?{query}", status=400)
