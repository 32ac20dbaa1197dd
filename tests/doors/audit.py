"""By how much somebody who leaves changes what is counted: neighbouring files, counted for real.

Each file is written, opened, checked, bounded and encoded by the functions that serve ``protect``,
with one hash for all; then every table of one, two and three columns is counted and held against
its neighbour's. A file that is refused gives no release: that is an outcome of its own.
"""

from __future__ import annotations

import functools
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from forms import (
    FORMS,
    IGNORED,
    MAPPING,
    ORGANISATIONS,
    Form,
    crowded_files,
    random_files,
    write,
)
from parted_networks import (
    ManyTasks,
    changes_in_parts,
    counted_network,
    opened_network,
)
from small_store import put, shared
from tiny_networks import KINDS, SIDE, changes_of, rows_side_by_side
from whose_cells import (
    Files,
    neighbours_in_files,
    neighbours_in_one_table,
    neighbours_in_tables,
)

from lanterne.cases import Cases, open_cases
from lanterne.cases.case_records import Batch
from lanterne.cases.joint import JointCases, OrganisationCases
from lanterne.cases.network import NetworkTables, open_network
from lanterne.cases.network.counting import NetworkCounts
from lanterne.cases.network.shards.sharded import ShardedNetwork
from lanterne.cases.shards import ShardedCases, open_sharded
from lanterne.codebook import encode_table
from lanterne.errors import InputError, UsageError
from lanterne.files.handed import Handed, HandedTables, HeldFrame
from lanterne.files.problem_log import Findings
from lanterne.files.read import OpenTable, open_table
from lanterne.files.rows import TableFile
from lanterne.forms import opened_as_form
from lanterne.harmonise import ByMapping, PartnerParts, open_harmonised
from lanterne.privacy import Unit
from lanterne.runners import Runner
from lanterne.series.id_hashes import Hashes
from lanterne.series.register import Register
from lanterne.synthesis import households
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.network import bounds as bounding
from lanterne.synthesis.network.bounds import Bounds
from lanterne.synthesis.network.sensitivity import sensitivity
from lanterne.vault.secret import Secret

V, P, H = Unit.VICTIM, Unit.PERPETRATOR, Unit.HOUSEHOLD
PROMISES = [(V,), (P,), (H,), (V, H), (V, P), (H, P), (V, H, P)]
BOUNDS = ((1, 1, 1), (2, 2, 2), (1, 3, 2), (3, 2, 1))
"""Links of a victim, links of a perpetrator, people of a household."""

ONE = "table"
"""The kind of table where there is one."""


@dataclass
class Outcome:
    """What was found for one form, promise and unit.

    Attributes:
        many: ``counted``, ``neighbour refused``, ``refused``, ``both refused`` → pairs of files.
        worst: Kind of table → the largest squared change found, and what is stated.
    """

    many: Counter[str] = field(default_factory=Counter)
    worst: dict[str, tuple[int, int]] = field(default_factory=dict)

    def see(self, kind: str, found: int, stated: int) -> None:
        """Keep the pair that goes farthest beyond what is stated."""
        before = self.worst.get(kind)
        if before is None or found * max(before[1], 1) > before[0] * max(stated, 1):
            self.worst[kind] = (found, stated)

    @property
    def over(self) -> dict[str, tuple[int, int]]:
        """Kinds of tables that change by more than is stated."""
        return {kind: pair for kind, pair in self.worst.items() if pair[0] > pair[1]}


Found = dict[tuple[str, ...], Outcome]
"""Form, promise (``victim+household``) and unit → outcome."""


def audit(
    form: Form,
    families: int,
    seed: int,
    bounds: Sequence[tuple[int, int, int]] = BOUNDS,
    also: Sequence[Files] = (),
    promises: Sequence[tuple[Unit, ...]] = PROMISES,
) -> Found:
    """Random files of a form, each with all its neighbours.

    Args:
        form: How cases are handed in.
        families: How many files, each with about twenty neighbours.
        seed: Of the files.
        bounds: What is tried where something is bounded.
        also: Files that are looked at beside the random ones.
        promises: To whom something is promised, where tables are linked.
    """
    rng = np.random.default_rng([seed, *form.name.encode()])
    found: Found = {}
    with tempfile.TemporaryDirectory() as name:
        all_files = [*also, *(random_files(form, rng) for _ in range(families))]
        some = [
            family_of(form, files, Path(name) / str(number), ManyTasks)
            for number, files in enumerate(all_files)
        ]
        if form.linked:
            for units in promises:
                for one in bounds:
                    count_networks(form, some, units, one, found)
        else:
            _count_one_table(form, some, bounds, found)
    return found


Read = NetworkTables | pl.DataFrame | ShardedNetwork | NetworkCounts
"""What was read; of linked tables in parts only the headers, until they are counted."""


@dataclass
class Family:
    """A file and its neighbours, read; ``None`` where it was refused."""

    before: Read | None
    others: list[tuple[str, Read | None]]


def family_of(form: Form, files: Files, folder: Path, reader: Callable[[], Runner]) -> Family:
    """Files and all their neighbours, written into a new folder, and read.

    Args:
        form: How cases are handed in.
        files: Whole.
        folder: Where they are written.
        reader: Makes who reads linked tables in parts, for each of them.
    """
    folder.mkdir()
    if form.partner:
        neighbours = form.partner.neighbours(files)
    elif form.linked:
        neighbours = neighbours_in_tables(files)
    elif form.joint:
        neighbours = neighbours_in_files(files, form.subject, form.one)
    else:
        neighbours = neighbours_in_one_table(files["cases"], form.subject, form.home, form.one)
    read: dict[str, Read | None] = {}

    def of(some: Files) -> Read | None:
        text = repr(some)  # a victim and a household of one leave alike: read once
        if text not in read:
            read[text] = read_of(form, write(some, form, folder / str(len(read))), reader)
        return read[text]

    return Family(of(files), [(each.unit, of(each.files)) for each in neighbours])


def read_of(form: Form, path: HandedTables, reader: Callable[[], Runner]) -> Read | None:
    """What is read of files; ``None``: they are refused."""
    try:
        if form.linked:
            return _read_network(form, path, reader)
        if isinstance(path, HeldFrame):
            return _people(list(_cases(form, path)._batches()))
        if form.joint:
            codes = np.concatenate(list(_joint_cases(form, path).batches()))
            return _as_frame(codes).with_columns(home=pl.lit(""))
        if form.file == "parts":
            return _in_parts(form, path)
        parts = list(_cases(form, path)._batches())
    except InputError:
        return None
    return _people(parts)


def _cases(form: Form, given: Handed) -> Cases:
    """Cases of one table, in a file or a frame."""
    ignored = () if form.mapped or form.file == "pages" else (IGNORED,)
    opening = _opening_of(form)
    return open_cases(given, form.codebook, form.subject, ignored, form.home, opening)


def _read_network(
    form: Form, path: HandedTables, reader: Callable[[], Runner]
) -> NetworkTables | ShardedNetwork:
    if form.file == "parts":
        opener = form.partner.in_parts if form.partner else None
        place = put(path, shared()) if form.stored else path
        return opened_network(place, form.codebook, IGNORED, opener, reader())
    if form.partner:
        opening = form.partner.opening(path, form.codebook)
        return open_network(path, form.codebook, open_parts=opening).tables()
    return open_network(path, form.codebook, [IGNORED]).tables()


def _people(parts: Sequence[Batch]) -> pl.DataFrame:
    """Codes of people, and whose household each is of."""
    codes = np.concatenate([codes for codes, _ in parts])
    homes = [homes for _, homes in parts if homes is not None]
    return _as_frame(codes).with_columns(home=pl.concat(homes) if homes else pl.lit(""))


def opened_in_parts(form: Form, path: Path, runner: Runner, rows: int) -> ShardedCases:
    """A table in parts of so many rows, that is open as its form says."""
    opener = PartnerParts(MAPPING, form.codebook) if form.mapped else None
    ignored = () if form.mapped else (IGNORED,)
    said = form.subject, form.home
    place = put(path, shared()) if form.stored else path
    return open_sharded(place, form.codebook, runner, said, ignored, rows, opener)


def _in_parts(form: Form, path: Path) -> pl.DataFrame | None:
    """The people of a table in parts, a row of Parquet or a file each."""
    cases = opened_in_parts(form, path, ManyTasks(), rows=1)
    parts: list[Batch] = []
    seen: Counter[str] = Counter()

    def noted(batches: Iterable[Batch]) -> tuple[np.ndarray, ...]:
        """Who counts of a household is decided here: what is elsewhere is another household."""
        here = []
        for codes, homes in batches:
            here += [] if homes is None else homes.to_list()
            parts.append((codes, _told_apart(homes, seen)))
        seen.update({*here})
        return ()

    cases.add_up(noted)
    return _people(parts) if parts else None


def _told_apart(homes: pl.Series | None, seen: Counter[str]) -> pl.Series | None:
    """Households, with another name where some of their people were counted before."""
    if homes is None:
        return None
    return pl.Series(
        [f"{home}{'#' * seen[home]}" if home else home for home in homes], dtype=pl.String
    )


def _as_frame(codes: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(codes, [str(i) for i in range(codes.shape[1])])


def _joint_cases(form: Form, folder: Path) -> JointCases:
    """The files of all organisations, where some ids were said to be one person."""
    hashes, register = Hashes(Secret.new(), joint=True), Register()
    for pair in form.one:
        register = register.joined(hashes.of_texts(pair))

    def part(code: str, mapped: bool) -> OrganisationCases:
        file, open_as = folder / f"{code}.csv", ByMapping(MAPPING, form.codebook)
        ways = ((), "", open_as) if mapped else ((IGNORED,), "", open_table)
        return OrganisationCases(
            code, lambda who: open_cases(file, form.codebook, form.subject, *ways, who=who)
        )

    parts = [part(code, mapped) for code, mapped in ORGANISATIONS.items()]
    return JointCases(parts, register.as_people(hashes))


def _opening_of(form: Form) -> OpenTable:
    if form.own:
        return opened_as_form(form.codebook, form.subject)
    return _joined(form) if form.mapped else open_table


def _joined(form: Form) -> OpenTable:
    """How a partner's file is opened where somebody decided which ids are one person."""

    def open_as(path: Handed, table: str, known: Collection[str], findings: Findings) -> TableFile:
        return open_harmonised(path, MAPPING, form.codebook, findings, form.decided)

    return open_as


def _pairs(family: Family, unit: str, outcome: Outcome) -> Iterator[Read]:
    """The neighbours that can be compared; the outcomes of all of them are noted."""
    for kind, other in family.others:
        if kind != unit:
            continue
        if family.before is None:
            outcome.many["both refused" if other is None else "refused"] += 1
        elif other is None:
            outcome.many["neighbour refused"] += 1
        else:
            outcome.many["counted"] += 1
            yield other


def _count_one_table(
    form: Form, families: Sequence[Family], bounds: Sequence[tuple[int, int, int]], found: Found
) -> None:
    (table,) = form.codebook.tables
    domain = Domain.of(table, encode_table(table))
    for unit in ("person", "household") if form.home else ("person",):
        outcome = found.setdefault((form.name, unit, unit), Outcome())
        for family in families:
            for other in _pairs(family, unit, outcome):
                assert isinstance(family.before, pl.DataFrame)
                assert isinstance(other, pl.DataFrame)
                for *_, most in bounds if unit == "household" else bounds[:1]:
                    stated = 1 if unit == "person" else households.squared_sensitivity(most)
                    sides = [
                        _counted_people(each, domain, most if unit == "household" else None)
                        for each in (family.before, other)
                    ]
                    outcome.see(ONE, _largest_change(*sides), stated)


def _counted_people(people: pl.DataFrame, domain: Domain, most: int | None) -> np.ndarray:
    codes = np.ascontiguousarray(people.drop("home").to_numpy().astype(np.uint16))
    if most is not None:
        codes = codes[households.who_counts(codes, people["home"], most, b"one key for all")]
    (compressed,) = domain.compress([codes])
    return compressed


def _largest_change(before: np.ndarray, after: np.ndarray) -> int:
    largest = 0
    for size in (1, 2, 3):
        for columns in combinations(range(before.shape[1]), size):
            counts = Counter(map(tuple, before[:, columns].tolist()))
            counts.subtract(map(tuple, after[:, columns].tolist()))
            largest = max(largest, sum(change**2 for change in counts.values()))
    return largest


def bounds_of(form: Form, units: tuple[Unit, ...], bound: tuple[int, int, int]) -> Bounds:
    """How much counts of whom; raises UsageError where nobody can be promised that."""
    network = form.codebook.network
    assert network is not None
    return bounding.bounds_of(network, units, dict(zip((V, P, H), bound, strict=True)))


def count_networks(
    form: Form,
    families: Sequence[Family],
    units: tuple[Unit, ...],
    bound: tuple[int, int, int],
    found: Found,
) -> None:
    """All networks at once; what is found of one promise within one choice of bounds is noted."""
    promise = "+".join(units)
    try:
        bounds = bounds_of(form, units, bound)
    except UsageError:
        for unit in units:
            found.setdefault((form.name, promise, unit), Outcome()).many["promise refused"] += 1
        return
    tables, before, labels = [], [], []
    for family in families:
        first = len(tables)
        bounded = _bounded(form, family, bounds)
        if bounded.before is not None:
            tables.append(bounded.before)
            before.append(first)
            labels.append(None)
        for unit in units:
            outcome = found.setdefault((form.name, promise, unit), Outcome())
            for other in _pairs(bounded, unit, outcome):
                tables.append(other)
                before.append(first)
                labels.append(unit)
    changes = _changes(form, tables, bounds, np.array(before, np.int64)) if tables else {}
    for unit in units:
        outcome = found[form.name, promise, unit]
        places = [place for place, label in enumerate(labels) if label == unit]
        stated = sensitivity(bounds, unit)
        for kind in KINDS if places else ():
            outcome.see(kind, int(changes[kind][places].max()), getattr(stated, kind))


def _bounded(form: Form, family: Family, bounds: Bounds) -> Family:
    """Where both sides are promised something, a victim with too many links makes a file unfit."""
    if form.file == "parts":
        counted = functools.cache(lambda cases: counted_network(cases, bounds))
        others = [(unit, counted(cases)) for unit, cases in family.others]
        return Family(counted(family.before), others)
    if not (bounds.protects_victims and bounds.cuts_perpetrators):
        return family

    def allowed(tables: Any) -> Any:
        most = tables.links["victim"].value_counts()["count"].max() if tables else None
        return tables if most is None or most <= bounds.victim else None

    others = [(unit, allowed(tables)) for unit, tables in family.others]
    return Family(allowed(family.before), others)


def _changes(
    form: Form, tables: Sequence[Any], bounds: Bounds, before: np.ndarray
) -> dict[str, np.ndarray]:
    if form.file == "parts":
        return changes_in_parts(form.codebook, bounds, tables, before)
    return changes_of(rows_side_by_side(_side_by_side(tables), form.codebook, bounds, 1), before)


def _side_by_side(tables: Sequence[NetworkTables]) -> NetworkTables:
    """One after the other, each id behind the number of its network."""

    def part(name: str) -> pl.DataFrame:
        return pl.concat(
            getattr(one, name).with_columns(
                pl.when(pl.col(key) != "")
                .then(pl.concat_str(pl.lit(f"{number}{SIDE}"), pl.col(key)))
                .otherwise(pl.lit(""))
                .alias(key)
                for key in ("victim", "perpetrator", "home")
                if key in getattr(one, name).columns
            )
            for number, one in enumerate(tables)
        )

    described = None if tables[0].described is None else part("described")
    return NetworkTables(part("victims"), part("perpetrators"), part("links"), described)


def over_stated(found: Found) -> dict[tuple[str, ...], dict[str, tuple[int, int]]]:
    """Where more changes than is stated: kind of table → (found, stated)."""
    return {place: outcome.over for place, outcome in found.items() if outcome.over}


def in_lines(found: Found) -> Iterator[str]:
    """The outcomes, a line each."""
    for (form, promise, unit), outcome in found.items():
        worst = ", ".join(f"{k} {a} of {b}" for k, (a, b) in outcome.worst.items())
        many = ", ".join(f"{number} {what}" for what, number in outcome.many.items() if number)
        yield f"{form} | {promise} | {unit}: {many}; {worst or 'nothing counted'}"


def at_length(families: int, seed: int) -> int:
    """All forms; how many promises are broken."""
    broken = 0
    for form in FORMS:
        crowd = [crowded_files(form)] if form.linked else []
        found = audit(form, families, seed, also=crowd)
        print(*in_lines(found), sep="\n", flush=True)
        broken += len(over_stated(found))
    print(f"{broken} broken")
    return broken


if __name__ == "__main__":
    many, start = (*map(int, sys.argv[1:]), 200, 0)[:2]
    sys.exit(min(at_length(many, start), 1))
