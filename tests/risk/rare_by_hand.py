"""The same as the search, said as plainly as it can be: every set of columns, every part."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np

from lanterne.risk import CodedPeople
from lanterne.risk.search import Isolation

Combination = tuple[int, ...]


def table(rows: list[tuple[int, ...]], silent: int = 1) -> CodedPeople:
    """People from rows of codes; the lowest codes say nothing."""
    codes = np.array(rows, np.int32).T
    texts = tuple(tuple(map(str, range(max(column) + silent + 1))) for column in codes.tolist())
    header = tuple(f"c{j}" for j in range(len(codes)))
    return CodedPeople(header, texts, (silent,) * len(codes), np.ascontiguousarray(codes))


def minimal(people: CodedPeople, threshold: int, length: int) -> list[list[Combination]]:
    """Per person the sets of columns in which they have a minimal combination of fewer people."""
    rows = list(zip(*people.codes.tolist(), strict=True))
    found: list[list[Combination]] = [[] for _ in rows]
    for size in range(1, length + 1):
        for columns in combinations(range(people.width), size):
            said = [all(row[j] >= people.silent[j] for j in columns) for row in rows]
            cells = [tuple(row[j] for j in columns) for row in rows]
            held = Counter(cell for cell, says in zip(cells, said, strict=True) if says)
            for person, cell in enumerate(cells):
                parts = found[person]
                rare = said[person] and held[cell] < threshold
                if rare and not any(set(part) < set(columns) for part in parts):
                    parts.append(columns)
    return found


def disagreements(people: CodedPeople, threshold: int, length: int, got: Isolation) -> list[str]:
    """What of a search differs from the plain way; nothing where all is right."""
    unique, rare = minimal(people, 2, length), minimal(people, threshold, length)
    lengths, columns = range(1, min(length, people.width) + 1), range(people.width)
    expected = {
        "unique_at": [min(map(len, sets), default=0) for sets in unique],
        "rare_at": [min(map(len, sets), default=0) for sets in rare],
        "uniques": [[sum(len(s) == n for s in sets) for n in lengths] for sets in unique],
        "unique_members": [
            [sum(len(s) == n and j in s for sets in unique for s in sets) for j in columns]
            for n in lengths
        ],
        "rare": [len(sets) for sets in rare],
        "rare_members": [[sum(j in s for s in sets) for j in columns] for sets in rare],
    }
    wrong = [name for name, value in expected.items() if getattr(got, name).tolist() != value]
    on_sets = Counter(columns for sets in rare for columns in sets)
    told = {columns: n for level in got.levels for columns, n in level.people.items()}
    return wrong + (["people of sets"] if told != on_sets else [])
