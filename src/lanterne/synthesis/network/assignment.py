"""Dealing out: from what is known of all perpetrators of a victim to one link for each.

A synthetic victim has a number k of perpetrators and, for each column, the set U of all their
answers. Each of the k links gets one answer to each column so that together they give U: links that
give less or more would make the published counts of victims wrong. No link may break a rule of
perpetrators or links; where answers were dealt that do, links of one victim exchange answers, or
take others that U allows, until none does. Which answers stand together in one link is refined
after that (:mod:`lanterne.synthesis.network.refine`).
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.counting import Layout
from lanterne.counting.marginals import Codes
from lanterne.synthesis.admission import Admission, rule_holds
from lanterne.synthesis.network.given_answers import ANSWERS
from lanterne.synthesis.network.repair_links import repair_links

Integers = npt.NDArray[np.int64]

GOOD = 10
"""How well a code fits that keeps the set and breaks no rule; one less when it breaks one. A code
after which the set cannot be given fits better the more of it that it gives; one outside, worst."""


class Folded(NamedTuple):
    """The sets of answers of the victims, as bit masks.

    Attributes:
        first: Where the links of each victim begin; length victims + 1.
        sets: Victims × columns that are dealt out: the answers that their links give together.
        masks: Columns × largest size: the answers that each code gives; 0 of a blank.
        bound: Per column, whether ``sets`` binds its links; else any code may stand there.
    """

    first: Integers
    sets: npt.NDArray[np.uint8]
    masks: npt.NDArray[np.uint8]
    bound: npt.NDArray[np.bool_]


def deal_links(
    folded: Folded,
    context: Codes,
    layout: Layout,
    chances: npt.NDArray[np.float64],
    admission: Admission,
    seed: int,
) -> Codes:
    """Links whose answers together are those of their victims, otherwise at random.

    Where rules leave no such links, or none were found, some are left that break one (see
    :func:`lanterne.synthesis.network.repair_links.broken_links`); where no links at all give a
    set, they give what is nearest to it (:func:`united`).

    Args:
        folded: The links of each victim, and the sets to give.
        context: Links × last columns: what is known of their victims; it stays.
        layout: Sizes of the columns of links.
        chances: Length T, how common each code is among links, > 0.
        admission: What a link may hold; its rules alone are looked at.
        seed: Seed of the drawing; it protects nothing.

    Returns:
        Links × columns.
    """
    dealt = layout.width - context.shape[1]
    codes = np.zeros((int(folded.first[-1]), dealt), np.uint16)
    codes = np.ascontiguousarray(np.concatenate([codes, context], axis=1))
    needed = _links_needed(folded.masks, np.diff(layout.offsets)[:dealt])
    asked_at = _asked_at(admission, dealt)
    _deal(codes, folded, layout.offsets, chances, needed, admission, asked_at, seed)
    repair_links(codes, folded, layout.offsets, admission, seed + 1)
    return codes


def united(codes: Codes, folded: Folded) -> npt.NDArray[np.uint8]:
    """Victims × columns that are dealt out: the answers that links give together."""
    sets = np.zeros_like(folded.sets)
    of_victim = np.repeat(np.arange(len(sets)), np.diff(folded.first))
    for column, masks in enumerate(folded.masks):
        np.bitwise_or.at(sets[:, column], of_victim, masks[codes[:, column]])
    return sets


def _asked_at(admission: Admission, dealt: int) -> Integers:
    """Per rule, the last column that is dealt out of those it is about; -1: none."""
    parts = np.split(admission.rule_columns, admission.rule_first[1:-1])
    last = (int(part[part < dealt].max(initial=-1)) for part in parts[: len(admission.rule_first)])
    return np.fromiter(last, np.int64)[: len(admission.rule_first) - 1]


@compiled()
def _links_needed(masks, sizes):  # type: ignore[no-untyped-def]
    """Columns × sets × subsets: fewest links within the set whose answers cover the subset."""
    subsets = 1
    while subsets <= masks.max():
        subsets *= 2
    never = np.int64(1 << 40)
    needed = np.full((masks.shape[0], subsets, subsets), never)
    for column in range(masks.shape[0]):
        for whole in range(subsets):
            fewest = needed[column, whole]
            fewest[0] = 0
            # Each round adds a link, and no subset needs more links than it has answers.
            for _ in range(ANSWERS):
                for before in range(subsets):
                    for code in range(sizes[column]):
                        mask = np.int64(masks[column, code])
                        if mask & ~whole == 0:
                            fewest[before | mask] = min(fewest[before | mask], fewest[before] + 1)
            for rest in range(subsets):
                for other in range(subsets):
                    if rest & ~other == 0:
                        fewest[rest] = min(fewest[rest], fewest[other])
    return needed


@compiled()
def _deal(codes, folded, offsets, chances, needed, a, asked_at, seed):  # type: ignore[no-untyped-def]
    np.random.seed(seed)
    largest = np.max(offsets[1:] - offsets[:-1])
    fitting = np.empty(largest, np.int64)
    chance = np.empty(largest)
    for victim in range(folded.first.size - 1):
        begin, end = folded.first[victim], folded.first[victim + 1]
        order = begin + np.random.permutation(end - begin)
        for column in range(folded.masks.shape[0]):
            whole = np.int64(folded.sets[victim, column])
            left = whole
            size = offsets[column + 1] - offsets[column]
            for place in range(order.size):
                after = order.size - place - 1
                row = codes[order[place]]
                for code in range(size):
                    fitting[code] = GOOD
                    mask = np.int64(folded.masks[column, code])
                    if folded.bound[column] and mask & ~whole:
                        fitting[code] = 0
                    elif folded.bound[column] and needed[column, whole, left & ~mask] > after:
                        fitting[code] = 1 + _bits(left & mask)
                    elif _completes_rule(a, row, asked_at, column, code):
                        fitting[code] = GOOD - 1
                # Codes that fit best, however little that is: what is wrong then is repaired later.
                best = fitting[:size].max()
                for code in range(size):
                    common = chances[offsets[column] + code]
                    chance[code] = common if fitting[code] == best else 0.0
                code = _draw(chance, size)
                row[column] = code
                left &= ~np.int64(folded.masks[column, code])


@compiled()
def _bits(mask):  # type: ignore[no-untyped-def]
    count = 0
    while mask:
        count += mask & 1
        mask >>= 1
    return count


@compiled()
def _completes_rule(a, row, asked_at, column, code):  # type: ignore[no-untyped-def]
    """Whether the code breaks a rule whose other columns are dealt out already."""
    for rule in range(asked_at.size):
        if asked_at[rule] == column and rule_holds(a, rule, row, column, code):
            return True
    return False


@compiled()
def _draw(chance, size):  # type: ignore[no-untyped-def]
    """A position by its chance; 0 when there is none."""
    total = 0.0
    for code in range(size):
        total += chance[code]
    point = np.random.random() * total
    last = 0
    for code in range(size):
        if chance[code] > 0.0:
            last = code
            point -= chance[code]
            if point < 0.0:
                return code
    return last
