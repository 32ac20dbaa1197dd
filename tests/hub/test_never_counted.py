"""What was never counted together is never called too few to say, on pages and for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import combinations
from pathlib import Path
from urllib.parse import urlencode

import pytest
from lanterne_reader import open_release
from shelf import NETWORK, TABLE

from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.counts import Count, count
from lanterne.hub.portal.explore import view
from lanterne.hub.portal.figures.figure import Sureness
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.figures.numbers import figure_of
from lanterne.hub.portal.query import Question
from lanterne.hub.portal.unpublished import Unpublished
from lanterne.release.folder import CHECKSUMS, checksum_lines, files_below, sha256

NEVER, FEW, OLD = "never counted together", "too few to say", "no count published"
ROOT = f"/en/releases/{NETWORK}"


def people_named(folder: Path, table: str, name: str = NETWORK):
    return next(one for one in Catalogue(folder).get(name).people if one.table.name == table)


def asked(people, by: tuple[str, ...], **where: str) -> tuple[Count, ...]:
    columns = tuple(people.table.column(name) for name in by)
    return count(Question(people, columns, where)).counts


FILTER = ("IP_Gender", "Male")
"""Of perpetrators; with hardly any other column it was never counted."""

QUERY = urlencode({"people": "perpetrators", f"where[{FILTER[0]}]": FILTER[1], "by": "IP_ageBroad"})


def bars_of(page: str) -> str:
    """The tables of a page of the explorer, and not how many pass the filters."""
    return page.split('<div class="panels">')[1]


def test_each_pair_of_columns_says_what_the_release_says(made):
    """Of every two columns of perpetrators, most of which were never counted together."""
    people = people_named(made, "perpetrators")
    measured = people.together.columns
    seen = set()
    for pair in combinations(people.table.names, 2):
        for one in asked(people, pair):
            if one.published:
                assert one.unpublished is None
                assert frozenset(pair) in measured
            elif "" in one.answers:
                assert one.unpublished is Unpublished.BLANK
            else:
                few = frozenset(pair) in measured
                assert one.unpublished is (Unpublished.FEW if few else Unpublished.NOT_MEASURED)
                seen.add(few)
    assert seen == {True, False}


def test_members_of_a_large_set_are_each_said_for_themselves(made):
    people = people_named(made, "people", TABLE)
    (split,) = [one for one in people.table.columns if one.split]
    for other, more in combinations([n for n in people.table.names if n != split.name], 2):
        for one in asked(people, (split.name, other, more)):
            if one.published or "" in one.answers:
                continue
            has = people.together.has(zip((split.name, other, more), one.answers, strict=True))
            assert one.unpublished is (Unpublished.FEW if has else Unpublished.NOT_MEASURED)


def test_the_explorer_says_it(hub):
    page = hub.get(f"{ROOT}/explore/?{QUERY}").content.decode()
    assert "There may be many." in page
    assert NEVER in bars_of(page)
    assert FEW not in bars_of(page)
    dots = hub.get(f"{ROOT}/explore/uncertainty/?{QUERY}").content.decode()
    assert NEVER in dots
    assert FEW not in dots
    alone = hub.get(f"{ROOT}/explore/?people=perpetrators&by=IP_ageBroad").content.decode()
    assert NEVER not in alone


def test_programs_are_told(hub):
    told = hub.get(f"/api/v1/releases/{NETWORK}/counts?{QUERY}").json()
    assert told["may_be_published"] is False
    reasons = {one["unpublished"] for one in told["counts"] if one["answers"]["IP_ageBroad"]}
    assert reasons == {"not-measured"}
    table = hub.get(f"/api/v1/releases/{NETWORK}/counts.csv?{QUERY}").content.decode()
    lines = list(csv.DictReader(io.StringIO(table)))
    assert [one["unpublished"] for one in lines] == [one["unpublished"] for one in told["counts"]]
    single = hub.get(f"/api/v1/releases/{NETWORK}/counts?people=perpetrators&by=IP_Gender").json()
    assert single["may_be_published"] is True
    assert "not-measured" not in {one["unpublished"] for one in single["counts"]}


def test_a_figure_of_columns_that_were_never_counted_together_says_so(hub, made):
    edition = Catalogue(made).get(NETWORK)
    never = [
        found
        for plan in plans(edition)
        if (found := figure_of(plan)).items
        and {item.sureness for item in found.items} == {Sureness.NOT_MEASURED}
    ]
    assert never
    for found in never:
        address = f"{ROOT}/figures/{found.plan.name}/"
        for page in (address, f"{address}uncertainty/", f"/en/embed/{NETWORK}/{found.plan.name}/"):
            answer = hub.get(page)
            if answer.status_code == 404:
                continue
            text = re.sub(r"<ul class=\"key\">.*?</ul>", "", answer.content.decode(), flags=re.S)
            assert NEVER.capitalize() in text, page
            assert FEW not in text, page
        told = hub.get(f"/api/v1/releases/{NETWORK}/figures/{found.plan.name}").json()
        assert {one["sureness"] for one in told["counts"]} == {"not-measured"}
        assert told["reading"]["en"].startswith(NEVER.capitalize())


@pytest.fixture
def earlier(shelf):
    """The same releases as an earlier version would have made them, which says nothing of it."""
    for name in (NETWORK, TABLE):
        path = shelf / name / "manifest.json"
        manifest = json.loads(path.read_text("utf-8"))
        del manifest["measured_together"]
        path.write_text(json.dumps(manifest), "utf-8")
        sums = {one: sha256(shelf / name / one) for one in files_below(shelf / name)}
        del sums[CHECKSUMS]
        (shelf / name / CHECKSUMS).write_text(checksum_lines(sums), "utf-8")
    return shelf


def test_an_earlier_release_claims_neither(visit, earlier):
    page = bars_of(visit(earlier).get(f"{ROOT}/explore/?{QUERY}").content.decode())
    assert OLD in page
    assert NEVER not in page
    assert FEW not in page
    people = people_named(earlier, "perpetrators")
    assert people.together is None
    for pair in combinations(people.table.names, 2):
        listed = any(one.published for one in asked(people, pair))
        for one in asked(people, pair):
            if one.published is None and "" not in one.answers:
                assert one.unpublished is (Unpublished.FEW if listed else Unpublished.NOT_SAID)


def test_more_than_three_answers_are_never_counted(made):
    people = people_named(made, "people", TABLE)
    told = asked(people, ("threat",), gender="Woman", year="2020", debt="1")
    assert {one.unpublished for one in told if "" not in one.answers} == {Unpublished.NOT_MEASURED}


def test_every_bar_says_what_its_count_says(made):
    people = people_named(made, "perpetrators")
    name, answer = FILTER
    found = view(Question(people, (), {name: answer}), Catalogue(made).get(NETWORK))
    for panel in found.panels:
        for bar in (*panel.first, *panel.others):
            if panel.column.name != name:
                has = people.together.has([(name, answer), (panel.column.name, bar.code)])
                assert has == (bar.unsaid is not Unpublished.NOT_MEASURED)
    assert any("There may be many." in one for one in found.unsaid)


def test_the_reader_says_the_same(made):
    people, read = people_named(made, "perpetrators"), open_release(made / NETWORK)
    own = read.codebook.tables["perpetrators"].columns
    for pair in combinations([n for n in people.table.names if n in own], 2):
        for one in asked(people, pair)[:5]:
            if one.published is None and "" not in one.answers:
                told = read.count(dict(zip(pair, one.answers, strict=True)), table="perpetrators")
                never = one.unpublished is Unpublished.NOT_MEASURED
                assert ("never counted together" in told.without) == never
                assert ("too few people" in told.without) != never
