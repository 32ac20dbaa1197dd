"""What comes out: each row true of a real one, valid by its codebook, in no order and number."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from generalised_tables import QUASI, small, tables
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from lanterne.anonymity import AnonymousTable, Method
from lanterne.anonymity.generalised import Recoding, Requirements, anonymise, widened
from lanterne.anonymity.generalised.dimensions import closed
from lanterne.anonymity.generalised.records import Demand
from lanterne.anonymity.generalised.rounding import rounded_down
from lanterne.anonymity.generalised.rules import blankable
from lanterne.anonymity.validity import valid_rows
from lanterne.codebook import (
    Condition,
    Rule,
    builtin_codebooks,
    check_codebook,
    codebook_to_toml,
    load_codebook,
    parse_codebook,
)
from lanterne.errors import InputError, Refused, UsageError
from lanterne.fictional import fictional_frame

QUASI_OF_CASES = ("yearOfRegistration", "gender", "ageBand", "citizenship")
gentle = settings(max_examples=50, deadline=None)


def attempt(rows: pl.DataFrame, k: int, **options: object) -> AnonymousTable | None:
    """The output; nothing where none can be made."""
    try:
        return anonymise(rows, small(), Requirements(k, QUASI, **options)).value  # type: ignore[arg-type]
    except Refused as refused:
        assert "cannot be made" in str(refused)  # noqa: PT017 - a fault would say something else
        return None


def may_come_from(rows: pl.DataFrame, data: pl.DataFrame) -> np.ndarray:
    """Published rows × real rows: whether the one may be the other, saying less."""
    possible = np.ones((data.height, rows.height), bool)
    for column in small().table.columns:
        steps = range(1, len(column.hierarchy.levels) + 1) if column.hierarchy else ()
        for i, published in enumerate(data[column.name]):
            for j, text in enumerate(rows[column.name]):
                above = [column.hierarchy.lifted(column.codes, s) for s in steps]  # type: ignore
                fine = published in {"", text} or any(up.get(text) == published for up in above)
                possible[i, j] &= fine
    return possible


@given(tables(), st.integers(2, 6), st.sampled_from(list(Recoding)), st.sampled_from([None, 2]))
@gentle
def test_k_rows_share_what_is_published_of_each(
    rows: pl.DataFrame, k: int, recoding: Recoding, diversity: int | None
) -> None:
    sensitive = ["secret"] if diversity else []
    table = attempt(rows, k, recoding=recoding, diversity=diversity, sensitive=sensitive)
    if table is None:
        return
    data = table.data
    classes = Counter(data.select(QUASI).iter_rows())
    assert min(classes.values()) >= k
    if diversity:
        assert data.group_by(QUASI).agg(pl.col("secret").n_unique())["secret"].min() >= 2  # type: ignore[operator]
    assert data.height % 10 == 0
    assert data.columns == list(table.codebook.table.names)
    assert valid_rows(data, table.codebook.table, "data").equals(data)
    assert table.guarantee.method is Method.K_ANONYMISED
    assert table.guarantee.quasi_identifiers == QUASI


@given(tables(most=20), st.integers(2, 5))
@settings(max_examples=25, deadline=None)
def test_each_published_row_is_a_real_one_that_says_less(rows: pl.DataFrame, k: int) -> None:
    table = attempt(rows, k)
    if table is not None:
        possible = csr_array(may_come_from(rows, table.data).astype(int))
        assert (maximum_bipartite_matching(possible, perm_type="column") >= 0).all()


@given(tables(), st.integers(2, 4), st.sampled_from([0.2, 0.4]))
@settings(max_examples=30, deadline=None)
def test_closeness_holds_after_rows_were_left_out(
    rows: pl.DataFrame, k: int, closeness: float
) -> None:
    table = attempt(rows, k, closeness=closeness, sensitive=["secret"])
    if table is None:
        return
    whole = Counter(table.data["secret"])
    for _, here in table.data.group_by(QUASI):
        counts = Counter(here["secret"])
        gaps = (counts[t] / here.height - whole[t] / table.data.height for t in whole)
        assert sum(map(abs, gaps)) / 2 <= closeness + 1e-9


def test_columns_that_follow_from_each_other_hide_together() -> None:
    rows = fictional_frame(2_000)
    book = load_codebook("lanterne-cases")
    table = anonymise(rows, book, Requirements(10, ["ageBand", "citizenship"])).value
    assert table.guarantee.quasi_identifiers == (
        "ageBand", "majorityStatus", "majorityAtExploitation", "citizenship", "recruiterRelation",
    )  # fmt: skip
    together = set(table.data.select("ageBand", "majorityStatus").iter_rows())
    minors = {"0--8", "9--17", "0--17"}
    assert all(age == "" or (age in minors) == (status == "Minor") for age, status in together)


@pytest.mark.parametrize("named", [["gender", "ageBand"], ["gender", "recruiterRelation"]])
def test_no_rule_takes_rows_out_of_a_class(named: list[str]) -> None:
    """A small child has no intimate partner: who looks for one among "0--17" would pass over all
    rows with such a partner, were it no quasi-identifier, and find fewer than k."""
    rows, book = fictional_frame(2_000), load_codebook("lanterne-cases")
    made = anonymise(rows, book, Requirements(10, named), seed=1).value
    for _, rows_of_class in made.data.group_by(named):
        possible = rows_of_class.filter(pl.col("recruiterRelation") != "IntimatePartner")
        assert possible.height == 0 or possible.height >= 10
    tied = {"ageBand", "recruiterRelation", "majorityStatus", "majorityAtExploitation"}
    assert tied <= set(made.guarantee.quasi_identifiers)


def test_what_rules_and_dependencies_tie_is_found_whatever_the_way() -> None:
    table = load_codebook("lanterne-cases").table
    assert closed(table, ["gender", "citizenship"]) == ("gender", "citizenship")
    by_age = closed(table, ["ageBand"])
    assert by_age == closed(table, ["majorityStatus"]) == closed(table, ["recruiterRelation"])
    assert {"isForcedLabour", "sexProstitution"} <= set(closed(table, ["forcedMarriage"]))


def test_what_a_rule_needs_is_not_blanked() -> None:
    table = small().table
    assert blankable(table, {"work", "mine", "place"}) == {"mine", "place"}
    assert blankable(table, {"kind"}) == set()


def test_order_and_the_rows_left_out_are_by_chance() -> None:
    rows = fictional_frame(507)
    book = load_codebook("lanterne-cases")
    one, same, other = (
        anonymise(rows, book, Requirements(5, ["gender", "ageBand"]), seed=seed).value.data
        for seed in (1, 1, 2)
    )
    assert one.equals(same)
    assert not one.equals(other)
    assert one.height == other.height == 500
    drawn = [anonymise(rows, book, Requirements(5, ["gender"])).value.data for _ in range(2)]
    assert not drawn[0].equals(drawn[1])


def test_the_order_of_the_cases_is_lost() -> None:
    rows = fictional_frame(400)
    book = load_codebook("lanterne-cases")
    data = anonymise(rows, book, Requirements(2, ["gender"])).value.data  # nobody is left out
    assert data.height == rows.height
    years, before = (frame["yearOfRegistration"].to_list() for frame in (data, rows))
    assert sorted(years) == sorted(before)
    assert years != before


def test_nothing_learnt_from_the_cases_is_in_the_settings() -> None:
    book = load_codebook("lanterne-cases")
    both = [
        anonymise(
            fictional_frame(n, seed=n), book, Requirements(5, ["gender", "ageBand"]), seed=n
        ).value
        for n in (300, 900)
    ]
    assert both[0].settings == both[1].settings
    assert both[0].codebook == both[1].codebook
    assert both[0].guarantee == both[1].guarantee


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=120),
    st.integers(1, 4),
    st.integers(1, 2),
    st.integers(0, 5),
)
@gentle
def test_rounding_leaves_every_class_good(
    pairs: list[tuple[int, int]], k: int, diversity: int, seed: int
) -> None:
    counts = Counter(number for number, _ in pairs)
    answers_of = {n: {a for m, a in pairs if m == n} for n in counts}
    good = [(n, a) for n, a in pairs if counts[n] >= k and len(answers_of[n]) >= diversity]
    classes = np.array([n for n, _ in good], np.int64)
    answers = np.array([a for _, a in good], np.int64)
    rng = np.random.default_rng(seed)
    stays = rounded_down(classes, [answers], Demand(k, diversity), rng)
    assert stays.sum() % 10 == 0
    for number in np.unique(classes[stays]):
        here = stays & (classes == number)
        assert here.sum() >= k
        assert len(np.unique(answers[here])) >= diversity
    if counts and max(counts.values()) > k + 10 and diversity == 1:
        assert len(good) - stays.sum() < 10


@pytest.mark.parametrize("name", [n for n in builtin_codebooks() if n != "lanterne-network"])
def test_the_widened_codebook_is_a_codebook(name: str) -> None:
    book = load_codebook(name)
    wider = widened(book, book.table.names)
    assert check_codebook(wider) == ()
    assert parse_codebook(codebook_to_toml(wider).encode(), "wider.toml") == wider
    for column in book.table.columns:
        more = column.hierarchy.values if column.hierarchy else ()
        assert {value.code for value in (*column.values, *more)} == set(
            wider.table.column(column.name).codes
        )


def test_wider_answers_stand_in_their_order_and_keep_rules_and_dependencies() -> None:
    book = load_codebook("lanterne-cases")
    wider = widened(book, ["ageBand", "yearOfRegistration"]).table
    ages = wider.column("ageBand").codes
    assert ages[:6] == ("0--17", "0--8", "9--17", "18--29", "18--23", "18--20")
    (majority,) = wider.dependencies
    assert majority.mapping["18--29"] == "Adult"
    partner = next(
        rule for rule in wider.rules if rule.name == "small-child-has-no-intimate-partner"
    )
    assert partner.forbid[0].values == ("0--8",)
    assert widened(small(), ["age"]).table.dependencies == ()  # "any" holds minors and adults


def test_a_wider_answer_breaks_a_rule_only_when_all_under_it_do() -> None:
    tests = (Condition("place", ("N1", "S1", "S2", "S3")), Condition("place", ("N1",), True))
    book = small()
    rules = tuple(Rule(f"r{n}", {"en": "R"}, (test,)) for n, test in enumerate(tests))
    table = replace(book.table, rules=rules)
    wider = widened(replace(book, tables=(table,)), ["place"]).table
    assert wider.rules[0].forbid[0].values[4:] == ("south",)
    assert wider.rules[1].forbid[0].values[1:] == ("north",)  # may be N1, which is allowed


BAD = [
    ({"k": 1}, "k must be a whole number of at least 2, and it is 1"),
    ({"k": 0}, "k must be a whole number of at least 2, and it is 0"),
    ({"k": 2.5}, "k must be a whole number of at least 2"),
    ({"k": 41}, "k must be at most the number of people"),
    ({"quasi_identifiers": []}, "at least one quasi-identifier"),
    ({"quasi_identifiers": ["plcae"]}, "'plcae' is not a column of the codebook. Did you mean"),
    ({"quasi_identifiers": ["place", "place"]}, "named twice"),
    ({"diversity": 2}, "Name the sensitive columns"),
    ({"diversity": 1, "sensitive": ["secret"]}, "whole number of at least 2, not 1"),
    ({"closeness": 0.0, "sensitive": ["secret"]}, "above 0 and below 1, not 0."),
    ({"sensitive": ["secret"]}, "need a diversity or a closeness"),
    ({"diversity": 2, "sensitive": ["place"]}, "both sensitive and a quasi-identifier"),
    ({"diversity": 2, "sensitive": ["sercet"]}, "'sercet' is not a column"),
    (
        {"quasi_identifiers": ["age"], "diversity": 2, "sensitive": ["minor"]},
        "a dependency or a rule ties it to a quasi-identifier",
    ),
    ({"importance": {"place": 0.0}}, "must be a number above 0"),
    ({"importance": {"age": 1.0}}, "is not a quasi-identifier"),
    ({"suppression_limit": 1.5}, "from 0 to 1, not 1.5"),
    ({"quasi_identifiers": "place"}, "write ['place']"),
    ({"diversity": 2, "sensitive": "secret"}, "must be a list of names"),
    ({"recoding": "lokal"}, "must be global or local, not 'lokal'"),
]


@pytest.mark.parametrize(("change", "said"), BAD)
def test_what_makes_no_sense_is_said(change: dict[str, object], said: str) -> None:
    rows = pl.DataFrame(
        [("a", "yes", "N1", "p", "", "", "", "s")] * 40, schema=small().table.names, orient="row"
    )
    call: dict[str, object] = {"k": 3, "quasi_identifiers": ["place"], **change}
    with pytest.raises(UsageError) as caught:
        anonymise(rows, small(), Requirements(**call))  # type: ignore[arg-type]
    assert said in str(caught.value)


def test_a_recoding_may_be_named_by_its_word() -> None:
    rows, book = fictional_frame(300), load_codebook("lanterne-cases")
    word, value = (
        anonymise(rows, book, Requirements(20, QUASI_OF_CASES, recoding=recoding), seed=1).value  # type: ignore[arg-type]
        for recoding in ("local", Recoding.LOCAL)
    )
    assert word.data.equals(value.data)
    assert word.settings == value.settings
    other = anonymise(
        rows, book, Requirements(20, QUASI_OF_CASES, recoding=Recoding.GLOBAL), seed=1
    ).value
    assert not word.data.equals(other.data)


def test_a_codebook_of_several_tables_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="has 4 tables"):
        anonymise(
            fictional_frame(50), load_codebook("lanterne-network"), Requirements(2, ["gender"])
        )


def test_all_that_makes_no_sense_is_said_at_once() -> None:
    rows = fictional_frame(50)
    with pytest.raises(UsageError) as caught:
        anonymise(rows, load_codebook("lanterne-cases"), Requirements(1, ["sex"], diversity=1))
    assert len(str(caught.value).splitlines()) == 4


def test_rows_that_do_not_keep_the_codebook_are_refused_without_a_value() -> None:
    rows = fictional_frame(50).with_columns(pl.lit("Gondor").alias("citizenship"))
    with pytest.raises(InputError) as caught:
        anonymise(rows, load_codebook("lanterne-cases"), Requirements(2, ["gender"]))
    assert "Gondor" not in str(caught.value)
    assert caught.value.problems[0].column == "citizenship"
    with pytest.raises(UsageError, match="lack citizenship"):
        anonymise(
            rows.drop("citizenship"), load_codebook("lanterne-cases"), Requirements(2, ["gender"])
        )


def test_too_few_rows_are_refused_in_words() -> None:
    rows = fictional_frame(8)
    with pytest.raises(Refused, match="hardly any would be left"):
        anonymise(rows, load_codebook("lanterne-cases"), Requirements(2, ["gender"]))
