"""Who counts of linked tables in parts, decided where all that is said of each person is together.

Before any answer is read, the keys of all rows go, with what victims said of their consent, to the
places of victims; there the consents of each are compared, and it is known whose links count. How
many of a perpetrator's links do is counted at the places of perpetrators. Each part is then told
which of its rows are about somebody who does not count, and is read as if it was alone.

So a row counts, as in one process (:mod:`lanterne.harmonise.linked_rows`), by the rows of its
victim, and of a perpetrator by the rows of those who are linked to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from lanterne.cases.identifiers import one_spelling
from lanterne.cases.network.shards.openers import NOT_COUNTED, WHO_COUNTS, WhoCounts, told_of
from lanterne.cases.network.shards.sending import Kind, Outgoing, There
from lanterne.cases.records import ROW
from lanterne.cases.shards.consents import GIVEN, ID, REFUSED, said_of
from lanterne.cases.shards.receipts import Receipt
from lanterne.cases.shards.sending import RECEIPT, Places
from lanterne.codebook.model import Network
from lanterne.errors import InputError
from lanterne.files.rows import Rows
from lanterne.files.shards import Shard
from lanterne.harmonise.consents import Consents
from lanterne.harmonise.linked_rows import keys_of_links, links_that_count, texts_of
from lanterne.harmonise.mapping import Source
from lanterne.harmonise.open_parts import OpenPart
from lanterne.runners.runner import Pair

_SAID, _LINKS, _PEOPLE, _TOLD = "said", "links", "people", "told"
_OTHER, _PART, _COUNTS = "other", "part", "counts"


@dataclass(frozen=True)
class ReadKeys:
    """First stage: who is who on each row, and who consents.

    Attributes:
        open_part: Name of a table and a part of it → the part, open.
        sources: Name of a table → where it is, and which columns say who is who.
        network: The tables.
        names: Of each file, in the order in which files are numbered, the name of its table.
        shards: All parts; the place of each in this list is where it is read in the end.
        places: Where ids go.
    """

    open_part: Callable[[str, Shard], OpenPart]
    sources: Mapping[str, Source]
    network: Network
    names: tuple[str, ...]
    shards: tuple[Shard, ...]
    places: Places

    @property
    def stages(self) -> WhoCounts:
        """This stage, and those that follow it before any row is read as cases."""
        decide = DecideWhoCounts(self.network)
        later = ({Kind.VICTIMS: decide.victims}, {Kind.PERPETRATORS: decide.perpetrators})
        return WhoCounts(self, later)

    @cached_property
    def _numbers(self) -> dict[Shard, int]:
        return {shard: number for number, shard in enumerate(self.shards)}

    def __call__(self, shards: Sequence[Shard]) -> Iterator[Pair]:
        """Keys, by place; and what says to each part that it is to be read."""
        out = Outgoing(self.places, Receipt())
        for shard in shards:
            yield from self._of_part(shard, self._numbers[shard], out)
        yield RECEIPT, out.receipt.packed()

    def _of_part(self, shard: Shard, number: int, out: Outgoing) -> Iterator[Pair]:
        """What is wrong with a part is said when its rows are read: they are not as here then."""
        name, content = self.names[shard.place], ""
        attempt = Outgoing(self.places, Receipt())
        try:
            opened = self.open_part(name, shard)
            sent = [*self._sent(name, opened, number, attempt)]
            shard.check_unchanged()
        except InputError:
            pass
        else:
            content = opened.watched.content
            out.receipt.sent += attempt.receipt.sent
            yield from sent
        yield from out.to(Kind.PARTS, WHO_COUNTS, told_of(content), number)

    def _sent(self, name: str, opened: OpenPart, number: int, out: Outgoing) -> Iterator[Pair]:
        consents = Consents(opened.file.mapping)
        for rows in texts_of(opened.file, opened.decisive):
            if name == self.network.victims.name:
                consents.given(rows.frame)
            elif name == self.network.links.name:
                yield from out.by_id(Kind.VICTIMS, _LINKS, self._links(rows, number), ID)
            elif name == self.network.perpetrators.name:
                people = self._people(rows, number)
                yield from out.by_id(Kind.PERPETRATORS, _PEOPLE, people, ID)
        yield from out.by_id(Kind.VICTIMS, _SAID, said_of(*consents.people), ID)

    def _links(self, rows: Rows, number: int) -> pl.DataFrame:
        source = self.sources[self.network.links.name]
        victims, perpetrators = keys_of_links(rows, source, self.network)
        return _numbered([victims.alias(ID), perpetrators.alias(_OTHER)], rows, number)

    def _people(self, rows: Rows, number: int) -> pl.DataFrame:
        table = self.network.perpetrators
        header = self.sources[table.name].keys[str(table.key)]
        people = _numbered([one_spelling(rows.frame[header]).alias(ID)], rows, number)
        return people.filter(pl.col(ID) != "")


def _numbered(columns: list[pl.Series], rows: Rows, number: int) -> pl.DataFrame:
    found = pl.DataFrame([*columns, pl.Series(ROW, rows.numbers)])
    return found.with_columns(pl.lit(number, pl.Int64).alias(_PART))


@dataclass(frozen=True)
class DecideWhoCounts:
    """Later stages: at the places of victims, then at those of perpetrators.

    Attributes:
        network: The tables.
    """

    network: Network

    def victims(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        """Consents are compared; links that do not count are told, and of whom links tell."""
        said = there.frames.get(_SAID, said_of((), ()))
        given, refused = (frozenset(said[ID].filter(said[one])) for one in (GIVEN, REFUSED))
        out.receipt.disagree = len(given & refused)
        links = there.frames.get(_LINKS)
        if links is None:
            return
        counts = links_that_count(links[ID], (given, refused), self.network)
        yield from _not_counted(links.filter(~counts), out)
        told = links.select(_OTHER, counts.alias(_COUNTS)).filter(pl.col(_OTHER) != "")
        told = told.group_by(_OTHER).agg(pl.col(_COUNTS).any()).with_columns(pl.lit(0).alias(ROW))
        yield from out.by_id(Kind.PERPETRATORS, _TOLD, told, _OTHER)

    def perpetrators(self, _place: int, there: There, out: Outgoing) -> Iterator[Pair]:
        """Of whom links tell, and none that counts, is told."""
        people, told = there.frames.get(_PEOPLE), there.frames.get(_TOLD)
        if people is None or told is None:
            return
        by_others = told.group_by(_OTHER).agg(pl.col(_COUNTS).any()).filter(~pl.col(_COUNTS))
        gone = people.join(by_others, left_on=ID, right_on=_OTHER, how="semi")
        yield from _not_counted(gone, out)


def _not_counted(rows: pl.DataFrame, out: Outgoing) -> Iterator[Pair]:
    """Numbers of rows, by the place of their part."""
    if rows.height:
        places = rows[_PART].to_numpy()
        yield from out.by_place(Kind.PARTS, NOT_COUNTED, rows.select(ROW), places)
