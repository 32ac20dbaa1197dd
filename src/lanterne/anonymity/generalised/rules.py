"""Rules of the codebook when quasi-identifiers become blank.

A wider answer breaks no rule that the answer under it keeps. A blank may: "a sector of work needs
forced labour" is broken where forced labour is blanked and the sector stays. Then the sector is
blanked too, when it is not a quasi-identifier; where nothing can be blanked for it, the
quasi-identifier itself must not become blank.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import polars as pl

from lanterne.anonymity.generalised.records import Flags
from lanterne.codebook.boxes import condition_test
from lanterne.codebook.model import Rule, Table


def blankable(table: Table, quasi_identifiers: Collection[str], kept: Collection[str]) -> set[str]:
    """The quasi-identifiers that may become blank: no rule forbids it or it can be mended.

    Args:
        table: The codebook's table.
        quasi_identifiers: Their names.
        kept: Columns that must not be blanked to mend a rule: the sensitive ones.
    """
    fixed = _fixed(table, {*quasi_identifiers, *kept})
    return {
        name
        for name in quasi_identifiers
        if not table.column(name).required and _is_safe(table, name, fixed, frozenset())
    }


def mended(rows: pl.DataFrame, table: Table, fixed: Collection[str]) -> pl.DataFrame:
    """The rows, with cells blanked until no rule is broken, where that is possible.

    Args:
        rows: Texts.
        table: What they must keep.
        fixed: Columns that are not touched: quasi-identifiers and sensitive ones.
    """
    untouched = _fixed(table, fixed)
    pending = True
    while pending:
        pending = False
        for rule in table.rules:
            broken = _broken(rows, table, rule)
            name = next(_remedies(table, rule, untouched), None)
            if name is None or not broken.any():
                continue
            cells = pl.when(pl.Series(broken)).then(pl.lit("")).otherwise(pl.col(name))
            rows = rows.with_columns(cells.alias(name))
            pending = True
    return rows


def _fixed(table: Table, names: Collection[str]) -> frozenset[str]:
    """These columns, the required ones, and those that follow from others or others from them."""
    tied = {name for item in table.dependencies for name in (item.child, item.parent)}
    required = {column.name for column in table.columns if column.required}
    return frozenset(tied | required | set(names))


def _is_safe(table: Table, name: str, fixed: frozenset[str], above: frozenset[str]) -> bool:
    """Whether each rule that a blank in this column may break can be mended by further blanks."""
    above |= {name}
    return all(
        any(
            other not in above and _is_safe(table, other, fixed, above)
            for other in list(_remedies(table, rule, fixed))[:1]
        )
        for rule in table.rules
        if _met_by_blank(rule, name)
    )


def _remedies(table: Table, rule: Rule, fixed: Collection[str]) -> Iterator[str]:
    """Columns in which a blank keeps the rule."""
    names = dict.fromkeys(condition.column for condition in rule.forbid)
    for name in names:
        if name not in fixed and not _met_by_blank(rule, name):
            yield name


def _met_by_blank(rule: Rule, name: str) -> bool:
    """Whether a blank meets all that the rule asks of the column, and it asks something."""
    asked = [condition for condition in rule.forbid if condition.column == name]
    return bool(asked) and all(("" in test.values) != test.negated for test in asked)


def _broken(rows: pl.DataFrame, table: Table, rule: Rule) -> Flags:
    """The rows in which every condition of a rule holds."""
    broken = np.ones(rows.height, bool)
    for condition in rule.forbid:
        cells = rows[condition.column]
        meets = condition_test(condition, table.column(condition.column))
        meeting = [text for text in cells.unique() if meets(text)]
        broken &= cells.is_in(meeting).to_numpy()
    return broken
