"""The people of a row, each pair of them a row of its own: what a file of pairs holds.

A row's cells belong to the person whom they describe, as in a file of pairs
(:mod:`lanterne.cases.network.pair_file`), whose rows these are: a victim leaves with all that
stands on her rows, what is recorded there of a perpetrator too, and a perpetrator leaves by
blanking. So each row becomes what it becomes by itself. One thing is counted over rows, how many of
the same victim came before: it is a function of that victim's rows alone.

A perpetrator whom no column names is new: their key is made of the victim's, the number of her row
and the group. It never is that of somebody else, and never stays the same when her rows change.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import polars as pl

from lanterne.cases.identifiers import one_spelling
from lanterne.cases.network.locations import identifiers_of, pair_table
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows
from lanterne.harmonise.wide_mapping import WideRow, filled, seat_name

MARK = "§"
"""Between the parts of a key that is made; no key of a perpetrator in the file has it."""

_KEPT, _PLACE, _NUMBER, _KEY = "\x1fkept\x1f", "\x1fplace", "\x1fnumber", "\x1fkey\x1f"

Seat = str | None
"""A group of people; ``None``: nobody."""


class Unfolding:
    """One pass over the rows of a file, in their order.

    Args:
        wide: What a row holds.
    """

    def __init__(self, wide: WideRow) -> None:
        self._wide = wide
        self._network = wide.network
        self._pairs = pair_table(wide.network)
        self._met: dict[str, int] = {}

    @property
    def header(self) -> tuple[str, ...]:
        """The columns of ids, then those of all tables."""
        return (*identifiers_of(self._pairs), *self._pairs.names)

    def __call__(self, rows: Rows, findings: Findings) -> Rows:
        """The rows of pairs that rows of the file hold, in their order.

        Args:
            rows: What the file says, by the columns of ``wide.mapping``.
            findings: Receives keys that might be taken for one that is made.
        """
        wide = self._wide
        names = [*(_KEPT + name for name in wide.mapping.source.keep), *wide.codebook.table.names]
        frame = rows.frame.rename(dict(zip(rows.frame.columns, names, strict=True)))
        frame = self._with_keys(frame, rows, findings).with_row_index(_PLACE)
        parts = [
            frame.filter(self._sit(victim, perpetrator)).select(
                _PLACE, *self._cells(victim, perpetrator)
            )
            for victim, perpetrator in self._seats()
        ]
        made = pl.concat(parts).sort(_PLACE, maintain_order=True)
        numbers = rows.numbers[made[_PLACE].to_numpy()]
        made = made.drop(_PLACE)
        return Rows(made.rename({n: str(i) for i, n in enumerate(made.columns)}), numbers)

    def _seats(self) -> Iterator[tuple[Seat, Seat]]:
        """Every two people whom a row may hold, then each with nobody beside them."""
        victims = self._wide.groups_of(self._network.victims)
        perpetrators = self._wide.groups_of(self._network.perpetrators)
        yield from product(victims, perpetrators)
        yield from ((victim, None) for victim in victims)
        yield from ((None, perpetrator) for perpetrator in perpetrators)

    def _sit(self, victim: Seat, perpetrator: Seat) -> pl.Expr:
        """Whether a row holds these two, or one of them and nobody on the other side."""
        of_victims, of_perpetrators = self._network.victims, self._network.perpetrators
        sides = ((of_victims.name, victim), (of_perpetrators.name, perpetrator))
        tests = []
        for table, group in sides:
            groups = self._wide.source.groups.get(table, ("",))
            if group is not None:
                tests.append(self._there(table, group))
            else:
                tests.append(~pl.any_horizontal(self._there(table, each) for each in groups))
        return pl.all_horizontal(tests)

    def _there(self, table: str, group: str) -> pl.Expr:
        said = [pl.col(_KEPT + name) != "" for name in self._wide.there[table, group]]
        return pl.any_horizontal(*said, pl.lit(value=False))

    def _cells(self, victim: Seat, perpetrator: Seat) -> Iterator[pl.Expr]:
        """The columns of a row of pairs; blank is what is about nobody."""
        network, chosen = self._network, {}
        for table, group in ((network.victims, victim), (network.perpetrators, perpetrator)):
            if group is not None:
                chosen[table.name] = group
        blank = pl.lit("")
        for name in identifiers_of(self._pairs):
            about = perpetrator if name == network.of_perpetrator.column else victim
            yield (blank if about is None else self._key(name, chosen)).alias(name)
        for table, there in (
            (network.victims, victim is not None),
            (network.perpetrators, perpetrator is not None),
            (network.links, victim is not None and perpetrator is not None),
        ):
            for name in table.names:
                found = self._seat(name, chosen) if there else blank
                yield found.alias(name)

    def _seat(self, name: str, chosen: dict[str, str]) -> pl.Expr:
        full = dict.fromkeys(self._wide.source.groups, "") | chosen
        return pl.col(seat_name(name, self._wide.reads[name], full))

    def _key(self, name: str, chosen: dict[str, str]) -> pl.Expr:
        """A key as the file has it, or the one that is made for who has none."""
        network = self._network
        header = self._wide.source.keys.get(name)
        given = pl.lit("") if header is None else pl.col(_KEPT + filled(header, chosen))
        if name != network.of_perpetrator.column or not self._may_be_new:
            return given
        group = chosen[network.perpetrators.name]
        parts = (pl.col(_KEY), pl.col(_NUMBER).cast(pl.String), pl.lit(group))
        made = pl.concat_str(*parts, separator=MARK)
        return pl.when((given == "") & (pl.col(_KEY) != "")).then(made).otherwise(given)

    @property
    def _may_be_new(self) -> bool:
        """Several victims of a row would each make another of the same perpetrator."""
        return self._network.victims.name not in self._wide.source.groups

    def _with_keys(self, frame: pl.DataFrame, rows: Rows, findings: Findings) -> pl.DataFrame:
        """The rows with the victim's key in one spelling, and how many of hers came before."""
        if not self._may_be_new:
            return frame
        self._check_marks(frame, rows, findings)
        header = self._wide.source.keys[self._network.of_victim.column]
        keys = one_spelling(frame[_KEPT + header]).alias(_KEY)
        counted = keys.to_frame().with_columns(
            (pl.int_range(1, pl.len() + 1).over(_KEY)).alias(_NUMBER)
        )
        before = pl.Series([self._met.get(key, 0) for key in keys], dtype=pl.Int64)
        counted = counted.with_columns(pl.col(_NUMBER) + before)
        last = counted.filter(pl.col(_KEY) != "").group_by(_KEY).agg(pl.col(_NUMBER).max())
        self._met.update(last.iter_rows())
        return frame.hstack(counted)

    def _check_marks(self, frame: pl.DataFrame, rows: Rows, findings: Findings) -> None:
        header = self._wide.source.keys.get(self._network.of_perpetrator.column)
        for group in self._wide.groups_of(self._network.perpetrators) if header else ():
            name = filled(str(header), {self._network.perpetrators.name: group})
            marked = frame[_KEPT + name].str.contains(MARK, literal=True)
            findings.add("harmonise-key-mark", rows=rows.numbers[marked.to_numpy()], column=name)
