"""What the columns of a file of cases hold, and by how many people each answer is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lanterne.codebook.identifying import Identifies, by_header
from lanterne.codebook.looks import Look, look_of
from lanterne.codebook.model import Missing

if TYPE_CHECKING:
    import polars as pl

# ruff: noqa: PLC0415 - importing codebooks stays light

RARE = 10
"""An answer that fewer people than this give is never taken into a list unseen."""

SEVERAL = 10
"""Rows that one person has at most, on average, where a column is believed to number people."""

_MISSING_WORDS = {
    "null": Missing.NOT_RECORDED,
    "n/r": Missing.NOT_RECORDED,
    "not recorded": Missing.NOT_RECORDED,
    "-99": Missing.NOT_RECORDED,
    "notrecorded": Missing.NOT_RECORDED,
    "not asked": Missing.NOT_ASKED,
    "notasked": Missing.NOT_ASKED,
    "unknown": Missing.UNKNOWN,
    "not known": Missing.UNKNOWN,
    "inconnu": Missing.UNKNOWN,
    "refused": Missing.REFUSED,
    "not applicable": Missing.NOT_APPLICABLE,
    "notapplicable": Missing.NOT_APPLICABLE,
    "n/a": Missing.NOT_APPLICABLE,
}


@dataclass(frozen=True)
class Answers:
    """What a column holds. Counts of people, so it is sensitive: it goes nowhere.

    Attributes:
        texts: The different answers, sorted, without blanks and words for missing answers.
        filled: How many cells have one of them.
        blanks: Whether any cell is blank.
        missing: Kind of missingness → the words for it that occur.
        people: Answer, or member of a set, → how many people give it.
        most: Members that a cell holds at most, as far as ``RARE`` cells or more do.
    """

    texts: tuple[str, ...]
    filled: int
    blanks: bool
    missing: Mapping[Missing, tuple[str, ...]]
    people: Mapping[str, int]
    most: int | None

    @property
    def members(self) -> tuple[str, ...]:
        """The different answers, those of several members taken apart; sorted."""
        return tuple(sorted({part for text in self.texts for part in parts_of(text)}))

    def is_rare(self, answer: str) -> bool:
        """Whether fewer than ``RARE`` people give an answer."""
        return self.people.get(answer, 0) < RARE


def parts_of(text: str) -> tuple[str, ...]:
    """The members of an answer, without blanks."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def answers_of(frame: pl.DataFrame) -> dict[str, Answers]:
    """What each column of texts holds; blank or null: not recorded."""
    trimmed = frame.with_columns(_trimmed(frame))
    numbers = _numbers_of_people(trimmed)
    return {
        name: _answers(trimmed, name, [n for n in numbers if n != name]) for name in frame.columns
    }


def _trimmed(frame: pl.DataFrame) -> list[pl.Expr]:
    """Every column without blanks around its texts."""
    import polars as pl

    return [pl.col(name).fill_null("").str.strip_chars() for name in frame.columns]


def _numbers_of_people(frame: pl.DataFrame) -> list[str]:
    """Columns that may say which rows are one person: several rows of one then count once."""
    found = []
    for name in frame.columns:
        given = frame[name].filter(frame[name] != "")
        different = given.n_unique()
        if not different < given.len() <= SEVERAL * different:
            continue
        says = by_header(name, ()) is Identifies.NUMBERS
        if says or look_of(dict.fromkeys(given.unique(maintain_order=True), 1)) is Look.NUMBERS:
            found.append(name)
    return found


def _answers(frame: pl.DataFrame, name: str, numbers: Iterable[str]) -> Answers:
    counts = frame[name].value_counts(name="cells")
    cells = {str(text): int(times) for text, times in counts.iter_rows()}
    blanks = cells.pop("", 0) > 0
    missing: dict[Missing, tuple[str, ...]] = {Missing.NOT_RECORDED: ("",)}
    for text in sorted(cells):
        kind = _MISSING_WORDS.get(text.lower())
        if kind is not None:
            missing[kind] = (*missing.get(kind, ()), text)
            del cells[text]
            blanks = True
    people = _people(frame, name, list(numbers), cells)
    return Answers(tuple(sorted(cells)), sum(cells.values()), blanks, missing, people, _most(cells))


def _most(cells: Mapping[str, int]) -> int | None:
    """The most members that a cell holds; ``None`` where only a few cells hold so many."""
    sizes: dict[int, int] = {}
    for text, times in cells.items():
        size = len(set(parts_of(text)))
        sizes[size] = sizes.get(size, 0) + times
    most = max(sizes, default=0)
    return most if sizes.get(most, 0) >= RARE else None


def _people(
    frame: pl.DataFrame, name: str, numbers: list[str], cells: Mapping[str, int]
) -> dict[str, int]:
    """Answer, or member of a set, → rows that give it, or people where these are fewer."""
    import polars as pl

    if not numbers and not any(";" in text for text in cells):
        return dict(cells)
    told = frame.select(
        pl.col(name).alias("answer"),
        *(pl.col(number).alias(f"number {place}") for place, number in enumerate(numbers)),
    )
    told = told.filter(pl.col("answer").is_in(list(cells))).with_row_index("row")
    told = told.with_columns(pl.col("answer").str.split(";")).explode("answer")
    told = told.with_columns(pl.col("answer").str.strip_chars())
    counted = told.group_by("answer").agg(pl.exclude("answer").n_unique())
    return {str(text): min(map(int, times)) for text, *times in counted.iter_rows() if text}
