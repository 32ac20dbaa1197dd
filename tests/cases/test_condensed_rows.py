"""Nobody is missing from the condensed file: a key without a row is a victim, or an error."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from lanterne.cases.network import NetworkTables, condensed_rows, open_network
from lanterne.codebook import load_codebook
from lanterne.codebook.model import Codebook, Table
from lanterne.errors import InputError

CODEBOOK = load_codebook("lanterne-network")


def dangling() -> Codebook:
    """The built-in codebook, but that keys need no row."""

    def legal(table: Table) -> Table:
        references = tuple(replace(one, dangling=True) for one in table.references)
        return replace(table, references=references)

    return replace(CODEBOOK, tables=tuple(map(legal, CODEBOOK.tables)))


def table(name: str, rows: list[dict[str, str]]) -> pl.DataFrame:
    described = next(one for one in CODEBOOK.tables if one.name == name)
    keys = [described.key] if described.key else [one.column for one in described.references]
    names = [str(key) for key in keys] + list(described.names)
    return pl.DataFrame(
        [{column: row.get(column, "") for column in names} for row in rows],
        schema=dict.fromkeys(names, pl.String),
    )


def tables() -> NetworkTables:
    """Victim v2 and perpetrator p2 have links and no row."""
    links = [
        {"victim": "v1", "perpetrator": "p1", "IP_Roles": "Exploiter"},
        {"victim": "v2", "perpetrator": "p1", "IP_Roles": "RecruiterBroker"},
        {"victim": "v2", "perpetrator": "p2", "IP_PayMoney": "Yes"},
    ]
    return NetworkTables(
        table("victims", [{"victim": "v1", "gender": "Female"}]),
        table("perpetrators", [{"perpetrator": "p1", "IP_Gender": "Male"}]),
        table("links", links),
    )


def written(folder: Path) -> Path:
    made = tables()
    whole = replace(made, victims=made.victims.with_columns(household=pl.lit("")))
    for name, frame in whole.frames.items():
        frame.write_csv(folder / f"{name}.csv")
    return folder


def test_a_key_that_may_dangle_is_a_victim_of_the_condensed_file(tmp_path: Path) -> None:
    read = open_network(written(tmp_path), dangling()).tables()
    rows = condensed_rows(read, dangling()).to_dicts()
    assert len(rows) == read.victims.height == 2
    assert rows[0]["gender"] == "Female"
    said = {name: text for name, text in rows[1].items() if text}
    assert said == {
        "IP_Gender": "Male",
        "IP_PayMoney": "Yes",
        "IP_RecruiterBroker": "1",
    }


def test_elsewhere_it_is_an_error_of_the_cases(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="dangling-key"):
        open_network(written(tmp_path), CODEBOOK).tables()


@pytest.mark.parametrize(("lost", "column"), [("v2", "victim"), ("p2", "perpetrator")])
def test_tables_from_which_somebody_would_be_missing_are_refused(lost: str, column: str) -> None:
    made = tables()
    links = made.links.filter(pl.any_horizontal(pl.col("victim", "perpetrator") == lost))
    people = {"p1", "p2", "v1", "v2"} - {lost}
    whole = NetworkTables(
        table("victims", [{"victim": key} for key in sorted(people) if key[0] == "v"]),
        table("perpetrators", [{"perpetrator": key} for key in sorted(people) if key[0] == "p"]),
        links,
    )
    with pytest.raises(ValueError, match=f"a link has a key in {column} that no row has") as error:
        condensed_rows(whole, CODEBOOK)
    assert lost not in str(error.value)
