"""Any marginal of a graphical model, from its junction tree.

AIM compares hundreds of candidate marginals with the model in every round. Compiling an
elimination for each, as `mbi` does, would take most of its time, so the tree is calibrated once
a round and each candidate is a contraction along the branch that joins its columns. The numbers
are the same.
"""

from __future__ import annotations

from collections.abc import Collection

import mbi
import networkx as nx
import numpy as np
import opt_einsum
from mbi import junction_tree
from scipy.special import logsumexp

from benchmarks.coding import Columns, Floats


class CalibratedTree:
    """A junction tree whose cliques hold their own marginals, as probabilities.

    Koller and Friedman (2009), "Probabilistic graphical models", sections 10.2 and 10.3.
    """

    def __init__(self, model: mbi.MarkovRandomField) -> None:
        """Pass messages both ways through the tree of a model."""
        self.tree: nx.Graph = junction_tree.make_junction_tree(model.domain, model.cliques)[0]
        self._axis = {name: axis for axis, name in enumerate(model.domain.attributes)}
        self._kept: dict[tuple[Columns, Columns], Floats] = {}
        beliefs = model.potentials.expand(list(self.tree.nodes))
        self._probabilities = self._calibrate(
            {clique: np.asarray(beliefs[clique].values) for clique in self.tree.nodes}
        )

    def holds(self, columns: Collection[str]) -> bool:
        """Say whether some clique has all of these columns."""
        return any(set(columns) <= set(clique) for clique in self.tree.nodes)

    def marginal(self, columns: Columns) -> Floats:
        """Return the probability of every combination of values, one axis a column."""
        branch = self._branch(set(columns))
        operands: list[object] = []
        for clique in branch.nodes:
            keep = set(columns).union(*(set(clique) & set(near) for near in branch[clique]))
            operands += self._operand(clique, keep)
        for left, right in branch.edges:
            probabilities, axes = self._operand(left, set(left) & set(right))
            operands += [_reciprocal(probabilities), axes]
        result = opt_einsum.contract(
            *operands, [self._axis[name] for name in columns], optimize="greedy"
        )
        return np.asarray(result)

    def _calibrate(self, beliefs: dict[Columns, Floats]) -> dict[Columns, Floats]:
        messages: dict[tuple[Columns, Columns], Floats] = {}
        for source, target in junction_tree.message_passing_order(self.tree):
            shared = set(source) & set(target)
            outside = tuple(i for i, name in enumerate(source) if name not in shared)
            message = logsumexp(beliefs[source], axis=outside)
            messages[source, target] = message
            if (target, source) in messages:
                message = message - messages[target, source]
            shape = [
                size if name in shared else 1
                for name, size in zip(target, beliefs[target].shape, strict=True)
            ]
            beliefs[target] = beliefs[target] + message.reshape(shape)
        return {clique: np.exp(b - logsumexp(b)) for clique, b in beliefs.items()}

    def _branch(self, columns: set[str]) -> nx.Graph:
        """Return the least part of the tree that has all these columns."""
        branch = nx.Graph(self.tree)
        leaves = [clique for clique in branch.nodes if branch.degree(clique) <= 1]
        while leaves:
            leaf = leaves.pop()
            near = list(branch[leaf])
            elsewhere = set(near[0]) if near else set()
            if columns & set(leaf) <= elsewhere:
                branch.remove_node(leaf)
                leaves += [clique for clique in near if branch.degree(clique) == 1]
        return branch

    def _operand(self, clique: Columns, keep: set[str]) -> tuple[Floats, list[int]]:
        """Return a clique's probabilities over the columns to keep, and their axes."""
        kept = tuple(name for name in clique if name in keep)
        if (clique, kept) not in self._kept:
            outside = tuple(i for i, name in enumerate(clique) if name not in keep)
            self._kept[clique, kept] = self._probabilities[clique].sum(axis=outside)
        return self._kept[clique, kept], [self._axis[name] for name in kept]


def _reciprocal(values: Floats) -> Floats:
    return np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)
