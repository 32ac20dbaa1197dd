"""Which figures a release has, and their numbers, held against counting by hand."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from shelf import GROUPED, NETWORK, TABLE

from lanterne.codebook import load_codebook
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.counts import PublishedCount
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures.figure import Answer, Figure, Item, Kind, Sureness
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.figures.members import Noisy, noisy_counts, summed
from lanterne.hub.portal.figures.numbers import figure_of
from lanterne.hub.portal.figures.periods import are_apart, period
from lanterne.release import People
from lanterne.release.tables import AGGREGATES, coded


@pytest.fixture(scope="module")
def editions(made):
    return {name: Catalogue(made).get(name) for name in (TABLE, NETWORK, GROUPED)}


def by_name(edition) -> dict[str, Figure]:
    return {plan.name: figure_of(plan) for plan in plans(edition)}


def file(edition, path):
    return pl.read_csv(edition.folder / path, infer_schema=False).fill_null("").to_dicts()


def published_in(edition, path):
    """Answers → estimate and bounds, from the file of counts, line by line."""
    found = {}
    for line in file(edition, f"aggregates/{path}.csv"):
        pairs = frozenset(
            (line[f"column_{n}"], line[f"value_{n}"]) for n in (1, 2, 3) if line[f"column_{n}"]
        )
        bounds = ("estimate", "estimate_low", "estimate_high")
        found[pairs] = tuple(float(line[name]) for name in bounds)
    return found


def people_by_hand(edition):
    """One row per victim: of the linked release with what is known of all their perpetrators."""
    if edition.name != NETWORK:
        return file(edition, "data/people.csv")
    key = "victim"
    who = {row["perpetrator"]: row for row in file(edition, "data/perpetrators.csv")}
    rows = {row[key]: dict(row) for row in file(edition, "data/victims.csv")}
    sets = {row: {} for row in rows}
    for link in file(edition, "data/links.csv"):
        told = {**who[link["perpetrator"]], **link}
        for name, text in told.items():
            sets[link[key]].setdefault(name, set()).update(set(text.split(";")) - {""})
    folded = ("IP_Gender", "IP_ageBroad", "IP_citizen_UNRegion", "IP_Roles", "IP_Relation")
    for row, found in sets.items():
        rows[row] |= {name: ";".join(sorted(found.get(name, ()))) for name in folded}
    return list(rows.values())


def given(row, name, split):
    text = "" if row[name] in {"", "?"} else row[name]
    return text.split(";") if name in split else [text]


@pytest.mark.parametrize("name", [TABLE, NETWORK, GROUPED])
def test_numbers_are_those_of_the_files(editions, name):
    edition = editions[name]
    rows = people_by_hand(edition)
    source = "victims" if name == NETWORK else "aggregates"
    published = {} if name == GROUPED else published_in(edition, source)
    seen = Counter()
    for figure in by_name(edition).values():
        plan = figure.plan
        if plan.people.table.name == "perpetrators" or plan.kind is Kind.NUMBER:
            continue  # below
        split = {"work[x]&y", *(["papers"] if plan.one_by_one else [])}
        group = {c.name: [one.name for one in plan.rows] for c in plan.rows}

        def answered(row, plan=plan, group=group, split=split):
            return all(
                any(given(row, one, split) != [""] for one in group.get(column.name, [column.name]))
                for column in (plan.rows[0], *([plan.across] if plan.across else []))
            )

        expected = sum(map(answered, rows))
        assert (figure.matching, figure.answered) == (len(rows), expected)
        assert figure.blank == len(rows) - expected
        for item in figure.items:
            codes = item.codes
            hits = sum(all(codes[one] in given(row, one, split) for one in codes) for row in rows)
            assert item.rows == hits
            assert item.share == (hits / expected if expected else None)
            said = item.published and (
                item.published.estimate,
                item.published.low,
                item.published.high,
            )
            if not plan.one_by_one:  # below
                assert said == published.get(frozenset(codes.items()))
            seen[item.published is not None] += 1
        # what is not listed was neither given nor published
        listed = {frozenset(item.codes.items()) for item in figure.items}
        if not plan.flags:
            names = [column.name for column in plan.columns]
            hands = {
                frozenset(zip(names, answers, strict=True))
                for row in rows
                for answers in _pairs(row, names, split)
            }
            alike = {p for p in published if sorted(n for n, _ in p) == sorted(names)}
            if plan.kind is Kind.TREND and published:  # its ends may be too few to say
                known = {p for p in alike if published[p][1] > 0}
                hands, alike = hands & known, known
            assert hands <= listed
            assert plan.one_by_one or alike <= listed
    assert seen[name == GROUPED] == 0 or name == NETWORK
    assert seen[name != GROUPED] > 8


def test_members_of_a_set_are_sums_of_its_combinations(editions):
    """Each with the interval of the sum of the noise of all combinations with it."""
    edition = editions[TABLE]
    figure = by_name(edition)["answers-papers"]
    lines = [
        line
        for line in file(edition, "aggregates/aggregates.csv")
        if (line["column_1"], line["column_2"]) == ("papers", "")
    ]
    assert len(lines) > len(figure.items) == 2
    for item in figure.items:
        with_it = [line for line in lines if item.codes["papers"] in line["value_1"].split(";")]
        assert len(with_it) == 2
        total = sum(int(line["noisy_count"]) for line in with_it)
        far = sum((int(one["count_high"]) - int(one["noisy_count"])) ** 2 for one in with_it) ** 0.5
        assert item.published == pytest.approx((total, total - far, total + far))
    rows = sum(item.rows for item in by_name(editions[GROUPED])["answers-papers"].items)
    told = file(editions[GROUPED], "data/people.csv")
    assert rows == sum(len(set(row["papers"].split(";")) - {"", "?"}) for row in told)


def test_the_interval_of_a_member_holds_the_truth_as_often_as_it_says():
    """Of 4,000 sums of seven noisy counts, 95 in 100; with half of the reach far fewer."""
    chance = np.random.default_rng(5)
    deviation, truth = 12.0, np.array([40, 3, 0, 7, 90, 1, 15])
    reach = math.ceil(1.96 * deviation)

    def held(reach):
        hits = 0
        for _time in range(4_000):
            noisy = truth + np.rint(chance.normal(0, deviation, len(truth))).astype(int)
            said = summed([Noisy(int(one), reach) for one in noisy])
            assert said.low <= said.estimate <= said.high
            hits += said.low <= truth.sum() <= said.high
        return hits / 4_000

    assert 0.945 < held(reach) < 0.965
    assert held(reach / 2) < 0.8


def test_where_the_end_of_an_interval_was_cut_no_sum_is_made(editions):
    counts = editions[TABLE].people[0].counts
    assert set(noisy_counts(counts, "papers")) == {"own", "lent", "lent;own"}
    cut = counts.with_columns(
        count_high=pl.when(pl.col("value_1") == "own").then(0).otherwise("count_high")
    )
    assert noisy_counts(cut, "papers") is None
    assert noisy_counts(counts.drop("noisy_count"), "papers") is None


def _pairs(row, names, split):
    answers = [()]
    for name in names:
        answers = [(*one, text) for one in answers for text in given(row, name, split)]
    return [one for one in answers if "" not in one]


def test_of_linked_people_each_is_counted_once(editions):
    found = by_name(editions[NETWORK])
    victims = file(editions[NETWORK], "data/victims.csv")
    links = Counter(link["victim"] for link in file(editions[NETWORK], "data/links.csv"))
    number = found["number-perpetrators"]
    alone = sum(links[row["victim"]] == 1 for row in victims)
    assert next(i for i in number.items if i.codes["perpetrators"] == "1").rows == alone
    assert sum(item.rows for item in number.items) == len(victims)
    figure = found["age-and-sex-ip_agebroad-ip_gender"]
    told = file(editions[NETWORK], "data/perpetrators.csv")
    assert sum(i.rows for i in figure.items) == sum(
        bool(row["IP_Gender"] and row["IP_ageBroad"]) for row in told
    )


def test_a_linked_release_has_every_kind_that_its_codebook_allows(editions):
    names = set(by_name(editions[NETWORK]))
    assert names >= {
        "trend-yearregister",
        "map-citizenship",
        "map-countryofexploitation",
        "routes-citizenship-countryofexploitation",
        "routes-un_coo_region-un_coe_region",
        "age-and-sex-majoritystatus-gender",
        "exploitation-exploitation",
        "linked-ip_roles-gender",
        "linked-ip_relation-majoritystatus",
        "linked-ip_gender-gender",
        "number-victims",
    }


def test_a_codebook_of_somebodys_own_has_what_its_types_allow(editions):
    kinds = {name: figure.plan.kind for name, figure in by_name(editions[TABLE]).items()}
    assert kinds == {
        "trend-year": Kind.TREND,
        "means-means": Kind.MEANS,
        "answers-workxy": Kind.ANSWERS,
        "answers-papers": Kind.ANSWERS,
    }


def drafted(name: str) -> Edition:
    """A release of a built-in codebook without a row."""
    book = load_codebook(name)
    people = People(
        book.table,
        coded(pl.LazyFrame(schema=dict.fromkeys(book.table.names, pl.String)), book.table),
        pl.DataFrame(schema=AGGREGATES),
    )

    class Release:
        codebook = book
        original = None

    return Edition(name, None, Release(), (people,), {}, ())


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        (
            "lanterne-cases",
            {Kind.TREND: 1, Kind.MAP: 2, Kind.ROUTES: 1, Kind.AGE_SEX: 1, Kind.FORMS: 3}
            | {Kind.MEANS: 1, Kind.RECRUITER: 2},
        ),
        (
            "ctdc-global-2024",
            {Kind.TREND: 1, Kind.MAP: 2, Kind.ROUTES: 1, Kind.AGE_SEX: 1, Kind.FORMS: 3}
            | {Kind.MEANS: 1, Kind.RECRUITER: 1},
        ),
        (
            "gvpsd-2022",
            {Kind.TREND: 1, Kind.ROUTES: 1, Kind.AGE_SEX: 1, Kind.FORMS: 1, Kind.LINKED: 7},
        ),
    ],
)
def test_the_built_in_codebooks(name, kinds):
    found = plans(drafted(name))
    assert Counter(plan.kind for plan in found) == kinds
    assert len({plan.name for plan in found}) == len(found)
    for plan in found:
        assert not figure_of(plan).answered


def test_a_route_goes_from_citizenship_to_exploitation():
    (route,) = (p for p in plans(drafted("ctdc-global-2024")) if p.kind is Kind.ROUTES)
    assert [column.name for column in route.columns] == ["citizenship", "CountryOfExploitation"]


def test_who_is_a_perpetrator_is_not_taken_for_the_victim():
    (one,) = (p for p in plans(drafted("gvpsd-2022")) if p.kind is Kind.AGE_SEX)
    assert [column.name for column in one.columns] == ["majorityStatus", "gender"]


def item(estimate=None, low=0.0, high=0.0, rows=7, counted=False):
    said = None if estimate is None else PublishedCount(estimate, low, high)
    return Item((Answer(None, "x", ({"en": "x"},)),), rows, said, None, counted)


@pytest.mark.parametrize(
    ("number", "sureness"),
    [
        (item(), Sureness.ROWS),
        (item(100, 80, 120), Sureness.SURE),
        (item(100, 75, 125), Sureness.SURE),
        (item(100, 74, 125), Sureness.UNSURE),
        (item(3, 1, 4), Sureness.UNSURE),
        (item(3, 0, 4), Sureness.FEW),
        (item(1000, 0, 1001), Sureness.FEW),
        (item(counted=True), Sureness.FEW),
    ],
)
def test_what_is_unsure(number, sureness):
    assert number.sureness is sureness


def test_of_too_few_to_say_no_number_is_shown():
    """Neither the estimate whose interval reaches 0, nor rows where others have a count."""
    assert item(3, 0, 4).number == 0
    assert (item(3, 0, 4).low, item(3, 0, 4).high) == (0, 4)
    assert item(rows=40, counted=True).number == item(rows=40, counted=True).high == 0
    assert item(rows=40).number == 40


def test_what_can_be_compared_is_published():
    few, many = item(5, 4, 6), item(rows=900)
    assert Figure(None, (many, few), 0, 0, counted=True).largest == (few,)
    assert Figure(None, (item(rows=1), many), 0, 0, counted=False).largest[0] is many


def test_periods():
    assert period("2019") == (2019, 2019)
    assert period("2005-2013") == period("2005--2013") == (2005, 2013)
    assert period("2013-2005") is period("0--17") is period("1234") is period("2019+") is None
    assert are_apart([(2019, 2019), (2005, 2018)])
    assert not are_apart([(2015, 2019), (2019, 2019)])


def test_of_rows_made_wider_nobody_is_said_of_no_answer(editions):
    """The year 2016 of somebody may stand in 2015 to 2019."""
    (plan,) = (p for p in plans(editions[GROUPED]) if p.kind is Kind.TREND)
    rows = plan.people.rows.with_columns(
        pl.col("year").cast(pl.String).replace({"2020": ""}).cast(plan.people.rows["year"].dtype)
    )
    plain = replace(plan, people=replace(plan.people, rows=rows))
    assert [i.rows for i in figure_of(plain).items if i.codes == {"year": "2020"}] == [0]
    wider = figure_of(replace(plain, wider=True))
    assert "2020" not in {i.codes["year"] for i in wider.items}
