"""Releases that copy one person in a hundred are found, and releases that copy nobody are not."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from attacked_tables import SIZES, book, frame, population
from lanterne.attacks import Promise, Rate, Verdict, run_attacks
from lanterne.attacks.result import compare, most_lenient
from lanterne.codebook import load_codebook
from lanterne.fictional.write import fictional_frame

N = 4_000
ACCUSED = (Verdict.BEATS_CHANCE, Verdict.BEATS_PROMISE)


@pytest.fixture(scope="module")
def fictional():
    """People in the data, others like them, and a release that is drawn from the same world."""
    people = fictional_frame(N + N // 4, 3)
    return people[:N], people[N:], fictional_frame(N, 11)


def leaking(released, original, share):
    copies = int(share * released.height)
    return pl.concat([released[copies:], original.sample(copies, seed=1)])


@pytest.mark.parametrize("with_control", [True, False])
@pytest.mark.parametrize("promise", [Promise(1.0, 1e-6), Promise(12.0, 1e-6), Promise(k=10)])
def test_one_copy_in_a_hundred_rows_is_found(fictional, with_control, promise):
    original, control, released = fictional
    report = run_attacks(
        original,
        leaking(released, original, 0.01),
        load_codebook("lanterne-cases"),
        control if with_control else None,
        promise=promise,
        draws=50,
    )
    assert report.result("stranded-copies").verdict in ACCUSED


def test_an_honest_release_is_not_accused(fictional):
    original, control, released = fictional
    for group in (control, None):
        report = run_attacks(
            original, released, load_codebook("lanterne-cases"), group, promise=Promise(1.0, 1e-6)
        )
        assert report.worst in {Verdict.NO, Verdict.NOT_TRIED}


def test_the_cases_themselves_are_found_by_everything(fictional):
    original, control, _ = fictional
    report = run_attacks(
        original, original, load_codebook("lanterne-cases"), control, promise=Promise(1.0, 1e-6)
    )
    beaten = {one.name for one in report.results if one.verdict == Verdict.BEATS_PROMISE}
    assert beaten >= {
        "linkability",
        "inference",
        "copies-of-unique-people",
        "stranded-copies",
        "membership-by-closest-row",
    }


@pytest.mark.parametrize("with_control", [True, False])
def test_false_alarms_of_all_attacks_are_as_rare_as_stated(with_control):
    """People, control group and release drawn alike, 40 times: about 0.4 alarms at 0.001 each.

    More than 4 of the about 440 verdicts are false alarms with a probability below 1e-4.
    """
    draw, rng, alarms = population(1), np.random.default_rng(7), []
    for seed in range(40):
        original, control, released = (frame(draw(number, rng)) for number in (600, 400, 600))
        report = run_attacks(
            original, released, book(), control if with_control else None, draws=200, seed=seed
        )
        alarms += [
            one.name
            for one in report.results
            if one.verdict in ACCUSED and one.name != "homogeneity"
        ]
    assert len(alarms) <= 4, alarms


GUESSES = ("inference", "membership-by-closest-row")


NOISY = Promise(1.0, 1e-6)


def blurred(rows, sizes, noise, rng):
    """The rows with a part of all answers drawn evenly."""
    evenly = np.stack([rng.integers(size, size=len(rows)) for size in sizes], axis=1)
    return np.where(rng.random(rows.shape) < noise, evenly, rows)


def accused_of_guesses(sizes, noise, copied, seed, promise=NOISY):
    """Which attacks that guess accuse rows of which a part is drawn evenly, and a part copied."""
    draw, rng = population(1, sizes, kinds=2), np.random.default_rng(seed)
    original, rows = draw(600, rng), blurred(draw(600, rng), sizes, noise, rng)
    copies = int(copied * len(rows))
    rows = np.concatenate([rows[copies:], original[:copies]])
    report = run_attacks(
        frame(original), frame(rows), book(sizes), promise=promise, draws=300, seed=seed
    )
    return [name for name in GUESSES if report.result(name).verdict in ACCUSED]


def test_people_who_are_easier_to_guess_than_rows_full_of_noise_are_no_alarm():
    """Other people tell as much of each. Against half of the rows alone 18 of these 20 are alarms;
    one may be, since the same row is the guess for many people where there are few answers."""
    assert sum(len(accused_of_guesses((2,) * 8, 0.3, 0.0, seed)) for seed in range(10)) <= 1


def test_people_who_are_guessed_from_their_own_rows_are_an_alarm():
    found = sum(len(accused_of_guesses(SIZES, 0.3, 0.5, seed)) for seed in range(5))
    assert found >= 8


def test_real_rows_with_many_answers_changed_are_found_against_a_control_group():
    """A third of all answers is drawn evenly. Without a control group such rows are found less
    often: what people tell of each other is no chance then, and counts as such."""
    draw, rng = population(1), np.random.default_rng(4)
    original, others, control = (draw(600, rng) for _ in range(3))
    members = []
    for rows in (original, others):
        released = frame(blurred(rows, SIZES, 1 / 3, rng))
        report = run_attacks(frame(original), released, book(), frame(control), promise=NOISY)
        members.append(report.result("membership-by-closest-row").verdict)
    assert members[0] in ACCUSED
    assert members[1] == Verdict.NO


def test_where_no_noise_was_drawn_other_people_excuse_nothing():
    """Rows of a k-method are held against half of the release, however much people are alike."""
    found = [accused_of_guesses((2,) * 8, 0.3, 0.0, seed, Promise(k=10)) for seed in range(3)]
    assert all(found)


def test_what_could_not_be_compared_excuses_nothing():
    def against(chance):
        return compare("x", "", Rate(40, 40), chance, Promise(), {})

    never = against(Rate(0, 0))
    assert most_lenient([against(Rate(1, 400)), never]).verdict == Verdict.BEATS_CHANCE
    assert most_lenient([never, never]).verdict == Verdict.NOT_TRIED
    assert most_lenient([against(Rate(1, 400)), against(Rate(9, 400))]).chance == Rate(9, 400)
    assert most_lenient([against(Rate(1, 400)), against(Rate(40, 40))]).verdict == Verdict.NO


def test_copies_among_rows_that_repeat_themselves_are_found(fictional):
    """Each released row stands there twice, so that by chance many have an equal: stranded copies
    see nothing. Isolated people are found more often than near misses of them let expect."""
    original, _, released = fictional
    doubled = pl.concat([released[: N // 2]] * 2)
    table = load_codebook("lanterne-cases")
    honest, leaks = (
        run_attacks(original, rows, table, promise=Promise(k=10), draws=50)
        for rows in (doubled, leaking(doubled, original, 0.01))
    )
    assert honest.result("isolated-copies").verdict == Verdict.NO
    assert leaks.result("stranded-copies").verdict == Verdict.NO
    assert leaks.result("isolated-copies").verdict == Verdict.BEATS_CHANCE
