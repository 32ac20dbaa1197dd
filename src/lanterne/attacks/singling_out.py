"""Singling out: a question made from the release that exactly one person answers with yes.

Giomi, Boenisch, Wehmeyer, Tasnádi 2023, arXiv 2211.10459, section 4.1. One column: a value that
occurs once in the release. Several: a released row's answers in some columns that no other row
gives.

A question can hit one person of a small group more or less easily than of a large one, so both
groups are cut to the same size.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lanterne.attacks.chances import largest_rate, least_rate
from lanterne.attacks.nearest import count_agreeing
from lanterne.attacks.people import People
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import FALSE_ALARM, AttackResult, Rate, Verdict, judge

DEFINITION = "Giomi et al. 2023 (arXiv 2211.10459), section 4.1"

COLUMNS = (3, 5, 8, 13, 21)
"""Columns that a question on several asks about: the first number with questions enough."""

TRIES = 10
"""Questions tried for each that is wanted: those that fit one released row are kept."""

Numbers = npt.NDArray[np.int64]


def single_out_by_value(
    people: People, promise: Promise, questions: int, rng: np.random.Generator
) -> AttackResult:
    """Questions about one column: the value that one released row holds."""
    columns, codes = [], []
    for j in range(people.width):
        found = np.flatnonzero(np.bincount(people.released[:, j]) == 1)
        columns += [j] * len(found)
        codes += found.tolist()
    order = rng.permutation(len(columns))[:questions]
    asked = np.array(columns, np.int64)[order, None], np.array(codes, np.int64)[order, None]
    return _ask("singling-out-by-value", people, promise, *asked, rng)


def single_out_by_answers(
    people: People,
    promise: Promise,
    questions: int,
    rng: np.random.Generator,
    lengths: Sequence[int] = COLUMNS,
) -> AttackResult:
    """Questions about several columns, as many as it takes for half the questions wanted.

    Args:
        people: Both groups and the release.
        promise: What is put to the test.
        questions: Questions that are asked at most.
        rng: Chooses them.
        lengths: Numbers of columns, tried in this order.
    """
    found: tuple[Numbers, Numbers] = (np.zeros((0, 1), np.int64), np.zeros((0, 1), np.int64))
    for length in dict.fromkeys(min(length, people.width) for length in lengths):
        made = _questions(people, length, questions, rng)
        found = max(made, found, key=lambda pair: len(pair[0]))
        if 2 * len(found[0]) >= questions:
            break
    return _ask("singling-out-by-answers", people, promise, *found, rng)


def _questions(
    people: People, length: int, questions: int, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Columns and answers that one released row holds; at most so many, no two the same."""
    tries = TRIES * questions
    rows = people.released[rng.integers(len(people.released), size=tries)]
    order = rng.random((tries, people.width)).argsort(axis=1)[:, :length]
    columns = np.sort(order, axis=1).astype(np.int64)
    codes = np.take_along_axis(rows, columns, axis=1).astype(np.int64)
    asked = np.concatenate([columns, codes], axis=1)
    different = rng.permutation(np.unique(asked, axis=0, return_index=True)[1])
    kept: list[int] = []
    for begin in range(0, len(different), questions):
        some = different[begin : begin + questions]
        once = count_agreeing(people.released, columns[some], codes[some], 2) == 1
        kept += some[once].tolist()
        if len(kept) >= questions:
            break
    chosen = np.array(kept[:questions], np.int64)
    return columns[chosen], codes[chosen]


def _ask(
    name: str,
    people: People,
    promise: Promise,
    columns: Numbers,
    codes: Numbers,
    rng: np.random.Generator,
) -> AttackResult:
    """How many questions exactly one person answers, in the data and in the control group."""
    size = min(len(people.original), len(people.control))
    alike = people.sample(size, rng)
    real = count_agreeing(alike.original, columns, codes, size)
    control = count_agreeing(alike.control, columns, codes, size)
    everybody = count_agreeing(people.original, columns, codes, 2)
    rate, chance = (
        Rate(int((real == 1).sum()), len(real)),
        Rate(int((control == 1).sum()), len(real)),
    )
    detail = {
        "people_in_each_group": size,
        "rate_among_all": float((everybody == 1).mean()) if len(real) else 0.0,
        "columns": int(columns.shape[1]) if len(real) else 0,
    }
    _, verdict = judge(rate, chance, Promise())
    allowed = None
    if promise.epsilon is not None and len(real):
        hits = np.where(real == 0, control, 0)
        allowed = promise.allowed(min(float(hits.mean()), 1.0), size)
        low = least_rate(rate.successes, rate.attempts, FALSE_ALARM / 2)
        most = promise.allowed(_most_hits(hits), size)
        if most is not None and low > most:
            verdict = Verdict.BEATS_PROMISE
    return AttackResult(name, DEFINITION, rate, chance, allowed, verdict, detail=detail)


def _most_hits(hits: Numbers) -> float:
    """Upper bound on the mean number of new people who alone answer a question with yes.

    By the definition of ε, a person x of the data is singled out by a question q of the release
    M(D) at most e^ε times as often, but for δ, as by one of M(D − x). There x is like anybody of
    the control group, and q must fit nobody else in the data: so the chance, added up over all of
    D, is the mean over questions that fit nobody in the data of how many of as many new people
    they fit. The exact bound is on how often that is not 0; its size then is taken as seen.
    """
    some = hits > 0
    share = largest_rate(int(some.sum()), len(hits), FALSE_ALARM / 2)
    return min(1.0, share * (float(hits[some].mean()) if some.any() else 1.0))
