"""An export of KoboToolbox or ODK as a table of the questions of its form, one column each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from lanterne.codebook.spelling import plain
from lanterne.files.json_file import MEMBERS, JsonFile
from lanterne.files.layout import GROUP
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows, TableFile
from lanterne.forms.asked import Asked, stamp_text
from lanterne.forms.export_columns import ExportColumns
from lanterne.forms.json_export import questions_of
from lanterne.forms.questions import Ask
from lanterne.harmonise.form_names import GIVEN, MARK

CASE = "\x01case"
"""The column of whoever is asked: the number that was typed, or that of the form that was sent."""

_SENT = ("KEY", "_uuid", "meta/instanceID", "instanceID", "_id")
"""Columns that name a form that was sent."""

_TICKED = ["1", "1.0", "true", "yes", "vrai"]
_NOT_TICKED = ["", "0", "0.0", "false", "no", "faux"]

_UNKNOWN = "?"
"""No choice is named so: whatever else stands in the column of a choice is not one of the form."""

NUMBERED = "form:"
"""Before the number of a form that was sent, which no number that somebody typed equals."""


@dataclass(frozen=True)
class ExportedFile:
    """The rows of an export: a row for each form that was sent, or for each of its repeats.

    Attributes:
        file: The file as it is.
        asked: The questions of the form.
        columns: Where they stand.
        names: The questions that are read, in their order.
    """

    file: TableFile
    asked: Asked
    columns: ExportColumns
    names: tuple[str, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """Whom it is about, consent, the ids, the questions, then columns of nobody's form."""
        return (CASE, self.asked.consent.name, *self.names, *self.others)

    @property
    def others(self) -> tuple[str, ...]:
        """Names for the columns that the form does not know: they may be there twice."""
        return tuple(f"\x01{place}" for place in self.columns.others)

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The answers; a form of another codebook is a problem of its row, if consent is given."""
        for rows in self.file.batches(findings):
            yield Rows(_by_place(self.cases(rows, findings)), rows.numbers)

    def cases(self, rows: Rows, findings: Findings) -> pl.DataFrame:
        """Some rows in the columns of ``header``.

        Args:
            rows: Rows of the file.
            findings: Receives those of another form.
        """
        cells = Cells(rows.frame, self.columns)
        consent = cells.of(self.asked.consent.name)
        _check_stamps(cells.of(MARK), consent, rows, self.asked, findings)
        itself = self.asked.form.cases.itself
        typed = cells.of(self.asked.ids[itself.name]) if itself else cells.blank
        case = numbered(typed, cells.sent).alias(CASE)
        return pl.DataFrame([case, consent.alias(self.asked.consent.name), *self.answers(cells)])

    def answers(self, cells: Cells) -> list[pl.Series]:
        """The answers to the questions, of a number that is not given why; then all others.

        A number and why there is none stand together in one cell: that is no answer.
        """
        whys = {self.asked.askings[name].name: one.name for name, one in self.asked.why.items()}
        several = choices_of(self.asked) if isinstance(self.file, JsonFile) else {}
        given = {name: cells.of(name) for name in self.names}
        given |= {name: _both(given[name], cells.of(whys[name])) for name in whys if name in given}
        given |= {
            name: given[name].str.replace_all(MEMBERS, " ", literal=True)
            for name in several
            if name in given
        }
        found = [one.alias(name) for name, one in given.items()]
        others = zip(self.others, self.columns.others, strict=True)
        return found + [cells.frame[str(place)].alias(alias) for alias, place in others]


def _by_place(frame: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame([one.alias(str(place)) for place, one in enumerate(frame)])


@dataclass(frozen=True)
class Cells:
    """Some rows of an export.

    Attributes:
        frame: Their cells, by position.
        columns: What stands where.
    """

    frame: pl.DataFrame = field(repr=False)
    columns: ExportColumns

    @property
    def blank(self) -> pl.Series:
        """A column in which nothing stands."""
        return pl.Series([""]).new_from_index(0, self.frame.height)

    @property
    def sent(self) -> pl.Series:
        """The numbers of the forms that were sent; blank where the export has none."""
        place = self.columns.added_one(*_SENT)
        return self.blank if place is None else self.frame[str(place)]

    def of(self, name: str) -> pl.Series:
        """The answers to a question, joined by blanks where each choice has a column."""
        if name in self.columns.places:
            return self.frame[str(self.columns.places[name])]
        ticked = self.columns.ticked.get(name)
        if not ticked:
            return self.blank
        chosen = []
        for choice, place in ticked.items():
            cell = pl.col(str(place)).str.strip_chars().str.to_lowercase()
            known = pl.when(cell.is_in(_TICKED)).then(pl.lit(choice))
            chosen.append(known.when(~cell.is_in(_NOT_TICKED)).then(pl.lit(_UNKNOWN)))
        return self.frame.select(
            pl.concat_str(chosen, separator=" ", ignore_nulls=True)
        ).to_series()


def first(one: pl.Series, other: pl.Series) -> pl.Series:
    """The one, and the other where it is blank."""
    both = pl.DataFrame([one.alias("one"), other.alias("other")])
    blank = pl.col("one").str.strip_chars() == ""
    return both.select(pl.when(blank).then(pl.col("other")).otherwise(pl.col("one"))).to_series()


def numbered(typed: pl.Series, sent: pl.Series) -> pl.Series:
    """The number that was typed, and where there is none that of the form, which equals no other.

    Of a typed number that begins as that of a form does, the beginning is written otherwise.
    """
    own = typed.str.strip_chars().str.replace(f"^('*{NUMBERED})", "'${1}")
    form = pl.DataFrame([sent.alias("sent")]).select(
        pl.when(pl.col("sent").str.strip_chars() == "")
        .then(pl.lit(""))
        .otherwise(pl.concat_str(pl.lit(NUMBERED), "sent"))
    )
    return first(own, form.to_series())


def _both(one: pl.Series, other: pl.Series) -> pl.Series:
    """Two answers as they are, together where both are given."""
    both = pl.DataFrame(
        [one.str.strip_chars().alias("one"), other.str.strip_chars().alias("other")]
    )
    return both.select(pl.concat_str("one", "other", separator=" ").str.strip_chars()).to_series()


def _check_stamps(
    marks: pl.Series, consent: pl.Series, rows: Rows, asked: Asked, findings: Findings
) -> None:
    """Rows of another form may mean something else; those without consent play no part at all."""
    yes = [text for text in consent.unique().to_list() if plain(text) == GIVEN]
    strange = marks.str.strip_chars() != stamp_text(asked.form.stamp)
    wrong = (strange & consent.is_in(yes)).to_numpy()
    stamp = asked.form.stamp
    gaps = {"codebook": stamp.codebook, "version": stamp.version}
    findings.add("form-other-version.rows", gaps, rows=rows.numbers[wrong], column=MARK)


def exported_file(file: TableFile, asked: Asked, findings: Findings) -> ExportedFile:
    """An open export with the questions of its form.

    Args:
        file: The file.
        asked: The questions of the form.
        findings: Receives what is wrong with the header.

    Raises:
        InputError: It is of another form, a question is missing or stands there twice, or the
            export has labels in place of names.
    """
    names = cases_names(asked)
    file, columns = questions_of(file, needed(asked, names), choices_of(asked), findings)
    if MARK in columns.places and not columns.questions.issuperset(needed(asked, names)):
        _check_whose(file, columns, asked, findings)
    check_questions(columns, needed(asked, names), choices_of(asked), findings)
    findings.raise_any()
    return ExportedFile(file, asked, columns, names)


def _check_whose(file: TableFile, columns: ExportColumns, asked: Asked, findings: Findings) -> None:
    """A file of another form lacks questions as well: then that is what is said.

    Raises:
        InputError: No row of it is of this form.
    """
    stamp, place = asked.form.stamp, str(columns.places[MARK])
    marks = [rows.frame[place].str.strip_chars() for rows in file.batches(findings)]
    if not any((some == stamp_text(stamp)).any() for some in marks):
        gaps = {"codebook": stamp.codebook, "version": stamp.version}
        raise findings.fail("form-other-version.file", gaps)


def cases_names(asked: Asked) -> tuple[str, ...]:
    """The ids and questions of those whose cases they are, without what names themselves."""
    cases = asked.form.cases
    own = [one for one in cases.identities if one is not cases.itself]
    ids = (asked.ids[one.name] for one in own)
    return (*ids, *(asked.askings[one.name].name for one in cases.questions))


def needed(asked: Asked, names: tuple[str, ...]) -> tuple[str, ...]:
    """Every question of the cases that an export has to have, those that nobody answers too."""
    itself = asked.form.cases.itself
    typed = [asked.ids[itself.name]] if itself else []
    of_cases = {one.name for one in asked.form.cases.questions}
    whys = [why.name for column, why in asked.why.items() if column in of_cases]
    return (MARK, asked.consent.name, *typed, *names, *whys)


def choices_of(asked: Asked) -> dict[str, tuple[str, ...]]:
    """Question with several answers → its choices."""
    return {
        one.name: tuple(one.choices.values())
        for one in asked.askings.values()
        if one.question.ask is Ask.SEVERAL
    }


def check_questions(
    columns: ExportColumns,
    names: tuple[str, ...],
    choices: Mapping[str, Sequence[str]],
    findings: Findings,
) -> None:
    """Note the questions that an export does not have, and choices where each has a column."""
    missing = [name for name in names if name not in columns.questions]
    for name, there in columns.ticked.items():
        if name not in columns.places:
            gone = [f"{name}{GROUP}{one}" for one in choices[name] if one not in there]
            for column in gone:
                findings.add("form-missing-question.export", column=column)
    if 2 * len(missing) > len(names):
        findings.add("form-without-names")
        return
    for name in missing:
        findings.add("form-missing-question.export", column=name)
