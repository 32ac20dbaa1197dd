"""A codebook as the values of JSON answers."""

from __future__ import annotations

from typing import Any

from lanterne.codebook.model import Codebook, Column, Table


def codebook_values(codebook: Codebook) -> dict[str, Any]:
    """The codebook: tables, columns and values, with their labels in every language."""
    return {
        "name": codebook.name,
        "version": codebook.version,
        "title": dict(codebook.title),
        "languages": list(codebook.languages),
        "groups": [{"name": one.name, "label": dict(one.label)} for one in codebook.groups],
        "tables": [_table_values(table) for table in codebook.tables],
    }


def _table_values(table: Table) -> dict[str, Any]:
    columns = [_column_values(column) for column in table.columns]
    return {"name": table.name, "label": dict(table.label), "columns": columns}


def _column_values(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": str(column.type),
        "label": dict(column.label),
        "definition": dict(column.definition),
        "universe": dict(column.universe),
        "group": column.group,
        "missing": {str(kind): list(texts) for kind, texts in column.missing.items()},
        "values": [
            {
                "code": value.code,
                "label": dict(value.label),
                "definition": dict(value.definition),
            }
            for value in column.values
        ],
    }
