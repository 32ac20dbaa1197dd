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
from lanterne.synthesis.forbidden_triples import (
    WORD,
    ForbiddenTriples,
    any_forbidden,
    forbidden_triples,
    mark,
)


class Admission(NamedTuple):
    """The conditions as flat arrays; see :class:`Attested` and :class:`RuleTable`.

    Attributes:
        offsets: Start of each column in the one-hot order; length d + 1.
        informative: Length T, whether a code says something.
        pairs: T × T, whether two codes may stand together; diagonal: whether one may at all.
        triples: Which three codes must not stand together.
        rule_columns: Column of each condition of a rule.
        rule_codes: Conditions × largest size, whether the condition holds for a code.
        rule_first: First condition of each rule, and the end.
    """

    offsets: npt.NDArray[np.int64]
    informative: npt.NDArray[np.bool_]
    pairs: npt.NDArray[np.bool_]
    triples: ForbiddenTriples
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
        triples=forbidden_triples(attested.layout, attested.triple_starts, attested.triple_bits),
        rule_columns=rules.columns,
        rule_codes=rules.codes,
        rule_first=rules.first,
    )


@compiled()
def fits(a, row, column, value, present):  # type: ignore[no-untyped-def]
    """Whether ``value`` may stand in ``column`` beside the rest of the row.

    ``present`` is room for the codes of the row; see :func:`room_for_codes`.
    """
    here = a.offsets[column] + value
    if not a.pairs[here, here]:
        return False
    present[:] = 0
    for other in range(row.size):
        if other == column:
            continue
        there = a.offsets[other] + row[other]
        if not a.pairs[here, there]:
            return False
        if a.informative[there]:
            mark(a.triples, there, present)
    if would_break(a, row, column, value):
        return False
    if not a.informative[here]:
        return True
    for other in range(row.size):
        there = a.offsets[other] + row[other]
        if (
            other != column
            and a.informative[there]
            and any_forbidden(a.triples, a.offsets, column, other, here, there, present)
        ):
            return False
    return True


@compiled()
def is_clean(a, row, suspect, present):  # type: ignore[no-untyped-def]
    """Whether a row holds only what it may. Nearly all rows that are drawn do.

    Args:
        a: The :class:`Admission`.
        row: Codes of the row.
        suspect: Pairs of answers of which each three that must not stand together holds one.
        present: Room for its codes; see :func:`room_for_codes`.
    """
    marked = False
    for column in range(row.size):
        here = a.offsets[column] + row[column]
        for other in range(column + 1):
            there = a.offsets[other] + row[other]
            if not a.pairs[here, there]:
                return False
            if not suspect[here, there]:
                continue
            if not marked:
                _mark_all(a, row, present)
                marked = True
            if any_forbidden(a.triples, a.offsets, column, other, here, there, present):
                return False
    return broken_rules(a, row) == 0


@compiled()
def _mark_all(a, row, present):  # type: ignore[no-untyped-def]
    present[:] = 0
    for column in range(row.size):
        here = a.offsets[column] + row[column]
        if a.informative[here]:
            mark(a.triples, here, present)


@compiled()
def room_for_codes(a):  # type: ignore[no-untyped-def]
    """A word for every ``WORD`` codes."""
    return np.zeros(a.offsets[-1] // WORD + 1, np.uint64)


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
