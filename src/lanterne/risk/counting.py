"""The compiled loop of the search: one set of columns after another over the people left."""

from __future__ import annotations

import numpy as np
from numba import njit

# mypy: disable-error-code="no-untyped-def"


@njit(cache=True)
def add_level(prefixes, codes, sizes, ranks, threshold, before, after, unique, rare, on_sets):
    """Examine every set that is one of ``prefixes`` and one later column.

    Args:
        prefixes: Sets of s − 1 columns, ascending; int64 of shape (sets, s − 1).
        codes: Columns × people; 0 says nothing. int32.
        sizes: Number of codes per column.
        ranks: Columns × places: what a column adds to the number of its set.
        threshold: k.
        before: Bits of who has nothing unique, and nothing rare, in each set of s − 1 columns.
        after: The same of s columns, to be written; of no set where nobody asks.
        unique: Length of the shortest unique combination, people × lengths: minimal unique
            combinations, and lengths × columns: those that hold the column; all to be added to.
        rare: Length of the shortest rare combination, number of minimal rare combinations, and
            people × columns: those that hold the column; all to be added to.
        on_sets: Per set of s columns, people with a minimal rare combination; to be added to.
    """
    width, n = codes.shape
    count = np.zeros(sizes.max(), np.int64)
    columns = np.empty(prefixes.shape[1] + 1, np.int64)
    buffers = (np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n + 1, np.int64))
    who, said = np.empty(n + 1, np.int32), np.empty(n + 1, np.int32)
    for at in range(prefixes.shape[0]):
        prefix = prefixes[at]
        own = 0
        for place in range(len(prefix)):
            own += ranks[prefix[place], place]
            columns[place] = prefix[place]
        people, ends = grouped(before[0][own], codes, sizes, prefix, buffers)
        if len(people) == 0:
            continue
        for column in range(prefix[-1] + 1 if len(prefix) else 0, width):
            columns[-1] = column
            no_unique = before[0][own].copy()
            no_rare = before[1][own].copy()
            if len(prefix):
                narrow(before, columns, ranks, no_unique, no_rare)
            else:
                drop_silent(codes[column], no_unique, no_rare)
            number = 0
            for place in range(len(columns)):
                number += ranks[columns[place], place]
            examine(
                people, ends, columns, codes[column], sizes[column], count, who, said, threshold,
                (no_unique, no_rare), unique, rare, on_sets, number,
            )  # fmt: skip
            if len(after[0]):
                after[0][number] = no_unique
                after[1][number] = no_rare


@njit(cache=True)
def drop_silent(column, no_unique, no_rare):
    """Leave out who says nothing: what is not said makes no combination."""
    for person in range(len(column)):
        if column[person] == 0:
            mask = ~(np.uint64(1) << (np.uint64(person) & np.uint64(63)))
            no_unique[person >> 6] &= mask
            no_rare[person >> 6] &= mask


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
def examine(
    people, ends, columns, column, size, count, who, said, threshold, left, unique, rare, on_sets,
    number,
):  # fmt: skip
    """Count one set of columns, note who is rare in it, and leave them out of its bits."""
    no_unique, no_rare = left
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
                    note(
                        who[i], count[said[i]], columns, no_unique, no_rare,
                        unique, rare, on_sets, number,
                    )  # fmt: skip
        if size > within:
            for i in range(within):
                count[said[i]] = 0
        else:
            count[:size] = 0


@njit(cache=True)
def note(person, held, columns, no_unique, no_rare, unique, rare, on_sets, number):
    """Note what one person's cell of few people means, and leave the person out of the bits."""
    word = person >> 6
    mask = np.uint64(1) << (np.uint64(person) & np.uint64(63))
    length = len(columns)
    unique_at, uniques, unique_members = unique
    rare_at, number_rare, rare_members = rare
    if held == 1:
        no_unique[word] &= ~mask
        uniques[person, length - 1] += 1
        if unique_at[person] == 0:
            unique_at[person] = length
        for column in columns:
            unique_members[length - 1, column] += 1
    if no_rare[word] & mask:
        no_rare[word] &= ~mask
        number_rare[person] += 1
        on_sets[number] += 1
        if rare_at[person] == 0:
            rare_at[person] = length
        for column in columns:
            rare_members[person, column] += 1
