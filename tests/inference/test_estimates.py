"""Estimates against plain sums and a general optimiser, and what they refuse."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize

from lanterne import inference
from lanterne.codebook import codebook_from_dict
from lanterne.errors import UsageError
from lanterne.inference import DataSets
from lanterne.inference.regression import coefficients_in
from lanterne.synthesis.result import Datasets

COLUMNS = ("outcome", "group", "other")
YES, FIRST, SECOND, OTHER = ("outcome", "1"), ("group", "a"), ("group", "b"), ("other", "x")


def a_frame(seed, rows=900):
    rng = np.random.default_rng(seed)
    group = rng.choice(["a", "b", ""], rows, p=[0.5, 0.4, 0.1])
    other = rng.choice(["x", "y"], rows)
    chance = 0.3 + 0.2 * (group == "a") + 0.1 * (other == "x")
    outcome = np.where(rng.random(rows) < chance, "1", rng.choice(["0", ""], rows))
    return pl.DataFrame({"outcome": outcome, "group": group, "other": other})


def some_sets(deviation=5.0, three=True):
    measured = [("outcome",), ("group",), ("other",), ("outcome", "group"), ("outcome", "other")]
    measured += [("group", "other")] + ([COLUMNS] if three else [])
    frames = tuple(a_frame(seed) for seed in range(4))
    return DataSets(frames, {frozenset(names): deviation for names in measured})


def by_hand(frame, group, *, recorded):
    rows = [row for row in frame.rows() if row[1] == group and (row[0] or not recorded)]
    return sum(row[0] == "1" for row in rows), len(rows)


@pytest.mark.parametrize("recorded", [True, False])
def test_differences_of_shares_are_those_of_plain_sums(recorded):
    sets = some_sets()
    found, usual = [], []
    for frame in sets.frames:
        (one, of), (two, of_two) = (by_hand(frame, name, recorded=recorded) for name in "ab")
        p, q = one / of, two / of_two
        found.append(p - q)
        usual.append(p * (1 - p) / of + q * (1 - q) / of_two)
    made = inference.difference_of_shares(sets, YES, FIRST, SECOND, recorded=recorded)
    assert made == inference.combine(found, usual)


def test_shares_counts_and_means():
    sets = some_sets()
    shares = [by_hand(frame, "a", recorded=True) for frame in sets.frames]
    expected = inference.combine(
        [yes / of for yes, of in shares], [yes / of * (1 - yes / of) / of for yes, of in shares]
    )
    assert inference.share(sets, YES, FIRST) == expected
    everybody = [frame["outcome"].to_list().count("1") / frame.height for frame in sets.frames]
    assert inference.share(sets, YES, recorded=False).estimate == np.mean(everybody)
    both = [frame.filter(outcome="1", group="a", other="x").height for frame in sets.frames]
    assert inference.count(sets, YES, FIRST, OTHER).estimate == np.mean(both)
    numbers = [
        frame.filter(pl.col("group") != "").select((pl.col("group") == "b").cast(int)).mean().item()
        for frame in sets.frames
    ]
    made = inference.mean(sets, "group", {"a": 10, "b": 20})
    assert made.estimate == pytest.approx(10 + 10 * np.mean(numbers))


def test_coefficients_are_those_of_a_general_optimiser():
    frame = a_frame(1)
    rows = frame.filter(pl.col("outcome") != "")
    x = np.column_stack(
        [
            np.ones(rows.height),
            rows["group"] == "a",
            rows["other"] == "x",
            (rows["group"] == "a") & (rows["other"] == "x"),
        ]
    ).astype(float)
    y = (rows["outcome"] == "1").to_numpy().astype(float)
    best = minimize(lambda b: np.logaddexp(0, x @ b).sum() - y @ x @ b, np.zeros(4), tol=1e-10).x
    chance = 1 / (1 + np.exp(-x @ best))
    inverse = np.linalg.inv((x * (chance * (1 - chance))[:, None]).T @ x)
    terms = [(FIRST,), (OTHER,), (FIRST, OTHER)]
    found, usual = coefficients_in(frame, YES, terms, recorded=True)
    assert found == pytest.approx(best[1:], abs=1e-4)
    assert usual == pytest.approx(np.diag(inverse)[1:], rel=1e-3)


def test_a_regression_of_a_constant_predictor_ends():
    found, usual = coefficients_in(a_frame(1), YES, [(FIRST,), (("other", "z"),)], recorded=True)
    assert np.isfinite([*found, *usual]).all()
    assert found[1] == 0


def code(call):
    with pytest.raises(UsageError) as caught:
        call()
    return caught.value.message.code


@pytest.mark.parametrize(
    ("deviation", "passes"), [(5.0, True), (1e-3, True), (60.0, False), (900.0, False)]
)
def test_counts_that_the_noise_drowns_are_refused_by_scales_and_sizes(deviation, passes):
    """The smallest cell has about 140 people: three deviations of 60 are more, of 5 less."""
    sets = some_sets(deviation)
    if passes:
        inference.difference_of_shares(sets, YES, FIRST, SECOND)
        assert not inference.logistic_regression(sets, YES, [(FIRST,), (OTHER,)]).refused
        return
    assert code(lambda: inference.difference_of_shares(sets, YES, FIRST, SECOND)) == (
        "inference.drowned"
    )
    fitted = inference.logistic_regression(sets, YES, [(FIRST,), (OTHER,)])
    assert not fitted.coefficients
    assert "rests on counts that the noise drowns" in str(fitted.refused[(FIRST,)])


def test_the_limit_is_at_three_deviations():
    sets = some_sets()
    cell = pl.col("group") == "b"
    fewest = np.mean([frame.filter(cell).height for frame in sets.frames])
    for factor, refused in ((0.999, False), (1.001, True)):
        noise = {frozenset({"group"}): factor * fewest / 3}
        one = DataSets(sets.frames, noise)
        if refused:
            assert code(lambda one=one: inference.check_cells(one, ["group"], [cell])) == (
                "inference.drowned"
            )
        else:
            inference.check_cells(one, ["group"], [cell])


def test_few_people_are_refused_without_any_noise():
    sets = some_sets(0.01)
    few = tuple(frame.head(60) for frame in sets.frames)
    call = DataSets(few, sets.deviations)
    assert code(lambda: inference.difference_of_shares(call, YES, FIRST, SECOND)) == (
        "inference.few-people"
    )


def test_what_was_not_measured_together_is_refused():
    sets = some_sets(three=False)
    terms = [(FIRST,), (OTHER,), (FIRST, OTHER)]
    fitted = inference.logistic_regression(sets, YES, terms)
    # Beside an interaction its parts rest on three columns as well.
    assert set(fitted.refused) == set(terms)
    assert code(lambda: inference.count(sets, YES, FIRST, OTHER)) == "inference.not-measured"
    assert code(lambda: inference.count(sets, ("nothing", "1"))) == "inference.not-measured"
    assert not inference.logistic_regression(some_sets(), YES, terms).refused


def test_interactions_of_four_columns_are_refused():
    frames = tuple(frame.with_columns(third=pl.col("other")) for frame in some_sets().frames)
    noise = dict(some_sets().deviations)
    noise |= {frozenset({"third", name}): 5.0 for name in COLUMNS}
    sets = DataSets(frames, noise)
    terms = [(FIRST,), (FIRST, OTHER, ("third", "x"))]
    fitted = inference.logistic_regression(sets, YES, terms)
    assert fitted.refused[terms[1]].message.code == "inference.too-many-columns"


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda sets: inference.difference_of_shares(sets, YES, FIRST, OTHER), "groups-overlap"),
        (lambda sets: inference.logistic_regression(sets, YES, [(YES,)]), "outcome-predicts"),
        (lambda sets: inference.logistic_regression(sets, YES, []), "no-predictors"),
        (lambda sets: inference.logistic_regression(sets, YES, [(FIRST,), ()]), "no-predictors"),
        (lambda sets: inference.mean(sets, "group", {}), "no-numbers"),
        (lambda sets: inference.share(sets, YES, about="everybody"), "about"),
        (lambda _: inference.combine([1.0, 2.0], [1.0, 1.0], "everybody"), "about"),
    ],
)
def test_questions_that_make_no_sense_are_refused(ask, expected):
    sets = some_sets()
    assert code(lambda: ask(sets)) == f"inference.{expected}"


def test_a_mean_rests_on_each_answer_that_has_a_number():
    frames = tuple(
        frame.with_columns(
            group=pl.when(pl.int_range(pl.len()) < 5).then(pl.lit("c")).otherwise("group")
        )
        for frame in some_sets().frames
    )
    sets = DataSets(frames, some_sets().deviations)
    assert code(lambda: inference.mean(sets, "group", {"a": 1, "c": 2})) == "inference.drowned"
    assert inference.mean(sets, "group", {"a": 1, "b": 2}).estimate == pytest.approx(1.44, abs=0.05)


def test_a_regression_needs_somebody_to_compare_with():
    """Everybody is "a" or "b": both together leave nobody, either of them leaves the other."""
    frames = tuple(frame.filter(pl.col("group") != "") for frame in some_sets().frames)
    sets = DataSets(frames, some_sets().deviations)
    both = [(FIRST,), (SECOND,), (OTHER,)]
    fitted = inference.logistic_regression(sets, YES, both)
    assert set(fitted.refused) == {(FIRST,), (SECOND,)}
    assert set(fitted.coefficients) == {(OTHER,)}
    assert not inference.logistic_regression(sets, YES, [(FIRST,), (OTHER,)]).refused
    # Where a tenth gives neither answer, they are whom both are compared with.
    assert not inference.logistic_regression(some_sets(), YES, both).refused


def test_an_odds_ratio_may_be_too_large_for_a_number():
    made = inference.combine([900.0, 901.0], [1.0, 1.0])
    assert made.exponentiated() == (np.inf, np.inf, np.inf)


def test_data_sets_ask_numbers_by_their_bins_and_know_every_word_for_nothing():
    number = {"from": 0, "to": 99, "bins": [0, 18, 65]}
    age = {"name": "age", "type": "number", "label": {"en": "Age"}, "number": number}
    sex = {"name": "sex", "type": "category", "label": {"en": "Sex"}, "values": ["F", "M"]}
    sex["missing"] = {"unknown": ["not known"], "refused": ["no answer"]}
    people = {"name": "people", "label": {"en": "People"}, "columns": [age, sex]}
    book = {"name": "b", "version": "1", "title": {"en": "B"}, "tables": [people]}
    frame = pl.DataFrame(
        {"age": ["5", "17", "18", "70", ""], "sex": ["F", "not known", "no answer", "M", ""]}
    )
    drawn = Datasets((frame, frame), {frozenset({"age"}): 1.0})
    sets = DataSets.of(drawn, codebook_from_dict(book).table)
    for one in sets.frames:
        assert one["age"].to_list() == ["0--17", "0--17", "18--64", "65--99", ""]
        assert one["sex"].to_list() == ["F", "", "", "M", ""]
    assert sets.deviations == drawn.deviations
