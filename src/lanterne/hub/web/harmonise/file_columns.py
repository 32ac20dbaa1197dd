"""The columns of a partner's file as the page shows them: what they hold, and become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.codebook import Codebook, in_language
from lanterne.harmonise import Mapping as FileMapping
from lanterne.harmonise.edit_mapping import targets_of, use_of
from lanterne.harmonise.linked_files import column_in
from lanterne.harmonise.mapping import Rule, Status
from lanterne.harmonise.source_columns import MOST_ANSWERS, SourceColumn
from lanterne.harmonise.suggest_columns import SuggestedColumn, Use
from lanterne.hub.problem_texts import says
from lanterne.hub.web.data.preview import Spark, sparks
from lanterne.hub.web.harmonise.answers import in_the_form, open_answers
from lanterne.hub.web.harmonise.at_work import AtWork, Part

FEW = 10
"""Answers that fewer cells hold are not shown in a list of columns."""

SHOWN = 3
"""Answers that stand beside a column."""

USES: Mapping[Use, Any] = {
    Use.LEAVE_OUT: _("Leave it out: it is never read"),
    Use.KEEP: _("Keep it: it shows who is who"),
    Use.LEGAL: _("It says who consents"),
}
"""Use beside the codebook → what people read."""


def uses_in(part: Part) -> tuple[Use, ...]:
    """What else a column of a part may be for than the codebook, as somebody may say in the list.

    Of linked tables who is who is asked key by key, and only victims are asked for their consent.
    """
    if not part.of_mapping.permitted:
        return tuple(USES)
    return (Use.LEAVE_OUT, Use.LEGAL) if part.of_mapping.asks_consent else (Use.LEAVE_OUT,)


AS_IT_IS = "as-it-is"
"""Chosen where a column fills several of the codebook: nothing is to change."""

CHOICES = "choices"
"""Chosen where each answer of a column is a column of the codebook."""

NOTHING = "nothing"
"""Chosen for an answer that means none of the codebook's columns."""

TO = "to:"
"""Before the name of a column of the codebook, in what is chosen."""


@dataclass(frozen=True)
class Option:
    """What may become of a column: what a form sends, what people read, and why."""

    value: str
    label: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filled:
    """A column of the codebook that a column of the file fills.

    Attributes:
        position: Its place in the codebook.
        label: What people read.
        approved: Whether somebody stands behind it.
        open: Answers that occur and that the mapping does not know.
        flagged: Whether a person has to say something first, such as the order of dates.
    """

    position: int
    label: str
    approved: bool
    open: int
    flagged: bool


@dataclass(frozen=True)
class Unfilled:
    """A column of the codebook about which nothing is decided.

    Attributes:
        position: Its place in the codebook.
        name: Its name.
        label: What people read.
        required: Whether every case must have an answer, so that it cannot be left out.
    """

    position: int
    name: str
    label: str
    required: bool


@dataclass(frozen=True)
class FileColumn:
    """A column of the file.

    Attributes:
        position: Its place among the columns of all parts of the file.
        name: Its name in the mapping.
        header: What stands in the file: of what is asked of each of several people, all headers.
        asked: The question of the form, in each language; empty: nobody has the form.
        different: How many answers there are; ``None``: more than are looked at.
        blank: Share of cells in which nothing stands, from 0 to 1.
        examples: Answers that are given often.
        sparks: How often answers are given, as a small drawing; rare ones have no bar.
        several: Whether each of its answers is a column of the codebook.
        chosen: What becomes of it, as the form says it.
        uses: What else it may be for than the codebook.
        why: Why it is not for the codebook, where it is not.
        suggested: Columns of the codebook that it may be, the likeliest first.
        filled: Those that it fills.
    """

    position: int
    name: str
    header: str
    asked: str
    different: int | None
    blank: float
    examples: tuple[str, ...]
    sparks: tuple[Spark, ...]
    several: bool
    chosen: str
    uses: tuple[Option, ...]
    why: str
    suggested: tuple[Option, ...]
    filled: tuple[Filled, ...]

    @property
    def may_be_approved(self) -> bool:
        """Whether it can be approved from the list: nothing else is asked about it."""
        waiting = [one for one in self.filled if not one.approved and not self.several]
        return bool(waiting) and not any(one.open or one.flagged for one in waiting)

    @property
    def all_approved(self) -> bool:
        """Whether somebody stands behind all that it fills."""
        return all(one.approved for one in self.filled)

    @property
    def open(self) -> int:
        """Answers that occur and that the mapping does not know."""
        return max((one.open for one in self.filled), default=0)

    @property
    def undecided(self) -> bool:
        """Whether nobody has said what becomes of it."""
        return not self.chosen


def file_columns(part: Part) -> Iterator[FileColumn]:
    """Each column of a part of the file, in its order."""
    mapping, scan, permitted = part.mapping, part.scan, uses_in(part)
    for place, (column, found) in enumerate(zip(scan.columns, scan.suggestions, strict=True)):
        often = [times for times in column.times if times >= FEW]
        cells = sum(column.times) + column.blank
        use = use_of(mapping, column.name)
        shown = zip(column.answers, column.times, strict=False)
        tells = use not in (Use.LEAVE_OUT, Use.KEEP)  # names and numbers of people are not shown
        yield FileColumn(
            part.first + place,
            column.name,
            part.in_file(column.name),
            in_the_form(column.labels, column.name),
            len(column.answers) if len(column.answers) < MOST_ANSWERS else None,
            column.blank / max(1, cells),
            tuple(text for text, times in shown if times >= FEW)[:SHOWN] if tells else (),
            sparks(often) if tells else (),
            _of_choices(mapping, column.name),
            _chosen(use, part, column.name),
            tuple(
                Option(one.value, str(USES[one])) for one in USES if one in permitted or one is use
            ),
            says(found.why) if found.why and use is not Use.MAP else "",
            tuple(_suggested(found, part.codebook)),
            tuple(_filled(column, part)),
        )


def _of_choices(mapping: FileMapping, header: str) -> bool:
    rules = {mapping.column_of(name).rule for name in targets_of(mapping, header)}
    return rules == {Rule.FLAG_FROM_SET}


def _chosen(use: Use | None, part: Part, header: str) -> str:
    mapping = part.mapping
    targets = targets_of(mapping, header)
    if use is None and header in part.elsewhere:
        return AS_IT_IS
    if use is not Use.MAP:
        return use.value if use else ""
    if _of_choices(mapping, header):
        return CHOICES
    return f"{TO}{targets[0]}" if len(targets) == 1 else AS_IT_IS


def _suggested(found: SuggestedColumn, codebook: Codebook) -> Iterator[Option]:
    language = get_language() or "en"
    labels = {column.name: column.label for column in codebook.table.columns}
    for target in (one for one in found.targets if one.name in labels):
        why = tuple(map(says, target.reasons))
        yield Option(f"{TO}{target.name}", in_language(labels[target.name], language), why)


def _filled(column: SourceColumn, part: Part) -> Iterator[Filled]:
    language, targets = get_language() or "en", targets_of(part.mapping, column.name)
    for target in part.codebook.table.columns:
        if target.name in targets:
            mapped = part.mapping.column_of(target.name)
            yield Filled(
                part.places[target.name],
                in_language(target.label, language),
                mapped.decided,
                sum(one.decision == "" for one in open_answers(column, mapped, target)),
                not mapped.decided and mapped.status is Status.FLAGGED,
            )


def pages_of(here: AtWork) -> dict[str, tuple[str, int]]:
    """Column of the file, as leftovers name it → the page that settles it: its name and place."""
    found: dict[str, tuple[str, int]] = {}
    for part in here.parts:
        where = part.of_mapping.name if here.mapping.tables else ""
        for place, column in enumerate(part.scan.columns):
            page = _page_of(part, column.name, part.first + place)
            if page is not None:
                headers = part.of_mapping.headers_of(column.name)
                found |= {column_in(where, header): page for header in headers}
    return found


def _page_of(part: Part, header: str, position: int) -> tuple[str, int] | None:
    if _of_choices(part.mapping, header):
        return "harmonise-choices", position
    filled = (part.places.get(name) for name in targets_of(part.mapping, header))
    return next((("harmonise-column", place) for place in filled if place is not None), None)


def next_page(here: AtWork, after: int) -> tuple[str, int] | None:
    """Where somebody decides on the next column of the file: name of the page, and its place.

    Args:
        here: What is decided.
        after: Place of the column of the file that was decided last; -1: none was.
    """
    columns = [column for part in here.parts for column in file_columns(part)]
    for column in (*columns[after + 1 :], *columns[: after + 1]):
        waiting = [one.position for one in column.filled if not one.approved]
        if waiting and column.several:
            return "harmonise-choices", column.position
        if waiting:
            return "harmonise-column", waiting[0]
    return None


def unfilled(here: AtWork) -> tuple[Unfilled, ...]:
    """The columns of the codebook about which nothing is decided."""
    language = get_language() or "en"
    return tuple(
        Unfilled(position, column.name, in_language(column.label, language), column.required)
        for position, column in enumerate(here.codebook.columns)
        if here.mapping.column_of(column.name).rule is Rule.UNDETERMINED
    )
