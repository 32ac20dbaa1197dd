"""What will be measured of a network, and with how much noise: from public numbers only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import prod

import numpy as np

from lanterne.codebook.bands import FINE_BANDS, bands
from lanterne.codebook.encode import encode_table
from lanterne.codebook.encode_views import encode_victim_view
from lanterne.codebook.model import Codebook, Network
from lanterne.codebook.views import (
    UNSAID,
    context_columns,
    link_view,
    perpetrator_view,
    victim_view,
)
from lanterne.counting import Layout
from lanterne.counting.marginals import Triple
from lanterne.privacy import Budget, Event, Unit, calibrate_units, epsilon_spent
from lanterne.privacy.calibration import unit_events
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.network.bounds import Bounds
from lanterne.synthesis.network.sensitivity import Sensitivity, sensitivity
from lanterne.synthesis.scales import Scales
from lanterne.synthesis.shares import EXPONENT
from lanterne.synthesis.worthwhile import worthwhile_triples

VICTIMS, NUMBERS, LINKS, PERPETRATORS = 0.75, 0.01, 0.18, 0.03
"""Shares of the tables in the budget of the first unit (of ρ, in zCDP)."""

SHARE_OF_STEPS, SHARE_OF_BLOCKS = 0.01, 0.02
"""Shares of the numbers of links of perpetrators, and of the rings."""

NUMBER = 8.0
"""Weight of a two-way table of victims by their number of perpetrators: an error in it counts once
for each perpetrator."""

LIKENESS = 8.0
"""Weight of a comparison of two victims of a perpetrator: those with one victim say nothing."""

MOST_CELLS = 20_000
"""Cells beyond which a table gets no more precision: nearly all of so many are empty."""

TRIPLES_PER_COLUMN = 20
"""Three-way tables measured per column, at most, the smallest first: the noise in larger ones hides
what the models learn from them, which is most of the time that fitting takes."""

SHARES = {"victims": (0.10, 0.75, 0.15), "links": (0.10, 0.80, 0.10)}
"""Shares of one-, two- and three-way counts of victims and of links."""


@dataclass(frozen=True)
class Domains:
    """The domains of the three tables, from the codebook alone."""

    victims: Domain
    links: Domain
    perpetrators: Domain

    @classmethod
    def of(cls, codebook: Codebook) -> Domains:
        """Build them from a codebook with a network."""
        network = network_of(codebook)
        links, perpetrators = link_view(network), perpetrator_view(network, UNSAID)
        return cls(
            Domain.of(victim_view(network, UNSAID), encode_victim_view(network)),
            Domain.of(links, encode_table(links)),
            Domain.of(perpetrators, encode_table(perpetrators)),
        )


def number_layout(network: Network) -> Layout:
    """One column: how many perpetrators a victim has, in finer bands."""
    return Layout((len(bands(network.of_victim, 0, FINE_BANDS)),))


def network_of(codebook: Codebook) -> Network:
    """The network of a codebook that has one; raises ValueError when it has a single table."""
    network = codebook.network
    if network is None:
        raise ValueError(f"codebook {codebook.name} has a single table")
    return network


@dataclass(frozen=True)
class TablePlan:
    """One of the three tables.

    Attributes:
        scales: Noise of its one- and two-way counts and of its three-way ones.
        triples: The three-way tables that are measured.
    """

    scales: Scales
    triples: tuple[Triple, ...]


@dataclass(frozen=True)
class NetworkPlan:
    """The measurements to make of a network.

    Attributes:
        bounds: Whose links count.
        victims: The table of victims.
        numbers: How many perpetrators victims have, in finer bands.
        links: The table of links.
        perpetrators: The table of perpetrators.
        steps: Noise of the perpetrators with at least so many links.
        blocks: Noise of the blocks of victims in rings.
        sigmas: The kind of all that is counted, a field of :class:`Sensitivity`, and its noise.
        events: Unit → all of it as the accountant sees it.
        epsilon: Unit → what it spends at the budget's δ.
    """

    bounds: Bounds
    victims: TablePlan
    numbers: TablePlan
    links: TablePlan
    perpetrators: TablePlan
    steps: Fraction
    blocks: Fraction
    sigmas: tuple[tuple[str, Fraction], ...]
    events: Mapping[Unit, tuple[Event, ...]]
    epsilon: Mapping[Unit, float]

    def cost(self, change: Sensitivity, delta: float) -> float:
        """ε at δ of somebody who changes the tables by so much."""
        sigmas = [sigma for _, sigma in self.sigmas]
        changes = [getattr(change, kind) for kind, _ in self.sigmas]
        return epsilon_spent(unit_events(sigmas, changes), delta)


@dataclass(frozen=True)
class _Wanted:
    """One table of counts that is to be measured.

    Attributes:
        part: ``victims``, ``numbers``, ``links`` or ``perpetrators``; or ``steps`` or ``blocks``,
            which are no tables, and have no columns.
        columns: Its model columns.
        share: Its share of the budget of the first unit.
        kind: Which field of :class:`Sensitivity` it has.
    """

    part: str
    columns: tuple[int, ...]
    share: float
    kind: str


def make_network_plan(
    codebook: Codebook, budgets: Mapping[Unit, Budget], bounds: Bounds
) -> NetworkPlan:
    """Share out the budgets over the counts of the three tables.

    Every unit keeps its budget; how the noise is shared out suits the first.

    Args:
        codebook: Describes a network.
        budgets: Unit → what may be spent; the units of ``bounds``.
        bounds: Whose links count.
    """
    domains = Domains.of(codebook)
    network = network_of(codebook)
    own = _own_columns(domains.victims, network)
    wanted = [
        *_weighed(
            "victims", domains.victims.layout, VICTIMS, own, _number_column(domains, network)
        ),
        _Wanted("numbers", (0,), NUMBERS, "victims"),
        *_weighed("links", domains.links.layout, LINKS, _context_columns(domains.links, network)),
        *_weighed_perpetrators(domains.perpetrators, network),
        _Wanted("steps", (), SHARE_OF_STEPS, "steps"),
        _Wanted("blocks", (), SHARE_OF_BLOCKS, "blocks"),
    ]
    sensitivities = {unit: sensitivity(bounds, unit) for unit in budgets}
    first = next(iter(budgets))
    calibration = calibrate_units(
        budgets,
        [table.share / _cost(table, sensitivities[first]) for table in wanted],
        {unit: [getattr(s, table.kind) for table in wanted] for unit, s in sensitivities.items()},
    )
    sigmas = dict(
        zip(((table.part, table.columns) for table in wanted), calibration.sigmas, strict=True)
    )

    def planned(part: str, layout: Layout) -> TablePlan:
        here = {columns: sigma for (name, columns), sigma in sigmas.items() if name == part}
        triples = tuple(columns for columns in here if len(columns) == 3)
        return TablePlan(
            Scales(
                layout,
                tuple(here[(column,)] for column in range(layout.width)),
                {(c[0], c[1]): sigma for c, sigma in here.items() if len(c) == 2},
                max((here[triple] for triple in triples), default=here[(0,)]),
            ),
            triples,
        )

    return NetworkPlan(
        bounds,
        planned("victims", domains.victims.layout),
        planned("numbers", number_layout(network)),
        planned("links", domains.links.layout),
        planned("perpetrators", domains.perpetrators.layout),
        sigmas["steps", ()],
        sigmas["blocks", ()],
        tuple((table.kind, sigma) for table, sigma in zip(wanted, calibration.sigmas, strict=True)),
        calibration.events,
        calibration.epsilon,
    )


def _own_columns(domain: Domain, network: Network) -> frozenset[int]:
    """Model columns of the victim view that say nothing of perpetrators."""
    names = set(network.victims.names)
    columns = enumerate(domain.encoding.columns)
    return frozenset(place for place, column in columns if set(column.sources) <= names)


def _context_columns(domain: Domain, network: Network) -> frozenset[int]:
    """Model columns of the link view that are about the victim."""
    names = {column.name for column in context_columns(network)}
    columns = enumerate(domain.encoding.columns)
    return frozenset(place for place, column in columns if set(column.sources) <= names)


def _number_column(domains: Domains, network: Network) -> int:
    sources = [column.sources for column in domains.victims.encoding.columns]
    return sources.index((network.perpetrators.name,))


def _cost(table: _Wanted, of_unit: Sensitivity) -> int:
    """Squared sensitivity by which a share is turned into precision.

    A table that the unit does not touch costs nothing; it is still measured with the noise that
    it would have had, because other people are in it.
    """
    own = int(getattr(of_unit, table.kind))
    # Three-way tables of victims all get the same noise.
    return of_unit.victims if own == 0 or (len(table.columns) == 3 and table.kind == "own") else own


def _weighed(
    part: str, layout: Layout, share: float, own: frozenset[int], number: int | None = None
) -> Iterator[_Wanted]:
    """All one- and two-way tables and the smallest three-way ones.

    Of links, those of the victims' ``own`` columns alone are left out, and three-way ones that hold
    any: they are counted among the victims, with less noise.
    """
    width, sizes = layout.width, layout.sizes
    of_links = part == "links"
    triples = sorted(
        (t for t in worthwhile_triples(layout) if not (of_links and own.intersection(t))),
        key=lambda triple: prod(sizes[column] for column in triple),
    )[: TRIPLES_PER_COLUMN * width]
    pairs = [p for p in combinations(range(width), 2) if not (of_links and own.issuperset(p))]
    of_singles, of_pairs, of_triples = SHARES[part]
    groups: list[tuple[float, list[tuple[int, ...]], float]] = [
        (of_singles, [(column,) for column in range(width)], EXPONENT),
        (of_pairs, list(pairs), EXPONENT),
        (of_triples, list(triples), 0.0),
    ]
    whole = sum(weight for weight, tables, _ in groups if tables)
    for weight, tables, exponent in groups:
        cells = np.array([prod(sizes[c] for c in columns) for columns in tables], float)
        cells = np.minimum(cells, MOST_CELLS) ** exponent
        cells[[number in c and len(c) == 2 for c in tables]] *= NUMBER
        for columns, part_of in zip(tables, cells / cells.sum(), strict=True):
            kind = "own" if part == "victims" and own.issuperset(columns) else part
            yield _Wanted(part, columns, share * weight / whole * float(part_of), kind)


def _weighed_perpetrators(domain: Domain, network: Network) -> Iterator[_Wanted]:
    """Each column alone, and the number of victims beside each answer of a perpetrator.

    What answers perpetrators have together is seen in the links, with less noise.
    """
    layout = domain.layout
    sources = [column.sources for column in domain.encoding.columns]
    number = sources.index((network.victims.name,))
    people = set(network.perpetrators.names)
    answers = [place for place, names in enumerate(sources) if people.issuperset(names)]
    tables: list[tuple[int, ...]] = [(column,) for column in range(layout.width)]
    tables += [(min(column, number), max(column, number)) for column in answers]
    weights = np.array(
        [prod(layout.sizes[column] for column in columns) ** EXPONENT for columns in tables]
    )
    alike = [place for place in range(layout.width) if place not in {number, *answers}]
    weights[alike] *= LIKENESS
    for columns, share in zip(tables, weights / weights.sum() * PERPETRATORS, strict=True):
        yield _Wanted("perpetrators", columns, float(share), "perpetrators")
