"""What must be true of linked tables, asked where all rows are together that it is about.

Rows of victims, and the links that name them, go to the places of victims; rows of perpetrators,
and the keys of links to them, to those of perpetrators; households to one place, since each may be
part of any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from lanterne.cases.network.households import check_circles, home_of, whole_households
from lanterne.cases.network.records import Records
from lanterne.cases.network.references import check_keys, check_pairs, check_reference
from lanterne.cases.network.shards.openers import Decided
from lanterne.cases.network.shards.reading import LinkedReading
from lanterne.cases.network.shards.sending import Kind, Outgoing, There, Work, found_in
from lanterne.cases.records import ROW
from lanterne.cases.shards.receipts import Receipt
from lanterne.cases.shards.sending import RECEIPT, Content, Places
from lanterne.codebook.model import Network, Table
from lanterne.files.shards import Shard
from lanterne.runners.runner import Pair


@dataclass(frozen=True)
class SendTables:
    """First stage: rows are read, checked each by itself, and go where they are asked for.

    Attributes:
        reading: How parts are read.
        places: Where ids go.
    """

    reading: LinkedReading
    places: Places

    def __call__(self, shards: Sequence[Shard]) -> Iterator[Pair]:
        """Rows, by place, and a receipt."""
        receipt = Receipt()
        for shard in shards:
            yield from self.send(shard, receipt)
        yield RECEIPT, receipt.packed()

    def send(
        self, shard: Shard, receipt: Receipt, decided: Decided | None = None
    ) -> Iterator[Pair]:
        """The rows of a part, by place.

        Args:
            shard: The part.
            receipt: Is told of it.
            decided: Who does not count; ``None``: nobody was asked.
        """
        records, content = self.reading.read(shard, receipt.tally, decided), Content()
        name, rows = records.table.name, records.rows
        receipt.of_tables.append((name, records.findings))
        receipt.whole &= records.whole
        _note(receipt, f"read {name}", rows)
        content.add(rows.drop(ROW))
        receipt.digests[shard] = content.digest()
        if records.whole:
            out = Outgoing(self.places, receipt, sound=not records.findings)
            answered = pl.col(pl.UInt16).fill_null(0), pl.col(pl.String).fill_null("")
            yield from self._sent(name, rows.with_columns(*answered), out)

    def _sent(self, name: str, rows: pl.DataFrame, out: Outgoing) -> Iterator[Pair]:
        network = self.reading.network
        by = network.of_perpetrator.column
        if name == network.victims.name:
            yield from out.by_id(Kind.VICTIMS, name, rows, key_of(network.victims))
        elif name == network.perpetrators.name:
            yield from out.by_id(Kind.PERPETRATORS, name, rows, key_of(network.perpetrators))
        elif name == network.links.name:
            yield from out.by_id(Kind.VICTIMS, name, rows, network.of_victim.column)
            yield from out.by_id(Kind.PERPETRATORS, name, rows.select(by, ROW), by)
        else:
            yield from out.to(Kind.HOUSEHOLDS, name, rows, 0)


@dataclass(frozen=True)
class SendDecided:
    """A later stage where something was decided of each part first: it is read, as by ``send``.

    Attributes:
        send: How rows are sent on.
        shards: All parts, by the number of the place where each is read.
    """

    send: SendTables
    shards: tuple[Shard, ...]

    def __call__(self, place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        """The rows of a part, by place."""
        yield from self.send.send(self.shards[place], out.receipt, Decided.of(there))


@dataclass(frozen=True)
class CheckTables:
    """Second stage and third: keys, and what they refer to.

    Attributes:
        reading: How the tables were read.
        one_place: Whether all households go to one place, as the table of households does;
            ``None``: nobody asks who lives together.
    """

    reading: LinkedReading
    one_place: bool | None

    @property
    def network(self) -> Network:
        """What the tables mean."""
        return self.reading.network

    def records(self, table: Table, there: There, out: Outgoing) -> Records:
        """The rows of a table at a place, and where to note what is wrong with them."""
        rows = there.frames.get(table.name, self.reading.nobody(table.name))
        return Records(_may_be_empty(table), rows, found_in(table.name, out.receipt))

    def of_victims(self, there: There, out: Outgoing) -> tuple[Records, Records]:
        """Victims, with a row for each who has none where that is legal, and all their links."""
        network = self.network
        victims = self.records(network.victims, there, out)
        links = self.records(network.links, there, out)
        check_keys(victims)
        victims = check_reference(links, network.of_victim, victims)
        check_pairs(links)
        _note(out.receipt, f"rows {network.victims.name}", victims.rows)
        _note(out.receipt, f"rows {network.links.name}", links.rows)
        out.receipt.tally.people += victims.rows.height
        out.sound &= not (victims.findings or links.findings)
        return victims, links

    def homes_of(self, victims: Records, out: Outgoing) -> Iterator[Pair]:
        """Victims by the place of their household, without what they answered."""
        network, household = self.network, self.network.victims.household
        if household is None or self.one_place is None:
            return
        homes = victims.rows.select(*self._of_members())
        homes = homes.filter(pl.col(household.column) != "")
        if self.one_place:
            yield from out.to(Kind.HOUSEHOLDS, network.victims.name, homes, 0)
        else:
            column = household.column
            yield from out.by_id(Kind.HOUSEHOLDS, network.victims.name, homes, column)

    def of_perpetrators(self, there: There, out: Outgoing) -> Records:
        """Perpetrators, with a row for each who has none where that is legal."""
        network, name = self.network, self.network.links.name
        people, by = self.records(network.perpetrators, there, out), network.of_perpetrator.column
        keys = there.frames.get(name, self.reading.nobody(name).select(by, ROW))
        links = Records(network.links, keys, found_in(name, out.receipt))
        check_keys(people)
        people = check_reference(links, network.of_perpetrator, people)
        _note(out.receipt, f"rows {network.perpetrators.name}", people.rows)
        out.sound &= not (people.findings or links.findings)
        return people

    def homes(self, there: There, out: Outgoing) -> pl.DataFrame:
        """Victims, each with the largest household that theirs is part of."""
        network, home = self.network, home_of(self.network)
        nobody = self.reading.nobody(network.victims.name)
        members = there.frames.get(network.victims.name)
        if members is None:
            members = nobody.select(*self._of_members())
        if home is None or not self.one_place or network.households is None:
            return members
        victims = Records(network.victims, members, found_in(network.victims.name, out.receipt))
        households = self.records(network.households, there, out)
        check_keys(households)
        for reference in network.households.references:
            households = check_reference(households, reference, households)
        households = check_reference(victims, home, households)
        check_circles(households)
        _note(out.receipt, f"rows {network.households.name}", households.rows)
        out.sound &= not (victims.findings or households.findings)
        if not out.sound:
            return members
        return members.with_columns(whole_households(members[home.column], households))

    def _of_members(self) -> tuple[str, str, str]:
        victims = self.network.victims
        assert victims.household is not None  # nobody else asks
        return key_of(victims), victims.household.column, ROW


@dataclass(frozen=True)
class _OnlyCheck:
    """What is done at places where nothing is counted."""

    check: CheckTables

    def victims(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        victims, _ = self.check.of_victims(there, out)
        yield from self.check.homes_of(victims, out)

    def perpetrators(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        self.check.of_perpetrators(there, out)
        yield from ()

    def homes(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        self.check.homes(there, out)
        yield from ()


def only_check(check: CheckTables) -> list[Mapping[Kind, Work]]:
    """What is done at places of each kind, stage by stage, where nothing is counted."""
    one = _OnlyCheck(check)
    stages: list[Mapping[Kind, Work]] = [
        {Kind.VICTIMS: one.victims, Kind.PERPETRATORS: one.perpetrators}
    ]
    return stages if check.one_place is None else [*stages, {Kind.HOUSEHOLDS: one.homes}]


def key_of(table: Table) -> str:
    """The column of the keys of a table to which links refer."""
    assert table.key is not None  # others refer to it
    return table.key


def _may_be_empty(table: Table) -> Table:
    """The same table; at one place of many there may be no row of it."""
    return replace(table, optional=True)


def _note(receipt: Receipt, name: str, rows: pl.DataFrame) -> None:
    receipt.counts[name] = receipt.counts.get(name, 0) + rows.height
