"""The domain of the model: the codes that a record may have, and the rules between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Table
from lanterne.counting import Layout
from lanterne.counting.marginals import Codes
from lanterne.synthesis.number_ranges import NumberRanges, ranges_of

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class RuleTable:
    """Rules as flat arrays for compiled loops.

    Attributes:
        columns: Column of each condition.
        codes: Conditions × largest size; True where the condition holds for the code.
        first: First condition of each rule; one more entry than rules.
    """

    columns: npt.NDArray[np.int64]
    codes: Flags
    first: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Domain:
    """The possible codes of each model column, numbered anew from zero.

    Attributes:
        encoding: The encoding of the codebook, with all codes.
        layout: Sizes after codes that no record may have are left out.
        kept: Per column, the encoding's code of each code here, ascending.
        informative: Length T; whether the code says something about a person.
        forbidden_pairs: T × T; True where a rule on two columns forbids two codes together.
        rules: All rules that span several columns.
        silent: Published column → texts in it that say nothing about a person.
        separators: Published column → text between the members of a set.
        ranges: Of each column of numbers, what is counted within its bins.
        targets: Columns that users will model, ascending: all that stand for a column which the
            codebook calls a target.
    """

    encoding: Encoding
    layout: Layout
    kept: tuple[npt.NDArray[np.int64], ...]
    informative: Flags
    forbidden_pairs: Flags
    rules: RuleTable
    silent: Mapping[str, frozenset[str]]
    separators: Mapping[str, str]
    ranges: tuple[NumberRanges, ...] = ()
    targets: tuple[int, ...] = ()

    @classmethod
    def of(cls, table: Table, encoding: Encoding) -> Domain:
        """Build the domain from a table of the codebook and its encoding alone."""
        kept = tuple(np.flatnonzero(column.possible) for column in encoding.columns)
        layout = Layout(tuple(len(codes) for codes in kept))
        informative = np.concatenate(
            [
                np.asarray(column.informative)[codes]
                for column, codes in zip(encoding.columns, kept, strict=True)
            ]
        )
        rules = list(_rules(encoding, kept))
        forbidden = np.zeros((layout.total, layout.total), bool)
        for columns, masks in rules:
            if len(columns) == 2:
                (i, j), (first, second) = columns, masks
                block = np.outer(first, second)
                forbidden[layout.block(i), layout.block(j)] |= block
                forbidden[layout.block(j), layout.block(i)] |= block.T
        silent = {
            column.name: frozenset(chain([""], *column.missing.values()))
            for column in table.columns
        }
        return cls(
            encoding,
            layout,
            kept,
            informative,
            forbidden,
            _rule_table(rules, layout),
            silent,
            {column.name: column.separator for column in table.columns},
            ranges_of(encoding, kept),
            tuple(target_columns(table, encoding)),
        )

    def compress(self, batches: Iterable[Codes]) -> Iterator[Codes]:
        """From the encoding's codes to the codes here; every code must be possible.

        The exact numbers that may stand behind the model columns are left out.
        """
        columns = list(zip(self.kept, self.encoding.columns, strict=True))
        if all(len(codes) == column.size for codes, column in columns):
            wide = len(self.encoding.numbers) > 0
            yield from (batch[:, : len(columns)] if wide else batch for batch in batches)
            return
        tables = []
        for codes, column in columns:
            table = np.zeros(column.size, np.uint16)
            table[codes] = np.arange(len(codes), dtype=np.uint16)
            tables.append(table)
        for batch in batches:
            yield np.stack([table[batch[:, j]] for j, table in enumerate(tables)], axis=1)

    def expand(self, codes: Codes) -> Codes:
        """From the codes here back to the encoding's."""
        expanded = np.empty_like(codes)
        for column, kept in enumerate(self.kept):
            expanded[:, column] = kept[codes[:, column]]
        return expanded


def target_columns(table: Table, encoding: Encoding) -> Iterator[int]:
    """Model columns that stand for a column which the codebook calls a target, by position."""
    named = {column.name for column in table.columns if column.target}
    for place, column in enumerate(encoding.columns):
        if named.intersection(column.sources):
            yield place


def _rules(
    encoding: Encoding, kept: tuple[npt.NDArray[np.int64], ...]
) -> Iterator[tuple[tuple[int, ...], list[Flags]]]:
    for rule in encoding.forbidden:
        masks = [
            np.isin(kept[column], list(codes))
            for column, codes in zip(rule.columns, rule.codes, strict=True)
        ]
        if all(mask.any() for mask in masks):
            yield rule.columns, masks


def _rule_table(rules: list[tuple[tuple[int, ...], list[Flags]]], layout: Layout) -> RuleTable:
    columns = [column for rule, _ in rules for column in rule]
    codes = np.zeros((len(columns), max(layout.sizes)), bool)
    for position, mask in enumerate(mask for _, masks in rules for mask in masks):
        codes[position, : len(mask)] = mask
    first = np.concatenate([[0], np.cumsum([len(rule) for rule, _ in rules])]).astype(np.int64)
    return RuleTable(np.asarray(columns, np.int64), codes, first)
