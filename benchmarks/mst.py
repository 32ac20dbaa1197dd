"""MST: measure a maximum spanning tree of pairs.

McKenna, Miklau and Sheldon (2021), "Winning the NIST contest: a scalable and general approach
to differentially private synthetic data", Journal of Privacy and Confidentiality 11(3).
"""

from __future__ import annotations

import itertools
import math

import mbi
import networkx as nx
import numpy as np
import polars as pl

from benchmarks.coding import CodedTable, Codes, Columns, Floats
from benchmarks.graphical import (
    NoisyMarginal,
    as_linear,
    codes_of,
    domain_of,
    fit,
    measure,
    total_of,
)
from benchmarks.noise import rho_for

SELECTION_ITERATIONS = 1000
FINAL_ITERATIONS = 5000
RARE = 3.0  # a value whose noisy count is below three deviations is merged with the like


def mst(table: CodedTable, epsilon: float, delta: float) -> pl.DataFrame:
    """Synthesise by MST: a third of ρ each for one-ways, for choosing a tree, for its pairs."""
    generator = np.random.default_rng()
    share = rho_for(epsilon, delta) / 3
    sigma = math.sqrt(len(table.columns) / (2 * share))
    ones = [measure(table, (column,), sigma, generator) for column in table.columns]
    merged = _merge_rare(ones)
    small = _compress(table, merged)
    domain = domain_of(small)
    measurements = [as_linear(one).compress(merged, domain_of(table)) for one in ones]
    total = total_of(ones)
    model = fit(domain, measurements, total, SELECTION_ITERATIONS)
    tree = _choose_tree(small, _independent(small, model), share, generator)
    sigma = math.sqrt(len(tree) / (2 * share)) if tree else 1.0
    measurements += [as_linear(measure(small, pair, sigma, generator)) for pair in tree]
    model = fit(domain, measurements, total, FINAL_ITERATIONS)
    return table.decode(codes_of(model.synthetic_data(round(total)).decompress(merged)))


def _merge_rare(ones: list[NoisyMarginal]) -> dict[str, Codes]:
    """Return, for each column with rare values, the new code of each value."""
    merged = {}
    for one in ones:
        common = one.counts >= RARE * one.sigma
        if not common.all():
            ranks = np.cumsum(common) - 1
            merged[one.columns[0]] = np.where(common, ranks, common.sum()).astype(np.int64)
    return merged


def _compress(table: CodedTable, merged: dict[str, Codes]) -> CodedTable:
    """Return the table with rare values merged; the texts of the codes lose their meaning."""
    codes, texts = dict(table.codes), dict(table.texts)
    for column, mapping in merged.items():
        codes[column] = mapping[table.codes[column]]
        texts[column] = tuple(map(str, range(int(mapping.max()) + 1)))
    return CodedTable(codes, texts)


def _independent(table: CodedTable, model: mbi.MarkovRandomField) -> dict[str, Floats]:
    """Return the one-way marginals of a model without pairs."""
    return {column: np.asarray(model.project(column).datavector()) for column in table.columns}


def _choose_tree(
    table: CodedTable, ones: dict[str, Floats], rho: float, generator: np.random.Generator
) -> list[Columns]:
    """Choose d - 1 pairs that form a tree, by as many exponential mechanisms (Algorithm 3).

    A pair's score is the L1 distance of its table from independence: its sensitivity is one.
    """
    scores = {pair: _distance(table, ones, pair) for pair in itertools.combinations(ones, 2)}
    rounds = len(ones) - 1
    epsilon = math.sqrt(8 * rho / rounds) if rounds else 0.0
    forest = nx.utils.UnionFind(ones)
    tree: list[Columns] = []
    for _ in range(rounds):
        open_pairs = [pair for pair in scores if forest[pair[0]] != forest[pair[1]]]
        noisy = epsilon / 2 * np.array([scores[pair] for pair in open_pairs])
        chosen = open_pairs[int(np.argmax(noisy + generator.gumbel(size=noisy.size)))]
        forest.union(*chosen)
        tree.append(chosen)
    return tree


def _distance(table: CodedTable, ones: dict[str, Floats], pair: Columns) -> float:
    first, second = (ones[column] for column in pair)
    return float(np.abs(table.marginal(pair) - np.outer(first, second) / first.sum()).sum())
