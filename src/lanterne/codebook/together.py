"""What several links can have answered together, by the rules that bind each of them.

A victim's row holds the set of all answers of their perpetrators and links. Which sets there can be
follows from how many links there are and from what one link may answer: one link that must answer
gives a set that is not empty, two links of at most two answers give at most four, and answers that
no link may give at once are never those of a single link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from lanterne.codebook.boxes import split_cell
from lanterne.codebook.encode import encode_table
from lanterne.codebook.encoding import Encoding, ForbiddenCodes
from lanterne.codebook.model import Column, Network, Table

Flags = npt.NDArray[np.bool_]

MOST_ANSWERS = 12
"""Answers of the columns of one rule up to which it is worked out what links can give together:
each subset of them is looked at. Of larger rules it is seen when links are dealt out."""


def impossible_sets(
    network: Network,
    folded: Sequence[Column],
    view: Table,
    encoding: Encoding,
    numbers: Sequence[tuple[int, int] | None],
) -> Iterator[ForbiddenCodes]:
    """The sets of answers that so many links cannot give together.

    Column by column, and for the columns of each rule of perpetrators or links together.

    Args:
        network: What each link may answer.
        folded: Its columns of which a victim's row holds the set of all answers.
        view: The view of victims, in which each of these is a ``set``.
        encoding: The view as model columns.
        numbers: First and last number of links of each code of the number of perpetrators;
            ``None`` for a code that cannot be.
    """
    places = {column.sources: place for place, column in enumerate(encoding.columns)}
    number = places[(network.perpetrators.name,)]
    of_view = [places[(column.name,)] for column in folded]
    one_link = encode_table(_links(network, folded))
    masks = [
        answer_masks(view.column(column.name), [cell[0] for cell in encoding.columns[place].cells])
        for column, place in zip(folded, of_view, strict=True)
    ]
    alone: list[Flags] = []
    for group in _groups(folded, one_link):
        reached = _reached([folded[place] for place in group], group, one_link, numbers)
        joint = _joined([folded[place] for place in group], [masks[place] for place in group])
        wrong = ~reached[:, joint]
        if len(group) == 1:
            alone.append(wrong)
        else:  # what one of the columns cannot give anyhow needs no second rule
            for axis, place in enumerate(group):
                shape = [1] * len(group)
                shape[axis] = -1
                wrong &= ~alone[place].reshape(len(numbers), *shape)
        wrong[[each is None for each in numbers]] = False
        name = "+".join(folded[place].name for place in group)
        for how_many, *codes in _boxes(wrong):
            texts = [encoding.columns[number].cells[code][0] for code in sorted(how_many)]
            yield ForbiddenCodes(
                f"{name}-of-{'/'.join(texts)}",
                (number, *(of_view[place] for place in group)),
                (how_many, *codes),
            )


def _links(network: Network, folded: Sequence[Column]) -> Table:
    """A table of links that holds the folded columns alone, with the rules on these."""
    names = {column.name for column in folded}
    rules = (*network.perpetrators.rules, *network.links.rules)
    return Table(
        name=network.links.name,
        label=network.links.label,
        columns=tuple(folded),
        rules=tuple(rule for rule in rules if names.issuperset(c.column for c in rule.forbid)),
    )


def _groups(folded: Sequence[Column], one_link: Encoding) -> list[tuple[int, ...]]:
    """Columns to look at together: each alone first, then those of each rule."""
    together = dict.fromkeys(rule.columns for rule in one_link.forbidden)
    return [(place,) for place in range(len(folded))] + [
        group
        for group in together
        if sum(len(folded[place].values) for place in group) <= MOST_ANSWERS
    ]


def answer_masks(column: Column, texts: Sequence[str]) -> list[int]:
    """Per text of a cell, a number whose bit i says that answer i is given."""
    bits = {code: 1 << place for place, code in enumerate(column.codes)}
    return [sum(bits[answer] for answer in split_cell(column, text)) for text in texts]


def _joined(columns: Sequence[Column], masks: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
    """The masks of some columns side by side, for each combination of their codes."""
    joint = np.zeros((1,) * len(columns), np.int64)
    shift = 0
    for axis, (column, some) in enumerate(zip(columns, masks, strict=True)):
        shape = [1] * len(columns)
        shape[axis] = -1
        joint = joint | (np.asarray(some, np.int64) << shift).reshape(shape)
        shift += len(column.values)
    return joint


def _reached(
    columns: Sequence[Column],
    group: tuple[int, ...],
    one_link: Encoding,
    numbers: Sequence[tuple[int, int] | None],
) -> Flags:
    """Numbers × subsets of all answers of the columns: which subsets so many links can give."""
    subsets = np.arange(1 << sum(len(column.values) for column in columns))
    one = _answers_of_one(columns, group, one_link)
    by_number = [subsets == 0]
    while len(by_number) < 3 or (by_number[-1] != by_number[-2]).any():
        # More links give more, since a link may say what another says; until nothing is added.
        more = np.zeros(len(subsets), bool)
        before = np.flatnonzero(by_number[-1])
        for answers in one:
            more[before | answers] = True
        by_number.append(more)
    nothing = np.zeros(len(subsets), bool)
    return np.stack(
        [
            nothing if each is None else by_number[min(each[1], len(by_number) - 1)]
            for each in numbers
        ]
    )


def _answers_of_one(
    columns: Sequence[Column], group: tuple[int, ...], one_link: Encoding
) -> list[int]:
    """The subsets that a single link can give."""
    models = [one_link.columns[place] for place in group]
    masks = [
        answer_masks(column, [cell[0] for cell in model.cells])
        for column, model in zip(columns, models, strict=True)
    ]
    legal = np.zeros([model.size for model in models], bool)
    legal[np.ix_(*(model.possible for model in models))] = True
    for rule in one_link.forbidden:
        if set(group) >= set(rule.columns):
            which = dict(zip(rule.columns, rule.codes, strict=True))
            choice = [
                sorted(which.get(place, range(model.size)))
                for place, model in zip(group, models, strict=True)
            ]
            legal[np.ix_(*choice)] = False
    return sorted(set(_joined(columns, masks)[legal].tolist()))


def _boxes(wrong: Flags) -> Iterator[tuple[frozenset[int], ...]]:
    """Boxes that cover just the cells that are wrong."""
    if wrong.ndim == 1:
        if wrong.any():
            yield (frozenset(np.flatnonzero(wrong).tolist()),)
        return
    alike: dict[bytes, list[int]] = {}
    for place, part in enumerate(wrong):
        if part.any():
            alike.setdefault(part.tobytes(), []).append(place)
    for places in alike.values():
        for rest in _boxes(wrong[places[0]]):
            yield (frozenset(places), *rest)
