"""All attacks together: on honest releases of the engine, on bad input, as JSON."""

from __future__ import annotations

import json
from functools import partial

import numpy as np
import polars as pl
import pytest

from attacked_tables import LABEL, book, frame, population
from lanterne.attacks import (
    ControlGroup,
    Promise,
    PublishedBeside,
    Verdict,
    attack_with_shadows,
    coarsen,
    run_attacks,
)
from lanterne.attacks.people import code_alike
from lanterne.attacks.run import _known_and_secret
from lanterne.cases import open_cases
from lanterne.codebook.hierarchy import Hierarchy, Level
from lanterne.codebook.model import Column, ColumnType, Dependency, Table, Value
from lanterne.errors import UsageError
from lanterne.privacy import Account, Budget, Ledger
from lanterne.synthesis import engine
from lanterne.synthesis.draw import draw_table
from lanterne.synthesis.protect import fit_cases

SIZES = (5, 4, 4, 3, 6)
DRAWS = 20


@pytest.fixture
def small_model(monkeypatch):
    """Few classes and steps: the road is the same, and each run is quick."""
    small = engine.Fitting(classes=8, first=(60, 0.2, 1.02), again=(40, 0.15, 1.0))
    monkeypatch.setattr(engine, "fit", partial(engine.fit, fitting=small))


def protect(people, folder, number, epsilon=1.0):
    path = folder / f"cases{number}.csv"
    people.write_csv(path)
    cases = open_cases(path, book(SIZES))
    ledger = Ledger(folder / f"ledger{number}.jsonl")
    return draw_table(fit_cases(cases, Budget(epsilon, 1e-6), Account(ledger, "test"))).value


def test_no_attack_beats_what_epsilon_allows_on_twenty_draws(small_model, tmp_path):
    """Each of some ten verdicts on a draw is wrong with a probability of at most 0.001.

    So three draws of twenty or more are with one of at most 0.0012.
    """
    beaten = 0
    draw, rng = population(6, SIZES), np.random.default_rng(8)
    for number in range(DRAWS):
        people, control = frame(draw(400, rng)), frame(draw(400, rng))
        protected = protect(people, tmp_path, number)
        report = run_attacks(
            people,
            protected.data,
            book(SIZES),
            control if number % 2 else None,
            promise=Promise.of_statement(protected.statement),
            beside=PublishedBeside(protected.aggregates),
            draws=200,
            seed=number,
        )
        beaten += any(one.verdict == Verdict.BEATS_PROMISE for one in report.results)
        assert report.promise.epsilon == 1.0
    assert beaten <= 2


def test_shadow_releases_do_not_tell_more_than_epsilon_allows(small_model, tmp_path):
    """Of so few releases and so small an ε, one that tells all is found: the cases themselves."""
    others = frame(population(6, SIZES)(80, np.random.default_rng(9)))
    numbers = iter(range(1000))

    def release(cases):
        return protect(cases, tmp_path, next(numbers), 0.25).data

    target = frame([[4, 3, 3, 2, 5]])
    found, told = (
        attack_with_shadows(make, others, target, Promise(0.25, 1e-6), runs=30)
        for make in (release, lambda cases: cases)
    )
    assert found.verdict != Verdict.BEATS_PROMISE
    assert found.detail["epsilon_at_least"] < 1.0
    assert told.verdict == Verdict.BEATS_PROMISE
    assert told.detail["epsilon_at_least"] > 1.0


@pytest.fixture
def tables():
    draw, rng = population(7), np.random.default_rng(3)
    return [frame(draw(300, rng)) for _ in range(3)]


def test_the_same_seed_gives_the_same_report(tables):
    original, released, control = tables
    first, second, other = (
        run_attacks(original, released, book(), control, draws=50, seed=seed) for seed in (1, 1, 2)
    )
    assert first == second
    assert first != other


def test_the_report_as_json_is_marked_and_complete(tables):
    original, released, control = tables
    report = run_attacks(
        original,
        released,
        book(),
        control,
        promise=Promise(2.0, 1e-6),
        beside=PublishedBeside(earlier=[control]),
        draws=50,
    )
    values = json.loads(json.dumps(report.to_dict()))
    assert values["sensitive"] is True
    assert values["control"] == ControlGroup.LEFT_OUT
    assert [one["name"] for one in values["attacks"]] == [
        "singling-out-by-value",
        "singling-out-by-answers",
        "linkability",
        "inference",
        "copies-of-unique-people",
        "stranded-copies",
        "isolated-copies",
        "near-copies-0",
        "near-copies-1",
        "near-copies-2",
        "near-copies-3",
        "membership-by-closest-row",
        "homogeneity",
        "differencing",
    ]
    for one in values["attacks"]:
        assert {"rate", "low", "high", "attempts", "chance", "allowed", "verdict"} <= set(one)
        assert 0 <= one["low"] <= one["high"] <= 1


def test_columns_may_stand_in_any_order(tables):
    original, released, control = tables
    turned = released.select(released.columns[::-1])
    assert run_attacks(original, turned, book(), control, draws=50) == run_attacks(
        original, released, book(), control, draws=50
    )


def test_a_table_of_one_column_is_attacked(tables):
    original, released, control = (table.select("c0") for table in tables)
    report = run_attacks(original, released, book((6,)), control, draws=50)
    assert report.result("linkability").verdict == Verdict.NOT_TRIED
    assert report.worst != Verdict.BEATS_PROMISE


@pytest.mark.parametrize(("change", "said"), [
    ({"released": lambda t: t.drop("c1")}, "c1"),
    ({"released": lambda t: t[:1]}, "two rows"),
    ({"control": lambda t: t[:0]}, "control group"),
    ({"control": lambda t: t.drop("c1")}, "c1|columns"),
    ({"original": lambda t: t[:0]}, "one row"),
    ({"draws": lambda _: 3}, "at least 10"),
    ({"promise": lambda _: Promise(k=5, quasi_identifiers=("age",))}, "no column age"),
])  # fmt: skip
def test_bad_input_is_refused_in_words(tables, change, said):
    given = dict(
        zip(("original", "released", "control"), tables, strict=True),
        codebook=book(),
        draws=50,
        promise=Promise(k=5),
    )
    given |= {name: how(given[name]) for name, how in change.items()}
    with pytest.raises(UsageError, match=said):
        run_attacks(**given)


def test_a_column_that_follows_from_another_is_no_secret():
    """Who knows one of them knows the other, whatever the release says."""
    sizes, kinds = (3,) * 7, [ColumnType.CATEGORY] * 4 + [ColumnType.FLAG] * 3
    follows = Dependency("c5", "c4", {"v0": "v0", "v1": "v1", "v2": "v2"})
    table = book(sizes, kinds, dependencies=(follows,)).table
    assert _known_and_secret(table, Promise()) == (["c0", "c1", "c2", "c3"], ["c6"])


def test_codes_that_do_not_fit_are_refused(tables):
    """Of 65,536 answers two would have one code."""
    original = pl.DataFrame({"case": [f"v{row}" for row in range(2**16)]})
    with pytest.raises(UsageError, match="answers in case"):
        code_alike([original, original[:5]], {})


def test_people_are_written_as_a_generalised_release_writes_them():
    """FR is released as it is, NG only as Africa; nothing stands for US, and blank stays blank."""
    levels = (
        Level(
            (Value("Europe", LABEL), Value("Africa", LABEL), Value("America", LABEL)),
            {"FR": "Europe", "DE": "Europe", "NG": "Africa", "US": "America"},
        ),
    )
    codes = tuple(Value(code, LABEL) for code in ("FR", "DE", "NG", "US"))
    column = Column("country", ColumnType.COUNTRY, codes, LABEL, hierarchy=Hierarchy(levels))
    people = pl.DataFrame({"country": ["FR", "DE", "NG", "US", ""]})
    released = pl.DataFrame({"country": ["FR", "Europe", "Africa"]})
    written = coarsen(people, released, Table("t", LABEL, (column,)))
    assert written["country"].to_list() == ["FR", "Europe", "Africa", "US", ""]
