"""A small network, its rows in files of every form, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
from example_cases import LABEL, column

from lanterne.cases.network.locations import identifiers_of
from lanterne.codebook.model import (
    Codebook,
    ColumnType,
    Condition,
    Dependency,
    Household,
    Missing,
    Network,
    Reference,
    Rule,
    Table,
)
from workbooks import write_xlsx

GENDER = column(
    "gender",
    ColumnType.CATEGORY,
    "Female",
    "Male",
    missing={Missing.NOT_RECORDED: ("", "99"), Missing.REFUSED: ("refused",)},
)
AGE = column("age", ColumnType.ORDINAL, "0--17", "18+")
MAJORITY = column("majority", ColumnType.CATEGORY, "Minor", "Adult")
CONTROL = column("control", ColumnType.SET, "debt", "threats")
SEX = column("sex", ColumnType.CATEGORY, "Female", "Male")
ROLES = column("roles", ColumnType.SET, "broker", "exploiter", "recruiter")
PAID = column("paid", ColumnType.CATEGORY, "No", "Yes")

VICTIMS = Table(
    "victims",
    LABEL,
    (GENDER, AGE, MAJORITY, CONTROL),
    rules=(
        Rule(
            "no-debt-of-minors",
            LABEL,
            (Condition("majority", ("Minor",)), Condition("control", ("debt",))),
        ),
    ),
    dependencies=(Dependency("majority", "age", {"0--17": "Minor", "18+": "Adult"}),),
    key="victim",
    household=Household("home"),
)
PERPETRATORS = Table("perpetrators", LABEL, (SEX,), key="perpetrator")
LINKS = Table(
    "links",
    LABEL,
    (ROLES, PAID),
    references=(
        Reference("victim", "victims", at_most=5),
        Reference("perpetrator", "perpetrators", at_most=7),
    ),
)
HOUSEHOLDS = Table(
    "households",
    LABEL,
    (),
    key="home",
    references=(Reference("part_of", "households", required=False),),
    optional=True,
)
CODEBOOK = Codebook("example", "1", LABEL, (VICTIMS, PERPETRATORS, LINKS, HOUSEHOLDS))

Rows = Sequence[Sequence[str]]


def network_of(codebook: Codebook) -> Network:
    assert codebook.network is not None
    return codebook.network


def with_references(**changes: object) -> Codebook:
    """The example with changes to both references of links."""
    references = tuple(replace(each, **changes) for each in LINKS.references)  # type: ignore[arg-type]
    links = replace(LINKS, references=references)
    return replace(CODEBOOK, tables=(VICTIMS, PERPETRATORS, links, HOUSEHOLDS))


def header(table: Table) -> list[str]:
    return [*identifiers_of(table), *table.names]


def frames(victims: Rows, perpetrators: Rows, links: Rows) -> dict[str, pl.DataFrame]:
    tables = ((VICTIMS, victims), (PERPETRATORS, perpetrators), (LINKS, links))
    return {
        table.name: pl.DataFrame(
            [list(row) for row in rows], dict.fromkeys(header(table), pl.String), orient="row"
        )
        for table, rows in tables
    }


def write_folder(folder: Path, tables: dict[str, pl.DataFrame], kind: str = "csv") -> Path:
    folder.mkdir(exist_ok=True)
    for name, frame in tables.items():
        if kind == "csv":
            frame.write_csv(folder / f"{name}.csv")
        elif kind == "parquet":
            frame.write_parquet(folder / f"{name}.parquet")
        else:
            write_xlsx(folder / f"{name}.xlsx", {name: frame})
    return folder


def pairs_of(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """One row per link, with the columns of all tables; then who has no link."""
    rows = tables["links"].join(tables["victims"], on="victim", how="full", coalesce=True)
    people = tables["perpetrators"]
    return rows.join(people, on="perpetrator", how="full", coalesce=True).fill_null("")
