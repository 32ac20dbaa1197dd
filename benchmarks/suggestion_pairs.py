"""Pairs of what a form says and what it means, in two halves: one to tune on, one to report.

A pair belongs to a half by the hash of its language, its codebook and its text, fixed before
anything was tuned. The files beside, in ``suggestion_sets/``, say where each set comes from.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from lanterne.codebook import load_codebook
from lanterne.codebook.lists import packaged_rows, standards
from lanterne.codebook.model import Codebook, Column, ColumnType, Table
from lanterne.codebook.values import own_labels

FOLDER = Path(__file__).parent / "suggestion_sets"
LANGUAGES = ("en", "fr", "es", "ar", "pt")


@dataclass(frozen=True)
class Pair:
    """A text of a form, and what it means.

    Attributes:
        language: Its language.
        source: Where it comes from.
        codebook: Name of the codebook.
        column: Column of the codebook.
        text: A header or a question; or an answer.
        answer: Of an answer: what it means; empty: nothing that may be suggested.
        of_others: Others wrote it, and none of it was tuned on.
    """

    language: str
    source: str
    codebook: str
    column: str
    text: str
    answer: str = ""
    of_others: bool = False

    @property
    def held_out(self) -> bool:
        """Whether it is kept from tuning."""
        return self.of_others or _kept_aside(f"{self.language}|{self.codebook}|{self.text}")


def _kept_aside(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


def column_pairs() -> Iterator[Pair]:
    """Headers and questions with the columns that they mean."""
    for folder in ("columns", "columns_of_others"):
        for language, one in _sets(folder):
            for column, texts in one["pairs"].items():
                for text in texts:
                    others = folder != "columns"
                    yield Pair(
                        language, one["source"], one["codebook"], column, text, of_others=others
                    )


def value_pairs() -> Iterator[Pair]:
    """Answers with what they mean."""
    for folder in ("values", "values_of_others"):
        for language, one in _sets(folder):
            columns = {key: item for key, item in one.items() if isinstance(item, dict)}
            for column, answers in columns.items():
                for answer, texts in answers.items():
                    for text in texts:
                        yield Pair(
                            language,
                            one["source"],
                            one["codebook"],
                            column,
                            text,
                            answer,
                            of_others=folder != "values",
                        )


def country_pairs() -> Iterator[Pair]:
    """Names of countries by CLDR, as Babel holds them, and others of our own, with ISO codes."""
    codes = [row["iso2"] for row in packaged_rows(standards() / "countries.csv")]
    for language in LANGUAGES:
        names = Locale(language).territories
        for code in codes:
            if code in names:
                yield Pair(language, "CLDR", "iso2", "country", names[code], code)
    with (FOLDER / "countries.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield Pair("any", "own", "iso2", "country", row["text"], row["iso2"])


def _sets(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((FOLDER / folder).glob("*.toml")):
        for one in tomllib.loads(path.read_text("utf-8"))["sets"]:
            yield path.stem, one


@cache
def codebook(name: str) -> Codebook:
    """A codebook of the pairs: one that comes with Lanterne, or the fields of HTCDS 2.0."""
    return htcds() if name == "htcds" else load_codebook(name)


def htcds() -> Codebook:
    """The fields of HTCDS 2.0 that are no names, contacts and addresses, in English alone."""
    with (FOLDER / "htcds_fields.csv").open(encoding="utf-8") as file:
        columns = tuple(map(_field, csv.DictReader(file)))
    table = Table("people", {"en": "People"}, columns)
    return Codebook("htcds", "2.0", {"en": "HTCDS 2.0"}, (table,))


def _field(row: dict[str, str]) -> Column:
    values = own_labels(text for text in row["answers"].split("|") if text)
    return Column(row["field"], ColumnType.CATEGORY, values, {"en": row["label"]})
