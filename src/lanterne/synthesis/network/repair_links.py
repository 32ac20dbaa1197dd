"""Repair of links that were dealt out and break a rule: they exchange answers, or take others.

What the links of a victim give together stays as it is.
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

import numpy as np

from lanterne.compiled import compiled
from lanterne.synthesis.admission import broken_rules, rule_holds

TRIES = 200
"""Changes that are tried for each link of a victim of whose links one breaks a rule."""


ANSWERS = 8
"""Answers of a column at most: bits of a mask."""


@compiled()
def repair_links(codes, folded, offsets, a, seed):  # type: ignore[no-untyped-def]
    """Change links that break a rule while they do, in place; each victim's sets stay.

    A change looks at the links that it changes and no others, however many a victim has.

    Args:
        codes: Links × columns; changed in place.
        folded: The links of each victim, and the sets that they give.
        offsets: Where the codes of each column begin; length columns + 1.
        a: What a link may hold; its rules alone are looked at.
        seed: Seed of the drawing; it protects nothing.
    """
    np.random.seed(seed)
    broken = links_broken(codes, a)
    given = np.empty((folded.masks.shape[0], ANSWERS), np.int64)
    for victim in range(folded.first.size - 1):
        begin, end = folded.first[victim], folded.first[victim + 1]
        if broken[begin:end].any():
            _count_given(given, codes[begin:end], folded.masks)
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
                if folded.bound[column] and not _still_given(
                    given[column], folded, victim, column, old, new
                ):
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
                _recount(given[column], folded.masks[column, old], -1)
                _recount(given[column], folded.masks[column, new], 1)


@compiled()
def links_broken(codes, a):  # type: ignore[no-untyped-def]
    """Per link, whether it breaks a rule; see :func:`lanterne.synthesis.admission.broken_rules`."""
    broken = np.zeros(codes.shape[0], np.bool_)
    for link in range(codes.shape[0]):
        broken[link] = broken_rules(a, codes[link]) > 0
    return broken


@compiled()
def _count_given(given, codes, masks):  # type: ignore[no-untyped-def]
    """Columns × answers: how many of some links give each answer, into ``given``."""
    given[:] = 0
    for link in range(codes.shape[0]):
        for column in range(masks.shape[0]):
            _recount(given[column], masks[column, codes[link, column]], 1)


@compiled()
def _recount(given, mask, change):  # type: ignore[no-untyped-def]
    """One link more or less gives the answers of a mask."""
    for answer in range(ANSWERS):
        given[answer] += change * ((mask >> answer) & 1)


@compiled()
def _still_given(given, folded, victim, column, old, new):  # type: ignore[no-untyped-def]
    """Whether links give the whole set and no more when one of them takes another code."""
    whole = np.int64(folded.sets[victim, column])
    before = np.int64(folded.masks[column, old])
    after = np.int64(folded.masks[column, new])
    if after & ~whole:
        return False
    for answer in range(ANSWERS):
        left = given[answer] - ((before >> answer) & 1) + ((after >> answer) & 1)
        if (left > 0) != ((whole >> answer) & 1 > 0):
            return False
    return True


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
