"""One file with a row per victim and perpetrator: whose cells are whose, and the tables they make.

A row's cells belong to the person whom they describe. Two promises rest on that:

- *A victim* leaves with all rows that name her, and with all that stands on them: also what is
  recorded there of a perpetrator, which she may have told. So what her own record says of her
  perpetrators, and what the rows of her links say, is read from her own rows and from rows that
  name no victim, never from the row of another victim.
- *A perpetrator* leaves by blanking: the key, what is recorded of them and of the link go, and the
  victim's key and answers stay. A row that is then blank goes.

A victim's own answers stand on each of her rows, and must be the same on all of them, blanks
included: then it makes no difference to her own record on which rows a perpetrator stands, nor
whether such a row is blanked or deleted while another of hers is left.

The same two people may stand on several rows, as in a register of offences: what these record of
their link is joined, a function of the rows that name both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import polars as pl

from lanterne.cases.network.records import ReadTables, Records
from lanterne.cases.records import ROW
from lanterne.cases.subjects import join_rows, rows_that_differ
from lanterne.cases.vocabulary import Vocabulary
from lanterne.codebook.model import Network, Table
from lanterne.files.problem_log import Findings

_LINK = "\x1flink"


def split_pairs(pairs: Records, network: Network) -> ReadTables:
    """The tables that the rows of a file of pairs are made of.

    Args:
        pairs: The rows of the file.
        network: The tables; the columns of their references name the two people of a row.
    """
    victim, perpetrator = network.of_victim.column, network.of_perpetrator.column
    if not pairs.has(victim, perpetrator):
        return ReadTables({})
    household = network.victims.household
    homes = [household.column] if household and pairs.has(household.column) else []
    of_links = network.links.names
    _check_named(pairs, victim, [*network.victims.names, *of_links, *homes])
    _check_named(pairs, perpetrator, [*network.perpetrators.names, *of_links])
    people = (
        _same_on_all_rows(pairs, network.victims, victim, homes),
        _joined(pairs, network.perpetrators, perpetrator),
    )
    both = pairs.rows.filter((pl.col(victim) != "") & (pl.col(perpetrator) != ""))
    together = both.select(victim, perpetrator).unique(maintain_order=True).with_row_index(_LINK)
    both = both.join(together, on=[victim, perpetrator], how="left", maintain_order="left")
    books = {name: pairs.vocabularies[name] for name in _there(pairs, of_links)}
    rows = both.select(_LINK, ROW, *books)
    joined = join_rows(rows, _LINK, books, pairs.findings, {})
    links = _with_people(joined, together).select(victim, perpetrator, ROW, *books)
    found = (*people, Records(network.links, links, pairs.findings, pairs.whole))
    return ReadTables(
        {records.table.name: records for records in found}, _described(pairs, both, network)
    )


def _with_people(joined: pl.DataFrame, together: pl.DataFrame) -> pl.DataFrame:
    """What was joined by link, with the keys of its two people."""
    return joined.join(together, on=_LINK, how="left", maintain_order="left")


def _there(records: Records, names: Collection[str]) -> list[str]:
    return [name for name in names if records.has(name)]


def _check_named(pairs: Records, who: str, columns: Collection[str]) -> None:
    """A row that does not name somebody may record nothing of them, nor of a link to them."""
    recorded = pairs.rows.select(_says_anything(pairs, columns)).to_series()
    unnamed = (pairs.rows[who] == "") & recorded
    pairs.findings.add(
        "unnamed-person",
        rows=pairs.rows[ROW].filter(unnamed).to_numpy(),
        column=who,
    )


def _says_anything(records: Records, columns: Collection[str]) -> pl.Expr:
    """Whether a row says anything in these columns; what is no answer says nothing."""
    books: Mapping[str, Vocabulary] = records.vocabularies
    tests = [
        (pl.col(name) != 0 if name in books and not books[name].is_set else pl.col(name) != "")
        for name in _there(records, columns)
    ]
    return pl.any_horizontal(*(test.fill_null(value=False) for test in tests), pl.lit(value=False))


def _same_on_all_rows(pairs: Records, table: Table, by: str, homes: Sequence[str]) -> Records:
    """The people whose own answers stand on each of their rows, one row each."""
    columns = [*homes, *_there(pairs, table.names)]
    named = pairs.rows.filter(pl.col(by) != "").select(by, ROW, *columns)
    told_apart = named.unique([by, *columns], keep="first", maintain_order=True)
    repeated = told_apart.filter(pl.col(by).is_duplicated())
    for column in columns if repeated.height else ():
        _say_different(repeated, by, column, pairs.findings)
    people = told_apart.unique(by, keep="first", maintain_order=True)
    assert table.key is not None  # the codebook's check: links refer to it
    return Records(table, people.rename({by: table.key}), pairs.findings, pairs.whole)


def _say_different(rows: pl.DataFrame, by: str, column: str, findings: Findings) -> None:
    """The first two rows of each person that do not say the same in a column."""
    for different in rows_that_differ(rows.select(by, ROW, column).drop_nulls(), by, column):
        findings.add(
            "rows-differ",
            {"rows": tuple(map(str, different[:2]))},
            rows=different[1:2],
            column=column,
        )


def _joined(pairs: Records, table: Table, by: str) -> Records:
    """The people whom the rows name, one row each, with all that is recorded of them anywhere."""
    books = {name: pairs.vocabularies[name] for name in _there(pairs, table.names)}
    named = pairs.rows.filter(pl.col(by) != "").select(by, ROW, *books)
    people = join_rows(named, by, books, pairs.findings, {})
    assert table.key is not None  # the codebook's check: links refer to it
    return Records(table, people.rename({by: table.key}), pairs.findings, pairs.whole)


def _described(pairs: Records, both: pl.DataFrame, network: Network) -> Records:
    """What is recorded of the perpetrator on the rows of each link, or on rows without a victim."""
    victim, by = network.of_victim.column, network.of_perpetrator.column
    names = _there(pairs, network.perpetrators.names)
    books = {name: pairs.vocabularies[name] for name in names}
    on_links = both.select(victim, by, ROW, _LINK, *names)
    alone = pairs.rows.filter((pl.col(victim) == "") & (pl.col(by) != "")).select(by, *names)
    of_nobody_else = on_links.select(victim, by, ROW, _LINK).join(alone, on=by, how="inner")
    rows = pl.concat([on_links, of_nobody_else.select(on_links.columns)])
    silent = Findings("")  # contradictions of one perpetrator are said once, of all rows
    described = join_rows(rows.drop(victim, by), _LINK, books, silent, {})
    people = on_links.select(victim, by, _LINK).unique(_LINK, keep="first")
    described = _with_people(described, people).drop(_LINK)
    table = replace(network.perpetrators, key=None)
    return Records(table, described, pairs.findings, pairs.whole)
