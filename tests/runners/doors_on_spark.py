"""The audit of the ways in where Spark reads: files in parts, and the work of all files as one.

A job of Spark takes half a second, whatever it does, and an audit looks at a hundred files. So
their stages are those that they are, on workers that are those of any other job, but side by side:
each file under keys of its own.

Nothing is drawn: the counts are exact and the hashes fixed, so that there is no false alarm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import combinations, islice
from pathlib import Path
from typing import Any

import numpy as np
from audit import (
    ONE,
    Found,
    Outcome,
    bounds_of,
    count_networks,
    family_of,
    opened_in_parts,
    read_of,
)
from forms import Form, random_files, write
from parted_networks import CountAllTables, ManyTasks, counted_network
from spark_stages import APART, BELOW, Both, EachFirst, EachLater, Scattered
from whose_cells import Files, neighbours_in_one_table

from lanterne.cases.case_records import Counting
from lanterne.codebook import encode_table
from lanterne.errors import InputError
from lanterne.privacy import Unit
from lanterne.runners import FirstStage, LaterStage, Runner
from lanterne.runners.runner import Pair
from lanterne.synthesis import households
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.exact_counts import CountPeople
from lanterne.synthesis.network.bounds import Bounds

FAMILIES = 2
"""Random tables of each form."""

TRIES = 20
"""Random tables at most until some are not refused."""

BOUND = 2
"""People who count of a household."""


class AskedError(Exception):
    """What is asked for is written down, and done later."""


class SideBySide:
    """Writes down what is asked, then does all of it as one job, and gives it when asked again."""

    def __init__(self, runner: Runner, scattered: bool = False) -> None:
        self._runner, self._scattered = runner, scattered
        self._all: list[OneOfSeveral] = []

    def one(self) -> OneOfSeveral:
        """Who reads the parts of one file, or of one folder of tables."""
        self._all.append(OneOfSeveral())
        return self._all[-1]

    def work(self) -> None:
        """Do all that was asked."""
        there = [one for one in self._all if one.asked]
        all_items, firsts, thens = zip(*(one.asked for one in there), strict=True)
        each = [(number, item) for number, items in enumerate(all_items) for item in items]
        bundles = [each[place::4] for place in range(4)]
        first = EachFirst([Scattered(one) if self._scattered else one for one in firsts])
        later = [EachLater(stages) for stages in zip(*thens, strict=True)]
        given: list[list[Pair]] = [[] for _ in there]
        for key, value in self._runner.run(bundles, first, *later):
            given[key // APART].append((key % APART - BELOW, value))
        for one, pairs in zip(there, given, strict=True):
            one.given = pairs


class OneOfSeveral:
    """Who is asked once what is to be done, and again for what came of it."""

    tasks = 3

    def __init__(self) -> None:
        self.asked: tuple[Sequence[Any], FirstStage, tuple[LaterStage, ...]] | None = None
        self.given: Sequence[Pair] | None = None

    def run(self, items: Sequence[Any], first: FirstStage, *then: LaterStage) -> Iterator[Pair]:
        """Raises AskedError the first time; gives the pairs once the work is done."""
        if self.given is None:
            self.asked = items, first, then
            raise AskedError
        yield from self.given


def audit_on(
    runner: Runner, form: Form, families: int, seed: int, folder: Path, scattered: bool = False
) -> Found:
    """Random files of a form in parts, each with all its neighbours.

    Args:
        runner: Who reads them.
        form: How cases are handed in.
        families: How many files.
        seed: Of the files.
        folder: Where they are written; empty.
        scattered: Whether rows go where chance sends them.
    """
    rng = np.random.default_rng([seed, *form.name.encode()])
    together = SideBySide(runner, scattered)
    asked, pairs = [], []
    for _ in range(families):
        files, whole = random_files(form, rng), len(asked)
        each = neighbours_in_one_table(files["cases"], form.subject, form.home)
        for unit, some in [("", files), *((one.unit, one.files) for one in each)]:
            pairs.append((unit, whole, len(asked)))
            path = write(some, form, folder / str(len(asked)))
            asked.append(_opened(form, path, together.one()))
    count, offsets = _counting(form)
    for cases in filter(None, asked):
        with suppress(AskedError):
            cases.add_up(count)
    together.work()
    counts = [_counts(cases, count) for cases in asked]
    return _found(form, [(unit, counts[a], counts[b]) for unit, a, b in pairs], offsets)


def audit_networks_on(
    runner: Runner,
    form: Form,
    units: tuple[Unit, ...],
    folder: Path,
    within: tuple[int, int, int] = (2, 2, 2),
    counting: type[CountAllTables] = CountAllTables,
) -> Found:
    """The same of linked tables in parts, with one promise; some twenty neighbours of each.

    Args:
        runner: Who reads them.
        form: How they are handed in.
        units: To whom something is promised.
        folder: Where they are written; empty.
        within: Links of a victim, links of a perpetrator, people of a household.
        counting: What counts; another one for a fault that is planted.
    """
    rng = np.random.default_rng([3, *form.name.encode()])
    together = SideBySide(runner)
    bounds, found = bounds_of(form, units, within), {}
    some = islice(_files_that_count(form, bounds, rng, folder), FAMILIES)
    families = [
        family_of(form, files, folder / str(number), together.one)
        for number, files in enumerate(some)
    ]
    read = [one for each in families for one in (each.before, *(file for _, file in each.others))]
    for cases in {id(one): one for one in read}.values():  # who leaves alike was read once
        with suppress(AskedError):
            counted_network(cases, bounds, counting)
    together.work()
    count_networks(form, families, units, within, found)
    return found


def _files_that_count(
    form: Form, bounds: Bounds, rng: np.random.Generator, folder: Path
) -> Iterator[Files]:
    """Random files that are not refused as a whole: who has too many links makes them unfit."""
    for number in range(TRIES):
        files = random_files(form, rng)
        path = write(files, form, folder / f"tried-{number}")
        if counted_network(read_of(form, path, ManyTasks), bounds) is not None:
            yield files


def _counting(form: Form) -> tuple[Counting, np.ndarray]:
    """What is counted: all tables of one, two and three columns, and where each of them begins."""
    domain = Domain.of(form.codebook.table, encode_table(form.codebook.table))
    columns = range(domain.layout.width)
    wider = tuple(some for size in (1, 2, 3) for some in combinations(columns, size))
    people, homes = (CountPeople(domain, most, b"one key for all", wider) for most in (None, BOUND))
    offsets = domain.layout.table_offsets(wider)[:-1]
    return (Both(people, homes) if form.home else people), offsets


def _opened(form: Form, path: Path, runner: Runner) -> Any:
    try:
        return opened_in_parts(form, path, runner, rows=2)
    except InputError:
        return None


def _counts(cases: Any, count: Counting) -> Sequence[np.ndarray] | None:
    try:
        return cases and cases.add_up(count)
    except InputError:
        return None


def _found(form: Form, pairs: Sequence[tuple[str, Any, Any]], offsets: np.ndarray) -> Found:
    """The largest squared change of a table, by unit; ``offsets`` say where each table begins."""
    stated = {"person": 1, "household": households.squared_sensitivity(BOUND)}
    found: Found = {}
    for unit, before, after in pairs:
        if not unit:
            continue
        outcome = found.setdefault((form.name, unit, unit), Outcome(Counter()))
        if before is None or after is None:
            outcome.many["refused"] += 1
            continue
        outcome.many["counted"] += 1
        which = 1 if unit == "household" else 0
        change = (before[which] - after[which]) ** 2
        outcome.see(ONE, int(np.add.reduceat(change, offsets).max()), stated[unit])
    return found
