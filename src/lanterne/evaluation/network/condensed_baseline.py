"""A baseline: links guessed from a condensed file, which has one row per victim.

The file says which answers occur among the perpetrators of a victim, not how many there are nor
whose answer is whose. Whoever wants links from it must guess, and guesses so here:

- a victim has as many perpetrators as the longest set of a column in which each perpetrator (or
  link) has one answer; one, when only columns that are sets for each link are known; none, when
  nothing is;
- the first of them has the first member of each set, the second the second, and so on; a shorter
  set starts over;
- a column that is a set for each link, such as roles, is the same for all.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from lanterne.codebook.model import Codebook, Column, Network, Table
from lanterne.evaluation.network.rows import NetworkRows

_ROW, _MANY, _PLACE = "\x1frow", "\x1fmany", "\x1fplace"


def unfold(condensed: pl.DataFrame, codebook: Codebook, network: Network) -> NetworkRows:
    """Links as one may guess them from a condensed file.

    Args:
        condensed: One row per victim, with the columns of ``codebook.condensed``.
        codebook: Says where these come from.
        network: How the tables of the codebook hang together.

    Returns:
        The columns that the condensed file has; each perpetrator has one link.
    """
    perpetrators, links = (
        _known(codebook, table) for table in (network.perpetrators, network.links)
    )
    known = (*perpetrators, *links)
    rows = (
        condensed.with_row_index(_ROW)
        .select(_ROW, *(_text(codebook, column) for column in known))
        .with_columns(_many(known).alias(_MANY))
        .filter(pl.col(_MANY) > 0)
        .with_columns(pl.int_ranges(0, pl.col(_MANY)).alias(_PLACE))
        .explode(_PLACE)
        .select(_ROW, *(_answer(column) for column in known))
    )
    victims = {
        name: source for name, source in _sources(codebook) if source in network.victims.names
    }
    return NetworkRows(
        victims=condensed.select(pl.col(name).alias(source) for name, source in victims.items()),
        perpetrators=rows.select(column.name for column in perpetrators),
        links=rows.select(column.name for column in links),
        victim=rows[_ROW].cast(pl.Int64).to_numpy(),
        perpetrator=np.arange(rows.height),
        many_victims=condensed.height,
    )


def _sources(codebook: Codebook) -> list[tuple[str, str]]:
    """Names in the condensed file and in the network."""
    assert codebook.condensed is not None
    return [(column.name, column.source) for column in codebook.condensed.columns]


def _known(codebook: Codebook, table: Table) -> tuple[Column, ...]:
    """Columns of a table of which the condensed file says something."""
    sources = {source for _, source in _sources(codebook)}
    return tuple(column for column in table.columns if column.name in sources)


def _text(codebook: Codebook, column: Column) -> pl.Expr:
    """The set of a column in the condensed file; flags of its members are joined again."""
    assert codebook.condensed is not None
    given = [one for one in codebook.condensed.columns if one.source == column.name]
    flags = sorted((one.member, one.name) for one in given if one.member)
    if not flags:
        return pl.col(given[0].name).alias(column.name)
    members = [pl.when(pl.col(name) != "").then(pl.lit(member)) for member, name in flags]
    joined = pl.concat_str(members, separator=column.separator, ignore_nulls=True)
    return joined.alias(column.name)


def _many(known: tuple[Column, ...]) -> pl.Expr:
    """Number of perpetrators of a row."""
    said = [(pl.col(column.name) != "").cast(pl.Int64) for column in known]
    members = [
        (pl.col(column.name) != "").cast(pl.Int64) * _members(column).list.len().cast(pl.Int64)
        for column in known
        if not column.traits.several
    ]
    return pl.max_horizontal(pl.lit(0, pl.Int64), *said, *members)


def _members(column: Column) -> pl.Expr:
    return pl.col(column.name).str.split(column.separator)


def _answer(column: Column) -> pl.Expr:
    """What the perpetrator at a place answers."""
    if column.traits.several:
        return pl.col(column.name)
    members = _members(column)
    place = pl.col(_PLACE) % members.list.len().cast(pl.Int64)
    return members.list.get(place).alias(column.name)
