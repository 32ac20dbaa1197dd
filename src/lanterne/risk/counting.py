"""The compiled loop of the search: one set of columns after another over the people left."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled

# mypy: disable-error-code="no-untyped-def"


class CodeArrays(NamedTuple):
    """People by the codes of their answers.

    Attributes:
        codes: Columns × people; 0 says nothing.
        sizes: Number of codes per column.
        ranks: Columns × places: what a column adds to the number of its set.
    """

    codes: npt.NDArray[np.int32]
    sizes: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]


class FoundCombinations(NamedTuple):
    """What was found of each person and of each column, over all sets; it is added to.

    Attributes:
        unique_at: Length of the shortest unique combination of each person; 0: none.
        uniques: People × lengths: minimal unique combinations.
        unique_members: Lengths × columns: minimal unique combinations that hold the column.
        rare_at: Length of the shortest rare combination of each person; 0: none.
        rare: Number of minimal rare combinations of each person.
        rare_members: People × columns: those that hold the column.
    """

    unique_at: npt.NDArray[np.int8]
    uniques: npt.NDArray[np.int32]
    unique_members: npt.NDArray[np.int64]
    rare_at: npt.NDArray[np.int8]
    rare: npt.NDArray[np.int32]
    rare_members: npt.NDArray[np.int32]


@compiled()
def add_level(prefixes, coded, threshold, before, after, tally, on_sets):
    """Examine every set that is one of ``prefixes`` and one later column.

    Args:
        prefixes: Sets of s − 1 columns, ascending; int64 of shape (sets, s − 1).
        coded: The people.
        threshold: k.
        before: Bits of who has nothing unique, and nothing rare, in each set of s − 1 columns.
        after: The same of s columns, to be written; of no set where nobody asks.
        tally: What was found, to be added to.
        on_sets: Per set of s columns, people with a minimal rare combination; to be added to.
    """
    codes, ranks = coded.codes, coded.ranks
    width, n = codes.shape
    columns = np.empty(prefixes.shape[1] + 1, np.int64)
    buffers = (np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n + 1, np.int64))
    room = (
        np.zeros(coded.sizes.max(), np.int64), np.empty(n + 1, np.int32), np.empty(n + 1, np.int32)
    )  # fmt: skip
    for at in range(prefixes.shape[0]):
        prefix = prefixes[at]
        own = 0
        for place in range(len(prefix)):
            own += ranks[prefix[place], place]
            columns[place] = prefix[place]
        cells = grouped(before[0][own], codes, coded.sizes, prefix, buffers)
        if len(cells[0]) == 0:
            continue
        for column in range(prefix[-1] + 1 if len(prefix) else 0, width):
            columns[-1] = column
            left = (before[0][own].copy(), before[1][own].copy())
            if len(prefix):
                narrow(before, columns, ranks, left[0], left[1])
            else:
                drop_silent(codes[column], left[0], left[1])
            number = 0
            for place in range(len(columns)):
                number += ranks[columns[place], place]
            on_sets[number] += examine(cells, columns, coded, room, threshold, left, tally)
            for word in range(left[0].size if len(after[0]) else 0):
                after[0][number, word], after[1][number, word] = left[0][word], left[1][word]


@compiled()
def drop_silent(column, no_unique, no_rare):
    """Leave out who says nothing: what is not said makes no combination."""
    for person in range(len(column)):
        if column[person] == 0:
            mask = ~(np.uint64(1) << (np.uint64(person) & np.uint64(63)))
            no_unique[person >> 6] &= mask
            no_rare[person >> 6] &= mask


@compiled()
def narrow(before, columns, ranks, no_unique, no_rare):
    """Leave out who is not left in a part that holds the last column."""
    size = len(columns)
    for out in range(size - 1):
        number = 0
        place = 0
        for i in range(size):
            if i != out:
                number += ranks[columns[i], place]
                place += 1
        unique_part = before[0][number]
        rare_part = before[1][number]
        for word in range(len(no_unique)):
            no_unique[word] &= unique_part[word]
            no_rare[word] &= rare_part[word]


@compiled()
def grouped(bits, codes, sizes, columns, buffers):
    """The people of some bits, cell by cell of some columns, and where each cell ends.

    Sorted by counting, one column after another.
    """
    now, other, ends = buffers
    held = 0
    for word in range(len(bits)):
        rest = bits[word]
        person = word << 6
        while rest:
            if rest & np.uint64(1):
                now[held] = person
                held += 1
            rest >>= np.uint64(1)
            person += 1
    for j in range(len(columns)):
        column = codes[columns[j]]
        place = np.zeros(sizes[columns[j]] + 1, np.int64)
        for i in range(held):
            place[column[now[i]] + 1] += 1
        for code in range(1, len(place)):
            place[code] += place[code - 1]
        for i in range(held):
            code = column[now[i]]
            other[place[code]] = now[i]
            place[code] += 1
        now, other = other, now
    cells = 0
    for i in range(1, held):
        for j in range(len(columns)):
            if codes[columns[j], now[i]] != codes[columns[j], now[i - 1]]:
                ends[cells] = i
                cells += 1
                break
    if held:
        ends[cells] = held
        cells += 1
    return now[:held], ends[:cells]


@compiled()
def examine(cells, columns, coded, room, threshold, left, tally):
    """Count one set of columns, note who is rare in it, and leave them out of its bits.

    Args:
        cells: The people by all columns but the last, and where each cell ends: see ``grouped``.
        columns: The set.
        coded: The people.
        room: Where to count the codes of the last column, zeros; and to write down who is left in
            a cell, and what each says.
        threshold: k.
        left: Bits of who has nothing unique, and nothing rare, in any part; to be narrowed.
        tally: What was found, to be added to.

    Returns:
        How many people have a minimal rare combination in this set.
    """
    people, ends = cells
    column, size = coded.codes[columns[-1]], coded.sizes[columns[-1]]
    count, who, said = room
    on_set = 0
    no_unique = left[0]
    one, low_bits = np.uint64(1), np.uint64(63)
    candidates = no_unique.copy()
    start = 0
    for end in ends:
        within = np.int64(0)  # people of the cell who are left, and what each says
        for i in range(start, end):
            person = people[i]
            who[within] = person
            said[within] = column[person]
            within += np.int64((candidates[person >> 6] >> (np.uint64(person) & low_bits)) & one)
        start = end
        for i in range(within):
            count[said[i]] += 1
        some_rare = size > within
        if not some_rare:
            for code in range(1, size):
                some_rare |= 0 < count[code] < threshold
        if some_rare:
            for i in range(within):
                if count[said[i]] < threshold:
                    on_set += note(who[i], count[said[i]], columns, left, tally)
        if size > within:
            for i in range(within):
                count[said[i]] = 0
        else:
            count[:size] = 0
    return on_set


@compiled()
def note(person, held, columns, left, tally):
    """Note what one person's cell of few people means, and leave the person out of the bits.

    Returns:
        1 where this is a minimal rare combination of the person, else 0.
    """
    no_unique, no_rare = left
    word = person >> 6
    mask = np.uint64(1) << (np.uint64(person) & np.uint64(63))
    length = len(columns)
    if held == 1:
        no_unique[word] &= ~mask
        tally.uniques[person, length - 1] += 1
        if tally.unique_at[person] == 0:
            tally.unique_at[person] = length
        for column in columns:
            tally.unique_members[length - 1, column] += 1
    if no_rare[word] & mask == 0:
        return 0
    no_rare[word] &= ~mask
    tally.rare[person] += 1
    if tally.rare_at[person] == 0:
        tally.rare_at[person] = length
    for column in columns:
        tally.rare_members[person, column] += 1
    return 1
