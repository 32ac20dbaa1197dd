"""An export with repeats as rows of pairs: a victim and somebody who is linked to them.

A repeat hangs on the form that it was sent with. It is known where it was named, and where it was
not, by its place among the repeats of its own form: no name depends on what others sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from lanterne.errors import InputError
from lanterne.files.file_fingerprint import changed, stamp
from lanterne.files.problem_log import Findings, shown
from lanterne.files.rows import Rows, TableFile
from lanterne.forms.asked import Asked
from lanterne.forms.exported import (
    Cells,
    ExportedFile,
    check_questions,
    choices_of,
    first,
    numbered,
)
from lanterne.forms.json_export import questions_of

JOINS = (("KEY", "PARENT_KEY"), ("_index", "_parent_index"), ("_uuid", "_submission__uuid"))
"""Column of the forms that were sent and column of the repeats that hold the same, by system."""

_PARENT, _SENT, _ROW, _PLACE = "\x01parent", "\x01sent", "\x01row", "\x01place"
_LINE = "\x01line"


@dataclass(frozen=True)
class LinkedExport:
    """Forms that were sent, beside their repeats.

    Attributes:
        cases: The forms.
        repeats: The repeats.
        by: Position of the columns of both that hold the same.
        named: The question that names whoever a repeat is about.
        path: The file of the repeats.
        sheet: Its sheet; ``None``: it has none.
        opened: What that file was when it was opened.
    """

    cases: ExportedFile
    repeats: ExportedFile
    by: tuple[int, int]
    named: str
    path: Path
    sheet: str | None
    opened: tuple[int, ...] = field(repr=False)

    @property
    def header(self) -> tuple[str, ...]:
        """The columns of the forms, then those of the repeats."""
        others = (f"{name}\x01" for name in self.repeats.others)
        return (*self.cases.header, *self.repeats.names, *others)

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The pairs, each with the row of its form; a form without repeats is a row of its own.

        Raises:
            InputError: The file of the repeats is another than it was.
        """
        if stamp(self.path) != self.opened:
            error = changed(self.path)
            findings.take(error.problems)
            raise error
        repeats = self._read_repeats(findings)
        self._check_parents(repeats, findings)
        for rows in self.cases.file.batches(findings):
            cells = Cells(rows.frame, self.cases.columns)
            beside = [
                rows.frame[str(self.by[0])].str.strip_chars().alias(_PARENT),
                first(cells.sent, rows.frame[str(self.by[0])]).alias(_SENT),
                pl.Series(_ROW, rows.numbers.astype(np.int64)),
            ]
            forms = self.cases.cases(rows, findings).with_columns(beside)
            pairs = forms.join(repeats, on=_PARENT, how="left", maintain_order="left")
            place = pl.col(_PLACE)
            own = (
                pl.when(place.is_null())
                .then(pl.lit(""))
                .otherwise(pl.concat_str(_SENT, pl.lit("/"), place))
            )
            pairs = pairs.with_columns(pl.col(self.repeats.names).fill_null(""))
            made = pairs.select(own.fill_null("").alias(_SENT)).to_series()
            pairs = pairs.with_columns(numbered(pairs[self.named], made).alias(self.named))
            numbers = pairs[_ROW].to_numpy()
            columns = [pairs[name].fill_null("") for name in self.header]
            frame = pl.DataFrame([one.alias(str(n)) for n, one in enumerate(columns)])
            yield Rows(frame, numbers)

    def _check_parents(self, repeats: pl.DataFrame, findings: Findings) -> None:
        """Each repeat hangs on one form: else it would be told of somebody else.

        Raises:
            InputError: A form has no number or that of another, or a repeat has no form.
        """
        if not repeats.height:
            return
        place, column = self.by[0], shown(self.cases.file.header[self.by[0]])
        keys = pl.concat(
            pl.DataFrame(
                [
                    rows.frame[str(place)].str.strip_chars().alias(_PARENT),
                    pl.Series(_ROW, rows.numbers.astype(np.int64)),
                ]
            )
            for rows in self.cases.file.batches(Findings(""))
        )
        blank = keys.filter(pl.col(_PARENT) == "")
        findings.add("form-number.missing", rows=blank[_ROW].to_list(), column=column)
        twice = keys.filter((pl.col(_PARENT) != "") & pl.col(_PARENT).is_duplicated())
        findings.add("form-number.twice", rows=twice[_ROW].to_list(), column=column)
        known = keys.filter(pl.col(_PARENT) != "")[_PARENT]
        orphans = repeats.filter(~pl.col(_PARENT).is_in(known.implode()))
        beside = Findings(str(self.path), self.sheet)
        column = shown(self.repeats.file.header[self.by[1]])
        beside.add("form-number.of-no-form", rows=orphans[_LINE].to_list(), column=column)
        wrong = bool(blank.height or twice.height or orphans.height)
        findings.take_elsewhere(beside.problems)
        if wrong:
            raise InputError(findings.problems, findings.more)

    def _read_repeats(self, findings: Findings) -> pl.DataFrame:
        """The repeats in which anything stands, each with its place among those of its form."""
        parts = []
        for rows in self.repeats.file.batches(findings):
            cells = Cells(rows.frame, self.repeats.columns)
            answers = self.repeats.answers(cells)
            others = {name: f"{name}\x01" for name in self.repeats.others}
            parent = rows.frame[str(self.by[1])].str.strip_chars().alias(_PARENT)
            row = pl.Series(_LINE, rows.numbers.astype(np.int64))
            parts.append(pl.DataFrame([row, parent, *answers]).rename(others))
        names = (*self.repeats.names, *(f"{name}\x01" for name in self.repeats.others))
        text = dict.fromkeys((_PARENT, *names), pl.String)
        empty = pl.DataFrame(schema={_LINE: pl.Int64, **text})
        whole = pl.concat([empty, *parts])
        written = [pl.col(name).str.strip_chars() != "" for name in self.repeats.names]
        place = pl.int_range(pl.len()).over(_PARENT).cast(pl.String).alias(_PLACE)
        return whole.filter(pl.any_horizontal(written)).with_columns(place)


def linked_export(
    cases: ExportedFile,
    repeats: TableFile,
    asked: Asked,
    place: tuple[Path, str | None],
    findings: Findings,
) -> LinkedExport:
    """The forms of an open export beside the repeats of another file or sheet.

    Args:
        cases: The forms.
        repeats: The open repeats.
        asked: The questions of the form.
        place: The file of the repeats, and its sheet.
        findings: Receives what is wrong.

    Raises:
        InputError: A question is missing, or nothing says on which form a repeat hangs.
    """
    names, whys = repeat_names(asked)
    choices = choices_of(asked)
    repeats, columns = questions_of(repeats, (*names, *whys), choices, findings)
    check_questions(columns, (*names, *whys), choices, findings)
    findings.raise_any()
    of_cases, of_repeats = cases.columns.added, columns.added
    by = [
        (of_cases[one], of_repeats[other])
        for one, other in JOINS
        if one in of_cases and other in of_repeats
    ]
    if not by:
        raise findings.fail("form-without-parents")
    read = ExportedFile(repeats, asked, columns, names)
    return LinkedExport(cases, read, by[0], names[0], *place, stamp(place[0]))


def repeat_names(asked: Asked) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The questions of a repeat, whoever it is about first; and those why one is not answered."""
    sections = [one for one in asked.form.sections if one.under]
    ids = [asked.ids[one.itself.name] for one in sections if one.itself is not None]
    questions = [one.name for section in sections for one in section.questions]
    whys = tuple(asked.why[name].name for name in questions if name in asked.why)
    return (*ids, *(asked.askings[name].name for name in questions)), whys
