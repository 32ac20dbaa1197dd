"""What a table allows, worked out record by record from the codebook's own words."""

from __future__ import annotations

from itertools import chain, combinations, product

from lanterne.codebook import Column, ColumnType, Condition, Encoding, Missing, Rule, Table

Record = tuple[str, ...]


def cells(column: Column) -> dict[str, frozenset[str]]:
    """Every text that may be written → the answers in it."""
    answers = {
        texts[0]: frozenset[str]()
        for kind, texts in column.missing.items()
        if kind is not Missing.SUPPRESSED and not column.required
    }
    if column.type is not ColumnType.SET:
        return answers | {code: frozenset({code}) for code in column.codes}
    codes = sorted(column.codes)
    sets = chain.from_iterable(combinations(codes, n) for n in range(1, len(codes) + 1))
    return answers | {";".join(members): frozenset(members) for members in sets}


def holds(condition: Condition, answers: frozenset[str]) -> bool:
    """Whether the test holds."""
    found = any(value in answers if value else not answers for value in condition.values)
    return not found if condition.negated else found


def breaks(rule: Rule, table: Table, record: Record) -> bool:
    """Whether the record meets every condition of the rule."""
    answers = {
        column.name: cells_with_missing(column)[text]
        for column, text in zip(table.columns, record, strict=True)
    }
    return all(holds(condition, answers[condition.column]) for condition in rule.forbid)


def cells_with_missing(column: Column) -> dict[str, frozenset[str]]:
    """As :func:`cells`, whether or not the column is required."""
    answers = {texts[0]: frozenset[str]() for texts in column.missing.values()}
    return answers | cells(column)


def possible(table: Table) -> set[Record]:
    """Every record that the columns and dependencies allow, whatever the rules say."""
    records = set(product(*(cells(column) for column in table.columns)))
    for dependency in table.dependencies:
        child, parent = (table.names.index(n) for n in (dependency.child, dependency.parent))
        records = {
            record
            for record in records
            if dependency.mapping.get(record[parent], record[child]) == record[child]
        }
    return records


def allowed(table: Table) -> set[Record]:
    """Every record that a file may hold."""
    return {
        record
        for record in possible(table)
        if not any(breaks(rule, table, record) for rule in table.rules)
    }


def decoded(encoding: Encoding) -> list[Record]:
    """Every record that the model columns and forbidden codes allow, once per code combination."""
    records = []
    for row in product(*(range(size) for size in encoding.sizes)):
        fine = all(c.possible[code] for c, code in zip(encoding.columns, row, strict=True))
        hit = any(
            all(row[place] in codes for place, codes in zip(f.columns, f.codes, strict=True))
            for f in encoding.forbidden
        )
        if fine and not hit:
            records.append(_text(encoding, row))
    return records


def _text(encoding: Encoding, row: tuple[int, ...]) -> Record:
    """The record as texts."""
    parts: dict[str, list[str]] = {name: [] for name in encoding.header}
    for column, code in zip(encoding.columns, row, strict=True):
        for name, text in zip(column.sources, column.cells[code], strict=True):
            parts[name] += [text] if text else []
    return tuple(";".join(sorted(parts[name])) for name in encoding.header)
