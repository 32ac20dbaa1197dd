"""Which answers the links of each victim give together, kept up while links change.

A change is looked at by itself, however many links a victim has.
Post-processing of released counts: no privacy cost.
"""

from __future__ import annotations

import numpy as np

from lanterne.compiled import compiled

ANSWERS = 8
"""Answers of a column at most: bits of a mask."""


@compiled()
def count_given(codes, folded):  # type: ignore[no-untyped-def]
    """Victims × columns that are dealt out × answers: how many links of a victim give each answer.

    Args:
        codes: Links × columns.
        folded: The links of each victim; see
            :class:`lanterne.synthesis.network.assignment.Folded`.
    """
    victims, columns = folded.sets.shape
    given = np.zeros((victims, columns, ANSWERS), np.int32)
    for victim in range(victims):
        for link in range(folded.first[victim], folded.first[victim + 1]):
            for column in range(columns):
                _recount(given[victim, column], folded.masks[column, codes[link, column]], 1)
    return given


@compiled()
def keeps_set(given, folded, victim, column, old, new):  # type: ignore[no-untyped-def]
    """Whether the victim's links still give the whole set when one takes another code."""
    if not folded.bound[column]:
        return True
    whole = np.int64(folded.sets[victim, column])
    before = np.int64(folded.masks[column, old])
    after = np.int64(folded.masks[column, new])
    for answer in range(ANSWERS):
        left = given[victim, column, answer] - ((before >> answer) & 1) + ((after >> answer) & 1)
        if (left > 0) != ((whole >> answer) & 1 > 0):
            return False
    return True


@compiled()
def replace_given(given, folded, victim, column, old, new):  # type: ignore[no-untyped-def]
    """A link of the victim takes another code, in place."""
    _recount(given[victim, column], folded.masks[column, old], -1)
    _recount(given[victim, column], folded.masks[column, new], 1)


@compiled()
def _recount(given, mask, change):  # type: ignore[no-untyped-def]
    """One link more or less gives the answers of a mask."""
    for answer in range(ANSWERS):
        given[answer] += change * ((mask >> answer) & 1)
