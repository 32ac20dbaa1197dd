"""Linked tables are counted where all is together that decides who and what of it counts.

After the checks: some members of a household are left out where all of it is; links of a
perpetrator where all their links to the others are; links of a victim where all that are left of
theirs are, and there victims and links are counted; then perpetrators, where all links are that
count for them; and last the rings, at one place, from two numbers of each link but one of each
perpetrator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from lanterne.cases.network.counting import NetworkCounting, NetworkCounts
from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.records import Records
from lanterne.cases.network.shards.checks import CheckTables, key_of
from lanterne.cases.network.shards.sending import Kind, Outgoing, There, Work
from lanterne.cases.network.tables import answers_as_texts
from lanterne.cases.records import ROW
from lanterne.codebook.model import Network, Table
from lanterne.files.problem_log import Findings
from lanterne.runners.runner import Pair

_LEFT_OUT = "left out"
_SAMPLED, _FIRST, _OTHER, _PLACE = "\x1fsampled", "\x1ffirst", "\x1fother", "\x1fplace"


@dataclass(frozen=True)
class CountTables:
    """What is done at places where something is counted.

    Attributes:
        check: What must be true.
        count: What is counted.
    """

    check: CheckTables
    count: NetworkCounting

    @property
    def network(self) -> Network:
        """What the tables mean."""
        return self.check.network

    def victims(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        """Second stage: what must be true; then victims wait, and what decides of them goes on."""
        victims, links = self.check.of_victims(there, out)
        _add(out, self.count.of_all_links(links.rows))
        if self.check.one_place is None:
            yield from self._on_to_perpetrators(victims.rows, links.rows, out)
            return
        yield from self.check.homes_of(victims, out)
        yield from _stay(Kind.VICTIMS, self.network.victims, victims.rows, out)
        by = self.network.of_victim.column
        yield from out.by_id(Kind.VICTIMS, self.network.links.name, links.rows, by)

    def perpetrators(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        """Second stage: what must be true; then perpetrators wait for their links."""
        people = self.check.of_perpetrators(there, out)
        yield from _stay(Kind.PERPETRATORS, self.network.perpetrators, people.rows, out)

    def homes(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        """Third stage: who of a household does not count is said where they are."""
        members = self.check.homes(there, out)
        if out.sound and self.count.cuts_households:
            key = key_of(self.network.victims)
            left_out = members.join(self.count.members(members), on=key, how="anti")
            yield from out.by_id(Kind.VICTIMS, _LEFT_OUT, left_out.select(key, ROW), key)

    def members(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        """Fourth stage: victims who count wait, and their links go on."""
        victims, links = (
            self._rows(self.network.victims, there),
            self._rows(self.network.links, there),
        )
        gone = there.frames.get(_LEFT_OUT)
        if gone is not None:
            key, by = key_of(self.network.victims), self.network.of_victim.column
            victims = victims.join(gone, on=key, how="anti")
            links = links.join(gone, left_on=by, right_on=key, how="anti")
        yield from self._on_to_perpetrators(victims, links, out)

    def cut_links(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        """Where perpetrators are: links that count of them go on, with what is said of them."""
        people = self._rows(self.network.perpetrators, there)
        links = self._rows(self.network.links, there)
        if not out.sound or links.is_empty():
            return
        links = self.count.of_perpetrators(links)
        table, key = self.network.perpetrators, pl.col(self.network.of_perpetrator.column)
        places = out.places.of(links, self.network.of_victim.column)
        yield from out.by_place(Kind.VICTIMS, self.network.links.name, links, places)
        asked = links.select(key.alias(key_of(table)), pl.Series(_PLACE, places))
        yield from self._told(Kind.VICTIMS, table, there, asked, out)
        yield from _stay(Kind.PERPETRATORS, table, people, out)

    def count_victims(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        """Where victims are: they and their links are counted; what is left goes on."""
        if not out.sound:
            return
        counts, shared, sampled = self.count.of_victims(self._texts(there))
        _add(out, counts)
        victim, by = self.network.of_victim.column, self.network.of_perpetrator.column
        of_rings = sampled.select(victim, by, pl.lit(value=True).alias(_SAMPLED))
        shared = shared.select(victim, by).join(of_rings, on=[victim, by], how="left")
        shared = shared.with_columns(pl.col(_SAMPLED).fill_null(value=False))
        if shared.is_empty():
            return
        table = self.network.victims
        places = out.places.of(shared.with_row_index(ROW), by)
        yield from out.by_place(Kind.PERPETRATORS, self.network.links.name, shared, places)
        asked = shared.select(pl.col(victim).alias(key_of(table)), pl.Series(_PLACE, places))
        yield from self._told(Kind.PERPETRATORS, table, there, asked, out)

    def count_perpetrators(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        """Where perpetrators are: they are counted, and who shares them goes on."""
        shared = there.frames.get(self.network.links.name)
        if not out.sound or shared is None:
            return
        _add(out, self.count.of_shared(self._texts(there, shared)))
        key, by = key_of(self.network.victims), self.network.of_perpetrator.column
        numbers = self._rows(self.network.victims, there).select(key, ROW)
        sampled = shared.filter(pl.col(_SAMPLED)).join(
            numbers, left_on=self.network.of_victim.column, right_on=key, how="inner"
        )
        pairs = sampled.select(
            pl.col(ROW).min().over(by).alias(_FIRST), pl.col(ROW).alias(_OTHER)
        ).filter(pl.col(_FIRST) != pl.col(_OTHER))
        yield from out.to(Kind.RINGS, "rings", pairs, 0)

    def count_rings(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        """Last stage, at one place."""
        pairs = there.frames["rings"]
        _add(out, self.count.of_rings(pairs[_FIRST].to_numpy(), pairs[_OTHER].to_numpy()))
        yield from ()

    def _on_to_perpetrators(
        self, victims: pl.DataFrame, links: pl.DataFrame, out: Outgoing
    ) -> Iterator[Pair]:
        yield from _stay(Kind.VICTIMS, self.network.victims, victims, out)
        by, name = self.network.of_perpetrator.column, self.network.links.name
        yield from out.by_id(Kind.PERPETRATORS, name, links, by)

    def _told(
        self, kind: Kind, table: Table, there: There, asked: pl.DataFrame, out: Outgoing
    ) -> Iterator[Pair]:
        """People go, once to each place, where links of theirs go: ``asked`` has key and place."""
        told = self._rows(table, there).join(asked.unique(), on=key_of(table), how="inner")
        where = told[_PLACE].to_numpy()
        yield from out.by_place(kind, table.name, told.drop(_PLACE), where)

    def _rows(self, table: Table, there: There) -> pl.DataFrame:
        return there.frames.get(table.name, self.check.reading.nobody(table.name))

    def _texts(self, there: There, links: pl.DataFrame | None = None) -> NetworkTables:
        """What is at a place as tables; links by their keys alone where they are given."""
        network = self.network
        of_links = [reference.column for reference in network.links.references]
        return NetworkTables(
            self._as_texts(network.victims, there, key_of(network.victims)),
            self._as_texts(network.perpetrators, there, key_of(network.perpetrators)),
            self._as_texts(network.links, there, *of_links) if links is None else links,
        )

    def _as_texts(self, table: Table, there: There, *identifiers: str) -> pl.DataFrame:
        records = Records(table, self._rows(table, there), Findings(""))
        return answers_as_texts(records, *identifiers)


def check_and_count(tables: CountTables) -> list[Mapping[Kind, Work]]:
    """What is done at places of each kind, stage by stage."""
    stages: list[Mapping[Kind, Work]] = [
        {Kind.VICTIMS: tables.victims, Kind.PERPETRATORS: tables.perpetrators}
    ]
    if tables.check.one_place is not None:
        stages += [{Kind.HOUSEHOLDS: tables.homes}, {Kind.VICTIMS: tables.members}]
    return [
        *stages,
        {Kind.PERPETRATORS: tables.cut_links},
        {Kind.VICTIMS: tables.count_victims},
        {Kind.PERPETRATORS: tables.count_perpetrators},
        {Kind.RINGS: tables.count_rings},
    ]


def _stay(kind: Kind, table: Table, rows: pl.DataFrame, out: Outgoing) -> Iterator[Pair]:
    """Rows go where they are already, for the next stage."""
    yield from out.by_id(kind, table.name, rows, key_of(table))


def _add(out: Outgoing, counts: NetworkCounts) -> None:
    for name, count in counts.items():
        out.receipt.counts[name] = out.receipt.counts.get(name, 0) + count
