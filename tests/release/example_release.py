"""A small protected table, made by the simplest means, and a release of it."""

import random
from collections import Counter
from datetime import UTC, datetime
from itertools import combinations

import polars as pl

# --- stand-ins until the real ones exist
import lanterne.codebook as _cb
import lanterne.privacy as _pr

if not hasattr(_pr, "Protected"):
    from dataclasses import asdict, dataclass
    from typing import Generic, TypeVar

    T = TypeVar("T")

    @dataclass(frozen=True)
    class Protected(Generic[T]):
        value: T

    @dataclass(frozen=True)
    class PrivacyStatement:
        definition: str
        unit: str
        neighbours: str
        epsilon: float
        delta: float
        accountant: str
        rho: float
        epsilon_zcdp: float
        bounds: dict
        mechanisms: tuple
        noise: str
        software: str
        releases: int
        epsilon_total: float
        delta_total: float

        def to_dict(self):
            return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}

        @classmethod
        def from_dict(cls, d):
            return cls(**{**d, "mechanisms": tuple(d["mechanisms"])})

        def in_words(self, language="en"):
            return "words " + language

    _pr.Protected, _pr.PrivacyStatement = Protected, PrivacyStatement

if not hasattr(_cb, "codebook_page"):
    import dataclasses
    import json

    from lanterne.codebook.model import *  # noqa
    from lanterne.codebook.model import Missing

    def _d(o):
        if dataclasses.is_dataclass(o):
            return {f.name: _d(getattr(o, f.name)) for f in dataclasses.fields(o)}
        if isinstance(o, tuple):
            return [_d(x) for x in o]
        if isinstance(o, dict):
            return {str(k): _d(v) for k, v in o.items()}
        return str(o) if isinstance(o, str) else o

    def _from(d):
        import lanterne.codebook.model as m

        def col(c):
            return m.Column(**{**c, "type": m.ColumnType(c["type"]), "values": tuple(m.Value(**v) for v in c["values"]), "missing": {Missing(k): tuple(v) for k, v in c["missing"].items()}})

        def tab(t):
            return m.Table(**{**t, "columns": tuple(map(col, t["columns"])), "rules": tuple(m.Rule(r["name"], r["label"], tuple(m.Condition(c["column"], tuple(c["values"]), c["negated"]) for c in r["forbid"])) for r in t["rules"]), "dependencies": tuple(m.Dependency(**x) for x in t["dependencies"])})

        return m.Codebook(**{**d, "tables": tuple(map(tab, d["tables"])), "groups": tuple(m.Group(**g) for g in d["groups"]), "languages": tuple(d["languages"])})

    _cb.codebook_to_dict, _cb.codebook_from_dict = _d, _from
    _cb.codebook_page = lambda c, language="en": f"<html lang={language}>" + json.dumps(_d(c)) + "</html>"
# --- end of stand-ins

from lanterne.codebook.model import (
    Codebook,
    Column,
    ColumnType,
    Condition,
    Dependency,
    Group,
    Missing,
    Rule,
    Table,
    Value,
)
from lanterne.privacy import PrivacyStatement, Protected
from lanterne.synthesis.result import ProtectedTable

MOMENT = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)

Rows = list[dict[str, str]]


def a_column(name: str, kind: ColumnType, codes: str, **more: object) -> Column:
    values = tuple(Value(code, {"en": f"{code} (en)", "fr": f"{code} (fr)"}) for code in codes.split())
    return Column(name, kind, values, {"en": name.title(), "fr": name}, **more)  # type: ignore[arg-type]


def a_codebook() -> Codebook:
    unknown = {Missing.NOT_RECORDED: ("",), Missing.UNKNOWN: ("?", "unknown")}
    columns = (
        a_column("gender", ColumnType.CATEGORY, "woman man other", missing=unknown),
        a_column("age", ColumnType.ORDINAL, "0--8 9--17 18--20 48+", group="person"),
        a_column("minor", ColumnType.FLAG, "1 0", group="person"),
        a_column("country", ColumnType.COUNTRY, "NA FR NG", required=True),
        a_column("means", ColumnType.SET, "force debt, \"threat\""),
        a_column("signs", ColumnType.SET, "s1 s2 s3 s4 s5 s6 s7 s8 s9", separator="|"),
        a_column("forced", ColumnType.FLAG, "1"),
        a_column("labour", ColumnType.CATEGORY, "farm sea"),
    )
    rule = Rule(
        "labour-without-force",
        {"en": "A kind of labour needs forced labour."},
        (
            Condition("labour", ("",), negated=True),
            Condition("forced", ("1",), negated=True),
        ),
    )
    minors = {"0--8": "1", "9--17": "1", "18--20": "0", "48+": "0"}
    table = Table(
        "victims", {"en": "Victims", "fr": "Victimes"}, columns, "id", (rule,),
        (Dependency("minor", "age", minors),),
    )
    group = Group("person", {"en": "The person", "fr": "La personne"})
    title = {"en": "Made-up cases", "fr": "Cas inventés"}
    description = {"en": "Nobody is in them.", "fr": "Personne n’y est."}
    return Codebook("made-up", "1.0", title, (table,), description, (group,), languages=("en", "fr"))


def some_rows(number: int, seed: int = 1) -> Rows:
    chance = random.Random(seed)
    minors = {"0--8": "1", "9--17": "1", "18--20": "0", "48+": "0", "": ""}
    rows = []
    for _ in range(number):
        age = chance.choice([*minors])
        forced = chance.choice(["", "1"])
        rows.append(
            {
                "gender": chance.choice(["", "?", "woman", "woman", "man", "other"]),
                "age": age,
                "minor": minors[age] or chance.choice(["", "0", "1"]),
                "country": chance.choice(["NA", "FR", "NG"]),
                "means": ";".join(sorted(m for m in ("force", "debt,", '"threat"') if chance.random() < 0.4)),
                "signs": "|".join(f"s{i}" for i in range(1, 10) if chance.random() < 0.2),
                "forced": forced,
                "labour": chance.choice(["", "farm", "sea"]) if forced else "",
            }
        )
    return rows


def answers(row: dict[str, str]) -> list[tuple[str, str]]:
    """What a row says, one answer per member of the large set."""
    said = [(name, text) for name, text in row.items() if text not in {"", "?"}]
    whole = [pair for pair in said if pair[0] != "signs"]
    return whole + [("signs", member) for name, text in said if name == "signs" for member in text.split("|")]


def counts_of(rows: Rows) -> pl.DataFrame:
    """Published counts as if there were no noise, by brute force."""
    counter: Counter[tuple[tuple[str, str], ...]] = Counter()
    for row in rows:
        for length in (1, 2, 3):
            counter.update(combinations(answers(row), length))
    records = []
    for combination, count in sorted(counter.items(), key=lambda item: (len(item[0]), item[0])):
        places = [*combination, *[("", "")] * (3 - len(combination))]
        record: dict[str, object] = {"length": len(combination)}
        for place, (name, value) in enumerate(places, 1):
            record |= {f"column_{place}": name, f"value_{place}": value}
        modelled = len(combination) == 3
        record |= {
            "method": "model" if modelled else "measured",
            "count": None if modelled else count,
            "count_low": None if modelled else max(0, count - 3),
            "count_high": None if modelled else count + 3,
            "estimate": count - 0.125,
            "estimate_low": None if modelled else max(0.0, count - 2.0),
            "estimate_high": None if modelled else count + 2.0,
            "synthetic": count,
        }
        records.append(record)
    kinds = {"length": pl.UInt8, "count": pl.Int64, "count_low": pl.Int64, "count_high": pl.Int64}
    return pl.DataFrame(records, schema_overrides=kinds, infer_schema_length=None)


def a_statement() -> PrivacyStatement:
    return PrivacyStatement(
        definition="(epsilon, delta)-differential privacy",
        unit="victim",
        neighbours="one victim more or less",
        epsilon=4.0,
        delta=1e-6,
        accountant="privacy-loss distributions",
        rho=0.25,
        epsilon_zcdp=4.3,
        bounds={"rows per victim": 1},
        mechanisms=({"name": "discrete Gaussian", "sigma": 12.5},),
        noise="discrete Gaussian",
        software="lanterne 0.1.0",
        releases=1,
        epsilon_total=4.0,
        delta_total=1e-6,
    )


def a_table(rows: Rows | None = None) -> ProtectedTable:
    rows = some_rows(200) if rows is None else rows
    codebook = a_codebook()
    data = pl.DataFrame(rows, schema=dict.fromkeys(codebook.table.names, pl.String))
    return ProtectedTable(codebook, data, counts_of(rows), a_statement(), {"dial": "balanced", "seed": 1})
