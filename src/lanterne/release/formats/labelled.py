"""The tables of a release as numbers with labels, for programs that know columns by numbers.

A column of one answer becomes one variable. Where all its codes are whole numbers, such as years
and flags, these are its numbers; else its answers are numbered from 1, in the codebook's order,
which does not depend on which of them occur. A column that holds several answers becomes a variable
for each: 1 where it is among the answers, 0 where others are and it is not, and missing where
nothing is recorded: blank never means no. Keys are texts.

That nothing is recorded is the plain missing value of the program. Every other kind of missingness
has a letter of its own in Stata and a negative number in SPSS: the same in all tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import polars as pl

from lanterne.codebook.model import Column, Missing, in_language
from lanterne.codebook.words import words as page_words
from lanterne.messages.punctuation import colon
from lanterne.release.formats.about import About
from lanterne.release.formats.counts_table import count_labels
from lanterne.release.formats.variable_names import variable_names
from lanterne.release.layout import DataFile, Layout
from lanterne.release.tables import read_data
from lanterne.release.texts import words

LETTERS: Mapping[Missing, str] = {
    Missing.NOT_ASKED: "n",
    Missing.UNKNOWN: "u",
    Missing.REFUSED: "r",
    Missing.NOT_APPLICABLE: "i",
    Missing.SUPPRESSED: "s",
}
"""Kind of missingness → letter of its extended missing value in Stata: ``.u``."""

NEGATIVE: Mapping[Missing, int] = {
    kind: number for number, kind in enumerate(LETTERS, start=-(90 + len(LETTERS)))
}
"""Kind of missingness → number in SPSS; of a column of numbers that go so low, see ``below``."""

Numbers = Mapping[str, int]


@dataclass(frozen=True)
class Variable:
    """A variable of a statistical program.

    Attributes:
        name: As programs take it.
        column: Header in the release.
        label: What a person reads, in one language.
        member: Of a column of several answers, the one that it says; else empty.
        numbers: Text of a cell → number; of a member, of one; empty for keys and numbers.
        labels: Number → what a person reads.
        missing: Text of a cell → kind of missingness, but not recorded.
        missing_labels: Kind → what a person reads.
        kind: ``code``, ``text``, ``whole`` or ``number``.
        ordered: Whether the numbers have an order.
        separator: Of a column of several answers, what stands between them.
        lowest: Smallest number that is an answer.
    """

    name: str
    column: str
    label: str
    member: str = ""
    numbers: Numbers = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    missing: Mapping[str, Missing] = field(default_factory=dict)
    missing_labels: Mapping[Missing, str] = field(default_factory=dict)
    kind: str = "code"
    ordered: bool = False
    separator: str = ""
    lowest: float = 0

    def below(self) -> Mapping[Missing, int]:
        """Kind of missingness → a number below all answers: -95 to -91, or lower where need be."""
        shift = 0
        while self.lowest <= max(NEGATIVE.values()) - shift:
            shift = shift * 10 + 900
        return {kind: NEGATIVE[kind] - shift for kind in self.missing_labels}

    def values(self, texts: pl.Series) -> pl.Series:
        """The numbers of some cells; null where anything is missing."""
        if self.kind == "text":
            return texts.alias(self.name)
        if self.member:
            inside = texts.str.split(self.separator).list.contains(self.member)
            found = inside.cast(pl.Int32)
            blank = texts.is_in(["", *self.missing])
            return found.zip_with(~blank, pl.Series([None], dtype=pl.Int32)).alias(self.name)
        if self.kind == "code":
            found = texts.replace_strict(self.numbers, default=None, return_dtype=pl.Int32)
            return found.alias(self.name)
        number = pl.Int32 if self.kind == "whole" else pl.Float64
        known = texts.replace(dict.fromkeys(["", *self.missing]))
        return known.cast(number).alias(self.name)

    def kinds(self, texts: pl.Series) -> pl.Series:
        """Of each cell the kind of its missingness; null where it holds an answer or nothing."""
        said = {text: str(kind) for text, kind in self.missing.items()}
        return texts.replace_strict(said, default=None, return_dtype=pl.String)


@dataclass(frozen=True)
class LabelledTable:
    """A table of a release.

    Attributes:
        name: Name of its file, without the ending.
        title: What a person reads.
        path: The file of the release, CSV or Parquet, in which the rows are.
        table: Name of the table; of data sets and parts the same for all.
        variables: In their order.
    """

    name: str
    title: str
    path: str
    table: str
    variables: Sequence[Variable]

    def frame(
        self, folder: Path, cells: Callable[[Variable, pl.Series], pl.Series]
    ) -> pl.DataFrame:
        """The variables in their order.

        Columns are read one after the other: as texts, a million rows of all take a gigabyte.

        Args:
            folder: Of the release.
            cells: Makes the cells of a variable from the texts of its column, of which the empty
                one means that nothing is recorded.
        """
        rows, made = read_data(folder / self.path), []
        for column, variables in groupby(self.variables, key=lambda one: one.column):
            texts = rows.select(pl.col(column).fill_null("")).collect()[column]
            made += [cells(one, texts) for one in variables]
        return pl.DataFrame(made)


@dataclass(frozen=True)
class Program:
    """A program that knows columns by numbers and labels.

    Attributes:
        ending: Of its files.
        write_table: Writes a table of the release in a folder to a path.
        write_counts: Writes counts, with a label for each of their columns, to a path.
    """

    ending: str
    write_table: Callable[[LabelledTable, Path, Path], None]
    write_counts: Callable[[pl.DataFrame, Mapping[str, str], Path], None]


def write_labelled(about: About, language: str, folder: Path, program: Program) -> None:
    """Write a file for each table, each part of one, each data set, and each file of counts.

    Args:
        about: What is written.
        language: Of the labels.
        folder: Where to.
        program: Who reads them.
    """
    for table in labelled_tables(about.layout, language):
        to = folder / f"{table.name}.{program.ending}"
        program.write_table(table, about.release.path, to)
    for file in about.layout.counts:
        counts = about.release.counts[file.name]
        labels = count_labels(counts, language)
        program.write_counts(counts, labels, folder / about.counts_name(file, program.ending))


def labelled_tables(layout: Layout, language: str) -> Iterator[LabelledTable]:
    """The tables of a release; of one in parts each part, as no program could read it at once.

    Args:
        layout: Of the release.
        language: Of the labels; what the codebook has none for is said in English.
    """
    for file in (*layout.data, *layout.datasets):
        variables = tuple(variables_of(file, language))
        title = in_language(file.table.label, language)
        if file in layout.datasets:
            name = f"dataset-{file.name}"
            yield LabelledTable(name, title, file.path("parquet"), "dataset", variables)
        elif file.parts:
            for path in file.paths:
                name = f"{file.name}-{Path(path).stem}"
                yield LabelledTable(name, title, path, file.name, variables)
        else:
            yield LabelledTable(file.name, title, file.path("parquet"), file.name, variables)


def variables_of(file: DataFile, language: str) -> Iterator[Variable]:
    """The variables of a table: keys first, then its columns in their order."""
    wanted: list[str] = list(file.keys)
    for column in file.table.columns:
        wanted += _members(column) if column.traits.several else [column.name]
    names = variable_names(wanted)
    for key in file.keys:
        yield Variable(names[key], key, words(language)["export.key"], kind="text")
    for column in file.table.columns:
        if column.traits.several:
            yield from _of_set(column, names, language)
        else:
            yield _of_one(column, names[column.name], language)


def _members(column: Column) -> list[str]:
    """A name for each answer: numbered, as answers may be anything."""
    return [f"{column.name}_{number}" for number in range(1, len(column.values) + 1)]


def _of_set(column: Column, names: Mapping[str, str], language: str) -> Iterator[Variable]:
    said, then = words(language), colon(language)
    label, missing = in_language(column.label, language), _kinds(column)
    for value, wanted in zip(column.values, _members(column), strict=True):
        yield Variable(
            names[wanted],
            column.name,
            f"{label}{then} {in_language(value.label, language)}",
            member=value.code,
            numbers={value.code: 1},
            labels={0: said["export.not-among"], 1: said["export.among"]},
            missing=missing,
            missing_labels=_said_of(missing, language),
            separator=column.separator,
        )


def _of_one(column: Column, name: str, language: str) -> Variable:
    missing = _kinds(column)
    found = Variable(
        name,
        column.name,
        in_language(column.label, language),
        missing=missing,
        missing_labels=_said_of(missing, language),
        ordered=column.traits.ordered,
    )
    if column.numbers is not None:
        whole = column.numbers.whole and _fits(column.numbers.texts)
        lowest = float(column.numbers.first)
        return replace(found, kind="whole" if whole else "number", lowest=lowest)
    numbers = numbers_of(column)
    labels = {numbers[one.code]: in_language(one.label, language) for one in column.values}
    told = {number: label for number, label in labels.items() if label != str(number)}
    return replace(found, numbers=numbers, labels=told, lowest=min(numbers.values(), default=0))


def numbers_of(column: Column) -> Numbers:
    """Code → number: the code itself where all are whole numbers, else its place from 1."""
    codes = column.codes
    if all(re.fullmatch(r"0|[1-9]\d*", code) for code in codes) and _fits(codes):
        return {code: int(code) for code in codes}
    return {code: place for place, code in enumerate(codes, 1)}


def _fits(texts: Sequence[str]) -> bool:
    """Whether whole numbers surely are small enough for every program: nine digits or fewer."""
    return all(len(text.lstrip("-")) <= 9 for text in texts)


def _kinds(column: Column) -> Mapping[str, Missing]:
    """Text of a cell → kind of missingness, but not recorded."""
    return {column.missing[kind][0]: kind for kind in LETTERS if column.missing.get(kind)}


def _said_of(kinds: Mapping[str, Missing], language: str) -> Mapping[Missing, str]:
    return {kind: in_language(page_words()[f"missing_{kind}"], language) for kind in kinds.values()}
