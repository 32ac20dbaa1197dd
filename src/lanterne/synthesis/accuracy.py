"""How close published counts will come, said before anything is measured: from public numbers only.

The variance of every published estimate follows from the plan, the codebook and about how many
people there are, as somebody says, up to one choice that depends on the cases: which three-way
tables are measured. What is said here holds whichever they are. A table that is measured only adds
precision to what its columns share with others, so nothing is counted on but the one- and two-way
tables, all three-way ones where all are measured, and of a three-way count its own table, without
which it is not published. Nor is anything counted on of the tables of a target.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import chain
from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from lanterne.codebook.encode import encode_table
from lanterne.codebook.model import Codebook
from lanterne.privacy import Budget, Unit
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.items import LENGTH, items_of
from lanterne.synthesis.network.bounds import Bounds
from lanterne.synthesis.network.plan import Domains, TablePlan, make_network_plan, network_of
from lanterne.synthesis.noise_quantiles import NOMINAL
from lanterne.synthesis.plan import make_plan
from lanterne.synthesis.residuals import Columns, Residuals, precisions_of, variance_of_sums
from lanterne.synthesis.scales import Scales
from lanterne.synthesis.worth import OF_LINKS, OF_PERPETRATORS, Worth, expected_worth
from lanterne.synthesis.worthwhile import triples_worth_it, worthwhile_triples

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Width:
    """How far published counts may be off: 19 times in 20, in people, whatever their size.

    Attributes:
        usual: Within this, or closer, come the counts of half of the columns, or of half of their
            pairs or threes.
        most: Within this come all.
    """

    usual: float
    most: float


Widths = Mapping[int, Width]
"""Answers together (1 to 3) → how far off their counts may be; those that are published."""


def widths_of_table(
    codebook: Codebook,
    budget: Budget,
    contribution_bound: int | None,
    people: int,
    longest: int = LENGTH,
) -> Widths:
    """Of one table.

    Args:
        codebook: Describes it.
        budget: What may be spent.
        contribution_bound: As for :func:`lanterne.synthesis.plan.make_plan`.
        people: About how many there are, as is publicly known: the noise is shared out by it.
        longest: Most answers together that are looked at.
    """
    domain = Domain.of(codebook.table, encode_table(codebook.table))
    plan = make_plan(domain.layout, budget, contribution_bound, domain.ranges, domain.targets)
    scales = plan.scales(people)
    triples = tuple(worthwhile_triples(domain.layout)) if scales.triple_sigma else ()
    return _widths(domain, scales, triples, plan.all_triples, longest)


def widths_of_network(
    codebook: Codebook, budgets: Mapping[Unit, Budget], bounds: Bounds, longest: int = LENGTH
) -> Mapping[str, Widths]:
    """Of linked tables: victims and perpetrators → widths, by the name of their table."""
    network, domains = network_of(codebook), Domains.of(codebook)
    plan = make_network_plan(codebook, budgets, bounds)

    def of(domain: Domain, part: TablePlan) -> Widths:
        return _widths(domain, part.scales, part.triples, True, longest)

    return {
        network.victims.name: of(domains.victims, plan.victims),
        network.perpetrators.name: of(domains.perpetrators, plan.perpetrators),
    }


def worth_of_table(
    codebook: Codebook, budget: Budget, contribution_bound: int | None, people: Sequence[int]
) -> tuple[Worth, ...]:
    """What a release of one table will be worth, for each of some numbers of people.

    Which three-way tables are measured may depend on the cases: each that may be is taken to be
    measured with its even chance.
    """
    domain = Domain.of(codebook.table, encode_table(codebook.table))
    plan = make_plan(domain.layout, budget, contribution_bound, domain.ranges, domain.targets)
    worthwhile = triples_worth_it(domain.layout)

    def of(number: int) -> Worth:
        scales = plan.scales(number)
        triples = worthwhile if scales.triple_sigma else worthwhile[:0]
        chance = plan.triples / max(len(triples), 1)
        return expected_worth(_expected_residuals(domain, scales, triples, chance), number)

    return tuple(of(number) for number in people)


def worth_of_network(
    codebook: Codebook, budgets: Mapping[Unit, Budget], bounds: Bounds, people: Sequence[int]
) -> tuple[Mapping[str, Worth], ...]:
    """Of linked tables, for each of some numbers of victims: table → what it will be worth.

    How many links and perpetrators there are is not known: as many as victims, it is supposed.
    """
    network, domains = network_of(codebook), Domains.of(codebook)
    plan = make_network_plan(codebook, budgets, bounds)
    parts = (
        (network.victims.name, domains.victims, plan.victims, 1.0),
        (network.perpetrators.name, domains.perpetrators, plan.perpetrators, OF_PERPETRATORS),
        (network.links.name, domains.links, plan.links, OF_LINKS),
    )
    expected = {
        name: (_expected_residuals(domain, part.scales, _lines(part.triples), 1.0), kept)
        for name, domain, part, kept in parts
    }
    return tuple(
        {name: expected_worth(found, number, kept) for name, (found, kept) in expected.items()}
        for number in people
    )


def _expected_residuals(
    domain: Domain, scales: Scales, triples: Integers, chance: float
) -> Residuals:
    """Precisions before anything is measured, without counts; ``triples`` are N × 3."""
    own = chance * _precision(scales.triple_sigma) if len(triples) else 0.0
    tables = [*_sure_tables(scales), (triples, np.full(len(triples), own))]
    return Residuals(domain.layout.sizes, {}, precisions_of(domain.layout.sizes, tables))


def _widths(
    domain: Domain,
    scales: Scales,
    triples: tuple[Columns, ...],
    all_measured: bool,
    longest: int,
) -> Widths:
    """See above; ``triples`` are those that may be measured."""
    sizes = domain.layout.sizes
    own = _precision(scales.triple_sigma) if triples else 0.0
    certain = _lines(triples if all_measured else ())
    sure = [*_sure_tables(scales), (certain, np.full(len(certain), own))]
    precisions: Mapping[Columns, float] = precisions_of(sizes, sure)
    answers = [_kinds_of_answers(domain, column) for column in range(len(sizes))]
    found: dict[int, list[tuple[Floats, Floats]]] = {}
    tables = chain(_columns_of(scales), triples)
    for columns in (one for one in tables if len(one) <= longest):
        known: Mapping[Columns, float] = precisions
        if len(columns) == LENGTH and not all_measured:
            known = _with(precisions, sizes, columns, own)
        kinds = [answers[column] for column in columns]
        codes = [of_column[1] for of_column in kinds]
        variance = variance_of_sums(Residuals(sizes, {}, known), columns, codes)
        length = reduce(np.add.outer, [of_column[0] for of_column in kinds])
        number = reduce(np.multiply.outer, [of_column[2] for of_column in kinds])
        for together in range(1, longest + 1):
            here = length == together
            if here.any():
                share = number[here] / number[here].sum()
                found.setdefault(together, []).append((variance[here], share))
    return {together: _width(parts) for together, parts in sorted(found.items())}


def _sure_tables(scales: Scales) -> Iterator[tuple[Integers, Floats]]:
    """The one- and two-way tables, N × width, and the precision of a cell of each."""
    for number, sigmas in (1, scales.single_sigmas), (2, scales.pair_sigmas.values()):
        some = [one for one in _columns_of(scales) if len(one) == number]
        yield _lines(some, number), np.array([_precision(sigma) for sigma in sigmas])


def _columns_of(scales: Scales) -> Iterator[Columns]:
    """Of the one- and two-way tables, in their order."""
    yield from ((column,) for column in range(len(scales.single_sigmas)))
    yield from scales.pair_sigmas


def _lines(tables: Sequence[Columns], width: int = LENGTH) -> Integers:
    """Tables of one width as N × width."""
    return np.array(tables, np.int64).reshape(-1, width)


def _precision(sigma: Fraction) -> float:
    return 1.0 / float(sigma) ** 2


def _with(
    precisions: Mapping[Columns, float], sizes: tuple[int, ...], columns: Columns, own: float
) -> Mapping[Columns, float]:
    """The precisions with one more table."""
    more = precisions_of(sizes, [(_lines([columns], len(columns)), np.array([own]))])
    return {subset: precisions.get(subset, 0.0) + one for subset, one in more.items()}


def _kinds_of_answers(domain: Domain, column: int) -> tuple[Floats, Floats, Floats]:
    """Of each kind of answers of a column: how many together, codes summed, answers of the kind."""
    items = items_of(domain, column)
    pairs = np.stack([items.lengths.astype(float), items.member.sum(axis=1)], axis=1)
    kinds, number = np.unique(pairs, axis=0, return_counts=True)
    return kinds[:, 0], kinds[:, 1], number.astype(float)


def _width(parts: list[tuple[Floats, Floats]]) -> Width:
    """Of the variances of the answers of each table, and the part of the table that has each."""
    variance = np.concatenate([one for one, _ in parts])
    share = np.concatenate([one for _, one in parts])
    order = np.argsort(variance)
    middle = np.searchsorted(np.cumsum(share[order]), share.sum() / 2)
    reach = NormalDist().inv_cdf((1 + NOMINAL) / 2)
    usual, most = float(variance[order][middle]), float(variance[order][-1])
    return Width(reach * sqrt(usual), reach * sqrt(most))
