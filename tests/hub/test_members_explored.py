"""The explorer counts the members of a small set one by one, where that can be done."""

from __future__ import annotations

import csv
import math
import re
from html import unescape
from urllib.parse import quote

import pytest
from shelf import GROUPED, TABLE

from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.explore import WIDTH, view
from lanterne.hub.portal.figures.asked import Asked
from lanterne.hub.portal.figures.figure import Kind, Plan
from lanterne.hub.portal.figures.grouped import grouped
from lanterne.hub.portal.figures.members_explored import Members, one_by_one
from lanterne.hub.portal.query import Question

ROOT = f"/en/releases/{quote(TABLE)}/explore/"
TOGETHER = "Answers as they were given together:"


def people_of(made, name=TABLE):
    return Catalogue(made).get(name).people[0]


def explored(made, column: str, name=TABLE, **where: str) -> Members | None:
    """The members of a column on the page."""
    edition = Catalogue(made).get(name)
    (people,) = edition.people
    question = Question(people, (people.table.column(column),), where)
    (panel,) = view(question, edition).panels
    return one_by_one(question, panel)


def by_hand(made):
    """Member → its rows, and the sum of the noisy counts of all combinations with it; its reach."""
    with (made / TABLE / "data" / "people.csv").open(encoding="utf-8", newline="") as file:
        given = [row["papers"].split(";") for row in csv.DictReader(file)]
    with (made / TABLE / "aggregates" / "aggregates.csv").open(encoding="utf-8") as file:
        counts = [
            (line["value_1"].split(";"), int(line["noisy_count"]), int(line["count_high"]))
            for line in csv.DictReader(file)
            if line["length"] == "1" and line["column_1"] == "papers"
        ]
    found = {}
    for member in ("own", "lent"):
        own = [(noisy, high - noisy) for said, noisy, high in counts if member in said]
        assert len(own) == 2
        total, reach = sum(n for n, _ in own), math.sqrt(sum(r**2 for _, r in own))
        found[member] = sum(member in said for said in given), total, reach
    return found


def test_members_are_sums_of_all_combinations_with_them(made):
    lines = {bar.code: bar for bar in explored(made, "papers").bars}
    largest = max(max(one.rows, one.published.high) for one in lines.values())
    for member, (rows, total, reach) in by_hand(made).items():
        one = lines.pop(member)
        assert one.rows == rows
        assert one.width == round(WIDTH * rows / largest)
        assert not one.address
        assert one.published == pytest.approx((total, max(0, total - reach), total + reach))
    assert not lines


def test_the_page_has_them_first_and_the_combinations_below(hub, made):
    text = unescape(hub.get(f"{ROOT}?by=papers").content.decode())
    first, below = text.split(TOGETHER)
    for rows, total, _reach in by_hand(made).values():
        assert re.search(rf"<td>{rows}</td>.*?\s{total}|>{total} <", first, re.S)
    assert "is the sum of the published noisy counts" in first
    assert "<details>" in first
    assert "where%5Bpapers%5D" in below
    assert "where%5Bpapers%5D" not in first
    chosen = hub.get(f"{ROOT}?by=papers&where[papers]=own").content.decode()
    assert f"<details open><summary>{TOGETHER}" in chosen


def test_among_some_people_no_member_is_made_up(hub, made):
    """Not all combinations with another answer are published: their sum would be too small."""
    text = hub.get(f"{ROOT}?by=papers&where[gender]=Woman").content.decode()
    assert TOGETHER not in text
    assert explored(made, "papers", gender="Woman") is None
    for name in ("gender", "work[x]&y"):
        assert explored(made, name) is None


def test_of_a_k_method_rows_are_counted_so(made):
    members = explored(made, "papers", GROUPED)
    assert all(bar.published is None for bar in members.bars)
    assert "however many were given together" in members.note


def test_a_frame_counts_them_as_the_page_does(made):
    """A figure without a question is of members wherever it stands."""
    people = people_of(made)
    column = people.table.column("papers")
    plan = Plan("papers", Kind.ANSWERS, people, (column,), None, (column.label,))
    (group,) = grouped(plan, Asked({})).groups
    assert {item.codes["papers"] for item in group.figure.items} == {"own", "lent"}
    (some,) = grouped(plan, Asked({"gender": "Woman"})).groups
    assert "lent;own" in {item.codes["papers"] for item in some.figure.items}
