"""Copies: people unlike anybody else whose whole row stands in the release.

Three tests, since each is blind where another sees. The last two need no control group.

*Copies of unique people.* A person is unique when nobody else of the cases or of the control group
has the same row. Unique people of both groups are looked up in the release. Were the release made
without looking at anybody in particular, who of them belongs to the cases and who to the control
group would be as good as drawn by lot, whatever the release holds; then the number of cases among
those found is hypergeometric, and the test is exact. It needs a large control group, and where
many rows are found by chance it cannot see few copies.

*Stranded copies.* A model that gives some probability to a row gives some to the rows like it, so
that a released row by chance equal to a unique person has others near it. A copy has none. A copy
is stranded when no other released row differs from it in one or two columns. The chance is that of
released rows which nobody has: were they drawn from the same population, such a row would have an
equal among the other released rows, and nothing near it, as often as a unique person has. Rows of
one model resemble each other more than they resemble people, so that the test errs on the side of
silence.

*Isolated copies.* A person is isolated when nobody else agrees with them in all columns but one.
With a₁ and a₂ pairs of an isolated person and a released row that differ in one and in two columns,
a₁²/a₂ that do not differ at all are expected: each difference less makes a pair rarer by a like
factor. Of independent columns with equally frequent answers it would be half as many, since two
columns can be chosen in about half as many ways as one column twice; of the releases that this was
tried on, fictional and real, it was about half as well. It is the test for releases whose rows
repeat themselves.

Of data that are real rows, generalised, every row is a copy, and all three say so.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from lanterne.attacks.people import Codes, People, some
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import AttackResult, Rate, compare
from lanterne.compiled import compiled

DEFINITION = "identical match share of unique rows, against a control group, by Fisher's exact test"

STRANDED = "identical match share of rows with no near neighbour, against the release itself"

ISOLATED = "identical match share of isolated rows, against one and two differences"

NEAR = 2
"""Columns in which a released row may differ to be near."""

MOST_ISOLATED = 20_000
"""Isolated people that are compared with every released row; a sample where there are more."""

Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]


def find_copies(people: People, promise: Promise, rng: np.random.Generator) -> AttackResult:
    """Copies of unique people, against the control group. All rows are looked at."""
    words = _words([people.original, people.control, people.released], rng)
    real, control, released = (
        _hash(rows, words) for rows in (people.original, people.control, people.released)
    )
    pool = np.concatenate([real, control])
    unique, found = _times(pool) == 1, np.isin(pool, released)
    rate, chance = (
        Rate(int((unique & found)[group].sum()), int(unique[group].sum()))
        for group in (slice(None, len(real)), slice(len(real), None))
    )
    return compare(
        "copies-of-unique-people",
        DEFINITION,
        rate,
        chance,
        promise,
        {"share_of_all_people": rate.attempts / len(real)},
    )


def find_stranded_copies(
    original: Codes, released: Codes, promise: Promise, rng: np.random.Generator
) -> AttackResult:
    """Stranded copies of unique people, against the released rows that nobody has.

    Args:
        original: The people in the data.
        released: All released rows.
        promise: What is put to the test.
        rng: Where the words of the rows come from.
    """
    words = _words([original, released], rng)
    real, rows = _hash(original, words), _hash(released, words)
    unique, alone = _times(real) == 1, ~np.isin(rows, real)
    copied = unique & np.isin(real, rows)
    doubled = np.flatnonzero(alone & (_times(rows) > 1))
    # Equal rows share their fate: each is looked at once, and counts as often as it stands there.
    _, first, times = np.unique(rows[doubled], return_index=True, return_counts=True)
    stranded = _stranded(original[copied], released)
    by_chance = times[_stranded(released[doubled[first]], released)]
    rate = Rate(int(stranded.sum()), int(unique.sum()))
    # Where every released row is somebody's, none is there to say what happens by chance.
    chance = Rate(int(by_chance.sum()), int(alone.sum()) or len(rows))
    return compare(
        "stranded-copies",
        STRANDED,
        rate,
        chance,
        promise,
        {"copies": int(copied.sum())},
    )


def find_isolated_copies(
    original: Codes, released: Codes, promise: Promise, rng: np.random.Generator
) -> AttackResult:
    """Copies of isolated people, against what one and two differences let expect.

    Args:
        original: The people in the data.
        released: All released rows.
        promise: What is put to the test.
        rng: Where the words of the rows come from, and the sample of isolated people.
    """
    words = _words([original], rng)
    isolated = some(np.flatnonzero(_isolated(original, words)), MOST_ISOLATED, rng)
    pairs = _differences(original[isolated], released)
    found, (_, one, two) = int((pairs[:, 0] > 0).sum()), pairs.sum(axis=0).tolist()
    expected = min(math.ceil((one + 1) ** 2 / (two + 1)), len(isolated))
    rate, chance = Rate(found, len(isolated)), Rate(expected, len(isolated))
    return compare(
        "isolated-copies",
        ISOLATED,
        rate,
        chance,
        promise,
        {"pairs_with_one_difference": one, "pairs_with_two_differences": two},
    )


def _isolated(rows: Codes, words: list[Hashes]) -> Flags:
    """Whether no other row agrees in all columns but one, or in all."""
    whole = _hash(rows, words)
    alone: Flags = _times(whole) == 1
    for j, word in enumerate(words):
        alone &= _times(whole - word[rows[:, j]]) == 1
    return alone


def _differences(targets: Codes, rows: Codes) -> npt.NDArray[np.int64]:
    """Targets × (``NEAR`` + 1): number of rows that differ in 0, 1 … columns."""
    found = np.zeros((len(targets), NEAR + 1), np.int64)
    _count_differences(np.ascontiguousarray(targets), np.ascontiguousarray(rows), found)
    return found


def _words(tables: list[Codes], rng: np.random.Generator) -> list[Hashes]:
    """A random word for each code of each column; a row's hash is the sum of its words.

    Two different rows meet with a probability of 2⁻⁶⁴.
    """
    sizes = np.max([table.max(axis=0, initial=0) for table in tables], axis=0).astype(int) + 1
    return [rng.integers(2**64, size=size, dtype=np.uint64) for size in sizes]


def _hash(rows: Codes, words: list[Hashes]) -> Hashes:
    total = np.zeros(len(rows), np.uint64)
    for j, word in enumerate(words):
        total += word[rows[:, j]]
    return total


def _times(hashes: Hashes) -> npt.NDArray[np.int64]:
    """How often each row's hash occurs."""
    _, place, count = np.unique(hashes, return_inverse=True, return_counts=True)
    times: npt.NDArray[np.int64] = count[place]
    return times


def _stranded(targets: Codes, rows: Codes) -> Flags:
    """Whether no row differs from a target in 1 … ``NEAR`` columns."""
    found = np.ones(len(targets), np.bool_)
    _find_stranded(np.ascontiguousarray(targets), np.ascontiguousarray(rows), NEAR, found)
    return found


# The two loops are alike, and written twice: with a function in common they take half as long
# again.


@compiled(nogil=True)
def _find_stranded(targets, rows, near, found):  # type: ignore[no-untyped-def]
    for t in range(targets.shape[0]):
        for r in range(rows.shape[0]):
            different = 0
            for j in range(rows.shape[1]):
                if targets[t, j] != rows[r, j]:
                    different += 1
                    if different > near:
                        break
            if 0 < different <= near:
                found[t] = False
                break


@compiled(nogil=True)
def _count_differences(targets, rows, found):  # type: ignore[no-untyped-def]
    near = found.shape[1] - 1
    for t in range(targets.shape[0]):
        for r in range(rows.shape[0]):
            different = 0
            for j in range(rows.shape[1]):
                if targets[t, j] != rows[r, j]:
                    different += 1
                    if different > near:
                        break
            if different <= near:
                found[t, different] += 1
