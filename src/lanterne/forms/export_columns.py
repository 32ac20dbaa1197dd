"""Which columns of an export of KoboToolbox or ODK answer which question of a form.

Both put the groups of a question before its name, and a question with several answers into one
column, into a column for each choice, or into both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lanterne.codebook.model import Codebook
from lanterne.codebook.spelling import plain
from lanterne.files.layout import GROUP
from lanterne.files.problem_log import Findings, shown
from lanterne.forms.reserved import reserved_in
from lanterne.harmonise.form_names import CONSENT, MARK, has_column, question_in

_ADDED = re.compile(
    r"(?:_|meta[/\-.:]|formhub[/\-.:]|SET-OF-).*|start|end|today|deviceid|phonenumber|simserial"
    r"|subscriberid|username|email|audit|instanceID|instanceName|KEY|PARENT_KEY|SubmissionDate"
    r"|SubmitterID|SubmitterName|AttachmentsPresent|AttachmentsExpected|Status|ReviewState"
    r"|DeviceID|Edits|FormVersion"
)
"""Columns that such a system adds of itself: when, by whom and from where something was sent."""


@dataclass(frozen=True)
class ExportColumns:
    """The columns of an export.

    Attributes:
        places: Question → its position.
        ticked: Question with several answers → choice → the position of its column.
        added: Column that the system adds → its position.
        others: Position → name of a column that is neither.
    """

    places: Mapping[str, int]
    ticked: Mapping[str, Mapping[str, int]]
    added: Mapping[str, int]
    others: Mapping[int, str]

    @property
    def questions(self) -> frozenset[str]:
        """The questions that are there, in one way or the other."""
        return frozenset({*self.places, *self.ticked})

    def added_one(self, *names: str) -> int | None:
        """Position of the first of these columns that is there."""
        return next((self.added[name] for name in names if name in self.added), None)


def find_columns(
    header: Sequence[str],
    questions: Collection[str],
    choices: Mapping[str, Collection[str]],
    findings: Findings,
) -> ExportColumns:
    """Find the questions of a form in the header of an export.

    Args:
        header: The names in the file.
        questions: The names of the questions.
        choices: Question with several answers → the names of its choices.
        findings: Receives questions that stand there twice, and columns without a name.
    """
    whole = {plain(name): name for name in questions}
    parts = {
        plain(f"{name}{GROUP}{choice}"): (name, choice)
        for name, some in choices.items()
        for choice in some
    }
    places: dict[str, int] = {}
    ticked: dict[str, dict[str, int]] = {}
    added: dict[str, int] = {}
    others: dict[int, str] = {}
    seen: set[str] = set()
    for place, title in enumerate(header):
        tail = question_in(title, {**whole, **parts})
        if tail in seen:
            findings.add("duplicate-column.in-header", {"count": 2}, column=shown(title))
        elif tail in parts:
            name, choice = parts[tail]
            ticked.setdefault(name, {})[choice] = place
        elif tail in whole:
            places[whole[tail]] = place
        elif not title:
            findings.add("unnamed-column", {"position": str(place + 1)})
        elif _ADDED.fullmatch(title):
            added.setdefault(title.replace("-", "/"), place)
        else:
            others[place] = title
        seen |= {tail} - {""}
    return ExportColumns(places, ticked, added, others)


def check_unmarked(rows: Iterable[Sequence[str]], codebook: Codebook, findings: Findings) -> None:
    """A file without the mark of a form may not have its question for consent either.

    It may not be left out by name: what people refused would go with it.

    Args:
        rows: The names in the file, and the first rows below: one may be that of the names.
        codebook: The codebook, which may have a column of that name.
        findings: Receives what is wrong.

    Raises:
        InputError: It has.
    """
    if not reserved_in(codebook) and any(has_column(row, CONSENT) for row in rows):
        raise findings.fail("form-without-mark", {"mark": MARK, "consent": CONSENT})
