"""Repair of links that were dealt out and break a rule: they exchange answers, or take others.

What the links of a victim give together stays as it is.
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting.marginals import Codes
from lanterne.synthesis.admission import Admission, broken_rules, rule_holds
from lanterne.synthesis.network.given_answers import count_given, keeps_set, replace_given

Flags = npt.NDArray[np.bool_]

TRIES = 200
"""Changes that are tried for each link of a victim of whose links one breaks a rule."""


def broken_links(codes: Codes, admission: Admission) -> Flags:
    """Per link, whether it breaks a rule."""
    return np.asarray(_broken(codes, admission))


@compiled()
def repair_links(codes, folded, offsets, a, seed):  # type: ignore[no-untyped-def]
    """Change links that break a rule while they do, in place; each victim's sets stay.

    Args:
        codes: Links × columns; changed in place.
        folded: The links of each victim, and the sets that they give.
        offsets: Where the codes of each column begin; length columns + 1.
        a: What a link may hold; its rules alone are looked at.
        seed: Seed of the drawing; it protects nothing.
    """
    np.random.seed(seed)
    broken, given = _broken(codes, a), count_given(codes, folded)
    for victim in range(folded.first.size - 1):
        begin, end = folded.first[victim], folded.first[victim + 1]
        for _ in range(TRIES * (end - begin)):
            one = _one_broken(broken, begin, end)
            if one < 0:
                break
            column = _column_to_blame(codes[one], a, folded.masks.shape[0])
            if column < 0:
                break
            old = codes[one, column]
            if np.random.randint(2) == 0:
                other = begin + np.random.randint(end - begin)
                new = codes[other, column]
            else:
                other = one
                new = np.uint16(np.random.randint(offsets[column + 1] - offsets[column]))
                if not keeps_set(given, folded, victim, column, old, new):
                    continue
            before = broken_rules(a, codes[one]) + broken_rules(a, codes[other])
            codes[other, column] = old
            codes[one, column] = new
            # Changes that are no worse are made as well: they lead out of corners.
            if broken_rules(a, codes[one]) + broken_rules(a, codes[other]) > before:
                codes[one, column] = old
                if other != one:
                    codes[other, column] = new
                continue
            broken[one], broken[other] = broken_rules(a, codes[one]), broken_rules(a, codes[other])
            if other == one:
                replace_given(given, folded, victim, column, np.int64(old), np.int64(new))


@compiled()
def _broken(codes, a):  # type: ignore[no-untyped-def]
    broken = np.zeros(codes.shape[0], np.bool_)
    for link in range(codes.shape[0]):
        broken[link] = broken_rules(a, codes[link]) > 0
    return broken


@compiled()
def _one_broken(broken, begin, end):  # type: ignore[no-untyped-def]
    """A link that breaks a rule, the next from a random place on; -1 when none does."""
    start = np.random.randint(end - begin)
    for place in range(end - begin):
        link = begin + (start + place) % (end - begin)
        if broken[link]:
            return link
    return -1


@compiled()
def _column_to_blame(row, a, dealt):  # type: ignore[no-untyped-def]
    """A column that is dealt out of a rule that the row breaks, at random; -1: none."""
    column, seen = -1, 0
    for rule in range(a.rule_first.size - 1):
        if not rule_holds(a, rule, row, -1, 0):
            continue
        for condition in range(a.rule_first[rule], a.rule_first[rule + 1]):
            if a.rule_columns[condition] < dealt:
                seen += 1
                if np.random.randint(seen) == 0:
                    column = a.rule_columns[condition]
    return column
