"""What was found in a partner's file, as the vault keeps it. All of it is sensitive.

No Django is needed here: a child process may have read the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from lanterne.files.xlsform import Choice as FormChoice
from lanterne.files.xlsform import Form, Question
from lanterne.harmonise import LeftOver
from lanterne.harmonise.marked_rows import MarkedSheet
from lanterne.harmonise.source_columns import Choice, SourceColumn
from lanterne.harmonise.suggest_columns import SuggestedColumn, Target, Use
from lanterne.messages import from_json, to_json

Json = dict[str, Any]


@dataclass(frozen=True)
class StatedPlace:
    """Where the tables of a file are, as somebody said it.

    Attributes:
        sheet: Sheet of a workbook; empty: nobody said.
        row: Row in which the columns are named; 0: nobody said.
        places: Name of a linked table → sheet or file that was chosen for it; empty: none.
    """

    sheet: str = ""
    row: int = 0
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ScannedFile:
    """The columns of a partner's file.

    Attributes:
        columns: In their order, with how often each answer occurs.
        suggestions: For each of them what it may be.
    """

    columns: tuple[SourceColumn, ...] = field(repr=False)
    suggestions: tuple[SuggestedColumn, ...] = field(repr=False)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> SourceColumn:
        """A column by its name; one of which nothing is known, where there is none."""
        return next((one for one in self.columns if one.name == name), SourceColumn(name))


@dataclass(frozen=True)
class FirstRows:
    """The first rows of a table.

    Attributes:
        name: The sheet or file; empty: there is one.
        before: Of the columns that are read, their names first.
        after: Of the cases, the names of their columns first.
    """

    name: str
    before: Sequence[Sequence[str]] = field(repr=False)
    after: Sequence[Sequence[str]] = field(repr=False)


@dataclass(frozen=True)
class Trial:
    """What came of a file by a mapping, before any case was made.

    Attributes:
        mapping: SHA-256 of the mapping.
        rows: Rows of the file.
        without_consent: Rows that were left out, as they do not give consent.
        left_over: Answers that the mapping does not know.
        problems: What is wrong, by the rows of the partner's file; as JSON.
        shown: The first rows of each table, before and after.
        marked: The rows with an answer that the mapping does not know, table by table.
    """

    mapping: str
    rows: int = field(repr=False)
    without_consent: int = field(repr=False)
    left_over: tuple[LeftOver, ...] = field(repr=False)
    problems: tuple[Json, ...] = field(repr=False)
    shown: tuple[FirstRows, ...] = field(repr=False)
    marked: tuple[MarkedSheet, ...] = field(default=(), repr=False)


def scan_as_json(columns: Sequence[SourceColumn], found: Sequence[SuggestedColumn]) -> Json:
    """A scan as JSON holds it; :func:`scan_from` gives it back."""
    suggestions = [
        {
            "source": one.source,
            "use": one.use.value,
            "why": to_json(one.why) if one.why else None,
            "targets": [
                {
                    "name": target.name,
                    "score": target.score,
                    "reasons": [to_json(reason) for reason in target.reasons],
                    "fits": target.fits,
                    "sure": target.sure,
                }
                for target in one.targets
            ],
        }
        for one in found
    ]
    return {"columns": [asdict(column) for column in columns], "suggestions": suggestions}


def scan_from(kept: Json) -> ScannedFile:
    """A scan from what :func:`scan_as_json` made."""
    return ScannedFile(
        tuple(map(_column, kept["columns"])), tuple(map(_suggested, kept["suggestions"]))
    )


def scans_from(found: Json) -> list[ScannedFile]:
    """The parts of a file, of what was found in it; none where it was not looked at."""
    kept = found.get("scan")
    if not kept:
        return []
    return [scan_from(one) for one in kept.get("parts", [kept])]


def tables_from(found: Json) -> tuple[str, ...]:
    """The sheets or files that may each be a linked table; none where there is one file."""
    return tuple((found.get("scan") or {}).get("tables", ()))


def _column(kept: Json) -> SourceColumn:
    choices = tuple(Choice(one["name"], tuple(one["labels"])) for one in kept["choices"])
    return SourceColumn(
        kept["name"],
        tuple(kept["labels"]),
        choices,
        tuple(kept["answers"]),
        kept["several"],
        tuple(kept["times"]),
        kept["blank"],
    )


def _suggested(kept: Json) -> SuggestedColumn:
    targets = tuple(
        Target(
            one["name"],
            one["score"],
            tuple(map(from_json, one["reasons"])),
            one["fits"],
            one["sure"],
        )
        for one in kept["targets"]
    )
    why = from_json(kept["why"]) if kept["why"] else None
    return SuggestedColumn(kept["source"], Use(kept["use"]), why, targets)


def form_from(kept: Json) -> Form:
    """A form from what :func:`lanterne.hub.web.harmonise.read_partner_file.form_as_json` gave."""
    return Form(tuple(map(_question, kept["questions"])))


def _question(kept: Json) -> Question:
    choices = tuple(FormChoice(**one) for one in kept["choices"])
    return Question(**{**kept, "groups": tuple(kept["groups"]), "choices": choices})


def trial_from(kept: Json) -> Trial:
    """A trial from what :func:`lanterne.hub.web.harmonise.read_partner_file.try_out` gave."""
    if "shown" not in kept:  # of an earlier version
        kept = {**kept, "shown": [{"name": "", "before": kept["before"], "after": kept["after"]}]}
    return Trial(
        kept["mapping"],
        kept["rows"],
        kept["without_consent"],
        tuple(LeftOver(*one) for one in kept["left_over"]),
        tuple(kept["problems"]),
        tuple(FirstRows(**one) for one in kept["shown"]),
        tuple(map(_marked_from, _sheets(kept.get("marked", ())))),
    )


def marked_as_json(sheet: MarkedSheet) -> Json:
    """Rows to settle as JSON holds them; a trial gives them back."""
    return {
        "columns": sheet.columns,
        "rows": sheet.rows,
        "more": sheet.more,
        "name": sheet.name,
    }


def _sheets(kept: Json | Sequence[Json]) -> Sequence[Json]:
    """Those with rows; an earlier version kept one."""
    sheets = [kept] if isinstance(kept, dict) else kept
    return [one for one in sheets if one["rows"]]


def _marked_from(kept: Json) -> MarkedSheet:
    rows = (
        (int(number), tuple((str(text), bool(marked)) for text, marked in cells))
        for number, cells in kept["rows"]
    )
    return MarkedSheet(tuple(kept["columns"]), tuple(rows), int(kept["more"]), kept.get("name", ""))
