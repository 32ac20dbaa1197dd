"""Households as what is protected: whose records count, and how much one household can change.

Neighbours: two case files that differ by all people of one household, or by any one of them. A
person without a household lives alone: a household of one, who always counts.

Of each household at most H people count. Let m = max(H, 2). Each table of counts changes by an
integer vector with an L1 norm of at most m and a squared L2 norm of at most max(H², 2). Proof: who
counts of a household is decided from its own people alone (:func:`who_counts`), so nobody else's
record enters or leaves a table, and everybody who counts is in at most one cell of each.

- *All people of a household* come or go: at most H of them counted. Each is one in one cell of the
  table, and all may be in the same: L1 norm H, squared L2 norm H².
- *One person* comes or goes. Either they do not count and nothing changes; or they count, and at
  most one other takes the place: one cell loses one and one may gain one. L1 norm 2, squared 2.

Both are attained. For H ≥ 2 the first is the larger one in both norms; for H = 1 the second is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from hashlib import blake2b
from heapq import nsmallest

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.case_records import Batch, with_households
from lanterne.counting.marginals import Codes

Flags = npt.NDArray[np.bool_]

KEY_BYTES = 32
"""Bytes of the key that decides who counts."""


def squared_sensitivity(bound: int) -> int:
    """Largest squared L2 norm by which a household changes a table of counts: max(H², 2)."""
    return max(bound**2, 2)


def score_sensitivity(bound: int) -> int:
    """Most by which a household moves a score that one person moves by one: max(H, 2).

    A score that is an L1 distance to fixed numbers moves by at most the L1 norm of the change of
    its table, by the triangle inequality.
    """
    return max(bound, 2)


def counted_people(batches: Iterable[Batch], width: int, bound: int, key: bytes) -> Codes:
    """Codes of all people who count, in memory.

    Args:
        batches: Codes of people and the household of each; no household is partly elsewhere.
        width: Columns of codes.
        bound: Most people that count of one household, H ≥ 1.
        key: That decides; the same for all people of the cases.

    Raises:
        ValueError: Somebody's household is not known: nobody asked.
    """
    codes: list[Codes] = [np.zeros((0, width), np.uint16)]
    households: list[pl.Series] = [pl.Series([], dtype=pl.String)]
    for part, of_part in with_households(batches):
        codes.append(part)
        households.append(of_part)
    people = np.concatenate(codes)
    return people[who_counts(people, pl.concat(households), bound, key)]


def who_counts(codes: Codes, households: pl.Series, bound: int, key: bytes) -> Flags:
    """Whether each person counts: of a household, the ``bound`` of smallest keyed hash.

    What is hashed is the household's id, the person's record, and the number of the record among
    the same records of the household: its first copy, its second. Nothing of another household
    enters. A household of n people has n different hashes, whatever the order of the file, and
    without one of its people it has the same but one: that of the last copy of that person's
    record. So of the records that count at most one goes, and at most one comes in its place.
    Copies differ in nothing that is counted: which of them is the last makes no difference.

    Every subset of ``bound`` people of a household is equally likely to be the one that counts.

    Args:
        codes: People × model columns, with the exact numbers of columns of numbers behind them:
            all that is counted of a person is in the hash.
        households: Household of each person, String; the empty text for who lives alone.
        bound: Most people that count of one household, H ≥ 1.
        key: Key of the hash, 1 to 64 bytes; the same for all people.
    """
    counts = np.ones(len(codes), bool)
    sizes = households.to_frame("household").select(pl.len().over("household")).to_series()
    large = ((households != "") & (sizes > bound)).arg_true().to_numpy()
    members: defaultdict[str, list[tuple[bytes, int]]] = defaultdict(list)
    copies: Counter[bytes] = Counter()
    for person, household in zip(large.tolist(), households.gather(large), strict=True):
        # Records all have the same length, so no two pairs of id and record are the same text.
        text = household.encode() + codes[person].tobytes()
        copies[text] += 1
        digest = blake2b(text + copies[text].to_bytes(8), key=key).digest()
        members[household].append((digest, person))
    counts[large] = False
    for people in members.values():
        counts[[person for _, person in nsmallest(bound, people)]] = True
    return counts
