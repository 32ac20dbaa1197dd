"""A small made-up table, with a label that tries to break out of the page."""

from __future__ import annotations

import numpy as np
import polars as pl

from lanterne.codebook.model import Codebook, Column, ColumnType, Missing, Table, Value

HOSTILE = '<script>alert("x")</script>'


def column(name: str, kind: ColumnType, labels: dict[str, tuple[str, str]], french: str) -> Column:
    values = tuple(Value(code, {"en": en, "fr": fr}) for code, (en, fr) in labels.items())
    missing = {Missing.NOT_RECORDED: ("",), Missing.REFUSED: ("R",)}
    return Column(name, kind, values, {"en": name.title(), "fr": french}, missing=missing)


def codebook() -> Codebook:
    sexes = {"f": ("Woman", "Femme"), "m": ("Man", "Homme"), "x": (HOSTILE, HOSTILE)}
    ages = {age: (age, age) for age in ("0--17", "18--29", "30+")}
    means = {"debt": ("Debt", "Dette"), "threat": ("Threats", "Menaces")}
    places = {f"p{i}": (f"Place {i}", f"Lieu {i}") for i in range(40)}
    columns = (
        column("sex", ColumnType.CATEGORY, sexes, "Sexe"),
        column("age", ColumnType.ORDINAL, ages, "Âge"),
        column("means", ColumnType.SET, means, "Moyens"),
        column("place", ColumnType.CATEGORY, places, "Lieu"),
    )
    table = Table("victims", {"en": "Victims"}, columns)
    return Codebook("small", "1", {"en": "A small table", "fr": "Un petit tableau"}, (table,))


def people(rows: int, seed: int) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "sex": random.choice(["", "R", "f", "m", "x"], rows),
            "age": random.choice(["", "0--17", "18--29", "30+"], rows),
            "means": random.choice(["", "debt", "threat", "debt;threat"], rows),
            "place": random.choice(["", *(f"p{i}" for i in range(40))], rows),
        }
    )


def aggregates() -> pl.DataFrame:
    """A count of one answer, one of two and one of three."""
    return pl.DataFrame(
        {
            "length": [1, 2, 3],
            "column_1": ["sex"] * 3,
            "value_1": ["f", "m", "f"],
            "column_2": ["", "age", "age"],
            "value_2": ["", "30+", "30+"],
            "column_3": ["", "", "means"],
            "value_3": ["", "", "debt"],
            "method": ["measured"] * 3,
            "count": [101, 24, 7],
            "count_low": [60, 20, 0],
            "count_high": [140, 30, 20],
            "estimate": [100.0, 25.0, 7.5],
            "estimate_low": [70.0, 20.0, 0.0],
            "estimate_high": [130.0, 30.0, 20.0],
            "synthetic": [99, 25, 6],
        }
    )
