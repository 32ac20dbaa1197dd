"""What workers say of the parts that they have read, and what must be true of all of it together.

A part that counts twice would double people and break the promise without a word. So each part is
named with a digest of what was counted of it, whatever is sent on has a name of its own, counts
come with the names of what they were counted of, and the sum is thrown away unless everything that
was to be read, and everything that was sent, is in it exactly once.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lanterne.cases.records import RowCounts
from lanterne.errors import InputError, LanterneError, Problem
from lanterne.files.file_fingerprint import changed
from lanterne.files.object_path import File
from lanterne.files.problem_log import Findings
from lanterne.files.shards import Shard, place_of_row
from lanterne.runners.runner import Pair

Digests = Mapping[Shard, bytes]


@dataclass
class Receipt:
    """Of some parts, from one worker, what was read and counted of them; sensitive.

    Attributes:
        digests: Part → digest of what was counted of it, or sent on.
        filled: Files in which there is a row.
        findings: What is wrong.
        tally: Rows, people and blank rows.
        sent: Name of each value that was sent on to where all rows of one person are together.
        received: Names of those that came in there.
        disagree: People who consent on one row and not on another.
        counts: Exact counts, by what they are; two of the same add up by ``+``.
        of_tables: Name of a linked table, and what is wrong in it.
        whole: Whether all rows of the parts could be read.
    """

    digests: dict[Shard, bytes] = field(default_factory=dict)
    filled: set[File] = field(default_factory=set)
    findings: list[Findings] = field(default_factory=list)
    tally: RowCounts = field(default_factory=RowCounts)
    sent: list[bytes] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)
    disagree: int = 0
    counts: dict[str, Any] = field(default_factory=dict)
    of_tables: list[tuple[str, Findings]] = field(default_factory=list)
    whole: bool = True

    def packed(self) -> bytes:
        """As it travels."""
        return pickle.dumps(self, protocol=5)


COUNTED = "counted"
"""What all counts of one table are, which come together."""


@dataclass(frozen=True)
class Several:
    """Counts that come together, and add up one by one."""

    counts: tuple[Any, ...]

    def __add__(self, other: Several) -> Several:
        """Those of both; raises ValueError where they are not as many."""
        return Several(tuple(a + b for a, b in zip(self.counts, other.counts, strict=True)))


def added_up(pairs: Iterable[Pair]) -> tuple[list[Receipt], dict[str, Any]]:
    """The receipts of all workers, and the sums of their counts, added up as they come."""
    receipts: list[Receipt] = []
    sums: dict[str, Any] = {}
    for _, value in pairs:
        receipt: Receipt = pickle.loads(value)
        counts, receipt.counts = receipt.counts, {}
        for name, one in counts.items():
            sums[name] = sums[name] + one if name in sums else one
        receipts.append(receipt)
    return receipts, sums


@dataclass(frozen=True)
class Received:
    """All receipts of one pass together.

    Attributes:
        digests: Of every part.
        filled: Files in which there is a row.
        problems: All that is wrong, in the order of the files and rows.
        more: How many further problems are not listed.
        rows: Rows read.
        people: People that they are about.
        blank: Rows that say nothing and name nobody.
    """

    digests: Digests
    filled: frozenset[File]
    problems: tuple[Problem, ...]
    more: int
    rows: int = field(repr=False)
    people: int = field(repr=False)
    blank: int = field(repr=False)

    def raise_any(self) -> None:
        """Raise InputError with everything that is wrong."""
        if self.problems:
            raise InputError(self.problems, self.more)


def received(
    receipts: Sequence[Receipt],
    shards: Sequence[Shard],
    files: Sequence[File],
    consent: str = "",
) -> Received:
    """What all receipts say together; arguments and errors of :func:`merged`.

    That there is no case at all is a problem as well.
    """
    findings = merged(receipts, shards, files, consent)
    digests = {shard: digest for one in receipts for shard, digest in one.digests.items()}
    tallies = [one.tally for one in receipts]
    rows, blank = sum(each.rows for each in tallies), sum(each.blank for each in tallies)
    if not findings and rows == blank:
        findings.add("no-rows.whole")
    people = sum(each.people for each in tallies)
    filled = frozenset(path for one in receipts for path in one.filled)
    problems = located(findings, files)
    return Received(digests, filled, problems, findings.more, rows, people, blank)


def merged(
    receipts: Sequence[Receipt],
    shards: Sequence[Shard],
    files: Sequence[File],
    consent: str = "",
) -> Findings:
    """All that is wrong, if everything is there once.

    Args:
        receipts: Of all workers, in any order.
        shards: The parts that were to be read.
        files: The files that they are of.
        consent: Column that says who consents; empty: none does.

    Raises:
        LanterneError: A part was counted twice or not at all, or something was lost on the way.
    """
    check_once(receipts, shards)
    findings = Findings(whole(files))
    findings.absorb([each for one in receipts for each in one.findings])
    disagree = sum(one.disagree for one in receipts)
    if disagree:
        findings.add("consents-disagree", {"count": disagree}, column=consent)
    return findings


def check_once(receipts: Sequence[Receipt], shards: Sequence[Shard]) -> None:
    """That each part was read once, and all that was sent came in once.

    Raises:
        LanterneError: A part was counted twice or not at all, or something was lost on the way.
    """
    there = sorted(shard for one in receipts for shard in one.digests)
    sent = sorted(name for one in receipts for name in one.sent)
    came = sorted(name for one in receipts for name in one.received)
    if there != sorted(shards) or sent != came or len({*sent}) != len(sent):
        raise LanterneError("runner.counted-twice")


def whole(files: Sequence[File]) -> str:
    """The file, or the folder of several."""
    return str(files[0] if len(files) == 1 else files[0].parent)


def located(findings: Findings, files: Sequence[File]) -> tuple[Problem, ...]:
    """What was found, each with its file and the row in it."""
    return tuple(_located(one, files) for one in findings.problems)


def check_same(now: Digests, before: Digests) -> None:
    """Raise InputError where a part does not hold what it held before."""
    for shard, digest in now.items():
        if before[shard] != digest:
            raise changed(shard.path)


def _located(problem: Problem, files: Sequence[File]) -> Problem:
    """The problem with the file and the row of it, instead of the number among all rows."""
    rows = problem.parameters.get("rows")
    if isinstance(rows, tuple):
        places = [place_of_row(int(str(row)), files) for row in rows]
        several = len({path for path, _ in places}) > 1
        named = tuple(f"{path.name}: {row}" if several else str(row) for path, row in places)
        problem = replace(problem, parameters={**problem.parameters, "rows": named})
    if problem.row is None:
        return problem if problem.file else problem.at(file=whole(files))
    path, row = place_of_row(problem.row, files)
    return problem.at(file=str(path), row=row)
