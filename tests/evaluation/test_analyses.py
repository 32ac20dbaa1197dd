"""Analyses of both the cases and the release: which are chosen, and that each is right."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from scipy import stats

from lanterne.codebook import load_codebook
from lanterne.codebook.model import Column, ColumnType, Table, Value
from lanterne.evaluation.analyses import Agreement, Split, analyse_frames, questions_of
from lanterne.evaluation.analyses.answers import Answers, answers
from lanterne.evaluation.analyses.odds import log_odds_ratio, odds_ratios
from lanterne.evaluation.analyses.routes import routes_in, top_routes
from lanterne.evaluation.analyses.trends import by_year, places_in, slope, trends_by_year


def column(name: str, kind: ColumnType, *codes: str, group: str | None = None) -> Column:
    return Column(name, kind, tuple(Value(c, {"en": c}) for c in codes), {"en": name}, group=group)


def test_the_built_in_codebook_answers_every_kind_of_question() -> None:
    asked = questions_of(load_codebook("lanterne-cases").table)
    assert asked.year is not None
    assert asked.year.name == "yearOfRegistration"
    assert asked.route is not None
    assert [one.name for one in asked.route] == ["citizenship", "countryOfExploitation"]
    assert [one.column for one in asked.exposures] == ["gender", "majorityStatus"]
    assert asked.exposures[0] == Split("gender", ("Woman",), ("Man", "TransgenderNonConforming"))
    assert Split("isForcedLabour", ("1",), ("0",)) in asked.outcomes


def test_flags_that_only_say_yes_are_asked_in_their_group() -> None:
    asked = questions_of(load_codebook("gvpsd-2022").table)
    purposes = ("isForcedLabour", "isSexualExploit")
    assert asked.outcomes[0] == Split("isForcedLabour", ("1",), (), purposes)
    assert asked.year is not None
    assert asked.year.name == "yearRegister"
    assert asked.route is not None
    assert [one.name for one in asked.route] == ["UN_COO_Region", "UN_COE_Region"]
    alone = Table("t", {"en": "t"}, (column("flag", ColumnType.FLAG, "1"),))
    assert questions_of(alone).outcomes == ()


def test_without_gender_and_age_the_first_categories_stand_in() -> None:
    table = Table(
        "t",
        {"en": "t"},
        (
            column("colour", ColumnType.CATEGORY, "r", "g", "b"),
            column("size", ColumnType.ORDINAL, "1", "2", "3", "4"),
            column("third", ColumnType.CATEGORY, "u", "v"),
        ),
    )
    colour, size = questions_of(table).exposures
    assert (colour.yes, colour.no) == (("r",), ("g", "b"))
    assert (size.yes, size.no) == (("1", "2"), ("3", "4"))
    assert questions_of(table).route is None
    assert questions_of(table).year is None


def test_who_gives_which_answer() -> None:
    frame = pl.DataFrame(
        {"f": ["1", "", "", "R"], "g": ["", "1", "", ""], "s": ["a;b", "b", "", "R"]}
    )
    missing = {"f": frozenset({"R"}), "s": frozenset({"R"})}
    flag = answers(frame, Split("f", ("1",), (), ("f", "g")), missing)
    assert flag.yes.tolist() == [True, False, False, False]
    assert flag.no.tolist() == [False, True, False, False]
    member = answers(frame, Split("s", ("a",), (), ("s",), ";"), missing)
    assert member.yes.tolist() == [True, False, False, False]
    assert member.no.tolist() == [False, True, False, False]
    plain = answers(frame, Split("f", ("1",), ("R",)), missing)
    assert plain.no.tolist() == [False, False, False, True]


def test_odds_ratios_are_those_of_scipy() -> None:
    counts = (30, 10, 20, 40)
    found = log_odds_ratio(counts)
    theirs = stats.contingency.odds_ratio([[30, 10], [20, 40]], kind="sample")
    assert math.exp(found.estimate) == pytest.approx(theirs.statistic)
    interval = theirs.confidence_interval(0.95)
    assert (found.exp().low, found.exp().high) == pytest.approx((interval.low, interval.high))


def test_a_count_of_none_is_corrected() -> None:
    found = log_odds_ratio((0, 5, 3, 4))
    assert found.estimate == pytest.approx(math.log(0.5 * 4.5 / (5.5 * 3.5)))
    width = found.high - found.estimate
    error = math.sqrt(1 / 0.5 + 1 / 5.5 + 1 / 3.5 + 1 / 4.5)
    assert width == pytest.approx(1.959964 * error, rel=1e-6)


OUTCOME, GROUPS = Split("outcome", ("1",), ("0",)), Split("group", ("f",), ("m",))


@pytest.mark.parametrize(
    ("released", "agreement"),
    [
        ((80, 20, 40, 60), Agreement.SAME),
        ((50, 50, 50, 50), Agreement.LOST),
        ((20, 80, 60, 40), Agreement.OPPOSITE),
    ],
)
def test_agreement(released: tuple[int, int, int, int], agreement: Agreement) -> None:
    (found,) = odds_ratios([(OUTCOME, GROUPS)], [(75, 25, 40, 60)], [released])
    assert found.real == (75, 25, 40, 60)
    assert found.agreement is agreement
    (back,) = odds_ratios([(OUTCOME, GROUPS)], [released], [(75, 25, 40, 60)])
    mirrored = {Agreement.LOST: Agreement.NEW}.get(agreement, agreement)
    assert back.agreement is mirrored


def test_a_question_about_nobody_is_left_out() -> None:
    assert list(odds_ratios([(OUTCOME, GROUPS)], [(5, 5, 0, 0)], [(1, 2, 3, 4)])) == []


def test_slopes_are_those_of_scipy() -> None:
    random = np.random.default_rng(2)
    place = random.integers(-1, 6, 400)
    yes = random.random(400) < 0.3 + 0.05 * place
    no = ~yes & (random.random(400) < 0.9)
    found = slope(*by_year(place, Answers(yes, no), 6).T)
    assert found is not None
    known = (place >= 0) & (yes | no)
    theirs = stats.linregress(place[known], yes[known].astype(float))
    assert found.estimate == pytest.approx(theirs.slope)
    assert found.high - found.estimate == pytest.approx(1.959964 * theirs.stderr, rel=1e-6)
    assert slope(np.array([4, 0]), np.array([5, 0])) is None
    assert slope(np.array([1, 0]), np.array([0, 1])) is None


def test_people_by_year_in_the_order_of_the_codebook() -> None:
    years = column("year", ColumnType.YEAR, "2019", "2020", "2021", "2022")
    assert places_in(pl.Series(["2021", None, "2018", "2022"]), years).tolist() == [2, -1, -1, 3]
    none = np.zeros((0, 4, 2), np.int64)
    real, released = np.array([1, 1, 0, 2, 1]), np.array([0, 0, 1, 1, 0])
    found = trends_by_year(years, (real, released), (), (none, none))
    told = [(one.year, one.real, one.released) for one in found.years]
    assert told == [("2019", 1, 0), ("2020", 0, 2.5), ("2021", 2, 2.5), ("2022", 1, 0)]


def test_routes() -> None:
    real = pl.DataFrame({"a": ["p"] * 5 + ["q"] * 3 + ["r", ""], "b": ["x"] * 9 + ["y"]})
    released = pl.DataFrame({"a": ["q"] * 3 + ["p"], "b": ["x"] * 4})
    counts = [routes_in(frame, ("a", "b"), {}) for frame in (real, released)]
    found = top_routes(("a", "b"), *counts, scale=2.5)
    told = [(one.origin, one.real, one.released, one.rank) for one in found.routes]
    assert told == [("p", 5, 2.5, 2), ("q", 3, 7.5, 1), ("r", 1, 0, None)]
    assert (found.top, found.kept) == (3, 2)


def test_equal_tables_agree_in_everything() -> None:
    table = load_codebook("lanterne-cases").table
    random = np.random.default_rng(3)
    frame = pl.DataFrame(
        {one.name: random.choice(["", *one.codes[:5]], 500) for one in table.columns}
    )
    found = analyse_frames(frame, frame, table, {})
    assert found.overlaps is not None
    assert (found.overlaps.mean, found.overlaps.covered) == (1, 1)
    assert found.agreeing(Agreement.SAME) == len(found.odds_ratios) > 40
    assert found.trends is not None
    assert found.trends.same == len(found.trends.trends) > 20
    assert found.routes is not None
    assert found.routes.kept == found.routes.top == 10
