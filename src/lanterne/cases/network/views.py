"""Rows of people with their links folded in: the views of a network, made from its tables.

The same functions serve the cases, where what they give is sensitive, and a release, where anybody
may count again what was published.

Where victims and perpetrators stand in one file, a row of a victim reads what is recorded of her
perpetrators on her own rows, and a row of a perpetrator joins what the rows of the links say that
are given: nothing depends on the rows of anybody whose links are not.

They take tables without orphans: the key of each link has a row. Where the codebook lets a key
dangle, :meth:`lanterne.cases.network.NetworkCases.tables` has added a row in which nothing is
recorded; elsewhere such a key is an error of the cases. Of other tables the two views are of those
who have a row, and the condensed file, from which somebody would be missing, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.vocabulary import Vocabulary
from lanterne.codebook.bands import band_range, bands
from lanterne.codebook.load import load_codebook
from lanterne.codebook.model import Codebook, Column, Network, Reference
from lanterne.codebook.views import (
    DIFFERENT,
    SAME,
    compared_columns,
    folded_columns,
    shared_columns,
)

_NUMBER, _FIRST, _SECOND = "\x1fnumber", "\x1ffirst", "\x1fsecond"


def victim_rows(tables: NetworkTables, network: Network) -> pl.DataFrame:
    """One row per victim, in their order: the columns of ``victim_view``.

    A row is a function of that victim's own row and links, and of the rows of the perpetrators
    in them; in one file of pairs, of that victim's rows and of rows that name no victim.

    Args:
        tables: Victims, perpetrators and links without orphans, each pair once.
        network: What the tables mean.
    """
    key = _text(network.victims.key)
    known = links_with_perpetrators(tables, network)
    folded = _folded(known, network.of_victim.column, folded_columns(network))
    numbers = folded.rename({network.of_victim.column: key})
    joined = tables.victims.join(numbers, on=key, how="left", maintain_order="left", coalesce=True)
    texts = _band_of(pl.col(_NUMBER).fill_null(0), network.of_victim, 0)
    return joined.select(
        *(pl.col(name).cast(pl.String) for name in network.victims.names),
        texts.alias(network.perpetrators.name),
        *(pl.col(column.name).fill_null("") for column in folded_columns(network)),
    )


def perpetrator_rows(tables: NetworkTables, network: Network) -> pl.DataFrame:
    """One row per perpetrator with a link, in their order: the columns of ``perpetrator_view``.

    The two victims that are compared are those of the perpetrator's first two links, in the
    order of ``tables.links``: shuffle them first where that order could say something.
    """
    key, by = _text(network.perpetrators.key), network.of_perpetrator.column
    victim = network.of_victim.column
    pairs = (
        tables.links.lazy()
        .group_by(pl.col(by).cast(pl.String), maintain_order=True)
        .agg(
            pl.len().alias(_NUMBER),
            pl.col(victim).cast(pl.String).first().alias(_FIRST),
            pl.col(victim).cast(pl.String).get(1, null_on_oob=True).alias(_SECOND),
        )
    )
    people = _perpetrators(tables, network).with_columns(pl.col(key).cast(pl.String))
    rows = people.join(pairs, left_on=key, right_on=by, how="inner", maintain_order="left")
    victims = tables.victims.lazy().select(
        pl.col(_text(network.victims.key)).cast(pl.String).alias(victim),
        *(pl.col(name).cast(pl.String) for name in network.victims.names),
    )
    for place, suffix in ((_FIRST, "\x1f1"), (_SECOND, "\x1f2")):
        other = victims.rename({name: name + suffix for name in network.victims.names})
        rows = rows.join(other, left_on=place, right_on=victim, how="left", maintain_order="left")
    shared = (one.name for one in shared_columns(network))
    return rows.select(
        *(pl.col(f"{name}\x1f1").alias(name) for name in shared),
        *(pl.col(name).cast(pl.String) for name in network.perpetrators.names),
        _band_of(pl.col(_NUMBER), network.of_perpetrator, 1).alias(network.victims.name),
        *map(_compared, compared_columns(network)),
    ).collect()


def condensed_rows(tables: NetworkTables, codebook: Codebook) -> pl.DataFrame:
    """One row per victim, in their order: the columns of the codebook's condensed file.

    What is recorded of the perpetrators of a victim is one set, sorted and joined; a flag says
    that a member is in it. How many there are, and who is who, is lost. A victim of whom nothing
    is recorded but links has a row too: that of a key that may dangle.

    Raises:
        ValueError: The codebook does not say how its network is condensed, or the key of a link
            has no row.
    """
    network, condensed = codebook.network, codebook.condensed
    if network is None or condensed is None:
        raise ValueError(f"codebook {codebook.name} has no condensed file")
    _refuse_orphans(tables, network)
    targets = load_codebook(condensed.codebook).table
    others = {column.name: column for column in _other_columns(network)}
    wanted = {column.source for column in condensed.columns}
    columns = [column for name, column in others.items() if name in wanted]
    folded = _folded(links_with_perpetrators(tables, network), network.of_victim.column, columns)
    key = _text(network.victims.key)
    joined = tables.victims.with_columns(pl.col(key).cast(pl.String)).join(
        folded, left_on=key, right_on=network.of_victim.column, how="left", maintain_order="left"
    )
    cells = []
    for column in condensed.columns:
        cell = pl.col(column.source).cast(pl.String).fill_null("")
        if column.member:
            (flag,) = targets.column(column.name).codes
            separator = others[column.source].separator
            there = cell.str.split(separator).list.contains(column.member)
            cell = pl.when(there).then(pl.lit(flag)).otherwise(pl.lit(""))
        cells.append(cell.alias(column.name))
    return joined.select(cells)


def _refuse_orphans(tables: NetworkTables, network: Network) -> None:
    """Raise where a link would be left out without a word; no key is repeated."""
    for people, key, column in (
        (tables.victims, network.victims.key, network.of_victim.column),
        (tables.perpetrators, network.perpetrators.key, network.of_perpetrator.column),
    ):
        referred = tables.links.select(pl.col(column).cast(pl.String)).unique()
        known = people.select(pl.col(_text(key)).cast(pl.String).alias(column))
        if referred.join(known, on=column, how="anti").height:
            raise ValueError(f"a link has a key in {column} that no row has")


def _text(name: str | None) -> str:
    assert name is not None  # a table of a network that is referred to has a key
    return name


def _other_columns(network: Network) -> tuple[Column, ...]:
    return (*network.perpetrators.columns, *network.links.columns)


def links_with_perpetrators(tables: NetworkTables, network: Network) -> pl.LazyFrame:
    """The links with what is recorded of their perpetrators; keys as plain texts.

    Args:
        tables: The links in their order; a link whose perpetrator has no row gets nulls.
        network: What they mean.
    """
    victim, by = network.of_victim.column, network.of_perpetrator.column
    links = tables.links.lazy().with_columns(pl.col(victim, by).cast(pl.String))
    if tables.described is None:
        key = pl.col(_text(network.perpetrators.key)).alias(by)
        known, keys = tables.perpetrators.lazy().with_columns(key), [by]
    else:
        known, keys = tables.described.lazy(), [victim, by]
    known = known.select(pl.col(keys).cast(pl.String), *network.perpetrators.names)
    return links.join(known, on=keys, how="left", maintain_order="left")


def _perpetrators(tables: NetworkTables, network: Network) -> pl.LazyFrame:
    """Perpetrators in their order; in one file, as the rows of the links that are given say."""
    people = tables.perpetrators.lazy()
    if tables.described is None:
        return people
    by, key = network.of_perpetrator.column, _text(network.perpetrators.key)
    joined = (
        links_with_perpetrators(tables, network)
        .group_by(by)
        .agg(_recorded(column) for column in network.perpetrators.columns)
    )
    keys = people.select(pl.col(key).cast(pl.String))
    return keys.join(joined, left_on=key, right_on=by, how="left", maintain_order="left")


def _recorded(column: Column) -> pl.Expr:
    """What rows of one person record together, whose answers do not contradict each other.

    As :func:`lanterne.cases.subjects.join_rows` does: an answer wins over any missingness, a typed
    kind over not recorded, and of two typed kinds the one that the codebook names first.
    """
    cell = pl.col(column.name).cast(pl.String)
    kinds = _missing(column)
    given: pl.Expr = cell.filter(~cell.is_in(kinds)).min()
    if column.traits.several:
        united = _union(column)
        given = pl.when(united != "").then(united)
    kinds_said = [
        pl.when((cell == kind).any()).then(pl.lit(kind)) for kind in Vocabulary(column).missing[1:]
    ]
    return pl.coalesce(given, *kinds_said, pl.lit("")).alias(column.name)


def _folded(links: pl.LazyFrame, by: str, columns: Iterable[Column]) -> pl.DataFrame:
    """Per person how many links, and the set of all answers of each column.

    Sets of few values are bit masks while they unite: a hundred times faster than lists.
    """
    columns = tuple(columns)
    few = [column for column in columns if len(column.values) <= 8]
    many = [column for column in columns if len(column.values) > 8]
    masks = (_mask(column).alias(column.name) for column in few)
    united = (
        links.select(by, *masks, *(pl.col(column.name) for column in many))
        .group_by(by)
        .agg(
            pl.len().alias(_NUMBER),
            *(pl.col(column.name).bitwise_or() for column in few),
            *(_union(column) for column in many),
        )
    )
    return united.with_columns(_unmask(column) for column in few).collect()


def _mask(column: Column) -> pl.Expr:
    """Bit i is set when the cell holds value i, in alphabetical order."""
    bit = {code: 1 << place for place, code in enumerate(sorted(column.codes))}
    cell = pl.col(column.name).cast(pl.String)
    if not column.traits.several:
        return cell.replace_strict(bit, default=0, return_dtype=pl.UInt8)
    members = cell.str.split(column.separator)
    terms = [members.list.contains(code).cast(pl.UInt8) * number for code, number in bit.items()]
    return pl.sum_horizontal(terms).cast(pl.UInt8)


def _unmask(column: Column) -> pl.Expr:
    codes = sorted(column.codes)
    texts = {
        mask: column.separator.join(code for i, code in enumerate(codes) if mask >> i & 1)
        for mask in range(1 << len(codes))
    }
    return pl.col(column.name).replace_strict(texts, return_dtype=pl.String)


def _union(column: Column) -> pl.Expr:
    cell = pl.col(column.name).cast(pl.String)
    missing = _missing(column)
    given = cell.filter(~cell.is_in(missing))
    if column.traits.several:
        given = given.str.split(column.separator).explode()
    return given.unique().sort().str.join(column.separator).alias(column.name)


def _missing(column: Column) -> Sequence[str]:
    return sorted({"", *(text for texts in column.missing.values() for text in texts)})


def _band_of(number: pl.Expr, reference: Reference, least: int) -> pl.Expr:
    """The text of the band that holds a number; numbers beyond the last band stay in it."""
    texts = bands(reference, least)
    last = [band_range(text, reference)[1] for text in texts]
    places = pl.lit(pl.Series(last[:-1], dtype=pl.UInt32)).search_sorted(
        number.cast(pl.UInt32), side="left"
    )
    return places.replace_strict(dict(enumerate(texts)), return_dtype=pl.String)


def _compared(column: Column) -> pl.Expr:
    first, second = pl.col(column.name + "\x1f1"), pl.col(column.name + "\x1f2")
    missing = _missing(column)
    unknown = first.is_in(missing) | second.is_in(missing) | second.is_null()
    return (
        pl.when(unknown)
        .then(pl.lit(""))
        .when(first == second)
        .then(pl.lit(SAME))
        .otherwise(pl.lit(DIFFERENT))
        .alias(f"same_{column.name}")
    )
