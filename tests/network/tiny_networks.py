"""Networks of a few people, all their neighbours, and by how much each table of counts changes.

Hundreds of networks are counted at once, side by side in one set of tables. What counts of a
person must be a function of ids alone, so the hash is given the ids without the number of the
network; a test makes sure that each network counted alone gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from unittest.mock import patch

import numpy as np
import polars as pl

from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook.model import (
    Codebook,
    Column,
    ColumnType,
    Dependency,
    Household,
    Reference,
    Table,
    Value,
)
from lanterne.privacy import Unit
from lanterne.synthesis.network import bounds as bounding
from lanterne.synthesis.network import measure
from lanterne.synthesis.network.bounds import Bounds
from lanterne.synthesis.network.plan import Domains
from lanterne.synthesis.network.sensitivity import Sensitivity, sensitivity
from lanterne.synthesis.network.tallies import count_blocks, count_steps

V, P, H = Unit.VICTIM, Unit.PERPETRATOR, Unit.HOUSEHOLD
LABEL = {"en": "label"}
TABLES = ("own", "victims", "links", "perpetrators")
TALLIES = {"degrees": ("steps", count_steps), "rings": ("blocks", count_blocks)}
"""What is counted but not as cells of a table: kind, and how."""
KINDS = (*TABLES, *(kind for kind, _ in TALLIES.values()))
SIDE = "~"
"""Between the number of a network and the id of somebody in it."""


def column(name: str, kind: ColumnType, *codes: str) -> Column:
    return Column(name, kind, tuple(Value(code, LABEL) for code in codes), LABEL)


VICTIMS = Table(
    "victims",
    LABEL,
    (
        column("place", ColumnType.CATEGORY, "a", "b"),
        column("zone", ColumnType.CATEGORY, "x", "y"),
        column("child", ColumnType.FLAG, "1"),
    ),
    dependencies=(Dependency("zone", "place", {"a": "x", "b": "y"}),),
    key="victim",
    household=Household("home", counted=2),
)
PERPETRATORS = Table(
    "perpetrators",
    LABEL,
    (column("gang", ColumnType.CATEGORY, "k", "l"), column("nation", ColumnType.CATEGORY, "m")),
    key="perpetrator",
)
LINKS = Table(
    "links",
    LABEL,
    (column("roles", ColumnType.SET, "r", "s"), column("paid", ColumnType.CATEGORY, "no")),
    references=(
        Reference("victim", "victims", at_most=8, counted=2),
        Reference("perpetrator", "perpetrators", at_most=8, counted=2),
    ),
)
HOUSEHOLDS = Table("households", LABEL, (), key="home", optional=True)
CODEBOOK = Codebook("tiny", "1", LABEL, (VICTIMS, PERPETRATORS, LINKS, HOUSEHOLDS))
NETWORK = CODEBOOK.network
assert NETWORK is not None
DOMAINS = Domains.of(CODEBOOK)
OWN = frozenset(
    place
    for place, each in enumerate(DOMAINS.victims.encoding.columns)
    if set(each.sources) <= {"place", "zone", "child"}
)

Texts = tuple[str, ...]


@dataclass(frozen=True)
class Tiny:
    """A network: id → household and answers, id → answers, (victim, perpetrator) → answers."""

    victims: Mapping[str, Texts]
    perpetrators: Mapping[str, Texts]
    links: Mapping[tuple[str, str], Texts]

    def degrees(self, side: int) -> dict[str, int]:
        people = self.perpetrators if side else self.victims
        degrees = dict.fromkeys(people, 0)
        for pair in self.links:
            degrees[pair[side]] += 1
        return degrees

    def without(self, victims: Sequence[str] = (), perpetrators: Sequence[str] = ()) -> Tiny:
        """Some people are gone, with all their links."""
        return Tiny(
            {v: row for v, row in self.victims.items() if v not in victims},
            {p: row for p, row in self.perpetrators.items() if p not in perpetrators},
            {
                pair: row
                for pair, row in self.links.items()
                if pair[0] not in victims and pair[1] not in perpetrators
            },
        )

    def linked_only(self) -> Tiny:
        """Perpetrators without links are gone as well."""
        alone = [p for p, degree in self.degrees(1).items() if not degree]
        return self.without(perpetrators=alone)

    def households(self) -> dict[str, list[str]]:
        """Members by household; who lives alone is a household."""
        homes: dict[str, list[str]] = {}
        for victim, (home, *_) in self.victims.items():
            homes.setdefault(home or f"alone {victim}", []).append(victim)
        return homes


def neighbours(tiny: Tiny, unit: Unit) -> Iterator[Tiny]:
    """All that lack one such unit; the counts differ alike when one is added."""
    if unit is Unit.PERPETRATOR:
        yield from (tiny.without(perpetrators=[one]) for one in tiny.perpetrators)
        return
    groups = [[one] for one in tiny.victims]
    if unit is Unit.HOUSEHOLD:
        groups += [members for members in tiny.households().values() if len(members) > 1]
    for group in groups:
        smaller = tiny.without(victims=group)
        yield smaller
        yield smaller.linked_only()


def random_network(rng: np.random.Generator, most: int | None = None) -> Tiny:
    """3–8 victims and 3–8 perpetrators; a victim has at most ``most`` links.

    People who resemble each other are the worst case: often all give the same answers.
    """
    plain = rng.random() < 0.5
    here, there = int(rng.integers(3, 9)), int(rng.integers(3, 9))
    homes = int(rng.integers(1, 5))

    def pick(*answers: str) -> str:
        return answers[0] if plain and rng.random() < 0.8 else str(rng.choice(answers))

    victims = {}
    for number in range(here):
        place = pick("a", "b", "")
        zone = {"a": "x", "b": "y", "": pick("x", "")}[place]
        home = str(rng.choice(["", *(f"h{home}" for home in range(homes))]))
        victims[f"v{number}"] = (home, place, zone, pick("", "1"))
    perpetrators = {f"p{number}": (pick("k", "l", ""), pick("m", "")) for number in range(there)}
    density = rng.uniform(0.2, 0.9)
    links = {}
    for victim in victims:
        mine = [one for one in perpetrators if rng.random() < density]
        rng.shuffle(mine)
        for one in mine[: most or len(mine)]:
            links[victim, one] = (pick("r", "s", "r;s", ""), pick("no", ""))
    pairs = list(links)
    rng.shuffle(pairs)
    return Tiny(victims, perpetrators, {(v, p): links[v, p] for v, p in pairs})


def most_links(bounds: Bounds) -> int | None:
    """Links of one victim, where a file with more is refused."""
    return bounds.victim if bounds.protects_victims and bounds.cuts_perpetrators else None


def frames(networks: Sequence[Tiny], side: str = SIDE) -> NetworkTables:
    """Networks side by side, each id behind the number of its network."""

    def table(header: Sequence[str], rows: list[list[str]]) -> pl.DataFrame:
        return pl.DataFrame(rows, dict.fromkeys(header, pl.String), orient="row")

    def of(number: int, name: str) -> str:
        return f"{number}{side}{name}" if side and name else name

    each = list(enumerate(networks))
    victims = [
        [of(n, v), of(n, home), *row] for n, one in each for v, (home, *row) in one.victims.items()
    ]
    perpetrators = [[of(n, p), *row] for n, one in each for p, row in one.perpetrators.items()]
    links = [[of(n, v), of(n, p), *row] for n, one in each for (v, p), row in one.links.items()]
    return NetworkTables(
        table(["victim", "home", *VICTIMS.names], victims),
        table(["perpetrator", *PERPETRATORS.names], perpetrators),
        table(["victim", "perpetrator", *LINKS.names], links),
    )


def by_plain_ids(
    shuffled: Callable[[pl.DataFrame, tuple[str, str], int], pl.DataFrame],
) -> Callable[[pl.DataFrame, tuple[str, str], int], pl.DataFrame]:
    """The same order, of ids without the numbers of their networks."""

    def plain(frame: pl.DataFrame, columns: tuple[str, str], key: int) -> pl.DataFrame:
        names = ("plain one", "plain other")
        ids = [
            pl.col(name).str.split(SIDE).list.last().alias(other)
            for name, other in zip(columns, names, strict=True)
        ]
        return shuffled(frame.with_columns(ids), names, key).drop(names)

    return plain


@dataclass(frozen=True)
class Rows:
    """Codes of one table for many networks, and of which network each row is."""

    codes: np.ndarray
    network: np.ndarray


def rows_of(networks: Sequence[Tiny], bounds: Bounds, key: int) -> dict[str, Rows]:
    """The tables of many networks, by the very functions that count the cases."""
    return rows_side_by_side(frames(networks), CODEBOOK, bounds, key)


def rows_side_by_side(
    tables: NetworkTables, codebook: Codebook, bounds: Bounds, key: int
) -> dict[str, Rows]:
    """The same of files that stand side by side, each id behind the number of its network."""
    network = codebook.network
    assert network is not None
    with patch.object(bounding, "_shuffled", by_plain_ids(bounding._shuffled)):
        # By its module, where tests may put a broken one.
        counted = bounding.count_links(tables, network, bounds, key)
    codes = measure.encode_network(counted, codebook, Domains.of(codebook))
    linked = counted.shared["perpetrator"].implode()
    victims, people = counted.linked.victims["victim"], counted.linked.perpetrators["perpetrator"]
    ids = {
        "victims": victims,
        "numbers": victims,
        "links": counted.sampled["victim"],
        "perpetrators": people.filter(people.is_in(linked)),
        "degrees": counted.shared["perpetrator"].unique(maintain_order=True),
        "rings": victims,
    }
    assert set(ids) == set(vars(codes))
    return {
        name: Rows(table, _networks_of(ids[name], table)) for name, table in vars(codes).items()
    }


def _networks_of(ids: pl.Series, codes: np.ndarray) -> np.ndarray:
    assert len(ids) == len(codes)
    return ids.str.split(SIDE).list.first().cast(pl.Int64).to_numpy()


Families = Sequence[tuple[Tiny, Sequence[tuple[Hashable, Tiny]]]]
"""Networks, each with its neighbours and what these are neighbours for."""


def largest_changes(
    families: Families, bounds: Bounds, key: int = 1
) -> dict[Hashable, Sensitivity]:
    """Label of neighbours → the largest squared change of any table, by kind of table."""
    networks, before, labels = [], [], []
    for network, others in families:
        before += [len(networks)] * (1 + len(others))
        labels += [None, *(label for label, _ in others)]
        networks += [network, *(other for _, other in others)]
    changes = changes_of(rows_of(networks, bounds, key), np.array(before))
    places: dict[Hashable, list[int]] = {}
    for place, label in enumerate(labels):
        places.setdefault(label, []).append(place)
    return {
        label: Sensitivity(**{kind: int(changes[kind][where].max()) for kind in KINDS})
        for label, where in places.items()
        if label is not None
    }


def changes_of(rows: Mapping[str, Rows], before: np.ndarray) -> dict[str, np.ndarray]:
    """Kind of table → for each network, the largest change from ``before`` of any table."""
    largest = {kind: np.zeros(len(before), np.int64) for kind in KINDS}
    for name, table in rows.items():
        for kind, counts in _all_counts(name, table, len(before)):
            change = ((counts - counts[before]) ** 2).sum(axis=1)
            np.maximum(largest[kind], change, out=largest[kind])
    return largest


def _all_counts(name: str, table: Rows, networks: int) -> Iterator[tuple[str, np.ndarray]]:
    """Kind and counts of each network, of every vector that may be released of a table."""
    if name in TALLIES:
        kind, count = TALLIES[name]
        order = np.argsort(table.network, kind="stable")
        firsts = np.searchsorted(table.network[order], np.arange(1, networks))
        parts = np.split(np.asarray(table.codes)[order], firsts)
        yield kind, np.stack([count(part.astype(np.int64)) for part in parts])
        return
    for columns in subsets(table.codes.shape[1]):
        yield kind_of(name, columns), _counts(table, columns, networks)


def kind_of(table: str, columns: Sequence[int]) -> str:
    """Which sensitivity is stated of the counts of some columns of a table."""
    if table == "victims" and OWN.issuperset(columns):
        return "own"
    return "victims" if table == "numbers" else table


def subsets(width: int) -> Iterator[tuple[int, ...]]:
    """All choices of one, two and three columns."""
    for size in (1, 2, 3):
        yield from combinations(range(width), size)


def _counts(table: Rows, columns: Sequence[int], networks: int) -> np.ndarray:
    place, cells = table.network, 1
    for each in columns:
        codes = table.codes[:, each].astype(np.int64)
        size = int(codes.max(initial=0)) + 1
        place, cells = place * size + codes, cells * size
    return np.bincount(place, minlength=networks * cells).reshape(networks, cells)


def worst_changes(
    networks: Sequence[Tiny], bounds: Bounds, key: int = 1
) -> dict[Unit, Sensitivity]:
    """Unit to which something is promised → the largest change by any of its neighbours."""
    units = sorted(bounds.units)
    families = [
        (one, [(unit, other) for unit in units for other in neighbours(one, unit)])
        for one in networks
    ]
    nothing = dict.fromkeys(units, Sensitivity(**dict.fromkeys(KINDS, 0)))
    return nothing | largest_changes(families, bounds, key)  # type: ignore[return-value]


def over_stated(
    networks: Sequence[Tiny], bounds: Bounds, key: int = 1
) -> dict[Unit, dict[str, tuple[int, int]]]:
    """Units that change kinds of tables by more than is stated: kind → (found, stated)."""
    found = worst_changes(networks, bounds, key)
    over = {unit: exceeds(change, sensitivity(bounds, unit)) for unit, change in found.items()}
    return {unit: kinds for unit, kinds in over.items() if kinds}


def exceeds(found: Sensitivity, stated: Sensitivity) -> dict[str, tuple[int, int]]:
    """Kinds of tables that change by more than is stated: kind → (found, stated)."""
    both = {kind: (getattr(found, kind), getattr(stated, kind)) for kind in KINDS}
    return {kind: pair for kind, pair in both.items() if pair[0] > pair[1]}
