"""What is lost there and back by two mappings: every answer is tried, and every two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations

import polars as pl

from lanterne.codebook import Codebook, Missing, load_codebook
from lanterne.harmonise import LossKind, load_mapping
from lanterne.harmonise import Mapping as PartnerMapping
from lanterne.harmonise.rules import ColumnRule, Unknown

Case = Mapping[str, str]
"""Column → its text; what is not there is blank."""

Told = tuple[str, str]
"""A column and one thing that it may tell: an answer, a member, or why nothing is known."""

FEW = ("FR", "FRA", "NA", "NAM", "2010", "2021")
"""Of countries and years these stand in pairs: all of them are tried alone."""


@dataclass(frozen=True)
class Crosswalk:
    """Two mappings, there and back.

    Attributes:
        source: Name of the one codebook.
        target: Name of the other.
    """

    source: str
    target: str

    @cached_property
    def here(self) -> Codebook:
        return load_codebook(self.source)

    @cached_property
    def there(self) -> Codebook:
        return load_codebook(self.target)

    @cached_property
    def forth(self) -> PartnerMapping:
        return load_mapping(f"{self.source}/{self.target}", self.there)

    @cached_property
    def back(self) -> PartnerMapping:
        return load_mapping(f"{self.target}/{self.source}", self.here)


def carried(cases: pl.DataFrame, mapping: PartnerMapping, target: Codebook) -> pl.DataFrame:
    """Cases of one codebook as cases of another; nothing may be left over."""
    unknown = Unknown()
    made = [
        ColumnRule(mapping.column_of(column.name), column).answers(cases, unknown)
        for column in target.table.columns
    ]
    assert not unknown.answers, unknown.answers
    return pl.DataFrame(made)


def frame_of(cases: Iterable[Case], codebook: Codebook) -> pl.DataFrame:
    names = codebook.table.names
    rows = [[case.get(name, "") for name in names] for case in cases]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def everything(codebook: Codebook) -> list[Told]:
    """All that any column may tell."""
    found = []
    for column in codebook.table.columns:
        silent = [word for words in column.missing.values() for word in words if word]
        found += [(column.name, text) for text in (*column.codes, *silent)]
    return found


def tells(text: str, codebook: Codebook, name: str) -> frozenset[str]:
    """What a cell tells: its answers, or the kind of its silence."""
    column = codebook.table.column(name)
    for kind, words in column.missing.items():
        if text in words:
            return frozenset({f"<{kind}>"} - {f"<{Missing.NOT_RECORDED}>"})
    return frozenset(text.split(column.separator) if column.traits.several else [text])


def lost_in(cases: pl.DataFrame, again: pl.DataFrame, codebook: Codebook) -> list[set[Told]]:
    """Of each case what did not come back. What comes back was there before, or is blank."""
    entailed = entailed_by_rules(codebook)
    met = cache(lambda text, name: tells(text, codebook, name))
    lost: list[set[Told]] = [set() for _ in range(cases.height)]
    for column in codebook.table.columns:
        name, silent = column.name, {one for words in column.missing.values() for one in words}
        both = pl.DataFrame({"before": cases[name], "after": again[name]}).with_row_index()
        for row, text, after in both.filter(pl.col("before") != pl.col("after")).iter_rows():
            told, back = met(text, name), met(after, name)
            for one in back - told:
                case = cases.row(row, named=True)
                of_case = {(key, x) for key, it in case.items() for x in met(it, key)}
                assert one.startswith("<") or entailed.get((name, one), set()) & of_case, (
                    name,
                    one,
                )
            if column.traits.several and text not in silent:
                lost[row] |= {(name, one) for one in told - back}
            elif told and back != told:
                lost[row].add((name, text))
    return lost


def entailed_by_rules(codebook: Codebook) -> dict[Told, set[Told]]:
    """An answer → the answers of a case that cannot be without it, as the codebook says."""
    found: dict[Told, set[Told]] = {}
    for rule in codebook.table.rules:
        given = [one for one in rule.forbid if not one.negated]
        needed = [one for one in rule.forbid if one.negated]
        if len(given) == len(needed) == 1:
            for answer in needed[0].values:
                told = {(given[0].column, value) for value in given[0].values}
                found.setdefault((needed[0].column, answer), set()).update(told)
    return {**found, **COMES_WITH}


COMES_WITH: dict[Told, set[Told]] = {
    ("vic_TypeOfExploitation", "ForcedLabour"): {("vic_TypeOfExploitation", "ForcedBegging")}
}
"""Forced begging is forced labour in our codebook, and so comes back with it."""

Losses = dict[tuple[str, LossKind], tuple[str, ...]]
"""Column and kind → what it tells that is lost for that reason."""


def losses_of(walk: Crosswalk) -> Losses:
    """By trying every answer alone, and then every two of different columns."""
    told = everything(walk.here)
    kinds = kinds_alone(walk, told)
    whole = {one[0] for one, kind in kinds.items() if kind is LossKind.COLUMN}
    for one in lost_in_pairs(walk, [one for one in told if one[0] not in whole]):
        kinds.setdefault(one, LossKind.MERGED)  # beneath another answer
    found: dict[tuple[str, LossKind], list[str]] = {}
    for one in told:
        if one in kinds:
            found.setdefault((one[0], kinds[one]), []).append(one[1])
    every = Counter(name for name, _ in told)
    return {
        (name, kind): () if name in whole or len(texts) == every[name] else tuple(texts)
        for (name, kind), texts in found.items()
    }


def kinds_alone(walk: Crosswalk, told: list[Told]) -> dict[Told, LossKind]:
    """What does not come back of a case that tells nothing else, and why, by its trace there."""
    alone = frame_of([{}, *({name: text} for name, text in told)], walk.here)
    there = carried(alone, walk.forth, walk.there)
    blank, *traces = there.rows()
    _, *lost = lost_in(alone, carried(there, walk.back, walk.here), walk.here)
    left = Counter((name, trace) for (name, _), trace in zip(told, traces, strict=True))
    columns = {name for name, trace in left if trace != blank}
    kinds = {}
    for one, trace, gone in zip(told, traces, lost, strict=True):
        if gone and one[0] not in columns:
            kinds[one] = LossKind.COLUMN
        elif gone and trace == blank:
            kinds[one] = LossKind.MISSING
        elif gone:
            kinds[one] = LossKind.PRECISION if left[one[0], trace] > 1 else LossKind.MERGED
    return kinds


def lost_in_pairs(walk: Crosswalk, told: list[Told]) -> set[Told]:
    few = [one for one in told if one[1] in FEW or not walk.here.table.column(one[0]).traits.closed]
    few += [one for one in told if walk.here.table.column(one[0]).traits.flag]
    cases = frame_of(
        ({one[0]: one[1], other[0]: other[1]} for one, other in combinations(few, 2)), walk.here
    )
    there = carried(cases, walk.forth, walk.there)
    again = carried(there, walk.back, walk.here)
    return set().union(*lost_in(cases, again, walk.here))
