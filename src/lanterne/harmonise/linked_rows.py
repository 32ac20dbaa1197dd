"""The rows of one of several tables, and who counts where victims are asked for consent.

Victims who did not give it play no part, and neither do their links, nor perpetrators of whom only
such links tell. A link of a victim who has no row, where the codebook lets there be one, is of
somebody who was not asked, and plays no part either. Whether a row counts is so a function of the
rows of its victim, and of a perpetrator of the rows of those who are linked to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Assignment
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from lanterne.cases.identifiers import one_spelling
from lanterne.cases.network.locations import identifiers_of
from lanterne.codebook.model import Network, Table
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows
from lanterne.harmonise.apply import HarmonisedFile
from lanterne.harmonise.consents import Consents
from lanterne.harmonise.mapping import Source


@dataclass(frozen=True)
class CountedPeople:
    """Whose rows count. Sensitive; read once, when it is first asked.

    Attributes:
        files: Name of a table → its open file; victims and links are there.
        sources: Name of a table → where it is, and which columns say who is who.
        network: The tables.
    """

    files: Assignment[str, HarmonisedFile]
    sources: Assignment[str, Source]
    network: Network

    def counts(self, table: Table, keys: Assignment[str, pl.Series]) -> pl.Series:
        """Whether each row of a table counts, as far as the consent is not on the row.

        Args:
            table: The table.
            keys: Column of ids of the codebook → the texts of some rows.
        """
        if table is self.network.links:
            victims = one_spelling(keys[self.network.of_victim.column])
            return links_that_count(victims, self._asked, self.network)
        if table is self.network.perpetrators:
            return ~_among(one_spelling(keys[str(table.key)]), self._told_of_by_others_alone)
        return pl.Series([True]).new_from_index(0, len(next(iter(keys.values()))))

    @cached_property
    def _asked(self) -> tuple[frozenset[str], frozenset[str]]:
        """The keys of victims who consent, and of those who do not."""
        file = self.files[self.network.victims.name]
        consents = Consents(file.mapping)
        headers = (file.mapping.legal.consent, *file.mapping.source.keep[:1])
        for rows in texts_of(file, headers):
            consents.given(rows.frame)
        return consents.people

    @cached_property
    def _told_of_by_others_alone(self) -> frozenset[str]:
        """The keys of perpetrators who have links, and none that counts."""
        sides: tuple[set[str], set[str]] = (set(), set())
        source, file = self.sources[self.network.links.name], self.files[self.network.links.name]
        for rows in texts_of(file, [*source.keys.values()]):
            victims, perpetrators = keys_of_links(rows, source, self.network)
            counts = links_that_count(victims, self._asked, self.network)
            for side, some in zip(sides, (counts, ~counts), strict=True):
                side.update(perpetrators.filter(some).to_list())
        return frozenset(sides[1] - sides[0] - {""})  # a blank is nobody, whoever tells of it


def texts_of(file: HarmonisedFile, headers: Sequence[str]) -> Iterator[Rows]:
    """Some columns of a file as they are, trimmed; what is wrong in it is said elsewhere.

    Args:
        file: The open file.
        headers: The columns by which those of the frames are named.
    """
    places = {header: str(file.headers.places[header]) for header in headers}
    for rows in file.file.batches(Findings("")):
        trimmed = rows.frame.select(
            pl.col(place).str.strip_chars().alias(header) for header, place in places.items()
        )
        yield Rows(trimmed, rows.numbers)


def keys_of_links(rows: Rows, source: Source, network: Network) -> tuple[pl.Series, pl.Series]:
    """The keys of victims and of perpetrators, in one spelling; blank where there is no column.

    Args:
        rows: Links, by the columns of their file.
        source: Which columns say who is who.
        network: The tables.
    """
    blank = pl.Series([""], dtype=pl.String).new_from_index(0, rows.frame.height)
    columns = (network.of_victim.column, network.of_perpetrator.column)
    victims, perpetrators = (
        one_spelling(rows.frame[source.keys[name]]) if name in source.keys else blank
        for name in columns
    )
    return victims, perpetrators


def links_that_count(
    victims: pl.Series, asked: tuple[frozenset[str], frozenset[str]], network: Network
) -> pl.Series:
    """Whether each link counts, by what its victim said.

    Args:
        victims: The key of the victim of each link, in one spelling.
        asked: The keys of victims who consent, and of those who do not.
        network: The tables; where a victim may have no row, whoever has none was not asked.
    """
    given, refused = asked
    if network.of_victim.dangling:
        return _among(victims, given) | (victims == "")
    return ~_among(victims, refused)


def _among(keys: pl.Series, some: frozenset[str]) -> pl.Series:
    return keys.is_in(pl.Series(sorted(some), dtype=pl.String).implode())


@dataclass(frozen=True)
class TableRows:
    """What becomes of the rows of one of several tables.

    Attributes:
        table: The table.
        source: Which columns say who is who.
        kept: The columns of the file that come before those of the codebook.
    """

    table: Table
    source: Source
    kept: tuple[str, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The columns of ids, then those of the codebook."""
        return (*identifiers_of(self.table), *self.table.names)

    def __call__(self, rows: Rows, findings: Findings) -> Rows:
        """The rows in the columns of the table."""
        kept = {header: rows.frame[str(place)] for place, header in enumerate(self.kept)}
        keys = self._keys(kept, rows.frame.height)
        answers = rows.frame.get_columns()[len(self.kept) :]
        columns = [*keys.values(), *answers]
        frame = pl.DataFrame([each.alias(str(place)) for place, each in enumerate(columns)])
        return Rows(frame, rows.numbers)

    def counting(self, counted: CountedPeople, rows: Rows) -> pl.Series:
        """Whether each row is about somebody who counts.

        Args:
            counted: Who does.
            rows: By the columns of the file, texts that are trimmed.
        """
        kept = {header: rows.frame[header] for header in self.kept}
        return counted.counts(self.table, self._keys(kept, rows.frame.height))

    def _keys(self, kept: Assignment[str, pl.Series], height: int) -> dict[str, pl.Series]:
        """The ids of some rows, by their columns in the codebook; one in no column is blank."""
        blank = pl.Series([""]).new_from_index(0, height)
        return {
            name: kept[self.source.keys[name]] if name in self.source.keys else blank
            for name in identifiers_of(self.table)
        }
