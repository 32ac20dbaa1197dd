"""The cases of the demo, and what their columns mean: few, so that it is quickly made."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lanterne.codebook import Codebook, Column, load_codebook
from lanterne.fictional import fictional_frame
from lanterne.hub.demo.world import CASES, SEEDS, texts

COLUMNS = (
    *("yearOfRegistration", "gender", "ageBand", "citizenship"),
    *("isForcedLabour", "isSexualExploitation", "isOtherExploitation"),
    *("meansDebtBondage", "meansThreats", "meansWithholdsDocuments", "recruiterRelation"),
)
"""Of ``lanterne-cases``: what figures, a map and two groups of tick boxes are made of."""

ID = "case"
"""Column of the number of a case, which tells people apart."""

YEARS = range(2019, 2025)
"""All years of the codebook; the first edition is made before the last one."""

YEAR = COLUMNS[0]


def codebook() -> Codebook:
    """``lanterne-cases`` with few of its columns; its title says that nobody exists."""
    whole = load_codebook("lanterne-cases")
    columns = tuple(_shown(one) for one in whole.table.columns if one.name in COLUMNS)
    used = {one.group for one in columns}
    return replace(
        whole,
        name="meridia-demo",
        title=texts("codebook.title"),
        description=texts("codebook.description"),
        tables=(replace(whole.table, columns=columns, rules=(), dependencies=()),),
        groups=tuple(one for one in whole.groups if one.name in used),
    )


def _shown(column: Column) -> Column:
    """A column as it is, but for the years, which are few."""
    if column.name != YEAR:
        return column
    values = tuple(one for one in column.values if int(one.code) in YEARS)
    return replace(column, values=values, hierarchy=None)


def cases(place: str, last: int) -> bytes:
    """The cases of an organisation to the end of a year, as CSV."""
    drawn = fictional_frame(CASES[place], SEEDS[place]).select(COLUMNS)
    years = [str(year) for year in YEARS if year <= last]
    number = pl.format(f"{place}-{{}}", pl.col(ID)).alias(ID)
    numbered = drawn.with_row_index(ID, offset=1).with_columns(number)
    return numbered.filter(pl.col(YEAR).is_in(years)).write_csv().encode()
