"""Counts, held against counting by hand."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import polars as pl
import pytest
from django.http import QueryDict
from shelf import COLUMNS, GROUPED, NETWORK, TABLE

from lanterne.hub.portal import coded as coded_module
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.coded import FILTERS_KEPT, Coded
from lanterne.hub.portal.counts import count
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.query import question_in

SPLIT = {"work[x]&y"}
GROUP = {"threat": ("threat", "debt"), "debt": ("threat", "debt")}
MISSING = {"", "?"}


@pytest.fixture(scope="module")
def edition(made):
    found = Catalogue(made).get(TABLE)
    assert isinstance(found, Edition)
    return found


def ask(edition, by=(), where=None, **more):
    query = QueryDict(mutable=True)
    query.setlist("by", by)
    for name, answer in (where or {}).items():
        query[f"where[{name}]"] = answer
    query.update(more)
    return count(question_in(query, edition, 3))


def rows_of(edition, file="people"):
    path = edition.folder / "data" / f"{file}.csv"
    return pl.read_csv(path, infer_schema=False).fill_null("").to_dicts()


def answers(row, name):
    text = "" if row[name] in MISSING else row[name]
    return text.split(";") if name in SPLIT else [text]


def by_hand(rows, by, where):
    matching = [row for row in rows if all(where[name] in answers(row, name) for name in where)]
    found = Counter(
        given for row in matching for given in product(*(answers(row, name) for name in by))
    )
    answered = sum(
        all(any(answers(row, one) != [""] for one in GROUP.get(name, (name,))) for name in by)
        for row in matching
    )
    return found, len(matching), answered


def published_by_hand(edition, by, where):
    """Answers → estimate and bounds, from the file, read line by line."""
    path = edition.folder / "aggregates" / "aggregates.csv"
    found = {}
    for line in pl.read_csv(path, infer_schema=False).fill_null("").to_dicts():
        pairs = {line[f"column_{i}"]: line[f"value_{i}"] for i in (1, 2, 3) if line[f"column_{i}"]}
        once = len(pairs) == int(line["length"])  # two members of a set are another question
        if (
            once
            and set(pairs) == {*by, *where}
            and all(pairs[name] == where[name] for name in where)
        ):
            bounds = ("estimate", "estimate_low", "estimate_high")
            found[tuple(pairs[name] for name in by)] = tuple(float(line[name]) for name in bounds)
    return found


QUESTIONS = [
    *((by, {}) for size in (0, 1, 2, 3) for by in combinations(COLUMNS, size)),
    (("year",), {"gender": "Woman"}),
    (("threat",), {"gender": "Man & co", "year": "2020"}),
    (("papers",), {"work[x]&y": "farm"}),
    (("work[x]&y",), {"papers": "lent;own"}),
    (("gender", "debt"), {"work[x]&y": "mine", "year": "2019"}),
    ((), {"gender": "Woman"}),
    (("gender",), {"year": "2022"}),
]


@pytest.mark.parametrize(("by", "where"), QUESTIONS, ids=str)
def test_counts_are_those_of_the_files(edition, by, where):
    told = ask(edition, by, where)
    found, matching, answered = by_hand(rows_of(edition), by, where)
    assert {one.answers: one.rows for one in told.counts if one.rows} == dict(found) or not matching
    assert (told.matching, told.answered) == (matching, answered)
    published = published_by_hand(edition, by, where)
    assert {
        one.answers: (one.published.estimate, one.published.low, one.published.high)
        for one in told.counts
        if one.published
    } == published
    assert told.publishable == (0 < len(by) + len(where) <= 3)
    assert len({one.answers for one in told.counts}) == len(told.counts)


def test_what_is_kept_of_earlier_questions_changes_no_later_one(edition):
    """More filters than are kept, twice, so that some are kept and some made anew."""
    columns = edition.people[0].table.columns
    rows = rows_of(edition)
    asked = [
        (by.name, {one.name: answer})
        for one in columns
        for answer in one.codes
        for by in columns
        if by != one and not (by.name in SPLIT or one.name in SPLIT)
    ]
    assert len({str(where) for _by, where in asked}) > FILTERS_KEPT
    for by, where in (*asked, *reversed(asked)):
        told = ask(edition, (by,), where)
        found, matching, _answered = by_hand(rows, (by,), where)
        assert {one.answers: one.rows for one in told.counts if one.rows} == dict(found)
        assert told.matching == matching
        assert ask(edition, (by,)).matching == len(rows)


@pytest.mark.parametrize("name", COLUMNS)
def test_texts_counted_one_by_one_are_those_counted_all_at_once(edition, name, monkeypatch):
    people = edition.people[0]
    column = people.table.column(name)
    told = []
    for some in (0, 1_000):
        monkeypatch.setattr(coded_module, "SOME", some)
        fresh = Coded(people)
        woman = fresh.passing({"gender": "Woman"})
        told.append((fresh.count([column], None), fresh.count([column], woman)))
    assert told[0] == told[1]
    assert told[0][0] != told[0][1]


def test_most_questions_have_published_counts(edition):
    """Else the test above would compare nothing with nothing."""
    assert sum(bool(published_by_hand(edition, by, where)) for by, where in QUESTIONS) > 20


def test_four_answers_together_have_no_published_count(edition):
    where = {"gender": "Woman", "year": "2020", "debt": "1"}
    told = ask(edition, ("threat",), where)
    assert not told.publishable
    assert not any(one.published for one in told.counts)
    assert told.matching == by_hand(rows_of(edition), (), where)[1]


def test_a_k_method_has_rows_and_nothing_published(made):
    grouped = Catalogue(made).get(GROUPED)
    told = ask(grouped, ("gender",))
    assert not told.publishable
    assert not any(one.published for one in told.counts)
    assert sum(one.rows for one in told.counts) == len(rows_of(grouped))


def test_of_linked_tables_both_kinds_of_people_are_counted(made):
    linked = Catalogue(made).get(NETWORK)
    for table in ("victims", "perpetrators"):
        told = ask(linked, (), people=table)
        assert told.matching == len(rows_of(linked, table))
    victims, links = rows_of(linked, "victims"), rows_of(linked, "links")
    (key,) = set(victims[0]) & set(links[0])
    shared = Counter(link[key] for link in links)
    alone = sum(shared[row[key]] == 1 for row in victims)
    told = ask(linked, ("perpetrators",), people="victims")
    assert {one.answers: one.rows for one in told.counts}[("1",)] == alone
