"""The rows of each table of a network in memory, from its own file or from a file of pairs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from lanterne.cases.encode import vocabularies_of
from lanterne.cases.findings import Findings
from lanterne.cases.network.places import Part
from lanterne.cases.records import ROW, Tally
from lanterne.cases.subjects import join_rows
from lanterne.cases.vocabulary import Vocabulary
from lanterne.codebook.model import Network, Table
from lanterne.errors import InputError

_RAGGED = ("too-few-fields", "too-many-fields")


@dataclass(frozen=True)
class Records:
    """The rows of one table, as far as they can be read. Sensitive.

    Attributes:
        table: What they mean.
        rows: Answer codes and texts of sets, null where a cell is no answer; the ids by the names
            of their columns, in one spelling; ``ROW`` in the file.
        findings: What is wrong in the file that they are in.
        whole: Whether every row of the file is there.
    """

    table: Table
    rows: pl.DataFrame = field(repr=False)
    findings: Findings
    whole: bool = True

    @property
    def vocabularies(self) -> dict[str, Vocabulary]:
        """Name of each column that is there → its vocabulary."""
        books = vocabularies_of(self.table)
        return {name: book for name, book in books.items() if name in self.rows.columns}

    def has(self, *columns: str | None) -> bool:
        """Whether these columns are there."""
        return set(columns) <= set(self.rows.columns)


def read_parts(parts: Sequence[Part], network: Network, tally: Tally) -> dict[str, Records]:
    """Name of each table that is there and can be read → its rows.

    Args:
        parts: The files or sheets.
        network: The tables.
        tally: Counts the rows that are read.
    """
    if parts and parts[0].place.pairs:
        read = _read(parts[0], tally)
        return _split(read, network) if read else {}
    found = {part.place.table.name: _read(part, tally) for part in parts}
    return {name: records for name, records in found.items() if records}


def _read(part: Part, tally: Tally) -> Records | None:
    reader, findings = part.reader, part.findings
    if reader is None:
        return None
    batches, whole = [reader.nothing()], True
    try:
        for batch in reader.batches(findings, tally):
            batches.append(batch)
    except InputError:
        whole = False  # why is among the findings
    rows = pl.concat(batches)
    return Records(part.place.table, rows, findings, whole and not findings.names(*_RAGGED))


def _split(pairs: Records, network: Network) -> dict[str, Records]:
    """The tables that the rows of a file of pairs are made of."""
    victim, perpetrator = network.of_victim.column, network.of_perpetrator.column
    if not pairs.has(victim, perpetrator):
        return {}
    household = network.victims.household
    homes = [household.column] if household and pairs.has(household.column) else []
    of_links = network.links.names
    _check_named(pairs, victim, [*network.victims.names, *of_links, *homes])
    _check_named(pairs, perpetrator, [*network.perpetrators.names, *of_links])
    neither = (pairs.rows[victim] == "") & (pairs.rows[perpetrator] == "")
    pairs.findings.add(
        "unnamed-person",
        "The row names neither a victim nor a perpetrator.",
        "Give everybody a key.",
        rows=pairs.rows[ROW].filter(neither).to_numpy(),
        column=victim,
    )
    both = (pl.col(victim) != "") & (pl.col(perpetrator) != "")
    links = pairs.rows.filter(both).select(
        victim, perpetrator, ROW, *_there(pairs, network.links.names)
    )
    found = (
        _people(pairs, network.victims, victim, homes),
        _people(pairs, network.perpetrators, perpetrator, []),
        Records(network.links, links, pairs.findings, pairs.whole),
    )
    return {records.table.name: records for records in found}


def _there(records: Records, names: Collection[str]) -> list[str]:
    return [name for name in names if records.has(name)]


def _check_named(pairs: Records, who: str, columns: Collection[str]) -> None:
    """A row that does not name somebody may record nothing of them, nor of a link to them."""
    recorded = pairs.rows.select(_says_anything(pairs, columns)).to_series()
    unnamed = (pairs.rows[who] == "") & recorded
    pairs.findings.add(
        "unnamed-person",
        "The row records something of somebody whom it does not name.",
        "Give everybody a key.",
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


def _people(pairs: Records, table: Table, by: str, homes: Sequence[str]) -> Records:
    """The people whom the rows name, one row each."""
    books = {name: pairs.vocabularies[name] for name in _there(pairs, table.names)}
    named = pairs.rows.filter(pl.col(by) != "").select(by, *homes, ROW, *books)
    others = {name: name for name in homes}
    people = join_rows(named, by, books, pairs.findings, others)
    assert table.key is not None  # the codebook's check: links refer to it
    return Records(table, people.rename({by: table.key}), pairs.findings, pairs.whole)
