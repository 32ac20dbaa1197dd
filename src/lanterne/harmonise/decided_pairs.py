"""What people decided about pairs of ids: which are one person, and which are two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
import scipy

from lanterne.codebook.spelling import plain
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.harmonise.pair_key import PairKey

DECISION, PERSON_1, PERSON_2 = "decision", "person_1", "person_2"
"""Columns of a sheet that are read back; all others are for the eye."""

SAME, DIFFERENT = "same", "different"

Two = tuple[str, str]
"""Digests of two people."""


@dataclass(frozen=True)
class DecidedPairs:
    """The decisions of a sheet. Private.

    Attributes:
        key: Makes digests of ids.
        same: Pairs that are one person.
        different: Pairs that are two.
        undecided: How many pairs nobody has decided about.
    """

    key: PairKey
    same: tuple[Two, ...] = field(repr=False)
    different: tuple[Two, ...] = field(repr=False)
    undecided: int = field(default=0, repr=False)

    @cached_property
    def people(self) -> Mapping[str, int]:
        """Digest of an id → number of the person, for all ids that are one with another.

        If a and b are one, and b and c, then all three are: be b in the file or not. It follows
        from the decisions alone, so that no row of a file says who somebody else is.
        """
        return _joined(self.same)

    @property
    def digest(self) -> str:
        """SHA-256 of who is one with whom, in hexadecimal digits: the same file is read alike."""
        pairs = sorted(tuple(sorted(pair)) for pair in self.same)
        return sha256(repr((self.key.name, pairs)).encode()).hexdigest()

    def known(self, one: str, other: str) -> bool:
        """Whether it was decided about two people, or follows from what was decided."""
        person = self.people.get(one)
        together = person is not None and person == self.people.get(other)
        return together or frozenset((one, other)) in self._apart

    @cached_property
    def _apart(self) -> frozenset[frozenset[str]]:
        return frozenset(map(frozenset, self.different))


def _joined(pairs: Sequence[Two]) -> dict[str, int]:
    """Each id in some pairs → the number of the group that hangs together."""
    ids = sorted({one for pair in pairs for one in pair})
    places = {one: place for place, one in enumerate(ids)}
    ends = np.array([[places[one] for one in pair] for pair in pairs], dtype=np.int64).reshape(
        -1, 2
    )
    shape = (len(ids), len(ids))
    edges = scipy.sparse.coo_array(
        (np.ones(len(pairs), dtype=np.int8), (ends[:, 0], ends[:, 1])), shape
    )
    labels = scipy.sparse.csgraph.connected_components(edges, directed=False)[1] if ids else []
    return {one: int(label) for one, label in zip(ids, labels, strict=True)}


def read_decisions(path: Path, key: PairKey) -> DecidedPairs:
    """The decisions in a sheet, as a person saved it: any kind of file that holds a table.

    Raises:
        InputError: It is no such sheet, was made with another key, holds another word than
            ``same`` and ``different``, or says of two people both; with every row.
    """
    findings = Findings(str(path))
    file = open_table(path, "", (DECISION, PERSON_1, PERSON_2), findings)
    gone = tuple(name for name in (DECISION, PERSON_1, PERSON_2) if name not in file.header)
    if gone:
        raise findings.fail("duplicates-sheet", {"columns": gone})
    places = [str(file.header.index(name)) for name in (DECISION, PERSON_1, PERSON_2)]
    found: dict[str, list[tuple[int, Two]]] = {SAME: [], DIFFERENT: [], "": []}
    wrong, strange = [], []
    for rows in file.batches(findings):
        cells = zip(rows.numbers, rows.frame.select(places).iter_rows(), strict=True)
        for row, (said, *people) in cells:
            one, other = (text.strip() for text in people)
            if not (one or other or said.strip()):
                continue  # a row that a spreadsheet left
            if any(text.partition("-")[0] != key.name for text in (one, other)):
                strange.append(int(row))
            elif plain(said) not in found:
                wrong.append(int(row))
            else:
                found[plain(said)].append((int(row), (one, other)))
    findings.add("duplicates-other-key", rows=strange)
    findings.add("duplicates-decision", rows=wrong, column=DECISION)
    same, different = (tuple(two for _, two in found[word]) for word in (SAME, DIFFERENT))
    decided = DecidedPairs(key, same, different, _undecided(found))
    both = [
        row
        for row, two in found[DIFFERENT]
        if decided.people.get(two[0], -1) == decided.people.get(two[1], -2)
    ]
    findings.add("duplicates-both", rows=both, column=DECISION)
    findings.raise_any()
    return decided


def _undecided(found: Mapping[str, Sequence[tuple[int, Two]]]) -> int:
    """Pairs without a decision, of which no other row has one."""
    decided = {frozenset(two) for word in (SAME, DIFFERENT) for _, two in found[word]}
    return len({frozenset(two) for _, two in found[""]} - decided)
