"""What a row may hold: attested combinations and the codebook's rules, for compiled loops.

A code may stand in a row when it is possible, attested beside every other code of the row, one by
one and two by two, and when no rule is broken.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.synthesis.attest import Attested
from lanterne.synthesis.domain import Domain


class Admission(NamedTuple):
    """The conditions as flat arrays; see :class:`Attested` and :class:`RuleTable`.

    Attributes:
        offsets: Start of each column in the one-hot order; length d + 1.
        informative: Length T, whether a code says something.
        pairs: T × T, whether two codes may stand together; diagonal: whether one may at all.
        triple_starts: d × d × d, first bit of a three-way table; -1 where there is none.
        triple_bits: The bits, packed.
        rule_columns: Column of each condition of a rule.
        rule_codes: Conditions × largest size, whether the condition holds for a code.
        rule_first: First condition of each rule, and the end.
    """

    offsets: npt.NDArray[np.int64]
    informative: npt.NDArray[np.bool_]
    pairs: npt.NDArray[np.bool_]
    triple_starts: npt.NDArray[np.int64]
    triple_bits: npt.NDArray[np.uint8]
    rule_columns: npt.NDArray[np.int64]
    rule_codes: npt.NDArray[np.bool_]
    rule_first: npt.NDArray[np.int64]


def admission_of(attested: Attested, domain: Domain) -> Admission:
    """Put what is attested and what the codebook forbids together."""
    rules = domain.rules
    return Admission(
        offsets=domain.layout.offsets,
        informative=domain.informative,
        pairs=attested.pairs,
        triple_starts=attested.triple_starts,
        triple_bits=attested.triple_bits,
        rule_columns=rules.columns,
        rule_codes=rules.codes,
        rule_first=rules.first,
    )


@compiled()
def fits(a, row, column, value, said):  # type: ignore[no-untyped-def]
    """Whether ``value`` may stand in ``column`` beside the rest of the row.

    ``said`` is room for the positions of the other columns that say something, length d.
    """
    here = a.offsets[column] + value
    if not a.pairs[here, here]:
        return False
    others = 0
    for other in range(row.size):
        if other == column:
            continue
        there = a.offsets[other] + row[other]
        if not a.pairs[here, there]:
            return False
        if a.informative[there]:
            said[others] = other
            others += 1
    if would_break(a, row, column, value):
        return False
    if not a.informative[here]:
        return True
    for first in range(others):
        for second in range(first + 1, others):
            if not _triple_fits(a, row, column, value, said[first], said[second]):
                return False
    return True


@compiled()
def _triple_fits(a, row, column, value, one, two):  # type: ignore[no-untyped-def]
    """Whether ``value`` is attested beside the codes of columns ``one`` < ``two``."""
    if column < one:
        return attested_bit(a, column, one, two, value, row[one], row[two])
    if column < two:
        return attested_bit(a, one, column, two, row[one], value, row[two])
    return attested_bit(a, one, two, column, row[one], row[two], value)


@compiled()
def attested_bit(a, i, j, k, x, y, z):  # type: ignore[no-untyped-def]
    """Whether codes x, y, z of columns i < j < k are attested together."""
    start = a.triple_starts[i, j, k]
    if start < 0:
        return True
    size_j = a.offsets[j + 1] - a.offsets[j]
    size_k = a.offsets[k + 1] - a.offsets[k]
    bit = start + (x * size_j + y) * size_k + z
    return (a.triple_bits[bit >> 3] >> (bit & 7)) & 1 == 1


@compiled()
def rule_holds(a, rule, row, column, value):  # type: ignore[no-untyped-def]
    """Whether a row with ``value`` in ``column`` meets all conditions of a rule, and so breaks it.

    ``a`` is whatever has the three arrays of rules; column -1: the row as it is.
    """
    for condition in range(a.rule_first[rule], a.rule_first[rule + 1]):
        where = a.rule_columns[condition]
        if not a.rule_codes[condition, value if where == column else row[where]]:
            return False
    return True


@compiled()
def would_break(a, row, column, value):  # type: ignore[no-untyped-def]
    """Whether ``value`` in ``column`` would break a rule that is about the column."""
    for rule in range(a.rule_first.size - 1):
        if rule_holds(a, rule, row, column, value):
            for condition in range(a.rule_first[rule], a.rule_first[rule + 1]):
                if a.rule_columns[condition] == column:
                    return True
    return False


@compiled()
def broken_rules(a, row):  # type: ignore[no-untyped-def]
    """How many rules a row breaks."""
    broken = 0
    for rule in range(a.rule_first.size - 1):
        broken += rule_holds(a, rule, row, -1, 0)
    return broken
