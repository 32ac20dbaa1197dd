"""A small protected table, made by the simplest means, and a release of it."""

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import polars as pl

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
from lanterne.privacy import (
    Budget,
    Entry,
    GaussianEvent,
    PrivacyStatement,
    SelectionEvent,
    Spent,
    UnitSpend,
    privacy_statement,
)
from lanterne.release.counts_check import every_answer
from lanterne.release.folder import CHECKSUMS, checksum_lines, files_below, sha256
from lanterne.release.layout import CountsFile
from lanterne.synthesis.result import Datasets, ProtectedTable

MOMENT = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)

SIZES = (190, 200, 210)
"""Rows of the data sets for inference."""

NOISE = {frozenset({"gender"}): 4.5, frozenset({"gender", "minor"}): 7.25}
"""Noise of the counts behind them."""

Rows = list[dict[str, str]]

REACH = 28
"""Half of an interval of the noise that the statement lists: σ = 29/2."""


def a_column(name: str, kind: ColumnType, codes: str, **more: object) -> Column:
    values = tuple(
        Value(code, {"en": f"{code} (en)", "fr": f"{code} (fr)"}) for code in codes.split()
    )
    return Column(name, kind, values, {"en": name.title(), "fr": name}, **more)  # type: ignore[arg-type]


def a_codebook() -> Codebook:
    unknown = {Missing.NOT_RECORDED: ("",), Missing.UNKNOWN: ("?", "unknown")}
    columns = (
        a_column("gender", ColumnType.CATEGORY, "woman man other", missing=unknown),
        a_column("age", ColumnType.ORDINAL, "0--8 9--17 18--20 48+", group="person"),
        a_column("minor", ColumnType.FLAG, "1 0", group="person"),
        a_column("country", ColumnType.COUNTRY, "NA FR NG", required=True),
        a_column("means", ColumnType.SET, 'force debt, "threat"'),
        a_column("signs", ColumnType.SET, "s1 s2 s3 s4 s5 s6 s7 s8 s9", separator="|"),
        a_column("forced", ColumnType.FLAG, "1"),
        a_column("labour", ColumnType.CATEGORY, "farm sea"),
    )
    rule = Rule(
        "labour-without-force",
        {
            "en": "A kind of labour needs forced labour.",
            "fr": "Un travail suppose un travail forcé.",
        },
        (
            Condition("labour", ("",), negated=True),
            Condition("forced", ("1",), negated=True),
        ),
    )
    minors = {"0--8": "1", "9--17": "1", "18--20": "0", "48+": "0"}
    table = Table(
        "victims",
        {"en": "Victims", "fr": "Victimes"},
        columns,
        "id",
        (rule,),
        (Dependency("minor", "age", minors),),
    )
    group = Group("person", {"en": "The person", "fr": "La personne"})
    title = {"en": "Made-up cases", "fr": "Cas inventés"}
    description = {"en": "Nobody is in them.", "fr": "Personne n’y est."}
    return Codebook(
        "made-up", "1.0", title, (table,), description, (group,), languages=("en", "fr")
    )


def in_languages(page: str) -> dict[str, str]:
    """The parts of a page that says the same in every language, English first."""
    english, *others = page.split("\n---\n")
    found = {part.split('"', 2)[1]: part for part in others}
    assert all(part.lstrip().startswith(f'<div id="{tag}"') for tag, part in found.items())
    return {"en": english, **found}


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
                "means": ";".join(
                    sorted(m for m in ("force", "debt,", '"threat"') if chance.random() < 0.4)
                ),
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
    return whole + [
        ("signs", member) for name, text in said if name == "signs" for member in text.split("|")
    ]


def counts_of(rows: Rows, longest: int = 3, counted: CountsFile | None = None) -> pl.DataFrame:
    """Published counts as if there were no noise, by brute force; every single answer is there."""
    counted = counted or CountsFile("aggregates", a_codebook().table)
    every = every_answer(counted.view, counted.encoding)
    counter: Counter[tuple[tuple[str, str], ...]] = Counter({(one,): 0 for one in every})
    for row in rows:
        for length in range(1, longest + 1):
            counter.update(combinations(answers(row), length))
    records = []
    for combination, count in sorted(counter.items(), key=lambda item: (len(item[0]), item[0])):
        places = [*combination, *[("", "")] * (3 - len(combination))]
        record: dict[str, object] = {"length": len(combination)}
        for place, (name, value) in enumerate(places, 1):
            record |= {f"column_{place}": name, f"value_{place}": value}
        record |= {
            "method": "measured",
            "count": count,
            "count_low": max(0, count - REACH),
            "count_high": count + REACH,
            "noisy_count": count,
            "estimate": max(0.0, count - 0.125),
            "estimate_low": max(0.0, count - 2.0),
            "estimate_high": count + 2.0,
            "synthetic": count,
        }
        records.append(record)
    whole = ("count", "count_low", "count_high", "noisy_count")
    kinds = {"length": pl.UInt8, **dict.fromkeys(whole, pl.Int64)}
    return pl.DataFrame(records, schema_overrides=kinds, infer_schema_length=None)


def a_statement() -> PrivacyStatement:
    budget = Budget(4.0, 1e-6)
    events = (GaussianEvent(Fraction(29, 2), 100), SelectionEvent(0.01, 3))
    spent = Spent(releases=1, epsilon=4.0, delta=1e-6, events=events)
    charge = Entry(2, "spend", "2026-11-24T12:00:00+00:00", "0", {}, "0" * 64, "ab" * 32)
    return privacy_statement(
        [UnitSpend("person", budget, events)],
        spent,
        charge,
        bounds={"victims": 1},
        software="lanterne",
    )


def a_table(rows: Rows | None = None) -> ProtectedTable:
    rows = some_rows(200) if rows is None else rows
    codebook = a_codebook()
    data = pl.DataFrame(rows, schema=dict.fromkeys(codebook.table.names, pl.String))
    return ProtectedTable(
        codebook, data, counts_of(rows), a_statement(), {"dial": "balanced", "seed": 1}
    )


def a_table_with_datasets() -> ProtectedTable:
    """The same with data sets for inference."""
    table = a_table()
    frames = tuple(pl.DataFrame(some_rows(size, size), schema=table.data.schema) for size in SIZES)
    return replace(table, datasets=Datasets(frames, NOISE))


def reseal(folder: Path) -> None:
    """Make manifest and checksums agree with the files again, as a forger would."""
    manifest = json.loads((folder / "manifest.json").read_text())
    paths = [p for p in files_below(folder) if p not in {"manifest.json", CHECKSUMS}]
    manifest["files"] = [
        {"path": p, "bytes": (folder / p).stat().st_size, "sha256": sha256(folder / p)}
        for p in paths
    ]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    sums = {path: sha256(folder / path) for path in [*paths, "manifest.json"]}
    (folder / CHECKSUMS).write_text(checksum_lines(sums))
