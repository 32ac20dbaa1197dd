"""A release: its rows, its counts, and what may be said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import polars as pl

from lanterne_reader.codebook import Codebook, Table, codebook_of
from lanterne_reader.counts import (
    LONGEST,
    Count,
    Share,
    denominator,
    gives,
    parts_of,
    published,
    were_counted,
)
from lanterne_reader.integrity import check_files, read_json
from lanterne_reader.intervals import interval_of_share, numbers_of, read_noise


@dataclass(frozen=True)
class Release:
    """A release whose files are those that were published.

    Attributes:
        path: Its folder.
        codebook: What its columns mean.
        promise: What is promised to the people in the records, as ``privacy.json`` or, of a
            k-method, ``guarantee.json`` has it.
        manifest: How it was made.
    """

    path: Path
    codebook: Codebook
    promise: Mapping[str, Any] = field(repr=False)
    manifest: Mapping[str, Any] = field(repr=False)
    _read: dict[str, pl.DataFrame] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Files that were asked for, as they were then: each is read once."""

    @property
    def table(self) -> Table:
        """The only table, or the victims of linked tables."""
        return self.codebook.tables[self.codebook.first]

    def rows(self, table: str | None = None) -> pl.DataFrame:
        """The rows of a table: every column as text, blank where nothing is recorded.

        Nobody is in them: they are invented, so that what is counted in them is near. Only rows of
        a release that was k-anonymised are of people: handle them as its ``GUARANTEE.md`` says.

        Raises:
            KeyError: There is no such table.
        """
        name = self._named(table).name
        parts = sorted((self.path / "data" / name).glob("part-*.parquet"))
        return self._once(f"rows {name}", parts or [self.path / "data" / f"{name}.parquet"])

    def counts(self, table: str | None = None) -> pl.DataFrame:
        """The published counts, as texts; none where a k-method publishes none.

        Raises:
            KeyError: There is no such table.
        """
        name = self._counted(self._named(table))
        path = self.path / "aggregates" / f"{name}.csv"
        return self._once(f"counts {name}", [path]) if path.exists() else pl.DataFrame()

    def data_sets(self) -> tuple[pl.DataFrame, ...]:
        """The data sets for inference; none where the release carries none."""
        paths = sorted((self.path / "datasets").glob("*.parquet"))
        return tuple(self._once(path.name, [path]) for path in paths)

    def count(
        self, answers: Mapping[str, str] | None = None, /, *, table: str | None = None, **more: str
    ) -> Count:
        """How many people give one to three answers together, with the interval that was published.

        Args:
            answers: Column → answer, as its code.
            table: Of which table; ``None``: the first.
            more: Further answers, by the name of their column.

        Raises:
            KeyError: There is no such column or table.
            ValueError: There is no such answer, or none was given.
        """
        asked = {name: str(code) for name, code in {**(answers or {}), **more}.items()}
        if not asked:
            raise ValueError("Name at least one column and its answer.")
        there = self._countable(table)
        mask = reduce(and_, (gives(there.column(name), code) for name, code in asked.items()))
        rows = int(self.rows(table).select(mask.sum()).item())
        found = published(self.counts(table), there, asked)
        if found is None:
            return Count(None, None, None, None, rows, there.name, self._why(there, asked))
        ways = [name for name in ("estimate", "count") if name in found]
        best = ways[0]
        noisy = found.get("noisy_count", found.get("count"))
        return Count(
            found[best], found[f"{best}_low"], found[f"{best}_high"], noisy, rows, there.name, ""
        )

    def share(
        self,
        answers: Mapping[str, str],
        among: Mapping[str, str] | None = None,
        *,
        table: str | None = None,
    ) -> Share:
        """Of those of whom something is recorded, how many give some answers.

        Args:
            answers: Column → answer, as its code.
            among: Only of those who give these answers.
            table: Of which table; ``None``: the first.

        Raises:
            KeyError: There is no such column or table.
            ValueError: There is no such answer, or none was given.
        """
        if not answers:
            raise ValueError("Name at least one column and its answer.")
        there, given = self._countable(table), {n: str(c) for n, c in (among or {}).items()}
        asked = ((there.column(name), str(code)) for name, code in answers.items())
        yes = reduce(and_, (gives(column, code) for column, code in asked))
        known, columns = denominator(there, list(answers))
        for name, code in given.items():
            known &= gives(there.column(name), code)
        number, of = numbers_of(self.rows(table), yes, known)
        sets, noise = self.data_sets(), read_noise(self.path / "datasets" / "noise.csv")
        reach = interval_of_share(sets, noise, [*columns, *given], yes, known)
        only_yes = all(there.columns[name].only_yes for name in columns)
        if isinstance(reach, str):
            share = number / of if of else float("nan")
            return Share(number, of, share, None, None, columns, given, reach, only_yes)
        found = reach.estimate, reach.low, reach.high
        return Share(number, of, *found, columns, given, "", only_yes)

    def _once(self, name: str, paths: Sequence[Path]) -> pl.DataFrame:
        """What is in files, as texts; whoever changes it in place changes a copy."""
        if name not in self._read:
            self._read[name] = _as_texts(paths)
        return self._read[name].clone()

    def _countable(self, table: str | None) -> Table:
        if (self.path / "codebook" / "original.json").exists():
            raise ValueError(
                "Answers of this release were made wider to hide people: one may stand in another. "
                "Look at release.rows() and at the codebook."
            )
        return self._named(table)

    def _why(self, table: Table, asked: Mapping[str, str]) -> str:
        """Why no count was published."""
        if "epsilon" not in self.promise:
            return "a k-method publishes none"
        if self.counts(table.name).is_empty():
            return f"none is of {table.name}"
        wanted = parts_of(table, asked)
        if len(wanted) > LONGEST:
            return f"of more than {LONGEST} answers together none is measured"
        told = self.manifest.get("measured_together", {}).get(self._counted(table))
        if told is None:  # of an earlier release
            return "too few people to say, or these columns were not measured together"
        if were_counted(told, wanted):
            return "too few people to say"
        return "these columns were never counted together, and there may be many people"

    def _counted(self, table: Table) -> str:
        """Name of the file of counts of a table."""
        return "aggregates" if len(self.codebook.tables) == 1 else table.name

    def _named(self, table: str | None) -> Table:
        if table is None:
            return self.table
        if table not in self.codebook.tables:
            raise KeyError(f"There is no table {table}, but {', '.join(self.codebook.tables)}.")
        return self.codebook.tables[table]

    def _repr_html_(self) -> str:
        """What a notebook shows: the tables and the promise."""
        rows = "".join(
            f"<tr><td>{table.name}</td><td>{len(table.columns)}</td></tr>"
            for table in self.codebook.tables.values()
        )
        head = "<tr><th>table</th><th>columns</th></tr>"
        return f"<p>{self._promised()}</p><table>{head}{rows}</table>"

    def __repr__(self) -> str:
        """The folder, the tables and the promise."""
        tables = ", ".join(self.codebook.tables)
        return f"Release({str(self.path)!r}: {tables}; {self._promised()})"

    def _promised(self) -> str:
        if "epsilon" not in self.promise:
            return f"k = {self.promise.get('k')}, no differential privacy"
        return f"ε = {self.promise['epsilon']:g} for each {self.promise['unit']}"


def _as_texts(paths: Sequence[Path]) -> pl.DataFrame:
    if paths[0].suffix == ".csv":
        return pl.read_csv(paths[0], infer_schema=False)
    read = pl.read_parquet(list(paths), glob=False)
    return read.with_columns(pl.all().cast(pl.String).fill_null(""))


def open_release(path: str | Path) -> Release:
    """Open a release, once every file of it was compared with its list.

    Args:
        path: Its folder.

    Raises:
        ReleaseError: It is none, or something in it is missing or not what was published.
    """
    folder = Path(path)
    manifest = check_files(folder)
    codebook = codebook_of(read_json(folder, "codebook/codebook.json"))
    told = "guarantee.json" if (folder / "guarantee.json").exists() else "privacy.json"
    return Release(folder, codebook, read_json(folder, told), manifest)
